"""Text as LaTeX: escaped, protected from recasing, in ASCII where that is asked for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bibnorm.lang import words

_COMMANDS = {"~": "textasciitilde", "^": "textasciicircum", "\\": "textbackslash"}
_ESCAPES = {c: "\\" + c for c in "&%$#_"} | {c: f"\\{command}{{}}" for c, command in _COMMANDS.items()}
_BALANCED = str.maketrans(_ESCAPES | {"{": r"\{", "}": r"\}"})
# BibTeX counts \{ as a brace: one that has no partner must not be written as a brace
_UNBALANCED = str.maketrans(_ESCAPES | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"})
_SPECIAL = re.compile(r"[&%$#_~^\\{}]")
_BLANKS = re.compile(r"[ \x00-\x1f\x7f-\x9f\u2028\u2029]{2,}|[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_OPENING = " \"'([{“‘«„‚¿¡"
_SENTENCE_END = ".:?!–—"

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u ", "\u0307": ".",
    "\u0308": '"', "\u030a": "r ", "\u030b": "H ", "\u030c": "v ", "\u0323": "d ", "\u0326": "textcommabelow ",
    "\u0327": "c ", "\u0328": "k ", "\u0331": "b ",
}  # fmt: skip
_SIGNS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "dj", "Đ": "DJ",
    "ð": "dh", "Ð": "DH", "þ": "th", "Þ": "TH", "ı": "i", "“": "textquotedblleft", "”": "textquotedblright",
    "‘": "textquoteleft", "’": "textquoteright", "„": "quotedblbase", "‚": "quotesinglbase", "«": "guillemotleft",
    "»": "guillemotright", "‹": "guilsinglleft", "›": "guilsinglright", "–": "textendash", "—": "textemdash",
    "…": "textellipsis", "¡": "textexclamdown", "¿": "textquestiondown", "ª": "textordfeminine",
    "º": "textordmasculine", "°": "textdegree", "§": "S", "¶": "P", "©": "textcopyright", "®": "textregistered",
    "€": "texteuro", "£": "pounds", "·": "textperiodcentered", "•": "textbullet", "×": "texttimes",
    "±": "textpm", "™": "texttrademark", "№": "textnumero",
}  # fmt: skip
_LETTER_OF_SIGN = {command: sign for sign, command in _SIGNS.items()}
_MARK_OF_ACCENT = {accent.strip(): mark for mark, accent in _ACCENTS.items()}

_LATEX = re.compile(
    r"""\\text(?P<word>backslash|asciitilde|asciicircum|braceleft|braceright)\{\}
      | \\(?P<escaped>[&%$\#_{}])
      | \{\\char(?P<code>\d+)\}
      | \{\\(?P<accent>[`'^~=."]|[uvHrcdkb]\ |textcommabelow\ )(?P<letter>[A-Za-z])\}
      | \{\\(?P<sign>[A-Za-z]+)\}
      | (?P<tie>~)
      | [{}]""",
    re.VERBOSE,
)
_PLAIN = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^", "braceleft": "{", "braceright": "}"}


def squeeze(text: str) -> str:
    """Blanks and control characters collapsed; a no-break space stays.

    >>> squeeze(" a\\n  b ")
    'a b'
    """
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _BLANKS.sub(" ", text).strip(" ")


def _balanced(text: str) -> bool:
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _table(text: str) -> dict[int, str]:
    return _BALANCED if _balanced(text) else _UNBALANCED


def escape(text: str) -> str:
    r"""Plain text as LaTeX text; what is special there is escaped, all else stays.

    >>> print(escape("50% of R&D, {x} and C_1"))
    50\% of R\&D, \{x\} and C\_1
    >>> print(escape(":-{"))
    :-\textbraceleft{}
    """
    text = squeeze(text)
    return text.translate(_table(text)) if _SPECIAL.search(text) else text


@lru_cache(maxsize=4096)
def _ascii_sign(char: str) -> str:
    if char == "\u00a0":
        return "~"
    if char in _SIGNS:
        return f"{{\\{_SIGNS[char]}}}"
    decomposed = unicodedata.normalize("NFD", char)
    letter, mark = decomposed[0], decomposed[1:]
    if letter.isascii() and letter.isalpha() and mark in _ACCENTS:
        return f"{{\\{_ACCENTS[mark]}{letter}}}"
    # a decimal number: BibTeX may lower the letters of a hexadecimal one
    return f"{{\\char{ord(char)}}}"


def asciify(latex: str) -> str:
    r"""LaTeX text in ASCII: accents as commands, other scripts by their code point.

    >>> print(asciify("Muñoz, Łódź"))
    Mu{\~n}oz, {\L}{\'o}d{\'z}
    """
    if latex.isascii():
        return latex
    return "".join(c if c.isascii() else _ascii_sign(c) for c in unicodedata.normalize("NFC", latex))


def _plain(match: re.Match[str]) -> str:
    word, escaped, code, accent, letter, sign, tie = match.groups()
    if accent:
        return unicodedata.normalize("NFC", letter + _MARK_OF_ACCENT[accent.strip()])
    if sign:
        return _LETTER_OF_SIGN.get(sign, match[0])
    return _PLAIN.get(word, "") or escaped or (chr(int(code)) if code else "") or ("\u00a0" if tie else "")


def unescape(latex: str) -> str:
    r"""The plain text of what ``escape``, ``protect`` and ``asciify`` wrote: their exact inverse.

    >>> unescape(r"{DNA} \& Mu{\~n}oz \textasciitilde{}")
    'DNA & Muñoz ~'
    """
    return _LATEX.sub(_plain, latex)


@lru_cache(maxsize=1)
def _function_words() -> frozenset[str]:
    return frozenset(words("stopwords", "en"))


@lru_cache(maxsize=8192)
def _has_own_capital(word: str) -> bool:
    """Whether a word has a capital that no sentence gives it: ``DNA``, ``McDonald``, ``G20``, ``X``."""
    if len(word) == 1:
        return word.isupper() and word not in "AO"
    within = word if any(c.isdigit() for c in word) else word[1:]
    return any(c.isupper() for c in within)


@lru_cache(maxsize=16384)
def _case(word: str) -> int:
    """1 for a word in lower case, -1 for one that begins with a capital, 0 for one that tells nothing of the case."""
    if _has_own_capital(word) or word.lower() in _function_words():
        return 0
    return word[0].islower() - word[0].isupper()


def _in_sentence_case(title: str, words_found: list[re.Match[str]]) -> bool:
    """Whether most words within the sentences of a title are in lower case: a capital is a proper name's."""
    counts = {1: 0, -1: 0}
    for match in words_found:
        case, before = _case(match[0]), match.start() - 1
        while before >= 0 and title[before] in _OPENING:
            before -= 1
        if case and before >= 0 and title[before] not in _SENTENCE_END:
            counts[case] += 1
    return 0 < counts[1] >= counts[-1]


def protect(title: str) -> str:
    r"""An English title, escaped, with braces around the words whose capitals must stay.

    These are words with a capital after their first letter and, where the title is printed in sentence
    case, every capitalised word but those that BibTeX leaves alone: the first, and one after ``": "``.
    A title printed in capitals throughout says nothing of case.

    >>> print(protect("The long sunset: Russia's evolving China policy and the WTO"))
    The long sunset: Russia's evolving {China} policy and the {WTO}
    >>> print(protect("Old McDonald & Sons: A History"))
    Old {McDonald} \& Sons: A History
    """
    title = squeeze(title)
    found = [] if title.isupper() and " " in title else list(_WORD.finditer(title))
    proper_names = _in_sentence_case(title, found)
    table = _table(title) if _SPECIAL.search(title) else {}
    pieces, done = [], 0
    for match in found:
        word, start = match[0], match.start()
        proper = proper_names and word[0].isupper() and start > 0 and title[start - 2 : start] != ": "
        if proper or _has_own_capital(word):
            pieces += [title[done:start].translate(table), f"{{{word}}}"]
            done = match.end()
    return "".join([*pieces, title[done:].translate(table)])
