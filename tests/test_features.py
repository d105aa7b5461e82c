"""What the network is told: the same number of features for every token, the same rows on every machine."""

from hypothesis import given
from hypothesis import strategies as st

from bibnorm.tag.features import (
    CHARACTER_ROWS,
    CHARACTERS,
    CONTEXT_BUCKETS,
    CONTEXT_SLOTS,
    WORD_BUCKETS,
    WORD_SLOTS,
    bucket,
    characters,
    context_features,
    shape,
    word_features,
)
from bibnorm.tag.tokens import tokenize


@given(st.text(max_size=60))
def test_rows_fit_their_tables(text: str) -> None:
    tokens = tokenize(text)
    rows = context_features(text, tokens)
    assert len(rows) == len(tokens)
    assert all(len(row) == CONTEXT_SLOTS and all(0 < r < CONTEXT_BUCKETS for r in row) for row in rows)
    for token in tokens:
        words = word_features(token.text, token.identifier)
        assert len(words) == WORD_SLOTS and all(0 < r < WORD_BUCKETS for r in words)
        assert len(characters(token.text)) == CHARACTERS and all(
            0 <= r < CHARACTER_ROWS for r in characters(token.text)
        )


def test_rows_do_not_depend_on_the_process() -> None:
    """Python's own hash differs from run to run; a model would read noise."""
    assert bucket("wano", WORD_BUCKETS) == 4916
    assert bucket("wano", CONTEXT_BUCKETS) < CONTEXT_BUCKETS


def test_accents_fold_and_case_shows_in_the_shape() -> None:
    upper, lower = word_features("AÑO"), word_features("ano")
    assert upper[0] == lower[0]
    assert shape("AÑO") != shape("ano") and upper[1] != lower[1]


def test_numbers_share_a_word_by_length() -> None:
    assert word_features("117")[0] == word_features("999")[0] != word_features("17")[0]


def test_the_gap_tells_quotes_and_brackets() -> None:
    text = "Roe “Sea” (1990)"
    inside = context_features(text, tokenize(text))
    bare = context_features("Roe Sea 1990", tokenize("Roe Sea 1990"))
    assert all(a != b for a, b in zip(inside, bare, strict=True))
