"""A .bib file as blocks: entries, strings, comments, free text, and what is broken.

Every block knows its characters, so that nothing is lost between two of them.
Source: btxdoc, section 2; Tame the BeaST, section 5; where readers differ, what biber reads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

# "@article{", "@string (": not the @ of an address in free text
OPENING = re.compile(r"(?<![\w.@\\])@\s*(?P<kind>[^\s\"#%'(),={}@]+)\s*(?P<bracket>[{(])")
ENTRY_LINE = re.compile(r"^[ \t]*@\s*[^\s\"#%'(),={}@]+\s*[{(]", re.MULTILINE)
SWALLOWED = re.compile(r"\n[ \t]*@\w+\s*\{\s*[^\s,{}=]*\s*,")  # an entry within a value: a brace is missing before it
SKIPPED = re.compile(r"(?:\s+|%[^\n]*)*")
KEY = re.compile(r"[^\s,{}()\"=#%]*(?:[ \t]+[^\s,{}()\"=#%]+)*(?=\s*(?:%[^\n]*\s*)*[,})])")
NAME = re.compile(r"[^\s\"#%'(),={}]+")
ASSIGNED = re.compile(r"(?P<name>[^\s\"#%'(),={}]+)\s*=")
STOPS = {"{": re.compile(r"[{}]"), '"': re.compile(r'[{}"]')}
CLOSING = {"{": "}", "(": ")"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a value: text as it stands between braces or quotes, or the name of a string."""

    text: str
    is_macro: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an entry: its name in lower case, its value, and the characters of both."""

    name: str
    pieces: tuple[Piece, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong at a character of the file, in words."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a .bib file.

    Attributes:
        kind: the entry type in lower case, ``string``, ``preamble``, ``comment``, ``text`` or ``broken``.
        start, end: its characters; blocks follow on one another without a gap.
        key: of an entry, as written.
        fields: of an entry or a string, in order; a name may stand twice.
        problems: what was read around, or why the block is broken.
    """

    kind: str
    start: int
    end: int
    key: str = ""
    fields: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_entry(self) -> bool:
        """Whether the block is a work, or lends its fields to works."""
        return self.kind not in ("string", "preamble", "comment", "text", "broken")


class _Broken(Exception):
    def __init__(self, at: int, text: str) -> None:
        super().__init__(text)
        self.problem = Problem(at, text)


def scan(text: str) -> Iterator[Block]:
    """The blocks of a .bib file, in order and without gaps.

    A block that cannot be read ends before the next line that opens one.

    >>> [(b.kind, b.key) for b in scan("Hi.\\n@book{a, title = {T}}\\n@book{b, title = {T")]
    [('text', ''), ('book', 'a'), ('text', ''), ('broken', '')]
    """
    position = 0
    while position < len(text):
        opening = _next_opening(text, position)
        if opening is None:
            yield Block("text", position, len(text))
            return
        if opening.start() > position:
            yield Block("text", position, opening.start())
        block = _block(text, opening)
        yield block
        position = block.end


def _next_opening(text: str, position: int) -> re.Match[str] | None:
    """The next block that opens, but for those behind a % on their line."""
    for match in OPENING.finditer(text, position):
        line = max(text.rfind("\n", 0, match.start()) + 1, position)
        if "%" not in text[line : match.start()]:
            return match
    return None


def _block(text: str, opening: re.Match[str]) -> Block:
    kind, start = opening["kind"].lower(), opening.start()
    reader = _Reader(text, opening.end(), CLOSING[opening["bracket"]])
    try:
        if kind == "comment":
            return Block(kind, start, reader.skip_comment())
        if kind == "preamble":
            reader.read_value()
            return Block(kind, start, reader.read_end())
        key = "" if kind == "string" else reader.read_key()
        fields = tuple(reader.read_fields())
        return Block(kind, start, reader.at, key, fields, tuple(reader.problems))
    except _Broken as broken:
        following = ENTRY_LINE.search(text, opening.end())
        return Block("broken", start, following.start() if following else len(text), problems=(broken.problem,))


class _Reader:
    """Reads on from a character of the text up to the bracket that closes the block."""

    def __init__(self, text: str, at: int, closing: str) -> None:
        self.text, self.at, self.closing = text, at, closing
        self.problems: list[Problem] = []

    def skip(self) -> str:
        """Go to the next character that is neither blank nor in a % comment, and say which it is."""
        self.at = SKIPPED.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def read_key(self) -> str:
        """The key and the comma behind it; none where the first field, or nothing, stands there."""
        start = self.skip() and self.at
        match = KEY.match(self.text, self.at)
        key = match[0] if match else ""
        if match:
            self.at = match.end()
            if self.skip() == ",":
                self.at += 1
        elif not ASSIGNED.match(self.text, self.at):
            raise _Broken(self.at, "its key is not followed by a comma")
        if not key:
            self.problems.append(Problem(start or self.at, "no key"))
        return key

    def read_fields(self) -> Iterator[Field]:
        """The fields up to the closing bracket, which is read, too."""
        while (sign := self.skip()) != self.closing:
            if sign == ",":
                self.at += 1
                continue
            yield self._read_field()
        self.at += 1

    def _read_field(self) -> Field:
        match = ASSIGNED.match(self.text, self.at)
        if not match:
            raise _Broken(self.at, self._expected("a field name and ="))
        start, self.at = self.at, match.end()
        name = match["name"].lower()
        pieces = self.read_value()
        end = self.at
        if self.skip() not in (",", self.closing):
            if not ASSIGNED.match(self.text, self.at):
                raise _Broken(self.at, self._expected(f"a comma after the value of {name}"))
            self.problems.append(Problem(end, f"no comma after the value of {name}"))
        return Field(name, pieces, start, end)

    def read_value(self) -> tuple[Piece, ...]:
        """Pieces joined by ``#``."""
        pieces = [self._read_piece()]
        end = self.at
        while self.skip() == "#":
            self.at += 1
            pieces.append(self._read_piece())
            end = self.at
        self.at = end
        return tuple(pieces)

    def _read_piece(self) -> Piece:
        sign = self.skip()
        if sign in STOPS:
            return Piece(self._read_enclosed(sign))
        match = NAME.match(self.text, self.at)
        if not match:
            raise _Broken(self.at, self._expected("a value"))
        self.at = match.end()
        return Piece(match[0], is_macro=not match[0].isdecimal())

    def _read_enclosed(self, sign: str) -> str:
        """What stands between braces or quotes; BibTeX counts every brace, one after a backslash, too."""
        start, depth = self.at + 1, 0
        for match in STOPS[sign].finditer(self.text, start):
            if match[0] == "{":
                depth += 1
            elif depth == 0 and match[0] == ("}" if sign == "{" else sign):
                value = self.text[start : match.start()]
                if SWALLOWED.search(value):
                    break
                self.at = match.end()
                return value
            elif match[0] == "}":
                depth -= 1
        raise _Broken(self.at, f"the {'brace' if sign == '{' else 'quotation mark'} is never closed")

    def read_end(self) -> int:
        """The closing bracket; what comes behind it."""
        if self.skip() != self.closing:
            raise _Broken(self.at, self._expected(self.closing))
        self.at += 1
        return self.at

    def skip_comment(self) -> int:
        """A comment with balanced braces ends with them, another one with its line."""
        depth = 1
        brackets = re.compile("[{}]" if self.closing == "}" else "[()]")
        for match in brackets.finditer(self.text, self.at):
            depth += 1 if match[0] in "{(" else -1
            if depth == 0:
                return match.end()
        line_end = self.text.find("\n", self.at)
        return len(self.text) if line_end < 0 else line_end

    def _expected(self, what: str) -> str:
        if self.at >= len(self.text):
            return f"the file ends where {what} should come"
        return f"“{self.text[self.at : self.at + 12].splitlines()[0]}” stands where {what} should come"


class Lines:
    """Where the characters of a text stand."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def position(self, at: int) -> tuple[int, int]:
        r"""Line and column of a character, both from 1.

        >>> Lines("ab\ncd").position(4)
        (2, 2)
        """
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1

    def pieces(self, start: int, end: int) -> tuple[tuple[int, int, int], ...]:
        """``(offset, line, column)`` of each line in a stretch, for ``model.Block``."""
        line, column = self.position(start)
        inner = self.starts[line : bisect_right(self.starts, end - 1)]
        return ((0, line, column), *((at - start, number, 1) for number, at in enumerate(inner, start=line + 1)))
