"""The last step of normalising: type, genre, language and locator, then the closing of the account.

What is decided here needs the whole record: a thesis is known by its words, a single page
after a book is a cited place, a title's language by the title.
"""

from __future__ import annotations

import re
from dataclasses import fields

from bibnorm.account import COUNTED, account
from bibnorm.assemble import Printed
from bibnorm.model import Block, Reading, Record, Span
from bibnorm.normalize.genres import infer_genre
from bibnorm.normalize.record import Account, read_fields
from bibnorm.normalize.types import infer_type

DOUBTFUL_BELOW = 0.5  # of the whole record; chosen on the dev references (benchmarks/accuracy.md)
# types whose single cited page is a locator, not the pages on which the work stands
WHOLE_WORKS = frozenset(
    {"book", "thesis", "report", "motion_picture", "software", "dataset", "map", "manuscript", "speech"}
)
GENRE_TYPES = frozenset({"thesis", "report", "manuscript", "speech", "article"})
# "p. (Biblioteca del mar ; 12)." at the end of a reference
SERIES = re.compile(
    r"[\s.,;]*(?:[^\W\d_]{1,8}\.?)?[\s.,;–—-]*[(\[](?P<title>[^()\[\]\d;]{4,80}?)"
    r"(?:\s?[;,]?\s(?:[^\W\d_]{1,4}[.°]?\s?)?(?P<number>\d{1,4}))?[)\]][\s.]*$"
)
# "N° 13" behind the kind of a report, or nothing
NUMBER_BEHIND = re.compile(r"[\s,.)]*(?:(?:[^\W\d_]{1,4}[.°º]?\s?)?(?P<number>\d[\w/-]*))?[\s).]*")
KNOWN = {f.name for f in fields(Record)}


def normalize(printed: Printed, block: Block, langs: tuple[str, ...] = ()) -> Reading:
    """Read the printed pieces of one citation into a record with its account.

    Args:
        printed: from `assemble`.
        block: where the text stands.
        langs: BCP 47 codes that the references are likely in.
    """
    read = read_fields(printed, langs)
    _genre(read)
    _series(read)
    record = Record(**{k: v for k, v in read.values.items() if k in KNOWN and v})
    kind = infer_type(record, printed.text, read.spans)
    locator = _locator(read, kind)
    values = {k: v for k, v in read.values.items() if k in KNOWN and v}
    values["language"] = read.language
    values["type"] = kind
    spans, labels, leftover = account(printed.text, read.spans, read.labels)
    sure = _sure(read, printed.text, leftover)
    doubtful = sure < DOUBTFUL_BELOW or not (record.title or record.container_title)
    confidence = {k: round(v, 4) for k, v in read.confidence.items() if k in spans}
    return Reading(
        Record(**values),
        block,
        spans,
        labels,
        leftover,
        confidence,
        round(sure, 4),
        doubtful,
        locator,
        tuple(read.remarks),
    )


def _genre(read: Account) -> None:
    """The kind of a thesis or report that no field took."""
    if read.values.get("genre"):
        return
    taken = sorted(s for many in read.spans.values() for s in many)
    position = 0
    for start, end in [*taken, (len(read.text), len(read.text))]:
        found = infer_genre(read.text[position:start]) if start - position > 3 else None
        if found:
            value, (a, b) = found
            read.put("genre", value, [(position + a, position + b)], 0.8)
            return
        position = max(position, end)
    _genre_behind_publisher(read)


def _genre_behind_publisher(read: Account) -> None:
    """``University of Lund dissertation``, ``Institute of X, Research Monograph N° 13``: kind and number apart."""
    spans = read.spans.get("publisher", [])
    if len(spans) != 1:
        return
    start, end = spans[0]
    found = infer_genre(read.text[start:end])
    if not found or not found[1][0]:
        return
    genre, (a, b) = found
    number = NUMBER_BEHIND.fullmatch(read.text, start + b, end)
    if not number or not read.text[start : start + a].strip(" ,.;:"):
        return
    house = read.text[start : start + a].rstrip(" ,.;:([")
    read.values["publisher"] = " ".join(house.split())
    read.spans["publisher"] = [(start, start + len(house))]
    read.put("genre", genre, [(start + a, start + b)], read.confidence["publisher"])
    if number["number"] and "number" not in read.values:
        read.put("number", number["number"], [number.span("number")], read.confidence["publisher"])


def _series(read: Account) -> None:
    """What stands in brackets behind the number of pages is the series: ``262 p. (Biblioteca del mar ; 12)``."""
    extent = read.spans.get("number_of_pages")
    if not extent or "collection_title" in read.values or "container_title" in read.values:
        return
    found = SERIES.match(read.text, extent[-1][1])
    if not found:
        return
    if any(read.spans[name][-1][1] > found.start() for name in read.spans.keys() - {"note", "isbn"}):
        return
    for start, end in [s for s in read.spans.get("note", []) if s[0] >= found.start() and s[1] <= found.end()]:
        read.values["note"] = read.values["note"].replace(" ".join(read.text[start:end].split()), "").strip()
        read.spans["note"].remove((start, end))
    read.put("collection_title", found["title"], [found.span("title")], 0.8)
    if found["number"]:
        read.put("collection_number", found["number"], [found.span("number")], 0.8)


def _locator(read: Account, kind: str) -> str:
    """Take a single cited page of a whole work out of the record."""
    page = read.values.get("page", "")
    if kind not in WHOLE_WORKS or not page or re.search(r"[-,–]", page) or "container_title" in read.values:
        return ""
    del read.values["page"]
    read.confidence.pop("page", None)
    read.spans["locator"] = read.spans.pop("page")
    return str(page)


def _sure(read: Account, text: str, leftover: tuple[Span, ...]) -> float:
    """How sure the record is: its least sure field, less for what was left over."""
    least = min((v for k, v in read.confidence.items() if k not in ("note", "medium")), default=0.0)
    lost = sum(len(COUNTED.findall(text[a:b])) for a, b in leftover)
    return least * (1.0 - min(0.6, 3.0 * lost / max(1, len(COUNTED.findall(text)))))
