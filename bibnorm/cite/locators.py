"""The cited place of a citation in full: read with the work, it is none of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from bibnorm import lang
from bibnorm.cite.back import find_locator, place_words
from bibnorm.cite.model import Cut
from bibnorm.model import Reading, Record

SINGLE_PAGE = re.compile(r"^[\divxlcIVXLC]+$")
# the cited place behind the first page: "46 Modern Law Rev. 1 at 8", "173 at pp. 173–6"
CLOSING = re.compile(
    r"(?<=[\d),])\s*(?:,\s*)?\b(?:at|hier|here|ici|aquí|aqui|qui)\s+((?:pp?|S|págs?|pag)\.\s*)?"
    r"(\d+(?:\s*(?:[-–—,]|and)\s*\d+)*)[\s.)]*$"
)
PLACES = ("page", "chapter_number")
BEHIND = re.compile(r"[\W_]*")


def place_locators(readings: Sequence[Reading], cuts: Iterable[Cut]) -> list[Reading]:
    """In notes a single page that closes a citation in full is the cited one, no page of the work."""
    cited = {cut.block for cut in cuts if cut.place is not None}
    return [_move_page(reading) if reading.block in cited else reading for reading in readings]


def _move_page(reading: Reading) -> Reading:
    """The reading with what is a cited place in a note as its locator."""
    text = reading.block.text
    if reading.locator and not CLOSING.search(text):
        return reading
    if match := CLOSING.search(text):
        return _with_locator(reading, match.span(2), match[2])
    if found := _chapter(reading):
        return _with_locator(reading, found.span(), found[0].strip())
    record, spans = reading.record, reading.spans.get("page", ())
    in_work = record.type.startswith(("article", "chapter", "entry", "paper", "review"))
    if not spans or not (SINGLE_PAGE.match(record.page) or (not in_work and record.page)):
        return reading
    behind = "" if record.url else BEHIND.sub("", text[spans[-1][1] :])
    first_page = record.type == "article-journal" and not _has_page_word(text[: spans[-1][0]])
    return reading if behind or first_page else _with_locator(reading, spans[-1], record.page)


def _chapter(reading: Reading) -> re.Match[str] | None:
    """The words "Chapter II" of a work that is no chapter itself."""
    if reading.record.type == "chapter":
        return None
    spans = (*reading.spans.get("chapter_number", ()), *reading.labels)
    found = place_words().finditer(reading.block.text)
    return next((match for match in found if any(match.start() < b and a < match.end() for a, b in spans)), None)


def _with_locator(reading: Reading, span: tuple[int, int], locator: str) -> Reading:
    """The reading with a stretch of its print as the cited place, and no field or leftover on it."""
    start, end = span
    taken = [name for name in PLACES if any(start <= a < end for a, _ in reading.spans.get(name, ()))]
    spans = {name: value for name, value in reading.spans.items() if name not in taken}
    freed = [piece for name in taken for piece in reading.spans[name] if not start <= piece[0] < end]
    outside = tuple(piece for piece in reading.leftover if not (start <= piece[0] and piece[1] <= end))
    return replace(
        reading,
        record=_without(reading.record, taken),
        spans=spans,
        labels=tuple(sorted({*reading.labels, *freed, span})),
        leftover=outside,
        locator=locator,
    )


def _without(record: Record, taken: Sequence[str]) -> Record:
    page = "" if "page" in taken else record.page
    return replace(record, page=page, chapter_number="" if "chapter_number" in taken else record.chapter_number)


def _has_page_word(before: str) -> bool:
    """Whether the page is the cited one by its mark: a page word, or the colon behind a year (``(2001): 44``)."""
    return bool(_page_word().search(before)) or before.rstrip().endswith("):")


@cache
def _page_word() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lang.pattern('page')}|С)\s*$", re.IGNORECASE)


def locator_of(cut: Cut, reading: Reading) -> str:
    """The cited place of a citation in full: as held, as read, or as the words behind a chapter say."""
    if cut.locator or reading.locator:
        return cut.locator or reading.locator
    if cut.tail:
        return find_locator(cut.tail)[0]
    left = [reading.block.text[a:b] for a, b in reading.leftover]
    return next((found for text in left if (found := find_locator(text)[0])), "")
