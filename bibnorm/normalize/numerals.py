"""Roman numerals and ordinals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bibnorm import lang
from bibnorm.lang.lookup import Lexicon, find_words, make_lexicon

# Print from the sixteenth century on also adds up: MDLIIII, XXXX, VIIII.
_ROMAN = re.compile(r"(?=.)M{0,4}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})\Z")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")


@lru_cache(maxsize=4096)
def roman(text: str) -> int | None:
    """The value of a Roman numeral in one case, additive forms included, else None.

    >>> roman("XXXIV"), roman("xii"), roman("MDLIIII"), roman("Ⅳ"), roman("Vili"), roman("12")
    (34, 12, 1554, 4, None, None)
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    upper = text.upper()
    if text not in (upper, text.lower()) or not _ROMAN.match(upper):
        return None
    values = [_VALUES[c] for c in upper]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


@lru_cache(maxsize=1)
def _ordinals() -> Lexicon:
    return make_lexicon((form, str(number)) for form, number in lang.ordinals().items())


@lru_cache(maxsize=4096)
def ordinal(text: str) -> int | None:
    """The first number of a text, in digits or as an ordinal word of any language, else None.

    Numbers of four digits are years.

    >>> ordinal("2nd"), ordinal("3ª"), ordinal("Zweite, verbesserte"), ordinal("segunda"), ordinal("1978")
    (2, 3, 2, 2, None)
    """
    digits = _NUMBER.search(text)
    if digits:
        return int(digits.group())
    return next((int(word.term) for word in find_words(text, _ordinals()) if word.term), None)
