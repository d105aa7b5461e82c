"""From scores to labels: the best sequence in which every single-valued field is one run.

A Viterbi pass over label pairs, then a repair: where a field that a reference prints once
came out in two runs, they are merged or one gets its next best label, whichever costs less.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

# fields that a reference prints in one place; a date may stand in two (month and year apart)
SINGLE = (
    "title",
    "container-title",
    "collection-title",
    "volume",
    "issue",
    "page",
    "edition",
    "publisher",
    "publisher-place",
    "genre",
    "event",
    "translator",
    "number-of-pages",
    "medium",
    "accessed",
    "author",
    "editor",
)
TWICE = frozenset({"author", "editor", "translator", "medium"})  # merged or relabelled only where that is cheap
MERGE_WITHIN = 5  # tokens between two runs that may be one
CHEAP = 7.0  # nats


def viterbi(
    scores: Scores, pairs: Scores, first: Scores, last: Scores, lengths: Sequence[int] = ()
) -> npt.NDArray[np.intp]:
    """Best label sequences of a batch.

    Args:
        scores: log-probabilities (T, B, L).
        pairs: score of label j after label i (L, L); first, last: of labels at the ends (L,).
        lengths: of the sequences (B,), falling; what stands behind their ends is not looked at. Without: all are T.

    Returns:
        Label indices (T, B); label 0 behind the ends.
    """
    steps, count, _ = scores.shape
    ends, every = np.array(lengths or [steps] * count), np.arange(count)
    running = (ends > np.arange(steps)[:, None]).sum(1).tolist()  # sequences that have a step
    by_label = np.ascontiguousarray(scores.transpose(0, 2, 1))  # so that the inner loops run over sequences
    best = np.empty_like(by_label)
    best[0] = by_label[0] + first[:, None]
    for t, n in enumerate(running[1:], 1):
        through = best[t - 1, :, None, :n] + pairs[:, :, None]
        np.add(through.max(0), by_label[t, :, :n], out=best[t, :, :n])
    path = np.zeros((steps, count), dtype=np.intp)
    path[ends - 1, every] = (best[ends - 1, :, every] + last).argmax(1)
    before = np.ascontiguousarray(pairs.T)  # for each label the scores of those before it
    for t in range(steps - 1, 0, -1):
        n = running[t]
        path[t - 1, :n] = (best[t - 1, :, :n].T + before[path[t, :n]]).argmax(1)
    return path


def runs(labels: Sequence[int]) -> list[tuple[int, int, int]]:
    """Stretches of one label: (begin, end, label).

    >>> runs([3, 3, 0, 3])
    [(0, 2, 3), (2, 3, 0), (3, 4, 3)]
    """
    bounds = [0] + [i for i in range(1, len(labels)) if labels[i] != labels[i - 1]] + [len(labels)]
    return [(a, b, labels[a]) for a, b in pairwise(bounds) if b > a]


def repeats(found: Sequence[tuple[int, int, int]], single: frozenset[int]) -> bool:
    """Whether a label of ``single`` has two runs.

    >>> repeats(runs([3, 3, 0, 3]), frozenset({3})), repeats(runs([3, 3, 0]), frozenset({3}))
    (True, False)
    """
    begun = [label for _, _, label in found if label in single]
    return len(begun) > len(set(begun))


def single_runs(path: list[int], scores: Scores, names: Sequence[str], barred: Sequence[bool]) -> list[int]:
    """Repair one sequence until every label of `SINGLE` is one run.

    Args:
        path: label indices (T,); scores: (T, L); names: of the labels.
        barred: whether the gap before a token forbids a merge of numbers across it (``)``, ``:``).
    """
    single = {i for i, name in enumerate(names) if name in SINGLE}
    for _ in range(24):
        options = list(_repairs(path, scores, names, barred, single))
        if not options:
            break
        cost, begin, end, label = min(options)
        path[begin:end] = [label] * (end - begin) if label >= 0 else _second(path, scores, begin, end, single)
        del cost
    return path


def _repairs(path: list[int], scores: Scores, names: Sequence[str], barred: Sequence[bool], single: set[int]):  # type: ignore[no-untyped-def]
    """Possible repairs as (cost, begin, end, label); label -1 stands for: the next best."""
    found = [run for run in runs(path) if run[2] in single]
    for one, two in combinations(found, 2):
        if one[2] != two[2]:
            continue
        label, gap = one[2], range(one[1], two[0])
        merge = sum(float(scores[k].max() - scores[k, label]) for k in gap)
        numbers = names[label] in ("volume", "issue", "page")
        if (
            len(gap) <= MERGE_WITHIN
            and merge < CHEAP * 2
            and not (numbers and any(barred[k] for k in range(one[1], two[0] + 1)))
        ):
            yield merge, one[1], two[0], label
        for begin, end, _ in (one, two):
            without = scores[begin:end].copy()
            without[:, label] = -99.0
            cost = float((scores[begin:end, label] - without.max(1)).sum())
            if names[label] not in TWICE or cost < CHEAP:
                yield cost, begin, end, -1


def _second(path: list[int], scores: Scores, begin: int, end: int, single: set[int]) -> list[int]:
    """The best other label for a whole run, one that the sequence does not have elsewhere if it is single."""
    taken = {path[begin]} | ({path[k] for k in range(len(path)) if not begin <= k < end} & single)
    total = scores[begin:end].sum(0)
    neighbours = {path[k] for k in (begin - 1, end) if 0 <= k < len(path)}
    allowed = [i for i in range(scores.shape[1]) if i not in taken or (i in neighbours and i != path[begin])]
    return [max(allowed, key=lambda i: float(total[i]))] * (end - begin)
