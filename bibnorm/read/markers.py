"""The marks that lists put before a reference: rising numbers, bullets; and the author dash, which is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bibnorm.read.lines import Line

# "———. Title", "---. Title", "______. Title", "— and B. Writer", "—, —, and C. Third"
AUTHOR_DASH = re.compile(r"(?:[—―⸺⸻]{2,}|[–-]{2,}|_{3,}|[⸺⸻])(?=[\s.,:;(\[]|$)|—(?=[.,:;])")
NUMBER_STYLES = (
    re.compile(r"[\[［](\d{1,4})[\]］][.:]?"),  # [12]
    re.compile(r"[(（](\d{1,4})[)）](?=\D)"),  # (12)
    re.compile(r"(\d{1,4})(?:\.-|[.．、])(?=\s|[^\W\d_]|[\"“„«‹'*_])"),  # 12.  12.-
    re.compile(r"(\d{1,4})[)）](?=\D)"),  # 12)
    re.compile(r"(\d{1,4})(?=\s+(?:[^\W\d_]|[\"“„«\[*]))"),  # 12 Author
)
BARE = NUMBER_STYLES[-1]
BULLET = re.compile(r"([-*+•◦‣▪▫●○■□·∙–—])\s+(?=\S)")
DASH_BULLETS = "–—"
LAST_MARK = 1399  # a higher number at a line start is a year, unless the list came up to it


@dataclass(frozen=True, slots=True)
class _Mark:
    line: int
    number: int
    length: int
    fresh: bool  # stands where a line begins of its own: after a blank line or a line that ended early


@dataclass(frozen=True, slots=True)
class _Chain:
    """The best way to read the marks up to one of them as a list."""

    score: float
    mark: _Mark
    before: _Chain | None = None


def find_numbers(lines: Sequence[Line], width: int) -> Mapping[int, int]:
    """The lines that open with the number of a list, each with the length of its marker; empty if there is no list.

    A list rises by one; a number may be missing, and it may start again at 1; a line alone may have any
    number in brackets. ``12. Berlin`` inside a reference and ``1996 – Title`` are no part of it.

    >>> find_numbers([Line("1. Abbott", 1, gap=True), Line("2. Bell", 2), Line("1996. Carr", 3)], 80)
    {0: 2, 1: 2}
    """
    found: Mapping[int, int] = {}
    for style in NUMBER_STYLES:
        chain = _best_chain(_find_marks(lines, style, width))
        if len(chain) > len(found) and _is_list(chain, lines, style):
            found = {mark.line: mark.length for mark in chain}
    return found


def _find_marks(lines: Sequence[Line], style: re.Pattern[str], width: int) -> list[_Mark]:
    marks = []
    for index, line in enumerate(lines):
        match = style.match(line.text)
        if match and line.text[match.end() :].strip():
            marks.append(_Mark(index, int(match.group(1)), match.end(), _is_fresh(lines, index, width)))
    return marks


def _is_fresh(lines: Sequence[Line], index: int, width: int) -> bool:
    return lines[index].gap or len(lines[index - 1].text) + lines[index - 1].indent < 0.75 * width


def _best_chain(marks: Sequence[_Mark]) -> list[_Mark]:
    """The chain of marks with the most steps by one; a gap or a new start costs unless it is plain."""
    best: dict[int, _Chain] = {}
    top: _Chain | None = None
    for mark in marks:
        link = _link(mark, best.get(mark.number - 1), top)
        if link is None:
            continue
        known = best.get(mark.number)
        if known is None or link.score >= known.score:
            best[mark.number] = link
        if top is None or link.score > top.score:
            top = link
    chain = []
    while top:
        chain.append(top.mark)
        top = top.before
    return chain[::-1]


def _link(mark: _Mark, one_less: _Chain | None, top: _Chain | None) -> _Chain | None:
    """The best chain that ends in this mark."""
    ways = [_Chain(1.0 if mark.number <= 1 else 0.5, mark)] if mark.number <= LAST_MARK else []
    if one_less:
        ways.append(_Chain(one_less.score + 1, mark, one_less))
    if top and (mark.number == 1 or top.mark.number < mark.number <= min(top.mark.number + 20, LAST_MARK)):
        ways.append(_Chain(top.score + (0.3 if mark.fresh else -0.5), mark, top))
    return max(ways, key=lambda chain: chain.score, default=None)


def _is_list(chain: Sequence[_Mark], lines: Sequence[Line], style: re.Pattern[str]) -> bool:
    """Whether a chain is long, dense and regular enough to be the numbering of these lines."""
    opens = chain[0].line == 0 or lines[chain[0].line].gap
    steps = sum(b.number - a.number == 1 for a, b in pairwise(chain))
    restarts = sum(b.number == 1 for b in chain[1:])
    regular = steps >= restarts / 2 and steps + restarts >= 0.6 * (len(chain) - 1)
    if style is BARE:
        return opens and chain[0].number == 1 and len(chain) >= 3 and steps == len(chain) - 1
    if len(lines) == 1:
        return chain[0].number == 1 or (chain[0].number < 1000 and not style.match("1. "))
    if len(chain) < 3:
        return opens and regular and chain[0].line == 0 and (len(chain) == 2 or chain[0].number == 1)
    return regular and len(chain) >= len(lines) / 12


def find_bullets(lines: Sequence[Line]) -> Mapping[int, int]:
    """The lines that open with the bullet of the first of them, each with the length of its marker.

    A dash is a bullet only if every line at its depth has one; alone it may stand for an author.

    >>> find_bullets([Line("* Abbott", 1, gap=True), Line("*Bell*. Title", 2), Line("* Carr", 3)])
    {0: 1, 2: 1}
    """
    matches = {index: match for index, line in enumerate(lines) if (match := BULLET.match(line.text))}
    if not matches:
        return {}
    first = min(matches)
    bullet = matches[first].group(1)
    starts = {index: 1 for index, match in matches.items() if match.group(1) == bullet and not _is_inside(lines, index)}
    if bullet in DASH_BULLETS:
        depth = lines[first].indent
        every = all(line.indent > depth or index in starts for index, line in enumerate(lines))
        return starts if every and len(starts) > 1 else {}
    return starts if first == 0 or (lines[first].gap and len(starts) >= 3) else {}


def _is_inside(lines: Sequence[Line], index: int) -> bool:
    """Whether a dash opens a wrapped line: ``Venezia⏎  - Treviso``."""
    line, before = lines[index], lines[index - 1]
    return not line.gap and line.indent > before.indent and line.text[0] in "-–—" and before.text[-1].isalnum()
