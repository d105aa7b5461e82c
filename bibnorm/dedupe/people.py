"""Whether two printed names, or two lists of names, are the same people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bibnorm.model import Name
from bibnorm.text import fold

Relation = Literal["same", "close", "unsure", "other", "unknown"]

TYPO = 84  # rapidfuzz ratio from which two family names of five letters or more are one, misprinted
LITERAL = 90  # the same for organisations
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Person:
    """A name in the form that is compared.

    Attributes:
        family: folded words of the family name, particles off.
        initials: of the given names, as many as are printed.
        literal: folded words of an organisation or an undivided name.
    """

    family: tuple[str, ...] = ()
    initials: str = ""
    literal: tuple[str, ...] = ()

    @property
    def joined(self) -> str:
        return "".join(self.family or self.literal)


@lru_cache(maxsize=16384)
def person(name: Name) -> Person:
    """A name as it is compared.

    >>> person(Name(family="de la Peña Ruiz", given="J.-A. María")), person(Name(family="Doe", given="JA"))
    (Person(family=('pena', 'ruiz'), initials='jam', literal=()), Person(family=('doe',), initials='ja', literal=()))
    """
    if name.literal:
        return Person(literal=tuple(_LETTERS.findall(fold(name.literal))))
    words = _LETTERS.findall(name.family or name.given)
    while len(words) > 1 and words[0].islower():  # "de la Cruz", whichever field holds its particles
        del words[0]
    given = name.given if name.family else ""
    return Person(tuple(fold(word) for word in words), _initials(given))


def _initials(given: str) -> str:
    """The initials of given names; ``JA`` is two of them, ``JEAN`` one.

    >>> _initials("JA"), _initials("J. A."), _initials("Jane Anne"), _initials("JEAN"), _initials("小明")
    ('ja', 'ja', 'ja', 'j', '小')
    """
    words = _LETTERS.findall(given)
    return "".join(fold(word) if word.isupper() and len(word) < 4 else fold(word[0]) for word in words)


def same_person(a: Person, b: Person) -> Relation:
    """Whether two names are one person: ``same``, ``close`` (a misprint), ``unsure`` (other initials) or ``other``."""
    if a.literal or b.literal:
        return _same_literal(a, b)
    families = _same_family(a.family, b.family)
    if families == "other" or not a.initials or not b.initials:
        return families
    if a.initials.startswith(b.initials) or b.initials.startswith(a.initials):
        return families
    # "J. van" and "J. H.": the first initial agrees
    return ("close" if families == "same" else "unsure") if a.initials[0] == b.initials[0] else "unsure"


def _same_family(a: Sequence[str], b: Sequence[str]) -> Relation:
    """Family names: equal, one with a second surname more, or misprinted."""
    if a == b or "".join(a) == "".join(b):
        return "same"
    shorter, longer = sorted((a, b), key=len)
    if shorter and len(shorter) < len(longer) and shorter in (longer[: len(shorter)], longer[-len(shorter) :]):
        return "same"
    from rapidfuzz import fuzz

    joined = "".join(a), "".join(b)
    return "close" if min(map(len, joined)) > 4 and fuzz.ratio(*joined) >= TYPO else "other"


def _same_literal(a: Person, b: Person) -> Relation:
    """Organisations, and names that one print divides and the other does not."""
    if a.joined == b.joined:
        return "same"
    if a.family or b.family:
        divided, whole = (a, b) if a.family else (b, a)
        return "same" if set(divided.family) <= set(whole.literal) else "other"
    shorter, longer = sorted((a.literal, b.literal), key=len)
    if len(shorter) == 1 and shorter[0] == "".join(word[0] for word in longer if len(word) > 3):
        return "same"  # WHO, World Health Organization
    from rapidfuzz import fuzz

    return "close" if fuzz.ratio(a.joined, b.joined) >= LITERAL else "other"


def same_people(a: Sequence[Person], b: Sequence[Person], more_a: bool, more_b: bool) -> Relation:
    """Whether two lists of names are the same people.

    Returns:
        ``unknown`` if one of them is empty; ``other`` if their first names are two people; ``unsure`` if one
        names people whom the other leaves out without an "et al.".
    """
    if not a or not b:
        return "unknown"
    found = [same_person(*pair) for pair in zip(a, b, strict=False)]
    if found[0] == "other":
        return "unsure" if len(a) > 1 and set(a) == set(b) else "other"
    if "other" in found or "unsure" in found:
        return "unsure"
    shorter_is_cut = (len(a) < len(b) and more_a) or (len(b) < len(a) and more_b) or len(a) == len(b)
    if not shorter_is_cut:
        return "unsure"
    return "close" if "close" in found else "same"
