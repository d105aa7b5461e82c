"""The format ``refs``: a list of references as plain text → one block a reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bibnorm.model import Block, Diagnostic, Reading
from bibnorm.read.layout import ENDED, detect_layout
from bibnorm.read.lines import Line, join_lines, split_lines
from bibnorm.read.markers import AUTHOR_DASH
from bibnorm.text import fold

ONE_PER_LINE = "one a line, each alone"
MARKED_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
NUMBERING = re.compile(r"(?:\d+(?:\.\d+)*[.)]?|[IVX]+[.)])\s+")  # "5. References", "IV. Fuentes"
RULE = re.compile(r"[\W_]+")
UNPARTED = Diagnostic(
    "BN011", "wrapped lines with nothing between the references; parted where a line ends short:"
    " check, or put a blank line between them"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a line of a source that became no part of a block."""

    line: Line
    diagnostic: Diagnostic


@dataclass(frozen=True, slots=True)
class References:
    """The references of a source.

    Attributes:
        file: the name of the source.
        blocks: one for each reference, as it stands there.
        layout: how they stand there, for people.
        remarks: what was left aside.
        readings: of a source that holds records: one for each block, None for one that is print; of print none.
        keys: of such a source the key of each record, ``""`` for none; no two alike.
    """

    file: str
    blocks: tuple[Block, ...]
    layout: str
    remarks: tuple[Remark, ...] = ()
    readings: tuple[Reading | None, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def has_notes(self) -> bool:
        """Whether the references stand in the notes of a document."""
        return False


def read_plain(text: str, file: str = "-", *, one_per_line: bool = False) -> References:
    """Part a list of references into blocks.

    With ``one_per_line`` every line that is not blank is a block, whole and as it stands. Otherwise the
    layout is found out: markers go to ``Block.label``, wrapped lines are joined, headings are left aside
    with a remark. No letter is lost but hyphens at line ends.

    >>> [b.text for b in read_plain("1. Abbott, Inter-\\n   national law.\\n2. Bell.").blocks]
    ['Abbott, International law.', 'Bell.']
    """
    lines = list(split_lines(text))
    if one_per_line:
        return References(file, tuple(join_lines([line], file) for line in lines), ONE_PER_LINE)
    return read_list(lines, file)


def read_list(lines: Sequence[Line], file: str) -> References:
    """Part the lines of a list of references into blocks, by the layout that is found in them."""
    lines, remarks = _part_headings(lines)
    layout = detect_layout(lines)
    bounds = [*layout.starts, len(lines)]
    blocks = tuple(_make_block(lines[start:end], layout.starts[start], file) for start, end in pairwise(bounds))
    if not layout.sure:
        remarks.append(Remark(lines[0], UNPARTED))
    return References(file, blocks, layout.name, tuple(remarks))


def _make_block(lines: Sequence[Line], marker: int, file: str) -> Block:
    first = lines[0].after(marker) if marker else lines[0]
    return join_lines([first, *lines[1:]], file, lines[0].text[:marker])


def _part_headings(lines: Sequence[Line]) -> tuple[list[Line], list[Remark]]:
    """The lines of references, and a remark for each heading or rule; what follows one stands apart."""
    kept: list[Line] = []
    remarks: list[Remark] = []
    parted = False
    for index, line in enumerate(lines):
        diagnostic = _judge_line(lines, index)
        if diagnostic:
            remarks.append(Remark(line, diagnostic))
        else:
            kept.append(replace(line, gap=True) if parted else line)
        parted = diagnostic is not None
    return kept, remarks


def _judge_line(lines: Sequence[Line], index: int) -> Diagnostic | None:
    """What a line is, if it is no line of a reference."""
    line = lines[index]
    if len(line.text) >= 3 and RULE.fullmatch(line.text):
        is_rule = not AUTHOR_DASH.match(line.text) or line.gap or index + 1 == len(lines) or lines[index + 1].gap
        is_underline = index > 0 and is_heading(lines, index - 1)
        return (
            Diagnostic("BN012", f"rule left out: {line.text[:20]}", level="note") if is_rule or is_underline else None
        )
    if is_heading(lines, index):
        return Diagnostic("BN010", f"heading left out: {line.text}", level="note")
    return None


def is_heading(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is a heading: marked as one in Markdown, or one of the known ones standing apart."""
    line = lines[index]
    if MARKED_HEADING.match(line.text):
        return True
    before = lines[index - 1].text
    if not line.gap and not ENDED.match(before[-1]) and not MARKED_HEADING.match(before):
        return False
    return is_known_heading(line.text)


def is_known_heading(text: str) -> bool:
    """Whether references stand under such a heading.

    >>> is_known_heading("5. Bibliografía"), is_known_heading("5. La bibliografía de Neruda")
    (True, False)
    """
    text = NUMBERING.sub("", text.strip("#*_ "), count=1)
    return len(text) <= 60 and fold(text.strip("*_:：. ")) in _headings()


@lru_cache(maxsize=1)
def _headings() -> frozenset[str]:
    """The known headings, folded, from ``headings.txt``."""
    rows = Path(__file__).with_name("headings.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(row.partition(" ")[2].strip()) for row in rows if row and not row.startswith("#"))
