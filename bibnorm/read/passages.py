"""What the readers of documents share: stretches of print, labels told apart, the entries of a list."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from bibnorm.model import Block, Diagnostic
from bibnorm.read.lines import Line
from bibnorm.read.markers import find_bullets, find_numbers
from bibnorm.read.plain import Remark

SOFT_HYPHEN = "\u00ad"
BLANKS = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")  # a no-break blank is print
PARTS = re.compile(rf"{BLANKS.pattern}|{SOFT_HYPHEN}+|[^ \t\r\n\f\v\u2028\u2029{SOFT_HYPHEN}]+")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
SYMBOLS = "*†‡§"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of print in one type; ``at`` is its place in the source, for readers that know one."""

    text: str
    italic: bool = False
    at: int = 0


def set_print(stretches: Iterable[Stretch]) -> tuple[str, list[int]]:
    """Join stretches: blanks squeezed, soft hyphens gone, ``*…*`` around what is italic.

    Italic words with nothing but blanks between them are one stretch.

    Returns:
        The text, and for each stretch the offset at which it begins there.

    >>> set_print([Stretch("Roe, "), Stretch("The ", True), Stretch(" Sea", True), Stretch(", 1990 ")])
    ('Roe, *The Sea*, 1990', [0, 5, 10, 14])
    """
    out: list[str] = []
    starts: list[int] = []
    size, italic, blank = 0, False, False
    for stretch in stretches:
        first = True
        for part in PARTS.findall(stretch.text):
            if part[0] == SOFT_HYPHEN:
                continue
            if BLANKS.match(part):
                blank = size > 0
                continue
            before = f"{'*' if italic and not stretch.italic else ''}{' ' if blank else ''}"
            mark = "*" if stretch.italic and not italic else ""
            if first:
                starts.append(size + len(before))
                first = False
            out.append(before + mark + part)
            size += len(out[-1])
            italic, blank = stretch.italic, False
        if first:
            starts.append(size)
    return "".join(out) + ("*" if italic else ""), starts


def raise_digits(text: str) -> str:
    """Raised print without mark-up: ``1980²`` must not become 19802; raised letters stay as they are.

    >>> raise_digits("2"), raise_digits("nd")
    ('²', 'nd')
    """
    return text.translate(RAISED) if text.strip().isdecimal() and text.isascii() else text


def tell_apart(labels: Sequence[tuple[Hashable, str]]) -> list[str]:
    """Labels of notes, those of a later run that starts again with its number before them.

    Args:
        labels: of each note the run of numbers that it belongs to (a chapter, the endnotes), and its label.

    >>> tell_apart([(1, "1"), (1, "2"), (2, "1"), (2, "2"), ("end", "i"), (3, "*")])
    ['1', '2', '2:1', '2:2', 'i', '*']
    """
    runs: dict[Hashable, list[str]] = {}
    for run, label in labels:
        runs.setdefault(run, []).append(label)
    highest: dict[str, int] = {}
    ordinal: dict[Hashable, int] = {}
    for run, own in runs.items():
        ordinal[run] = 1 + max(highest.get(label, 0) for label in own)
        for label in own:
            highest[label] = ordinal[run]
    return [label if ordinal[run] == 1 else f"{ordinal[run]}:{label}" for run, label in labels]


def format_number(number: int, style: str) -> str:
    """A number of a note as it is printed; the styles have the names of Word's ``w:numFmt``.

    >>> [format_number(14, style) for style in ("decimal", "lowerRoman", "upperLetter", "chicago")]
    ['14', 'xiv', 'N', '††††']
    >>> format_number(6, "chicago"), format_number(28, "lowerLetter")
    ('††', 'bb')
    """
    low = style.lower()
    if number < 1 or number > 9999:
        return str(number)
    if "roman" in low:
        made = _roman(number)
    elif low in ("lowerletter", "upperletter"):
        made = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif low == "chicago":
        made = SYMBOLS[(number - 1) % 4] * ((number - 1) // 4 + 1)
    else:
        return str(number)
    return made.upper() if low.startswith("upper") else made


def _roman(number: int) -> str:
    out = ""
    for value, letters in ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def make_entries(paragraphs: Sequence[tuple[str, int]], file: str) -> tuple[Block, ...]:
    """One block for each paragraph of a list of references, with the number of the paragraph; list markers go off.

    >>> [(b.label, b.text) for b in make_entries([("1. Roe, Sea.", 7), ("2. Doe, Sky.", 8)], "a.docx")]
    [('1.', 'Roe, Sea.'), ('2.', 'Doe, Sky.')]
    """
    lines = [Line(text, number, gap=True) for text, number in paragraphs if text]
    markers = (find_numbers(lines, 80) or find_bullets(lines)) if lines else {}
    blocks = []
    for index, line in enumerate(lines):
        kept = line.after(markers.get(index, 0)) if markers.get(index) else line
        label = line.text[: markers.get(index, 0)]
        blocks.append(Block(kept.text, file, line.number, ((0, line.number, kept.column),), label))
    return tuple(blocks)


def remark_on(number: int, code: str, message: str, level: str = "note", column: int = 1) -> Remark:
    """A remark on a paragraph, or on a line and column."""
    return Remark(Line("", number, column), Diagnostic(code, message, level=level))
