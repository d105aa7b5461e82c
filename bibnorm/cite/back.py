"""What a back-reference prints: its kind, names and title words, year, the number of a note, the cited place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bibnorm import lang
from bibnorm.text import fold

YEAR = re.compile(r"(?<![\d.,/])\(?(1[5-9]\d\d|20\d\d)([a-z])?\)?(?![\d])")
NUMBERS = r"\d+(?:\s*(?:[-–—―]|,|&|;|\.(?=\d)|and|und|et|y|e|u\.|и)\s*\d+)*"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
CERTAIN_OPCIT = re.compile(r"\b(?:op|ob|loc|art)\.?\s*cit\b|a\.\s*a\.\s*O|aaO|указ", re.IGNORECASE)
ABOVE = re.compile(r"\b(?:supra|above|oben|ci-dessus|arriba|acima|sopra|выше)\b", re.IGNORECASE)
SEE = re.compile(r"^\W*(?:in|en|dans|chez|bei|at)\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Back:
    """A back-reference as printed.

    Attributes:
        kind: ``ibid``, ``opcit`` or ``short``.
        words: of the names and the short title, in order, as printed.
        year: or None; ``letter`` is that of ``1990b``.
        note: the label of the note that it points to, or ``""``.
        locator: the cited place, or ``""``.
        first_page: of a place in pages the first, or None.
        idem: the word for "the same" stands alone, or behind a name.
    """

    kind: str
    words: tuple[str, ...] = ()
    year: int | None = None
    letter: str = ""
    note: str = ""
    locator: str = ""
    first_page: int | None = None
    idem: bool = False


def read_back(text: str) -> Back:
    """Read a back-reference.

    >>> read_back("Ibid. p. 67")
    Back(kind='ibid', words=(), year=None, letter='', note='', locator='67', first_page=67, idem=False)
    >>> found = read_back("Leavis, op. cit., n. 20, p. 120.")
    >>> found.kind, found.words, found.note, found.locator
    ('opcit', ('Leavis',), '20', '120')
    """
    rest, note = _take(text, _note_number())
    rest, locator, first = _take_locator(rest)
    rest, same = _cover(rest, _marker("ibid"))
    rest, given = _cover(rest, _marker("op-cit"))
    rest, idem = _cover(rest, _marker("idem"))
    rest, above = _cover(rest, ABOVE)
    year = YEAR.search(rest)
    if year:
        rest = rest[: year.start()] + " " + rest[year.end() :]
    words = tuple(match[0] for match in WORD.finditer(SEE.sub("", rest)) if not _is_filler(match[0]))
    if words and fold(words[0]) in _see_words():
        words = words[1:]  # "Conforme SILVA (1988)"
    named = any(word[0].isupper() for word in words)
    if not named and not note and (same or idem) and not CERTAIN_OPCIT.search(text):
        kind, words = "ibid", ()
    elif given or note or above or same or idem:
        kind = "opcit"
    else:
        kind = "short"
    if not locator:
        locator, first = _bare_locator(rest)
    return Back(
        kind, words, int(year[1]) if year else None, (year[2] or "") if year else "", note, locator, first, idem
    )


def find_locator(text: str) -> tuple[str, int | None]:
    """The cited place at the end of a text, and the first page if it is one in pages.

    >>> find_locator("J. Roe, Sea (1990) 46 Salt 1 at 8."), find_locator("2009. (Chapter II).")
    (('8', 8), ('Chapter II', None))
    """
    _, locator, first = _take_locator(text)
    return locator, first


def short_name(text: str) -> tuple[int, str] | None:
    """Where a short name in brackets begins that ends a citation, and the name.

    >>> short_name("Roe, Sea, 1990 (hereafter Stories)."), short_name("Report (1997) (the Dearing report)")
    ((15, 'Stories'), (14, 'Dearing report'))
    """
    match = _short_name().search(text)
    return (match.start(), match[1].strip(' ,.:*"”»’')) if match else None


@cache
def _short_name() -> re.Pattern[str]:
    words = rf"(?:{own('hereafter')})\s*[:,–—-]?\s*[«„“”\"'‘*]*|(?:the|el|la|le|il|der|die|das)\s+"
    return re.compile(rf"[(\[]\s*(?:{words})([^\W\d_][^()\[\]]{{1,60}})[)\]][\s.;,]*$", re.IGNORECASE)


def opens_with_idem(text: str) -> bool:
    """Whether a citation begins with the word for "the same".

    >>> opens_with_idem("ders., *Die Hanse*, 1990"), opens_with_idem("Id Software: *Doom*")
    (True, False)
    """
    match = _marker("idem").match(text)
    return match is not None and text[match.end() :].lstrip(".")[:1] in (",", ":")


# ------------------------------------------------------------------ pieces
def _take(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    match = pattern.search(text)
    return (text[: match.start()] + " " + text[match.end() :], match[1]) if match else (text, "")


def _cover(text: str, pattern: re.Pattern[str]) -> tuple[str, bool]:
    covered, times = pattern.subn(" ", text)
    return covered, times > 0


def _take_locator(text: str) -> tuple[str, str, int | None]:
    """The text without its last cited place, that place, and its first page."""
    found = [match for pattern in (_page(), place_words()) for match in pattern.finditer(text)]
    at = re.search(rf"\bat\s+({NUMBERS})", text)
    if not found and not at:
        return text, "", None
    best = max([*found, *([at] if at else [])], key=lambda match: match.start())
    rest = text[: best.start()] + " " + text[best.end() :]
    locator = best[1].strip(" ,;:.()")
    is_page = best is at or best.re is _page()
    number = re.search(r"\d+", locator) if is_page else None
    return rest, locator, int(number[0]) if number else None


def _bare_locator(rest: str) -> tuple[str, int | None]:
    """A number that is left at the end: ``Ibid., 67``."""
    match = re.search(rf"({NUMBERS}(?:\s*ff?\b)?)\W*$", rest)
    return (match[1], int(re.findall(r"\d+", match[1])[0])) if match else ("", None)


def _is_filler(word: str) -> bool:
    return word[0].islower() and (len(word) == 1 or fold(word) in _fillers())  # "Le" and "E" may be of a name


@cache
def _fillers() -> frozenset[str]:
    """Words that join names and titles and are none: "and", "et al.", "ed.", "in", page words."""
    terms = ("and", "et-al", "editor-after", "editor-before", "in", "see", "page", "page-following")
    return frozenset(fold(part) for term in terms for form in lang.words(term) for part in WORD.findall(form))


@cache
def _see_words() -> frozenset[str]:
    """What leads to a citation and is no name, though it may begin a sentence: "See", "Según"."""
    own_words = (form for forms in _words()["according"].values() for form in forms)
    forms = (*lang.words("see"), *own_words)
    return frozenset(fold(part) for form in forms for part in WORD.findall(form) if len(part) > 2)


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    )
    return data


@cache
def own(term: str) -> str:
    """A regex of the forms of a term of ``words.toml``, longest first."""
    forms = sorted({form for forms in _words()[term].values() for form in forms}, key=lambda form: (-len(form), form))
    return "|".join(re.escape(form).replace(r"\.", r"\.?").replace(r"\ ", r"\s+") for form in forms)


@cache
def _marker(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lang.pattern(term)})(?!\w)", re.IGNORECASE)


@cache
def _note_number() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{own('note-number')})\s*(\d+)(?!\w)", re.IGNORECASE)


@cache
def _page() -> re.Pattern[str]:
    following = lang.pattern("page-following")
    return re.compile(
        rf"(?<!\w)(?:at\s+)?(?:{lang.pattern('page')}|С|с)\s*({NUMBERS}(?:\s*(?:ff?|{following})(?!\w)\.?)?)",
        re.IGNORECASE,
    )


@cache
def place_words() -> re.Pattern[str]:
    """A cited place that is no page, with its word: ``Chapter II``, ``§ 3``."""
    return re.compile(
        rf"(?<!\w)((?:{own('place')}|{lang.pattern('chapter')}|§§?)\s*(?:[IVXLC]+|\d[\d.]*)\b(?:\s*[-–,]\s*\d[\d.]*)*)",
        re.IGNORECASE,
    )
