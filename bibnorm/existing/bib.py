"""The entries of a .bib file that stands already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bibnorm.existing.canon import MACRO, canonical, digest, is_bare, is_straight
from bibnorm.existing.model import Entry, Existing, Unread

# the layout of bibnorm's own entries, which is read without the scanner: "  title         = {Sea}," on each line
_TEXT = r"[^{}\r\n]*+(?:\{[^{}\r\n]*+(?:\{[^{}\r\n]*+(?:\{[^{}\r\n]*+\}[^{}\r\n]*+)*+\}[^{}\r\n]*+)*+\}[^{}\r\n]*+)*+"
_OWN = re.compile(
    r"@(?P<kind>[a-z]+)\{(?P<key>[^\s,{}()\"=#%]+),\r?\n"
    rf"(?P<fields>(?:  [a-z]+ *= (?:\{{{_TEXT}\}}|[a-z]{{3}}),\r?\n)*+)\}}"
)
_GAP = re.compile(r"(?:\s++|%[^\r\n]*+(?=[\r\n]|\Z))*+")
_KEY = re.compile(r"@\s*(?!string\b|preamble\b|comment\b)\w+\s*[{(]\s*([^\s,{}()\"=#%]+)", re.IGNORECASE)
_OTHER = ("string", "preamble", "comment", "text")


@dataclass(frozen=True, slots=True)
class Raw:
    """A block of the file; a field that is the name of a string has ``MACRO`` around it.

    ``kind`` is the entry type, or ``string``, ``preamble``, ``comment``, ``text``; ``reason`` says why an
    entry cannot be trusted.
    """

    kind: str
    start: int
    end: int
    key: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry, be it one that cannot be read."""
        return self.kind not in _OTHER


def blocks(text: str) -> Sequence[Raw]:
    """The blocks of a .bib file; what stands between them is blank, or lines that begin with ``%``."""
    return _own_blocks(text) or _all_blocks(text)


def _own_blocks(text: str) -> Sequence[Raw] | None:
    """The blocks of a file that has nothing but entries in bibnorm's own layout and comment lines, else None."""
    found: list[Raw] = []
    position = int(text.startswith("\ufeff"))
    while True:
        position = _GAP.match(text, position).end()  # type: ignore[union-attr]
        if position == len(text):
            return found
        match = _OWN.match(text, position)
        if match is None:
            return None
        fields = tuple(_own_field(line) for line in match["fields"].splitlines())
        if len({name for name, _ in fields}) < len(fields):
            return None
        position = match.end()
        found.append(Raw(match["kind"], match.start(), position, match["key"], fields))


def _own_field(line: str) -> tuple[str, str]:
    name, _, value = line.partition("= ")
    value = value[:-1]
    return name.strip(), value[1:-1] if value[0] == "{" else f"{MACRO}{value}{MACRO}"


def _all_blocks(text: str) -> Sequence[Raw]:
    from bibnorm.read.bibfile import Piece, scan

    def value(pieces: Sequence[Piece]) -> str:
        return "".join(f"{MACRO}{piece.text.lower()}{MACRO}" if piece.is_macro else piece.text for piece in pieces)

    found = []
    for block in scan(text):
        fields = tuple((field.name, value(field.pieces)) for field in block.fields)
        names = [name for name, _ in fields]
        twice = [f"{name} stands twice" for name in dict.fromkeys(names) if names.count(name) > 1]
        reasons = [problem.text for problem in block.problems] + twice
        key = block.key or _seen_key(text[block.start : block.end])
        found.append(Raw(block.kind, block.start, block.end, key, fields, "; ".join(reasons)))
    return found


def _seen_key(raw: str) -> str:
    """The key of a block that is broken further on."""
    match = _KEY.match(raw)
    return match[1] if match and raw[match.end() :].lstrip()[:1] == "," else ""


def read_bib(text: str, fmt: str, name: str) -> Existing:
    """Read a .bib file; never raises."""
    entries: dict[str, Entry] = {}
    unread: list[Unread] = []
    for raw, line in _with_lines(text, [block for block in blocks(text) if block.is_entry]):
        reason = raw.reason
        if not reason and raw.key in entries:
            reason = f"the key {raw.key} stands on line {entries[raw.key].line} already"
        if reason:
            unread.append(Unread(raw.key, raw.start, raw.end, line, reason))
        else:
            entries[raw.key] = _entry(raw, line)
    taken = frozenset(_KEY.findall(text)) | entries.keys()
    return Existing(text, fmt, name, tuple(entries.values()), tuple(unread), taken)


def _with_lines(text: str, found: Sequence[Raw]) -> Iterator[tuple[Raw, int]]:
    line, counted = 1, 0
    for raw in found:
        line += text.count("\n", counted, raw.start)
        counted = raw.start
        yield raw, line


def _entry(raw: Raw, line: int) -> Entry:
    found = ((name, canonical(name, value)) for name, value in raw.fields)
    values = {name: value for name, value in found if value}
    hashed = digest(raw.kind, values)
    return Entry(raw.key, raw.kind, raw.start, raw.end, line, hashed, values, is_bare(values), is_straight(values))
