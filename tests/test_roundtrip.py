"""Records through each format and back: in bibnorm's own hands, and in those of pandoc.

What may come back otherwise is listed with its reason in ``cases/roundtrip.toml`` and ``cases/pandoc.toml``.
A difference that no row explains fails, and so does a row that explains nothing any more.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from losses import CASES, Item, differences, explain, rows, unmet
from records import NASTY, gold, reading

from bibnorm.model import DATE_FIELDS, Date, Name, Reading, Record
from bibnorm.read import read_as
from bibnorm.write import write
from bibnorm.write.csljson import fields, item

LIBRARY = (CASES / "library.json").read_text(encoding="utf-8")


def pandoc(text: str, fmt: str) -> dict[str, Item]:
    """The items that pandoc reads, by key; the test skips where it is not installed and need not be."""
    path = shutil.which("pandoc")
    if path is None and os.environ.get("BIBNORM_REQUIRE_VALIDATORS") == "1":
        pytest.fail("pandoc is not installed, and BIBNORM_REQUIRE_VALIDATORS=1 asks for it")
    if path is None:
        pytest.skip("pandoc is not installed")
    done = subprocess.run([path, "-f", fmt, "-t", "csljson"], input=text, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return {found["id"]: found for found in json.loads(done.stdout)}


def surprises(fmt: str, before: list[Item], after: list[Item], name: str, *, all_met: bool = True) -> str:
    """A line for each difference that no row of a data file explains; with ``all_met``, for each row without one."""
    known = rows(name)
    found = [d for a, b in zip(before, after, strict=True) for d in differences(fmt, a, b)]
    unexplained = [str(d) for d in found if not explain(d, known)]
    return "\n".join([*unexplained, *(unmet(known, fmt) if all_met else [])])


# ------------------------------------------------------------------ pandoc
@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_pandoc_reads_what_bibnorm_wrote(fmt: str) -> None:
    library = read_as("csl-json", LIBRARY, "library.json")
    before = [item(reading, key) for reading, key in zip(library.readings, library.keys, strict=True)]
    read = pandoc(write(library.readings, library.keys, fmt), fmt)
    assert surprises(fmt, before, [read[key] for key in library.keys], "pandoc.toml") == ""


def references(shared: Path, step: int) -> list[Record]:
    """Some of the records of the dev gold; ``und`` is no language."""
    records = gold(shared)[::step]
    return [replace(record, language=record.language.replace("und", "")) for record in records]


@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_pandoc_reads_real_references(fmt: str, shared: Path) -> None:
    readings = [reading(record) for record in references(shared, 12)]
    keys = [f"key{number}" for number in range(len(readings))]
    read = pandoc(write(readings, keys, fmt), fmt)
    before = [item(made, key) for made, key in zip(readings, keys, strict=True)]
    assert surprises(fmt, before, [read[key] for key in keys], "pandoc.toml", all_met=False) == ""


# ------------------------------------------------------------------ bibnorm itself
FORMATS = ("csl-json", "ris", "biblatex", "bibtex")


def plain(record: Record) -> Item:
    """A record by CSL variable, the arXiv number by itself; what a date was read from does not count."""
    dates = {name: getattr(record, name) for name in DATE_FIELDS}
    read = {name: replace(date, printed="") for name, date in dates.items() if date and date.parts}
    made = fields(replace(record, arxiv="", **read))
    return made | ({"arxiv": record.arxiv} if record.arxiv else {})


def there_and_back(records: Sequence[Record], fmt: str, **options: bool) -> list[Item]:
    """The records as they are read from what was written of them."""
    keys = [f"key{number}" for number in range(len(records))]
    text = write([reading(record) for record in records], keys, fmt, **options)
    found = read_as(fmt, text, f"refs.{fmt}")
    assert list(found.keys) == keys
    assert found.remarks == ()
    return [plain(made.record) for made in found.readings]


YEAR = Date(parts=((1990,),))
# values that a notation has another word for
TRICKY = {
    "two hyphens": Record("book", title="Sea -- and ``sky'' --- alone", language="en"),
    "an ordinal": Record("book", title="Sea", edition="Second", language="en"),
    "a series with a number": Record("book", title="Sea", collection_title="Blue Series, 12", language="en"),
    "a region": Record("book", title="Mar", language="es-CL"),
    "a technical report": Record("report", title="Sea", genre="Technical Report", publisher="Fund", language="en"),
    "a doctor": Record("thesis", title="Sea", genre="Phd Thesis", publisher="University", language="en"),
    "a site's owner": Record("webpage", title="Sea", publisher="Oficina", url="http://example.org", language="es"),
    "a day in winter": Record("book", title="Sea", issued=Date(parts=((1990,), (1991,)), seasons=(4,)), language="en"),
    "a congress without a book": Record("paper-conference", title="Sea", event_title="Sea Days", language="en"),
    "a firm with a comma": Record("book", author=(Name(literal="Bread, Inc."),), title="Sea", language="en"),
    "a note in our words": Record("book", title="Sea", note="Rare. vol. 3", language="en"),
    "a state of things": Record("book", title="Sea", status="Forthcoming", language="en"),
    "a paper on arXiv": Record("document", title="Sea", arxiv="2101.00001", language="en"),
    "volumes in Italian": Record("book", title="Mare", number_of_volumes="6 voli", language="it"),
    "an edition of a document": Record("document", title="Sea", edition="Second", language="en"),
    "a container of a document": Record("document", title="Sea", container_title="Papers", language="en"),
    "a place of a document": Record("document", title="Sea", publisher_place="Paris", language="en"),
    "a place of a congress": Record("paper-conference", title="Sea", event_place="Kiel", language="en"),
    "an occasion of a blog": Record("post-weblog", title="Sea", event_title="Sea Days", language="en"),
    "quotes": Record("article-journal", title="`Sea' and sky", container_title="`Foam'", language="en"),
    "initials": Record("book", editor=(Name("Roe", "J.A."), Name("Doe", "AB")), title="Sea", language="en"),
    "an undivided editor": Record(
        "book", editor=(Name(literal="Roe, J."),), translator=(Name(literal="Doe, J.,"),), title="Sea", language="en"
    ),
    "Norwegian": Record("book", title="Sjø", language="no"),
    "volumes of a document": Record("document", title="Sea", volume="2 vol", language="en"),
    "tags": Record("chapter", title="Sea <i>H. sapiens</i>", container_title="<b>Foam</b>", language="en"),
    "an arXiv number in number": Record("article", title="Sea", number="arXiv:math/0507473", language="en"),
    "a label in a note": Record("book", title="Sea", note="Medium: paper", language="en"),
}


@pytest.mark.parametrize("fmt", FORMATS)
def test_records_come_back(fmt: str) -> None:
    records = {**NASTY, **TRICKY}
    before = [plain(record) | {"id": label} for label, record in records.items()]
    assert surprises(fmt, before, there_and_back(list(records.values()), fmt), "roundtrip.toml") == ""


def settled(made: Reading) -> Item:
    """A record, the full stop aside with which its note ends when something follows."""
    found = plain(made.record)
    return found | ({"note": found["note"].rstrip(".")} if "note" in found else {})


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_second_trip_changes_nothing(fmt: str) -> None:
    keys = [f"key{number}" for number in range(len(NASTY) + len(TRICKY))]
    text = write([reading(record) for record in (*NASTY.values(), *TRICKY.values())], keys, fmt)
    once = read_as(fmt, text, "refs").readings
    twice = read_as(fmt, write(once, keys, fmt), "refs").readings
    changed = [(a, b) for a, b in zip(map(settled, once), map(settled, twice), strict=True) if a != b]
    assert changed == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_real_references_come_back(fmt: str, shared: Path) -> None:
    records = references(shared, 6)
    before = [plain(record) for record in records]
    assert surprises(fmt, before, there_and_back(records, fmt), "roundtrip.toml", all_met=False) == ""


@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_ascii_says_the_same(fmt: str) -> None:
    """But for addresses, whose letters are percent-encoded for good."""
    records = [replace(record, url="", doi="") for record in NASTY.values()]
    plainly = there_and_back(records, fmt)
    escaped = there_and_back(records, fmt, ascii=True)
    assert [normalised(a) for a in escaped] == [normalised(a) for a in plainly]


def normalised(found: Item) -> str:
    """Combining accents are composed when they are escaped."""
    return unicodedata.normalize("NFC", json.dumps(found, ensure_ascii=False))


# ------------------------------------------------------------------ any values
SIGNS = st.sampled_from(list("aeñüßŁжé中&%$#_~^\\{}<>[]|@=\"'/:;.,+*- \u00a0"))
# what LaTeX has another word for is in TRICKY: two hyphens, grave accents, two apostrophes
MEANT = re.compile("--|`|''|[?!]`|\\.\\s|^\\s|\\s$|\\s\\s")
texts = st.text(SIGNS, max_size=12).filter(lambda text: any(c.isalpha() for c in text) and not MEANT.search(text))
years = st.integers(1000, 2100)
days = st.one_of(
    st.builds(lambda y: Date(((y,),)), years),
    st.builds(lambda y, m, d: Date(((y, m, d),)), years, st.integers(1, 12), st.integers(1, 28)),
    st.builds(lambda y, s: Date(((y,),), (s,)), years, st.integers(1, 4)),
    st.builds(lambda y, n: Date(((y,), (y + n,))), years, st.integers(1, 9)),
)
people = st.lists(
    st.builds(Name, st.sampled_from(["Roe", "Peña", "Łoś", "Ortega y Gasset"]), st.sampled_from(["Ana", "J. A."])),
    max_size=3,
).map(tuple)  # fmt: skip
works = st.builds(
    Record,
    type=st.sampled_from(["article-journal", "book", "chapter", "thesis", "paper-conference"]),
    author=people, title=texts, container_title=texts, publisher=texts, issued=days,
    volume=st.integers(1, 99).map(str), page=st.sampled_from(["", "1-9", "117-136"]),
    language=st.sampled_from(["", "de", "es", "ru"]),
)  # fmt: skip


@pytest.mark.parametrize("fmt", FORMATS)
@settings(max_examples=25, deadline=None)
@given(records=st.lists(works, min_size=1, max_size=4))
def test_any_values_come_back(fmt: str, records: list[Record]) -> None:
    """Would show a sign that is escaped on the way out and not read on the way in."""
    before = [plain(record) for record in records]
    assert surprises(fmt, before, there_and_back(records, fmt), "roundtrip.toml", all_met=False) == ""


# ------------------------------------------------------------------ the judge
def test_a_loss_that_is_not_listed_is_found() -> None:
    before = [{"type": "book", "title": "Sea", "publisher": "Faro"}]
    lost = surprises("bibtex", before, [{"type": "book", "title": "Sea"}], "pandoc.toml", all_met=False)
    assert lost == "bibtex:  (book): publisher: 'Faro' came back as None"
    changed = surprises("bibtex", before, [before[0] | {"title": "Sky"}], "pandoc.toml", all_met=False)
    assert changed == "bibtex:  (book): title: 'Sea' came back as 'Sky'"


def test_a_listed_loss_that_is_gone_is_found() -> None:
    assert "language: region added" in surprises("biblatex", [], [], "pandoc.toml")
