"""The parts of a printed date: years, months, days, seasons, and the words and signs between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from bibnorm import lang
from bibnorm.lang.lookup import WORD, Found, Lexicon, find_words, make_lexicon, words_key
from bibnorm.normalize.numerals import roman
from bibnorm.text import DASHES, fold

_TERMS = ("circa", "no-date", "forthcoming", "accessed", "original-published", "edition", "stopwords")
_TOKEN = re.compile(
    rf"""(?P<cjk>(?<!\d)(\d{{4}})\s*[年년](?:\s*(\d\d?)\s*[月월](?:\s*(\d\d?)\s*[日일号])?)?)  # 2010年3月5日
    | (?P<cjkmonth>(?<!\d)(\d\d?)\s*[月월])
    | (?P<numeric>(?<![\w./])(?:\d{{4}}\s?([./-])\s?\d\d?\s?\8\s?\d\d?|\d\d?\s?([./-])\s?\d\d?\s?\9\s?\d{{4}})(?!\d))
    | (?P<pair>(?<![\w./])(?:\d{{4}}\.\d\d|(?:0\d|1[0-2])[./]\d{{4}})(?![\d./]))  # 1983.09, 03/2009
    | (?P<number>\d+)
    | (?P<scan>(?<![^\W_])[IilÏïÍí!|][\dIlioOgS]{{3}}(?![^\W_]))  # I960, ig83: years as a scanner reads them
    | (?P<word>(?:[^\W\d_]|[\u0300-\u036f])+)
    | (?P<mark>[{DASHES}\x96]+|/) | (?P<open>[(\[]) | (?P<close>[)\]]) | (?P<stop>;) | (?P<doubt>\?)""",
    re.VERBOSE,
)
_SUFFIX = re.compile(r"[a-ks](?![^\W_])")  # 2013b, 1990s
_DAY_BEFORE = re.compile(r"\d\s?[./\-]?\s?\Z")  # 12.IV.2009
_YEAR_BEHIND = re.compile(r"\s?[./\-]?\s?\d{4}")
_UNDECIDED_DATE = re.compile(r"\d\s?[/\s\-]\s?\d\d?[/\s,\-]{1,3}\d{4}")
_UNDECIDED = ("", "en", "en-US")  # languages in which 3/4/2009 is March in one country and April in another
_DAY_FIRST = "und"  # any language that is none of them
_LATEST = 2199
_MISREAD = str.maketrans("IilÏïÍí!|OogS", "1111111110095")


class Atom(NamedTuple):
    """A part of a date.

    ``kind`` is ``year``, ``month``, ``day`` (any number up to 99), ``season``, ``full`` (a numeric date, with
    what it says in ``parts``), ``mark`` (dash or stroke), ``open``, ``close``, ``stop``, ``doubt``, the name of
    a term (``circa``, ``accessed``), ``link`` (a word without weight) or ``word``.
    """

    kind: str
    value: int
    start: int
    end: int
    parts: tuple[int, ...] = ()
    suffix: str = ""


@lru_cache(maxsize=1)
def _common() -> Lexicon:
    """Months and seasons as ``month 9`` and ``season 3``, and the terms that stand beside dates."""
    pairs = [(form, f"month {n}") for form, n in lang.months().items()]
    pairs += [(form, f"season {n}") for form, n in lang.seasons().items()]
    return make_lexicon(pairs, *_TERMS)


@lru_cache(maxsize=64)
def _words(language: str) -> Lexicon:
    """The words of all languages; of two months with one name that of the language ("lis": Croatian, Polish)."""
    code, common = language.split("-")[0].lower(), _common()
    if code not in lang.codes():
        return common
    own = make_lexicon((form, f"month {n}") for form, n in lang.months(code).items())
    reach = {word: max(size, common.reach.get(word, 1)) for word, size in own.reach.items()}
    return Lexicon({**common.forms, **own.forms}, {**common.reach, **reach})


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return frozenset(words_key(form) for form in lang.words("accessed", "en"))


def order_of_days(text: str, language: str) -> str:
    """The language where it is known, else ``und`` where the word for access is not English, else ``""``.

    >>> order_of_days("Acesso em 3/4/2009", ""), order_of_days("accessed 3/4/2009", "")
    ('und', '')
    """
    if language or not _UNDECIDED_DATE.search(text):
        return language
    words = find_words(text, _words(""))
    return _DAY_FIRST if any(w.term == "accessed" and w.form not in _english() for w in words) else ""


def atoms(text: str, language: str = "") -> list[Atom]:
    """The atoms of a text in order; signs that mean nothing in a date are left out.

    Args:
        language: BCP 47 code of the print where it is known; only a language that puts the day first
            decides 3/4/2009.

    >>> [a.kind for a in atoms("Acesso em: 12 jan. 2009")]
    ['accessed', 'day', 'month', 'year']
    """
    found = {w.start: w for w in find_words(text, _words(language))}
    out: list[Atom] = []
    done = 0
    for match in _TOKEN.finditer(text):
        if match.start() >= done:
            atom = _atom(text, match, found, language)
            done = atom.end
            out.append(atom)
    return out


def _atom(text: str, match: re.Match[str], found: Mapping[int, Found], language: str) -> Atom:
    kind = match.lastgroup or ""
    start, end = match.span()
    if kind == "number":
        return _number(text, start, end)
    if kind == "word":
        return _word(text, found.get(start) or Found(start, end, "", ""))
    if kind in ("cjk", "cjkmonth", "numeric", "pair"):
        return _digits(kind, match, language)
    if kind == "scan":
        year = match.group().translate(_MISREAD)
        likely = year.isdecimal() and 1400 <= int(year) < 2030 and sum(c.isdecimal() for c in match.group()) > 1
        return Atom("year", int(year), start, end) if likely else Atom("word", 0, start, end)
    return Atom(kind, int(match.group() in "/["), start, end)


def _number(text: str, start: int, end: int) -> Atom:
    """A year with its letter ("2013b", or the "s" of a decade), a day, or a number that is neither."""
    letters = WORD.match(text, end)
    month = lang.months().get(fold(text[start : letters.end()])) if letters else None
    if letters and month:
        return Atom("month", month, start, letters.end())  # 7bre is September
    size = end - start
    value = int(text[start:end]) if size < 5 else 0
    if size != 4 or not 1000 <= value <= _LATEST:
        return Atom("day", value, start, end) if size < 3 else Atom("word", 0, start, end)
    suffix = _SUFFIX.match(text, end)
    letter = suffix[0] if suffix else ""
    return Atom("year", value, start, end + len(letter), suffix=letter)


def _word(text: str, word: Found) -> Atom:
    start, end, term, _ = word
    printed = text[start:end]
    if term.startswith(("month", "season")):
        kind, number = term.split()
        return Atom(kind, int(number), start, end)
    value = (roman(printed) or 0) if printed.isupper() and not text[end : end + 1].isdecimal() else 0
    if 1400 <= value <= 2100 and len(printed) > 2:
        return Atom("year", value, start, end)
    if 1 <= value <= 12 and _DAY_BEFORE.search(text, max(0, start - 5), start) and _YEAR_BEHIND.match(text, end):
        return Atom("month", value, start, end)
    if term in ("circa", "no-date") and (text[end : end + 1].isdecimal() or text[start - 1 : start].isdecimal()):
        return Atom("link", 0, start, end)  # c1995 is a copyright year, 2nd an ordinal
    if term:
        return Atom("link" if term == "stopwords" else term, 0, start, end)
    return Atom("link" if end - start < 3 else "word", 0, start, end)


def _digits(kind: str, match: re.Match[str], language: str) -> Atom:
    """A date in digits: 2009-03-12, 12.3.2009, 03/2009, 2010年3月."""
    start, end = match.span()
    numbers = [int(n) for n in re.findall(r"\d+", match.group())]
    if kind == "cjkmonth":
        return Atom("month", numbers[0], start, end) if 1 <= numbers[0] <= 12 else Atom("word", 0, start, end)
    if kind == "numeric" and numbers[0] < 1000:
        parts = day_first(*numbers, dotted="." in match.group(), language=language)
    elif kind == "numeric":
        year, second, third = numbers
        parts = (year, third, second) if second > 12 else (year, second, third)
    else:
        parts = tuple(numbers if numbers[0] > 31 else reversed(numbers))
    if not 1000 <= parts[0] <= _LATEST:
        return Atom("word", 0, start, end)
    return Atom("full", parts[0], start, end, sound(parts))


def day_first(first: int, second: int, year: int, *, dotted: bool, language: str) -> tuple[int, ...]:
    """Day and month of 12/03/2009, where they can be told apart: no more than the year where they cannot."""
    if second > 12:
        return (year, first, second)
    if first > 12 or first == second or dotted or language not in _UNDECIDED:
        return (year, second, first)
    return (year,)


def sound(parts: tuple[int, ...]) -> tuple[int, ...]:
    """The parts up to the first that no calendar has."""
    year, *rest = parts
    if not rest or not 1 <= rest[0] <= 12:
        return (year,)
    return parts if len(rest) > 1 and 1 <= rest[1] <= 31 else (year, rest[0])
