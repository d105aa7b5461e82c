"""Words and numbers with the gaps between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.tag.tokens import tokenize

TOKENS = [
    ("12(3):45-67", ["12", "3", "45", "67"]),
    ("e18593", ["e", "18593"]),
    ("O'Brien d’Este", ["O'Brien", "d’Este"]),
    ("3ª ed., n.º 2", ["3", "ª", "ed", "n", "º", "2"]),
    ("제27권 제4호", ["제", "27", "권", "제", "4", "호"]),
    ("*Foreign_Affairs*", ["Foreign", "Affairs"]),
    ("Jose\u0301 Sá", ["Jose\u0301", "Sá"]),  # a decomposed accent stays in its word
    ("url http://a.org/b.", ["url", "http://a.org/b"]),
    ("...", []),
]


@pytest.mark.parametrize(("text", "words"), TOKENS)
def test_words(text: str, words: list[str]) -> None:
    assert [t.text for t in tokenize(text)] == words


@given(st.text(max_size=80))
def test_no_letter_or_digit_between_tokens(text: str) -> None:
    """A letter outside all tokens could get no label and would be lost."""
    tokens = tokenize(text)
    inside = {i for t in tokens for i in range(t.start, t.end)}
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert not [c for i, c in enumerate(text) if i not in inside and c.isalpha()]
    assert [t.start for t in tokens] == sorted({t.start for t in tokens})
