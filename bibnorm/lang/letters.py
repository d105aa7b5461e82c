"""How likely a text is in each language, by groups of letters and by words.

``letters.tsv`` holds the weights of a maximum entropy model, one feature a line (``_`` is a blank) and one
sign a language. ``scripts/build_language_table.py`` makes it and names its sources.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

WORD = re.compile(r"[^\W\d_]+")
LONGEST = 90  # characters looked at
STEP, LEVELS = 0.034, 46  # a weight is a whole number of steps from -LEVELS to LEVELS
BIAS = 4  # a bias has longer steps
FIRST = 33  # the sign of -LEVELS


@dataclass(frozen=True, slots=True)
class Letters:
    """The table.

    Attributes:
        languages: BCP 47 codes; the last, ``und``, is for words in no language (names).
        bias: one number a language.
        weights: of each feature for each language, in steps; the last row is of no feature and holds zeros.
        words: the row of each feature that is a word.
        signs: the number of each character of the features, by code point; 0 for all others.
        threes: the row of each group of three letters, by the numbers of its letters.
        heads: a number for each group of three that begins one of four, in the same way; 0 for all others.
        fours: the row of each group of four letters, by that number and the number of its last letter.
    """

    languages: tuple[str, ...]
    bias: tuple[float, ...]
    weights: npt.NDArray[np.int16]
    words: Mapping[str, int]
    signs: npt.NDArray[np.intp]
    threes: npt.NDArray[np.int16]
    heads: npt.NDArray[np.int16]
    fours: npt.NDArray[np.int16]


def grams(text: str) -> list[str]:
    """The features of a text: its words, and the groups of three and four letters, blanks included.

    >>> grams("Le sel")
    [' le ', ' sel ', ' le', 'le ', 'e s', ' se', 'sel', 'el ', ' le ', 'le s', 'e se', ' sel', 'sel ']
    """
    words = _words(text)
    padded = f" {' '.join(words)} "
    size = len(padded)
    return [
        *[f" {word} " for word in words],
        *[padded[i : i + 3] for i in range(size - 2)],
        *[padded[i : i + 4] for i in range(size - 3)],
    ]


def _words(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return WORD.findall(text[:LONGEST].lower())


@lru_cache(maxsize=1)
def letters() -> Letters:
    """Read the table, once."""
    lines = Path(__file__).with_name("letters.tsv").read_text("utf-8").splitlines()
    written, marks = zip(*(line.split("\t") for line in lines[3:]), strict=True)
    features = [feature.replace("_", " ") for feature in written]
    steps = np.frombuffer("".join(marks).encode("latin-1"), dtype=np.uint8).reshape(len(marks), -1)
    none = np.zeros((1, steps.shape[1]), dtype=np.int16)
    signs = _numbers_of_signs("".join(features))
    return Letters(
        tuple(lines[1].split("\t")),
        tuple((ord(c) - FIRST - LEVELS) * STEP * BIAS for c in lines[2].split("\t")[1]),
        np.concatenate([steps.astype(np.int16) - FIRST - LEVELS, none]),
        {feature[1:-1]: i for i, feature in enumerate(features) if feature[0] == feature[-1] == " "},
        signs,
        *_groups(features, signs),
    )


def _numbers_of_signs(text: str) -> npt.NDArray[np.intp]:
    points = sorted(map(ord, {*text}))
    signs = np.zeros(points[-1] + 2, dtype=np.intp)  # the last one stands for whatever comes behind
    signs[points] = np.arange(1, len(points) + 1)
    return signs


def _groups(features: Sequence[str], signs: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.int16], ...]:
    """``threes``, ``heads`` and ``fours`` of the table."""
    count, none = int(signs.max()) + 1, len(features)
    short = [i for i, feature in enumerate(features) if len(feature) == 3]
    long = [i for i, feature in enumerate(features) if len(feature) == 4]
    numbers = {head: i for i, head in enumerate(dict.fromkeys(features[i][:3] for i in long), 1)}
    threes, heads = (np.full(count**3, fill, dtype=np.int16) for fill in (none, 0))
    threes[_threes(_numbers("".join([features[i] for i in short]), signs), count)[::3]] = short
    heads[_threes(_numbers("".join(numbers), signs), count)[::3]] = [*numbers.values()]
    fours = np.full((len(numbers) + 1) * count, none, dtype=np.int16)
    last = _numbers("".join([features[i][3] for i in long]), signs)
    fours[np.array([numbers[features[i][:3]] for i in long]) * count + last] = long
    return threes, heads, fours


def _numbers(text: str, signs: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return signs[np.minimum(points, len(signs) - 1)]


def _threes(numbers: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.intp]:
    """For each place the code of the group of three that begins there."""
    return (numbers[:-2] * count + numbers[1:-1]) * count + numbers[2:]


def weigh(texts: Sequence[str]) -> list[list[float]]:
    """For each text the sum of the weights of its `grams` for each language, without bias.

    All texts are put in a row, for two blanks stand in no group.
    """
    if not texts:
        return []
    table, words = letters(), [_words(text) for text in texts]
    padded = [f" {' '.join(row)} " for row in words]
    known = [[table.words[word] for word in row if word in table.words] for row in words]
    sums = _sum([i for row in known for i in row], np.cumsum([0, *map(len, known)]))
    begins, count = np.cumsum([0, *map(len, padded)]), int(table.signs.max()) + 1
    numbers = _numbers("".join(padded) + " ", table.signs)
    codes = _threes(numbers, count)
    for rows in (table.threes[codes], table.fours[table.heads[codes[:-1]].astype(np.intp) * count + numbers[3:]]):
        found = np.flatnonzero(rows != len(table.weights) - 1)
        sums += _sum(rows[found], found.searchsorted(begins))
    weights: list[list[float]] = (sums * STEP).tolist()
    return weights


def _sum(rows: Sequence[int] | npt.NDArray[np.int16], bounds: npt.NDArray[np.intp]) -> npt.NDArray[np.int16]:
    """The weights of the rows between each two bounds, added up."""
    weights = letters().weights
    taken = weights.take(np.append(rows, len(weights) - 1).astype(np.intp), axis=0)
    sums = np.add.reduceat(taken, bounds[:-1], axis=0, dtype=np.int16)
    sums[bounds[:-1] == bounds[1:]] = 0  # an empty stretch is not left out, it has what comes after it
    return sums
