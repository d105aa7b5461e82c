"""Which field a labelled stretch belongs to, by its label and by what is printed around it.

Names beside a role word are editors, a second list of names before the book's title made that
book, a date behind an address is the day of access, ``n. 32`` is an issue whatever its label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bibnorm.lang import words
from bibnorm.lang.kinds import matches
from bibnorm.lang.lookup import find_words, lexicon
from bibnorm.model import Labelled
from bibnorm.tag.rules import Identifier
from bibnorm.text import fold

OCCASIONS = frozenset({"speech", "hearing"})
MARK_AT_END = re.compile(r"(?P<mark>[^\W\d_]{1,12}|№)[\s.:°º]*$")
MARK_BEHIND = re.compile(r"\s(?P<mark>[^\W\d_]{2,12})\b(?!\.?\s?\d)")  # "4 vols."
MARKING = ("en", "es", "pt", "fr", "de", "it", "ru", "pl", "nl")  # languages whose short marks decide
FULL_DATE = re.compile(r"\d{4}.*[^\W\d_]|[^\W\d_].*\d{4}|\d\D\d.*\d{4}|\d{4}\D\d")


@dataclass(frozen=True, slots=True)
class Setting:
    """A stretch among the others.

    Attributes:
        run: the stretch; ``words`` is what it prints.
        before, after: what is printed up to the stretches beside it.
        last: the label of the stretch before, ``""`` for the first.
        seen: the fields of the stretches before it.
        labels: of all stretches of the citation.
        behind_address: an address stands before it.
        year_before: a year stands before it.
    """

    run: Labelled
    words: str
    before: str
    after: str
    last: str
    seen: frozenset[str]
    labels: frozenset[str]
    behind_address: bool
    year_before: bool


def fields(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier]) -> Iterator[tuple[str, Labelled]]:
    """The field of each stretch, in order."""
    address_end = max((i.end for i in identifiers if i.kind in ("url", "doi")), default=len(text) + 1)
    labels = frozenset(run.label for run in runs)
    seen: frozenset[str] = frozenset()
    for i, run in enumerate(runs):
        begin = runs[i - 1].end if i else 0
        end = runs[i + 1].start if i + 1 < len(runs) else len(text)
        setting = Setting(
            run=run,
            words=text[run.start : run.end],
            before=text[begin : run.start],
            after=text[run.end : end],
            last=runs[i - 1].label if i else "",
            seen=seen,
            labels=labels,
            behind_address=run.start >= address_end,
            year_before=bool(re.search(r"\d{4}", text[: run.start])),
        )
        decide = DECIDERS.get(run.label)
        name = decide(setting) if decide else run.label.replace("-", "_")
        seen |= {name}
        yield name, run


# ------------------------------------------------------------------ words around a stretch
def _has(text: str, *terms: str) -> bool:
    """Whether a word of some terms stands in a text."""
    return any(found.term for found in find_words(text, lexicon(*terms)))


def _begins(text: str, *terms: str) -> bool:
    """Whether a text begins with a word of some terms, signs aside."""
    text = text.lstrip(" ,([")
    first = next(iter(find_words(text, lexicon(*terms))), None)
    return first is not None and bool(first.term) and first.start == 0


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
    if second and _has(at.before, "in"):
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
