"""Containers (journals, books, proceedings) as printed, and the congress that stands before its proceedings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bibnorm import lang
from bibnorm.lang.kinds import matches
from bibnorm.model import Span
from bibnorm.normalize.edges import Cleaned, narrow
from bibnorm.normalize.titles import clean

# CONGRESSO BRASILEIRO DE BOTÂNICA, 5., 1999, Rio de Janeiro. Anais [...]
LISTED = re.compile(
    r"""(?P<event>\S.{5,200}?)\s*,\s*
    (?:(?P<number>\d{1,3}\s?[.ªº°]{0,2}|[IVXL]{1,7}\.?)\s*,\s*)?
    (?P<date>(?:\d{1,2}[^,.:;]{0,24})?\d{4})\s*,\s*
    (?P<place>[^\W\d_][^.:;]{1,60}?)\s*\.\s*
    (?P<container>[^\W\d_][^.\[\]:;]{2,80}?)\s*(?:\[?(?:\.\.\.|…)\]?)?[\s.,;*_]*""",
    re.VERBOSE | re.DOTALL,
)
# SIMPOSIO DE HISTORIA (5º : 1999 : Lima). Actas
BRACKETED = re.compile(
    r"""(?P<event>\S[^()]{5,200}?)\s*\(\s*
    (?:(?P<number>\d{1,3}\s?[.ªº°]{0,2}|[IVXL]{1,7}\.?)\s*[.,:;]\s*)?
    (?P<date>\d{4})\s*[.,:;]\s*
    (?P<place>[^\W\d_][^()\d]{1,60}?)\s*\)\s*[.,:;]?\s*
    (?P<container>[^\W\d_][^.\[\]:;]{2,80}?)\s*(?:\[?(?:\.\.\.|…)\]?)?[\s.,;*_]*""",
    re.VERBOSE | re.DOTALL,
)
FIELDS = (("event_title", "event"), ("event_date", "date"), ("event_place", "place"), ("container_title", "container"))


class Event(NamedTuple):
    """A congress and its proceedings, printed as one stretch.

    Attributes:
        spans: field name and where its value stands in the given text.
        labels: the words before it (``In:``) and the number of the congress.
    """

    spans: tuple[tuple[str, Span], ...]
    labels: tuple[Span, ...] = ()


@lru_cache(maxsize=1)
def _in() -> re.Pattern[str]:
    """A word "in" at the start, with its colon: ``In:``, ``en``, ``в кн.:``, ``//``."""
    return re.compile(rf"[\s\W]*?(?P<word>{lang.pattern('in')})(?P<colon>\s*:)?(?=[\s\W]|$)", re.IGNORECASE)


def _label(text: str) -> Span | None:
    """Where a leading word "in" stands that is no part of a name (*In Search of*, *In vitro*)."""
    found = _in().match(text)
    if not found:
        return None
    word, rest = found["word"], text[found.end() :].lstrip(" \t\n*_\"'«“„‘")
    if found["colon"] or word == "//":
        return found.span("word")
    if len(word) == 1 or not rest or not (rest[0].isupper() or rest[0].isdigit()):
        return None
    start, end = found.span("word")
    return (start, end) if not any(m.kind == "in-title" and m.start == start for m in matches(text)) else None


def clean_container(text: str) -> Cleaned:
    """The container in a printed stretch, without the word "in" before it; an abbreviation keeps its stop.

    >>> clean_container("In: *Proc. Natl. Acad. Sci.*, ").value, clean_container("in «Archivio veneto»,").labels
    ('Proc. Natl. Acad. Sci.', ((0, 2),))
    >>> clean_container("In Search of Excellence").value
    'In Search of Excellence'
    """
    label = _label(text)
    if label and label[1] < len(text.rstrip(" :.,;")):
        return clean(text, label[1], len(text), (label,), keep_stop=True)
    return clean(text, 0, len(text), keep_stop=True)


def split_event(text: str) -> Event | None:
    """Divide a congress from its proceedings; None where the stretch is not built so.

    Source: ABNT NBR 6023, 7.4 (*evento*, number, year, place, then *Anais*); ISO 690:1987.

    >>> event = split_event("In: CONGRESSO DE SAL, 5., 1999, Rio. Anais...")
    >>> [(field, "In: CONGRESSO DE SAL, 5., 1999, Rio. Anais..."[a:b]) for field, (a, b) in event.spans]
    [('event_title', 'CONGRESSO DE SAL'), ('event_date', '1999'), ('event_place', 'Rio'), ('container_title', 'Anais')]
    """
    label = _label(text)
    start = label[1] if label else 0
    start += len(text[start:]) - len(text[start:].lstrip(" :.,;*_"))
    found = LISTED.fullmatch(text, start) or BRACKETED.fullmatch(text, start)
    if not found or not _is(text, found.span("event"), "meeting", anywhere=True):
        return None
    if not _is(text, found.span("container"), "event-container"):
        return None
    spans = []
    for field, group in FIELDS:
        spans.append((field, narrow(text, *found.span(group))[:2]))
    labels = [span for span in (label, found.span("number")) if span and span[0] >= 0]
    return Event(tuple(spans), tuple(labels)) if all(b > a for _, (a, b) in spans) else None


def _is(text: str, span: Span, kind: str, anywhere: bool = False) -> bool:
    """Whether a stretch begins with (or has) words of a kind."""
    part = text[span[0] : span[1]]
    return any(m.kind == kind and (anywhere or not part[: m.start].strip(' *_[«“"')) for m in matches(part))
