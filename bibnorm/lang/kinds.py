"""Words that tell what kind of work a reference cites: *Tesis doctoral*, *Proc.*, *Zeitung*, *arXiv*.

The words stand in ``kinds.json`` by language and kind. ``=word`` must be the whole text (a newspaper's name),
``*word`` ends a word (*Frankfurter Allgemeine Zeitung*, *Kirchenzeitung*), ``*word*`` stands anywhere in one.
Accents, case, stops and hyphens do not matter.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bibnorm.text import fold

WORD = re.compile(r"[^\W_]+")
TIGHT = re.compile(r"[\s.\-‐–’'/°&]{0,4}")  # what may stand between the words of a phrase
ARTICLES = frozenset(
    [
        "the",
        "el",
        "la",
        "los",
        "las",
        "le",
        "les",
        "l",
        "il",
        "lo",
        "i",
        "gli",
        "der",
        "die",
        "das",
        "de",
        "het",
        "o",
        "os",
        "a",
    ]
)

Phrases = dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word → (further words, kind), longest first


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text: its kind and where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """The look-up tables made from ``kinds.json``."""

    phrases: Phrases
    whole: dict[tuple[str, ...], frozenset[str]]
    endings: dict[str, frozenset[str]]
    infixes: dict[str, frozenset[str]]
    lengths: tuple[int, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in WORD.findall(text))


@lru_cache(maxsize=1)
def table() -> Table:
    """Read the table of kinds, once."""
    data: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("kinds.json").read_text("utf-8"))
    phrases: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    sets: tuple[dict[tuple[str, ...], set[str]], ...] = ({}, {}, {})  # whole, endings, infixes
    for kinds in data.values():
        for kind, forms in kinds.items():
            for form in forms:
                words = _words(form)
                place = 0 if form[0] == "=" else 2 if form[0] == form[-1] == "*" else 1 if form[0] == "*" else None
                if place is None:
                    phrases.setdefault(words[0], set()).add((words[1:], kind))
                else:
                    sets[place].setdefault(words, set()).add(kind)
    whole, endings, infixes = ({words: frozenset(kinds) for words, kinds in s.items()} for s in sets)
    ordered = {word: tuple(sorted(rest, key=lambda r: (-len(r[0]), r))) for word, rest in phrases.items()}
    lengths = tuple(sorted({len(words[0]) for words in endings}, reverse=True))
    return Table(ordered, whole, {w[0]: k for w, k in endings.items()}, {w[0]: k for w, k in infixes.items()}, lengths)


@lru_cache(maxsize=32768)
def _entry(word: str) -> tuple[tuple[tuple[tuple[str, ...], str], ...], tuple[str, ...]] | None:
    """The phrases that begin with a printed word, and the kinds that its shape tells."""
    known, key = table(), fold(word)
    shapes: set[str] = set()
    for length in known.lengths:
        if length <= len(key):
            shapes |= known.endings.get(key[-length:], frozenset())
    if not key.isascii():
        shapes.update(kind for part, kinds in known.infixes.items() if part in key for kind in kinds)
    phrases = known.phrases.get(key, ())
    return (phrases, tuple(sorted(shapes))) if phrases or shapes else None


def _ends(spots: list[re.Match[str]], i: int, rest: tuple[str, ...], text: str) -> int:
    """Where a phrase ends whose first word is the i-th of a text, or -1."""
    if i + len(rest) >= len(spots):
        return -1
    for left, right, word in zip(spots[i:], spots[i + 1 :], rest, strict=False):
        if fold(right[0]) != word or not TIGHT.fullmatch(text, left.end(), right.start()):
            return -1
    return spots[i + len(rest)].end()


@lru_cache(maxsize=4096)
def matches(text: str) -> tuple[Match, ...]:
    """All phrases of the table in a text, in order, for each kind the longest at its place.

    >>> [(m.kind, "Tesis (Magíster en Historia)"[m.start : m.end]) for m in matches("Tesis (Magíster en Historia)")]
    [('thesis', 'Tesis'), ('degree', 'Magíster')]
    """
    found, spots = [], list(WORD.finditer(text))
    for i, spot in enumerate(spots):
        entry = _entry(spot[0])
        if entry is None:
            continue
        seen: set[str] = set()
        for rest, kind in entry[0]:
            end = _ends(spots, i, rest, text) if kind not in seen else -1
            if end > 0:
                seen.add(kind)
                found.append(Match(kind, spot.start(), end))
        found.extend(Match(kind, *spot.span()) for kind in entry[1] if kind not in seen)
    if 0 < len(spots) <= 6:
        found.extend(Match(kind, spots[0].start(), spots[-1].end()) for kind in _whole(spots))
    return tuple(found)


def _whole(spots: list[re.Match[str]]) -> list[str]:
    """The kinds of a text taken as one name, with or without its article."""
    words = tuple(fold(spot[0]) for spot in spots)
    bare = words[1:] if words[0] in ARTICLES else words
    return sorted(table().whole.get(words, frozenset()) | table().whole.get(bare, frozenset()))


def kinds(text: str) -> frozenset[str]:
    """The kinds that a text has words for.

    >>> sorted(kinds("Proc. 12th World Congress")), sorted(kinds("Kirchenzeitung")), sorted(kinds("The Guardian"))
    (['chamber', 'meeting', 'proceedings'], ['newspaper'], ['newspaper'])
    """
    return frozenset(match.kind for match in matches(text)) if text else frozenset()


# Chinese standard GB/T 7714: [J] journal, [C] proceedings, [EB/OL] web page
CODE = re.compile(r"(?:[JMCDRNPSAGZK]|EB|DB|CP|CM)(?:/(?:OL|CD|DK|MT))?")


def is_medium(text: str) -> bool:
    """Whether a bracketed text names the medium of a work.

    >>> is_medium("on line"), is_medium("CD-ROM"), is_medium("Электронный ресурс"), is_medium("sic")
    (True, True, True, False)
    """
    text = text.strip(" .:;,")
    return any(m.kind == "medium" and (m.start, m.end) == (0, len(text)) for m in matches(text))
