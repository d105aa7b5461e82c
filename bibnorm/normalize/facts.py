"""The facts that tell the type of a work: which fields are there, which words stand in and between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bibnorm import lang
from bibnorm.lang.kinds import CODE, Match, matches
from bibnorm.lang.lookup import keys
from bibnorm.model import Record, Span
from bibnorm.text import fold

Kinds = dict[str, str]  # kind → the printed words that say so

CODES = {
    "J": "article-journal",
    "M": "book",
    "C": "paper-conference",
    "D": "thesis",
    "R": "report",
    "N": "article-newspaper",
    "P": "patent",
    "S": "standard",
    "EB": "webpage",
    "DB": "dataset",
    "CP": "software",
    "CM": "map",
}
CODED = re.compile(rf"\[({CODE.pattern})\]")
RANGE = re.compile(r"\w\s*[-–—]+\s*\w")  # 117-36, 117—136
SHEET = re.compile(r"[A-Z]{0,2}\d{1,3}(?:\s*,\s*[A-Z]{0,2}\d{1,3})*")  # A25, "1, 3": pages of a newspaper
# arXiv:1612.00739, hep-ph/0703274, 1606.07049 alone
ARXIV = re.compile(
    r"\barxiv\b|\b[a-z]+(?:\s?-\s?[a-z]{2,4})?\s?/\s?\d{7}\b|^\s*\d{4}\s?\.\s?\d{4,5}(?:v\d+)?\s*$", re.I
)
ARXIV_NUMBER = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|\s*:)", re.I)
ARXIV_DOI = "10.48550/"
MEDICAL = re.compile(r"\d\s*;\s*\d")  # 2022 Jan 27;10(3):397: a journal's issue has the day
SIGNATURE = re.compile(r"[^\W\d_]{2,}.*[-–—/].*\d")  # a report: CERN-ACC-2014-0321, IIM-dp/78-70
NUMBERED = re.compile(r"[\s/:.A-Z-]{0,14}\d")  # what follows ISO/IEC, DIN EN, NBR in a standard's name
# J. Knot Theory, Am. J. Phys., Brit J Sociol; not: Essays for J. Smith, J. L. Austin
ABBREVIATED_JOURNAL = re.compile(r"(?:[A-Z][^\W\d_]{1,7}\.?\s+){0,2}J\.?\s+(?:of\b|[A-Z][^\W\d_])")
SUB_VOCE = re.compile(r"\bs\.\s?v\.\W")  # not the initials S. V.
BLOG = re.compile(r"/(?:we)?blogs?/|[./]blogs?\.|(?:blogspot|wordpress|substack|tumblr)\.|hypotheses\.org", re.I)
DIGIT = re.compile(r"\d")
# what a title may begin with before it says what it is: The 2nd … , [First …
LEAD = re.compile(r"[\W_]*(?:(?P<word>\S+)\s+[\W_]*)?")
BRACKETED = re.compile(r"\[[^\[\]]{2,60}\]|\([^()]{2,40}\)")
OPENING = tuple("«“„\"»‹‘'`")

MASKED = ("url", "title", "container_title", "collection_title", "event_title", "publisher", "publisher_place", "doi")


class Facts(NamedTuple):
    """What the rules of the type look at.

    Attributes:
        record, text: the fields and the whole print.
        title, container, collection, publisher, event: kinds of words in those fields.
        genre: kinds of words in genre and medium.
        between: kinds of words that stand in none of the fields.
        bracketed: those of them that fill a bracket.
        contained: a word "in" stands before the container.
        quoted, title_quoted: the container, the title stands in quotes.
    """

    record: Record
    text: str
    title: Kinds
    container: Kinds
    collection: Kinds
    publisher: Kinds
    event: Kinds
    genre: Kinds
    between: Kinds
    bracketed: Kinds
    contained: bool
    quoted: bool
    title_quoted: bool
    starts: Kinds

    @property
    def serial(self) -> bool:
        """The container is counted by volume or issue."""
        return bool(self.record.container_title and (self.record.volume or self.record.issue))

    @property
    def published(self) -> bool:
        """Somebody put the work out as a book."""
        rec = self.record
        return bool(rec.publisher or rec.publisher_place or rec.edition or rec.isbn)

    @property
    def personal(self) -> bool:
        """Persons made the work, not an organisation alone."""
        return any(name.family for name in self.record.author + self.record.editor)

    @property
    def online(self) -> bool:
        """Print says that the work stands on the web."""
        return bool(self.record.accessed) or "online" in self.between or "online" in self.genre

    @property
    def has_number(self) -> bool:
        """A number stands in the title, in ``number`` or between the fields."""
        return bool(self.record.number or DIGIT.search(self.record.title) or "number" in self.between)

    @property
    def day(self) -> bool:
        """The date is printed to the day."""
        issued = self.record.issued
        return bool(issued and issued.parts and len(issued.parts[0]) == 3)

    @property
    def parties(self) -> bool:
        """The title names the two parties of a case."""
        return bool(_versus().match(self.record.title))

    @property
    def medical(self) -> bool:
        """The date and the volume stand as the National Library of Medicine prints them."""
        return bool(MEDICAL.search(self.text))

    def opening(self, kind: str) -> str:
        """The words of a kind with which the title begins, or ``""``."""
        return self.starts.get(kind, "")

    @staticmethod
    def first(kind: str, *places: Kinds) -> str:
        """The words of a kind in the first place that has them, or ``""``."""
        return next((place[kind] for place in places if kind in place), "")


def words_of(text: str) -> Kinds:
    """The kinds in a text, each with its first printed words.

    >>> words_of("Tesis (Magíster en Historia)")
    {'thesis': 'Tesis', 'degree': 'Magíster'}
    """
    found: Kinds = {}
    for match in matches(text) if text else ():
        found.setdefault(match.kind, text[match.start : match.end])
    return found


def _container(container: str) -> Kinds:
    """The kinds in a container; *J.* among abbreviations is a journal."""
    found = words_of(container)
    abbreviated = ABBREVIATED_JOURNAL.match(container)
    return {**found, "journal": abbreviated[0]} if abbreviated else found


def _starting(title: str) -> Kinds:
    """The kinds with which a title begins, after an article and an ordinal or year."""
    found = matches(title) if title else ()
    start = _lead(title) if found else 0
    return {m.kind: title[m.start : m.end] for m in reversed(found) if m.start <= start}


def _lead(title: str) -> int:
    """Where a title begins to say what it is: behind its signs, and behind an article, an ordinal or a number.

    Only an article of one thing: *Il rapporto* is a report, *I rapporti fra Venezia e Verona* is about relations.
    """
    found = LEAD.match(title)
    if not found or not found["word"]:
        return found.end() if found else 0
    word = fold(found["word"]).rstrip("'’")
    return found.end() if word[:1].isdigit() or word in _leading() else found.start("word")


@lru_cache(maxsize=1)
def _leading() -> frozenset[str]:
    return frozenset((*keys("articles"), *keys("ordinals")))


def _masked(record: Record, text: str, spans: Mapping[str, Sequence[Span]]) -> str:
    """The text with the fields blanked out."""
    if spans:
        taken: Iterable[Span] = (span for field in (*MASKED, "author", "editor") for span in spans.get(field, ()))
    else:
        taken = _find(record, text)
    pieces, done = [], 0
    for start, end in sorted(taken):
        if end > done:
            start = max(start, done)
            pieces += [text[done:start], "|" * (end - start)]
            done = end
    return "".join([*pieces, text[done:]])


def _find(record: Record, text: str) -> Iterable[Span]:
    names = [name.literal or name.family for name in record.author + record.editor]
    for value in [*(getattr(record, field) for field in MASKED), *names]:
        start = text.find(value) if len(value) > 1 else -1
        if start >= 0:
            yield start, start + len(value)


def _place(value: str, text: str, spans: Sequence[Span], after: str = "") -> int:
    """Where a value begins; a container is looked for after the title, which may hold its words."""
    if spans:
        return spans[0][0]
    past = text.find(after) + len(after) if after else 0
    return text.find(value, max(past, 0)) if value else -1


@lru_cache(maxsize=1)
def _versus() -> re.Pattern[str]:
    """A title that names two parties: Roe v. Wade, Pérez contra Estado."""
    return re.compile(rf"[^\W\d_].{{0,80}}?\s(?:{lang.pattern('versus')})\s+[^\W\d_a-z]")


@lru_cache(maxsize=1)
def _in() -> re.Pattern[str]:
    """A word "in" at the end of a stretch, with its colon: ``In:``, ``en``; ``//`` stands before journals, too."""
    return re.compile(rf"(?:^|[\W_])(?!//)(?:{lang.pattern('in')})\s*:?[\s*_]*$", re.IGNORECASE)


def _before(text: str, start: int) -> str:
    """The stretch just before an offset."""
    return text[max(0, start - 24) : start].rstrip(" *_") if start > 0 else ""


def _bracketed(masked: str, found: Sequence[Match]) -> Kinds:
    spots = [m.span() for m in BRACKETED.finditer(masked)] if found else []
    return {m.kind: masked[m.start : m.end] for m in found if any(a < m.start and m.end < b for a, b in spots)}


def gather(record: Record, text: str, spans: Mapping[str, Sequence[Span]]) -> Facts:
    """Collect the facts of a record and its print."""
    masked = _masked(record, text, spans)
    before = _before(text, _place(record.container_title, text, spans.get("container_title", ()), record.title))
    before_title = _before(text, _place(record.title, text, spans.get("title", ())))
    between = words_of(masked)
    return Facts(
        record=record,
        text=text,
        title=words_of(record.title),
        container=_container(record.container_title),
        collection=words_of(record.collection_title),
        publisher=words_of(record.publisher),
        event=words_of(record.event_title),
        genre=words_of(f"{record.genre} | {record.medium}") if record.genre or record.medium else {},
        between=between,
        bracketed=_bracketed(masked, matches(masked)),
        contained=bool(before and _in().search(before)),
        quoted=before.endswith(OPENING),
        title_quoted=before_title.endswith(OPENING),
        starts=_starting(record.title),
    )
