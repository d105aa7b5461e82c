"""Publishers and places as printed."""

from __future__ import annotations

import re

from bibnorm.lang.kinds import kinds, matches
from bibnorm.model import Span
from bibnorm.normalize.edges import Cleaned, narrow
from bibnorm.normalize.titles import clean

COLON = re.compile(r"\s*:(?!//)\s*")
BETWEEN = re.compile(r"\s*[;/]\s*(?=[^;/:]{2,60}:)")  # London: Athlone; New York: Norton
PLACE = re.compile(r"[^\W\d_][^\d:;()\"“”«»]{1,70}")
NAMING = frozenset(("press", "house", "university", "society"))  # words of a house, not of a place

Imprint = tuple[tuple[str, Span], ...]


def clean_publisher(text: str) -> Cleaned:
    """The publisher (or the place) in a printed stretch, without ``published by`` before it.

    >>> clean_publisher(" [Fondo de Cultura Económica], ").value
    '[Fondo de Cultura Económica]'
    >>> clean_publisher("published by Ariel.").labels
    ((0, 12),)
    """
    label = next((m for m in matches(text) if m.kind == "published-by"), None) if text else None
    if label and not text[: label.start].strip(" .,;:(") and text[label.end :].strip(" .,;:)"):
        return clean(text, label.end, len(text), ((label.start, label.end),), keep_stop=True)
    return clean(text, 0, len(text), keep_stop=True)


def split_place_publisher(text: str) -> Imprint | None:
    """Divide ``Place: Publisher``, several of them too; None where a colon does not tell surely.

    >>> text = "London: Athlone; New York: Norton"
    >>> [(field, text[a:b]) for field, (a, b) in split_place_publisher(text)]
    [('publisher_place', 'London'), ('publisher', 'Athlone'), ('publisher_place', 'New York'), ('publisher', 'Norton')]
    >>> split_place_publisher("Paidós, Barcelona") is None
    True
    """
    if ":" not in text:
        return None
    pairs: list[tuple[str, Span]] = []
    start = 0
    for end in [*(m.start() for m in BETWEEN.finditer(text)), len(text)]:
        pair = _divide(text, start, end)
        if pair is None:
            return None
        pairs.extend(pair)
        start = end
    return tuple(pairs)


def _divide(text: str, start: int, end: int) -> Imprint | None:
    """Place and publisher of one pair; turned round where the house stands first (``Routledge: London``)."""
    colons = list(COLON.finditer(text, start, end))
    if len(colons) != 1:
        return None
    left = narrow(text, start, colons[0].start())[:2]
    right = narrow(text, colons[0].end(), end, keep_stop=True)[:2]
    sides = text[slice(*left)], text[slice(*right)]
    if not all(sides):
        return None
    houses = [bool(NAMING & kinds(side)) for side in sides]
    if houses == [True, False] and PLACE.fullmatch(sides[1]):
        return ("publisher", left), ("publisher_place", right)
    if not houses[0] and PLACE.fullmatch(sides[0]):
        return ("publisher_place", left), ("publisher", right)
    return None
