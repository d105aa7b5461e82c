"""Labelled references of different habits come out with one convention."""

import json
from pathlib import Path

import pytest
from marks import marked

from bibnorm.tag.corpora import IGNORED, LABELS, Row, make_row, read_rows


def row(text: str, corpus: str = "x") -> Row:
    """A row of a corpus, as its file has it."""
    plain, stretches = marked(text)
    return make_row(plain, [list(stretch) for stretch in stretches], corpus)


def labelled(made: Row, label: str) -> list[str]:
    return [t.text for t, index in zip(made.tokens, made.labels, strict=True) if index >= 0 and LABELS[index] == label]


HABITS = [
    ("{volume:Vol. 3}, {page:pp. 4-9}", "volume", ["3"]),
    ("{volume:Vol. 3}, {page:pp. 4-9}", "page", ["4", "9"]),
    ("{editor:Roe, J. (eds.)}", "editor", ["Roe", "J"]),
    ("{editor:hrsg. von Eva Roe}", "editor", ["Eva", "Roe"]),
    ("{editor:a cura di Eva Roe}", "editor", ["Eva", "Roe"]),
    ("{author:de la Cruz, Juan}", "author", ["de", "la", "Cruz", "Juan"]),  # a particle is no role word
    ("{author:Costa Filho ED}. Sea", "author", ["Costa", "Filho", "ED"]),  # initials are no role word
    ("{author:Roe, J} and {author:Doe, A}", "author", ["Roe", "J", "and", "Doe", "A"]),
    ("{author:Roe, Jane A}. B. Sea", "author", ["Roe", "Jane", "A"]),
    ("{author:Roe, Jane} A. Sea", "author", ["Roe", "Jane", "A"]),  # a span cut before the last initial
    ("{container-title:In Sea and Tide}", "container-title", ["Sea", "and", "Tide"]),
    ("Sea. 1990. {page:345 p.}", "number-of-pages", ["345", "p"]),
    ("Sea, {page:p. 345}", "page", ["345"]),
    ("海, {page:21-40}頁", "page", ["21", "40"]),  # the mark behind a range
    ("Sea. 1990. {page:XII-345} p.", "number-of-pages", ["XII", "345", "p"]),
    ("Sea 24 {page:075001 (9pp)}", "page", ["075001"]),
    ("Sea. {date:2001} Mar 7;7", "date", ["2001", "Mar", "7"]),
    ("{container-title:J Tides} (Lausanne) {date:2001}", "container-title", ["J", "Tides", "Lausanne"]),
]


@pytest.mark.parametrize(("text", "label", "words"), HABITS)
def test_one_convention(text: str, label: str, words: list[str]) -> None:
    assert labelled(row(text), label) == words


def test_identifiers_and_gaps_of_a_noisy_corpus_are_not_learned() -> None:
    assert row("Sea. doi:10.1000/1").labels[-1] == IGNORED
    assert row("{title:Sea} unlabelled", "linkedbooks").labels[-1] == IGNORED
    assert row("{title:Sea} unlabelled").labels[-1] == LABELS.index("other")


def test_read_rows_leaves_out_what_has_no_spans(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    rows = [
        {"text": "Sea 1990", "spans": [[0, 3, "title"]]},
        {"text": "Tide", "spans": []},
        {"text": "...", "spans": [[0, 1, "title"]]},
    ]
    file.write_text("\n".join(json.dumps(r) for r in rows))
    assert [r.text for r in read_rows(file)] == ["Sea 1990"]
