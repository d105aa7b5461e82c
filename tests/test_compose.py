"""The generator of labelled training references."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bibnorm.tag.compose import LABEL_OF, Composer, assemble
from bibnorm.tag.compose_grammar import Choice, Labelled, Slot, parse
from bibnorm.tag.compose_names import FORMS
from bibnorm.tag.compose_noise import disturb
from bibnorm.tag.compose_pool import Pool
from bibnorm.tag.compose_tables import Tables
from bibnorm.tag.compose_values import DRAWN, MAKERS, ROLES

LABELS = {
    "author", "editor", "translator", "title", "container-title", "collection-title", "volume", "issue", "page", "date",
    "publisher", "publisher-place", "edition", "genre", "medium", "url", "doi", "isbn", "issn", "pmid", "arxiv",
    "accessed", "note", "citation-number", "event", "number", "number-of-pages", "other",
}  # fmt: skip
TABLES = Tables.load()


def problems(item: Choice | Labelled | Slot | str, style: str, seen: set[str]) -> list[str]:
    """Unknown slots, labels and name forms below a node."""
    if isinstance(item, Choice):
        return [p for option in item.options for part in option for p in problems(part, style, seen)]
    if isinstance(item, Labelled):
        wrong = [] if LABEL_OF.get(item.label, item.label) in LABELS else [f"label {item.label}"]
        return wrong + [p for part in item.body for p in problems(part, style, seen)]
    if not isinstance(item, Slot) or item.name in MAKERS or item.name in seen:
        return []
    if item.name in ROLES:
        return [f"form {form}" for form in filter(None, item.argument.split(",")) if form not in FORMS]
    found = TABLES.find(style, item.name)
    seen.add(item.name)
    return [f"slot {item.name}"] if found is None else problems(parse(found), style, seen)


@pytest.mark.parametrize("style", TABLES.styles)
def test_every_word_of_a_style_is_known(style: str) -> None:
    seen: set[str] = set()
    wrong = [p for template in TABLES.lists[style]["templates"] for p in problems(parse(template), style, seen)]
    wrong += [f"form {f}" for f in (TABLES.find(style, "forms") or "").split(",") if f not in FORMS]
    assert not wrong
    assert not [name for name in DRAWN if TABLES.find(style, name) is None]


@pytest.mark.parametrize("style", TABLES.styles)
def test_spans_are_sorted_disjoint_and_trimmed(style: str) -> None:
    composer = Composer(Tables.load(style), Pool(), 11)
    for number in range(25):
        row = composer.reference(number)
        last = 0
        for start, end, label in row["spans"]:
            part = row["text"][start:end]
            assert last <= start < end <= len(row["text"])
            assert label in LABELS
            assert part == part.strip(" ,;:")
            last = end
        assert row["spans"]


def test_same_seed_same_rows() -> None:
    first, again, other = (Composer(TABLES, Pool(), seed) for seed in (5, 5, 6))
    rows = [[c.reference(i) for i in range(40)] for c in (first, again, other)]
    assert rows[0] == rows[1] != rows[2]


def test_cjk_labels_stay_outside() -> None:
    composer = Composer(Tables.load("zh"), Pool(), 2)
    for number in range(200):
        row = composer.reference(number)
        for start, end, label in row["spans"]:
            marks = {"title": "《》", "volume": "第卷", "issue": "第期", "page": "第页頁"}.get(label, "")
            assert not set(row["text"][start:end]) & set(marks)


@pytest.mark.parametrize("broken", ["<a|b", "{t", "a>b<"])
def test_unbalanced_template_is_refused(broken: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        parse(broken)


PIECES = st.lists(st.tuples(st.text(st.characters(codec="utf-8"), max_size=9), st.sampled_from(["", "title", "date"])))


@settings(max_examples=60, deadline=None)
@given(PIECES, st.randoms(use_true_random=False), st.sampled_from(["latin", "cjk", "pdf", "plain", "arabic"]))
def test_noise_keeps_spans_sound(pieces: list[tuple[str, str]], rng: object, habit: str) -> None:
    text, spans = assemble(disturb(pieces, rng, habit))  # type: ignore[arg-type]
    last = 0
    for start, end, _ in spans:
        assert last <= start < end <= len(text)
        last = end
