"""The words that tell what kind of work is cited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm import lang
from bibnorm.lang import kinds as module
from bibnorm.lang.kinds import CODE, is_medium, kinds, matches

DATA: dict[str, dict[str, list[str]]] = json.loads(Path(module.__file__).with_name("kinds.json").read_text("utf-8"))


def test_every_form_is_found() -> None:
    """Would catch: a form that the look-up can never reach, such as one with a comma in it."""
    lost = [
        (code, kind, form)
        for code, groups in DATA.items()
        for kind, forms in groups.items()
        for form in forms
        if kind not in kinds(form.strip("=").replace("*", "x" if form.isascii() else ""))
    ]
    assert not lost


def test_the_table_is_tidy() -> None:
    assert set(DATA) <= set(lang.codes())
    for groups in DATA.values():
        for kind, forms in groups.items():
            assert len(set(forms)) == len(forms), kind
            assert all(form.strip("=* ") and form.strip() == form for form in forms)


@pytest.mark.parametrize(
    "text, kind, there",
    [
        ("Rostocker Zeitung", "newspaper", True),
        ("Kirchenzeitung", "newspaper", True),  # a word that ends so
        ("The Guardian", "newspaper", True),
        ("Guardian Angels", "newspaper", False),  # a name is the whole text
        ("Ph.D.", "degree", True),
        ("PhD", "degree", True),
        ("Tech. rep.", "report", True),
        ("Tech, rep", "report", False),  # a comma parts a phrase
        ("Wörterbuch", "dictionary", True),
        ("WORTERBUCH", "dictionary", True),  # accents and case do not matter
        ("某大学博士论文", "thesis", True),
    ],
)
def test_kinds(text: str, kind: str, there: bool) -> None:
    assert (kind in kinds(text)) is there


@pytest.mark.parametrize(
    "text", ["on line", "On-line", "Internet", "CD-ROM", "Computer software", "Электронный ресурс", "en ligne."]
)
def test_media(text: str) -> None:
    assert is_medium(text)


@pytest.mark.parametrize("text", ["", "sic", "salt on line", "Internet law"])
def test_no_media(text: str) -> None:
    assert not is_medium(text)


@pytest.mark.parametrize("text, code", [("J", True), ("EB/OL", True), ("J/OL", True), ("X", False), ("JJ", False)])
def test_codes(text: str, code: bool) -> None:
    assert bool(CODE.fullmatch(text)) is code


@given(st.text(max_size=60))
def test_matches_stand_in_the_text(text: str) -> None:
    for match in matches(text):
        assert 0 <= match.start < match.end <= len(text)
        assert match.kind in kinds(text)
