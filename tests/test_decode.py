"""One run for every field that print has once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bibnorm.tag.decode import SINGLE, TWICE, runs, single_runs, viterbi

NAMES = ("other", "author", "title", "volume", "page", "publisher")


def scores_of(rows: list[list[float]]) -> np.ndarray:
    table = np.array(rows, dtype=np.float32)
    return np.log(table / table.sum(1, keepdims=True))


def test_viterbi_of_a_batch_is_that_of_each_alone() -> None:
    rng = np.random.default_rng(7)
    lengths = [9, 7, 7, 3, 1]  # one that ends early must not see what stands behind its end
    scores = rng.normal(size=(9, 5, 4)).astype(np.float32)
    pairs, first, last = (rng.normal(size=size).astype(np.float32) for size in ((4, 4), 4, 4))
    paths = viterbi(scores, pairs, first, last, lengths)
    for b, size in enumerate(lengths):
        alone = viterbi(scores[:size, b : b + 1], pairs, first, last)
        assert paths[:size, b].tolist() == alone[:, 0].tolist()


def test_viterbi_prefers_likely_pairs() -> None:
    scores = scores_of([[9, 1], [5, 5], [1, 5]])[:, None, :]
    stay = np.log(np.array([[0.9, 0.1], [0.1, 0.9]], dtype=np.float32))
    none = np.zeros(2, dtype=np.float32)
    assert viterbi(scores, stay, none, none)[:, 0].tolist() == [0, 0, 0]
    assert viterbi(scores, np.log(np.array([[0.1, 0.9], [0.9, 0.1]], dtype=np.float32)), none, none)[:, 0].tolist() == [
        0,
        1,
        0,
    ]


def test_runs_merge_over_a_weak_gap() -> None:
    """``The | case, | again``: one token between two title runs is part of the title."""
    scores = scores_of([[1, 1, 20, 1, 1, 1], [6, 1, 5, 1, 1, 1], [1, 1, 20, 1, 1, 1]])
    assert single_runs([2, 0, 2], scores, NAMES, [False] * 3) == [2, 2, 2]


def test_the_weaker_run_gives_way() -> None:
    scores = scores_of([[1, 1, 1, 20, 1, 1]] + [[1, 20, 1, 1, 1, 1]] * 8 + [[9, 1, 1, 10, 1, 1]])
    assert single_runs([3, *[1] * 8, 3], scores, NAMES, [False] * 10) == [3, *[1] * 8, 0]


def test_numbers_do_not_merge_over_a_bracket() -> None:
    scores = scores_of([[1, 1, 1, 20, 1, 1], [5, 1, 1, 6, 4, 1]])
    scores = np.concatenate([scores, scores_of([[1, 1, 1, 8, 7, 1]])])
    path = single_runs([3, 0, 3], scores, NAMES, [False, True, True])
    assert path.count(3) == 1


@settings(max_examples=60)
@given(st.lists(st.lists(st.floats(0.01, 1), min_size=6, max_size=6), min_size=1, max_size=14))
def test_every_single_field_is_one_run(rows: list[list[float]]) -> None:
    """Two titles in one record would be an impossible reading."""
    scores = scores_of(rows)
    path = single_runs(scores.argmax(1).tolist(), scores, NAMES, [False] * len(rows))
    found = [NAMES[label] for _, _, label in runs(path)]
    assert len(path) == len(rows)
    assert all(found.count(name) <= 1 for name in NAMES if name in SINGLE and name not in TWICE)


@pytest.mark.parametrize("path", [[], [1], [1, 1, 2]])
def test_runs_cover(path: list[int]) -> None:
    assert [label for a, b, label in runs(path) for _ in range(a, b)] == path
