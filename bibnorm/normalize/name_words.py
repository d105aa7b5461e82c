"""The words of a stretch of names, each with a class of one letter: the alphabet of the name grammar.

=====  ==================================================================================
class  a word that is
=====  ==================================================================================
``I``  an initial (``J``, ``X-L``); ``V`` initials that no name can be, or an acronym (``JK``)
``A``  two to five capitals: initials (``ED``) or a short name (``LEE``); ``K`` four or five of them
``U``  an upper-case name (``SÁNCHEZ``, ``McDONALD``)
``G``  a given name that is seldom a family name (``Giulia``); ``H`` one that is both (``Martin``)
``E``  a Spanish family name; ``C`` a Chinese one of a syllable, ``D`` a word of two syllables of Chinese (``Jiabao``)
``W``  any other capitalised word, or a word of a script without case
``b``  a short word that is an abbreviated given name before a stop (``Ph.``, ``Yu.``)
``i``  a single small letter
``p``  a particle (``de``, ``von``); ``P`` capitalised (``Di``), ``Q`` upper case (``DE``)
``s``  a suffix (``Jr``, ``III``); ``S`` one that is a name as well (``Filho``), ``R`` initials as well (``JR``)
``o``  a word of organisations (``Ministry``)
``f``  a word of sentences (``of``, ``for``); ``F`` capitalised (``The``)
``l``  another word that begins small; ``g`` one glued to a connector (``andM``)
``j``  a name glued to its initials (``KlassenR``)
``9``  a number
=====  ==================================================================================

Connectors are ``c`` (``and``, ``&``), or ``y`` where they also stand inside names (``Ortega y Gasset``).
A ``*`` after the class says that the word begins a phrase: *et al.*, the name of a role, *United Nations*.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import NamedTuple

from bibnorm import lang
from bibnorm.text import DASHES, fold

# Whatever is no blank, no punctuation and no symbol; accents may be combining, and wrongly decoded (BrÃ¤uer).
_LETTERS = (
    r"[^\s\x00-/:-@\[-`{-\x7f«´·»×÷\u2000-\u206f\u2190-\u2bff"
    r"\u3000-\u3004\u3008-\u3020\u3030・\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
)
JOINERS = "'’ʼ‘`´@‐‑–-"  # O’Brien, Gois-Santos, Müller–Thurgau; the hyphen last, as a class of a regex wants it
TOKEN = re.compile(rf"{_LETTERS}(?:[{JOINERS}]{{1,2}}{_LETTERS})*|\S")

_MARKS = {
    **dict.fromkeys(",，،、·•‧・", ","),
    **dict.fromkeys(";；؛", ";"),
    **dict.fromkeys("/／|", "/"),
    **dict.fromkeys("&+＆", "c"),
    **dict.fromkeys(".．", "."),
    **dict.fromkeys("([{（［【", "("),
    **dict.fromkeys(")]}）］】", ")"),
    **dict.fromkeys(":：", ":"),
    **dict.fromkeys(DASHES, "-"),
}
_PARTS = re.compile(rf"[{JOINERS}]")
_CYRILLIC = re.compile(r"(?=.{3})[A-Z]?[IY][uae][A-Z]?|[A-Z][IY][uae]")  # EIu, IuP: initials of Russian names
# Jiabao, Jae-in, Xiaoping: two syllables of Chinese or Korean, the second small.
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxryw]|[zcs]h?)?"
    r"(?:i?ang?|i?ong?|u?ang?|[iu]?an|ing?|eng?|u?ai|i?ao|i?ou|iu|ui|u?ei|ue|ie|uo|[iu]a|er|[aeiou])"
)
_TWO_SYLLABLES = re.compile(rf"(?=.{{4}})(?i:{_SYLLABLE}){_SYLLABLE}")
_SMALL_SECOND = re.compile(r"[A-Z][a-z]+[‐‑-][a-z]+")
_SYLLABLES = frozenset({"yu", "ya", "ye", "yo", "iu", "ia", "ju", "ja"})  # Yu. A. Kovalev
_VOWELS = frozenset("aeiouyαεηιουωаеёиоуыэюяії")
_VOWELLESS = frozenset({"NG", "NGO"})
_NAMES_IN_ASIA = frozenset({"li", "do", "im", "am", "ab", "te", "ze", "il"})  # Li Wei, Im Kwon-taek
_ROMAN = frozenset({"ii", "iii", "iv"})
_ROLES = ("editor-before", "editor-after", "translator-before", "translator-after")
_WIDE = ("en", "de", "fr", "es", "pt", "it", "la", "nl", "ru")  # their role words are met in any context

Word = tuple[str, int, int]  # class, start, end


class Phrase(NamedTuple):
    """Folded words that stand together, and what they say.

    ``R`` a role in a language of wide use, ``r`` in another, ``t`` et al., ``o`` an organisation.
    """

    words: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the language tables know about the words of names, folded."""

    given: frozenset[str]  # names that are seldom family names
    either: frozenset[str]  # names that are given and family names
    syllable: frozenset[str]  # Chinese and Korean family names
    spanish: frozenset[str]  # Spanish family names
    connectors: frozenset[str]
    particles: frozenset[str]
    clipped: frozenset[str]  # particles of one letter and a stop, without it
    suffixes: frozenset[str]  # accents kept: "père" is one, "Pere" is not
    organisation: frozenset[str]
    companies: frozenset[str]
    sentence: frozenset[str]
    openers: frozenset[str]
    within: frozenset[str]
    phrases: dict[str, tuple[Phrase, ...]]


def phrase_words(form: str) -> tuple[str, ...]:
    """The folded words of a printed form, punctuation off.

    >>> phrase_words("(u. a.)")
    ('u', 'a')
    """
    if form.isalpha():
        return (fold(form),)
    return tuple([fold(t) for t in TOKEN.findall(form) if t[0].isalnum()])


def _folded(*terms: str) -> frozenset[str]:
    return frozenset(words[0] for t in terms for f in lang.forms(t) if len(words := phrase_words(f)) == 1)


def _phrases() -> dict[str, tuple[Phrase, ...]]:
    kinds = {phrase_words(f): "o" for f in lang.forms("organisation") if " " in f}
    roles = {f: phrase_words(f) for t in _ROLES for f in lang.forms(t)}
    kinds |= dict.fromkeys(roles.values(), "r")
    kinds |= {roles[f]: "R" for t in _ROLES for f in lang.forms(t, *_WIDE)}
    kinds |= {phrase_words(f): "t" for f in lang.forms("et-al")}
    kinds |= {("".join(w),): "t" for w, kind in list(kinds.items()) if kind == "t" and len("".join(w)) > 3}  # etal
    usable = sorted((words[0], -len(words), words, kind) for words, kind in kinds.items() if words)
    return {
        first: tuple(Phrase(words, kind) for _, _, words, kind in group)
        for first, group in groupby(usable, key=lambda p: p[0])
    }


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The tables of all languages together, read once."""
    listed = resources.files("bibnorm.lang").joinpath("given-names.txt").read_text("utf-8")
    marked: dict[str, set[str]] = {"": set(), "=": set(), "+": set(), "*": set()}
    for line in listed.splitlines():
        mark = line[0] if line[0] in "=+*#" else ""
        marked.get(mark, set()).update(line.split()[bool(mark) :])
    connectors = _folded("and")
    particles = frozenset(w for f in lang.forms("particles") for w in phrase_words(f)) - connectors
    companies = frozenset(fold(f.rstrip(".")) for f in lang.forms("organisation", "en") if 2 < len(f.rstrip(".")) < 5)
    return Lexicon(
        given=frozenset(marked[""] - marked["="]),
        either=frozenset(marked["="]),
        syllable=frozenset(marked["+"]),
        spanish=frozenset(marked["*"]),
        connectors=connectors,
        particles=particles,
        clipped=frozenset(f[0] for f in lang.words("particles") if len(f) == 2 and f[1] == "."),
        suffixes=frozenset(f.rstrip(".").casefold() for f in lang.forms("suffix") if _is_suffix(f)),
        organisation=frozenset(w for w in _folded("organisation", "university") if len(w) > 3) | companies,
        companies=companies,
        sentence=_folded("stopwords") - particles - connectors,
        openers=frozenset(f for f in lang.forms("stopwords", "en") if len(f) > 2),
        within=_folded("in"),
        phrases=_phrases(),
    )


def _is_suffix(form: str) -> bool:
    """Jr., III, filho; no degree or order (MD, SJ), which are initials as well, nor Sen., a name without its stop."""
    word = form.rstrip(".")
    if len(word) < 2 or " " in word or "." in word or (word != form and len(word) > 2):
        return False
    return word[1:].islower() or word.lower() in _ROMAN or word[0].isdigit()


@lru_cache(maxsize=65536)
def word_class(token: str) -> str:
    """The class of a token, with a ``*`` where it may begin a phrase.

    >>> [word_class(w) for w in ("J", "LEE", "SÁNCHEZ", "Guido", "Gasset", "de", "Di", "Hrsg", ",")]
    ['I', 'A', 'U', 'G', 'W', 'p', 'P', 'W*', ',']
    """
    if not any(map(str.isalnum, token)):
        return _MARKS.get(token, "?")
    if token.isnumeric():
        return "i" if token == "0" else "9"  # 0. Demus: OCR's O
    known = lexicon()
    folded = fold(token)
    found = _letter_class(token, folded, known)
    return found + "*" if folded in known.phrases else found


def _letter_class(token: str, folded: str, known: Lexicon) -> str:
    if len(token) == 1:
        return _single_class(token, folded, known)
    if token[0].islower():
        return _small_class(token, folded, known)
    if token.casefold() in known.suffixes:
        return _suffix_class(token)
    if token.isupper():
        return _upper_class(token, folded, known)
    if _initials(token):
        return "I"
    if folded in known.organisation:
        return "o"
    if folded in known.given:
        return "G"
    if folded in known.either:
        return "H"
    if token.lower() in known.particles and folded not in _NAMES_IN_ASIA:  # "Văn" is none
        return "P"
    if folded in known.openers:
        return "F"
    if _mostly_upper(token):
        return "U"
    if initials_behind(token):
        return "j"
    if _abbreviation(folded):
        return "b"
    if folded in known.spanish:
        return "E"
    if folded in known.syllable:
        return "C"
    if _TWO_SYLLABLES.fullmatch(token):
        return "D"
    return "G" if _SMALL_SECOND.fullmatch(token) else "W"


def _single_class(token: str, folded: str, known: Lexicon) -> str:
    if token.islower():
        return "y" if token in known.connectors else "i"  # but "à" is none
    return "I" if token.isupper() else "W"  # a letter of a script without case is a word


def _suffix_class(token: str) -> str:
    """Jr, III, 3rd are nothing else; JR may be initials, Filho and Neto are names as well."""
    if len(token) < 3 and token.isupper() and token.casefold() not in _ROMAN:
        return "R"
    return "s" if len(token) < 3 or token.casefold() in _ROMAN or token[0].isdigit() else "S"


def _small_class(token: str, folded: str, known: Lexicon) -> str:
    if folded in known.connectors:
        return "c"
    if token.casefold() in known.suffixes:
        return "s"
    if token in known.particles:
        return "p"
    if folded in known.organisation:
        return "o"
    if folded in known.sentence:
        return "f"
    if _mostly_upper(token):  # moRETTi, as small capitals come out of OCR
        return "U"
    if any(p[:1].isupper() for p in _PARTS.split(token)[1:]):  # d'Este, al-Hawary
        return "W"
    return "g" if glued(token) else "l"


def glued(token: str) -> int:
    """How many letters of a token are a connector that lost its blank: andM, etK, undMüller.

    >>> [glued(t) for t in ("andM", "etK", "andere", "deVries")]
    [3, 2, 0, 0]
    """
    size = next((at for at, sign in enumerate(token) if sign.isupper()), 0)
    return size if size > 1 and fold(token[:size]) in lexicon().connectors else 0


def initials_behind(token: str) -> int:
    """How many letters of a token are initials that lost their blank: KlassenR, PerkinME.

    >>> [initials_behind(t) for t in ("KlassenR", "PerkinME", "McKay", "Smith")]
    [1, 2, 0, 0]
    """
    size = 0
    while size < len(token) and token[-1 - size].isupper():
        size += 1
    head = token[: len(token) - size]
    return size if 0 < size < 4 and len(head) > 2 and head[1:].islower() else 0


def _upper_class(token: str, folded: str, known: Lexicon) -> str:
    if folded in (known.companies if len(token) < 5 else known.organisation):
        return "o"
    if len(token) > 2 and folded in known.connectors and folded not in known.either:
        return "c"  # FRANCEZ, N., AND KOZEN, D.
    if _initials(token):
        return "I"
    if token.lower() in known.particles:
        return "Q"
    if len(token) > 5 or not token.isalpha():
        return "V" if len(token.rstrip("0123456789")) < 3 else "U"  # Alsop K1, with the mark of an affiliation
    vowels = sum(sign in _VOWELS for sign in folded)
    if len(token) > 3 and vowels > 1:
        return "U"
    if not vowels and token not in _VOWELLESS:
        return "V"
    return "K" if len(token) > 3 else "A"


def _initials(token: str) -> bool:
    """M-A, J-F, JP-M, H-m as romanised Chinese has it, EIu as Russian has."""
    if len(token) < 5 and _CYRILLIC.fullmatch(token):
        return True
    parts = _PARTS.split(token)
    if len(parts) < 2 or not token[0].isupper():
        return False
    return all(len(p) == 1 for p in parts) or (token.isupper() and all(len(p) <= 2 for p in parts))


def _mostly_upper(token: str) -> bool:
    """McDONALD, MacLEOD, moRETTi: the capitals outnumber the small letters."""
    upper = sum(map(str.isupper, token))
    return len(token) > 3 and upper > 2 and upper * 2 > len(token)


def _abbreviation(folded: str) -> bool:
    """Ph, Chr, Th; Yu, Ya, Zh, Kh of Cyrillic names."""
    return len(folded) < 4 and (not _VOWELS & set(folded) or folded in _SYLLABLES)
