"""Labelled stretches → the printed pieces of each field, every value still as printed.

Here it is decided which field a stretch belongs to (names beside a role word are editors,
a second list of names before the book's title made that book, a date behind an address is
the day of access), and where exactly a stretch begins and ends (brackets and closing signs
that belong to it are taken in).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bibnorm.lang import months, words
from bibnorm.lang.kinds import matches
from bibnorm.lang.lookup import find_words, lexicon
from bibnorm.model import Labelled, Span
from bibnorm.tag.rules import Identifier
from bibnorm.text import fold

OCCASIONS = frozenset({"speech", "hearing"})
# the tagger's labels that are fields under another name
FIELD_OF = {
    "container-title": "container_title", "collection-title": "collection_title", "publisher-place": "publisher_place",
    "date": "issued", "event": "event_title", "number-of-pages": "number_of_pages",
    "original-date": "original_date",
}  # fmt: skip
NAMES = ("author", "editor", "translator")
GROWING = frozenset(
    {"title", "container-title", "collection-title", "publisher", "publisher-place", "genre", "note", "event", *NAMES}
)
BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">", "（": "）", "［": "］"}
CLOSING = {v: k for k, v in BRACKETS.items()}
QUOTES = {"”": "“„”", "’": "‘‚", "»": "«", "›": "‹", "“": "„", "«": "»", "'": "`", "」": "「", "』": "『", "》": "《"}
CLOSING_QUOTES = {
    "“": "”",
    "‘": "’",
    "„": "“”",
    "«": "»",
    "‚": "‘’",
    "`": "'",
    "「": "」",
    "『": "』",
    "《": "》",
    '"': '"',
}
# a sign that may close a value, after an abbreviation's stop or a French blank: "L.)", " ?"
CLOSERS = re.compile(r"(?:\.(?=[)\]’”»])|\s(?=[?!)]))?(?P<sign>[)\]}>）］”’»›“«'」』》?!…？！])")
ORIGINAL_YEAR = re.compile(r"\s\[(?P<year>1[0-9]{3}(?:\s?[-–]\s?1[0-9]{3})?)\]")
JOURNAL_PLACE = re.compile(r"\*?_?\s\([^\W\d_][^\W\d_ .]{1,24}\)")
# " Mar. 7" or "-Apr" after a year, "7 de marzo de" before it
MONTH_AFTER = re.compile(r"[\s,(]{1,3}(?P<month>[^\W\d_]{3,12})\.?(?:[-–/ ](?P<second>[^\W\d_]{3,12})\.?(?![^\W_]))?")
DAY_AFTER = re.compile(r"\s\d{1,2}\b(?![-–:(])")
MONTH_BEFORE = re.compile(
    r"(?:(?<!\d)\d{1,2}\.?\s(?:de\s)?)?(?<![^\W\d_])(?P<month>[^\W\d_]{3,12})[.,)]{0,2}\s?,?\s?\(?$"
)
MARK_AT_END = re.compile(r"(?P<mark>[^\W\d_]{1,12}|№)[\s.:°º]*$")
GLUING = ("en", "es", "pt", "fr", "de", "it", "ru", "pl", "nl")  # "p12", "n3"; S1 is a number elsewhere
APOSTROPHE = re.compile(r"(?<=[^\W_])['’](?=[^\W_])")
ELLIPSIS = re.compile(r"\s?[\[(]\s?(?:\.\s?\.\s?\.|…)\s?[\])]")
ABBREVIATED = re.compile(r"(?:\b[^\W\d_]|[A-Z][a-z]|\b[JjSs]n?r|al)$")
LETTERS_BEFORE = re.compile(r"(?<![^\W_])[A-Za-z]{1,2}$")
LETTER_AFTER = re.compile(r"[A-Za-z](?![^\W_])")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a citation prints, field by field.

    Attributes:
        text: the citation.
        pieces: for each field its stretches, in order.
        identifiers: found by rule.
        marks: label stretches known so far (list numbers, the words before an identifier).
        order: the fields in the order in which print has them.
    """

    text: str
    pieces: Mapping[str, tuple[Labelled, ...]] = field(default_factory=dict)
    identifiers: tuple[Identifier, ...] = ()
    marks: tuple[Span, ...] = ()

    def value(self, name: str) -> str:
        """The pieces of a field as printed, joined by a blank; ``""`` when there are none."""
        return " ".join(self.text[p.start : p.end] for p in self.pieces.get(name, ()))


def assemble(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier] = ()) -> Printed:
    """Put the stretches of one citation into fields.

    >>> runs = [Labelled(0, 6, "author", 1.0), Labelled(8, 11, "title", 1.0), Labelled(12, 16, "date", 1.0)]
    >>> printed = assemble("Roe, J. Sea 1990", runs)
    >>> printed.value("author"), printed.value("issued")
    ('Roe, J.', '1990')
    """
    parted = [run for run in _parted(text, runs) if run.label != "other"]
    extended = [_extend(text, run, _limits(text, parted, identifiers, i)) for i, run in enumerate(parted)]
    pieces: dict[str, list[Labelled]] = {}
    marks = [(i.mark, i.start) for i in identifiers if i.mark < i.start]
    for name, run in _fields(text, extended, identifiers):
        if name == "citation-number":
            marks.append((run.start, run.end))
        else:
            pieces.setdefault(name, []).append(run)
    return Printed(text, {k: tuple(v) for k, v in pieces.items()}, tuple(identifiers), tuple(marks))


def _parted(text: str, runs: Sequence[Labelled]) -> list[Labelled]:
    """Part what is two fields: a title and the bracketed year of its original, a journal and what follows its place.

    ``Que é a linguagem? [1930]`` is a title and an original date; ``Front Endocrinol (Lausanne)`` is one journal.
    """
    out: list[Labelled] = []
    for i, run in enumerate(runs):
        year = ORIGINAL_YEAR.search(text, run.start, _next_start(text, runs, i)) if run.label == "title" else None
        if year and year.start() <= run.end <= year.end():
            end = run.start + len(text[run.start : year.start()].rstrip())
            out += [
                replace(run, end=end),
                Labelled(year.start("year"), year.end("year"), "original-date", run.confidence),
            ]
            continue
        if run.label in ("other", "publisher-place") and out and out[-1].label == "container-title":
            place = JOURNAL_PLACE.match(text, out[-1].end)
            if place and run.start >= place.start() and run.end <= place.end():
                out[-1] = replace(out[-1], end=place.end())
                continue
        out.append(run)
    return out


def _next_start(text: str, runs: Sequence[Labelled], i: int) -> int:
    return runs[i + 1].start if i + 1 < len(runs) else len(text)


def _limits(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier], i: int) -> Span:
    """How far a stretch may grow: to its neighbours."""
    run = runs[i]
    low = max([0] + [r.end for r in runs[:i]] + [d.end for d in identifiers if d.end <= run.start])
    high = min([len(text)] + [r.start for r in runs[i + 1 :]] + [d.mark for d in identifiers if d.mark >= run.end])
    return low, high


def _extend(text: str, run: Labelled, limits: Span) -> Labelled:
    """Take in signs and letters that belong to a value but that no label reached."""
    start, end = run.start, run.end
    low, high = limits
    if run.label in GROWING:
        start, end = _balanced(text, start, end, low, high)
    if run.label in ("volume", "issue", "page"):
        start, end = _glued(text, run.label, start, end, low, high)
    elif run.label == "date":
        start, end = _dated(text, start, end, low, high)
    elif run.label in NAMES and end < high and text[end] == "." and ABBREVIATED.search(text, start, end):
        end += 1
    return replace(run, start=start, end=end)


def _balanced(text: str, start: int, end: int, low: int, high: int) -> Span:
    """Closing signs whose opening is inside, opening signs whose closing is: ``(L.)``, ``‘…’?``, ``¿…?``, ``[…]``."""
    while end < high:
        ahead = CLOSERS.match(text, end, high)
        if not ahead:
            break
        sign, inside = ahead["sign"], APOSTROPHE.sub("", text[start:end])
        opener = CLOSING.get(sign) or QUOTES.get(sign)
        if sign not in "?!…？！" and not (opener and sum(inside.count(o) for o in opener) > inside.count(sign)):
            break
        end = ahead.end()
    ellipsis = ELLIPSIS.match(text, end, high)
    end = ellipsis.end() if ellipsis else end
    while start > low and (text[start - 1] in "¿¡" or _opens(text, start, end)):
        start -= 1
    return start, end


def _opens(text: str, start: int, end: int) -> bool:
    """Whether the sign before a stretch opens what is closed inside: ``“Traditional” scholarship``."""
    sign, inside = text[start - 1], text[start:end]
    closing = BRACKETS.get(sign) or CLOSING_QUOTES.get(sign, "")
    first = min((inside.find(c) for c in closing if c in inside), default=-1)
    return first > 0 and sign not in inside[:first]


def _glued(text: str, label: str, start: int, end: int, low: int, high: int) -> Span:
    """Letters of a number: ``S1``, ``e0000131``, ``S138-S158``, ``24b``; not the mark of ``p12``."""
    before = LETTERS_BEFORE.search(text, low, start)
    if before and before.end() == start:
        repeated = label == "page" and re.search(rf"-\s?{before[0]}\d", text[start:end])
        if repeated or fold(before[0]) not in _marks(label):
            start = before.start()
    after = LETTER_AFTER.match(text, end, high)
    return start, after.end() if after else end


def _dated(text: str, start: int, end: int, low: int, high: int) -> Span:
    """Month and day that stand beside the year: ``2001 Mar 7``, ``Sept. 1982``."""
    if re.search(r"[^\W\d_]", text[start:end]):
        return start, end
    after = MONTH_AFTER.match(text, end, high)
    if after and _is_month(after["month"]):
        end = after.end() if not after["second"] or _is_month(after["second"]) else after.end("month")
        day = DAY_AFTER.match(text, end, high)
        end = day.end() if day else end
    before = MONTH_BEFORE.search(text, low, start)
    if before and _is_month(before["month"]):
        start = before.start()
    return start, end


def _is_month(word: str) -> bool:
    return fold(word) in months()


@lru_cache
def _marks(label: str) -> frozenset[str]:
    """The label words of pages and the like that are printed glued to a number, folded, without stops."""
    return frozenset(fold(w).strip(".°") for w in words(label, *GLUING))


def _fields(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier]) -> Iterator[tuple[str, Labelled]]:
    """The field of each stretch, by its label and its surroundings."""
    seen: set[str] = set()
    address_end = max((i.end for i in identifiers if i.kind in ("url", "doi")), default=None)
    counted = any(r.label in ("volume", "issue", "page") for r in runs)
    for i, run in enumerate(runs):
        name = FIELD_OF.get(run.label, run.label)
        before = text[(runs[i - 1].end if i else 0) : run.start]
        after = text[run.end : (runs[i + 1].start if i + 1 < len(runs) else len(text))]
        if (
            name in ("container_title", "collection_title", "publisher")
            and not counted
            and _is_occasion(text[run.start : run.end])
        ):
            name = "event_title"
        elif run.label in ("author", "editor"):
            name = _role(run.label, before, after, seen)
        elif name in ("volume", "issue"):
            name = _by_mark(name, before, {r.label for r in runs})
        elif name == "issued":
            name = _which_date(text, run, before, seen, address_end)
        elif name == "number" and "collection_title" in seen and runs[i - 1].label == "collection-title":
            name = "collection_number"
        seen.add(name)
        yield name, run


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


def _role(label: str, before: str, after: str, seen: set[str]) -> str:
    """Author, editor, translator or the author of the book around a chapter."""
    if _begins(after[:24], "translator-after") or _has(before[-24:], "translator-before"):
        return "translator"
    if _begins(after[:24], "editor-after") or _has(before[-30:], "editor-before"):
        return "editor"
    if label == "author" and ("author" in seen or "editor" in seen) and "title" in seen:
        return "container_author" if _has(before, "in") else "author"
    return label


def _is_occasion(value: str) -> bool:
    """*Address by the Premier at …*, *Hearing before the Committee …*: the occasion, not the container."""
    first = next((m for m in matches(value) if m.kind in OCCASIONS and not value[: m.start].strip(" ,.:(")), None)
    if first is None:
        return False
    return " " in value[first.start : first.end] or bool(re.match(r"\s+[^\W\dA-ZÀ-Ý]", value[first.end :]))


def _by_mark(name: str, before: str, present: set[str]) -> str:
    """A printed mark says more than the label: ``n. 32`` is an issue, ``Jg. 12`` a volume, unless there is one."""
    other = "issue" if name == "volume" else "volume"
    if other in present or _ends(before, name):
        return name
    return other if _ends(before, other) else name


def _which_date(text: str, run: Labelled, before: str, seen: set[str], address_end: int | None) -> str:
    """A second full date behind an address is the day of access."""
    if _has(before[-40:], "accessed"):
        return "accessed"
    if _has(before[-40:], "original-published"):
        return "original_date"
    behind_address = address_end is not None and run.start >= address_end and not re.search(r"[(\[]\s*$", before)
    if (
        behind_address
        and re.search(r"\d{4}", text[run.start : run.end])
        and re.search(r"[^\W\d_]|\d\D\d", text[run.start : run.end])
    ):
        return "accessed" if "issued" in seen or not re.search(r"\d{4}", text[: run.start]) else "issued"
    return "issued"
