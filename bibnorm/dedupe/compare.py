"""Whether two records are one work.

Identifiers first; then what parts works (year, volume, issue, number, edition, a chapter beside its book);
then title and people, which need the more support by pages, journal or publisher the less they say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bibnorm.dedupe.alike import Likeness, same_container, same_publisher, same_title
from bibnorm.dedupe.people import Relation, same_people
from bibnorm.dedupe.work import NUMBERS, Work, compact, plain, printed_date, printed_names, work
from bibnorm.model import DATE_FIELDS, FIELDS, NAME_FIELDS, Record

Answer = Literal["same", "different", "unsure"]
Ruling = tuple[Answer, str]

LONG_TITLE = 12  # letters of a title that few works share
NOT_COMPARED = ("accessed", "language")
DAILIES = ("article-newspaper", "article-magazine", "broadcast", "webpage", "post-weblog")
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"\d{4}\s?([a-z])(?!\w)")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field for which two printings have two values, as people read them."""

    field: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two records are one work, why, and the fields in which both have values that differ."""

    answer: Answer
    reason: str
    differences: tuple[Difference, ...] = ()


def are_two(a: Record, b: Record) -> bool:
    """Whether two records are surely two works: what ``same_work`` calls different, without what differs.

    >>> are_two(Record(title="Sea", volume="1"), Record(title="Sea", volume="2"))
    True
    """
    return _rule(work(a), work(b))[0] == "different"


def same_work(a: Record, b: Record) -> Verdict:
    """Whether two records are one work.

    >>> from bibnorm.model import Date, Name
    >>> huber = Record("book", (Name("Huber", "P. J."),), title="Robust statistics", issued=Date(((1981,),)))
    >>> second = Record("book", (Name("Huber", "Peter"),), title="Robust Statistics", issued=Date(((2009,),)))
    >>> same_work(huber, huber).answer, same_work(huber, second).answer, same_work(huber, second).reason
    ('same', 'different', 'issued 1981 and 2009')
    """
    first, second = work(a), work(b)
    answer, reason = _rule(first, second)
    return Verdict(answer, reason, tuple(find_differences(a, b)))


def _rule(a: Work, b: Work) -> Ruling:
    return next(ruling for step in STEPS if (ruling := step(a, b)) is not None)


# ------------------------------------------------------------------ what decides alone
def _by_all(a: Work, b: Work) -> Ruling | None:
    """Two readings that are alike to the letter, as of one reference that stands twice."""
    return ("same", "all fields agree") if a.record == b.record and (a.title or a.container) else None


def _by_identifier(a: Work, b: Work) -> Ruling | None:
    """The same DOI (PMID, arXiv number) is the same work, unless somebody copied it to another title."""
    for name, value in a.ids.items():
        if b.ids.get(name) == value:
            label = name if name == "arxiv" else name.upper()
            if _titles_contradict(a, b):
                return "unsure", f"the same {label}, but another title"
            return "same", f"the same {label}"
    return None


def _titles_contradict(a: Work, b: Work) -> bool:
    if same_title(a, b) != "other":
        return False
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(a.title, b.title) < 60


def _by_year(a: Work, b: Work) -> Ruling | None:
    if a.year is not None and b.year is not None and a.year != b.year:
        return "different", f"issued {a.year} and {b.year}"
    return None


def _by_numbers(a: Work, b: Work) -> Ruling | None:
    for name in NUMBERS:
        first, second = a.numbers.get(name), b.numbers.get(name)
        if first and second and first != second:
            return "different", f"{name.replace('_', '-')} {first} and {second}"
    return None


def _by_isbn(a: Work, b: Work) -> Ruling | None:
    """The same ISBN is the same book, if neither is a part of one."""
    if not a.isbns & b.isbns or a.kind == "part" or b.kind == "part":
        return None
    return ("unsure", "the same ISBN, but another title") if _titles_contradict(a, b) else ("same", "the same ISBN")


def _by_part(a: Work, b: Work) -> Ruling | None:
    """A chapter and its book are two works."""
    for part, whole in ((a, b), (b, a)):
        if part.kind == "part" and part.container and whole.kind != "part" and not whole.container:
            if same_title(part, whole) in ("other", "unknown"):
                return "different", "a part and a whole"
            return "unsure", f"the one is in “{part.record.container_title}”, the other in nothing"
    return None


# ------------------------------------------------------------------ what all of it says
@dataclass(frozen=True, slots=True)
class _Evidence:
    """What two works have in common.

    ``page``: first pages agree (True), contradict (False), or one is not printed (None); likewise the rest.
    """

    title: Likeness
    people: Relation
    page: bool | None
    container: bool | None
    publisher: bool | None
    volume: bool
    year: bool | None

    @property
    def strong(self) -> bool:
        """One place in one journal or book."""
        return self.page is True and (self.volume or self.container is True)

    @property
    def supported(self) -> bool:
        return self.strong or self.container is True or self.publisher is True


def _evidence(a: Work, b: Work) -> _Evidence:
    page = a.page == b.page if a.page and b.page else None
    volume = bool(a.numbers.get("volume")) and a.numbers.get("volume") == b.numbers.get("volume")
    container = same_container(a.container, b.container) if a.container and b.container else None
    if container is False and page and volume:
        container = None  # "PNAS" may be "Proc. Natl. Acad. Sci. U. S. A."
    publishers = _same(a.record.publisher, b.record.publisher)
    return _Evidence(
        same_title(a, b),
        same_people(a.people, b.people, a.more, b.more),
        page,
        container,
        publishers if publishers is not None else _same(a.record.publisher_place, b.record.publisher_place),
        volume,
        a.year == b.year if a.year is not None and b.year is not None else None,
    )


def _same(a: str, b: str) -> bool | None:
    return same_publisher(plain(a), plain(b)) if a and b else None


def _by_evidence(a: Work, b: Work) -> Ruling:
    seen = _evidence(a, b)
    if seen.title == "unknown":
        return _without_title(a, b, seen)
    if seen.title == "other":
        return "different", "another title"
    if seen.people == "other":
        return "different", "other people"
    if seen.container is False:
        return "different", f"in “{a.record.container_title}” and in “{b.record.container_title}”"
    if _days_differ(a, b):
        return "different", f"issued {printed_date(a.record.issued)} and {printed_date(b.record.issued)}"
    doubt = next(_doubts(a, b, seen), "")
    return ("unsure", doubt) if doubt else ("same", _agreement(seen))


def _doubts(a: Work, b: Work, seen: _Evidence) -> Iterator[str]:
    """What keeps works with alike titles, that nothing parts, from being one for sure."""
    exact = seen.title == "exact"
    if any(value != b.ids.get(name, value) for name, value in a.ids.items()):
        yield "other identifiers"
    if a.isbns and b.isbns and not a.isbns & b.isbns and "part" not in (a.kind, b.kind):
        yield "other ISBNs"
    if seen.page is False:
        yield f"pages {a.record.page} and {b.record.page}"
    for first, second, name in _extents(a.record, b.record):
        if first and second and first != second:
            yield f"{name} {first} and {second}"
    if seen.people == "unsure" and not (exact and seen.strong):
        yield "not the same people"
    if seen.people == "unknown" and not (seen.strong or (exact and seen.supported and not a.people and not b.people)):
        yield "people only in one of them" if a.people or b.people else "no people in either"
    if seen.year is None and not seen.strong:
        yield "no year to compare"
    if (a.record.volume == "") != (b.record.volume == "") and not seen.strong and "whole" in (a.kind, b.kind):
        yield "a volume only in one of them"
    if {a.record.type, b.record.type} == {"thesis", "book"}:
        yield "a thesis and a book"
    if {a.kind, b.kind} == {"article", "whole"} and not seen.strong:
        yield "an article and a book"
    if not (exact and _is_long(a)) and not seen.supported:
        yield "titles alike, and nothing else that tells"


def _extents(a: Record, b: Record) -> Iterator[tuple[str, str, str]]:
    """How long two works are, and the letters behind their years."""
    digits = [" ".join(_DIGITS.findall(record.number_of_pages)) for record in (a, b)]
    yield digits[0], digits[1], "number of pages"
    yield year_letter(a), year_letter(b), "year with the letter"


def year_letter(record: Record) -> str:
    """The letter behind the year, by which a list tells two works of one year apart.

    >>> from bibnorm.model import Date
    >>> year_letter(Record(issued=Date(((1998,),), printed="(1998b)")))
    'b'
    """
    found = _LETTER.search(record.issued.printed) if record.issued else None
    return found[1] if found else ""


def _is_long(a: Work) -> bool:
    letters = compact(a.title)
    return len(letters) >= LONG_TITLE or (not letters.isascii() and len(letters) > 5 and not letters[0].islower())


def _days_differ(a: Work, b: Work) -> bool:
    """Whether two pieces of a newspaper or site appeared on two days."""
    if a.record.type not in DAILIES and b.record.type not in DAILIES:
        return False
    first, second = (w.record.issued.parts[:1] if w.record.issued else () for w in (a, b))
    return any(x != y for p, q in zip(first, second, strict=False) for x, y in zip(p, q, strict=False))


def _without_title(a: Work, b: Work, seen: _Evidence) -> Ruling:
    """Physics and medicine print no titles: journal, volume and page name the work."""
    if not (seen.year and seen.people in ("same", "close", "unsure")):
        return "different", "no title to compare, and not the same people and year"
    if seen.strong and seen.container is not False:
        return "same", "the same page of the same journal"
    if seen.page is False or seen.container is False:
        return "different", "no title to compare, and another page or journal"
    return "unsure", "no title to compare"


def _agreement(seen: _Evidence) -> str:
    return "title, people and year agree" if seen.people not in ("unknown",) else "title, year and place agree"


STEPS: tuple[Callable[[Work, Work], Ruling | None], ...] = (
    _by_all,
    _by_identifier,
    _by_year,
    _by_numbers,
    _by_isbn,
    _by_part,
    _by_evidence,
)


# ------------------------------------------------------------------ what differs
def find_differences(a: Record, b: Record) -> Iterator[Difference]:
    """The fields for which both records have a value, and not the same one."""
    for name in FIELDS:
        first, second = getattr(a, name), getattr(b, name)
        if name in NOT_COMPARED or not first or not second or first == second:
            continue
        if name == "type" and "document" in (first, second):
            continue
        shown = _shown(name, first), _shown(name, second)
        if _key(name, shown[0]) != _key(name, shown[1]):
            yield Difference(name, *shown)


def _shown(name: str, value: object) -> str:
    if name in NAME_FIELDS:
        return printed_names(value)  # type: ignore[arg-type]
    return printed_date(value) if name in DATE_FIELDS else str(value)  # type: ignore[arg-type]


def _key(name: str, shown: str) -> str:
    """What counts of a value: not its marks, its case or its accents' form; of an address all."""
    return shown if name in ("url", "doi") else compact(plain(shown)) or shown
