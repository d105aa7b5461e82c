"""Markdown and plain documents: their notes, their markers, their lists of references."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bibnorm.read.document import Document
from bibnorm.read.markdown import has_list, has_notes, read_notes


def texts(document: Document) -> dict[str, str]:
    return {note.label: note.text for note in document.notes}


def said(document: Document) -> list[tuple[int, str]]:
    return [(remark.line.number, remark.diagnostic.code) for remark in document.remarks]


def test_raised_digits_open_notes_between_the_pages_of_the_body() -> None:
    found = read_notes("The sea¹ is salt.²\n\n¹ Roe, *Sea*.\n\n² Ibid.\n\nMore³ body.\n\n³ Poe, *Salt*.\n")
    assert texts(found) == {"1": "Roe, *Sea*.", "2": "Ibid.", "3": "Poe, *Salt*."}
    assert said(found) == []


def test_a_note_that_a_page_breaks_goes_on_in_front_of_the_next_notes() -> None:
    text = "Salt¹.\n\n¹ See the long and winding\n\nNew page² here.\n\nargument of Roe, *Sea*, 1990.\n\n² Ibid.\n"
    found = read_notes(text)
    assert texts(found)["1"] == "See the long and winding argument of Roe, *Sea*, 1990."
    assert found.notes[0].position(28) == (7, 4)


def test_a_body_that_a_page_breaks_is_no_second_half_of_a_note() -> None:
    text = "The salt¹ of the\n\n¹ See the winding\n\nsea is old² here.\n\npath of Roe, *Sea*.\n\n² Ibid.\n"
    assert texts(read_notes(text)) == {"1": "See the winding path of Roe, *Sea*.", "2": "Ibid."}


def test_definitions_of_markdown_have_further_lines_and_paragraphs() -> None:
    text = "Sea.[^a] Salt.[^2]\n\n[^a]: Roe,\n*Sea*.\n\n    Poe, *Salt*.\n\n[^2]: Ibid.\n\nBody again.\n"
    assert texts(read_notes(text)) == {"a": "Roe, *Sea*. Poe, *Salt*.", "2": "Ibid."}


def test_labels_that_start_again_are_told_apart() -> None:
    text = "¹ Roe, *Sea*.\n\n² Ibid.\n\nChapter two.\n\n¹ Poe, *Salt*.\n\n² Ibid.\n"
    assert list(texts(read_notes(text))) == ["1", "2", "2:1", "2:2"]


def test_a_numbered_list_is_notes_where_nothing_else_is() -> None:
    assert texts(read_notes("1. Roe, *Sea*, 1990.\n2. Ibid., p. 7.\n3. Poe, *Salt*.\n")) == {
        "1": "Roe, *Sea*, 1990.",
        "2": "Ibid., p. 7.",
        "3": "Poe, *Salt*.",
    }


def test_markers_without_a_note_and_notes_without_a_marker_are_reported() -> None:
    found = read_notes("Sea.[^1] Salt.[^9]\n\n[^1]: Roe.\n\n[^2]: Poe.\n")
    assert said(found) == [(1, "BN501"), (5, "BN502")]


def test_a_power_is_no_marker() -> None:
    assert said(read_notes("Of 10⁹ stars¹ two².\n\n¹ Roe.\n\n² Poe.\n")) == []


def test_the_list_under_its_heading() -> None:
    text = "Sea.[^1]\n\n## Bibliografía\n\nRoe, A. *Sea*. 1990.\n\nPoe, B. *Salt*. 1991.\n\n[^1]: Roe 1990, 7.\n"
    found = read_notes(text)
    assert [entry.text for entry in found.entries] == ["Roe, A. *Sea*. 1990.", "Poe, B. *Salt*. 1991."]
    assert texts(found) == {"1": "Roe 1990, 7."}


def test_what_a_document_is() -> None:
    assert not has_notes("1. Roe. Sea.\n2. Poe. Salt.\n")
    assert not has_notes("Roe. Sea, 10⁹.\n")
    assert has_list("One.\n\nTwo.\n\nThree.\n\nFour.\n\n# References\n\nRoe. Sea.\n")
    assert not has_list("# References\n\nRoe. Sea.\n\nPoe. Salt.\n")


TOKENS = ["Roe,", "*Sea*", "Ibid.", "(1990)", "of", "10", "–", "7."]
WORDS = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=8)


@given(st.lists(WORDS, min_size=2, max_size=8))
def test_no_letter_of_a_note_disappears(notes: list[list[str]]) -> None:
    text = "".join(f"[^{i}]: {' '.join(words)}\n\n" for i, words in enumerate(notes, 1))
    got = "".join(note.text for note in read_notes(text).notes)
    assert re.sub(r"\s", "", got) == re.sub(r"\s", "", "".join(map("".join, notes)))
