"""What no label reached and print still says: the kind of a thesis, a series in brackets, a day of access, a year.

Each recovery looks at the stretches that no field took, is sure of what it takes, and leaves the
rest alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bibnorm.model import Span
from bibnorm.normalize.dates import split_dates
from bibnorm.normalize.genres import infer_genre
from bibnorm.normalize.record import Account

# "p. (Biblioteca del mar ; 12)." at the end of a reference
SERIES = re.compile(
    r"[\s.,;]*(?:[^\W\d_]{1,8}\.?)?[\s.,;–—-]*[(\[](?P<title>[^()\[\]\d;]{4,80}?)"
    r"(?:\s?[;,]?\s(?:[^\W\d_]{1,4}[.°]?\s?)?(?P<number>\d{1,4}))?[)\]][\s.]*$"
)
# "N° 13" behind the kind of a report, or nothing
NUMBER_BEHIND = re.compile(r"[\s,.)]*(?:(?:[^\W\d_]{1,4}[.°º]?\s?)?(?P<number>\d[\w/-]*))?[\s).]*")
YEAR_ALONE = re.compile(r"(?<![\w.:/-])(?:1[5-9]\d\d|20[0-3]\d)(?:[a-e])?(?![\w:/-]|\.\d)")


def recover(read: Account) -> None:
    """Run all recoveries, in order."""
    for step in RECOVERIES:
        step(read)


def gaps(read: Account) -> Iterator[Span]:
    """The stretches that no field took, in order."""
    taken = sorted(s for many in read.spans.values() for s in many)
    position = 0
    for start, end in [*taken, (len(read.text), len(read.text))]:
        if start - position > 3:
            yield position, start
        position = max(position, end)


def find_genre(read: Account) -> None:
    """The kind of a thesis or report that no field took."""
    if read.values.get("genre"):
        return
    for start, end in gaps(read):
        found = infer_genre(read.text[start:end])
        if found:
            value, (a, b) = found
            read.put("genre", value, [(start + a, start + b)], 0.8)
            return


def part_publisher(read: Account) -> None:
    """``University of Lund dissertation``, ``Institute of X, Research Monograph N° 13``: kind and number apart."""
    spans = read.spans.get("publisher", [])
    if len(spans) != 1 or read.values.get("genre"):
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


def find_series(read: Account) -> None:
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


def find_access(read: Account) -> None:
    """``Acesso em: 15 fev. 2022``, ``[cited 2024 Feb 4]``: a date with a word for access beside it."""
    if "accessed" in read.values:
        return
    for start, end in gaps(read):
        dates = split_dates(read.text[start:end], read.language)
        if dates.accessed:
            spans = [(start + a, start + b) for role, (a, b) in dates.spans if role == "accessed"]
            read.put("accessed", dates.accessed, spans, 0.8)
            read.labels.extend((start + a, start + b) for a, b in dates.labels)
            return


def find_year(read: Account) -> None:
    """The one year that stands alone where no date was read."""
    if read.values.get("issued") or read.values.get("status"):
        return
    found = [m.span() for start, end in gaps(read) for m in YEAR_ALONE.finditer(read.text, start, end)]
    dates = split_dates(read.text[slice(*found[0])]) if len(found) == 1 else None
    if dates and dates.issued:
        read.put("issued", dates.issued, found, 0.6)


RECOVERIES: tuple[Callable[[Account], None], ...] = (find_genre, part_publisher, find_series, find_access, find_year)
