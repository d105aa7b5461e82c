"""The value of segmenting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a note; those of one note follow each other without gaps.

    Attributes:
        start, end: code points of the note's text, the end exclusive.
        kind: ``full`` (a citation of one work, with a title of its own), ``back`` (a mention of a work that is given
            elsewhere), ``signal`` (*See also*) or ``comment``.
        confidence: 0 to 1.
    """

    start: int
    end: int
    kind: str
    confidence: float = 1.0
