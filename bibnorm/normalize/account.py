"""Where every letter, digit and bracket of a citation went: a field, a label word, or left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress

from bibnorm.lang.lookup import keys
from bibnorm.model import Span
from bibnorm.text import TAG, fold

COUNTED = re.compile(r"[^\W_]|[()\[\]{}<>（）［］【】]")
WORD = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[()\[\]{}<>（）［］【】]|№|§")
BEFORE_NAME = re.compile(r"(?:[^\W\d_]\.\s?)+(?P<name>(?![IVXLC]+\b)[^\W\d_]{2})")  # G. Vattimo; not S. XII
OPENING, CLOSING = "([{<（［【", ")]}>）］】"
LABELS = "label-words"  # the line of the look-up table that has the single words of these terms
# terms whose words announce a field or stand for nothing of their own
TERMS = (
    "volume",
    "issue",
    "page",
    "number-of-pages",
    "number-of-volumes",
    "edition",
    "editor-before",
    "editor-after",
    "translator-before",
    "translator-after",
    "in",
    "and",
    "et-al",
    "no-date",
    "accessed",
    "available-at",
    "online",
    "series",
    "circa",
    "see",
    "section",
    "supplement",
    "article-number",
    "original-published",
    "page-following",
    "chapter",
)


@lru_cache(maxsize=1)
def label_words() -> frozenset[str]:
    """All single words, folded, that a language table knows as label words."""
    return frozenset(keys(LABELS))


def covered(size: int, spans: Iterable[Span]) -> bytearray:
    """One byte a character, 1 where a span lies."""
    cover = bytearray(size)
    for start, end in spans:
        cover[start:end] = b"\x01" * (end - start)
    return cover


Divided = tuple[dict[str, tuple[Span, ...]], tuple[Span, ...], tuple[Span, ...]]  # spans, labels, leftover


def account(text: str, spans: Mapping[str, Sequence[Span]], labels: Sequence[Span]) -> Divided:
    """Divide what no field took into label words and leftovers.

    Brackets go to the field that they touch, inwards; label words are those of the language
    tables. Neighbouring leftovers are one stretch.

    Returns:
        Spans (with their brackets), labels, leftover: together they cover every letter, digit
        and bracket of ``text``.

    >>> account("Sea (1990), vol. 3 xyz", {"title": [(0, 3)], "issued": [(5, 9)], "volume": [(17, 18)]}, [])
    ({'title': ((0, 3),), 'issued': ((4, 10),), 'volume': ((17, 18),)}, ((12, 15),), ((19, 22),))
    """
    tags = [tag.span() for tag in TAG.finditer(text)] if "<" in text else []
    grown = {
        name: [piece for span in many for piece in without(_brackets(text, span), tags)] for name, many in spans.items()
    }
    cover = covered(len(text), [span for many in grown.values() for span in many])
    kept = [span for span in (*labels, *tags) if cover.find(0, *span) >= 0]
    for span in kept:
        cover[span[0] : span[1]] = b"\x01" * (span[1] - span[0])
    found, left = _words(text, cover)
    everything = {name: tuple(sorted(set(many)) if len(many) > 1 else many) for name, many in grown.items() if many}
    return everything, _joined(text, [*kept, *found]), _joined(text, left)


def without(span: Span, holes: Sequence[Span]) -> list[Span]:
    """A stretch without the holes in it.

    >>> without((0, 9), [(3, 5), (7, 12)])
    [(0, 3), (5, 7)]
    """
    start, end = span
    if not holes:
        return [span] if start < end else []
    pieces = []
    for a, b in holes:
        if a < end and b > start:
            pieces.append((start, a))
            start = b
    return [(a, b) for a, b in [*pieces, (start, end)] if a < b]


def _brackets(text: str, span: Span) -> Span:
    """Take in a pair of brackets that encloses just this stretch, or one that it lacks."""
    start, end = span
    if start and text[start - 1] in OPENING and text[end : end + 1] == CLOSING[OPENING.index(text[start - 1])]:
        return start - 1, end + 1
    return start, end


def _words(text: str, cover: bytearray) -> tuple[list[Span], list[Span]]:
    """Label words and other words that nothing covers; a bracket goes with the word that it touches."""
    found: list[Span] = []
    left: list[Span] = []
    if not WORD.search("".join(compress(text, cover.translate(_OPPOSITE)))):
        return found, left
    known = label_words()
    pending: list[Span] = []  # opening brackets that wait for their word
    last: list[Span] = left
    for match in WORD.finditer(text):
        start, end = match.span()
        if cover.find(0, start, end) < 0:
            last = found
            continue
        word = match.group()
        if word in OPENING:
            pending.append((start, end))
            continue
        if word in CLOSING:
            last.append((start, end))
            continue
        last = found if fold(word) in known and not _is_initial(text, start) else left
        last.extend([*pending, *_uncovered(cover, start, end)])
        pending = []
    found.extend(pending)
    return found, left


def _is_initial(text: str, start: int) -> bool:
    """Whether a letter that may be a label word (g., s.) is the initial of a name: un saggio di G. Vattimo."""
    found = BEFORE_NAME.match(text, start) if text[start].isupper() else None
    return bool(found and found["name"].istitle())


_OPPOSITE = bytes((1, 0)) + bytes(254)


def _uncovered(cover: bytearray, start: int, end: int) -> list[Span]:
    """The stretches between start and end that nothing covers."""
    out = []
    while (begin := cover.find(0, start, end)) >= 0:
        start = cover.find(1, begin, end)
        start = end if start < 0 else start
        out.append((begin, start))
    return out


def _joined(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans, those with nothing but signs and blanks between them as one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if (out and start <= out[-1][1]) or (out and not COUNTED.search(text[out[-1][1] : start])):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
