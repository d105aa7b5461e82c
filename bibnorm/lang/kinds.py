"""Words that tell what kind of work a reference cites: *Tesis doctoral*, *Proc.*, *Zeitung*, *arXiv*.

The words stand under ``[kinds]`` in the TOML file of each language; ``scripts/build_lang.py`` compiles them into
``kinds.json``. ``=word`` must be the whole text (a newspaper's name), ``*word`` ends a word (*Frankfurter Allgemeine
Zeitung*, *Kirchenzeitung*), ``*word*`` stands anywhere in one.
Accents, case, stops and hyphens do not matter.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bibnorm.lang.lookup import keys
from bibnorm.text import fold

WORD = re.compile(r"[^\W_]+")
TIGHT = re.compile(r"[\s.\-‐–’'/°&]{0,4}")  # what may stand between the words of a phrase

Tail = tuple[tuple[str, ...], str]  # the words of a phrase after its second, and its kind


class Match(NamedTuple):
    """A phrase found in a text: its kind and where it stands."""

    kind: str
    start: int
    end: int


class Entry(NamedTuple):
    """What one printed word may be: a kind by itself, or the first word of phrases, by their second, longest first."""

    kinds: tuple[str, ...]
    phrases: Mapping[str, tuple[Tail, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """The look-up tables made from ``kinds.json``: single words, phrases, whole texts, endings, infixes.

    ``last`` has the last three letters of the endings, ``first`` the first signs of the infixes: most words
    have none of them.
    """

    singles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    phrases: dict[str, dict[str, set[Tail]]] = field(default_factory=lambda: defaultdict(dict))
    whole: dict[tuple[str, ...], set[str]] = field(default_factory=lambda: defaultdict(set))
    endings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    infixes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    last: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)

    def add(self, form: str, kind: str) -> None:
        """Take in one form of the JSON table."""
        if form.isalpha():
            self.singles[fold(form)].add(kind)
            return
        words = tuple([fold(word) for word in WORD.findall(form)])
        if form[0] == "=":
            self.whole[words].add(kind)
        elif form[0] == "*" == form[-1]:
            self.infixes[words[0]].add(kind)
            self.first.add(words[0][0])
        elif form[0] == "*":
            self.endings[words[0]].add(kind)
            self.last.add(words[0][-3:])
        elif len(words) == 1:
            self.singles[words[0]].add(kind)
        else:
            self.phrases[words[0]].setdefault(words[1], set()).add((words[2:], kind))


@lru_cache(maxsize=1)
def table() -> Table:
    """Read the table of kinds, once."""
    data: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("kinds.json").read_text("utf-8"))
    made = Table()
    for groups in data.values():
        for kind, forms in groups.items():
            for form in forms:
                made.add(form, kind)
    return made


@lru_cache(maxsize=32768)
def _entry(word: str) -> Entry | None:
    """What a printed word may be, by itself, by its ending or by what it contains."""
    known, key = table(), fold(word)
    found = set(known.singles.get(key, ()))
    if key[-3:] in known.last:
        found.update(kind for start in range(len(key) - 2) for kind in known.endings.get(key[start:], ()))
    if not known.first.isdisjoint(key):
        found.update(kind for part, kinds in known.infixes.items() if part in key for kind in kinds)
    phrases = {second: tuple(sorted(tails, key=_by_size)) for second, tails in known.phrases.get(key, {}).items()}
    return Entry(tuple(sorted(found)), phrases) if found or phrases else None


def _by_size(tail: Tail) -> tuple[int, Tail]:
    return -len(tail[0]), tail


def _ends(spots: list[re.Match[str]], i: int, rest: tuple[str, ...], text: str) -> int:
    """Where a phrase ends whose second word is the i-th of a text, or -1."""
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
    words = WORD.findall(text)
    entries = [*map(_entry, words)]
    whole = _whole(words) if 0 < len(words) <= 6 else []
    if not (whole or any(entries)):
        return ()
    found: list[Match] = []
    spots = [*WORD.finditer(text)]
    for i, entry in enumerate(entries):
        if entry is not None:
            found.extend(_at(text, words, spots, i, entry))
    found.extend([Match(kind, spots[0].start(), spots[-1].end()) for kind in whole])
    return tuple(found)


def _at(text: str, words: list[str], spots: list[re.Match[str]], i: int, entry: Entry) -> Iterator[Match]:
    """The phrases that begin with the i-th word of a text, then the word alone."""
    seen: set[str] = set()
    tails = entry.phrases.get(fold(words[i + 1]), ()) if entry.phrases and i + 1 < len(spots) else ()
    for rest, kind in tails:
        end = _ends(spots, i + 1, rest, text) if kind not in seen else -1
        if end > 0 and TIGHT.fullmatch(text, spots[i].end(), spots[i + 1].start()):
            seen.add(kind)
            yield Match(kind, spots[i].start(), end)
    for kind in entry.kinds:
        if kind not in seen:
            yield Match(kind, *spots[i].span())


@lru_cache(maxsize=1)
def _articles() -> frozenset[str]:
    """The articles of all languages, folded."""
    return frozenset((*keys("articles"), *keys("articles-plural")))


def _whole(printed: list[str]) -> list[str]:
    """The kinds of a text taken as one name, with or without its article."""
    words, whole = tuple(map(fold, printed)), table().whole
    found = whole.get(words, set())
    return sorted(found | whole.get(words[1:], set()) if words[0] in _articles() else found)


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
