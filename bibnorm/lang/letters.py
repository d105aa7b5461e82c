"""How likely a text is in each language, by groups of letters and by words.

``letters.tsv`` holds the weights of a maximum entropy model, one feature a line (``_`` is a blank) and one
sign a language. ``scripts/build_language_table.py`` makes it and names its sources.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from struct import Struct

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
        rows: for each feature its weights, in 16 bits each, so that rows can be added as whole numbers.
    """

    languages: tuple[str, ...]
    bias: tuple[float, ...]
    rows: dict[str, int]


def grams(text: str) -> list[str]:
    """The features of a text: its words, and the groups of three and four letters, blanks included.

    >>> grams("Le sel")
    [' le ', ' sel ', ' le', 'le ', 'e s', ' se', 'sel', 'el ', ' le ', 'le s', 'e se', ' sel', 'sel ']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    words = WORD.findall(text[:LONGEST].lower())
    padded = f" {' '.join(words)} "
    return [*[f" {word} " for word in words], *_groups(len(padded))(padded)] if words else []


@lru_cache(maxsize=2 * LONGEST)
def _groups(size: int) -> Callable[[str], Sequence[str]]:
    """What cuts a text of some size into its groups of three and four; faster than slice by slice."""
    slices = [slice(i, i + length) for length in (3, 4) for i in range(size - length + 1)]
    return itemgetter(*slices) if len(slices) > 1 else lambda text: (text,)


@lru_cache(maxsize=1)
def letters() -> Letters:
    """Read the table, once."""
    lines = Path(__file__).with_name("letters.tsv").read_text("utf-8").splitlines()
    languages = tuple(lines[1].split("\t"))
    bias = lines[2].split("\t")[1]
    rows: dict[str, int] = {}
    lanes = bytearray(2 * len(languages))
    shift = bytes(max(0, i - FIRST) for i in range(256))
    for line in lines[3:]:
        gram, signs = line.split("\t")
        lanes[::2] = signs.encode("latin-1").translate(shift)
        rows[gram.replace("_", " ")] = int.from_bytes(lanes, "little")
    return Letters(languages, tuple((ord(c) - FIRST - LEVELS) * STEP * BIAS for c in bias), rows)


def weigh(text: str) -> list[float]:
    """The sum of the weights of a text for each language, without bias."""
    table = letters()
    found = [*filter(None, map(table.rows.get, grams(text)))]
    total = sum(found).to_bytes(2 * len(table.languages), "little")
    middle = LEVELS * len(found)
    return [(lane - middle) * STEP for lane in _lanes(len(table.languages)).unpack(total)]


@lru_cache(maxsize=1)
def _lanes(count: int) -> Struct:
    return Struct(f"<{count}H")
