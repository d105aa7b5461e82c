"""Whether two titles, journals or publishers are one, printed in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from bibnorm.dedupe.work import Work, compact, plain, roman
from bibnorm.lang import words

Likeness = Literal["exact", "near", "main", "other", "unknown"]

NEAR = 90  # rapidfuzz ratio from which two titles are one, misprinted
CONTAINER = 88
PUBLISHER = 80
WORD = 70  # the same for two words
SHORT = 10  # letters; a shorter title is compared to the letter


def same_title(a: Work, b: Work) -> Likeness:
    """How much two titles are alike; ``main`` if one of them is the other without its subtitle."""
    if not a.title or not b.title:
        return "unknown"
    if compact(a.title) == compact(b.title):
        return "exact"
    if _likeness(a.title, b.title) != "other":
        return "near"
    return "main" if _is_main(a, b) or _is_main(b, a) else "other"


def _is_main(a: Work, b: Work) -> bool:
    """Whether a's whole title is b's main title, or b's goes on where it ends."""
    if compact(a.title) == compact(b.main):
        return True
    if len(compact(a.title)) < SHORT or " " not in a.title:
        return False
    return b.title.startswith(f"{a.title} ") or _likeness(a.title, b.main) != "other"


@lru_cache(maxsize=65536)
def _likeness(a: str, b: str) -> Likeness:
    short, long = compact(a), compact(b)
    if short == long:
        return "exact"
    if min(len(short), len(long)) < SHORT:
        return "other"
    from rapidfuzz import fuzz

    if fuzz.ratio(short, long, score_cutoff=NEAR) < NEAR:
        return "other"
    return "near" if _are_misprints(a.split(), b.split()) else "other"


def _are_misprints(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether the words that differ are misprints of each other, run together or torn apart.

    >>> _are_misprints("the histori of co operation".split(), "history of cooperation".split())
    True
    >>> _are_misprints("organic chemistry".split(), "inorganic chemistry".split())
    False
    >>> _are_misprints("the b cell".split(), "the t cell".split())
    False
    """
    return all(_is_misprint(x, y) for x, y in _changes(a, b))


def _changes(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The stretches in which two rows of words differ, each without blanks."""
    from rapidfuzz.distance import Levenshtein

    blocks = Levenshtein.opcodes(a, b).as_matching_blocks()
    at_a = at_b = 0
    for block in blocks:
        if at_a < block.a or at_b < block.b:
            yield "".join(a[at_a : block.a]), "".join(b[at_b : block.b])
        at_a, at_b = block.a + block.size, block.b + block.size


def _is_misprint(a: str, b: str) -> bool:
    """Whether two stretches are one word misprinted; another number, letter or prefix is another word.

    >>> _is_misprint("chemistri", "chemistry"), _is_misprint("ii", "iii"), _is_misprint("co2", "co3")
    (True, False, False)
    """
    if any(c.isdecimal() for c in a + b) or (_is_roman(a) and _is_roman(b)):
        return False
    if not a or not b:
        return (a or b) in _stopwords()  # "The sea", "Sea"
    if len(a) == 1 == len(b) or _has_prefix(a, b) or _has_prefix(b, a):
        return False
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    return fuzz.ratio(a, b) >= WORD or Levenshtein.distance(a, b) < 2


def _is_roman(word: str) -> bool:
    return not word or roman(word.upper()) is not None


def _has_prefix(whole: str, word: str) -> bool:
    return whole.endswith(word) and len(whole) - len(word) > 1


@lru_cache(maxsize=65536)
def same_container(a: str, b: str) -> bool:
    """Whether two journals or books, as plain text, are one, perhaps abbreviated.

    >>> same_container("phys rev lett", "physical review letters"), same_container("pnas", "proc natl acad sci")
    (True, True)
    >>> same_container("nature", "nature physics"), same_container("journal of the royal society", "j r soc")
    (False, True)
    """
    short, long = sorted((compact(a), compact(b)), key=len)
    if short == long:
        return True
    if min(len(short), len(long)) >= SHORT:
        from rapidfuzz import fuzz

        if fuzz.ratio(short, long, score_cutoff=CONTAINER) >= CONTAINER and _are_misprints(a.split(), b.split()):
            return True
    first, second = _strong(a), _strong(b)
    return _abbreviates(first, second) or _abbreviates(second, first) or _is_acronym(first, second)


def _strong(text: str) -> list[str]:
    weak = _stopwords()
    return [word for word in text.split() if word not in weak]


@lru_cache(maxsize=1)
def _stopwords() -> frozenset[str]:
    return frozenset(plain(word) for word in words("stopwords"))


def _abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    return len(short) == len(long) and all(_is_short_for(a, b) for a, b in zip(short, long, strict=True))


def _is_short_for(short: str, word: str) -> bool:
    """``natl`` is short for ``national``: its letters stand there in this order, the first one first."""
    if word[:1] != short[:1]:
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)


def _is_acronym(a: Sequence[str], b: Sequence[str]) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) == 1 and len(long) > 2 and short[0] == "".join(word[0] for word in long)


@lru_cache(maxsize=65536)
def same_publisher(a: str, b: str) -> bool:
    """Whether two publishers or places, as plain text, agree; ``Springer`` with ``Springer-Verlag``."""
    first, second = set(a.split()), set(b.split())
    if first <= second or second <= first:
        return True
    from rapidfuzz import fuzz

    return fuzz.ratio(a, b, score_cutoff=PUBLISHER) >= PUBLISHER
