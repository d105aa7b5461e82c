"""The language of a title: its script, its letters and words.

Silence beats a guess: a title that could stand in two languages has none here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from bibnorm import lang
from bibnorm.lang.letters import WORD, letters, weigh

SURE = 0.5  # of a title alone
SURER = 0.6  # of a language that the table has few titles of; a function word of it must stand there, too
TOGETHER = 0.6  # of a title with what stands around it
HINTED = math.log(4.0)  # what a hint adds
OWN = 1.5  # what a function word adds that only one language has
RICH = frozenset(("en", "es", "pt", "fr", "de", "it", "id"))

SCRIPTS = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af]"),
    ("zh", r"[\u3400-\u9fff]"),
    ("el", r"[\u0370-\u03ff\u1f00-\u1fff]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("ka", r"[\u10a0-\u10ff]"),
    ("hy", r"[\u0530-\u058f]"),
    ("th", r"[\u0e00-\u0e7f]"),
)
OTHER_SCRIPT = re.compile(rb"[\xcd-\xe1\xe3-\xed]")  # a byte that begins a sign of one of them in UTF-8
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
DENSE = {"ja": 3, "ko": 2, "zh": 3}  # Latin letters that one sign outweighs
FOREIGN = {"es": re.compile("[çãõ]", re.I), "pt": re.compile("ñ", re.I)}  # letters that a language does not have
RUSSIAN = re.compile("[ыэё]", re.I)  # and Belarusian
KIN = {"zh": "ja", "ru": "bg"}  # languages that may have no sign of their own in a short title
# letters that Russian, and Arabic, do not have; the language is "" where several have them
OTHERS = {
    "ru": (
        (re.compile("[іїєґ]", re.I), "uk"),
        (re.compile("[ўј]|[љњџ]", re.I), ""),
        (re.compile("ъ[бвгджзйклмнпрстфхцчшщ]", re.I), "bg"),
    ),
    "ar": ((re.compile("[پچژگ]"), "fa"),),
}


def guess_language(title: str, container: str = "", text: str = "", hint: Sequence[str] = ()) -> str:
    """The BCP 47 code of a title's language, or ``""`` where it is not sure.

    Args:
        title: the title as printed.
        container: the journal or book, asked where the title alone does not tell.
        text: the whole reference; what stands after the title is asked last.
        hint: codes of languages that the references are likely in.

    >>> guess_language("La mirada desde el Instituto de Estudios Internacionales"), guess_language("История соли")
    ('es', 'ru')
    >>> guess_language("Ngaanyatjarra"), guess_language("")
    ('', '')
    """
    return guess_languages([Work(title, container, text)], hint)[0]


def guess_languages(works: Sequence[Work], hint: Sequence[str] = ()) -> list[str]:
    """The language of each work's title, as `guess_language` has it: all titles are weighed together."""
    found = [_by_script(work, hint) for work in works]
    latin = [i for i, code in enumerate(found) if code is None]
    weights = dict(zip(latin, weigh([works[i].title for i in latin]), strict=True))
    for i in latin:
        found[i] = _decide(works[i].title, weights[i], hint, SURE)
    for place, share in AROUND:
        asked = {i: other for i in latin if not found[i] and (other := place(works[i])) and _is_asked(works[i], other)}
        for i, more in zip(asked, weigh([*asked.values()]), strict=True):
            weights[i] = [a + share * b for a, b in zip(weights[i], more, strict=True)]
            found[i] = _decide(works[i].title, weights[i], hint, TOGETHER)
    return [code or "" for code in found]


class Work(NamedTuple):
    """A title with its container and the whole reference, as far as they are known."""

    title: str
    container: str = ""
    text: str = ""

    def behind(self) -> str:
        """What stands behind the title."""
        return self.text.partition(self.title)[2] if self.title in self.text else ""


# what the container, and the print after the title, weigh beside the title
AROUND: tuple[tuple[Callable[[Work], str], float], ...] = ((attrgetter("container"), 0.5), (Work.behind, 0.25))


def _is_asked(work: Work, other: str) -> bool:
    return LATIN.search(work.title) is not None and not _script(other)


def _by_script(work: Work, hint: Sequence[str]) -> str | None:
    """The language of a title in another script, ``""`` for one without letters, None for one in Latin letters."""
    if not WORD.search(work.title):
        return ""
    script = _script(work.title)
    return _by_letters(work.title, f"{work.container} {work.text}", script, hint) if script else None


def _script(text: str) -> str:
    """The first language of the script in which most of a text stands, or ``""`` for Latin."""
    if text.isascii() or not OTHER_SCRIPT.search(text.encode("utf-8", "surrogatepass")):
        return ""
    latin = len(LATIN.findall(text))
    counts = {code: len(letters.findall(text)) * DENSE.get(code, 1) for code, letters in _scripts()}
    if counts["ja"] and counts["zh"]:
        counts["ja"] += counts["zh"]
    code = max(counts, key=lambda c: counts[c])
    return code if counts[code] > latin else ""


@lru_cache(maxsize=1)
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, re.compile(letters)) for code, letters in SCRIPTS)


def _by_letters(title: str, around: str, script: str, hint: Sequence[str]) -> str:
    """The language of a title in another script, by its letters, else by those around it."""
    for place in (title, around):
        for sign, code in OTHERS.get(script, ()):
            if sign.search(place):
                return code
        if script == "ru" and RUSSIAN.search(place):
            return "ru"
    other = KIN.get(script, "")
    return other if other in hint and script not in hint else script


def _decide(text: str, weights: Sequence[float], hint: Sequence[str], sure: float) -> str:
    """The likeliest language, if it is likely enough."""
    table = letters()
    odds = [weight + bias for weight, bias in zip(weights, table.bias, strict=True)]
    for code in hint:
        if code in table.languages:
            odds[table.languages.index(code)] += HINTED
    words = WORD.findall(text.lower())
    for word in words:
        at = sole_owners().get(word)
        if at is not None:
            odds[at] += OWN
    best = max(odds)
    share = 1 / sum([math.exp(o - best) for o in odds if o > best - 9])
    code = table.languages[odds.index(best)]
    if code == "und" or share < sure or (code in FOREIGN and FOREIGN[code].search(text)):
        return ""
    own = code in RICH or (share >= SURER and not own_words(code).isdisjoint(words))
    return code if own else ""


@lru_cache(maxsize=64)
def own_words(code: str) -> frozenset[str]:
    """Function words of a language that none of the rich languages has.

    >>> "het" in own_words("nl"), "of" in own_words("nl")
    (True, False)
    """
    shared = {word for other in RICH for word in _function_words(other)}
    return frozenset(_function_words(code)) - shared


@lru_cache(maxsize=1)
def sole_owners() -> dict[str, int]:
    """Function words that only one language has, with its place in the table: *unha*, *eta*, *și*."""
    owners: dict[str, set[int]] = {}
    for at, code in enumerate(letters().languages[:-1]):
        for word in _function_words(code):
            owners.setdefault(word, set()).add(at)
    return {word: at for word, (at, *more) in owners.items() if not more}


def _function_words(code: str) -> list[str]:
    return [word for form in lang.words("stopwords", code) for word in WORD.findall(form.lower())]
