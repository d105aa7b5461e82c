"""Which field a labelled stretch belongs to, by its label and by what is printed around it.

Names beside a role word are editors, a second list of names before the book's title made that
book, a date behind an address is the day of access, ``n. 32`` is an issue whatever its label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bibnorm.lang import words
from bibnorm.lang.kinds import matches
from bibnorm.lang.lookup import find_words, lexicon
from bibnorm.model import Identifier, Labelled
from bibnorm.text import fold

OCCASIONS = frozenset({"speech", "hearing"})
INITIAL = re.compile(r"(?<![^\W_])[^\W\d_]\.")
MARK_AT_END = re.compile(r"(?P<mark>[^\W\d_]{1,12}|№)[\s.:°º]*$")
MARK_BEHIND = re.compile(r"\s(?P<mark>[^\W\d_]{2,12})\b(?!\.?\s?\d)")  # "4 vols."
MARKING = ("en", "es", "pt", "fr", "de", "it", "ru", "pl", "nl")  # languages whose short marks decide
YEAR = re.compile(r"\d{4}")
FULL_DATE = re.compile(r"\d{4}.*[^\W\d_]|[^\W\d_].*\d{4}|\d\D\d.*\d{4}|\d{4}\D\d")


@dataclass(slots=True)
class Setting:
    """A stretch among the others; what is around it is looked up when a decision asks.

    Attributes:
        text, runs: the citation and its stretches.
        address_end: where the last address ends.
        labels: of all stretches.
        seen: the fields of the stretches before this one.
        at: its place among the runs.
    """

    text: str
    runs: Sequence[Labelled]
    address_end: int
    labels: frozenset[str]
    seen: set[str] = field(default_factory=set)
    at: int = 0

    @property
    def run(self) -> Labelled:
        """The stretch."""
        return self.runs[self.at]

    @property
    def words(self) -> str:
        """What the stretch prints."""
        return self.text[self.run.start : self.run.end]

    @property
    def before(self) -> str:
        """What is printed between it and the stretch before."""
        return self.text[self.runs[self.at - 1].end if self.at else 0 : self.run.start]

    @property
    def after(self) -> str:
        """What is printed between it and the next stretch."""
        last = self.at + 1 == len(self.runs)
        return self.text[self.run.end : len(self.text) if last else self.runs[self.at + 1].start]

    @property
    def last(self) -> str:
        """The label of the stretch before, ``""`` for the first."""
        return self.runs[self.at - 1].label if self.at else ""

    @property
    def behind_address(self) -> bool:
        """Whether an address stands before it."""
        return self.run.start >= self.address_end

    @property
    def year_before(self) -> bool:
        """Whether a year stands before it."""
        return YEAR.search(self.text, 0, self.run.start) is not None


def fields(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier]) -> Iterator[tuple[str, Labelled]]:
    """The field of each stretch, in order."""
    address_end = max((i.end for i in identifiers if i.kind in ("url", "doi")), default=len(text) + 1)
    setting = Setting(text, runs, address_end, frozenset([run.label for run in runs]))
    for i, run in enumerate(runs):
        setting.at = i
        decide = DECIDERS.get(run.label)
        name = decide(setting) if decide else run.label.replace("-", "_")
        setting.seen.add(name)
        yield name, run


# ------------------------------------------------------------------ words around a stretch
@lru_cache(maxsize=8192)
def _has(text: str, term: str) -> bool:
    """Whether a word of a term stands in a text."""
    return any(found.term for found in find_words(text, lexicon(term)))


@lru_cache(maxsize=8192)
def _begins(text: str, term: str) -> bool:
    """Whether a text begins with a word of a term, signs aside."""
    text = text.lstrip(" ,([")
    found = find_words(text, lexicon(term))
    return bool(found) and bool(found[0].term) and found[0].start == 0


def _ends(text: str, term: str) -> bool:
    """Whether a text ends with a word of a term, as in ``…, n. ``."""
    last = MARK_AT_END.search(text)
    return last is not None and fold(last["mark"]) in _marks(term)


@lru_cache
def _marks(term: str) -> frozenset[str]:
    return frozenset(fold(w).strip(".°") for w in words(term, *MARKING))


# ------------------------------------------------------------------ one decision for each kind of label
def _names(at: Setting) -> str:
    """Author, editor, translator or, after ``In:`` without a role word, who made the book around a chapter."""
    if _begins(at.after[:24], "translator-after") or _has(at.before[-24:], "translator-before"):
        return "translator"
    if _begins(at.after[:24], "editor-after") or _has(at.before[-30:], "editor-before"):
        return "editor"
    second = "title" in at.seen and ("author" in at.seen or "editor" in at.seen)
    if second and _has(INITIAL.sub("", at.before), "in"):  # the В. of Е. В. Карпов is no "in"
        return "container_author"
    return at.run.label


def _numbers(at: Setting) -> str:
    """A printed mark says more than the label: ``n. 32`` is an issue, ``Jg. 12`` a volume, unless there is one."""
    name = at.run.label
    behind = MARK_BEHIND.match(at.after)
    if (
        behind
        and at.words.isdigit()
        and not _ends(at.before, name)
        and fold(behind["mark"]) in _marks("number-of-volumes")
    ):
        return "number_of_volumes"
    other = "issue" if name == "volume" else "volume"
    if other in at.labels or _ends(at.before, name):
        return name
    alone = name == "volume" and at.before.endswith("(") and at.after.startswith(")") and len(at.words) < 4
    return other if alone or _ends(at.before, other) or at.after.lstrip().startswith(_counters(other)) else name


@lru_cache
def _counters(term: str) -> tuple[str, ...]:
    """The words that stand behind their number: 제92호, 第3期."""
    return tuple(w for w in words(term, "zh", "ja", "ko") if len(w) == 1 and not w.isascii() and w not in "第제№")


def _date(at: Setting) -> str:
    """A second full date behind an address is the day of access."""
    if _has(at.before[-40:], "accessed"):
        return "accessed"
    if _has(at.before[-40:], "original-published"):
        return "original_date"
    full = at.behind_address and FULL_DATE.search(at.words) and not re.search(r"[(\[]\s*$", at.before)
    return "accessed" if full and ("issued" in at.seen or not at.year_before) else "issued"


def _container(at: Setting) -> str:
    """*Address by the Premier at …*, *Hearing before the Committee …* are occasions, not containers."""
    counted = at.labels & {"volume", "issue", "page"}
    return "event_title" if not counted and _is_occasion(at.words) else at.run.label.replace("-", "_")


def _is_occasion(value: str) -> bool:
    first = next((m for m in matches(value) if m.kind in OCCASIONS and not value[: m.start].strip(" ,.:(")), None)
    if first is None:
        return False
    return " " in value[first.start : first.end] or bool(re.match(r"\s+[^\W\dA-ZÀ-Ý]", value[first.end :]))


def _number(at: Setting) -> str:
    return "collection_number" if at.last == "collection-title" else "number"


DECIDERS: dict[str, Callable[[Setting], str]] = {
    "author": _names,
    "editor": _names,
    "volume": _numbers,
    "issue": _numbers,
    "date": _date,
    "container-title": _container,
    "collection-title": _container,
    "publisher": _container,
    "number": _number,
    "event": lambda at: "event_title",
    "citation-number": lambda at: "citation-number",
}
