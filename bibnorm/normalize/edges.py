"""Where a printed value begins and ends: quotes, mark-up, closing stops and stray brackets around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bibnorm.model import Span
from bibnorm.text import TAG

# opening quote → the marks that may close it; ”titel” is Swedish, »Titel« German, `title' typed
QUOTES = {
    "“": "”“",
    "„": "“”„",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "‘": "’‘'",
    "‚": "‘’",
    "’": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    '"': '"',
    "'": "'",
    "`": "'`",
    "´": "´",
}
OPENED_BY = {close: {o for o, c in QUOTES.items() if close in c} for close in "”“„»«›‹’‘」』》〉\"'`´"}
APOSTROPHES = "'’"
BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】"}
BRACKET = re.compile(r"[()\[\]{}（）［］【】]")

LOOSE = (
    " \t\n\r\f\v\u00a0\u2009\u200a\u200b\u202f\u3000\ufeff.,;:·•|/=‐-―−。，；：、．-"  # belongs to no value at its edge
)
_TAG = TAG.pattern
TAG_LAST = re.compile(f"{_TAG}$", re.IGNORECASE)
LEADING = re.compile(rf"(?:[{LOOSE}]|&nbsp;|{_TAG})+", re.IGNORECASE)
LAST = re.compile(rf"[{LOOSE}]")
ELLIPSIS_OR_INITIALS = re.compile(r"(?:\.{3}|(?<![^\W_])[^\W\d_]\.(?:\s?[^\W\d_]\.)+)$")  # "...", "U.S.", "a. C."
ABBREVIATED = re.compile(r"[^\W\d_]{1,8}\..*(?<![^\W_])(?![A-Z]{2,6}\.)[^\W\d_]{1,6}\.$", re.DOTALL)  # J. Chem. Soc.
# *title*, **title**, _title_: a pair that hugs what it encloses
EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,3})(?=[^\s*_])((?:(?!\1).)*?[^\s*_])\1(?![\w*_])", re.DOTALL)


class Cleaned(NamedTuple):
    """A value with the stretch of the given text that it was read from.

    Attributes:
        value: ``text[start:end]`` with blanks collapsed and mark-up removed.
        start, end: code points into the given text, end exclusive; equal where nothing is left.
        labels: stretches of label words at an edge (``In:``).
        leftover: stretches that were cut off and mean nothing known, such as an unmatched bracket.
        medium: what a medium marker at an edge says (``on line``, ``J``), or ``""``.
        medium_span: where that stands, without its brackets.
    """

    value: str
    start: int
    end: int
    labels: tuple[Span, ...] = ()
    leftover: tuple[Span, ...] = ()
    medium: str = ""
    medium_span: Span | None = None


def plain(text: str) -> str:
    """The text without mark-up, blanks collapsed.

    >>> plain("A  note on <i>Sylvilagus</i>,&nbsp;*in* 3*4 and snake_case")
    'A note on Sylvilagus, in 3*4 and snake_case'
    """
    while "*" in text or "_" in text:
        changed = EMPHASIS.sub(r"\2", text)
        if changed == text:
            break
        text = changed
    if "<" in text:
        text = TAG.sub("", text)
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&amp;", "&")
    return " ".join(text.split())


def narrow(text: str, start: int, end: int, keep_stop: bool = False) -> tuple[int, int, tuple[Span, ...]]:
    """Take quotes, mark-up, stops and stray brackets off both edges of a stretch.

    Args:
        text: the given text.
        start, end: the stretch.
        keep_stop: leave the stop of an abbreviation at the end (*J. Chem. Soc.*).

    Returns:
        The narrower stretch and the brackets that were cut off because they have no partner in it.

    >>> narrow("«El sol]», ", 0, 11)
    (1, 7, ((7, 8),))
    """
    if start < end and text[start].isalnum() and text[end - 1].isalnum():
        return start, end, ()
    cut: list[Span] = []
    before = (-1, -1)
    while (start, end) != before and start < end:
        before = start, end
        start, end = _trim(text, start, end, keep_stop)
        start, end = _unquote(text, *_unmark(text, start, end))
        stray = next((at for at in _stray(text, start, end) if at in (start, end - 1)), None)
        if stray is not None:
            cut.append((stray, stray + 1))
            start, end = (start + 1, end) if stray == start else (start, end - 1)
    return min(start, end), end, tuple(sorted(cut))


def _trim(text: str, start: int, end: int, keep_stop: bool) -> Span:
    """Take blanks, stops, dashes and tags off both edges."""
    leading = LEADING.match(text, start, end)
    if leading:
        start = leading.end()
    while start < end:
        last = text[end - 1]
        if last == "." and ELLIPSIS_OR_INITIALS.search(text[max(start, end - 12) : end]):
            break
        if last == "." and keep_stop and ABBREVIATED.search(text, start, end):
            break
        tag = TAG_LAST.search(text[max(start, end - 40) : end]) if last == ">" else None
        if tag or text.endswith("&nbsp;", start, end):
            end -= len(tag[0]) if tag else 6
        elif LAST.match(last):
            end -= 1
        else:
            break
    return start, end


def _unmark(text: str, start: int, end: int) -> Span:
    """Take off emphasis that encloses the stretch, and signs of it that have lost their partner."""
    if start >= end or not (text[start] in "*_" or text[end - 1] in "*_"):
        return start, end
    inner = text[start:end]
    pairs = [m.span() for m in EMPHASIS.finditer(inner)]
    if inner[0] in "*_" and not any(a == 0 for a, _ in pairs):
        return start + 1, end
    if inner[-1] in "*_" and not any(b == len(inner) for _, b in pairs):
        return start, end - 1
    whole = EMPHASIS.fullmatch(inner) if (0, len(inner)) in pairs else None
    return (start + len(whole[1]), end - len(whole[1])) if whole else (start, end)


def _unquote(text: str, start: int, end: int) -> Span:
    """Take off quotes that enclose the stretch, and one at an edge that has no partner in it."""
    if end - start < 2:
        return start, end
    first, last = text[start], text[end - 1]
    if last in QUOTES.get(first, "") and _encloses(text, start, end):
        return start + 1, end - 1
    inner = text[start + 1 : end - 1]
    if first in QUOTES and first not in APOSTROPHES and not any(c in inner + last for c in QUOTES[first]):
        return start + 1, end
    possessive = last in APOSTROPHES and text[end - 2].isalnum()  # the students’
    if last in OPENED_BY and not possessive and not any(c in first + inner for c in OPENED_BY[last]):
        return start, end - 1
    return start, end


def _encloses(text: str, start: int, end: int) -> bool:
    """Whether the first quote is closed by the last: not in «one» and «two»."""
    first, depth = text[start], 1
    for at in range(start + 1, end - 1):
        sign = text[at]
        if sign != first and sign not in QUOTES[first]:
            continue
        if sign in APOSTROPHES and text[at - 1].isalnum() and (text[at + 1].isalnum() or first not in text[at:end]):
            continue
        closes = sign in QUOTES[first] and not (sign == first and _opens(text, at))
        depth += -1 if closes else 1
        if depth == 0:
            return False
    return True


def _opens(text: str, at: int) -> bool:
    """Whether a quote that looks the same on both sides stands before a word."""
    return not text[at - 1].isalnum() and text[at - 1] not in ".,;:!?)]" and not text[at + 1].isspace()


def _stray(text: str, start: int, end: int) -> Iterator[int]:
    """The brackets of a stretch that have no partner in it."""
    open_: list[int] = []
    for match in BRACKET.finditer(text, start, end):
        at, sign = match.start(), match[0]
        if sign in BRACKETS:
            open_.append(at)
            continue
        partner = next((i for i in reversed(open_) if BRACKETS[text[i]] == sign), None)
        if partner is None:
            yield at
        else:
            yield from open_[open_.index(partner) + 1 :]
            del open_[open_.index(partner) :]
    yield from open_
