"""The words of the language tables, found in print: one look-up for the terms a stage asks for.

``scripts/build_lang.py`` writes the words as they are looked up, folded, to ``lookup.tsv``, one line a term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bibnorm import lang
from bibnorm.model import Span
from bibnorm.text import fold

# A run of letters with their combining accents; "№" is one sign and reads as a word.
WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+|№")
PLAIN_WORD = re.compile(r"[A-Za-z]+")  # the same in a text that is ASCII
EDGE = " \t\r\n.,;:()[]{}<>«»“”\"'–—-"  # punctuation that belongs to no value when it stands at its edge
_TIGHT = re.compile(r"[\s.\-’'°/]{0,4}\Z")  # what stands between the words of one form: "s. f.", "n.º", "s/f"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Printed forms as folded words joined by blanks, each with its term.

    ``reach`` holds, for the first words of forms of several words, how many words the longest one has.
    """

    forms: Mapping[str, str]
    reach: Mapping[str, int]


class Found(NamedTuple):
    """A word of a text, or several that make one form, with its term (``""`` for an unknown word)."""

    start: int
    end: int
    term: str
    form: str


def words_key(form: str) -> str:
    """A printed form as it is looked up; ``""`` for one with digits ("1st", "3月"), a number with a mark.

    >>> words_key("s. F."), words_key("N.º"), words_key("№"), words_key("2nd")
    ('s f', 'n o', 'no', '')
    """
    if form.isalpha():
        return fold(form)
    return "" if any(c.isdigit() for c in form) else " ".join(fold(w) for w in WORD.findall(form))


@cache
def _lines() -> Mapping[str, str]:
    text = Path(__file__).with_name("lookup.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines())


@cache
def keys(term: str) -> tuple[str, ...]:
    """All forms of a term in every language, as they are looked up.

    >>> "tesis doctoral" in keys("thesis"), "vol" in keys("volume")
    (True, True)
    """
    lines = _lines()
    return tuple(key for part in lang.KINDS.get(term, (term,)) for key in lines[part].split("\t"))


def make_lexicon(forms: Iterable[tuple[str, str]], *terms: str) -> Lexicon:
    """A look-up over pairs of a printed form and its term, then over the forms of whole terms in every language.

    Of two terms for one form the first stays.
    """
    table: dict[str, str] = {}
    reach: dict[str, int] = {}
    given = ((words_key(form), term) for form, term in forms)
    for key, term in chain(given, ((key, whole) for whole in terms for key in keys(whole))):
        if key and table.setdefault(key, term) == term and " " in key:
            first = key.split(" ", 1)[0]
            reach[first] = max(reach.get(first, 1), key.count(" ") + 1)
    return Lexicon(table, reach)


@lru_cache(maxsize=32)
def lexicon(*terms: str) -> Lexicon:
    """The forms of some terms in every language; a form of two terms belongs to the one named first."""
    return make_lexicon((), *terms)


def find_words(text: str, table: Lexicon) -> list[Found]:
    """Every word of a text in order, the forms of the table longest first.

    >>> text, table = "Vol. 3, n.d.", make_lexicon([("n. d.", "no-date"), ("vol.", "volume")])
    >>> [(f.term, text[f.start : f.end]) for f in find_words(text, table)]
    [('volume', 'Vol'), ('no-date', 'n.d')]
    """
    spans = [m.span() for m in (PLAIN_WORD if text.isascii() else WORD).finditer(text)]
    found, at = [], 0
    while at < len(spans):
        start, end = spans[at]
        form = fold(text[start:end])
        hit, taken = Found(start, end, table.forms.get(form, ""), form), 1
        if form in table.reach:
            hit, taken = _longest(text, spans, at, table, hit)
        found.append(hit)
        at += taken
    return found


def _longest(text: str, spans: list[Span], at: int, table: Lexicon, first: Found) -> tuple[Found, int]:
    """The longest form that begins with a word, and how many words it has."""
    best, taken, joined = first, 1, first.form
    for ahead in range(at + 1, min(at + table.reach[joined], len(spans))):
        if not _TIGHT.match(text, spans[ahead - 1][1], spans[ahead][0]):
            break
        joined = f"{joined} {fold(text[slice(*spans[ahead])])}"
        if joined in table.forms:
            best, taken = Found(first.start, spans[ahead][1], table.forms[joined], joined), ahead - at + 1
    return best, taken


def trim(text: str, start: int, end: int) -> Span:
    """A stretch without the blanks and punctuation at its edges.

    >>> trim(" (3/4): ", 0, 8)
    (2, 5)
    """
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end
