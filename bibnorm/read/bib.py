"""The formats ``bibtex`` and ``biblatex``: a .bib file → records. Both are read alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bibnorm.model import Block, Diagnostic, Reading
from bibnorm.read import bibfile
from bibnorm.read.bibentry import Interpreted, interpret
from bibnorm.read.bibfile import Lines, scan
from bibnorm.read.entries import Found, gather, remark
from bibnorm.read.inherit import Scope, Values
from bibnorm.read.plain import References, Remark

NO_WORKS = ("xdata", "set")
STRAY = re.compile(r"^(?![ \t]*%)[^\w\n]*\w.*", re.MULTILINE)  # text between the entries that is no comment
SHOWN = 40  # characters of a value or of a broken block that a finding quotes


def read_bib(text: str, file: str = "-") -> References:
    r"""Read a .bib file.

    What can be read is read: @string, @xdata and crossref are resolved, a missing comma is read over. The
    rest is a remark with its line: BN406 for what is not in the result.

    >>> found = read_bib("@book{roe, title = {Sea}, year = 1990}\n\n@book{doe, title = {Sky")
    >>> found.keys, found.readings[0].record.title, [(r.line.number, r.diagnostic.code) for r in found.remarks]
    (('roe',), 'Sea', [(3, 'BN406')])
    """
    blocks = list(scan(text))
    lines, scope = Lines(text), Scope()
    scope.define(blocks)
    works = [block for block in blocks if block.is_entry and block.kind not in NO_WORKS]
    said = [found for block in blocks for found in _remarks(text, block, lines)]
    found = [_read(text, file, block, lines, scope, said) for block in works]
    return gather(file, found, "a .bib file", said)


def _remarks(text: str, block: bibfile.Block, lines: Lines) -> Iterator[Remark]:
    """What is wrong with a block, or why it gives no record."""
    line, column = lines.position(block.start)
    if block.kind == "broken":
        (problem,) = block.problems
        opening = text[block.start : block.end].split("\n", 1)[0].strip()[:SHOWN]
        at, _ = lines.position(problem.at)
        where = f" (line {at})" if at != line else ""
        yield remark(line, column, "BN406", f"{opening} cannot be read: {problem.text}{where}; mend it")
    elif block.kind == "set":
        yield remark(line, column, "BN406", f"@set {block.key} groups entries; no output has a place for it")
    elif block.kind == "preamble":
        yield remark(line, column, "BN422", "@preamble is left out: it is TeX, and no reference", "note")
    elif block.kind == "text" and (found := STRAY.search(text, block.start, block.end)):
        said = f"“{_short(found[0].strip())}” is left out: it stands in no entry"
        yield remark(*lines.position(found.start()), "BN422", said, "note")
    for problem in block.problems if block.is_entry else ():
        if problem.text != "no key":
            yield remark(*lines.position(problem.at), "BN420", f"{problem.text}; read as if it were there")


def _read(text: str, file: str, block: bibfile.Block, lines: Lines, scope: Scope, said: list[Remark]) -> Found:
    values = scope.values(block)
    read = interpret(block.kind, values.fields)
    said += _doubled(values, lines)
    raw = text[block.start : block.end]
    place = Block(raw, file, lines.position(block.start)[0], lines.pieces(block.start, block.end))
    diagnostics = (*_missing(values), *_diagnostics(read))
    doubtful = any(diagnostic.level == "doubt" for diagnostic in diagnostics)
    return Found(block.key, Reading(read.record, place, doubtful=doubtful, diagnostics=diagnostics), read.left_out)


def _doubled(values: Values, lines: Lines) -> Sequence[Remark]:
    return [
        remark(
            *lines.position(named.start),
            "BN406",
            f"{named.name} stands here twice: “{_short(first)}” is taken, “{_short(second)}” is left out",
        )
        for named, first, second in values.doubled
    ]


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"


def _missing(values: Values) -> Iterator[Diagnostic]:
    for name in values.missing:
        yield Diagnostic("BN424", f"{name} is named, but is not in the file")


def _diagnostics(read: Interpreted) -> Iterator[Diagnostic]:
    for code, message, level in read.remarks:
        yield Diagnostic(code, message, level=level)
    for name, commands in read.lost.items():
        shown = ", ".join(commands)
        formula = all(command.startswith("$") for command in commands)
        what = "stays as LaTeX" if formula else "is left out, its text kept"
        yield Diagnostic("BN423", f"{name}: {shown} {what}", level="note")
