"""Pages: the ones on which a work stands, how many it has, article numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bibnorm import lang
from bibnorm.lang.lookup import Found, find_words, lexicon, trim
from bibnorm.model import Span
from bibnorm.normalize.numerals import roman
from bibnorm.text import DASHES, fold

_DASH = f"{DASHES}\x96\x97\u1390∼"  # also what is left of a dash where cp1252 or a font was misread
_PLAIN = re.compile(rf"[\s.,;:(]*(?:([1-9]\d{{0,4}})|(\d{{1,9}})\s*[{_DASH}]+\s*(\d{{1,9}}))[\s.,;:)]*\Z")
_DASHES = re.compile(rf"\s*[{_DASH}]+\s*(?=\w)")
# 117-36; but not e249-56, S31-42, 372-384.e12, 45 329-45 336
_SHORT = re.compile(r"(?<![\w.\-])(?<!\d )(\d{2,7})-(\d{1,6})(?![\w\-]|[. ]\w)")
_AHEAD = re.compile(r"(?:[\s.:°]{0,3}|\s-\s)(?:[^\W\d_]{0,3}\d|[ivxlcdm]+\b)", re.I)
_BEHIND = re.compile(r"(?:\d[^\W\d_]?|\b[ivxlcdm]+)[\s.]{0,2}\Z", re.I)
_SEVERAL = re.compile(r"\d[^\W\d]*-\w|[ivxlcdm]-[ivxlcdm\d]|[IVXLCDM]-[IVXLCDM]|\d\D+\d")  # but not A-10, e 12
_INCREASING = re.compile(r"(\d{1,9})-(\d{1,9})")
_ARTICLE = re.compile(r"0\d+|\d{6,}|e ?\d+|[^\W\d_]{1,6}\d{4,}[^\W_]*", re.I)  # 063, 610301, e26752, CD006929
_BRACKETED = re.compile(r"\s*[(\[]\s*(\d+)\s*([^\W\d_]+)\.?\s*[)\]]")  # 045003 (9pp)
_ASIAN = "\u1100"  # from here on words stand at their numbers without a blank: 12页, 12쪽
_TERMS = ("page", "number-of-pages", "article-number", "page-following", "volume")


class Pages(NamedTuple):
    """A printed statement of pages.

    Attributes:
        pages: as printed without label words, dashes as hyphens, a shortened last page completed.
        kind: ``range`` (several pages), ``single``, ``article-number`` or ``extent`` (how many pages there are).
        extent: how many pages an article has whose number is printed: ``045003 (9pp)``.
        spans: the stretches that ``pages`` was read from.
        labels: label words that were consumed (``pp``, ``Art``).
        extent_spans: where ``extent`` stands.
    """

    pages: str
    kind: str
    extent: str = ""
    spans: tuple[Span, ...] = ()
    labels: tuple[Span, ...] = ()
    extent_spans: tuple[Span, ...] = ()


@lru_cache(maxsize=8192)
def parse_pages(text: str) -> Pages | str:
    """Read printed pages, completing a shortened last page.

    Args:
        text: the characters tagged as pages, label words included ("pp. 135-6").

    Returns:
        The pages, or ``text`` itself when nothing in it counts pages ("en prensa"). Never raises.

    Source: CSL 1.0.2 specification, Appendix V (page-range formats).

    >>> [parse_pages(t).pages for t in ("pp. 1135–38", "S. 233 ff.", "12-15, 20-2", "ix–x", "282,269-276")]
    ['1135-1138', '233 ff.', '12-15, 20-22', 'ix-x', '282,269-276']
    >>> [parse_pages(t).kind for t in ("p. 3", "193 p.", "с. 12", "312 с.", "XII-345 pp.", "e26752", "12-15 p.")]
    ['single', 'extent', 'single', 'extent', 'extent', 'article-number', 'range']
    >>> parse_pages("en prensa")
    'en prensa'
    """
    plain = _PLAIN.match(text)
    if plain and plain[1]:
        return Pages(plain[1], "single", "", (plain.span(1),))
    if plain:
        return Pages(_complete(plain[2], plain[3]), "range", "", ((plain.start(2), plain.end(3)),))
    return _read(text)


def complete(pages: str) -> str:
    """Complete shortened last pages where the range then increases; letters and Roman numerals are never shortened.

    >>> complete("135-6"), complete("237-86, 290-1"), complete("e249-56"), complete("2003-1"), complete("117-36")
    ('135-136', '237-286, 290-291', 'e249-56', '2003-1', '117-136')
    """
    return _SHORT.sub(lambda m: _complete(m[1], m[2]), pages)


def _complete(first: str, last: str) -> str:
    full = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    return f"{first}-{full if int(full) > int(first) else last}"


def _read(text: str) -> Pages | str:
    size = _size(text)
    body = text[: size.start()] if size else text
    before, behind = _labels(body)
    labels = sorted([*before, *behind], key=lambda w: w.start)
    spans = [span for span in _between(body, labels) if _counts(body, span)]
    if not spans:
        return text
    pages = _printed(body, spans)
    if size:
        labels.append(Found(size.start(2), size.end(2), "number-of-pages", ""))
    return Pages(
        complete(pages),
        _kind(pages, before, behind),
        size[1] if size else "",
        tuple(spans),
        tuple((w.start, w.end) for w in labels),
        (size.span(1),) if size else (),
    )


def _size(text: str) -> re.Match[str] | None:
    """A number of pages in brackets behind something else."""
    found = _BRACKETED.search(text)
    return found if found and found.start() and fold(found[2]) in lexicon("number-of-pages").forms else None


# ------------------------------------------------------------------ labels
@lru_cache(maxsize=1)
def _glued() -> frozenset[str]:
    """The letters that stand as page words right at a number: p12, 312с. Others are the number's own: S12, 99c."""
    return frozenset(f for f in lexicon("page").forms if len(f) == 1 and f in _letters("en") | _letters("ru"))


@lru_cache(maxsize=1)
def _counters() -> frozenset[str]:
    """第 and 제 make an ordinal of any number; the tables have them under volume."""
    return frozenset(f for f in lexicon("volume").forms if f[0] >= _ASIAN and len(f) < 3)


def _letters(code: str) -> set[str]:
    return {fold(form).rstrip(".") for form in lang.words("page", code)}


def _labels(text: str) -> tuple[list[Found], list[Found]]:
    """The label words before their number, and those behind it."""
    before: list[Found] = []
    behind: list[Found] = []
    for word in find_words(text, lexicon(*_TERMS)):
        if not word.term or not _stands_apart(text, word) or (word.term == "volume" and word.form not in _counters()):
            continue
        if word.term != "page-following" and _AHEAD.match(text, word.end):
            before.append(word)
        elif _BEHIND.search(text, max(0, word.start - 12), word.start) and not _follows(word, bool(before)):
            behind.append(word)
    return before, behind


def _stands_apart(text: str, word: Found) -> bool:
    """Whether a word is none of the letters of a number: the S of S31, the c of 99c, the CD of CD006929."""
    ahead = text[word.end : word.end + 1].isdecimal()
    at_number = ahead or text[max(0, word.start - 1) : word.start].isdecimal()
    printed = text[word.start : word.end]
    return (
        not at_number
        or word.form[0] >= _ASIAN
        or (not printed.isupper() and (len(printed) > 1 or word.form in _glued()))
    )


def _follows(word: Found, labelled: bool) -> bool:
    """Whether a word behind a number says "and the following": "S. 233 f.", but "233 f." counts leaves."""
    following = word.form in lexicon("page-following").forms
    return following and (labelled or len(word.form) > 1 or word.form not in lexicon("number-of-pages").forms)


# ------------------------------------------------------------------ value
def _between(text: str, labels: Sequence[Found]) -> list[Span]:
    """What is left between the labels."""
    edges = [0, *(edge for w in labels for edge in (w.start, w.end)), len(text)]
    return [_whole(text, *trim(text, *span)) for span in zip(edges[::2], edges[1::2], strict=True)]


def _whole(text: str, start: int, end: int) -> Span:
    """A stretch with its closing bracket (121108 (R)) and without what another closes Suppl):S289-94."""
    closing = text.rfind(")", start, end)
    if closing >= 0 and text.count("(", start, closing) == 0:
        start, end = trim(text, closing, end)
    opened = text.count("(", start, end) > text.count(")", start, end)
    return (start, end + 1) if opened and text[end : end + 1] == ")" else (start, end)


def _counts(text: str, span: Span) -> bool:
    """Whether a stretch has a number in it."""
    printed = text[slice(*span)]
    return any(c.isdecimal() for c in printed) or any(roman(w) for w in re.findall(r"\w+", printed))


def _printed(text: str, spans: Sequence[Span]) -> str:
    """The stretches in a row, with the stop of a last abbreviation ("233 ff.") and what parts them."""
    parts = []
    for at, (start, end) in enumerate(spans):
        stop = text[end : end + 1] == "." and _ends_abbreviated(text[start:end])
        comma = text[end : end + 1] if at + 1 < len(spans) and text[end : end + 1] in (",", ";") else ""
        parts.append(text[start : end + stop] + comma)
    return _DASHES.sub("-", " ".join(" ".join(parts).split()))


def _ends_abbreviated(printed: str) -> bool:
    words = find_words(printed, lexicon("page-following"))
    return bool(words) and bool(words[-1].term) and words[-1].end == len(printed)


def _kind(pages: str, before: Sequence[Found], behind: Sequence[Found]) -> str:
    increasing = _INCREASING.search(pages)
    if any(w.term == "article-number" for w in before):
        return "article-number"
    if behind and not before and not (increasing and int(increasing[1]) < int(increasing[2])):
        return "extent"
    if "-" not in pages and _ARTICLE.match(pages):
        return "article-number"
    return "range" if _SEVERAL.search(pages) else "single"
