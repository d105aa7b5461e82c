"""Titles as printed, without the quotes, mark-up and medium markers around them; case never changes."""

from __future__ import annotations

import re

from bibnorm.lang.kinds import CODE, is_medium
from bibnorm.model import Span
from bibnorm.normalize.edges import Cleaned, narrow, plain

# [on line], [Internet], (CD-ROM), ［J］ at an edge
MARKER_LAST = re.compile(r"[\[(［（【]\s*([^\[\]()［］（）【】]{1,40}?)\s*[\])］）】](?:\s*//)?$")
MARKER_FIRST = re.compile(r"[\[［【]\s*([^\[\]［］【】]{1,40}?)\s*[\]］】]")


def clean_title(text: str) -> Cleaned:
    """The title in a printed stretch.

    Quotes go in pairs, a mark that has lost its partner too; ``?`` and ``!`` stay, inner quotes stay.
    A marker at an edge is the medium: ``[on line]``, ``[CD-ROM]``, and the document codes ``[J]``, ``[EB/OL]``.

    >>> cleaned = clean_title("“La «era» del *salitre*” [en línea]. ")
    >>> cleaned.value, cleaned.start, cleaned.end, cleaned.medium, cleaned.medium_span
    ('La «era» del salitre', 1, 23, 'en línea', (26, 34))
    >>> clean_title("¿Qué es la sal?]").leftover
    ((15, 16),)
    """
    return clean(text, 0, len(text))


def clean(text: str, start: int, end: int, labels: tuple[Span, ...] = (), keep_stop: bool = False) -> Cleaned:
    """Clean the edges of a stretch and take a medium marker off."""
    start, end, cut = narrow(text, start, end, keep_stop)
    medium, medium_span = "", None
    found = _marker(text, start, end)
    if found:
        medium_span = found.span(1)
        medium = plain(found[1])
        start, end = (start, found.start()) if found.end() == end else (found.end(), end)
        start, end, more = narrow(text, start, end, keep_stop)
        cut = (*cut, *more)
    return Cleaned(plain(text[start:end]), start, end, labels, tuple(sorted(cut)), medium, medium_span)


def _marker(text: str, start: int, end: int) -> re.Match[str] | None:
    """A medium marker at the end or the start of a stretch that is more than the marker."""
    if end - start < 4 or (text[end - 1] not in "])］）】/" and text[start] not in "[［【"):
        return None
    last = MARKER_LAST.search(text, max(start, end - 48), end)
    if last and last.start() > start and _names_medium(last[1], text[last.start()] in "(（"):
        return last
    first = MARKER_FIRST.match(text, start, end)
    return first if first and first.end() < end and _names_medium(first[1], False) else None


def _names_medium(words: str, rounded: bool) -> bool:
    """Whether a bracket holds a medium or a document code; round brackets hold carriers only (CD-ROM)."""
    if rounded:
        return words.isupper() and is_medium(words)
    return bool(CODE.fullmatch(words)) or is_medium(words)
