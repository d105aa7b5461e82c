"""Dates as biblatex (EDTF) and BibTeX (year, month, day) write them.

Source: biblatex manual 3.18, section 2.3.8; ISO 8601-2:2019, level 1.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping

from bibnorm.model import Date

MACROS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = ("Spring", "Summer", "Autumn", "Winter")


def _readable(part: tuple[int, ...]) -> tuple[int, ...]:
    """Year, month and day as far as the calendar and four digits have them."""
    if len(part) == 1 and -9999 <= part[0] <= 9999:
        return part
    while part:
        year, month, day = (*part, 1, 1)[:3]
        if -9999 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(abs(year) or 4, month)[1]:
            return part
        part = part[:-1]
    return ()


def _ends(date: Date) -> tuple[tuple[int, ...], ...]:
    """First and last day, month or year that can be written; none where one of them has not even a year."""
    ends = tuple(_readable(part) for part in date.parts)
    return ends if all(ends) else ()


def is_valid(date: Date) -> bool:
    """Whether a date was read and stands in the calendar, so that nothing of it is lost when it is written.

    >>> is_valid(Date(parts=((2001, 2, 29),))), is_valid(Date(parts=((2004, 2, 29),)))
    (False, True)
    """
    return bool(date.parts) and _ends(date) == date.parts


def _edtf(part: tuple[int, ...], season: int | None) -> str:
    # 44 BC is -44 in CSL and -0043 in EDTF, which has a year 0
    year = f"{part[0]:04d}" if part[0] >= 0 else f"-{abs(part[0] + 1):04d}"
    rest = (20 + season,) if season else part[1:]
    return "-".join([year, *(f"{number:02d}" for number in rest)])


def format_edtf(date: Date) -> str:
    """A date in EDTF, as far as the calendar knows it; ``""`` where it has not even a year.

    >>> format_edtf(Date(parts=((2006, 10), (2006, 12))))
    '2006-10/2006-12'
    >>> format_edtf(Date(parts=((2007,),), seasons=(2, 3))), format_edtf(Date(parts=((1796,),), circa=True))
    ('2007-22/2007-23', '1796~')
    >>> format_edtf(Date(printed="in press")), format_edtf(Date(parts=((2001, 2, 30),)))
    ('', '2001-02')
    """
    parts = list(_ends(date))
    if parts and len(date.seasons) > len(parts):
        parts *= 2
    seasons: list[int | None] = [*date.seasons, None, None]
    ends = dict.fromkeys(_edtf(part, season) for part, season in zip(parts, seasons, strict=False))
    return "/".join(end + "~" * date.circa for end in ends)


def _range(first: str, last: str, dash: str = "--") -> str:
    return f"{first}{dash}{last}" if last != first else first


def _month(date: Date, ends: tuple[tuple[int, ...], ...]) -> str:
    if date.seasons:
        return _range(SEASONS[date.seasons[0] - 1], SEASONS[date.seasons[-1] - 1])
    months = [part[1] for part in ends if len(part) > 1]
    if not months:
        return ""
    return MACROS[months[0] - 1] if months[0] == months[-1] else _range(MONTHS[months[0] - 1], MONTHS[months[-1] - 1])


def format_year_month(date: Date) -> Mapping[str, str]:
    """The BibTeX fields of a date, a month as its macro; empty where no date can be read.

    A range of years has the stroke that pandoc reads; a range of months has no macro.

    >>> format_year_month(Date(parts=((2008, 10, 28),)))
    {'year': '2008', 'month': 'oct', 'day': '28'}
    >>> format_year_month(Date(parts=((2006, 10), (2006, 12))))
    {'year': '2006', 'month': 'October--December'}
    >>> format_year_month(Date(parts=((1990,), (1995,))))
    {'year': '1990/1995'}
    """
    ends = _ends(date)
    if not ends:
        return {}
    first, last = ends[0], ends[-1]
    fields = {"year": _range(str(first[0]), str(last[0]), "/"), "month": _month(date, ends)}
    if len(first) > 2 and len(last) > 2:
        fields["day"] = _range(str(first[2]), str(last[2]))
    return {field: value for field, value in fields.items() if value}
