"""How BibTeX divides a name that is written with commas: ``von Last, First`` or ``von Last, Jr, First``.

Source: btxdoc, section 4. What stands in braces is one word. pybtex reads the same, but takes a twentieth of a
second to import.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PIECE = re.compile(r"[{}]|[^{}]+")
_COMMA = re.compile(",")
_BLANK = re.compile(r"(?:\\ |\s|(?<!\\)~)+")


class Divided(NamedTuple):
    """The words of a name, part by part, as they are written."""

    particles: list[str]
    last: list[str]
    suffix: list[str]
    first: list[str]


def divide(written: str) -> Divided:
    """Divide a written name at its one or two commas; braces stand in the last word of a part alone.

    >>> divide("von Beethoven, Ludwig")
    Divided(particles=['von'], last=['Beethoven'], suffix=[], first=['Ludwig'])
    >>> divide("{Ortega y Gasset}, Jr., J. M.").last, divide("Ortega y Gasset, José").particles
    (['{Ortega y Gasset}'], ['Ortega', 'y'])
    """
    family, *suffix, first = _split(written, _COMMA)
    words = _words(family)
    count = max([i for i, word in enumerate(words[:-1], 1) if _is_particle(word)], default=0)
    return Divided(words[:count], words[count:], _words(" ".join(suffix)), _words(first))


def _words(text: str) -> list[str]:
    return [word for word in _split(text, _BLANK) if word]


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """The text between the separators that stand outside of braces."""
    found, depth = [""], 0
    for piece in _PIECE.findall(text):
        if depth or piece == "{":
            depth += (piece == "{") - (piece == "}")
            found[-1] += piece
        else:
            head, *tail = separator.split(piece)
            found[-1] += head
            found += tail
    return found


def _is_particle(word: str) -> bool:
    """Whether the first letter of a word is in lower case."""
    if word[0].isupper() or word[0].islower():
        return word[0].islower()
    return next((sign.islower() for sign in word if sign.isalpha()), False)
