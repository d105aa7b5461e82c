"""Whether a back-reference fits a work: its names, its title words, its year, its pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bibnorm.cite.back import WORD, Back
from bibnorm.model import Name, Record
from bibnorm.text import fold

ENOUGH = 0.75  # share of the words of a short title that the title has
RANGE = re.compile(r"^(\d+)[-–](\d+)$")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a back-reference fits a work.

    Attributes:
        people: how many of its names are named.
        everybody: all of them are.
        titled: words of the title are printed, and they agree.
    """

    people: int
    everybody: bool
    titled: bool


def fit(back: Back, record: Record, short_names: Sequence[str] = ()) -> Fit | None:
    """How a back-reference fits a work; None if it does not.

    >>> roe = Record(author=(Name("Roe", "Ann"), Name("Poe", "Bo")), title="The sea of stories")
    >>> fit(Back("opcit", ("Roe",)), roe)
    Fit(people=1, everybody=False, titled=False)
    >>> fit(Back("opcit", ("J", "Roe")), roe), fit(Back("short", ("Roe", "Sea", "of", "Stories")), roe).titled
    (None, True)
    """
    if back.year is not None and record.issued is not None and record.issued.year not in (None, back.year):
        return None
    if back.year is not None and (record.issued is None or record.issued.year is None):
        return None
    if back.first_page is not None and not has_page(record.page, back.first_page):
        return None
    words = tuple(fold(word) for word in back.words)
    if any(words and set(words) <= set(parts(name)) for name in short_names):
        return Fit(1, True, True)
    names = record.author or record.editor
    people, everybody, rest = _take_names(words, names)
    titled = _fits_title(rest, back.words, record)
    if titled is None or (names and not people and not (titled and len(rest) > 1)):
        return None
    return Fit(people, everybody, titled) if people or titled else None


def has_page(printed: str, page: int) -> bool:
    """Whether a page is in a printed range; one page alone is none."""
    match = RANGE.match(printed)
    return not match or int(match[1]) > int(match[2]) or int(match[1]) <= page <= int(match[2])


def _take_names(words: Sequence[str], names: Sequence[Name]) -> tuple[int, bool, list[str]]:
    """How many of the names stand among the words, whether all do, and the words without them."""
    rest, people = list(words), 0
    for name in names:
        family = [part for text in (name.non_dropping_particle, name.family or name.literal) for part in parts(text)]
        at = _find(rest, family) if family else None
        if at is None and name.literal and not name.family:
            at, family = _find_some(rest, family)
        if at is None:
            continue
        people += 1
        del rest[at : at + len(family)]
        _drop_given(rest, at, name)
    return people, people == len(names), rest


def _find(words: Sequence[str], wanted: Sequence[str]) -> int | None:
    size = len(wanted)
    return next((i for i in range(len(words) - size + 1) if list(words[i : i + size]) == list(wanted)), None)


def _find_some(words: Sequence[str], literal: Sequence[str]) -> tuple[int | None, list[str]]:
    """A word of an organisation's name that has more of them than one letter."""
    for i, word in enumerate(words):
        if len(word) > 3 and word in literal:
            return i, [word]
    return None, []


def _drop_given(rest: list[str], at: int, name: Name) -> None:
    """Take the given names and particles beside a family name away, as far as they are this person's."""
    given = parts(" ".join((name.given, name.dropping_particle, name.suffix)))
    for place in (at - 1, at):
        step = -1 if place < at else 0
        while 0 <= place < len(rest) and _is_given(rest[place], given):
            del rest[place]
            place += step


def _is_given(word: str, given: Sequence[str]) -> bool:
    return any(word == part or (min(len(word), len(part)) == 1 and word[0] == part[0]) for part in given)


def _fits_title(rest: Sequence[str], printed: Sequence[str], record: Record) -> bool | None:
    """Whether the words that are no names are of the title; None if they speak against it."""
    capital = {fold(word) for word in printed if word[0].isupper()}
    telling = [word for word in rest if word in capital or len(word) > 3]
    if not any(word in capital for word in telling):
        return False
    title = set(parts(f"{record.title} {record.container_title if record.type == 'chapter' else ''}"))
    known = sum(word in title for word in telling)
    return True if known >= ENOUGH * len(telling) else None


@lru_cache(maxsize=4096)
def parts(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(fold(match[0]) for match in WORD.finditer(text))
