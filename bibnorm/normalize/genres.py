"""The kind of a thesis or report, as printed: *Tesis de maestría*, *PhD thesis*, *Working Paper*."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bibnorm.lang.kinds import Match, matches
from bibnorm.model import Span

HEADS = ("thesis", "thesis-weak", "report", "manuscript")
NAMING = frozenset(("degree", "qualifier"))
STOPPING = frozenset(("university", "press"))
JOINT = re.compile(r"[\s.,’'-]{0,3}")  # "Ph.D. thesis", "Masters, Thesis", "Inaugural-Dissertation"
BRACKET = re.compile(r"\s*[(\[][^()\[\]]{2,80}[)\]]")  # Thesis (MA in International Studies)
TAIL = re.compile(r"\s+([^\W\d_]{2,4}\s[^.,;:()\[\]|«»“”\"\d]{2,80})")  # de maestría en Historia


def infer_genre(text: str) -> tuple[str, Span] | None:
    """Find the kind of a thesis or report in a stretch that no field took, or in one field.

    Returns:
        The printed words and their span in the text, or None. A thesis is preferred to a report.

    >>> infer_genre("Tesis de maestría en Historia, Universidad de Chile")
    ('Tesis de maestría en Historia', (0, 29))
    >>> infer_genre("Unpublished PhD thesis, Durham"), infer_genre("Boston: Little")
    (('Unpublished PhD thesis', (0, 22)), None)
    """
    found = matches(text) if text else ()
    for kind in HEADS:
        head = next((match for match in found if match.kind == kind), None)
        if head:
            start, end = _left(text, head, found), _right(text, head, found)
            if _names_a_kind(text, head, start, end):
                return text[start:end], (start, end)
    return None


def _names_a_kind(text: str, head: Match, start: int, end: int) -> bool:
    """Not *mémoire* alone, and not *report* alone within a sentence."""
    if (start, end) != (head.start, head.end):
        return True
    return head.kind != "thesis-weak" and not (head.kind == "report" and text[start:end].islower() and end - start < 8)


def _left(text: str, head: Match, found: Sequence[Match]) -> int:
    """Where the words before the head that name a degree begin."""
    start = head.start
    for match in reversed(found):
        if match.end <= start and match.kind in NAMING and JOINT.fullmatch(text, match.end, start):
            start = match.start
    return start


def _right(text: str, head: Match, found: Sequence[Match]) -> int:
    """Where the words after the head that name a degree end."""
    end = head.end
    for match in found:
        if match.start >= end and match.kind in NAMING and JOINT.fullmatch(text, end, match.start):
            end = match.end
    tail = TAIL.match(text, end)
    if tail:
        end = _tail(tail, found) or end
    bracket = BRACKET.match(text, end)
    if bracket and any(bracket.start() < m.start and m.end < bracket.end() and m.kind in NAMING for m in found):
        end = bracket.end()
    return end


def _tail(tail: re.Match[str], found: Sequence[Match]) -> int:
    """Where "de maestría en Historia" ends: before a university; 0 where no degree is in it."""
    inside = [m for m in found if tail.start() <= m.start and m.end <= tail.end()]
    stop = min((m.start for m in inside if m.kind in STOPPING), default=tail.end())
    if not any(m.kind in NAMING and m.end <= stop for m in inside):
        return 0
    if stop == tail.end():
        return stop
    last = max(m.end for m in inside if m.kind in NAMING and m.end <= stop)
    return last
