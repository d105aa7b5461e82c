"""Dates: what is printed is read, what is not printed is not invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm import lang
from bibnorm.model import Date
from bibnorm.normalize.dates import Dates, format_date, join_dates, parse_date, split_dates

Parts = tuple[tuple[int, ...], ...]

READ: list[tuple[str, Parts]] = [
    ("1998", ((1998,),)),
    ("(2003):", ((2003,),)),
    ("2013b", ((2013,),)),
    ("(1987a).", ((1987,),)),
    ("anno 1862", ((1862,),)),
    ("3 de mayo de 2012", ((2012, 5, 3),)),
    ("1º de maio de 2009", ((2009, 5, 1),)),
    ("le 1er mai 2004", ((2004, 5, 1),)),
    ("3 вересня 2010 г.", ((2010, 9, 3),)),
    ("14. října 1931", ((1931, 10, 14),)),
    ("den 3 maj 2010", ((2010, 5, 3),)),
    ("2005, June 3", ((2005, 6, 3),)),
    ("August 25,2010.", ((2010, 8, 25),)),
    ("2018 Feb 27", ((2018, 2, 27),)),
    ("19-Oct-2017", ((2017, 10, 19),)),
    ("Mar .1993", ((1993, 3),)),
    ("Sep2012", ((2012, 9),)),
    ("MARZO 2016", ((2016, 3),)),
    ("Fevrier 2015", ((2015, 2),)),  # accent lost
    ("12.IV.2009", ((2009, 4, 12),)),
    ("1195 aprile 10.", ((1195, 4, 10),)),
    ("29 fev 2021", ((2021, 2, 29),)),  # as printed, though 2021 had no such day
    # digits
    ("2009-03-12", ((2009, 3, 12),)),
    ("2018/4/2", ((2018, 4, 2),)),
    ("12.3.2009", ((2009, 3, 12),)),
    ("12. 3. 2009", ((2009, 3, 12),)),
    ("30/10/2009,", ((2009, 10, 30),)),
    ("03/25/2009", ((2009, 3, 25),)),
    ("05/05/2009", ((2009, 5, 5),)),
    ("29 08 2016", ((2016, 8, 29),)),
    ("08 28, 2020", ((2020, 8, 28),)),
    ("2024 12/12", ((2024, 12, 12),)),
    ("2009-03", ((2009, 3),)),
    ("1983.09", ((1983, 9),)),
    ("03/2009", ((2009, 3),)),
    # ranges
    ("1987-1988", ((1987,), (1988,))),
    ("1987/88", ((1987,), (1988,))),
    ("1897/8", ((1897,), (1898,))),
    ("1943-44", ((1943,), (1944,))),
    ("1999/00", ((1999,), (2000,))),
    ("1900-02.", ((1900,), (1902,))),
    ("(octubre-diciembre), 2006", ((2006, 10), (2006, 12))),
    ("Septiembre / Octubre 2005", ((2005, 9), (2005, 10))),
    ("jul./set. 2020", ((2020, 7), (2020, 9))),
    ("Mar-Apr 2001", ((2001, 3), (2001, 4))),
    ("2011 Nov-Dec", ((2011, 11), (2011, 12))),
    ("mayo y junio de 2010", ((2010, 5), (2010, 6))),
    ("May-June-July 2005", ((2005, 5), (2005, 7))),
    ("June 3-5, 2005", ((2005, 6, 3), (2005, 6, 5))),
    ("3 y 5 de mayo de 2012", ((2012, 5, 3), (2012, 5, 5))),
    ("8 th -12 th July 2019", ((2019, 7, 8), (2019, 7, 12))),
    ("October 31-November 2, 2019", ((2019, 10, 31), (2019, 11, 2))),
    ("Dec 28, 2018-Jan 3, 2019", ((2018, 12, 28), (2019, 1, 3))),
    # years in other print
    ("MCMLXXX", ((1980,),)),
    ("MDLIIII,", ((1554,),)),
    ("I960", ((1960,),)),  # as a scanner reads 1960
    ("ig83", ((1983,),)),
    ("2010年3月5日", ((2010, 3, 5),)),
    ("2018년 3월", ((2018, 3),)),
    ("平成30（2018）年", ((2018,),)),
    # label words around it
    ("Acesso em: 12 jan. 2009", ((2009, 1, 12),)),
    ("[cited 2009 Mar 3]", ((2009, 3, 3),)),
    ("consultado el 3 de mayo de 2012", ((2012, 5, 3),)),
    ("(Zugriff: 12.3.2009)", ((2009, 3, 12),)),
    ("Accessed May 29, 2013", ((2013, 5, 29),)),
]

LESS: list[tuple[str, Parts]] = [  # what is sure is less than what is printed
    ("12/03/2009", ((2009,),)),  # March or December
    ("1998-02", ((1998,),)),  # February, or 1998 to 2002
    ("2012(3)", ((2012,),)),  # an issue
    ("June 2012 (3)", ((2012, 6),)),
    ("December-January 2007", ((2007,),)),  # whose year is it?
    ("2 Feburary 2015", ((2015,),)),
    ("1861. 11 e 13 decemb.", ((1861,),)),
    ("1929 - VII.", ((1929,),)),  # year VII of an era, not July
    ("1984, 2006;", ((1984,),)),
    ("1996 —.", ((1996,),)),
    ("2009-13-45", ((2009,),)),
    ("2nd quarter 2010", ((2010,),)),
]

NO_DATE = (
    "",
    "s.f.",
    "n.d.",
    "o. J.",
    "[s. d.]",
    "forthcoming",
    "in press",
    "en prensa",
    "平成30年3月",
    "April 24",
    "May",
    "99",
    "12/3",
    "MDCCLX11",
    "380 BC",
    "0000",
    "9" * 5000,
)


@pytest.mark.parametrize(("text", "parts"), READ + LESS)
def test_reads_what_is_printed(text: str, parts: Parts) -> None:
    date = parse_date(text)
    assert isinstance(date, Date)
    assert date.parts == parts


def test_reading_the_printed_form_again_changes_nothing() -> None:
    """``printed`` is what a date was read from, so it reads as that date."""
    for text, parts in READ:
        date = parse_date(text)
        again = parse_date(date.printed) if isinstance(date, Date) else ""
        assert isinstance(again, Date) and again.parts == parts, text


@pytest.mark.parametrize("text", NO_DATE)
def test_keeps_what_is_no_date(text: str) -> None:
    assert parse_date(text) == text


@pytest.mark.parametrize(
    ("text", "parts", "seasons"),
    [
        ("Summer-Autumn, 2007", ((2007,),), (2, 3)),
        ("(2013, Fall).", ((2013,),), (3,)),
        ("spring/ summer 1972", ((1972,),), (1, 2)),
        ("printemps 2009.", ((2009,),), (1,)),
        ("Herbst 1999", ((1999,),), (3,)),
        ("Winter 1998-99", ((1998,), (1999,)), (4,)),
        ("Winter 1998-Spring 1999", ((1998,), (1999,)), (4, 1)),
    ],
)
def test_keeps_seasons(text: str, parts: Parts, seasons: tuple[int, ...]) -> None:
    date = parse_date(text)
    assert isinstance(date, Date)
    assert (date.parts, date.seasons) == (parts, seasons)


@pytest.mark.parametrize(
    ("text", "circa"),
    [
        ("[1796]", True),
        ("[1951-1953]", True),
        ("c. 1850", True),
        ("ca. [1850]", True),
        ("[1990?]", True),
        ("1990s", True),
        ("c1995", False),  # copyright
        ("1796", False),
        ("[May 1796]", False),
        ("[cited 2009]", False),
        ("(1796)", False),
    ],
)
def test_tells_inferred_years(text: str, circa: bool) -> None:
    date = parse_date(text)
    assert isinstance(date, Date)
    assert date.circa is circa


@pytest.mark.parametrize(
    ("text", "issued", "original"),
    [
        ("1954 [1961]", 1961, 1954),
        ("1940 [1933].", 1940, 1933),
        ("[1977] 1990", 1990, 1977),
        ("([1923] 1968)", 1968, 1923),
        ("(2008 (1971))", 2008, 1971),
        ("(1950/2007)", 2007, 1950),
        ("2011/1979", 2011, 1979),
        ("1990 (orig. 1977)", 1990, 1977),
        ("1978 (1e éd. 1937)", 1978, 1937),
        ("2002; originally published 1949", 2002, 1949),
        ("(Original work published 1953)", None, 1953),
        ("1984, 2006", 1984, None),  # a list of years
        ("1987/1988", 1987, None),  # a double year
        ("1995, 2. Aufl.", 1995, None),
    ],
)
def test_parts_edition_and_original(text: str, issued: int | None, original: int | None) -> None:
    dates = split_dates(text)
    assert (dates.issued and dates.issued.year, dates.original and dates.original.year) == (issued, original)


def test_parts_access_date_status_and_letter() -> None:
    dates = split_dates("2021b [cited 2024 Feb 4]")
    assert (dates.issued and dates.issued.parts, dates.suffix) == (((2021,),), "b")
    assert dates.accessed and dates.accessed.parts == ((2024, 2, 4),)
    assert split_dates("2020 [in press]").status == "in press"
    assert split_dates("s. f. [but 1961]").no_date == "s. f."


@pytest.mark.parametrize(
    ("pieces", "parts"),
    [
        (["Noviembre", "2008"], ((2008, 11),)),  # N° 3, Noviembre, CESIM, 2008
        (["2006", "octubre-diciembre"], ((2006, 10), (2006, 12))),
        (["2012 Jun", "4"], ((2012, 6, 4),)),
        (["2012.", "(May 2012):"], ((2012, 5),)),
        (["(2016b)", "4-7 October 2016"], ((2016,),)),  # the days of a congress
        (["13-14 novembre 1993,", "1995,"], ((1995,),)),
        (["March", "April 2005", "2005"], ((2005, 3), (2005, 4))),
    ],
)
def test_joins_pieces(pieces: list[str], parts: Parts) -> None:
    date = join_dates(pieces)
    assert isinstance(date, Date)
    assert date.parts == parts


def test_joins_nothing() -> None:
    assert join_dates([]) is None
    assert join_dates(["s.f."]) == "s.f."


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("12/03/2009", "es", ((2009, 3, 12),)),
        ("12/03/2009", "en-GB", ((2009, 3, 12),)),
        ("12/03/2009", "en", ((2009,),)),
        ("12/03/2009", "en-US", ((2009,),)),
        ("Acesso em 05/03/2009", "", ((2009, 3, 5),)),  # the word for access is not English
        ("accessed 05/03/2009", "", ((2009,),)),
        ("5 lis 2009", "pl", ((2009, 11, 5),)),
        ("5 lis 2009", "hr", ((2009, 10, 5),)),
        ("5 lis 2009", "", ((2009,),)),
    ],
)
def test_language_decides(text: str, language: str, parts: Parts) -> None:
    date = parse_date(text, language)
    assert isinstance(date, Date)
    assert date.parts == parts


def _month_forms() -> list[tuple[str, str, int]]:
    return [(code, form, month) for code in lang.codes() for form, month in lang.months(code).items()]


def test_every_month_of_every_language_is_read() -> None:
    """A form that the tables have and the reader does not know would be a month that is silently lost."""
    lost = []
    for code, form, month in _month_forms():
        date = parse_date(f"2010 {form}" if form[0].isdecimal() else f"3 {form} 2010", code)
        day = () if form[0].isdecimal() else (3,)
        if not isinstance(date, Date) or date.parts != ((2010, month, *day),):
            lost.append((code, form, month, date))
    assert len(_month_forms()) > 600
    assert not lost


def test_every_season_is_read() -> None:
    for form, season in lang.seasons().items():
        if form in lang.months():  # Finnish "kesä" is summer and short for June
            continue
        date = parse_date(f"{form} 2010")
        assert isinstance(date, Date) and date.seasons == (season,), form


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("(octubre-diciembre), 2006", "2006-10/2006-12"),
        ("Summer 2007", "2007-22"),
        ("Summer-Autumn, 2007", "2007-22/2007-23"),
        ("Winter 1998-99", "1998-24/1999"),
        ("[1796]", "1796?"),
        ("c. 1796", "1796~"),
        ("[1951-1953]", "1951?/1953?"),
        ("1990s", "199X"),
        ("29 fev 2021", "2021-02"),  # no calendar has the day
        ("29 fev 2020", "2020-02-29"),
        ("3 May 2010", "2010-05-03"),
    ],
)
def test_formats_as_edtf(text: str, edtf: str) -> None:
    date = parse_date(text)
    assert isinstance(date, Date)
    assert format_date(date) == edtf


def test_formats_a_date_without_year_as_printed() -> None:
    assert format_date(Date(printed="平成30年")) == "平成30年"


def test_spans_and_labels_account_for_the_words() -> None:
    text = "2021 (orig. 1977) [Acesso em 12 de jan. de 2022]"
    dates = split_dates(text)
    assert [(name, text[a:b]) for name, (a, b) in dates.spans] == [
        ("issued", "2021"),
        ("original_date", "1977"),
        ("accessed", "12 de jan. de 2022"),
    ]
    assert [text[a:b] for a, b in dates.labels] == ["orig", "Acesso em"]


# ------------------------------------------------------------------ properties
PRINT = (
    "2005 1998 1796 3 12 45 May jan. Summer c. orig. accessed n.d. forthcoming de г. 2013b 1e éd. ed. "
    "[ ] ( ) - – / ; , . 年 月 3月 2010年 XII MCMLXXX I960 № and ?"
)
PIECES = st.lists(st.sampled_from(PRINT.split()), max_size=9).map(" ".join)
EDTF = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?[?~]?(?:/\d{4}(?:-\d\d(?:-\d\d)?)?[?~]?)?|\d{3}X")


def _found(dates: Dates) -> list[Date]:
    return [d for d in (dates.issued, dates.original, dates.accessed) if d]


@given(st.text() | PIECES)
def test_any_text_is_read_or_kept(text: str) -> None:
    """Parsers are total: a stray character or an unbalanced bracket stopped a whole run."""
    date = parse_date(text)
    assert isinstance(date, Date) or date == text


@given(PIECES)
def test_parts_are_calendar_parts_in_order(text: str) -> None:
    """Ranges that run backwards and thirteenth months break biber."""
    for date in _found(split_dates(text)):
        assert 1 <= len(date.parts) <= 2
        assert list(date.parts) == sorted(date.parts)
        for _, *rest in date.parts:
            assert all(1 <= n <= limit for n, limit in zip(rest, (12, 31), strict=False))
        assert EDTF.fullmatch(format_date(date))


@given(PIECES)
def test_no_year_is_invented(text: str) -> None:
    """The first year of a date stands in its print, in one of the ways a year is printed."""
    printed = text.replace("MCMLXXX", "1980").replace("I960", "1960")
    for date in _found(split_dates(text)):
        assert str(date.year) in printed


@given(st.integers(1500, 2029), st.text("abcdefgz.,:;()[] ", max_size=12))
def test_no_month_is_invented(year: int, noise: str) -> None:
    """A year among words that are no months stays a year."""
    date = parse_date(f"{noise} {year} {noise}")
    words = re.findall("[a-z]+", noise)
    if not any(word in lang.months() for word in words):
        assert isinstance(date, Date) and date.parts == ((year,),)


@given(st.text() | PIECES)
def test_spans_and_labels_lie_apart_in_the_text(text: str) -> None:
    """A stretch counted twice makes the account of a reference come out wrong."""
    dates = split_dates(text)
    last = 0
    for start, end in sorted([*(span for _, span in dates.spans), *dates.labels]):
        assert last <= start < end <= len(text)
        last = end
