"""A text as lines, and lines joined to the text of one reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bibnorm import lang
from bibnorm.model import Block
from bibnorm.text import fold

NEWLINE = re.compile(r"\r\n|\n|\r")
TAB = 8
SOFT_HYPHEN = "\u00ad"
HYPHENS = "-\u2010\u2011"
RANGE_DASHES = "–—‒―"
URL_TAIL = re.compile(r"(?:https?://|ftp://|www\.|doi\.org/|\b10\.\d{4,9}/)[^\s<>]*$", re.IGNORECASE)
URL_START = re.compile(r"(?:https?://|ftp://|www\.)", re.IGNORECASE)
URL_SIGN = re.compile(r"[/=&%?_~#]|\w\.\w|\d")  # what a word of print does not hold: "rev/2", "a.html", "id=7"
URL_END = re.compile(r"^(?:com|org|net|edu|gov|int|info|html?|pdf|php|aspx?|jsp)\b", re.IGNORECASE)
LAST_WORD = re.compile(r"([^\W\d_]+\.?).$")
FIRST_WORD = re.compile(r"[^\W\d_]+")
LONGEST_URL = 300  # characters before a line end that are searched for an address
SHORTEST_URL = 3  # characters, as "www."


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its text without the blanks around it, and where it stands.

    ``indent`` is the width of the blanks before it; ``gap`` says that a blank line, or nothing, comes before.
    """

    text: str
    number: int
    column: int = 1
    indent: int = 0
    gap: bool = False

    def after(self, marker: int) -> Line:
        """The line without its first characters and the blanks that follow them.

        >>> Line("[2]  Abbott", 5).after(3)
        Line(text='Abbott', number=5, column=6, indent=0, gap=False)
        """
        rest = self.text[marker:].lstrip()
        return replace(self, text=rest, column=self.column + len(self.text) - len(rest))


def split_lines(text: str) -> Iterator[Line]:
    r"""The lines that are not blank; ``\n``, ``\r\n`` and ``\r`` end a line, nothing else does.

    >>> [(line.number, line.text, line.gap) for line in split_lines("a\r\n\r\n  b\rc")]
    [(1, 'a', True), (3, 'b', True), (4, 'c', False)]
    """
    gap = True
    for number, raw in enumerate(NEWLINE.split(text), start=1):
        stripped = raw.strip()
        if stripped:
            blanks = raw[: len(raw) - len(raw.lstrip())]
            yield Line(stripped, number, len(blanks) + 1, len(blanks.expandtabs(TAB)), gap)
        gap = not stripped


def join_lines(lines: Sequence[Line], file: str = "-", label: str = "") -> Block:
    """Make one block of the lines of a reference.

    A hyphen at a line end goes before a lower-case letter and stays elsewhere; a broken URL is closed up.

    >>> join_lines([Line("Inter-", 1), Line("national law, 1990-", 2), Line("1995.", 3)]).text
    'International law, 1990-1995.'
    """
    parts = [lines[0].text]
    pieces = [(0, lines[0].number, lines[0].column)]
    tail, size = parts[0], len(parts[0])  # the end of the text so far, long enough for an address; its whole length
    for line in lines[1:]:
        closed = _close(tail, line.text)
        parts[-1] = parts[-1][:-1] if len(closed) < len(tail) else parts[-1] + closed[len(tail) :]
        size += len(closed) - len(tail)
        pieces.append((size, line.number, line.column))
        parts.append(line.text)
        size += len(line.text)
        tail = (closed + line.text)[-LONGEST_URL:]
    return Block("".join(parts), file, lines[0].number, tuple(pieces), label)


def _close(text: str, following: str) -> str:
    """The text so far, ready for the line that follows: a blank added, or a hyphen taken off."""
    if text.endswith(SOFT_HYPHEN):
        return text[:-1]
    if breaks_url(text, following):
        return text
    last, first = text[-1], following[0]
    before = text[-2:-1]
    if last in HYPHENS and before.isalnum():
        if _is_suspended(following):
            return text + " "
        dropped = before.isalpha() and first.islower() and not _is_range(text, following)
        return text[:-1] if dropped else text
    if last in RANGE_DASHES and before.isalnum() and first.isalnum():
        return text
    if _is_ideographic(last) and _is_ideographic(first):
        return text
    return text + " "


def _is_ideographic(sign: str) -> bool:
    return "\u3000" <= sign <= "\u30ff" or "\u3400" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef"


def _is_suspended(following: str) -> bool:
    """Whether an "and" follows the hyphen: ``Wirtschafts-⏎und Sozialgeschichte``."""
    first, _, rest = following.partition(" ")
    return bool(rest) and fold(first) in {fold(word) for word in lang.words("and")}


def _is_range(text: str, following: str) -> bool:
    """Whether two months or seasons stand around the hyphen: ``(mayo-⏎agosto)``."""
    before, after = LAST_WORD.search(text), FIRST_WORD.match(following)
    if not before or not after:
        return False
    times = lang.months().keys() | lang.seasons().keys()
    return fold(before.group(1)).rstrip(".") in times and fold(after.group()) in times


def breaks_url(text: str, following: str) -> bool:
    """Whether the line end between the two stands inside an address.

    >>> breaks_url("En: http://www.cepal.org/publi", "caciones/informe.pdf. Consultado")
    True
    >>> breaks_url("En: http://www.cepal.org/", "Consultado el 3 de mayo")
    False
    """
    last = max(len(text) - LONGEST_URL, text.rfind(" ") + 1)  # no blank stands in an address
    tail = URL_TAIL.search(text, max(0, last)) if len(text) - last > SHORTEST_URL else None
    if not tail or URL_START.match(following):
        return False
    word = following.split(maxsplit=1)[0]
    if ">" in word and text.rfind("<") > text.rfind(">"):
        return True
    return _continues_url(tail.group()[-1], word.rstrip('.,;:)>]»”"'), following == word)


def _continues_url(last: str, word: str, alone: bool) -> bool:
    if not word or not (word[0].islower() or word[0].isdigit() or word[0] in "./-_=&%?#~"):
        return bool(word) and last in "-_=&%?" and word.isascii()
    if last in "_=&%?#~-":
        return word.isascii()
    if last == "/":
        return alone or "-" in word or (bool(URL_SIGN.search(word)) and not word.isdigit())
    if last in ".,;)":
        return bool(re.search(r"/|\.(?:html?|pdf|php|aspx?)$", word)) or bool(URL_END.match(word))
    return word[0] in "./-_=&%?#~" or bool(re.search(r"[/=&%?]|\w\.[a-z]{2,4}(?:/|$)", word))
