"""Dates as machines write them: EDTF, the fields of BibTeX, and CSL's own.

Source: ISO 8601-2:2019, level 1, as biblatex 3.18 reads it (section 2.3.8 of its manual); btxdoc; CSL 1.0.2.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from bibnorm import lang
from bibnorm.model import Date
from bibnorm.text import DASHES, fold

Part = tuple[int, ...]

# "2001", "-0043", "2001-02-03T10:00Z", "2007-22" (summer), "1796~", "199X"
POINT = re.compile(
    r"(?P<year>-?\d{4}|y-?\d{5,}|\d{3}X|\d{2}XX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:T\S*)?(?P<doubt>[~?%]*)"
)
SEASON = 20  # EDTF counts them 21 to 24
WORD = re.compile(r"[^\W\d_]+\.?")
RANGE = re.compile(rf"\s*(?:[{DASHES}/]|--)+\s*")
# "2008", "c. 1796", "[1796]", "1990/1995", "1990--1995", "1990/95"
YEAR = re.compile(r"(?P<circa>(?:ca?\.|circa|~)\s*)?(?P<open>\[)?(?P<first>-?\d{1,5})(?P<second>.+?)?(?(open)\])")
SECOND_YEAR = re.compile(rf"\s*(?:[{DASHES}/]+)\s*(?P<last>\d{{1,4}})")
DAY = re.compile(rf"(?P<first>\d{{1,2}})\.?(?:\s*(?:[{DASHES}/])+\s*(?P<last>\d{{1,2}})\.?)?")


def parse_edtf(text: str) -> Date:
    """A date or a range in EDTF; what is none stays as printed.

    >>> parse_edtf("2006-10/2006-12").parts, parse_edtf("2007-22/2007-23").seasons
    (((2006, 10), (2006, 12)), (2, 3))
    >>> parse_edtf("1796~").circa, parse_edtf("-0043").parts, parse_edtf("199X").parts
    (True, ((-44,),), ((1990,), (1999,)))
    >>> parse_edtf("in press")
    Date(parts=(), seasons=(), circa=False, printed='in press')
    """
    text = text.strip()
    points = [point for point in text.split("/") if point not in ("", "..")]
    matches = [POINT.fullmatch(point) for point in points]
    if not matches or len(matches) > 2 or not all(matches):
        return Date(printed=text)
    parts: list[Part] = []
    seasons: list[int] = []
    for match in filter(None, matches):
        found, season = _point(match)
        parts += found
        seasons += [season] * bool(season)
    if not all(is_day(part) for part in parts) or len(seasons) not in (0, 1, len(parts)):
        return Date(printed=text)
    return _shortened(parts, seasons, any(match and match["doubt"] for match in matches))


def _point(match: re.Match[str]) -> tuple[list[Part], int]:
    """The parts of one date (two for a decade), and its season."""
    text = match["year"].lstrip("y")
    if "X" in text:
        return [(int(text.replace("X", "0")),), (int(text.replace("X", "9")),)], 0
    year = int(text)
    rest = tuple(int(number) for number in (match["month"], match["day"]) if number)
    if text.startswith("-") or year == 0:
        year -= 1  # EDTF has a year 0, which is 1 BC
    if rest and SEASON < rest[0] <= SEASON + 4:
        return [(year,)], rest[0] - SEASON
    return [(year, *rest)], 0


def _shortened(parts: list[Part], seasons: list[int], circa: bool) -> Date:
    """A range within one year of seasons has its year once; one that begins where it ends is no range."""
    if len(set(parts)) == 1 and (len(set(seasons)) == len(seasons) or not seasons):
        parts = parts[:1]
    return Date(parts=tuple(parts), seasons=tuple(seasons), circa=circa)


def is_day(part: Part) -> bool:
    """Whether the calendar, and four digits, have a year, month or day.

    >>> is_day((2004, 2, 29)), is_day((2001, 13)), is_day(())
    (True, False, False)
    """
    if not part or len(part) > 3:
        return False
    year, month, day = (*part, 1, 1)[:3]
    return -9999 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(abs(year) or 4, month)[1]


# ------------------------------------------------------------------ BibTeX: year, month, day
def parse_year_month(year: str, month: str = "", day: str = "") -> Date:
    """The date of BibTeX's fields.

    >>> parse_year_month("2008", "October", "28").parts, parse_year_month("2006", "October–December").parts
    (((2008, 10, 28),), ((2006, 10), (2006, 12)))
    >>> parse_year_month("1990/1995").parts, parse_year_month("[1796]").circa, parse_year_month("forthcoming").printed
    (((1990,), (1995,)), True, 'forthcoming')
    """
    printed = " ".join(part for part in (day, month, year) if part)
    match = YEAR.fullmatch(year.strip())
    ends = _years(match) if match else []
    if not ends or match is None:
        edtf = parse_edtf(year)
        return edtf if edtf.parts and not (month or day) else Date(printed=printed)
    found = _months(month, day)
    if month and not found:
        return Date(printed=printed)
    circa = bool(match["circa"] or match["open"])
    return _dated(ends, found, circa, printed)


def _years(match: re.Match[str]) -> list[int]:
    """First and last year of a field, a shortened last one completed; none where it holds something else."""
    first = int(match["first"])
    if not match["second"]:
        return [first]
    second = SECOND_YEAR.fullmatch(match["second"])
    if not second:
        return []
    last = second["last"]
    digits = match["first"]
    full = int(digits[: len(digits) - len(last)] + last) if len(last) < len(digits) else int(last)
    return [first, full] if full >= first else []


def _months(month: str, day: str) -> list[tuple[str, int, int]]:
    """``(kind, month or season, day)`` of both ends; the day may stand in the month's field."""
    if not month:
        return []
    found = []
    for end in RANGE.split(month.replace("\u00a0", " ")):
        word = WORD.search(end)
        kind, number = _time_of(word[0] if word else end)
        if not number:
            return []
        digits = re.search(r"\d+", end) if word else None
        found.append((kind, number, int(digits[0]) if digits else 0))
    days = DAY.fullmatch(day.strip())
    if days and not any(d for _, _, d in found):
        first, last = int(days["first"]), int(days["last"] or days["first"])
        found = [(k, n, d) for (k, n, _), d in zip((found[0], found[-1]), (first, last), strict=True)]
    return found[:1] if len(found) == 2 and found[0] == found[1] else found[:2]


def _time_of(word: str) -> tuple[str, int]:
    """``("month", 1..12)`` or ``("season", 1..4)``; 0 for neither."""
    if word.strip().isdecimal():
        number = int(word)
        return "month", number if 0 < number <= 12 else 0
    folded = fold(word).rstrip(".")
    if number := months().get(folded, 0):
        return "month", number
    return "season", lang.seasons().get(folded, 0)


@lru_cache(maxsize=1)
def months() -> Mapping[str, int]:
    """Folded month names of all languages; where they disagree, English, as BibTeX's strings are."""
    return {**lang.months(), **lang.months("en")}


def _dated(years: list[int], found: list[tuple[str, int, int]], circa: bool, printed: str) -> Date:
    if not found:
        parts: list[Part] = [(year,) for year in years]
        return Date(tuple(parts), circa=circa) if all(map(is_day, parts)) else Date(printed=printed)
    ends = list(zip([years[0], years[-1]], [found[0], found[-1]], strict=True))
    if found[0] == found[-1] and len(years) == 1:
        ends = ends[:1]
    seasons = tuple(number for _, (kind, number, _) in ends if kind == "season")
    if seasons:
        if len(seasons) != len(ends):
            return Date(printed=printed)
        return Date(tuple(dict.fromkeys((year,) for year, _ in ends)), seasons[: len(found)], circa)
    parts = [(year, number, day) if day else (year, number) for year, (_, number, day) in ends]
    return Date(tuple(parts), circa=circa) if all(map(is_day, parts)) else Date(printed=printed)


# ------------------------------------------------------------------ CSL
def parse_csl_date(value: Any) -> Date | None:
    """A CSL date variable: parts, ``raw`` or ``literal``; a text alone, which some programs write; else None.

    >>> parse_csl_date({"date-parts": [["2001", 2]]}).parts, parse_csl_date({"raw": "2001-02"}).parts
    (((2001, 2),), ((2001, 2),))
    >>> parse_csl_date({"date-parts": [[2007]], "season": "Summer-Autumn"}).seasons
    (2, 3)
    """
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return parse_edtf(str(value))
    if not isinstance(value, dict):
        return None
    listed = value.get("date-parts")
    parts = tuple(part for part in map(_csl_part, listed if isinstance(listed, list) else ()) if part)
    if not parts:
        printed = str(value.get("raw") or value.get("literal") or "")
        return parse_edtf(printed) if printed else None
    seasons = tuple(parse_season(value.get("season")))
    circa = bool(value.get("circa")) and str(value["circa"]).lower() != "false"
    # other formats have only the days of the calendar, and take what is printed for all else
    printed = "" if all(map(is_day, parts)) else "/".join("-".join(map(str, part)) for part in parts)
    return Date(parts, seasons, circa, printed)


def _csl_part(part: Any) -> Part:
    if not isinstance(part, list):
        return ()
    numbers = [int(number) for number in part if re.fullmatch(r"-?\d+", str(number))]
    while numbers and len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return () if numbers == [0] else tuple(numbers)


def parse_season(value: Any) -> Iterator[int]:
    """The seasons of a number or of words: ``2``, ``"22"``, ``"Summer-Autumn"``."""
    for word in RANGE.split(str(value or "")):
        if word.isdecimal():
            number = int(word) - SEASON if int(word) > SEASON else int(word)
            yield from [number] * (1 <= number <= 4)
        elif number := lang.seasons().get(fold(word.strip()), 0):
            yield number
