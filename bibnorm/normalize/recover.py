"""What no label reached and print still says: the kind of a thesis, a series in brackets, a day of access, a year.

Each recovery looks at the stretches that no field took, is sure of what it takes, and leaves the
rest alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from bibnorm.lang.lookup import WORD, find_words, keys, lexicon
from bibnorm.model import Span
from bibnorm.normalize.dates import split_dates
from bibnorm.normalize.edges import plain
from bibnorm.normalize.genres import infer_genre
from bibnorm.normalize.record import Account
from bibnorm.text import fold

# "p. (Biblioteca del mar ; 12)." at the end of a reference
SERIES = re.compile(
    r"[\s.,;]*(?:[^\W\d_]{1,8}\.?)?[\s.,;–—-]*[(\[](?P<title>[^()\[\]\d;]{4,80}?)"
    r"(?:\s?[;,]?\s(?:[^\W\d_]{1,4}[.°]?\s?)?(?P<number>\d{1,4}))?[)\]][\s.]*$"
)
# "N° 13" behind the kind of a report, or nothing
NUMBER_BEHIND = re.compile(r"[\s,.)]*(?:(?:[^\W\d_]{1,4}[.°º]?\s?)?(?P<number>\d[\w/-]*))?[\s).]*")
# « Espaces » or Espaces behind a series word
SERIES_TITLE = re.compile(r"[\s:.]*[«“\"‘]?\s?(?P<title>[^«»“”\"]{2,80}?)\s?[»”\"’]?[\s.,;)]*$")
# Collection « Terrains », 5   Maritime Monographs 9   = Schriften des Vereins, Bd. 14
SERIES_WHOLE = re.compile(
    r"=?\s?(?:(?P<word>[^\W\d_]{3,12}\.?)\s?(?=[«“\"]))?[«“\"]?\s?(?P<title>[^«»“”\"\d]{3,90}?)\s?[»”\"]?"
    r"(?:\s?[,;.]?\s(?:[^\W\d_]{1,5}[.°º]?\s?)?(?P<number>\d{1,4}|(?<=[,;]\s)[IVXLC]{1,6}))?"
)
VOLUMES_ALONE = re.compile(r"(?<![\w.,-])(?P<number>[2-9]|[1-9]\d)\s(?P<mark>[^\W\d_]{2,10})(?![^\W_])(?!\.?\s?\d)")
# ", v. " between a series and its number, the bracket closed behind it: (Coleção Mar, v. 7)
TO_NUMBER = re.compile(r"\s?[,;]\s?(?:[^\W\d_]{1,5}[.°º]?\s?)?")
VOLUMES_COUNTED = re.compile(r"(?P<number>\d{1,2})\s(?P<mark>[^\W\d_]{1,10})")
VOLUMES_AT_END = re.compile(r"[,.;]\s(?P<number>\d{1,2})\s(?P<mark>[^\W\d_]{2,10})\.?$")
PREFACE_AND_TEXT = re.compile(r"[ivxlc]{1,8}\s?[-,+]\s?\d{2,4}", re.I)
YEAR_ALONE = re.compile(r"(?<![\w.:/-])(?:1[5-9]\d\d|20[0-3]\d)(?:[a-e])?(?![\w:/-]|\.\d)")


def recover(reads: Sequence[Account]) -> None:
    """Run all recoveries, in order, each over all citations."""
    for step in RECOVERIES:
        for read in reads:
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
        text = read.text[start:end]
        if not any(fold(word) in _access_words() for word in WORD.findall(text)):
            continue
        dates = split_dates(text, read.language)
        if dates.accessed:
            spans = [(start + a, start + b) for role, (a, b) in dates.spans if role == "accessed"]
            read.put("accessed", dates.accessed, spans, 0.8)
            read.labels.extend((start + a, start + b) for a, b in dates.labels)
            return


@lru_cache(maxsize=1)
def _access_words() -> frozenset[str]:
    """The first words of what print says beside a day of access: a stretch without one of them has none."""
    return frozenset(key.split(" ", 1)[0] for key in keys("accessed"))


def find_year(read: Account) -> None:
    """The one year that stands alone where no date was read."""
    if read.values.get("issued") or read.values.get("status"):
        return
    found = [m.span() for start, end in gaps(read) for m in YEAR_ALONE.finditer(read.text, start, end)]
    dates = split_dates(read.text[slice(*found[0])]) if len(found) == 1 else None
    if dates and dates.issued:
        read.put("issued", dates.issued, found, 0.6)


def part_series(read: Account) -> None:
    """``Presses de l'Ouest, coll. « Espaces »``: a series word inside the house begins another field."""
    span = _only_span(read, "publisher")
    if not span or "collection_title" in read.values:
        return
    start, end = span
    for word in find_words(read.text[start:end], lexicon("series")):
        before = read.text[start : start + word.start]
        title = SERIES_TITLE.match(read.text, start + word.end, end)
        if word.term and title and re.search(r"[,;(]\s*$", before) and before.strip(" ,;("):
            house = before.rstrip(" ,;(")
            _shorten(read, "publisher", start, start + len(house))
            read.labels.append((start + word.start, start + word.end))
            read.put("collection_title", plain(title["title"]), [title.span("title")], read.confidence["publisher"])
            if (
                "container_title" not in read.values
                and "collection_number" not in read.values
                and read.values.get("issue")
            ):
                _move(read, "issue", "collection_number")  # a book has no issues
            return


def part_series_number(read: Account) -> None:
    """``Maritime Monographs 9``, ``Collection « Terrains », 5``: series word, title and number."""
    span = _only_span(read, "collection_title")
    found = SERIES_WHOLE.fullmatch(read.text, *span) if span else None
    if not span or not found:
        return
    word = found["word"]
    if word and not _is(word, "series"):
        return
    if found["number"] and "collection_number" not in read.values:
        read.put("collection_number", found["number"], [found.span("number")], read.confidence["collection_title"])
    elif found["number"]:
        return
    _shorten(read, "collection_title", *found.span("title"))


def part_status(read: Account) -> None:
    """``Isarverlag, o. J.``, ``Four Wells Press, forthcoming``: what stands for a date is no part of the house."""
    span = _only_span(read, "publisher")
    if not span:
        return
    start, end = span
    words = find_words(read.text[start:end], lexicon("no-date", "forthcoming"))
    last = words[-1] if words else None
    before = read.text[start : start + last.start] if last and last.term else ""
    if not last or not re.search(r"[,;.]\s*$", before) or not before.strip(" ,;."):
        return
    _shorten(read, "publisher", start, start + len(before.rstrip(" ,;")))
    where = (start + last.start, end)
    if last.term == "no-date":
        read.labels.append(where)
    elif "status" not in read.values:
        read.put("status", read.text[slice(*where)].strip(" .,"), [where], read.confidence["publisher"])


def part_volumes(read: Account) -> None:
    """``…, 2 vols`` at the end of a title says how many volumes there are."""
    span = _only_span(read, "title")
    found = VOLUMES_AT_END.search(read.text, *span) if span else None
    if not span or not found or not _is(found["mark"], "number-of-volumes"):
        return
    _shorten(read, "title", span[0], found.start())
    read.put("number_of_volumes", found["number"], [found.span("number")], read.confidence["title"])
    read.labels.append(found.span("mark"))


def find_volumes(read: Account) -> None:
    """``2 vols.`` that no field took says how many volumes there are."""
    if "number_of_volumes" in read.values:
        return
    for start, end in gaps(read):
        found = VOLUMES_ALONE.search(read.text, start, end)
        if found and _is(found["mark"], "number-of-volumes"):
            read.put("number_of_volumes", found["number"], [found.span("number")], 0.8)
            read.labels.append(found.span("mark"))
            return


def number_series(read: Account) -> None:
    """``(Coleção Mar, v. 7)``: what stands in one bracket with a series is the number of the series."""
    series, volume = _only_span(read, "collection_title"), _only_span(read, "volume")
    if not series or not volume or {"collection_number", "container_title"} & read.values.keys():
        return
    opened = read.text[: series[0]].rstrip(' «“"')[-1:]
    enclosed = opened in ("(", "[") and read.text[volume[1] : volume[1] + 1] in (")", "]")
    if enclosed and TO_NUMBER.fullmatch(read.text, series[1], volume[0]):
        _move(read, "volume", "collection_number")


def find_extent(read: Account) -> None:
    """``pp. XII-345`` of a book: preface and text, how long it is; ``3 t.`` is no length."""
    volumes = VOLUMES_COUNTED.fullmatch(read.values.get("number_of_pages", ""))
    span = _only_span(read, "number_of_pages")
    if volumes and span and _is(volumes["mark"], "number-of-volumes") and "number_of_volumes" not in read.values:
        _move(read, "number_of_pages", "number_of_volumes")
        _shorten(read, "number_of_volumes", span[0], span[0] + len(volumes["number"]))
        read.labels.append((span[1] - len(volumes["mark"]), span[1]))
    page = read.values.get("page", "")
    if "container_title" in read.values or "number_of_pages" in read.values or not PREFACE_AND_TEXT.fullmatch(page):
        return
    _move(read, "page", "number_of_pages")


def _is(word: str, term: str) -> bool:
    return bool(find_words(word, lexicon(term))[0].term) if re.search(r"[^\W\d_]", word) else False


def _only_span(read: Account, name: str) -> Span | None:
    spans = read.spans.get(name, [])
    return spans[0] if len(spans) == 1 and read.values.get(name) else None


def _shorten(read: Account, name: str, start: int, end: int) -> None:
    """Let a text field have only a part of its stretch."""
    read.spans[name] = [(start, end)]
    read.values[name] = plain(read.text[start:end])


def _move(read: Account, old: str, new: str) -> None:
    read.values[new] = read.values.pop(old)
    read.spans[new] = read.spans.pop(old)
    read.confidence[new] = read.confidence.pop(old)


RECOVERIES: tuple[Callable[[Account], None], ...] = (
    find_genre,
    part_publisher,
    part_series,
    part_series_number,
    part_status,
    part_volumes,
    find_volumes,
    number_series,
    find_extent,
    find_series,
    find_access,
    find_year,
)
