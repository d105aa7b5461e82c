"""The values that flow through the pipeline: frozen, with tuples inside.

Field names are CSL 1.0.2's with ``_`` for ``-``. Offsets count code points, ends are
exclusive, and every offset points into the printed block, which is never edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A doubt or a remark about a stretch of print; never an exception.

    ``code`` is stable and listed in the README (``BN101``); ``level`` is ``doubt`` where a
    human eye is needed and ``note`` where bibnorm only says what it did.
    """

    code: str
    message: str
    span: Span | None = None
    level: str = "doubt"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of printed text as read, with where each of its pieces stood.

    Attributes:
        text: the reference, input lines joined by one blank (or by nothing after a hyphen).
        file: the name of the source as the user gave it (``-`` for stdin).
        line: 1-based line on which the text begins.
        pieces: ``(offset in text, line, column)`` of each input line, line and column 1-based.
        label: the list marker that was taken off (``[12]``, ``3.``), or ``""``.
    """

    text: str
    file: str = "-"
    line: int = 1
    pieces: tuple[tuple[int, int, int], ...] = ((0, 1, 1),)
    label: str = ""

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (1-based) of an offset into the text.

        >>> Block("ab cd", line=7, pieces=((0, 7, 4), (3, 8, 1))).position(4)
        (8, 2)
        """
        start, line, column = max(p for p in self.pieces if p[0] <= offset)
        return line, column + offset - start

    def part(self, start: int, end: int) -> Block:
        """A stretch of the text as a block of its own, which knows where it stood.

        >>> Block("See: Roe, Sea.", line=7, pieces=((0, 7, 1),), label="3").part(5, 14)
        Block(text='Roe, Sea.', file='-', line=7, pieces=((0, 7, 6),), label='3')
        """
        line, column = self.position(start)
        inner = ((at - start, row, first) for at, row, first in self.pieces if start < at < end)
        return Block(self.text[start:end], self.file, line, ((0, line, column), *inner), self.label)


@dataclass(frozen=True, slots=True)
class Name:
    """A person in CSL's parts, or an organisation (or an undividable name) as ``literal``."""

    family: str = ""
    given: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""
    suffix: str = ""
    literal: str = ""

    def __str__(self) -> str:
        """Natural order, for display.

        >>> str(Name(family="Beethoven", given="Ludwig", dropping_particle="van"))
        'Ludwig van Beethoven'
        """
        parts = (self.given, self.dropping_particle, self.non_dropping_particle, self.family, self.suffix)
        return self.literal or " ".join(p for p in parts if p)


OTHERS = Name(literal="others")  # the mark that an "et al." leaves at the end of a list


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is printed; nothing is invented.

    Attributes:
        parts: one or two (a range) tuples of year, month, day, as many as are printed.
        seasons: 1 spring, 2 summer, 3 autumn, 4 winter; one, or first and last of a range.
        circa: print says the date is inferred or approximate (``c. 1796``, ``[1796]``).
        printed: the characters it was read from.
    """

    parts: tuple[tuple[int, ...], ...] = ()
    seasons: tuple[int, ...] = ()
    circa: bool = False
    printed: str = ""

    @property
    def year(self) -> int | None:
        """The first year, or None."""
        return self.parts[0][0] if self.parts and self.parts[0] else None


@dataclass(frozen=True, slots=True)
class Record:
    """One work: what CSL calls an item. Empty string, ``()`` and None mean: not printed.

    What cannot be interpreted stays as the printed string in its field, or in ``note``.
    ``language`` is the BCP 47 code of the title's language where it is known.
    """

    type: str = "document"
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    translator: tuple[Name, ...] = ()
    container_author: tuple[Name, ...] = ()
    title: str = ""
    original_title: str = ""
    container_title: str = ""
    collection_title: str = ""
    collection_number: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    number_of_pages: str = ""
    number_of_volumes: str = ""
    chapter_number: str = ""
    edition: str = ""
    issued: Date | None = None
    original_date: Date | None = None
    accessed: Date | None = None
    publisher: str = ""
    publisher_place: str = ""
    event_title: str = ""
    event_place: str = ""
    event_date: Date | None = None
    genre: str = ""
    medium: str = ""
    status: str = ""
    doi: str = ""
    url: str = ""
    isbn: str = ""
    issn: str = ""
    pmid: str = ""
    pmcid: str = ""
    arxiv: str = ""
    note: str = ""
    language: str = ""


NAME_FIELDS = ("author", "editor", "translator", "container_author")
DATE_FIELDS = ("issued", "original_date", "accessed", "event_date")
FIELDS = tuple(f.name for f in fields(Record))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A stretch of a citation to which the tagger gave one label, with its probability."""

    start: int
    end: int
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in a text.

    Attributes:
        kind: ``doi url isbn issn arxiv pmid pmcid medium``.
        start, end: the value's characters, of a medium with its brackets.
        mark: where the words before it begin (``doi:``); equals ``start`` without any.
        value: as CSL wants it: DOI bare, blanks of broken lines off, otherwise as printed.
        valid: the checksum holds (ISBN, ISSN); True for kinds without one.
    """

    kind: str
    start: int
    end: int
    mark: int
    value: str
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """What a citation prints, field by field.

    Attributes:
        text: the citation.
        pieces: for each field its stretches, in order.
        identifiers: found by rule.
        marks: label stretches known so far (list numbers, the words before an identifier).
    """

    text: str
    pieces: Mapping[str, tuple[Labelled, ...]] = field(default_factory=dict)
    identifiers: tuple[Identifier, ...] = ()
    marks: tuple[Span, ...] = ()

    def value(self, name: str) -> str:
        """The pieces of a field as printed, joined by a blank; ``""`` when there are none."""
        return " ".join(self.text[p.start : p.end] for p in self.pieces.get(name, ()))


@dataclass(frozen=True, slots=True)
class Reading:
    """A record with the account of where each of its characters comes from.

    Attributes:
        record: the work.
        block: the printed block.
        spans: for each field the stretches of the block it was read from.
        labels: label words that a field consumed (``vol.``, ``URL:``).
        leftover: what no field took. Spans, labels and leftover cover all letters, digits, brackets.
        confidence: for each field how sure the reading is, 0 to 1.
        sure: how sure the whole record is, 0 to 1.
        doubtful: whether a human should look.
        locator: a cited place inside the work, never part of the record.
        diagnostics: doubts and remarks.
    """

    record: Record
    block: Block
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    labels: tuple[Span, ...] = ()
    leftover: tuple[Span, ...] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)
    sure: float = 1.0
    doubtful: bool = False
    locator: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
