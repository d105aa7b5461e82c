"""What letters are told apart by, and what they are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.text import fold


@pytest.mark.parametrize(
    "printed, folded",
    [
        ("Año", "ano"), ("ÉDITIONS", "editions"), ("Straße", "strasse"), ("ŁÓDŹ", "łodz"), ("ΜΆΡΤΙΟΣ", "μαρτιοσ"),
        ("Ιαν.", "ιαν."), ("Й", "и"), ("№", "no"), ("n.º", "n.o"), ("أبريل", "ابريل"), ("vol.", "vol."), ("", ""),
    ],
)  # fmt: skip
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text(max_size=30))
def test_fold_leaves_no_accents_and_no_capitals(text: str) -> None:
    """Would catch: a form that is never found because the table folds it otherwise than the text."""
    folded = fold(text)
    assert not any(unicodedata.combining(ch) for ch in folded)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
