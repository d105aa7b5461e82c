"""Segmenting by marks and words: signals, semicolons, brackets part a note; quotes, italics, years make a citation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from bibnorm import lang
from bibnorm.segment.model import Stretch
from bibnorm.text import fold

YEAR = re.compile(r"(?<![\d.,])(?:1[4-9]\d\d|20\d\d)[a-f]?(?![\w]|[,.]\d|\s*(?:%|Euro|DM))")
TITLE = re.compile(r"\*[^*]{4,}\*|[\"“„«‘‚][^\"”“»’]{6,}[\"”“»’]")
NAME = r"(?:[^\W\d_a-zà-ÿа-я][^\W\d_]*(?:[-’'][^\W\d_]+)*\.?)"
# how a citation begins: "ROE, Ann", "A. B. Roe", "Roe, A.", a title in quotes or italics
HEAD = re.compile(
    rf"(?:(?:[^\W\d_a-zà-ÿа-я]\.[\s-]?){{1,4}}\s*(?:(?:de|van|von|der|la|Le|La|di|da)\s+){{0,2}}{NAME}"
    rf"|{NAME}(?:[\s/-]{NAME}){{0,3}},\s*(?:[^\W\d_a-zà-ÿа-я]|ed)"
    rf"|{NAME}\s+{NAME}(?:\s+{NAME}){{0,4}}\s*[,.:\[]"
    rf"|[\"“„«‘*][^\W\d_a-zà-ÿа-я])"
)
# "A. B. Roe, " and "ROE, Ann. ": what only a citation begins with
INITIALS = re.compile(
    rf"(?:[^\W\d_a-zà-ÿа-я]\.[\s-]?){{1,4}}\s*(?:(?:de|van|von|der|la|Le|La|di|da)\s+){{0,2}}{NAME}"
    rf"(?:,|\s+(?:and|und|y|et|e|и|&|The|An?|El|La|Los|Las|Le|Les|Der|Die|Das|Il|Lo)\s|\s+[‘“\"«*])|{NAME},?\s+(?:[^\W\d_a-zà-ÿа-я]\.\s?){{1,3}}[\s,]|[^\W\d_a-zà-ÿа-я]{{3,}}(?:[\s-][^\W\d_a-zà-ÿа-я]{{2,}})*,\s+[^\W\d_a-zà-ÿа-я]"
)
SHORT = re.compile(
    rf"{NAME}(?:(?:\s*/\s*|\s+(?:und|and|y|et|e|&|и)\s+|\s+){NAME}){{0,5}},?\s*\(?(?:1[5-9]\d\d|20\d\d)[a-z]?\)?"
)
STOP = re.compile(r"(?<=[.!?)”\"’»\d])\s+(?=[\"“„«‘*(]?[^\W\d_a-zà-ÿа-я])|;\s+|\.?\s*(?=\()|(?<=\))\.?\s+")
BRACKETED = re.compile(r"[.”\"]\s*\([^\W\d_a-zà-ÿа-я]{3,},\s")  # a citation in brackets behind what is quoted from it
# a name with a few words of a title and no year: "Soto, *El norte*"
SHORT_TITLE = re.compile(rf"(?:{NAME}[\s/-]?){{1,7}},?\s*[\"“„«‘*][^\"”“»’*]{{3,60}}[\"”“»’*]…?")
ABBREVIATED = re.compile(r"(?<!\w)(?:[^\W\d_a-zà-ÿа-я]|[acops])\.$")
# a body as the author: "Committee on Legal Education, First Report (1971)"
BODY = re.compile(
    r"[^\W\d_a-zà-ÿа-я][^.;()\d]{8,150}, [^\W\d_a-zà-ÿа-я][^.;()]{8,150} \((?:1[5-9]|20)\d\d[^()]{0,20}\)"
)
# a title in quotes with its year behind it, in running text: "‘The Sea as a Road’, Oslo 1976"
QUOTED = re.compile(
    r"[\"“„«‘‚][^\W\d_a-zà-ÿа-я][^\"”“»’‘]{11,}[\"”“»’‘](?:,?\s*\(?|,?\s+[^\W\d_a-zà-ÿа-я][^.;]{3,70}?,?\s+)(?:1[5-9]|20)\d\d\b\)?"
)
IN_TITLE = re.compile(r"[^\W\d_a-zà-ÿа-я]\w*\s+(?:of|for|in|and|the|to|on|as|[^\W\d_a-zà-ÿа-я]\w+)\s+(?:the\s+)?$")
PLACE = re.compile(r",\s+[^\W\d_]+\s+\d{4}$")
SPANS = ("Ende", "Mitte", "Anfang", "Early", "Late", "Spring", "Summer", "Autumn", "Winter", "Since", "In")
# "Roe and Poe (n 3) 45"
NUMBERED = re.compile(
    rf"{NAME}(?:(?:,?\s+(?:and|und|y|et|e|и|&)\s+|[/,;]\s*|\s+){NAME}){{0,4}}\s*,?\s*"
    r"\((?:n|nn|note|nota|wie Anm|Anm|Fn|fn|прим|сн)\.?\s*\d+\)(?:,?\s*\d{1,4}(?:[-–]\d+)?(?!\w))?"
)
NUMBER = re.compile(r"\bn\.?\s\d+", re.IGNORECASE)  # of an issue, where a title and a year stand beside it
BARE = re.compile(r",?\s*\d{1,4}(?:[-–]\d+)?(?:\s*ff?)?\.?(?=\s*$|;)")
BRACKETS = re.compile(r"\([^()]*\)")
OPENERS = "\"“„«‘‚*'_"
TITLE_START = re.compile(r"[\"“„«‘‚*][^\W\d_]")
OPENING = re.compile(r"[(\[]")
MOST_TRIES = 200  # places of a note at which no citation begins; no note that a person wrote has so many
LONGEST = 1000  # characters of a citation
WINDOW = 1500  # characters that are searched for the next beginning
REACH = 300  # characters that a pattern may look ahead
LONGEST_BACK = 170


def segment(texts: Sequence[str]) -> list[tuple[Stretch, ...]]:
    """The stretches of some notes.

    >>> [(text[s.start:s.end], s.kind) for text in ["See: Roe, A. *The Sea*, 1990. p. 3."] for s in segment([text])[0]]
    [('See: ', 'signal'), ('Roe, A. *The Sea*, 1990. p. 3.', 'full')]
    """
    return [tuple(_join(text, _pieces(text))) for text in texts]


def _join(text: str, pieces: Iterator[tuple[int, int, str]]) -> Iterator[Stretch]:
    """The pieces with commentary between them."""
    at = 0
    for start, end, kind in pieces:
        if start > at:
            yield Stretch(at, start, "comment")
        if end > start:
            yield Stretch(start, end, kind)
        at = max(at, end)
    if at < len(text):
        yield Stretch(at, len(text), "comment")


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Signals and citations in order; after many places where none begins the rest is commentary."""
    at = tries = 0
    while at < len(text) and tries < MOST_TRIES:
        signal = None if _back_marker().match(text, at) else _signal().match(text, at)
        if signal and signal.end() > at:
            yield at, signal.end(), "signal"
            at = signal.end()
            continue
        end, kind = _citation(text, at)
        if kind:
            yield at, end, kind
            at = end
        else:
            at = _next_start(text, at)
            tries += 1


def _next_start(text: str, at: int) -> int:
    """Where a citation may begin next: behind a stop, a bracket, or at a signal, a name with a year, a title."""
    stop = min(at + WINDOW, len(text))
    found = STOP.search(text, at, stop)
    places = [found.end()] if found else []
    searched = (OPENING, at), (_signal_inside(), at + 1), (NUMBERED, at + 1), (QUOTED, at + 1), (SHORT, at + 1)
    for pattern, begin in searched:
        nearest = min((place for place in places if place > at), default=stop)
        match = pattern.search(text, begin, min(stop, nearest + REACH))
        if match:
            places.append(match.end() if pattern is OPENING else match.start())
    return min((place for place in places if place > at), default=stop)


def _citation(text: str, at: int) -> tuple[int, str]:
    """The end and the kind of the citation that begins here; no kind if none does."""
    if not (text[at].isalnum() or text[at] in OPENERS):
        return at, ""
    end = _end(text, at)
    piece = text[at:end]
    if not _has_cue(text, at, end):
        return end, ""
    titled_and_dated = TITLE.search(piece) and YEAR.search(piece)
    own_title = _idem().match(piece) and titled_and_dated
    marked = _back_marker().search(NUMBER.sub("", BRACKETS.sub("", piece)) if titled_and_dated else piece)
    numbered = NUMBERED.search(piece)
    if numbered:
        end = at + _with_locator(piece, numbered.end())
        return (end, "back") if numbered.start() == 0 else (end, "")
    if marked and not own_title and len(piece) <= LONGEST_BACK and not _in_tail().search(piece):
        return end, "back"
    if BRACKETED.search(piece):
        return end, ""
    if HEAD.match(piece) and TITLE.search(piece) and (YEAR.search(piece) or _in_tail().search(piece) or "//" in piece):
        return end, "full"
    if INITIALS.match(piece) and (YEAR.search(piece) or _in_tail().search(piece) or _forthcoming().search(piece)):
        return end, "full"
    if _idem().match(piece) and TITLE.search(piece) and YEAR.search(piece):
        return end, "full"
    if (at == 0 or _signal_before().search(text[:at]) or text[at - 1] in " ;") and BODY.match(piece):
        return end, "full"
    quoted = QUOTED.match(piece)
    if quoted:
        return at + quoted.end(), "full"
    titled = SHORT_TITLE.match(piece)
    placed = titled and (BARE.match(piece, titled.end()) or _locator().match(piece, titled.end()))
    if titled and (placed or not piece[titled.end() :].strip(" .…,")):
        return at + (placed.end() if placed else len(piece)), "back"
    short = SHORT.match(piece)
    if short and _is_short(text, at, at + short.end()):
        return at + _with_locator(piece, short.end()), "back"
    if HEAD.match(piece) and YEAR.search(piece) and piece.count(",") >= 2 and len(piece) < 400:
        return end, "full"
    return end, ""


def _has_cue(text: str, start: int, end: int) -> bool:
    """Whether a year, a word that points back, or a quoted or italic title stands in a stretch."""
    places = _cues(text)
    found = bisect_left(places, start)
    return found < len(places) and places[found] < end


@lru_cache(maxsize=1)
def _cues(text: str) -> tuple[int, ...]:
    """Where the years, the words that point back and the titles of a note begin."""
    patterns = (YEAR, TITLE_START, _back_marker())
    return tuple(sorted(match.start() for pattern in patterns for match in pattern.finditer(text)))


def _is_short(text: str, start: int, end: int) -> bool:
    """Whether a name with a year cites: where a sentence begins, or where it ends a clause; "March 1979" does not."""
    word = re.search(r"([^\W\d_]+)\.?,?\s*\(?\d{4}", text[start:end])
    if word and fold(word[1]) in lang.months():
        return False
    before = text[:start]
    if IN_TITLE.search(before) or (word and word[1] in SPANS) or (PLACE.search(before + text[start:end])):
        return bool(_locator().match(text, end)) and not IN_TITLE.search(before)
    opens = start == 0 or text[:start].rstrip()[-1:] in ".;:()" or bool(_signal_before().search(text[:start]))
    return opens or not text[end:].strip() or text[end] in ",.;:)" or bool(_locator().match(text, end))


def _with_locator(piece: str, end: int) -> int:
    match = _locator().match(piece, end)
    return match.end() if match else end


def _end(text: str, at: int) -> int:
    """Where a citation that begins here ends: at a semicolon, a signal, a bracket that closes, a new head."""
    depth = 0
    stop = min(len(text), at + LONGEST)
    for i in range(at, stop):
        sign = text[i]
        depth += (sign in "([") - (sign in ")]")
        if depth < 0:
            return i
        if depth == 0 and i > at and sign in '.;”"' and _ends_at(text, at, i):
            return i + (sign != ";")
    return stop


def _ends_at(text: str, at: int, stop: int) -> bool:
    """Whether a stop ends the citation: it has a year or a marker, and a new sentence or a signal follows."""
    piece, rest = text[at : stop + 1], text[stop + 1 : stop + REACH]
    if not rest.strip():
        return True
    if not (YEAR.search(piece) or _back_marker().search(piece)):
        return False
    follows = rest.lstrip()
    if ABBREVIATED.search(piece) or (
        _locator().match(rest)
        or _in_word().match(follows)
        or re.match(r"(?:URL|https?:|www|DOI|ISBN|<)", follows, re.IGNORECASE)
    ):
        return False
    return bool(rest[:1].isspace() and (_signal().match(follows) or re.match(r"[\"“(]?[^\W\d_a-zà-ÿа-я]", follows)))


@cache
def _back_marker() -> re.Pattern[str]:
    terms = "|".join(lang.pattern(term) for term in ("ibid", "op-cit"))
    same = rf"(?:{lang.pattern('idem')})(?:(?<=\.)|(?=[,:;)]|$))|[ií]dem"  # "dies." is "the same", "dies" is "this"
    return re.compile(rf"(?<![\w])(?:{terms}|{same}|ebenda|n\.?\s\d+\)?|supra)(?!\w)", re.IGNORECASE)


@cache
def _in_tail() -> re.Pattern[str]:
    return re.compile(rf"[’”\"*]\s*,?\s+(?:in|en|dans)\s+[^,;]{{2,50}},?\s+(?:{lang.pattern('op-cit')})", re.IGNORECASE)


@cache
def _idem() -> re.Pattern[str]:
    return re.compile(rf"(?:{lang.pattern('idem')})[,:\s]", re.IGNORECASE)


@cache
def _forthcoming() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lang.pattern('forthcoming')})(?!\w)", re.IGNORECASE)


@cache
def _signal_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_signal_words()}|bei|by|von|por|de|chez)\s+$", re.IGNORECASE)


@cache
def _in_word() -> re.Pattern[str]:
    return re.compile(rf"(?:{lang.pattern('in')})\s*:", re.IGNORECASE)


@cache
def _signal_words() -> str:
    more = r"also|further|e\.g\.|for example|auch|etwa|también|además|aussi|anche|também|также"
    return rf"(?:{lang.pattern('see')})(?:,?\s+(?:{more}))*"


@cache
def _signal() -> re.Pattern[str]:
    return re.compile(rf"(?:(?![a-z]\.\s)(?:{_signal_words()})(?!\w)[\s,:]*)+", re.IGNORECASE)


@cache
def _signal_inside() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\s(])(?i:(?![a-z]\.\s)(?:{_signal_words()}))(?!\w)[\s,:]+(?=[^\W\d_a-zà-ÿа-я]|[\"“„«‘*])")


@cache
def _locator() -> re.Pattern[str]:
    words = "|".join((lang.pattern("page"), lang.pattern("chapter"), "insbesondere", "at", "§+"))
    return re.compile(
        rf"[,.\s]*(?:\(?(?:{words})\s*)+[\dIVXLC]+[\d\s–—,-]*(?:ff?|ss)?\b\.?(?:\s*(?:und|and|y)\s+S?\.?\s*\d+)?\)?",
        re.IGNORECASE,
    )
