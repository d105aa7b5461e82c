"""Dates: what is printed about when a work appeared, first appeared or was looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bibnorm.model import Date, Span
from bibnorm.normalize.date_atoms import Atom, atoms, order_of_days
from bibnorm.normalize.date_reading import Reading, readings

_PLAIN = re.compile(r"[\s(]*(1[0-9]\d\d|20\d\d)([a-k]?)[\s).,:;]*\Z")


class Dates(NamedTuple):
    """The dates of one stretch of print.

    Attributes:
        issued: the date of the edition in hand.
        original: the date of the first edition, where another is in hand.
        accessed: a date with a word for access beside it.
        status: words that stand for a date: ``forthcoming``, ``in press``, as printed.
        no_date: words that say there is none: ``s. f.``, ``n.d.``, as printed.
        suffix: the letter of ``2013b``.
        spans: field (``issued``, ``original_date``, ``accessed``, ``status``) and stretch, in the order of print.
        labels: words about the date: ``Acesso em``, ``orig.``, ``de``, ``n.d.``.
    """

    issued: Date | None = None
    original: Date | None = None
    accessed: Date | None = None
    status: str = ""
    no_date: str = ""
    suffix: str = ""
    spans: tuple[tuple[str, Span], ...] = ()
    labels: tuple[Span, ...] = ()


# ------------------------------------------------------------------ the functions for callers
def parse_date(text: str, language: str = "") -> Date | str:
    """Read one date, with the label words that stand around it.

    Args:
        text: the characters tagged as date or access date.
        language: BCP 47 code of the print where known; it tells 3 April from 4 March in ``3/4/2009``.

    Returns:
        The date as far as it is certain, or ``text`` itself where there is none ("s. f.", "in press",
        "April 24"). Never raises.

    >>> parse_date("(octubre-diciembre), 2006").parts
    ((2006, 10), (2006, 12))
    >>> parse_date("12/03/2009").parts, parse_date("12/03/2009", "es").parts
    (((2009,),), ((2009, 3, 12),))
    >>> parse_date("[1796]")
    Date(parts=((1796,),), seasons=(), circa=True, printed='[1796]')
    >>> parse_date("Summer-Autumn, 2007").seasons, parse_date("forthcoming")
    ((2, 3), 'forthcoming')
    """
    dates = split_dates(text, language)
    return dates.issued or dates.accessed or dates.original or text


def join_dates(parts: Sequence[str], language: str = "") -> Date | str | None:
    """Read the pieces of one date that other things stand between.

    Returns:
        The date; the pieces as one string where they hold none; None where there are no pieces.

    >>> join_dates(["Noviembre", "2008"]).parts, join_dates(["2012.", "(May 2012):"]).parts, join_dates([])
    (((2008, 11),), ((2012, 5),), None)
    """
    return parse_date("; ".join(parts), language) if parts else None


@lru_cache(maxsize=8192)
def split_dates(text: str, language: str = "") -> Dates:
    """Part a stretch into the date of the edition, the date of the original and what says there is none.

    Two years, one of them in brackets or behind a stroke, are an edition and its original: the later
    one is the edition's. A word ("orig.", "first published", "1e éd.") decides before that.

    >>> found = map(split_dates, ("1954 [1961]", "[1977] 1990", "2011/1979", "1990 (orig. 1977)"))
    >>> [(d.issued.year, d.original.year) for d in found]
    [(1961, 1954), (1990, 1977), (2011, 1979), (1990, 1977)]
    >>> split_dates("2013b").suffix, split_dates("s. f.").no_date, split_dates("2024, in press").status
    ('b', 's. f.', 'in press')
    """
    plain = _PLAIN.match(text)
    if plain:
        date = Date(((int(plain[1]),),), printed=plain[1] + plain[2])
        return Dates(issued=date, suffix=plain[2], spans=(("issued", (plain.start(1), plain.end(2))),))
    language = order_of_days(text, language)
    found = atoms(text, language)
    return _account(text, found, _assigned(readings(text, found, language)))


def format_date(date: Date) -> str:
    """EDTF as biblatex takes it: seasons as months 21 to 24, ``~`` about, ``?`` inferred, ``/`` a range.

    A day that its month has not (29 Feb 2021) is left out. Without a year it is what is printed.

    >>> format_date(Date(((2006, 10), (2006, 12)))), format_date(Date(((2007,),), (2, 3)))
    ('2006-10/2006-12', '2007-22/2007-23')
    >>> [format_date(Date(((1796,),), circa=True, printed=p)) for p in ("[1796]", "c. 1796")]
    ['1796?', '1796~']
    """
    if not date.parts:
        return date.printed
    sign = ("?" if "[" in date.printed or "?" in date.printed else "~") if date.circa else ""
    if sign and re.search(r"\d{3}0s", date.printed):
        return f"{date.parts[0][0] // 10}X"
    ends = list(date.parts)
    if len(date.seasons) > len(ends):
        ends = ends * len(date.seasons)
    seasons = [*date.seasons, *([0] * len(ends))]
    return "/".join(_format_part(part, season) + sign for part, season in zip(ends, seasons, strict=False))


def _format_part(part: tuple[int, ...], season: int) -> str:
    if season and len(part) == 1:
        return f"{part[0]:04}-{20 + season}"
    year, *rest = part
    if len(rest) > 1 and rest[1] > _days(year, rest[0]):
        rest = rest[:1]
    return "-".join([f"{year:04}", *(f"{n:02}" for n in rest)])


def _days(year: int, month: int) -> int:
    """How many days a month has."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 + leap if month == 2 else 30 if month in (4, 6, 9, 11) else 31


# ------------------------------------------------------------------ which date is which
def _assigned(readings: Sequence[Reading]) -> dict[str, list[Reading]]:
    """The readings by field; the first of a field is its date, others say the same less exactly."""
    fields: dict[str, list[Reading]] = {}
    for reading in readings:
        if reading.role:
            fields.setdefault("accessed" if reading.role == "accessed" else "original_date", []).append(reading)
    plain = sorted((r for r in readings if not r.role), key=_is_event)
    if plain:
        same = [r for r in plain if r.date.year == plain[0].date.year]
        fields["issued"] = sorted(same, key=_precision, reverse=True)
        other = next((r for r in plain if r not in same), None)
        if other and "original_date" not in fields and _are_editions(plain[0], other):
            fields["original_date"] = [other]
    issued, original = fields.get("issued"), fields.get("original_date")
    if issued and original and (issued[0].date.year or 0) < (original[0].date.year or 0):
        fields["issued"], fields["original_date"] = original, issued
    return fields


def _are_editions(one: Reading, other: Reading) -> bool:
    """Whether two dates are years of which one stands in brackets or behind a stroke."""
    return one.bracket != other.bracket and all(len(p) == 1 for r in (one, other) for p in r.date.parts)


def _is_event(reading: Reading) -> bool:
    """Whether it is some days in a row; beside another date these are an event's."""
    return len(reading.date.parts) > 1 and len(reading.date.parts[0]) > 2


def _precision(reading: Reading) -> int:
    """How much a date says."""
    return -1 if _is_event(reading) else 2 * len(reading.date.parts[0]) + bool(reading.date.seasons)


def _account(text: str, found: Sequence[Atom], assigned: dict[str, list[Reading]]) -> Dates:
    dates = {name: _settled(name, readings, sum(map(len, assigned.values()))) for name, readings in assigned.items()}
    spans = [(name, span) for name, rs in assigned.items() for r in rs for span in _spans(found, r.used)]
    status = [(a.start, a.end) for a in found if a.kind == "forthcoming"]
    spans += [("status", span) for span in status]
    none = [text[a.start : a.end + (text[a.end : a.end + 1] == ".")] for a in found if a.kind == "no-date"]
    year = next((a for r in assigned.get("issued", []) for a in r.used if a.kind == "year"), None)
    return Dates(
        issued=dates.get("issued"),
        original=dates.get("original_date"),
        accessed=dates.get("accessed"),
        status="; ".join(text[a:b] for a, b in status),
        no_date="; ".join(none),
        suffix=year.suffix.replace("s", "") if year else "",
        spans=tuple(sorted(spans, key=lambda s: s[1])),
        labels=_labels(found, [span for _, span in spans]),
    )


def _settled(name: str, readings: Sequence[Reading], count: int) -> Date:
    """A field's date; a lone year in square brackets is inferred ("[1796]"), not so beside another date."""
    best = readings[0]
    lone = name == "issued" and count == 1 and best.bracket.endswith("[") and all(len(p) == 1 for p in best.date.parts)
    return replace(best.date, circa=True) if lone and not best.date.seasons else best.date


def _spans(found: Sequence[Atom], used: Sequence[Atom]) -> list[Span]:
    """The stretches of a date: parts with nothing but links and signs between them are one."""
    spans: list[Span] = []
    broken = True
    first, last = found.index(used[0]), found.index(used[-1])
    for atom in found[first : last + 1]:
        if atom in used:
            if broken:
                spans.append((atom.start, atom.end))
            spans[-1] = (spans[-1][0], atom.end)
            broken = False
        elif atom.kind not in ("link", "mark", "doubt"):
            broken = True
    return spans


def _labels(found: Sequence[Atom], spans: Sequence[Span]) -> tuple[Span, ...]:
    """Known words outside of the dates."""
    words = [a for a in found if a.kind in ("link", "accessed", "original-published", "edition", "no-date", "circa")]
    return tuple((a.start, a.end) for a in words if not any(s <= a.start < e for s, e in spans))
