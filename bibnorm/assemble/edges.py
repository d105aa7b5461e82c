"""Where a labelled stretch really begins and ends.

Brackets, question marks, letters of a number and months that belong to a value are taken in;
what is two fields in one stretch is parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate

from bibnorm.assemble.grammars import by_signs
from bibnorm.lang import months, words
from bibnorm.lang.kinds import matches
from bibnorm.model import Identifier, Labelled, Span
from bibnorm.text import fold

NAMES = ("author", "editor", "translator")
GROWING = frozenset(
    {"title", "container-title", "collection-title", "publisher", "publisher-place", "genre", "note", "event", *NAMES}
)
PLACED = frozenset({"publisher", "publisher-place", "container-title"})
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
# "du suédois par ", "from the French by "
LEAD = re.compile(r"(?:(?:[^\W\d_]+['’]?)\s?){0,4}?(?<![^\W\d_])(?P<last>[^\W\d_A-ZÀ-Ý]{2,4})\s(?=[A-ZÀ-ÝА-Я])")
OPENING_QUOTE = re.compile(r"\s*(?P<sign>[“«„\"])")
# a sign that may close a value, after an abbreviation's stop or a French blank: "L.)", " ?"
CLOSERS = re.compile(r"(?:\.(?=[)\]’”»])|\s(?=[?!)]))?(?P<sign>[)\]}>）］”’»›“«'」』》?!…？！])")
SECOND_YEAR = re.compile(r"\s?[/–-]\s?(?P<year>\d{2}|\d{4})(?!\d)[\s:.,)]*")
ORIGINAL_YEAR = re.compile(r"\s\[(?P<year>1[0-9]{3}(?:\s?[-–]\s?1[0-9]{3})?)\]")
JOURNAL_PLACE = re.compile(r"\*?_?\s\([^\W\d_][^\W\d_ .]{1,24}\)")
# " Mar. 7" or "-Apr" after a year, "7 de marzo de" before it
MONTH_AFTER = re.compile(r"[\s,(]{1,3}(?P<month>[^\W\d_]{3,12})\.?(?:[-–/ ](?P<second>[^\W\d_]{3,12})\.?(?![^\W_]))?")
DAY_AFTER = re.compile(r"\s\d{1,2}\b(?![-–:(])")
MONTH_BEFORE = re.compile(
    r"(?:(?<!\d)\d{1,2}\.?\s(?:de\s)?)?(?<![^\W\d_])(?P<month>[^\W\d_]{3,12})[.,)]{0,2}\s?,?\s?\(?$"
)
GLUING = ("en", "es", "pt", "fr", "de", "it", "ru", "pl", "nl")  # "p12", "n3"; S1 is a number elsewhere
APOSTROPHE = re.compile(r"(?<=[^\W_])['’](?=[^\W_])")
ELLIPSIS = re.compile(r"\s?[\[(]\s?(?:\.\s?\.\s?\.|…)\s?[\])]")
ABBREVIATED = re.compile(r"(?:\b[^\W\d_]|[A-Z][a-z]|\b[JjSs]n?r|al)$")
LAST_INITIAL = re.compile(r"(?<![^\W_])[^\W\d_]\.\s?[^\W\d_]$")  # D.C without its last stop
LETTERS_BEFORE = re.compile(r"(?<![^\W_])[A-Za-z]{1,2}$")
SUPPLEMENT = re.compile(r"\s(?P<word>[^\W\d_]{3,10})\.?(?:\s\d{1,3})?(?![^\W_])")  # "2 Supl 1"
LETTER_AFTER = re.compile(r"[A-Za-z](?![^\W_])")


def settle(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier]) -> list[Labelled]:
    """The labelled stretches of a citation with their edges mended; what is labelled ``other`` is left out.

    >>> [r] = settle("Yam (Dioscorea L.). Acta", [Labelled(0, 16, "title", 1.0)], ())
    >>> "Yam (Dioscorea L.). Acta"[r.start : r.end]
    'Yam (Dioscorea L.)'
    """
    named = _entitled(text, by_signs(text, runs))
    parted = [run for run in _quoted(text, _parted(text, named)) if run.label != "other"]
    return [_extend(text, run, limits) for run, limits in zip(parted, _limits(text, parted, identifiers), strict=True)]


def _parted(text: str, runs: Sequence[Labelled]) -> list[Labelled]:
    """Move what the labels put on the wrong side, run by run."""
    out: list[Labelled] = []
    for i, run in enumerate(runs):
        following = runs[i + 1].start if i + 1 < len(runs) else len(text)
        if run.label == "title":
            out += _original_year(text, _without_year(text, out, run), following)
        elif not (run.label in ("other", "publisher-place") and out and _joins_journal(text, out, run)):
            out.append(run)
    return out


def _entitled(text: str, runs: list[Labelled]) -> list[Labelled]:
    """What begins with a word for hearings is a title, not names: ``Hearings before the Committee on Trade``."""
    first = runs[0] if runs else None
    if not first or first.label not in NAMES:
        return runs
    opened = any(m.kind == "hearing" and not m.start for m in matches(text[first.start : first.end]))
    return [replace(first, label="title"), *runs[1:]] if opened else runs


def _quoted(text: str, runs: list[Labelled]) -> list[Labelled]:
    """What stands in the quotes that open the reference is its title, names in it too: ``“Zola y los suyos”``."""
    opening = OPENING_QUOTE.match(text)
    end = text.find(CLOSING_QUOTES[opening["sign"]][0], opening.end()) if opening else -1
    inside = [run for run in runs if opening and opening.end() <= run.start and run.end <= end]
    title = next((run for run in inside if run.label == "title"), None)
    if title is None or inside[0].label not in NAMES:
        return runs
    whole = replace(title, start=inside[0].start, end=inside[-1].end)
    return [whole, *(run for run in runs if run not in inside)]


def _original_year(text: str, run: Labelled, following: int) -> list[Labelled]:
    """``Que é a linguagem? [1930]`` is a title and the date of its original."""
    year = ORIGINAL_YEAR.search(text, run.start, following)
    if not year or not year.start() <= run.end <= year.end():
        return [run]
    end = run.start + len(text[run.start : year.start()].rstrip())
    return [replace(run, end=end), Labelled(year.start("year"), year.end("year"), "original-date", run.confidence)]


def _without_year(text: str, out: list[Labelled], run: Labelled) -> Labelled:
    """``1974/75: Avoidance``: the second year of the date before is no part of the title."""
    if not (out and out[-1].label == "date"):
        return run
    second = SECOND_YEAR.match(text, out[-1].end)
    if not second or second.start("year") != run.start or second.end() >= run.end:
        return run
    out[-1] = replace(out[-1], end=second.end("year"))
    return replace(run, start=second.end())


def _joins_journal(text: str, out: list[Labelled], run: Labelled) -> bool:
    """``Front Endocrinol (Lausanne)`` is one journal."""
    place = JOURNAL_PLACE.match(text, out[-1].end) if out[-1].label == "container-title" else None
    if not place or run.start < place.start() or run.end > place.end():
        return False
    out[-1] = replace(out[-1], end=place.end())
    return True


def _limits(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier]) -> Iterator[Span]:
    """How far each stretch may grow: to its neighbours."""
    lows = accumulate([run.end for run in runs], max, initial=0)
    highs = [*accumulate([run.start for run in reversed(runs)], min, initial=len(text))]
    for run, low, high in zip(runs, lows, highs[-2::-1], strict=False):
        if identifiers:
            low = max([low, *(d.end for d in identifiers if d.end <= run.start)])
            high = min([high, *(d.mark for d in identifiers if d.mark >= run.end)])
        yield low, high


def _extend(text: str, run: Labelled, limits: Span) -> Labelled:
    """Take in signs and letters that belong to a value but that no label reached."""
    start, end = run.start, run.end
    low, high = limits
    if run.label in ("editor", "translator"):
        start = _behind_lead(text, start, end)
    if run.label in GROWING:
        start, end = _balanced(text, start, end, low, high)
    if run.label in ("volume", "issue", "page"):
        start, end = _glued(text, run.label, start, end, low, high)
    elif run.label == "date":
        start, end = _dated(text, start, end, low, high)
    elif end < high and text[end] == "." and _abbreviated(text, run.label, start, end):
        end += 1
    return run if (start, end) == (run.start, run.end) else replace(run, start=start, end=end)


def _abbreviated(text: str, label: str, start: int, end: int) -> bool:
    """Whether the stop behind a stretch is a part of it: ``Roe, J.``, ``Washington, D.C.``."""
    if label in NAMES:
        return ABBREVIATED.search(text, max(start, end - 3), end) is not None
    return label in PLACED and LAST_INITIAL.search(text, start, end) is not None


def _behind_lead(text: str, start: int, end: int) -> int:
    """Where the names begin in ``du suédois par Marthe Quéré``."""
    lead = LEAD.match(text, start, end)
    return lead.end() if lead and fold(lead["last"]) in _last_words() else start


@lru_cache(maxsize=1)
def _last_words() -> frozenset[str]:
    """The words that end a phrase before names and begin none: by, par, por; but not von, di."""
    forms = (form.split() for term in ("translator-before", "editor-before") for form in words(term))
    ends = {fold(form[-1]) for form in forms if len(form) > 1 and form[-1].islower() and len(form[-1]) < 5}
    return frozenset(ends) - {fold(word) for word in words("particles")}


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
    end = after.end() if after else end
    supplement = SUPPLEMENT.match(text, end, high) if label == "issue" else None
    return start, supplement.end() if supplement and fold(supplement["word"]) in _marks("supplement") else end


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
