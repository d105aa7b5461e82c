"""CSL-JSON: the fields, the dates, the trace."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from records import DATES, EVERYTHING, NASTY, ROE, reading

from bibnorm.model import OTHERS, Block, Date, Name, Reading, Record
from bibnorm.write import FORMATS, write
from bibnorm.write.csljson import fields, format_date


def items(*readings: Reading, **options: bool) -> list[dict[str, object]]:
    keys = [f"key{number}" for number in range(len(readings))]
    loaded: list[dict[str, object]] = json.loads(write(readings, keys, "csl-json", **options))
    return loaded


def test_every_field_has_its_variable() -> None:
    made = fields(EVERYTHING)
    assert made == {
        "type": "document",
        "author": [{"family": "Roe", "given": "Jane A."}, {"family": "Peña", "given": "Íñigo"}, {"literal": "others"}],
        "editor": [{"family": "Roe", "given": "Jane A."}],
        "translator": [{"family": "Peña", "given": "Íñigo"}],
        "container-author": [{"literal": "Old & Co."}],
        "title": "On tides",
        "original-title": "Ueber die Gezeiten",
        "container-title": "Annals of Sea & Sky",
        "collection-title": "Blue_Series",
        "collection-number": "12",
        "volume": "XII",
        "issue": "3/4",
        "page": "117-136",
        "number": "N-7",
        "number-of-pages": "xii, 345",
        "number-of-volumes": "2",
        "chapter-number": "4",
        "edition": "2",
        "issued": {"date-parts": [[2006, 10], [2006, 12]]},
        "original-date": {"date-parts": [[1796]]},
        "accessed": {"date-parts": [[2008, 10, 28]]},
        "publisher": "Hart and Sons",
        "publisher-place": "London and New York",
        "event-title": "Sea Days",
        "event-place": "Kiel",
        "event-date": {"date-parts": [[2012, 9, 28], [2012, 10, 2]]},
        "genre": "PhD thesis",
        "medium": "CD-ROM",
        "status": "in press",
        "DOI": "10.1000/a_b(1)%20<x>;2-#",
        "URL": "https://example.org/a_b%20c/~d?x=1&y=2#z",
        "ISBN": "978-3-16-148410-0",
        "ISSN": "0378-5955",
        "PMID": "123456",
        "PMCID": "PMC1234",
        "note": "As printed: 5 & 6. arXiv:2101.00001 [cs.DL]",  # its number is another one
        "language": "en",
    }
    assert list(made)[:3] == ["type", "author", "editor"]


NAMES = [
    (Name(family="Beethoven", given="Ludwig", dropping_particle="van"),
     {"family": "Beethoven", "given": "Ludwig", "dropping-particle": "van"}),
    (Name(family="Cruz", given="Juana", non_dropping_particle="de la"),
     {"family": "Cruz", "given": "Juana", "non-dropping-particle": "de la"}),
    (Name(family="King", given="Martin", suffix="Jr."), {"family": "King", "given": "Martin", "suffix": "Jr."}),
    (Name(literal="World Bank"), {"literal": "World Bank"}),
    (OTHERS, {"literal": "others"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parts"), NAMES)
def test_names(name: Name, parts: dict[str, str]) -> None:
    assert fields(Record(author=(name,)))["author"] == [parts]


WRITTEN_DATES = [
    (DATES["day"], {"date-parts": [[2008, 10, 28]]}),
    (DATES["months"], {"date-parts": [[2006, 10], [2006, 12]]}),
    (DATES["circa"], {"date-parts": [[1796]], "circa": True}),
    (DATES["season"], {"date-parts": [[2007]], "season": 2}),
    (DATES["seasons"], {"date-parts": [[2007]], "season": "Summer-Autumn"}),  # CSL has one number for one season
    (DATES["before Christ"], {"date-parts": [[-44, 3, 15]]}),
    (DATES["no such day"], {"date-parts": [[2001, 2, 30]]}),  # as printed
    (DATES["unread"], {"raw": "in the 3rd year of the % war_"}),
    (Date(), {}),
]


@pytest.mark.parametrize(("date", "written"), WRITTEN_DATES)
def test_dates(date: Date, written: dict[str, object]) -> None:
    assert format_date(date) == written
    assert fields(Record(issued=date)).get("issued", {}) == written


def test_arxiv_is_the_number_where_there_is_none() -> None:
    assert fields(Record(arxiv="2101.00001"))["number"] == "arXiv:2101.00001"
    assert fields(Record(arxiv="2101.00001", number="7", note="Note."))["note"] == "Note. arXiv:2101.00001"


def test_text_is_not_touched() -> None:
    for record in NASTY.values():
        assert fields(record).get("title", "") == record.title


TEXT = "[3] Roe, J. Sea. 2101.00001. p. 32 !x!"
TRACED = Reading(
    Record(type="book", author=(ROE,), title="Sea", arxiv="2101.00001", number=""),
    Block(TEXT, file="refs.txt", line=12, label="[3]"),
    spans={"author": ((4, 11),), "title": ((12, 15),), "arxiv": ((17, 27),), "container_title": ((0, 1), (2, 3))},
    labels=((29, 31),),
    leftover=((36, 37),),
    confidence={"title": 0.98765, "arxiv": 0.5, "container_title": 0.3},
    sure=0.934567,
    doubtful=True,
    locator="32",
)


def test_trace_accounts_for_the_reading() -> None:
    (item,) = items(TRACED, trace=True)
    assert item["custom"] == {
        "bibnorm": {
            "line": 12,
            "file": "refs.txt",
            "start": 0,
            "end": len(TEXT),
            "text": TEXT,
            "spans": {
                "author": [[4, 11]],
                "title": [[12, 15]],
                "number": [[17, 27]],
                "container-title": [[0, 1], [2, 3]],
            },
            "labels": [[29, 31]],
            "leftover": [[36, 37]],
            "confidence": {"title": 0.9877, "number": 0.5, "container-title": 0.3},
            "record": 0.9346,
            "doubtful": True,
            "kind": "full",
            "locator": "32",
        }
    }
    assert list(item)[-1] == "custom"


def test_trace_names_the_variable_that_took_the_arxiv_number() -> None:
    numbered = replace(
        TRACED, record=replace(TRACED.record, number="7"), spans={"arxiv": ((17, 27),), "note": ((0, 2),)}
    )
    custom = items(numbered, trace=True)[0]["custom"]
    assert custom["bibnorm"]["spans"] == {"note": [[0, 2], [17, 27]]}  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "number", "spans", "labels"),
    [
        ("Sea. arXiv:2101.00001", (11, 21), [[5, 21]], []),
        ("Sea. arXiv preprint arXiv: 2101.00001", (27, 37), [[20, 37]], [[5, 20]]),
        ("Sea. 2101.00001", (5, 15), [[5, 15]], []),  # where no word is printed there is none to name
    ],
)
def test_arxiv_number_has_the_word_that_is_printed_before_it(
    text: str, number: tuple[int, int], spans: list[list[int]], labels: list[list[int]]
) -> None:
    marked = ((5, number[0]),) if number[0] > 5 else ()
    reading = Reading(Record(arxiv="2101.00001"), Block(text), spans={"arxiv": (number,)}, labels=marked)
    private = items(reading, trace=True)[0]["custom"]["bibnorm"]  # type: ignore[index]
    assert (private["spans"]["number"], private["labels"]) == (spans, labels)


def test_without_trace_there_is_nothing_private() -> None:
    assert set(items(TRACED)[0]) == {"id", "type", "author", "title", "number"}


def test_a_reading_without_locator_has_none() -> None:
    custom = items(replace(TRACED, locator=""), trace=True)[0]["custom"]
    assert "locator" not in custom["bibnorm"]  # type: ignore[index]


def test_layout_is_one_variable_a_line() -> None:
    text = write([reading(Record(type="book", author=(ROE,), title="Año")), reading(Record())], ["a", "b"], "csl-json")
    assert text == (
        '[\n  {\n    "id": "a",\n    "type": "book",\n    "author": [{"family": "Roe", "given": "Jane A."}],\n'
        '    "title": "Año"\n  },\n  {\n    "id": "b",\n    "type": "document"\n  }\n]\n'
    )
    assert write([], [], "csl-json") == "[]\n"


def test_ascii_escapes() -> None:
    text = write([reading(Record(title="Año"))], ["a"], "csl-json", ascii=True)
    assert '"A\\u00f1o"' in text


def test_a_key_is_wanted_for_every_reading() -> None:
    for fmt in FORMATS:
        with pytest.raises(ValueError, match="zip"):
            write([reading(Record())], [], fmt)
