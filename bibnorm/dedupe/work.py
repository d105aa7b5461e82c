"""A record in the form in which works are compared: folded, without marks, numbers as numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bibnorm.dedupe.people import Person, person
from bibnorm.lang import ordinals, words
from bibnorm.model import OTHERS, Date, Name, Record
from bibnorm.text import fold

PERIODICALS = (
    "article-journal", "article-magazine", "article-newspaper", "review", "review-book", "periodical", "post-weblog"
)  # fmt: skip
PARTS = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
WHOLES = ("book", "thesis", "report", "pamphlet", "standard", "patent", "manuscript", "collection", "classic")
# values that part one work from another: another edition, volume, number or year
NUMBERS = ("volume", "issue", "number", "edition", "chapter_number")

_MARKS = re.compile(r"[\W_]+")
_ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"\d{4}")
# "Roe and Doe: a life", "Sea. A history", "Sea – a history"
_SUBTITLE = re.compile(r"(?<=\w)[\W_]*?(?:[:.?!;]\s|\s[-–—]\s|\s?：)")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_FIRST_PAGE = re.compile(r"\w+")
_ARXIV_VERSION = re.compile(r"v\d+$")


@dataclass(frozen=True, slots=True)
class Work:
    """What is compared of a record.

    Attributes:
        record: the record itself.
        kind: ``part`` (of a book), ``article``, ``whole`` or ``""`` (cannot be told).
        title: folded words; ``main`` is the title without its subtitle.
        container: folded words of the journal or book.
        people: authors, else editors; ``more`` if an "et al." follows.
        numbers: volume, issue and the like in one form, those that are printed.
        ids: DOI, PMID and the like in one form.
        isbns: without check digits and prefix.
        page: the first page, or the article number; of a book none.
    """

    record: Record
    kind: str
    title: str
    main: str
    container: str
    people: tuple[Person, ...]
    more: bool
    year: int | None
    numbers: Mapping[str, str]
    ids: Mapping[str, str]
    isbns: frozenset[str]
    page: str


@lru_cache(maxsize=8192)
def work(record: Record) -> Work:
    """A record as it is compared.

    >>> made = work(Record(type="book", title="El mar, II: una “historia”", volume="XII", edition="2nd ed."))
    >>> made.kind, made.title, made.main, dict(made.numbers)
    ('whole', 'el mar ii una historia', 'el mar ii', {'volume': '12', 'edition': '2'})
    """
    names = record.author or record.editor or record.container_author
    kind, title, main = _kind(record), plain(record.title), _main_title(record.title)
    return Work(
        record,
        kind,
        title,
        plain(main) if main != record.title else title,
        plain(record.container_title),
        tuple(person(name) for name in names if name != OTHERS),
        OTHERS in names,
        record.issued.year if record.issued else None,
        {name: number for name in NUMBERS if (number := _number(name, getattr(record, name)))},
        _ids(record),
        frozenset(_isbns(record.isbn)),
        "" if kind == "whole" else _first_page(record.page),
    )


def plain(text: str) -> str:
    """Folded words with single blanks between them.

    >>> plain("L’été – “Großes” Fest")
    'l ete grosses fest'
    """
    return _MARKS.sub(" ", fold(text)).strip()


def compact(text: str) -> str:
    """Plain text without blanks, so that ``co-operation`` is ``cooperation``."""
    return text.replace(" ", "")


def _kind(record: Record) -> str:
    if record.type in PERIODICALS:
        return "article"
    if record.type in PARTS:
        return "part"
    return "whole" if record.type in WHOLES else ""


def _main_title(title: str) -> str:
    """The title up to its subtitle.

    >>> _main_title("Sea: a history"), _main_title("Sea. A history"), _main_title("Vol.2"), _main_title("A sea-way")
    ('Sea', 'Sea', 'Vol.2', 'A sea-way')
    """
    match = _SUBTITLE.search(title)
    return title[: match.start()] if match else title


@lru_cache(maxsize=4096)
def roman(text: str) -> int | None:
    """The value of a Roman numeral in capitals, else None."""
    if not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _number(name: str, printed: str) -> str:
    """A volume, issue, edition or number in one form; words that are no part of it go.

    >>> _number("volume", "Vol. XII"), _number("issue", "3/4"), _number("issue", "3–4"), _number("edition", "segunda")
    ('12', '3 4', '3 4', '2')
    >>> _number("edition", "2., durchgesehene Aufl. 1980"), _number("edition", "abridged"), _number("edition", "1st")
    ('2', 'abridged', '')
    """
    if not printed:
        return ""
    if name == "edition":
        number = _edition(printed)
        return "" if number == "1" else number  # a first edition seldom says so
    tokens = [_arabic(token) for token in _WORD.findall(printed)]
    numeric = [token for token in tokens if any(c.isdecimal() for c in token)]
    return " ".join(numeric or tokens)


def _arabic(token: str) -> str:
    value = roman(token.upper()) if token in (token.upper(), token.lower()) else None
    return str(value) if value else fold(token).lstrip("0")


def _edition(printed: str) -> str:
    for word in plain(printed).split():
        digits = _DIGITS.match(word)
        if digits and not _YEAR.fullmatch(word):
            return digits[0].lstrip("0")
        if word in ordinals():
            return str(ordinals()[word])
    named = {part for form in words("edition") for part in plain(form).split()}
    return " ".join(word for word in plain(printed).split() if word not in named)


def _ids(record: Record) -> dict[str, str]:
    found = {
        "doi": record.doi.lower().rstrip("."),
        "pmid": record.pmid,
        "pmcid": record.pmcid.lower().removeprefix("pmc"),
        "arxiv": _ARXIV_VERSION.sub("", record.arxiv.lower().removeprefix("arxiv:").split(" ")[0]),
    }
    return {name: value for name, value in found.items() if value}


def _isbns(printed: str) -> list[str]:
    """The nine digits of each ISBN that name the book, whether it has ten digits or thirteen.

    >>> _isbns("0-306-40615-2, 978-0-306-40615-7")
    ['030640615', '030640615']
    """
    return [re.sub(r"[^\dX]", "", found.upper())[-10:-1] for found in _ISBN.findall(printed)]


def _first_page(page: str) -> str:
    found = _FIRST_PAGE.search(unicodedata.normalize("NFKC", page))
    return fold(found[0]).lstrip("0") if found else ""


def printed_date(date: Date | None) -> str:
    """A date for people, as ISO 8601 writes it.

    >>> printed_date(Date(parts=((1999, 5), (1999, 6)))), printed_date(Date(printed="in press"))
    ('1999-05/1999-06', 'in press')
    """
    if date is None:
        return ""
    shown = ["-".join(f"{number:02}" for number in part) for part in date.parts]
    return "/".join(shown) or date.printed


def printed_names(names: tuple[Name, ...]) -> str:
    """Names for people."""
    return "; ".join(map(str, names))
