r"""LaTeX as text: what a value of a .bib file prints.

Accents and signs become Unicode, braces go, a command that bibnorm does not know goes while its
argument stays, and what could not be turned into text is named, so that a finding can say so.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_SPECIAL = re.compile(r"[\\{}$~`'?!-]")
_WORD = re.compile(r"[A-Za-z]+\*?")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_NUMBER = re.compile(r"\d+")
_OPTION = re.compile(r"\s*\[[^\]]*\]")
# longest first: "---", "``"; a quote before it takes "?`" and "!`" for Spanish marks
_LIGATURES = (
    ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("?`", "¿"), ("!`", "¡"), ("`", "‘"),
)  # fmt: skip
DEEPEST = 20  # commands within one another; nobody writes more
_VERBATIM = ("url", "nolinkurl", "path", "verb")
_RAISED = {"textsuperscript": "superscripts", "textsubscript": "subscripts"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a value, and the commands (or formulas) that it does not show any more."""

    text: str
    lost: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    tables = tomllib.loads(files(__package__).joinpath("latex.toml").read_text(encoding="utf-8"))
    sup, sub = tables["superscripts"], tables["subscripts"]
    return tables | {
        "superscripts": dict(zip(sup["plain"], sup["raised"], strict=True)),
        "subscripts": dict(zip(sub["plain"], sub["lowered"], strict=True)),
    }


@lru_cache(maxsize=16384)
def decode_latex(latex: str) -> Decoded:
    r"""The text that LaTeX prints; never raises.

    >>> decode_latex(r"The {DNA} of {\"O}sterreich --- 50\% \& m\'as").text
    'The DNA of Österreich — 50% & más'
    >>> decode_latex(r"\emph{Homo sapiens} and $\alpha_1$")
    Decoded(text='Homo sapiens and α₁', lost=('\\emph',))
    """
    if not _SPECIAL.search(latex):
        return Decoded(_squeezed(latex))
    reader = _Reader(latex)
    return Decoded(_squeezed(reader.read()), tuple(dict.fromkeys(reader.lost)))


def _squeezed(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ")


class _Reader:
    """Reads LaTeX from left to right."""

    def __init__(self, latex: str, depth: int = 0) -> None:
        self.latex, self.at, self.depth = latex, 0, depth
        self.lost: list[str] = []

    def read(self, end: int | None = None) -> str:
        """Text up to a place, by default to the end."""
        end = len(self.latex) if end is None else end
        out = []
        while self.at < end:
            match = _SPECIAL.search(self.latex, self.at, end)
            if match is None:
                out.append(self.latex[self.at : end])
                self.at = end
                break
            out.append(self.latex[self.at : match.start()])
            self.at = match.start()
            out.append(self._special(match[0]))
        return "".join(out)

    def _special(self, sign: str) -> str:
        if sign == "\\":
            return self._command()
        if sign == "$":
            return self._math("$$" if self.latex.startswith("$$", self.at) else "$")
        for printed, meant in _LIGATURES:
            if self.latex.startswith(printed, self.at):
                self.at += len(printed)
                return meant
        self.at += 1
        return {"{": "", "}": "", "~": "\u00a0"}.get(sign, sign)

    # -------------------------------------------------------------- commands
    def _command(self) -> str:
        match = _WORD.match(self.latex, self.at + 1)
        if match:
            self.at = match.end()
            return self._word(match[0].rstrip("*"))
        sign = self.latex[self.at + 1 : self.at + 2]
        self.at += 1 + len(sign)
        if sign in _tables()["accents"] and sign:
            return self._accent(_tables()["accents"][sign])
        if sign in ("(", "["):
            return self._math(f"\\{')' if sign == '(' else ']'}", opened=True)
        found: str | None = _tables()["escapes"].get(sign)
        return (sign or "\\") if found is None else found

    def _word(self, name: str) -> str:
        tables = _tables()
        if name in tables["accents"]:
            return self._accent(tables["accents"][name])
        if name == "char":
            return self._character()
        if name in tables["signs"]:
            self._skip_blanks()
            return str(tables["signs"][name])
        if name in _VERBATIM:
            return self._argument()
        if name in tables["silent"]["names"]:
            self._argument()
            return ""
        if name == "href":
            return self._link()
        if name in _RAISED:
            return self._shifted(name, self._decoded_argument())
        self.lost.append(f"\\{name}")
        self._skip_blanks()
        if option := _OPTION.match(self.latex, self.at):
            self.at = option.end()
        return ""

    def _skip_blanks(self) -> None:
        if match := _BLANKS.match(self.latex, self.at):
            self.at = match.end()

    def _argument(self) -> str:
        """The argument of a command as it stands: in braces, or one character."""
        self._skip_blanks()
        if not self.latex.startswith("{", self.at):
            self.at += 1
            return self.latex[self.at - 1 : self.at]
        start, end = self.at + 1, closing_brace(self.latex, self.at)
        self.at = end + 1
        return self.latex[start:end]

    def _decoded_argument(self) -> str:
        inner = _Reader(self._argument(), self.depth + 1)
        text = inner.read() if self.depth < DEEPEST else inner.latex
        self.lost += inner.lost
        return text

    def _accent(self, mark: str) -> str:
        """A letter with a mark; ``\\'\\i`` and ``\\'{\\i}`` are an i that keeps no dot."""
        self._skip_blanks()
        if self.latex.startswith("\\", self.at) and self.depth < DEEPEST:
            self.depth += 1
            letter = self._command()
            self.depth -= 1
        else:
            letter = self._decoded_argument()
        letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
        return unicodedata.normalize("NFC", letter[:1] + mark) + letter[1:] if letter else ""

    def _character(self) -> str:
        self._skip_blanks()
        match = _NUMBER.match(self.latex, self.at)
        code = int(match[0]) if match and len(match[0]) < 8 else -1
        if not match or not (31 < code < 0xD800 or 0xDFFF < code < 0x110000):
            self.lost.append("\\char")
            return ""
        self.at = match.end()
        return chr(code)

    def _link(self) -> str:
        """``\\href{address}{text}``: both stay."""
        address, text = self._argument(), self._decoded_argument()
        return text if text == address else f"{text} ({address})"

    def _shifted(self, name: str, text: str) -> str:
        table = _tables()[_RAISED[name]]
        if text and all(c in table for c in text) and not text.isalpha():
            return "".join(table[c] for c in text)
        self.lost.append(f"\\{name}")
        return text

    # -------------------------------------------------------------- mathematics
    def _math(self, closing: str, *, opened: bool = False) -> str:
        """A formula as text where Unicode has it; else as it stands, and named."""
        start = self.at if opened else self.at + len(closing)
        end = self.latex.find(closing, start)
        while end > 0 and closing == "$" and self.latex[end - 1] == "\\":
            end = self.latex.find(closing, end + 1)
        if end < 0:  # a dollar sign alone is one
            self.at = start
            return "" if opened else closing
        self.at = end + len(closing)
        formula = self.latex[start:end]
        text = plain_formula(formula)
        if text is None:
            self.lost.append(f"${formula}$")
            return f"${formula}$"
        return text


def closing_brace(latex: str, opening: int) -> int:
    """Where the brace that opens at a place is closed; the end of the text where it never is.

    >>> closing_brace("{a{b}c}d", 0)
    6
    """
    depth = 0
    for at in range(opening, len(latex)):
        depth += (latex[at] == "{") - (latex[at] == "}")
        if depth == 0:
            return at
    return len(latex)


_TOKEN = re.compile(r"\\(?P<word>[A-Za-z]+)|\\(?P<sign>.)|(?P<shift>[\^_])|(?P<brace>[{}])|(?P<blank>\s+)|(?P<other>.)")
_FONTS = ("mathrm", "text", "mathit", "mathbf", "mathsf", "mathtt", "rm", "it", "mbox", "textrm", "ensuremath", "left",
          "right")  # fmt: skip


def plain_formula(formula: str) -> str | None:
    r"""A short formula in Unicode, or None where it has parts that no character shows.

    >>> plain_formula(r"\alpha_1"), plain_formula("H_{2}O"), plain_formula(r"\frac{1}{2}"), plain_formula("x^q")
    ('α₁', 'H₂O', None, None)
    """
    tables, out, at = _tables(), "", 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None:  # a stray backslash at the end
            return None
        at = match.end()
        if match["word"]:
            found = "" if match["word"] in _FONTS else tables["math"].get(match["word"])
            if found is None or match["word"] == "sqrt":
                return None
            out += found
        elif match["shift"]:
            inner, at = _shift_of(formula, at)
            table: Mapping[str, str] = tables["superscripts" if match["shift"] == "^" else "subscripts"]
            shifted = "".join(table.get(c, "\0") for c in inner)
            if not inner or "\0" in shifted:
                return None
            out += shifted
        else:
            out += _math_sign(match, tables["escapes"].get)
    return out


def _shift_of(formula: str, at: int) -> tuple[str, int]:
    """What is raised or lowered, and the place behind it."""
    if formula.startswith("{", at):
        end = closing_brace(formula, at)
        return formula[at + 1 : end].strip(), end + 1
    return formula[at : at + 1], at + 1


def _math_sign(match: re.Match[str], escaped: Callable[[str], str | None]) -> str:
    if match["sign"]:
        return escaped(match["sign"]) or ""
    return "" if match["brace"] else " " if match["blank"] else match["other"]
