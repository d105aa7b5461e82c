"""What the network is told about each token.

A word's own features do not depend on where it stands, so they are made once for each
distinct word; what stands around it (gaps, quotes, brackets, place in the text) is told
by features of the context. All are hashed (CRC-32, the same on every machine).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

from bibnorm.lang import word_class
from bibnorm.tag.tokens import Token
from bibnorm.text import fold

WORD_BUCKETS = 49152  # rows of the word table; 0 is padding
CONTEXT_BUCKETS = 8192
CHARACTERS = 16  # of a word that the character network reads: its first and last eight

ROMAN = re.compile(r"[IVXLCDM]+|[ivxl]+")
ALPHABET = {
    c: i + 2
    for i, c in enumerate(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'’ªºéèêàáâãäåçíìîïñóòôõöøúùûüýßščžłąęćńśźżőűğışæœ"
        "ÉÈÀÁÂÄÅÇÍÎÑÓÔÖØÚÜŠČŽŁŚабвгдежзийклмнопрстуфхцчшщъыьэюяіїєёАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
    )
}
CHARACTER_ROWS = len(ALPHABET) + 2 + 4  # padding, unknown letter, then four classes of script

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def bucket(name: str, size: int) -> int:
    """Row of a named feature in a table of ``size`` rows; row 0 is kept for padding."""
    return crc32(name.encode()) % (size - 1) + 1


class _Kinds(dict[int, str]):
    """Capital, small letter, digit or another sign, by code point; found when first asked for."""

    def __missing__(self, point: int) -> str:
        c = chr(point)
        self[point] = "d" if c.isdigit() else "X" if c.isupper() else "x" if c.islower() else "o"
        return self[point]


_KINDS = _Kinds()


def shape(word: str) -> str:
    """Capitals, small letters and digits, runs shortened to two.

    >>> shape("McDonald"), shape("1998"), shape("UNESCO")
    ('XxXxx', 'dd', 'XX')
    """
    return _shortened(word[:24].translate(_KINDS))


@lru_cache(maxsize=8192)
def _shortened(kinds: str) -> str:
    out = ""
    for kind in kinds:
        if out[-2:] != kind * 2:
            out += kind
    return out[:8]


@lru_cache(maxsize=131072)
def word_features(word: str, identifier: str = "") -> tuple[int, ...]:
    """Rows of the word table for one word: always as many as ``WORD_SLOTS``."""
    if identifier:
        low = f"<{identifier}{'+' if 'doi.org' in word else ''}>"
        return tuple(bucket(f"{i}{low}", WORD_BUCKETS) for i in range(WORD_SLOTS))
    low = fold(word)
    name, year = low, ""
    if word.isdigit():
        name = f"D{len(word)}"
        year = f"y{int(word) // 10}" if len(word) == 4 and 1450 <= int(word) <= 2035 else f"d{word[:1]}{len(word)}"
        low = name
    kind = shape(word)
    roman = "r" if ROMAN.fullmatch(word) else ""
    values = (
        f"w{name}",
        f"s{kind}{roman}",
        f"1{year or low[:1]}",
        f"2{low[:2]}",
        f"3{low[:3]}",
        f"a{low[-1:]}{kind[:2]}",
        f"b{low[-2:]}",
        f"c{low[-3:]}",
        f"e{low[-4:]}",
        f"k{word_class(name)}|{kind[:1]}",
        f"l{min(len(word), 12)}{kind[:1]}{word.isupper()}",
    )
    return tuple([crc32(v.encode()) % (WORD_BUCKETS - 1) + 1 for v in values])  # `bucket`, without a call for each


WORD_SLOTS = 11


class _Rows(dict[str, int]):
    """The alphabet; a letter outside of it has the row of its script."""

    def __missing__(self, character: str) -> int:
        self[character] = _script(character)
        return self[character]


def _script(character: str) -> int:
    """Row of a letter outside the alphabet, by its script."""
    point = ord(character)
    if point < 0x2E80:
        return 1
    kind = 0 if point < 0x3100 else 1 if point < 0xA000 else 2 if 0xAC00 <= point < 0xD7B0 else 3
    return len(ALPHABET) + 2 + kind


_ROWS = _Rows(ALPHABET)
_PADDING = (0,) * CHARACTERS


@lru_cache(maxsize=131072)
def characters(word: str) -> tuple[int, ...]:
    """The letters of a word as rows of the character table, padded to ``CHARACTERS``."""
    if len(word) > CHARACTERS:
        word = word[: CHARACTERS // 2] + word[-CHARACTERS // 2 :]
    return (*map(_ROWS.__getitem__, word), *_PADDING[len(word) :])


@lru_cache(maxsize=65536)
def _gap(text: str) -> str:
    """The signs between two tokens, blanks and dashes unified, at most eight."""
    return re.sub(r"\s+", " ", text.translate(_DASHES))[:8]


@lru_cache(maxsize=131072)
def context_rows(before: str, after: str, state: int, place: str, kind: str) -> tuple[int, ...]:
    """Rows of the context table for one context, as `contexts` gives them."""
    values = (f"b{before}", f"a{after}", f"q{state}", f"p{place}", f"k{before}|{after}", f"s{kind}{before}|{state}")
    return tuple([crc32(v.encode()) % (CONTEXT_BUCKETS - 1) + 1 for v in values])


CONTEXT_SLOTS = 6

_OPEN = {"(": 1, "[": 2, "“": 4, "„": 4, "«": 4, "‘": 16, "『": 4, "「": 4, "《": 4, "<": 2}
_CLOSE = {")": 1, "]": 2, "”": 4, "»": 4, "’": 16, "』": 4, "」": 4, "》": 4, ">": 2}
_TOGGLE = {'"': 4, "*": 8, "_": 8}


@lru_cache(maxsize=65536)
def _advance(state: int, gap: str) -> int:
    """Which brackets (1, 2), quotes (4, 16) and italics (8) are open after a gap; 32: a quote has closed before."""
    for i, sign in enumerate(gap):
        if sign in _TOGGLE:
            if gap[i - 1 : i] == sign and i:  # "**" and '""' are one sign
                continue
            state ^= _TOGGLE[sign]
            if not state & 4 and sign == '"':
                state |= 32
        elif sign in _OPEN:
            state |= _OPEN[sign]
        elif sign in _CLOSE:
            state &= ~_CLOSE[sign]
            if _CLOSE[sign] == 4:
                state |= 32
        elif sign == "'":
            state = _apostrophe(state, gap, i)
    return state


def _apostrophe(state: int, gap: str, i: int) -> int:
    """A straight single quote opens after a blank or bracket and closes before one."""
    if state & 16:
        return (state & ~16) | 32
    return state | 16 if i == len(gap) - 1 and (i == 0 or gap[i - 1] in " (:,.") and len(gap) > 1 - (i == 0) else state


def context_features(text: str, tokens: Sequence[Token]) -> list[tuple[int, ...]]:
    """Rows of the context table for each token: always as many as ``CONTEXT_SLOTS``."""
    return [context_rows(*context) for context in contexts(text, tokens)]


def contexts(text: str, tokens: Sequence[Token]) -> list[Context]:
    """For each token the gaps beside it, what is open before it, its place and its kind."""
    if not tokens:
        return []
    starts, ends, words, identifiers = zip(*tokens, strict=True)
    gaps = [_gap(text[a:b]) for a, b in zip((0, *ends), (*starts, len(text)), strict=True)]
    state, states = 0, []
    for gap in gaps[:-1]:
        if gap not in _BLANK:
            state = _advance(state, gap)
        states.append(state)
    before, after = ["^" + gaps[0], *gaps[1:-1]], [*gaps[1:-1], gaps[-1] + "$"]
    kinds = [identifier or _kind(word) for word, identifier in zip(words, identifiers, strict=True)]
    return list(zip(before, after, states, _places(len(tokens)), kinds, strict=True))


Context = tuple[str, str, int, str, str]
_BLANK = frozenset((" ", ""))


@lru_cache(maxsize=512)
def _places(count: int) -> tuple[str, ...]:
    """Where each of so many tokens stands: its number from the front, or the quarter, and from the end."""
    return tuple([f"{i if i < 5 else f'm{4 * i // count}'}|{min(count - 1 - i, 3)}" for i in range(count)])


@lru_cache(maxsize=65536)
def _kind(word: str) -> str:
    return f"D{len(word)}" if word.isdigit() else shape(word)[:3]
