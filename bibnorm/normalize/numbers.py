"""Numbers that reference works print: volumes and issues, editions, Roman numerals, ordinals."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bibnorm import lang
from bibnorm.lang.lookup import Lexicon, find_words, make_lexicon, trim
from bibnorm.model import Span
from bibnorm.normalize.numerals import ordinal, roman
from bibnorm.normalize.volumes import VolumeIssue, parse_issue, parse_volume, split_issue, split_volume

__all__ = [
    "Edition",
    "VolumeIssue",
    "edition_number",
    "ordinal",
    "parse_edition",
    "parse_issue",
    "parse_volume",
    "roman",
    "split_edition",
    "split_issue",
    "split_volume",
]


class Edition(NamedTuple):
    """An edition statement: its number, or its words where it has more to say than a number.

    ``spans`` are where the value stands, ``labels`` the words that it consumed; together they
    cover every letter and digit.
    """

    edition: str
    spans: tuple[Span, ...] = ()
    labels: tuple[Span, ...] = ()


@lru_cache(maxsize=1)
def _edition_words() -> Lexicon:
    """Single words: "revised edition" says more than that it is an edition."""
    return make_lexicon((form, "edition") for form in lang.words("edition") if " " not in form.strip())


def edition_number(text: str) -> str:
    """The number of an edition in digits, as biblatex wants it, else ``""``.

    >>> [edition_number(t) for t in ("2nd ed.", "segunda edición", "2., überarb. Aufl.", "IV ed.", "1978 ed.")]
    ['2', '2', '2', '4', '']
    """
    number = ordinal(text)
    if number is None and not any(c.isdigit() for c in text):
        number = next((roman(w) for w in re.findall(r"\b[A-Z]{1,5}\b", text) if roman(w)), None)
    return str(number or "")


@lru_cache(maxsize=4096)
def split_edition(text: str) -> Edition:
    """Read an edition statement.

    A number with nothing but its ordinal mark and a word for "edition" is that number; an ordinal
    word loses the word for "edition"; anything that says more ("rev. ed.") stays as printed.

    >>> split_edition("(3rd edition).")
    Edition(edition='3', spans=((1, 2),), labels=((2, 4), (5, 12)))
    """
    start, end = trim(text, 0, len(text))
    words = find_words(text, _edition_words())
    numbers = list(re.finditer(r"\d+", text))
    labels = tuple((w.start, w.end) for w in words if w.term)
    rest = [w for w in words if not w.term]
    if len(numbers) == 1 and all(_is_mark(text, w.start, w.end, numbers[0].end()) for w in rest):
        marks = tuple((w.start, w.end) for w in rest)
        return Edition(numbers[0].group(), (numbers[0].span(),), tuple(sorted(labels + marks)))
    if not numbers and len(rest) == 1 and labels and (ordinal(text) or edition_number(text)):
        word = rest[0]
        return Edition(text[word.start : word.end], ((word.start, word.end),), labels)
    return Edition(text[start:end], ((start, end),) if end > start else ())


def parse_edition(text: str) -> str:
    """The value of ``edition``: a number where print has one and no more, else what is printed.

    >>> [parse_edition(t) for t in ("2nd ed.", "4. Auflage", "Second edition", "(2. ed. rev. atual)", "revised ed.")]
    ['2', '4', 'Second', '2. ed. rev. atual', 'revised ed']
    """
    return split_edition(text).edition


def _is_mark(text: str, start: int, end: int, after: int) -> bool:
    """Whether a word is what makes an ordinal of the number before it: 2nd, 3ª, 4ème, 2 nd, 5-e."""
    gap = text[after:start] if start >= after else "x"
    return end - start <= (2 if " " in gap else 4) and not gap.strip(" .-")
