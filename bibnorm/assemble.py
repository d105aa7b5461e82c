"""Labelled stretches → the printed pieces of each field, every value still as printed.

Here it is decided which field a stretch belongs to (names beside a role word are editors,
a second list of names before the book's title made that book, a date behind an address is
the day of access), and where exactly a stretch begins and ends (brackets and closing signs
that belong to it are taken in).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bibnorm.lang import pattern
from bibnorm.model import Labelled, Span
from bibnorm.tag.rules import Identifier

# the tagger's labels that are fields under another name
FIELD_OF = {
    "container-title": "container_title", "collection-title": "collection_title", "publisher-place": "publisher_place",
    "date": "issued", "event": "event_title", "number-of-pages": "number_of_pages",
}  # fmt: skip
NAMES = ("author", "editor", "translator")
BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
CLOSING = {v: k for k, v in BRACKETS.items()}


@dataclass(frozen=True, slots=True)
class Printed:
    """What a citation prints, field by field.

    Attributes:
        text: the citation.
        pieces: for each field its stretches, in order.
        identifiers: found by rule.
        marks: label stretches known so far (list numbers, the words before an identifier).
        order: the fields in the order in which print has them.
    """

    text: str
    pieces: Mapping[str, tuple[Labelled, ...]] = field(default_factory=dict)
    identifiers: tuple[Identifier, ...] = ()
    marks: tuple[Span, ...] = ()

    def value(self, name: str) -> str:
        """The pieces of a field as printed, joined by a blank; ``""`` when there are none."""
        return " ".join(self.text[p.start : p.end] for p in self.pieces.get(name, ()))


def assemble(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier] = ()) -> Printed:
    """Put the stretches of one citation into fields.

    >>> runs = [Labelled(0, 6, "author", 1.0), Labelled(8, 11, "title", 1.0), Labelled(12, 16, "date", 1.0)]
    >>> printed = assemble("Roe, J. Sea 1990", runs)
    >>> printed.value("author"), printed.value("issued")
    ('Roe, J.', '1990')
    """
    extended = [_extend(text, run, _limits(text, runs, identifiers, i)) for i, run in enumerate(runs)]
    pieces: dict[str, list[Labelled]] = {}
    marks = [(i.mark, i.start) for i in identifiers if i.mark < i.start]
    for name, run in _fields(text, extended, identifiers):
        if name == "citation-number":
            marks.append((run.start, run.end))
        else:
            pieces.setdefault(name, []).append(run)
    return Printed(text, {k: tuple(v) for k, v in pieces.items()}, tuple(identifiers), tuple(marks))


def _limits(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier], i: int) -> Span:
    """How far a stretch may grow: to its neighbours."""
    run = runs[i]
    low = max([0] + [r.end for r in runs[:i]] + [d.end for d in identifiers if d.end <= run.start])
    high = min([len(text)] + [r.start for r in runs[i + 1 :]] + [d.mark for d in identifiers if d.mark >= run.end])
    return low, high


def _extend(text: str, run: Labelled, limits: Span) -> Labelled:
    """Take in signs that belong to a value: brackets it opens, its question mark, an initial's stop."""
    start, end = run.start, run.end
    low, high = limits
    value = text[start:end]
    for opening, closing in BRACKETS.items():
        missing = value.count(opening) - value.count(closing)
        if missing > 0 and text[end : end + 1] == closing and end < high:
            end += 1
        elif missing < 0 and text[start - 1 : start] == opening and start > low:
            start -= 1
    if run.label in ("title", "container-title", "collection-title"):
        start, end = _title_edges(text, start, end, low, high)
    if run.label in NAMES and end < high and text[end] == "." and re.search(r"(?:\b[^\W\d_]|[A-Z][a-z]|\b[Jj]r|al)$", text[start:end]):
        end += 1
    return replace(run, start=start, end=end)


def _title_edges(text: str, start: int, end: int, low: int, high: int) -> Span:
    """``¿…?``, ``¡…!`` and a bracketed word at an edge: ``[Untitled] poems``, ``… (1810-1910)``."""
    while end < high and text[end] in "?!…？！":
        end += 1
    while start > low and text[start - 1] in "¿¡":
        start -= 1
    first = text[start - 1 : start]
    if start > low and first in BRACKETS and BRACKETS[first] in text[start:end] and first not in text[start : text.find(BRACKETS[first], start)]:
        start -= 1
    return start, end


def _fields(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier]) -> Iterator[tuple[str, Labelled]]:
    """The field of each stretch, by its label and its surroundings."""
    seen: set[str] = set()
    address_end = max((i.end for i in identifiers if i.kind in ("url", "doi")), default=None)
    for i, run in enumerate(runs):
        name = FIELD_OF.get(run.label, run.label)
        before = text[(runs[i - 1].end if i else 0) : run.start]
        after = text[run.end : (runs[i + 1].start if i + 1 < len(runs) else len(text))]
        if run.label in ("author", "editor"):
            name = _role(run.label, before, after, seen)
        elif name == "issued":
            name = _which_date(text, run, before, seen, address_end)
        elif name == "number" and "collection_title" in seen and runs[i - 1].label == "collection-title":
            name = "collection_number"
        if name == "other":
            continue
        seen.add(name)
        yield name, run


@lru_cache
def _words(*terms: str) -> re.Pattern[str]:
    joined = "|".join(pattern(term) for term in terms)
    return re.compile(rf"(?<![^\W\d_])(?:{joined})(?![^\W\d_])", re.I)


def _role(label: str, before: str, after: str, seen: set[str]) -> str:
    """Author, editor, translator or the author of the book around a chapter."""
    behind = after[:24]
    if _words("translator-after").match(behind.lstrip(" ,([")) or _words("translator-before").search(before[-24:]):
        return "translator"
    if _words("editor-after").match(behind.lstrip(" ,([")) or _words("editor-before").search(before[-30:]):
        return "editor"
    if label == "author" and ("author" in seen or "editor" in seen) and "title" in seen:
        return "container_author" if _words("in").search(before) else "author"
    return label


def _which_date(text: str, run: Labelled, before: str, seen: set[str], address_end: int | None) -> str:
    """A second full date behind an address is the day of access."""
    if _words("accessed").search(before[-40:]):
        return "accessed"
    if _words("original-published").search(before[-40:]):
        return "original_date"
    behind_address = address_end is not None and run.start >= address_end and not re.search(r"[(\[]\s*$", before)
    if behind_address and re.search(r"\d{4}", text[run.start : run.end]) and re.search(r"[^\W\d_]|\d\D\d", text[run.start : run.end]):
        return "accessed" if "issued" in seen or not re.search(r"\d{4}", text[: run.start]) else "issued"
    return "issued"
