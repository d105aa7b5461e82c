"""How a list of references is laid out: where each of them begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bibnorm.read.lines import Line, breaks_url
from bibnorm.read.markers import AUTHOR_DASH, find_bullets, find_numbers

DEEP = 2  # columns that make an indentation; one blank alone is a slip
FULL = 0.75  # of the usual width: a line that long was broken because it was full
YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
ENDED = re.compile(r"[.!?。．)\]>»”\"'’0-9*_/]")  # the last sign of a line
LONGEST = 130  # columns; nobody wraps at more
SHORT = -0.9  # the look of a line after one that ended early
LONG_GROUP = 8  # lines: so long is no single reference


@dataclass(frozen=True, slots=True)
class Layout:
    """The name of a layout; for each line that begins a reference, the length of its marker.

    ``sure`` is False where the parting had to be inferred from short lines alone.
    """

    name: str
    starts: Mapping[int, int]
    sure: bool = True


def detect_layout(lines: Sequence[Line]) -> Layout:
    """Find how the references are parted: by markers, by indentation, by blank lines, or one a line.

    >>> detect_layout([Line("[1] Abbott, A.", 1, gap=True), Line("[2] Bell, B.", 2)])
    Layout(name='numbered', starts={0: 3, 1: 3}, sure=True)
    """
    if not lines:
        return Layout("empty", {})
    width = _usual_width(lines)
    numbers, bullets = find_numbers(lines, width), find_bullets(lines)
    if numbers or bullets:
        markers = numbers or bullets
        return Layout("numbered" if numbers else "bulleted", _with_unmarked(lines, markers))
    indented = _by_indent(lines, width)
    return indented or _by_gaps(lines, width)


def _usual_width(lines: Sequence[Line]) -> int:
    """The 90th percentile of the line lengths, so that a long address does not count."""
    lengths = sorted(line.indent + len(line.text) for line in lines)
    return lengths[(len(lengths) - 1) * 9 // 10]


def _with_unmarked(lines: Sequence[Line], markers: Mapping[int, int]) -> dict[int, int]:
    """The markers, and what stands before the first of them or apart from them after a blank line."""
    first = min(markers)
    depth = min(lines[index].indent for index in markers)
    apart = {
        index: 0
        for index, line in enumerate(lines)
        if index == 0
        or AUTHOR_DASH.match(line.text)
        or (line.gap and (index < first or line.indent <= depth) and not line.text[0].islower())
    }
    return dict(sorted((apart | dict(markers)).items()))


def _by_indent(lines: Sequence[Line], width: int) -> Layout | None:
    base = min(line.indent for line in lines)
    deep = [line.indent - base >= DEEP and not AUTHOR_DASH.match(line.text) for line in lines]
    continued = not deep[0]
    inner = [i for i in range(1, len(lines)) if deep[i] is continued and not lines[i].gap]
    if not inner or not any(deep):
        return None
    natural = sum(_continuation(lines[i - 1], lines[i], width) > 0 for i in inner)
    if natural < len(inner) / 2 and not (continued and len(inner) >= len(lines) / 4 and _is_regular(lines, deep)):
        return None
    starts = {i: 0 for i, line in enumerate(lines) if line.gap or deep[i] is not continued}
    return Layout("hanging indent" if continued else "first-line indent", starts)


def _is_regular(lines: Sequence[Line], deep: Sequence[bool]) -> bool:
    """Whether all indented lines stand equally deep, as a program or a typist indents."""
    return len({line.indent for line, is_deep in zip(lines, deep, strict=True) if is_deep}) == 1


def _by_gaps(lines: Sequence[Line], width: int) -> Layout:
    gaps = [i for i, line in enumerate(lines) if line.gap]
    looks = {i: _continuation(lines[i - 1], line, width) for i, line in enumerate(lines) if not line.gap}
    if not _is_wrapped(list(looks.values())):
        name = "one a line" if looks or len(gaps) == 1 else "blank lines between"
        return Layout(name, dict.fromkeys(range(len(lines)), 0))
    if len(lines) <= LONG_GROUP * len(gaps):
        starts = {i: 0 for i, line in enumerate(lines) if line.gap or AUTHOR_DASH.match(line.text)}
        return Layout("blank lines between" if len(gaps) > 1 else "one, wrapped", starts)
    ends = (i for i, look in looks.items() if look < 0)
    return Layout("wrapped, nothing between", dict.fromkeys(sorted({*gaps, *ends}), 0), sure=False)


def _is_wrapped(looks: Sequence[float]) -> bool:
    """Whether line ends are mostly inside references; one after a short line tells nothing."""
    full = [look for look in looks if look != SHORT]
    return sum(full) > 0.25 and sum(look > 0 for look in full) >= len(looks) / 5


def _continuation(before: Line, line: Line, width: int) -> float:
    """How much a line looks like the rest of the one before (1), or like a new reference (below 0)."""
    first = line.text.split(maxsplit=1)[0]
    if breaks_url(before.text, line.text):
        return 1.0
    full = len(before.text) + before.indent + 1 + len(first) > FULL * width
    if not full or AUTHOR_DASH.match(line.text):
        return SHORT
    if line.text[0].islower() or before.text[-1] in "-‐\u00ad,;:&([–":
        return 1.0
    if not YEAR.search(before.text) and len(before.text) < LONGEST:  # a reference has a year before it ends
        return 0.25 if ENDED.match(before.text[-1]) else 0.5
    return -1.0 if ENDED.match(before.text[-1]) or YEAR.search(line.text) else 0.5
