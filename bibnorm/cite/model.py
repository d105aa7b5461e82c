"""The values of citing: stretches of notes that cite, and what they were found to mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bibnorm.model import Block


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a note that cites one work.

    Attributes:
        block: its text; the label is that of the note.
        note: the place of the note in the document.
        start, end: where it stands in the text of the note.
        place: of a citation in full its place among the blocks that are read; None for a back-reference.
        tail: what points to the book of a chapter in full (``in Thomas, op. cit., n. 8, p. 285``), or ``""``.
        after: the text of the note behind it, up to the next citation.
        key: that the document has for the work, or ``""``.
        locator: the cited place where the document holds it as data, or ``""``.
    """

    block: Block
    note: int
    start: int
    end: int
    place: int | None = None
    tail: str = ""
    after: str = ""
    key: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of a work in a note.

    Attributes:
        cut: where it stands.
        kind: ``full``, ``short``, ``ibid`` or ``opcit``.
        work: the number of the work, or None where that cannot be decided.
        locator: the cited place; its word stays unless it is one for pages.
        why: of an open one, why.
        candidates: of an open one, the numbers of the works that it may mean.
    """

    cut: Cut
    kind: str
    work: int | None = None
    locator: str = ""
    why: str = ""
    candidates: Sequence[int] = ()
