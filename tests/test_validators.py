"""The outputs in the hands of the programs they are for: biber, bibtex, pandoc, pybtex, the CSL schema.

A program that is not installed skips its tests, unless BIBNORM_REQUIRE_VALIDATORS=1 says that it must be there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from pybtex.database import parse_string
from records import NASTY, ODD_NAMES, gold, reading

from bibnorm.keys import make_keys
from bibnorm.model import OTHERS, Name, Record
from bibnorm.write import biblatex, missing_required, write
from bibnorm.write.latex import unescape
from bibnorm.write.parts import verbatim
from bibnorm.write.tables import dialect

SCHEMA = Path(__file__).parent / "schema" / "csl-data.json"
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
KEPT = 12  # of the dev gold every twelfth row: biber takes five milliseconds for each


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None and os.environ.get("BIBNORM_REQUIRE_VALIDATORS") == "1":
        pytest.fail(f"{name} is not installed, and BIBNORM_REQUIRE_VALIDATORS=1 asks for it")
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


class Sample:
    """Records with their keys, and their text in a format."""

    def __init__(self, records: list[Record]) -> None:
        self.records = dict(zip(make_keys(records), records, strict=True))

    def text(self, fmt: str, **options: bool) -> str:
        return write([reading(record) for record in self.records.values()], list(self.records), fmt, **options)

    def missing(self, fmt: str) -> set[tuple[str, str]]:
        return {(key, field) for key, record in self.records.items() for field in missing_required(record, fmt)}


def _samples() -> Iterator[object]:
    yield pytest.param(list(NASTY.values()), id="nasty")
    rows = gold(SHARED) if SHARED.is_dir() else []
    marks = () if rows else (pytest.mark.skip(reason="needs the data folder ../shared, which is not there"),)
    yield pytest.param([*rows[:30], *rows[30::KEPT]], id="gold", marks=marks)


@pytest.fixture(scope="module", params=_samples())
def sample(request: pytest.FixtureRequest) -> Sample:
    return Sample(request.param)


# ---------------------------------------------------------------------------------------------- biblatex

MANDATORY = re.compile(
    r"WARN - Datamodel: Entry '(.+?)' \(.*?\): Missing mandatory field (?:'(\w+)'|- one of '(.+)' must)"
)
BOTH_DATES = {"date, year": "date", "author, editor": "author|editor", "url, doi, eprint": "url|doi|eprint"}


def biber(sample: Sample, folder: Path, **options: bool) -> list[str]:
    (folder / "refs.bib").write_text(sample.text("biblatex", **options), encoding="utf-8")
    command = [
        "--tool",
        "--validate-datamodel",
        "--nolog",
        "--output-format=biblatexml",
        "--output-file=refs.xml",
        "refs.bib",
    ]
    done = run(program("biber"), *command, folder=folder)
    assert "Datamodel validation complete" in done.stdout
    return [line for line in done.stdout.splitlines() if re.match("WARN|ERROR", line)]


@pytest.fixture(scope="module")
def biber_warnings(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    folder = tmp_path_factory.mktemp("biber")
    return biber(sample, folder), folder / "refs.xml"


def test_biber_finds_nothing_that_bibnorm_did_not_say(sample: Sample, biber_warnings: tuple[list[str], Path]) -> None:
    said = sample.missing("biblatex")
    found = {(m[1], BOTH_DATES[m[3]] if m[3] else m[2]) for line in biber_warnings[0] if (m := MANDATORY.match(line))}
    other = [line for line in biber_warnings[0] if not MANDATORY.match(line)]
    assert other == []
    assert found == said


def parts_of(name: Name) -> dict[str, str]:
    """The parts that a reader of BibTeX's notation should find."""
    particle = f"{name.dropping_particle} {name.non_dropping_particle}".strip()
    glued = particle + ("" if particle.endswith(("'", "’")) else " ") + name.family
    whole = " ".join(glued.split())
    words = whole.split()
    lower = next((i for i, word in enumerate(words[:-1]) if not word[0].islower()), len(words) - 1)
    parts = {"prefix": " ".join(words[:lower]), "family": " ".join(words[lower:]), "suffix": name.suffix}
    parts["given"] = " ".join(name.given.split())
    return {part: unicodedata.normalize("NFC", text) for part, text in parts.items() if text}


def biber_names(path: Path, key: str) -> list[dict[str, str]]:
    """What biber read as the author of an entry: the words of each part of each name."""
    space = "{http://biblatex-biber.sourceforge.net/biblatexml}"
    entry = next(e for e in ElementTree.parse(path).iter(f"{space}entry") if e.get("id") == key)
    names = next(n for n in entry.iter(f"{space}names") if n.get("type") == "author")
    return [
        {part.get("type", ""): " ".join("".join(part.itertext()).split()) for part in name.findall(f"{space}namepart")}
        for name in names.findall(f"{space}name")
    ]


def test_biber_reads_the_parts_of_odd_names(tmp_path: Path) -> None:
    whole = [n for n in ODD_NAMES if n.family and n.given and n.family != "A, B, C"]
    sample = Sample([Record("book", (name,), title="T") for name in whole])
    biber(sample, tmp_path)
    for (key, record), name in zip(sample.records.items(), whole, strict=True):
        (found,) = biber_names(tmp_path / "refs.xml", key)
        assert {part: unescape(text) for part, text in found.items()} == parts_of(name), record


def test_biber_takes_the_escaped_file_too(tmp_path: Path) -> None:
    sample = Sample([NASTY[label] for label in NASTY if label.startswith(("title", "name", "an address"))])
    text = sample.text("biblatex", ascii=True)
    assert text.isascii()
    assert [line for line in biber(sample, tmp_path, ascii=True) if not MANDATORY.match(line)] == []


CSL_TYPES = {  # what pandoc makes of our entries; it has no type for the others ("" for misc)
    "article": "webpage", "article-journal": "article-journal", "article-magazine": "article-magazine",
    "article-newspaper": "article-newspaper", "book": "book", "chapter": "chapter", "dataset": "dataset",
    "entry-encyclopedia": "entry-encyclopedia", "manuscript": "manuscript", "pamphlet": "pamphlet",
    "paper-conference": "paper-conference", "patent": "patent", "report": "report", "speech": "speech",
    "thesis": "thesis", "webpage": "webpage",
}  # fmt: skip


def pandoc(sample: Sample, folder: Path, fmt: str) -> dict[str, dict[str, Any]]:
    (folder / "refs.bib").write_text(sample.text(fmt), encoding="utf-8")
    done = run(program("pandoc"), "-f", fmt, "-t", "csljson", "refs.bib", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    items = {item["id"]: item for item in json.loads(done.stdout)}
    assert list(items) == list(sample.records)
    return items


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", re.sub("<[^>]+>", "", text)).casefold() if c.isalnum())


def test_pandoc_reads_the_biblatex(sample: Sample, tmp_path: Path) -> None:
    items = pandoc(sample, tmp_path, "biblatex")
    for key, record in sample.records.items():
        item = items[key]
        assert letters(item.get("title", "")) == letters(record.title)
        assert len(item.get("author", ())) == len(record.author or authors_by_type(record))
        assert item.get("URL", "") == verbatim(record.url) or not record.url
        assert item.get("DOI", "") == verbatim(record.doi)
        if record.type in CSL_TYPES and not needs_another_type(record):
            assert item["type"] == CSL_TYPES[record.type], key


def authors_by_type(record: Record) -> tuple[Name, ...]:
    """Editors who stand as authors, for types that have no editors."""
    admits = dialect("biblatex").admits[biblatex.entry(record).type]
    return () if "editor" in admits else record.editor


def needs_another_type(record: Record) -> bool:
    """Whether the data model does not admit the record as what it is, or pandoc goes by the event's title."""
    unreachable = record.type in ("webpage", "article") and not (
        record.url or record.doi or record.arxiv or record.pmid
    )
    return unreachable or (
        record.type in ("speech", "manuscript") and (record.type == "speech") != bool(record.event_title)
    )


def test_pandoc_reads_the_bibtex(sample: Sample, tmp_path: Path) -> None:
    items = pandoc(sample, tmp_path, "bibtex")
    for key, record in sample.records.items():
        item = items[key]
        assert letters(item.get("title", "")) == letters(record.title)
        assert len(item.get("author", ())) == len(record.author)
        assert item.get("DOI", "") == verbatim(record.doi)


# ------------------------------------------------------------------------------------------------ bibtex

EMPTY = re.compile(r"Warning--(?:empty )?(.+?) (?:are empty )?in (\S+)$")
AS_BIBTEX_SAYS = {
    "author|editor": "author and editor",
    "author|title|howpublished|month|year|note": "all relevant fields",
}


def bibtex_warnings(sample: Sample, folder: Path, **options: bool) -> list[str]:
    (folder / "refs.bib").write_text(sample.text("bibtex", **options), encoding="utf-8")
    aux = "\\citation{*}\n\\bibdata{refs}\n\\bibstyle{plain}\n"
    (folder / "refs.aux").write_text(aux, encoding="utf-8")
    done = run(program("bibtex"), "refs", folder=folder)
    assert done.returncode == 0, done.stdout
    assert "error message" not in done.stdout
    return [line for line in done.stdout.splitlines() if line.startswith("Warning--")]


def test_bibtex_finds_nothing_that_bibnorm_did_not_say(sample: Sample, tmp_path: Path) -> None:
    warnings = bibtex_warnings(sample, tmp_path)
    said = {(key, AS_BIBTEX_SAYS.get(field, field)) for key, field in sample.missing("bibtex")}
    found = {(m[2], m[1]) for line in warnings if (m := EMPTY.match(line))}
    assert [line for line in warnings if not EMPTY.match(line)] == []
    # a journal that counts numbers alone is cited rightly
    assert {row for row in found if row[1] != "there's a number but no volume"} == said


def test_bibtex_takes_the_escaped_file_too(sample: Sample, tmp_path: Path) -> None:
    text = sample.text("bibtex", ascii=True)
    assert text.isascii()
    assert sorted(bibtex_warnings(sample, tmp_path, ascii=True)) == sorted(bibtex_warnings(sample, tmp_path))


# ------------------------------------------------------------------------------------- pybtex, CSL schema


@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_pybtex_reads_every_entry(sample: Sample, fmt: str) -> None:
    data = parse_string(sample.text(fmt), "bibtex")
    assert list(data.entries) == list(sample.records)
    for key, record in sample.records.items():
        if record.author:
            persons = data.entries[key].persons["author"]
            assert len(persons) == len(record.author)
            assert (str(persons[-1]) == "others") == (record.author[-1] == OTHERS)


def test_csl_json_validates(sample: Sample) -> None:
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for trace in (False, True):
        items = json.loads(sample.text("csl-json", trace=trace))
        assert [error.message for error in validator.iter_errors(items)] == []
        assert [item["id"] for item in items] == list(sample.records)
