"""A document → its citations: what its notes cite in full, one block each, and the list of references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bibnorm import lang
from bibnorm.cite.back import own, short_name
from bibnorm.cite.model import Cut
from bibnorm.model import Block, Reading
from bibnorm.read.document import Document, Held
from bibnorm.read.plain import References
from bibnorm.segment.model import Stretch

EDGE = " \t\n,;:–—"
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Cited(References):
    """The citations of a document.

    Attributes:
        cuts: the stretches of its notes that cite, in their order.
        labels: of all its notes.
        notes: how many blocks stand in notes; those behind are the list of references.
    """

    cuts: tuple[Cut, ...] = ()
    labels: tuple[str, ...] = ()
    notes: int = 0

    @property
    def has_notes(self) -> bool:
        """Whether the references stand in the notes of a document."""
        return True


def cite(document: Document, parted: Sequence[Sequence[Stretch]]) -> Cited:
    """The citations of a document.

    Args:
        document: as it was read.
        parted: the stretches of each of its notes.
    """
    held = {i: [h for h in document.held if h.note == i] for i in range(len(document.notes))}
    cuts: list[Cut] = []
    blocks: list[Block] = []
    readings: list[Reading | None] = []
    keys: list[str] = []
    for place, (note, stretches) in enumerate(zip(document.notes, parted, strict=True)):
        for cut, data in _cuts(note, place, stretches, held[place]):
            if cut.place is not None:
                cut = replace(cut, place=len(blocks))
                blocks.append(cut.block)
                readings.append(Reading(data.record, cut.block) if data else None)
                keys.append(data.key if data else "")
            cuts.append(cut)
    inside = len(blocks)
    for data in (h for h in document.held if h.note is None):
        blocks.append(Block(f"{data.key} {data.record.title}".strip(), document.file))
        readings.append(Reading(data.record, blocks[-1]))
        keys.append(data.key)
    blocks += document.entries
    readings += [None] * len(document.entries)
    keys += document.keys or [""] * len(document.entries)
    return Cited(
        document.file,
        tuple(blocks),
        document.layout,
        document.remarks,
        tuple(readings) if any(readings) else (),
        _unlike(keys),
        tuple(cuts),
        tuple(note.label for note in document.notes),
        inside,
    )


def _unlike(keys: Sequence[str]) -> tuple[str, ...]:
    """Keys of which no two are alike: a work that is cited twice brings its key once."""
    first = {key: place for place, key in reversed([*enumerate(keys)])}
    kept = tuple(key if first[key] == place else "" for place, key in enumerate(keys))
    return kept if any(kept) else ()


def _cuts(
    note: Block, place: int, stretches: Sequence[Stretch], held: Sequence[Held]
) -> Iterator[tuple[Cut, Held | None]]:
    """The citations of one note; where the document holds data, these are taken and no print is read."""
    free = [s for s in stretches if s.kind in ("full", "back") and not any(_overlap(s, h) for h in held)]
    rows = sorted(
        [(s.start, s.end, s.kind, None) for s in free] + [(h.start, h.end, "full", h) for h in held], key=_first
    )
    for index, (start, end, kind, data) in enumerate(rows):
        following = rows[index + 1][0] if index + 1 < len(rows) else len(note.text)
        start, end = _trim(note.text, start, end)
        if start >= end:
            continue
        if kind == "full" and (named := short_name(note.text[start:end])):
            _, end = _trim(note.text, start, start + named[0])
        after, whole = note.text[end:following], note.text[start:end]
        if data:
            yield Cut(note.part(start, end), place, start, end, 0, "", after, data.key, data.locator), data
        elif kind == "back":
            yield Cut(note.part(start, end), place, start, end, None, "", after), None
        else:
            head = _without_tail(whole)
            yield Cut(note.part(start, start + len(head)), place, start, end, 0, whole[len(head) :], after), None


def _first(row: tuple[int, int, str, Held | None]) -> int:
    return row[0]


def _overlap(stretch: Stretch, held: Held) -> bool:
    return stretch.start < held.end and held.start < stretch.end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the blanks, marks and brackets around it that are not its own."""
    while start < end and (text[start] in EDGE or _is_unmatched_opening(text[start:end])):
        start += 1
    while start < end and (text[end - 1] in EDGE or _is_unmatched_closing(text[start:end])):
        end -= 1
    return start, end


def _is_unmatched_opening(text: str) -> bool:
    closing = next((c for c, o in PAIRS.items() if o == text[0]), "")
    return bool(closing) and text.count(text[0]) > text.count(closing)


def _is_unmatched_closing(text: str) -> bool:
    """Whether a text ends with a bracket that was opened before it, or a stop behind such a bracket."""
    last = text.rstrip(".")[-1:]
    return last in PAIRS and text.count(last) > text.count(PAIRS[last])


def _without_tail(text: str) -> str:
    """A chapter without what points back to its book: ``in Thomas, op. cit., n. 8, p. 285``."""
    match = _tail().search(text)
    return text[: match.start()] if match and match.start() > 8 else text


@cache
def _tail() -> re.Pattern[str]:
    """The last "in" with a name and a marker of a back-reference behind it."""
    marker = rf"{lang.pattern('op-cit')}|\(?(?:{own('note-number')})\s*\d"
    return re.compile(
        rf"[\s,.]+(?:{lang.pattern('in')})\s*:?\s+(?=[^\W\d_](?:[^.]|(?<=[^\W\d_])\.){{1,60}}?[\s,(]+(?:{marker}))"
        rf"(?!.*\s(?:{lang.pattern('in')})\s.*(?:{marker}))",
        re.IGNORECASE | re.DOTALL,
    )
