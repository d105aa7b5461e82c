"""The stages together, with the shipped model: whole records, whole accounts."""

import multiprocessing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bibnorm import pipeline
from bibnorm.assemble import assemble
from bibnorm.model import Block, Labelled, Name
from bibnorm.normalize.account import COUNTED, covered
from bibnorm.normalize.reading import normalize
from bibnorm.pipeline import CHUNK, read_chunk, read_references


def read(text: str):  # type: ignore[no-untyped-def]
    return read_references([Block(text)])[0]


def test_a_spanish_article() -> None:
    reading = read(
        'FUENTES, Clara y ROJAS, Iván. "La frontera del agua: un balance", *Estudios Públicos*, Año XII,'
        " N° 48 (julio-septiembre), 2011. pp. 35-61."
    )
    record = reading.record
    assert record.author == (Name(family="Fuentes", given="Clara"), Name(family="Rojas", given="Iván"))
    assert (record.title, record.container_title) == ("La frontera del agua: un balance", "Estudios Públicos")
    assert (record.volume, record.issue, record.page) == ("XII", "48", "35-61")
    assert record.issued is not None and record.issued.parts == ((2011, 7), (2011, 9))
    assert (record.type, record.language) == ("article-journal", "es")
    assert not reading.leftover and not reading.doubtful


def test_a_german_collection_under_its_editors() -> None:
    record = read("Brandt, Karl / Weiß, Eva (Hrsg.): Die Stadt am Fluss. 2. Aufl. Köln: Böhlau 1999, 345 S.").record
    assert [n.family for n in record.editor] == ["Brandt", "Weiß"] and not record.author
    assert (record.edition, record.publisher_place, record.publisher, record.number_of_pages) == (
        "2",
        "Köln",
        "Böhlau",
        "345",
    )


def test_a_cited_page_of_a_book_is_a_locator() -> None:
    reading = read("CASTRO, Pedro. *El mar interior*, Santiago: Taurus, 2003. p. 17.")
    assert reading.locator == "17" and not reading.record.page


@pytest.mark.parametrize(
    "text", ["", " ", "...", "(", "1", "ß", "et al.", "http://a.org/b", "[]", "\u200b", "a" * 3000, "Roe " * 900]
)
def test_odd_text_is_never_an_error(text: str) -> None:
    assert read(text).block.text == text


PIECES = st.sampled_from(
    [
        "Roe, J.",
        "(eds.)",
        "“Sea”",
        "12(3)",
        "pp. 4-9",
        "Madrid:",
        "1999",
        "[on line]",
        "et al.",
        "doi:10.1/x",
        "Bd. 2",
        ";",
        ",",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=60))
def test_every_character_is_accounted_for(text: str) -> None:
    """A letter, digit or bracket that is nowhere would be lost without a word."""
    reading = read_chunk([Block(text)])[0]
    spans = [s for many in reading.spans.values() for s in many]
    cover = covered(len(text), [*spans, *reading.labels, *reading.leftover])
    assert [m.group() for m in COUNTED.finditer(text) if not cover[m.start()]] == []
    assert all(0 <= a < b <= len(text) for a, b in [*spans, *reading.labels, *reading.leftover])
    assert all(0 <= value <= 1 for value in reading.confidence.values())


@pytest.mark.parametrize("start", ["fork", "spawn"])  # Linux, macOS and Windows
def test_several_processes_give_the_same_as_one(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system does not {start}")
    monkeypatch.setattr(pipeline, "START", start)
    blocks = [Block(f"Roe, J. Sea {i}. Acta {i % 7}, {i}-{i + 9}. {1950 + i % 60}.") for i in range(CHUNK + 5)]
    seen: list[int] = []
    one = read_references(blocks, one_per_line=True, workers=1)
    two = read_references(blocks, one_per_line=True, workers=2, progress=seen.append)
    assert [r.record for r in one] == [r.record for r in two]
    assert sum(seen) == len(blocks)


def test_a_batch_reads_as_each_alone() -> None:
    """A reading must not depend on what stands beside it."""
    texts = ["Roe, J. 1990. Sea. Acta 3, 4-9.", "Doe, A. Tide. Lima: Ariel, 2001.", "Poe, E. 1990. Wind. Acta 5, 6-7."]
    together = read_chunk([Block(t) for t in texts])
    assert [r.record for r in together] == [read(t).record for t in texts]


def test_the_bracket_behind_the_pages_is_the_series() -> None:
    record = read(
        "CASTRO, Pedro. Las redes del puerto. Toulouse : Olivo, 2012. 233 p. (Biblioteca del mar ; 12)."
    ).record
    assert (record.number_of_pages, record.collection_title, record.collection_number) == (
        "233",
        "Biblioteca del mar",
        "12",
    )


@pytest.mark.parametrize(
    ("house", "publisher", "genre", "number"),
    [
        ("Project on the Sea, Research Monograph N° 13", "Project on the Sea", "Research Monograph", "13"),
        ("University of Lund dissertation", "University of Lund", "dissertation", ""),
        ("Cambridge University Press", "Cambridge University Press", "", ""),
    ],
)
def test_the_kind_of_a_work_is_no_part_of_its_house(house: str, publisher: str, genre: str, number: str) -> None:
    text = f"ROE, Jane. Harbours. {house}, 2008."
    start = text.index(house)
    runs = [
        Labelled(0, 9, "author", 0.9),
        Labelled(11, 19, "title", 0.9),
        Labelled(start, start + len(house), "publisher", 0.9),
        Labelled(len(text) - 5, len(text) - 1, "date", 0.9),
    ]
    record = normalize(assemble(text, runs), Block(text)).record
    assert (record.publisher, record.genre, record.number) == (publisher, genre, number)
