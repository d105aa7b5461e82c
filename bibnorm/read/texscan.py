r"""A LaTeX document as events: notes, marks, counters, headings, lists of references.

Nothing is expanded. Comments and verbatim text are blanked out sign for sign, so that every place stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bibnorm.read.latex import closing_brace

GONE = "\0"  # stands for what is no text: a comment with its line end
MASKED = re.compile(
    r"""\\begin\{(?P<env>verbatim\*?|Verbatim|lstlisting|minted|comment|filecontents\*?)\}.*?\\end\{(?P=env)\}
    | \\verb\*?(?P<sign>[^\w\s*]).*?(?P=sign)
    | \\(?:url|nolinkurl|path|href)\s*\{[^{}\n]*\}      # its % is no comment
    | \\.
    | (?P<comment>%[^\n\r]*(?:\r\n|\n|\r|\Z)[ \t]*)
    """,
    re.VERBOSE | re.DOTALL,
)
CLASS = re.compile(r"\\documentclass\s*(?:\[[^\]]*\])?\s*\{\s*(?P<name>[\w-]+)")
BEGIN, END = re.compile(r"\\begin\s*\{document\}"), re.compile(r"\\end\s*\{document\}")
# \newcommand{\fn}[1]{\footnote{#1}}, \let\fn\footnote: other names of the command
ALIAS = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand)\*?\s*\{?\\(?P<made>[A-Za-z]+)\}?\s*(?:\[1\])?\s*"
    r"\{\\(?P<known>footnote|endnote)(?:\{#1\})?\}|\\let\s*\\(?P<left>[A-Za-z]+)\s*=?\s*\\(?P<right>footnote|endnote)\b"
)
COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)\*?")
SPACES = re.compile(r"[\s\0]*")
NOTES = {"footnote": "footnote", "endnote": "endnote", "footcite": "footnote", "footfullcite": "footnote",
         "footcites": "footnote", "smartcite": "footnote"}  # fmt: skip
CITING = ("footcite", "footfullcite", "footcites", "smartcite")
HEADINGS = {"part": 0, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
COUNTERS = ("setcounter", "addtocounter", "stepcounter", "refstepcounter")


class Argument(NamedTuple):
    """The place of an argument, without its brackets; ``after`` is behind them."""

    start: int
    end: int
    after: int


class Event(NamedTuple):
    """A command with its optional and its first argument; ``at`` is its backslash."""

    name: str
    at: int
    option: Argument | None
    argument: Argument | None
    starred: bool


def mask(text: str) -> str:
    r"""The text with comments and verbatim environments blanked out, as long as before.

    >>> mask("a % b\n  c") == "a " + GONE * 6 + "c", mask(r"5\% of")
    (True, '5\\% of')
    """

    def blank(match: re.Match[str]) -> str:
        return GONE * len(match[0]) if match["comment"] or match["env"] or match["sign"] else match[0]

    return MASKED.sub(blank, text)


def find_body(masked: str) -> tuple[int, int]:
    """Where the text of a document begins and ends; the whole of a file that is part of one."""
    begin, end = BEGIN.search(masked), END.search(masked)
    return begin.end() if begin else 0, end.start() if end else len(masked)


def aliases(masked: str) -> dict[str, str]:
    r"""Commands that a document makes for notes.

    >>> aliases(r"\newcommand{\fn}[1]{\footnote{#1}} \let\en=\endnote")
    {'fn': 'footnote', 'en': 'endnote'}
    """
    return {m["made"] or m["left"]: m["known"] or m["right"] for m in ALIAS.finditer(masked)}


def find_argument(masked: str, at: int, end: int, brackets: str = "{}") -> Argument | None:
    """The argument in brackets that follows a place."""
    match = SPACES.match(masked, at, end)
    start = match.end() if match else at
    if not masked.startswith(brackets[0], start) or start >= end:
        return None
    if brackets == "{}":
        close = min(_closing_brace(masked, start), end)
        return Argument(start + 1, close, min(close + 1, end))
    close = _closing_bracket(masked, start, end)
    return Argument(start + 1, close, close + 1) if close >= 0 else None


def _closing_brace(masked: str, opening: int) -> int:
    r"""As ``closing_brace``, but ``\{`` is none."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(masked, opening):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0:
            return match.start()
    return closing_brace(masked, opening)


def _closing_bracket(masked: str, opening: int, end: int) -> int:
    depth = 0
    for match in re.compile(r"\\.|[{}\]]", re.DOTALL).finditer(masked, opening + 1, end):
        depth += (match[0] == "{") - (match[0] == "}")
        if match[0] == "]" and depth == 0:
            return match.start()
    return -1


def find_events(masked: str, start: int, end: int, names: frozenset[str]) -> Iterator[Event]:
    """The commands of these names between two places, those within arguments of others as well."""
    escaped = re.compile(r"\\(?:(?P<name>[A-Za-z@]+)(?P<star>\*?)|.)", re.DOTALL)
    for match in escaped.finditer(masked, start, end):
        if match["name"] in names:
            option = find_argument(masked, match.end(), end, "[]")
            argument = find_argument(masked, option.after if option else match.end(), end)
            yield Event(match["name"], match.start(), option, argument, bool(match["star"]))
