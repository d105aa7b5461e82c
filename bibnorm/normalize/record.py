"""The printed pieces of a citation → a record in CSL's values, with the account of its characters.

Each kind of field has one small reader here, which calls the parser of that kind and says
which characters became the value and which were label words. What a parser cannot read
stays as printed in its field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from bibnorm.lang.kinds import CODE
from bibnorm.lang.lookup import find_words, lexicon
from bibnorm.model import NAME_FIELDS, OTHERS, Date, Diagnostic, Labelled, Printed, Span
from bibnorm.normalize.containers import clean_container, split_event
from bibnorm.normalize.dates import join_dates, parse_date, split_dates
from bibnorm.normalize.edges import plain
from bibnorm.normalize.language import Work, guess_languages
from bibnorm.normalize.names import parse_names
from bibnorm.normalize.numbers import split_edition, split_issue, split_volume
from bibnorm.normalize.pages import parse_pages
from bibnorm.normalize.publishers import clean_publisher, split_place_publisher
from bibnorm.normalize.titles import clean_title

YEAR = re.compile(r"\d{4}")
JOINED = (
    "title",
    "container_title",
    "collection_title",
    "publisher",
    "publisher_place",
    "genre",
    "event_title",
    "note",
)
GAP = re.compile(r"[\s.,;:/&–-]{1,4}")
UNSURE = 0.6  # how much a second possible reading of a value leaves of its confidence


@dataclass(slots=True)
class Account:
    """What is being read off one citation: values, and the characters that they used."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    labels: list[Span] = field(default_factory=list)
    confidence: dict[str, float] = field(default_factory=dict)
    remarks: list[Diagnostic] = field(default_factory=list)
    language: str = ""

    def put(self, name: str, value: Any, spans: Sequence[Span], sure: float) -> None:
        """Give a field its value; a further text or list of names is appended."""
        old = self.values.get(name)
        if old and isinstance(value, str):
            value = f"{old} {value}"
        elif old and isinstance(value, tuple):
            value = (*(n for n in old if n != OTHERS), *value)
        if not value:
            return
        self.values[name] = value
        self.spans.setdefault(name, []).extend(span for span in spans if span[1] > span[0])
        self.confidence[name] = min(sure, self.confidence.get(name, 1.0))


def _shift(spans: Sequence[Span], offset: int) -> list[Span]:
    return [(a + offset, b + offset) for a, b in spans]


def read_fields(citations: Sequence[Printed], langs: tuple[str, ...] = ()) -> list[Account]:
    """Read every field of some citations, in an order in which later ones may look at earlier ones.

    The title comes before the date: its language tells the order of day and month in ``3/4/2009``. One field is
    read in all citations before the next one, so that its tables stay near the processor: half the time.

    >>> from bibnorm.assemble import assemble
    >>> runs = [Labelled(0, 6, "author", 1.0), Labelled(8, 11, "title", 1.0), Labelled(13, 17, "date", 1.0)]
    >>> read_fields([assemble("ROE, J. Sea, 1990", runs)])[0].values["author"]
    (Name(family='Roe', given='J.', dropping_particle='', non_dropping_particle='', suffix='', literal=''),)
    """
    accounts = [Account(printed.text, labels=[*printed.marks]) for printed in citations]
    for name, reader in READERS.items():
        for account, printed in zip(accounts, citations, strict=True):
            if pieces := printed.pieces.get(name):
                reader(account, name, pieces)
        if name == "container_title":
            works = [Work(a.values.get("title", ""), a.values.get("container_title", "")) for a in accounts]
            for account, language in zip(accounts, guess_languages(works, langs), strict=True):
                account.language = language
    for account, printed in zip(accounts, citations, strict=True):
        _identifiers(account, printed)
        for name in JOINED:
            _rejoin(account, name)
    return accounts


def _rejoin(account: Account, name: str) -> None:
    """Several stretches in the order of print; with signs only between them one text: ``London & Reading``."""
    spans = sorted(account.spans.get(name, []))
    if len(spans) < 2 or not account.values.get(name):
        return
    gaps = [account.text[a[1] : b[0]] for a, b in pairwise(spans)]
    printed = [account.text[a:b] for a, b in spans]
    if all(GAP.fullmatch(gap) for gap in gaps):
        printed = [account.text[spans[0][0] : spans[-1][1]]]
        account.spans[name] = [(spans[0][0], spans[-1][1])]
    account.values[name] = plain(" ".join(printed))


def _names(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
    for piece in pieces:
        read = parse_names(account.text[piece.start : piece.end])
        account.labels.extend(_shift(read.labels, piece.start))
        account.put(name, read.names, _shift(read.spans, piece.start), piece.confidence * (1 if read.sure else UNSURE))
        if not read.sure:
            account.remarks.append(
                Diagnostic("BN201", f"{name}: the names can be read in more than one way", (piece.start, piece.end))
            )


def _text(cleaner: Callable[[str], Any]) -> Callable[[Account, str, Sequence[Labelled]], None]:
    """A reader of a text field by a cleaner of edges."""

    def read(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
        for piece in pieces:
            cleaned = cleaner(account.text[piece.start : piece.end])
            account.labels.extend(_shift(cleaned.labels, piece.start))
            account.put(name, cleaned.value, _shift([(cleaned.start, cleaned.end)], piece.start), piece.confidence)
            if cleaned.medium and cleaned.medium_span:
                _medium(account, cleaned.medium, _shift([cleaned.medium_span], piece.start)[0], piece.confidence)

    return read


def _medium(account: Account, value: str, span: Span, sure: float) -> None:
    """``[on line]`` is the medium; the codes of GB/T 7714 (``[J]``) are label words."""
    if CODE.fullmatch(value) or "medium" in account.values:
        account.labels.append(span)
    else:
        account.put("medium", value, [span], sure)


def _container(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
    """A book, journal or proceedings; the congress that is printed before ``Anais`` is the event."""
    for piece in pieces:
        text = account.text[piece.start : piece.end]
        event = split_event(text)
        if event is None:
            CLEAN_CONTAINER(account, name, [piece])
            continue
        account.labels.extend(_shift(event.labels, piece.start))
        for target, (start, end) in event.spans:
            value = " ".join(text[start:end].split())
            account.put(
                target,
                parse_date(value) if target == "event_date" else value,
                _shift([(start, end)], piece.start),
                piece.confidence,
            )


def _volume(splitter: Callable[[str], Any]) -> Callable[[Account, str, Sequence[Labelled]], None]:
    """A stretch that holds the volume, the issue or both; what is read twice stays what it was first."""

    def read(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
        for piece in pieces:
            text = account.text[piece.start : piece.end]
            read = splitter(text)
            account.labels.extend(_shift(read.labels, piece.start))
            taken: dict[str, list[Span]] = {}
            for target, span in read.spans:
                taken.setdefault({"series": "note", "date": "note"}.get(target, target), []).append(span)
            for target, spans in taken.items():
                value = getattr(read, target, "") or text[spans[0][0] : spans[-1][1]]
                if target not in account.values:
                    account.put(target, value, _shift(spans, piece.start), piece.confidence)

    return read


def _pages(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
    for piece in pieces:
        text = account.text[piece.start : piece.end]
        read = parse_pages(text)
        if isinstance(read, str):
            account.put(
                "page" if "page" not in account.values else "note",
                read,
                [(piece.start, piece.end)],
                piece.confidence * UNSURE,
            )
            continue
        account.labels.extend(_shift(read.labels, piece.start))
        extent = read.kind == "extent" or (name == "number_of_pages" and read.kind != "range")
        target = "number_of_pages" if extent else "page"
        if target not in account.values:
            account.put(target, read.pages, _shift(read.spans, piece.start), piece.confidence)
        if read.extent and "number_of_pages" not in account.values:
            account.put("number_of_pages", read.extent, _shift(read.extent_spans, piece.start), piece.confidence)


def _edition(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
    piece = pieces[0]
    read = split_edition(account.text[piece.start : piece.end])
    account.labels.extend(_shift(read.labels, piece.start))
    account.put(name, read.edition, _shift(read.spans, piece.start), piece.confidence)


def _dates(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
    """The date of the printed edition, an original date beside it, or a status such as *in press*.

    Month and year may be printed apart; pieces that make no one date are read one by one.
    """
    texts = [account.text[p.start : p.end] for p in pieces]
    joined = join_dates(texts, account.language) if len(pieces) > 1 else None
    if isinstance(joined, Date) and len({y for t in texts for y in YEAR.findall(t)}) < 2:
        account.put(name, joined, [(p.start, p.end) for p in pieces], min(p.confidence for p in pieces))
        return
    for piece in _beside(account.text, pieces):
        _one_date(account, name, piece)


def _beside(text: str, pieces: Sequence[Labelled]) -> list[Labelled]:
    """Pieces with nothing but signs between them as one: ``([1923] 1968)``."""
    out: list[Labelled] = []
    for piece in pieces:
        if out and not re.search(r"\w", text[out[-1].end : piece.start]) and piece.start - out[-1].end < 4:
            sure = min(out[-1].confidence, piece.confidence)
            out[-1] = replace(out[-1], start=out[-1].start - (text[out[-1].start - 1] in "[(" if out[-1].start else 0))
            out[-1] = replace(out[-1], end=piece.end, confidence=sure)
        else:
            out.append(piece)
    return out


def _one_date(account: Account, name: str, piece: Labelled) -> None:
    text = account.text[piece.start : piece.end]
    read = split_dates(text, account.language)
    account.labels.extend(_shift(read.labels, piece.start))
    found = {"issued": read.issued, "original_date": read.original, "accessed": read.accessed, "status": read.status}
    if name != "issued":  # the day of access, of an event
        found = {name: read.accessed or read.issued or read.original}
    whole = [(0, len(text))]
    for target, value in found.items():
        spans = [span for role, span in read.spans if role == target] or whole
        if value and target not in account.values:
            account.put(target, value, _shift(spans, piece.start), piece.confidence)
        elif value and value != account.values[target]:
            account.put("note", text, [(piece.start, piece.end)], piece.confidence * UNSURE)
    if read.no_date:
        account.labels.append((piece.start, piece.end))
    elif cut := _no_date(account.text, piece.start):
        account.labels.append((piece.start, cut))
    elif not any(found.values()) and re.search(r"\w", text):
        account.put("note", " ".join(text.split()), [(piece.start, piece.end)], piece.confidence * UNSURE)


def _no_date(text: str, start: int) -> int:
    """Where ``s.f.`` ends whose first letter alone was labelled a date; 0 if there is none."""
    found = find_words(text[start : start + 12], lexicon("no-date"))
    return start + found[0].end if found and found[0].term and not found[0].start else 0


def _publishing(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
    """Places and houses: a stretch of one label may hold both."""
    for piece in pieces:
        text = account.text[piece.start : piece.end]
        both = (
            split_place_publisher(text)
            if not {"publisher", "publisher_place"} & account.values.keys() - {name}
            else None
        )
        if both is not None:
            for target, (start, end) in both:
                account.put(
                    target, " ".join(text[start:end].split()), _shift([(start, end)], piece.start), piece.confidence
                )
        else:
            CLEAN_PUBLISHER(account, name, [piece])


def _plain(account: Account, name: str, pieces: Sequence[Labelled]) -> None:
    for piece in pieces:
        value = " ".join(account.text[piece.start : piece.end].split())
        account.put(name, value, [(piece.start, piece.end)], piece.confidence)


CLEAN_CONTAINER = _text(clean_container)
CLEAN_PUBLISHER = _text(clean_publisher)
READERS: dict[str, Callable[[Account, str, Sequence[Labelled]], None]] = {
    **dict.fromkeys(NAME_FIELDS, _names),
    "title": _text(clean_title),
    "container_title": _container,
    "collection_title": _text(clean_container),
    "collection_number": _plain,
    "volume": _volume(split_volume),
    "issue": _volume(split_issue),
    "page": _pages,
    "number_of_pages": _pages,
    "edition": _edition,
    "issued": _dates,
    "original_date": _dates,
    "event_date": _dates,
    "event_place": _plain,
    "accessed": _dates,
    "publisher": _publishing,
    "publisher_place": _publishing,
    "genre": _plain,
    "number_of_volumes": _plain,
    "number": _plain,
    "event_title": _text(clean_container),
    "medium": _plain,
    "note": _plain,
    "url": _plain,
}


def _identifiers(account: Account, printed: Printed) -> None:
    """Identifiers found by rule; a second one of a kind is kept in the note."""
    for found in printed.identifiers:
        span = (found.start, found.end)
        if found.kind == "medium":
            _medium(account, found.value, span, 1.0)
        elif found.kind in account.values and account.values[found.kind].lower() == found.value.lower():
            account.labels.append(span)  # printed twice
        elif found.kind in account.values:
            account.put("note", found.value, [span], 0.9)
        else:
            account.values[found.kind] = ""
            account.put(found.kind, found.value, [span], 0.99 if found.valid else UNSURE)
        if not found.valid:
            account.remarks.append(
                Diagnostic("BN202", f"{found.kind.upper()} {found.value}: the check digit is wrong", span)
            )
