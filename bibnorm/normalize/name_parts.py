"""From atoms to a Name: which words are family, given, particle and suffix, and in what case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bibnorm.model import Name
from bibnorm.normalize.name_atoms import Atom
from bibnorm.normalize.name_grammar import Part
from bibnorm.normalize.name_words import JOINERS, Word, lexicon
from bibnorm.text import fold

_BLANKS = re.compile(r"\s+")
_UNTIDY = re.compile(r"\s[\s.,]|[-‐‑]\s|\.\s*[-‐‑]|[^\S ]")
_OCR_BLANK = re.compile(r"\s+(?=[.,])|(?<=\.)\s*(?=[-‐‑])|(?<=\w[-‐‑])\s+|(?<=\.[-‐‑])\s+")  # "J . -P ."
_LAST_STOP = re.compile(r"[^\W\d_]{2,}\.")  # "Bowen JR." ends the list
_PIECES = re.compile(rf"([{JOINERS}])")
_ROMAN = re.compile(r"II|IV|X{0,2}(?:V?III|XII?|XIV|VII?)|XX")  # Juan XXIII; but XI is a family name
_SCOTS = re.compile(r"(Mc|MC|Mac)(?=[^\W\d_]{2})")
_ARTICLES = frozenset({"le", "la", "lo", "el", "di", "las", "los", "les"})  # Le Goff, Di Stefano; but de la Cruz
# Particles that every style sets apart; "dal Pozzo", "vander Steen" stay together.
_APART = frozenset(
    {"de", "da", "do", "dos", "das", "del", "della", "dello", "dei", "degli", "di", "du", "des", "la", "le", "les"}
    | {"los", "las", "van", "von", "vom", "zu", "zur", "der", "den", "ten", "ter", "te", "af", "av"}
)
_EDGE = " ,;:/·、，；"
_OPENING, _CLOSING = "([{（", ")]}）"
NAMES = "WUGA"


@dataclass(frozen=True, slots=True)
class Case:
    """What a block has in capitals besides its family names, which are always recased.

    Attributes:
        given: no word has small letters, so that given names are recased too.
        spelled: given names are spelled out, so that ANA is a name and not three initials.
    """

    given: bool
    spelled: bool


class Built(NamedTuple):
    """A name, where it stands, and whether its case was changed.

    ``start`` is behind the words that are no part of the name though they stand in its first atom.
    """

    name: Name
    start: int
    end: int
    recased: bool = False


@lru_cache(maxsize=16384)
def recase(word: str) -> str:
    """An upper-case name in ordinary case, accents as printed; other words stay.

    >>> [recase(w) for w in ("SÁNCHEZ", "McDONALD", "O’BRIEN", "D'ANGELO", "PINTO-DA-ROCHA", "İNALCIK", "DeLuca")]
    ['Sánchez', 'McDonald', 'O’Brien', "D'Angelo", 'Pinto-da-Rocha', 'İnalcik', 'DeLuca']
    """
    pieces = _PIECES.split(word)
    return "".join([_recase_piece(p, at > 0 and pieces[at - 1] in "‐‑–-") for at, p in enumerate(pieces)])


def _recase_piece(piece: str, hyphened: bool) -> str:
    scots = _SCOTS.match(piece)
    if len(piece) < 2 or not (piece[scots.end() :] if scots else piece).isupper():
        return piece
    if hyphened and piece.lower() in lexicon().particles:
        return piece.lower()
    head = scots[0].capitalize() if scots and len(piece) > 4 else ""
    rest = piece[len(head) :]
    return head + rest[0] + rest[1:].replace("İ", "i").lower()


def value(text: str, words: Sequence[Word]) -> str:
    """The printed words from first to last, with a closing stop or bracket, blanks collapsed."""
    start, end = words[0][1], words[-1][2]
    printed = text[start:end]
    if words[-1][0] in "Is" or not printed.isalpha():
        printed = text[start : _closed(text, start, end, words[-1][0] in "Is")]
        if _UNTIDY.search(printed):
            printed = _BLANKS.sub(" ", _OCR_BLANK.sub("", printed))
        return printed.strip(_EDGE)
    return printed


def _closed(text: str, start: int, end: int, stop: bool) -> int:
    """The end of a value with the stop of its initials and the bracket that it opened."""
    opened = sum(map(text[start:end].count, _OPENING)) - sum(map(text[start:end].count, _CLOSING))
    at = end
    while at < len(text) and (stop or opened > 0):
        sign = text[at]
        at += 1
        if sign == "." and stop:
            end, stop = at, False
        elif sign in _CLOSING and opened > 0:
            end, opened = at, opened - 1
        elif not sign.isspace() and not (sign == "." and opened > 0):  # [pseud.]
            break
    return end


def cased(text: str, words: Sequence[Word]) -> str:
    """Words as ``value`` has them, upper-case names and particles in ordinary case.

    What is between the words stays, but for the connector of PEÑA Y LILLO.
    """
    printed = value(text, words)
    if printed.islower() or not any(w[0] in "UAPSsR" for w in words):
        return printed
    out, at = "", 0
    for number, (one, start, end) in enumerate(words):
        word = text[start:end]
        found = printed.find(word, at)
        gap = printed[at:found]
        out += (gap.lower() if gap in (" Y ", " E ") else gap) + _in_case(word, one, number == 0)
        at = found + len(word)
    return out + printed[at:]


def _in_case(word: str, one: str, first: bool) -> str:
    if one == "P" and word.isupper() and len(word) > 1:
        return word.capitalize() if first and fold(word) in _ARTICLES else word.lower()
    if _ROMAN.fullmatch(word):
        return word
    return recase(word) if one in "UAGWsSR" else word


def literal(text: str, start: int, end: int) -> str:
    """A name kept whole as printed."""
    whole = _BLANKS.sub(" ", text[start:end]).strip(_EDGE + '"“”«»')
    return whole if whole.count(".") > 1 or not whole.endswith(".") else whole[:-1]


def build(text: str, atoms: Sequence[Atom], part: Part, case: Case) -> Built:
    """The name that one part of a division makes."""
    chosen = [a for at, a in enumerate(atoms[part.first : part.last], part.first) if at != part.suffix]
    tail = atoms[part.suffix].words if part.suffix >= 0 else ()
    start, end = atoms[part.first].start, atoms[part.last - 1].end
    if part.style == "O" or (part.style == "M" and _undivided(text, chosen[0])):
        return Built(Name(literal=literal(text, start, end)), start, end)
    if part.style == "N" and (lead := _lead(chosen[0].words)):
        first = chosen[0]
        start = first.words[lead][1]
        chosen[0] = Atom(first.words[lead:], first.shape.lstrip("p"), first.sep, start, first.end)
    family, given = _divided(part.style, chosen)
    name, recased = _assemble(text, family, given, tail, case)
    return Built(name, start, end, recased)


def _undivided(text: str, atom: Atom) -> bool:
    """Several words of no style, an acronym (UNEP), an organisation (Brasil): kept whole, the case as printed."""
    names = [w for w in atom.words if w[0] in NAMES]
    if len(names) != 1 or any(w[0] == "I" for w in atom.words):
        return True
    one, start, end = names[0]
    return one == "A" or fold(text[start:end]) in lexicon().organisation


def _lead(words: Sequence[Word]) -> int:
    """How many small words before a natural name are the rest of a role: di R. Palmaro, par Bernard Blanc."""
    count = 0
    while count < len(words) and words[count][0] == "p":
        count += 1
    return count if 0 < count < len(words) and words[count][0] in "IG" else 0


def _divided(style: str, chosen: Sequence[Atom]) -> tuple[Sequence[Word], Sequence[Word]]:
    """Family and given words of a name's atoms."""
    first = chosen[0].words
    if len(chosen) == 1:
        return split(style, first)
    words = [w for a in chosen for w in a.words]
    if style == "P":
        cut = len(chosen) - 1
        while cut > 1 and chosen[cut - 1].shape == "I":  # Horwitz, M., J.
            cut -= 1
        size = sum([len(a.words) for a in chosen[:cut]])
        return words[:size], words[size:]
    if style == "N":  # José Ortega y Gasset
        family, given = split(style, first)
        return [*family, *words[len(first) :]], given
    family, given = split(style, words[len(first) :])  # Ramón y Cajal S
    return [*first, *family], given


def split(style: str, words: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word]]:
    """Divide one atom's words into family and given name; suffixes stay where they stand."""
    classes = "".join([w[0] for w in words])
    if style == "M":
        return words, ()
    if style == "F":
        cut = _family_first(classes)
        return words[:cut], words[cut:]
    if "I" in classes:  # Md. Rafiqul Hossain: an abbreviated name is no initial
        longer = [c == "I" and e - s > 1 for c, s, e in words]
        classes = "".join(["G" if long else c for c, long in zip(classes, longer, strict=True)])
    cut = _natural(classes)
    return words[cut:], words[:cut]


@lru_cache(maxsize=4096)
def _family_first(classes: str) -> int:
    """How many words the family name in front has."""
    found = re.match(r"[^I]+(?=I)", classes)
    if found and not re.match(r"[pP]*U+[WG]|[pP]*W?G+I", classes):
        return found.end()
    initials = re.fullmatch(r"([^A]+|AS?)A[pP]*", classes)
    if initials:
        return initials.end(1)
    found = re.match(r"[pP]*U+(?=[WG])|[pP]+[UA]+(?=[WG])", classes)
    if found:
        return found.end()
    lead = re.match(r"[pP]*", classes)
    start = lead.end() if lead else 0
    given = classes.find("G", start + 1)
    return given if given > 0 else start + 1


@lru_cache(maxsize=4096)
def _natural(classes: str) -> int:
    """Where the family name begins behind the given names."""
    bare = classes.rstrip("sS9") or classes
    capitals = re.search(r"[pP]*U[pPU]*$", bare)
    if capitals and re.search(r"[WG]", bare[: capitals.start()]):
        return max(capitals.start(), 1)
    capital = re.search(r"(?<=[WGI])p*P(?!I)", bare)
    if capital:  # Giuseppina De Sandre Gasparini
        return capital.start()
    start = len(bare) - 1
    while start > 1 and bare[start - 1] in "pP":
        start -= 1
    if start == 1 and bare[0] in "pP":
        return 0
    double = bare.find("E")
    if double > 0 and bare[-1] in "WE":  # Gabriel García Márquez
        return double
    begun = re.match(r"(?:[WG]*I+G*|G+)(?=[WUA]+[pP]+[WUGA]+$)|I+G*(?=[pP]*[WU][WUA]$)", bare)
    if begun:  # Javier Pérez de Cuéllar, J. García Lorca
        return begun.end()
    return start if len(bare) > 1 else 0


def _assemble(
    text: str, family: Sequence[Word], given: Sequence[Word], tail: Sequence[Word], case: Case
) -> tuple[Name, bool]:
    """Put particles and suffixes into their places and the words into their case."""
    family, suffix = _suffix_off(family)
    given, more = _suffix_off(given)
    cut, behind = _leading(text, family), _trailing(given)
    tight = _initials_only(text, given, family, case)
    upper = case.given and not tight and bool(given)
    printed = (cased if upper else value)(text, given[:behind]) if given else ""
    name = Name(
        family=cased(text, family[cut:]) if family else "",
        given=printed.rstrip(".") if tight and _LAST_STOP.fullmatch(printed) else printed,
        non_dropping_particle=cased(text, family[:cut]).lower() if cut else "",
        dropping_particle=cased(text, given[behind:]).lower() if behind < len(given) else "",
        suffix=" ".join([cased(text, [w]) for w in (*suffix, *more, *tail)]),
    )
    recased = any(w[0] in "UA" for w in family) or (upper and any(w[0] == "U" for w in given))
    return name, recased


def _suffix_off(words: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word]]:
    """Words without the suffix at their end, or at their beginning (Smith, Jr. J.); and that suffix."""
    if not any(w[0] in "sS" for w in words):
        return words, ()
    first, last = 0, len(words)
    while last and words[last - 1][0] in "sS":
        last -= 1
    while first < last and words[first][0] in "sS":
        first += 1
    return words[first:last], [*words[:first], *words[last:]]


def _initials_only(text: str, given: Sequence[Word], family: Sequence[Word], case: Case) -> bool:
    """JP behind a name is initials; ANA is a name where the family name is in capitals too."""
    if not given or not all(w[0] in "IA" for w in given):
        return False
    if not case.given or not any(w[0] in "UA" for w in family):
        return True
    return not any(one == "A" and _is_name(text[start:end], case) for one, start, end in given)


def _is_name(word: str, case: Case) -> bool:
    if len(word) < 3:
        return False
    folded = fold(word)
    return case.spelled or len(word) > 3 or folded in lexicon().given or folded in lexicon().either


def _leading(text: str, family: Sequence[Word]) -> int:
    """How many small particles stand before the family name; capitalised ones (Di, De) are part of it."""
    count = 0
    while count < len(family) - 1 and family[count][0] in "pP":
        printed = text[family[count][1] : family[count][2]]
        small = printed.islower() or (printed.isupper() and (count > 0 or fold(printed) not in _ARTICLES))
        if not small or fold(printed) not in _APART:
            return 0
        count += 1
    return count


def _trailing(given: Sequence[Word]) -> int:
    """Where the particles behind the given name begin: Beauvoir, Simone de."""
    count = len(given)
    while count > 1 and given[count - 1][0] in "pP":
        count -= 1
    return count
