"""RIS as output: tags by type, names, dates, notes; and in the hands of rispy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rispy
from click.testing import CliRunner
from records import EVERYTHING, LITTLE, NASTY, TYPES, reading

from bibnorm.cli import main
from bibnorm.model import FIELDS, OTHERS, Date, Name, Record
from bibnorm.write import write
from bibnorm.write.ris import ORDER, format_date, format_name, lines, tables, tags

ROE = Name("Roe", "Jane A.")


def test_an_article() -> None:
    record = Record(
        "article-journal", (ROE, Name(literal="World Bank"), OTHERS), title="Sea & sky", container_title="Annals",
        volume="27", issue="81", page="135-158", issued=Date(((2014, 1), (2014, 4))), doi="10.1000/a_b",
        issn="0378-5955", language="en", note="As printed.", medium="CD-ROM",
    )  # fmt: skip
    assert write([reading(record)], ["roe2014sea"], "ris") == (
        "TY  - JOUR\nID  - roe2014sea\nAU  - Roe, Jane A.\nAU  - World Bank\nAU  - et al.\nTI  - Sea & sky\n"
        "T2  - Annals\nPY  - 2014\nDA  - 2014/01//2014-01/2014-04\nVL  - 27\nIS  - 81\nSP  - 135\nEP  - 158\n"
        "SN  - 0378-5955\nDO  - 10.1000/a_b\nLA  - en\nN1  - As printed.\nN1  - Medium: CD-ROM\nER  - \n"
    )


PLACES = [
    # (type, variable, value, tags)
    ("chapter", {"editor": (ROE,)}, {"A2": "Roe, Jane A."}),
    ("book", {"editor": (ROE,)}, {"A3": "Roe, Jane A."}),
    ("book", {"collection_title": "Blue", "collection_number": "7"}, {"T2": "Blue", "M1": "7"}),
    ("chapter", {"container_title": "Book", "collection_title": "Blue"}, {"T2": "Book", "T3": "Blue"}),
    ("paper-conference", {"container_title": "Acta", "event_title": "Days", "event_place": "Kiel"},
     {"C3": "Acta", "T2": "Days", "CY": "Kiel"}),
    ("report", {"number": "7", "genre": "Working Paper"}, {"SN": "7", "M3": "Working Paper"}),
    ("book", {"number_of_pages": "345"}, {"SP": "345"}),
    ("book", {"page": "3-4"}, {"N1": "Pages: 3-4"}),
    ("chapter", {"page": "xii–xv"}, {"SP": "xii", "EP": "xv"}),
    ("chapter", {"page": "3, 7-9"}, {"SP": "3, 7-9"}),
    ("article-journal", {"number": "e12"}, {"C7": "e12"}),
    ("treaty", {"publisher_place": "Quito"}, {"CY": "Quito", "N1": "Type: treaty"}),
    ("book", {"accessed": Date(((2020, 2, 29),))}, {"Y2": "2020/02/29/"}),
    ("book", {"original_date": Date(((1741,),))}, {"OP": "1741///"}),
    ("book", {"event_date": Date(((1999, 9, 2),))}, {"N1": "Event date: 1999/09/02/"}),
    ("book", {"title": "two\n lines"}, {"TI": "two lines"}),  # a line end would end the value
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values", "wanted"), PLACES)
def test_places(kind: str, values: dict[str, object], wanted: dict[str, str]) -> None:
    assert dict(lines(Record(kind, **values))) == wanted  # type: ignore[arg-type]


NAMES = [
    (Name("Beethoven", "Ludwig", dropping_particle="van"), "van Beethoven, Ludwig"),
    (Name("Alembert", "Jean", non_dropping_particle="d’"), "d’Alembert, Jean"),
    (Name("King", "Martin", suffix="Jr."), "King, Martin, Jr."),
    (Name("Plato"), "Plato,"),  # with a comma it is a person's
    (Name(literal="Plato"), "Plato"),
    (OTHERS, "et al."),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_names(name: Name, written: str) -> None:
    assert format_name(name) == written


DATES = [
    (Date(((2008, 10, 28),)), "2008/10/28/"),
    (Date(((2008,),)), "2008///"),
    (Date(((98,),)), "0098///"),
    (Date(((2007,),), (2,)), "2007///Summer"),
    (Date(((2007,),), (2, 3)), "2007///2007-22/2007-23"),
    (Date(((1796,),), circa=True), "1796///1796~"),
    (Date(((2001, 2, 30),), printed="30 February 2001"), "30 February 2001"),
    (Date(printed="in press"), "in press"),
]


@pytest.mark.parametrize(("date", "written"), DATES)
def test_dates(date: Date, written: str) -> None:
    assert format_date(date) == written


def test_every_type_has_a_tag_and_every_field_a_place() -> None:
    assert set(tables()["types"]) == set(TYPES)
    for kind in TYPES:
        places = tags(kind)
        assert set(places.values()) <= set(ORDER)
        rest = set(FIELDS) - set(places) - {"type", "note", "issued"}
        assert rest <= set(tables()["notes"]), kind
        single = [tag for field, tag in places.items() if tag not in ("AU", "A2", "A3", "A4", "C2")]
        assert len(single) == len(set(single)), kind  # no two values in one tag


def test_nothing_is_lost() -> None:
    """Every value of a record that has all fields stands in its RIS."""
    for kind in TYPES:
        text = "\n".join(value for _, value in lines(NASTY[f"all of {kind}"]))
        for word in (
            "Old & Co.",
            "Ueber die Gezeiten",
            "Blue_Series",
            "N-7",
            "xii, 345",
            "CD-ROM",
            "in press",
            "PMC1234",
        ):
            assert word in text, (kind, word)


def test_rispy_reads_it() -> None:
    keys = [f"key{number}" for number in range(len(NASTY))]
    text = write([reading(record) for record in NASTY.values()], keys, "ris")
    found = rispy.loads(text)
    assert [entry["id"] for entry in found] == keys
    assert not any("unknown_tag" in entry for entry in found)
    entry = found[list(NASTY).index("all of chapter")]
    assert entry["type_of_reference"] == "CHAP" and entry["authors"][0] == "Roe, Jane A."
    assert (entry["title"], entry["secondary_title"]) == (EVERYTHING.title, EVERYTHING.container_title)
    assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in text.split("\n"))


def test_the_command_writes_it_by_option_and_suffix(tmp_path: Path) -> None:
    runner, output = CliRunner(), tmp_path / "out.ris"
    source = write([reading(LITTLE)], ["roe"], "biblatex")
    printed = runner.invoke(main, ["convert", "-", "-t", "ris"], input=source)
    assert printed.stdout.startswith("TY  - BOOK\nID  - roe\n") and printed.exit_code == 0
    runner.invoke(main, ["convert", "-", "-o", str(output)], input=source)
    assert output.read_text(encoding="utf-8") == printed.stdout
    assert write([], [], "ris") == ""
