"""Whether two records are one work: what parts works, what joins them, and what only a person can tell."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from records import record_from_csl

from bibnorm.dedupe import Index, find_differences, group, lacks, same_work, unite
from bibnorm.model import NAME_FIELDS, OTHERS, Block, Date, Name, Reading, Record


def year(number: int, *rest: int) -> Date:
    return Date(parts=((number, *rest),))


BOOK = Record(
    type="book", author=(Name("Huber", "Peter J."),), title="Robust statistics: a primer", issued=year(1981),
    publisher="John Wiley & Sons", publisher_place="New York",
)  # fmt: skip
ARTICLE = Record(
    type="article-journal", author=(Name("Ochoa Ruiz", "María José"), Name("Doe", "John A.")), issued=year(2004, 5),
    title="La sal y el mar en la costa norte", container_title="Revista de Historia Regional", volume="XII",
    issue="3/4", page="135-156",
)  # fmt: skip
CHAPTER = Record(
    type="chapter", author=(Name("Lee", "Ann"),), title="Salt roads of the north", issued=year(1999), page="20-41",
    container_title="The economy of the sea", editor=(Name("Roe", "Jane"),), publisher="Fjord",
)  # fmt: skip
PHYSICS = Record(
    type="article-journal", author=(Name("Santana", "A. E."), Name("Khanna", "F. C.")), issued=year(1995),
    container_title="Phys. Lett. A", volume="203", page="68",
)  # fmt: skip
NEWS = Record(
    type="article-newspaper", author=(Name("Paz", "Eva"),), title="La huelga continúa en el puerto",
    container_title="El Diario", issued=year(2001, 3, 4),
)  # fmt: skip

SAME = {
    "initials": (BOOK, {"author": (Name("Huber", "P. J."),)}),
    "initials run together": (BOOK, {"author": (Name("Huber", "PJ"),)}),
    "one initial": (BOOK, {"author": (Name("HUBER", "P"),)}),
    "capitals and no accents": (ARTICLE, {"title": "LA SAL Y EL MAR EN LA COSTA NORTE"}),
    "no subtitle": (BOOK, {"title": "Robust Statistics"}),
    "a misprint in the title": (ARTICLE, {"title": "La sal y el mar en la costta norte"}),
    "a hyphen more": (CHAPTER, {"title": "Salt-roads of the north"}),
    "a misprint in a family name": (ARTICLE, {"author": (Name("Ochoa Ruis", "M. J."), Name("Doe", "J."))}),
    "no second surname": (ARTICLE, {"author": (Name("Ochoa", "M."), Name("Doe", "J."))}),
    "et al.": (ARTICLE, {"author": (Name("Ochoa Ruiz", "M. J."), OTHERS)}),
    "volume in Arabic numerals": (ARTICLE, {"volume": "12"}),
    "issue with another mark": (ARTICLE, {"issue": "3–4"}),
    "no issue": (ARTICLE, {"issue": ""}),
    "year without month": (ARTICLE, {"issued": year(2004)}),
    "first page only": (ARTICLE, {"page": "135"}),
    "journal abbreviated": (ARTICLE, {"container_title": "Rev. Hist. Reg."}),
    "journal by its initials, same volume and page": (ARTICLE, {"container_title": "RHR"}),
    "publisher in short": (BOOK, {"publisher": "Wiley"}),
    "first edition": (BOOK, {"edition": "1st ed."}),
    "another type of a whole": (BOOK, {"type": "report"}),
    "a name that was not divided": (BOOK, {"author": (Name(literal="Huber P. J."),)}),
    "no title, one page": (PHYSICS, {"author": (Name("Santana", "A.E."), Name("Khanna", "F.C."))}),
    "day not printed": (NEWS, {"issued": year(2001)}),
    "the same DOI, another year": (replace(ARTICLE, doi="10.1000/abc"), {"issued": year(2003), "doi": "10.1000/ABC"}),
    "the same ISBN in two lengths": (
        replace(BOOK, isbn="0-306-40615-2"),
        {"isbn": "978-0-306-40615-7", "title": "Robust statistics, a first primer", "publisher": "Dover"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("record", "otherwise"), SAME.values(), ids=SAME.keys())
def test_same(record: Record, otherwise: dict[str, object]) -> None:
    verdict = same_work(record, replace(record, **otherwise))  # type: ignore[arg-type]
    assert verdict.answer == "same", verdict


DIFFERENT = {
    "another year": (BOOK, {"issued": year(2009)}, "issued 1981 and 2009"),
    "another edition": (replace(BOOK, edition="2nd"), {"edition": "3., überarbeitete Auflage"}, "edition 2 and 3"),
    "another volume": (ARTICLE, {"volume": "XIII"}, "volume 12 and 13"),
    "another issue": (ARTICLE, {"issue": "5"}, "issue 3 4 and 5"),
    "another number": (replace(BOOK, number="12"), {"number": "13"}, "number 12 and 13"),
    "another volume of one ISBN": (replace(BOOK, isbn="0306406152", volume="1"), {"volume": "2"}, "volume 1 and 2"),
    "another author": (BOOK, {"author": (Name("Hampel", "F."),)}, "other people"),
    "another title": (BOOK, {"title": "Robust procedures: a primer"}, "another title"),
    "another part": (BOOK, {"title": "Robust statistics II: a primer"}, "another title"),
    "part II for part III": (
        replace(BOOK, title="History of the northern sea, part II"), {"title": "History of the northern sea, part III"},
        "another title",
    ),
    "another number in the title": (
        replace(BOOK, title="The economy of 1999"), {"title": "The economy of 1998"}, "another title"
    ),
    "inorganic": (
        replace(BOOK, title="Introduction to organic chemistry"), {"title": "Introduction to inorganic chemistry"},
        "another title",
    ),
    "B for T": (replace(BOOK, title="The cell: B cells and more"), {"title": "The cell: T cells and more"}, "another"),
    "another journal": (ARTICLE, {"container_title": "Anuario de Estudios", "page": ""}, "in “"),
    "Nature and Nature Physics": (
        replace(ARTICLE, container_title="Nature", page=""), {"container_title": "Nature Physics"}, "in “Nature”"
    ),
    "another day": (NEWS, {"issued": year(2001, 3, 5)}, "issued 2001-03-04 and 2001-03-05"),
    "no title, another page": (PHYSICS, {"page": "90"}, "no title"),
}  # fmt: skip


@pytest.mark.parametrize(("record", "otherwise", "reason"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different(record: Record, otherwise: dict[str, object], reason: str) -> None:
    verdict = same_work(record, replace(record, **otherwise))  # type: ignore[arg-type]
    assert verdict.answer == "different" and reason in verdict.reason, verdict


def test_a_chapter_is_not_its_book() -> None:
    book = Record(type="book", editor=CHAPTER.editor, title=CHAPTER.container_title, issued=year(1999))
    assert same_work(CHAPTER, book).answer == same_work(book, CHAPTER).answer == "different"
    other = replace(CHAPTER, title="Silver roads of the south", page="42-60", isbn="0306406152")
    assert same_work(replace(CHAPTER, isbn="0306406152"), other).answer == "different"


UNSURE = {
    "a co-author more": (BOOK, {"author": (*BOOK.author, Name("Ronchetti", "E."))}, "not the same people"),
    "another initial": (BOOK, {"author": (Name("Huber", "Karl"),)}, "not the same people"),
    "no year": (BOOK, {"issued": None}, "no year"),
    "other pages": (ARTICLE, {"page": "200-210"}, "pages 135-156 and 200-210"),
    "another DOI": (replace(ARTICLE, doi="10.1000/abc.1"), {"doi": "10.1000/abc.2"}, "other identifiers"),
    "another ISBN": (replace(BOOK, isbn="0306406152"), {"isbn": "9783161484100"}, "other ISBNs"),
    "a short title, nothing else": (
        replace(BOOK, title="Essays"), {"publisher": "", "publisher_place": "Bath"}, "nothing else that tells"
    ),
    "another number of pages": (replace(BOOK, number_of_pages="345 p."), {"number_of_pages": "19"}, "number of pages"),
    "1998a and 1998b": (
        replace(BOOK, issued=Date(((1998,),), printed="1998a")), {"issued": Date(((1998,),), printed="1998b")}, "letter"
    ),
    "one DOI, two titles": (
        replace(ARTICLE, doi="10.1/x"), {"title": "Un tratado sobre caballos"}, "the same DOI, but another title"
    ),
    "people in one of them": (BOOK, {"author": ()}, "people only in one"),
    "a volume in one of them": (BOOK, {"volume": "2"}, "a volume only in one"),
    "a thesis and a book": (replace(BOOK, type="thesis"), {"type": "book"}, "a thesis and a book"),
    "no container": (CHAPTER, {"type": "book", "container_title": ""}, "the other in nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("record", "otherwise", "reason"), UNSURE.values(), ids=UNSURE.keys())
def test_unsure(record: Record, otherwise: dict[str, object], reason: str) -> None:
    verdict = same_work(record, replace(record, **otherwise))  # type: ignore[arg-type]
    assert verdict.answer == "unsure" and reason in verdict.reason, verdict


# ------------------------------------------------------------------ what differs, and what is filled in
def test_differences_are_named_as_they_are_printed() -> None:
    other = replace(BOOK, title="Robust Statistics – A Primer", publisher="Wiley", issued=year(1981, 2), edition="2")
    assert [(d.field, d.first, d.second) for d in find_differences(BOOK, other)] == [
        ("issued", "1981", "1981-02"),
        ("publisher", "John Wiley & Sons", "Wiley"),
    ]


def test_the_first_printing_wins_and_is_filled() -> None:
    more = replace(BOOK, publisher="Wiley", isbn="0306406152", translator=(Name("Roe"),), editor=BOOK.author)
    united = unite([reading(BOOK), reading(more)]).record
    assert united == replace(BOOK, isbn="0306406152", translator=(Name("Roe"),))  # the editor is the author named


FILLED = [
    ("document", "book", "book"),
    ("report", "book", "report"),
]


@pytest.mark.parametrize(("first", "second", "kept"), FILLED)
def test_a_type_that_says_nothing_gives_way(first: str, second: str, kept: str) -> None:
    found = unite([reading(replace(BOOK, type=first)), reading(replace(BOOK, type=second))])
    assert found.record.type == kept


def test_a_number_under_another_name_is_not_lacking() -> None:
    assert lacks(Record(title="Sea", page="e12", issued=year(1990)), Record(number="E12", status="in press")) == ()


def test_groups_name_first_printings_differences_and_doubts() -> None:
    short = replace(BOOK, title="Robust statistics", publisher_place="Chichester", isbn="0306406152")
    readings = [reading(BOOK), reading(ARTICLE), reading(short), reading(replace(BOOK, author=(Name("Huber", "K."),)))]
    works = group(readings)
    assert [work.members for work in works] == [(0, 2), (1,), (3,)]
    assert works[0].reading.record.isbn == "0306406152"
    assert {d.field for d in works[0].differences[2]} == {"title", "publisher_place"}
    assert [(place, verdict.answer) for place, verdict in works[2].doubts] == [(0, "unsure")]


def reading(record: Record) -> Reading:
    return Reading(record, Block("printed"))


# ------------------------------------------------------------------ anything at random
names = st.lists(
    st.builds(
        Name, family=st.sampled_from(["Roe", "Doe", "de la Peña", "王", ""]), given=st.sampled_from(["J.", "", "Ann"])
    ),
    max_size=3,
).map(tuple)
records = st.builds(
    Record,
    type=st.sampled_from(["book", "article-journal", "chapter", "document", "thesis"]),
    author=names,
    editor=names,
    title=st.text(max_size=20)
    | st.sampled_from(["The sea", "Sea: a history of it", "The sea of stories", "海の歴史について"]),
    container_title=st.sampled_from(["", "Nature", "Nat.", "Phys. Rev. Lett."]),
    volume=st.sampled_from(["", "1", "II", "x"]),
    page=st.sampled_from(["", "1-5", "ix", "e12"]),
    issued=st.none() | st.builds(lambda y: year(y), st.integers(1990, 1992)) | st.just(Date(printed="in press")),
    isbn=st.sampled_from(["", "0-306-40615-2", "rubbish"]),
    doi=st.sampled_from(["", "10.1/a", "10.1/b"]),
    edition=st.text(max_size=8),
)


@given(records, records)
def test_the_order_of_two_does_not_matter(a: Record, b: Record) -> None:
    """A chapter before its book is what it is behind it."""
    assert same_work(a, b).answer == same_work(b, a).answer


@given(records)
def test_a_record_never_differs_from_itself(record: Record) -> None:
    assert list(find_differences(record, record)) == []
    if any(c.isalnum() for c in record.title + record.container_title):
        assert same_work(record, record).answer == "same"


@given(st.lists(records, max_size=6))
def test_grouping_loses_nothing(found: list[Record]) -> None:
    works = group([reading(record) for record in found])
    assert sorted(place for work in works for place in work.members) == list(range(len(found)))
    assert [work.members[0] for work in works] == sorted(work.members[0] for work in works)
    for work in works:
        first, united = found[work.members[0]], work.reading.record
        for field in fields(Record):
            kept = getattr(first, field.name)
            assert getattr(united, field.name) == kept or not kept or kept == "document"
        for place in work.members:
            assert all(
                getattr(united, name) or name in NAME_FIELDS or name in ("page", "volume")
                for name in ("title", "container_title", "isbn", "doi", "edition")
                if getattr(found[place], name)
            )


@given(st.lists(records, max_size=6), records)
def test_the_index_misses_none_that_is_the_same(found: list[Record], record: Record) -> None:
    """A work printed alike to the letter is always found, whatever its fields."""
    index = Index()
    for place, other in enumerate(found):
        index.add(place, other)
    near = set(index.near(record))
    same = {place for place, other in enumerate(found) if other == record}
    assert same <= near or not (record.title.strip() or record.author or record.doi)


# ------------------------------------------------------------------ on real references
def test_works_of_the_gold(shared: Path) -> None:
    """Works printed twice among references that people have read: what is joined is one work, and some are joined."""
    paths = sorted((shared / "data" / "dev").glob("*.jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    readings = [reading(record_from_csl(row["fields"], row.get("lang") or "")) for row in rows]
    twice = [[rows[m]["text"] for m in work.members] for work in group(readings) if len(work.members) > 1]
    assert len(twice) >= 8
    assert [texts for texts in twice if any(fuzz.token_set_ratio(texts[0], text) < 60 for text in texts[1:])] == []
