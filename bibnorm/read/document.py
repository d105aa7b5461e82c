"""Documents with footnotes: what their readers hand on, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass

from bibnorm.model import Block, Record
from bibnorm.read.plain import Remark


@dataclass(frozen=True, slots=True)
class Held:
    """A citation that a document holds as data beside its print: a field of Zotero, Mendeley or Word.

    Attributes:
        record: the work.
        key: that the document has for the work, or ``""``.
        locator: the cited place with its word, unless that is a page word (``67``, ``chap. 2``), or ``""``.
        note: the place of the note in ``Document.notes``; None for a citation in the body.
        start, end: where its print stands in the text of that note; both 0 in the body.
    """

    record: Record
    key: str = ""
    locator: str = ""
    note: int | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A document as far as it cites.

    Attributes:
        file: the name of the source.
        notes: its footnotes and endnotes in the order in which they are cited. The text is the note's print, its
            paragraphs joined by a blank, italics as ``*Title*``; ``Block.label`` is the note's label, and where
            labels start again that of a later run has its number before it (``2:14``).
        entries: the list of references, one block each; ``Block.label`` is a list marker or ``""``.
        keys: the key that each entry brings (``\\bibitem``), ``""`` for none; empty if none brings one.
        held: citations held as data, in the order of the document.
        layout: what was found, for people.
        remarks: markers without a note, notes without a marker, what was left aside.
    """

    file: str
    notes: tuple[Block, ...] = ()
    entries: tuple[Block, ...] = ()
    keys: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    layout: str = ""
    remarks: tuple[Remark, ...] = ()
