r"""What a stretch of a LaTeX document prints, with the place of every piece of it.

The decoder of .bib values (``latex.py``) does the work, so that a title reads the same in a note and in a .bib file;
here it also follows italics and keeps its places. pylatexenc, which knows more of LaTeX, was weighed: it
takes five times as long, would read a title otherwise than a .bib file does, and its text has no places.
"""

from __future__ import annotations

import re

from bibnorm.read.latex import _Reader
from bibnorm.read.passages import Stretch
from bibnorm.read.texscan import GONE, find_argument

# \cite[12]{roe}, \parencites(see)(…)[1]{a}[2]{b}, \ref{x}: what LaTeX prints is not in the file
CITE = re.compile(
    r"\\(?:[A-Za-z]*[cC]ite[A-Za-z]*|(?:auto|page|name|v|c|C)?ref|footnoteref)\*?(?![A-Za-z])"
    r"(?:\s*\([^()]*\))*(?:\s*\[[^\]]*\])*\s*\{[^{}]*\}(?:(?:\[[^\]]*\])*\{[^{}]*\})*"
)
LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
ITALIC = {"emph": None, "textit": True, "textsl": True, "mkbibemph": None, "textup": False, "textnormal": False,
          "textrm": None, "titlecite": None}  # fmt: skip
SWITCHES = {"it": True, "itshape": True, "sl": True, "slshape": True, "em": None, "upshape": False,
            "normalfont": False, "rm": False, "normalshape": False}  # fmt: skip
UPRIGHT = ("textup", "textnormal")
QUOTING = {"enquote": "“”‘’", "textquote": "“”‘’", "mkbibquote": "“”‘’"}
DROPPED = ("index", "label", "footnote", "footnotetext", "endnote", "endnotetext", "footnotemark", "endnotemark",
           "thanks", "vspace", "hspace", "color", "selectlanguage", "phantomsection", "hypertarget", "markboth",
           "pdfbookmark", "addcontentsline")  # fmt: skip
# the first argument is for LaTeX alone
FIRST_DROPPED = ("foreignlanguage", "textcolor", "bibinfo", "bibfield", "texorpdfstring", "fontsize", "hyperlink")
UNSHOWN = (
    "par newblock newline textbf textsc noindent textmd scshape bfseries small footnotesize protect nobreak mbox text"
    " textsf texttt underline uppercase MakeUppercase linebreak sloppy nolinebreak pagebreak bibnamefont bibfnamefont"
    " unskip ignorespaces relax leavevmode xspace allowbreak hskip raggedright begin end item"
)
NO_PRINT = frozenset((*ITALIC, *SWITCHES, *QUOTING, *DROPPED, *FIRST_DROPPED, *UNSHOWN.split()))
BLANK_AFTER = ("par", "newblock", "newline", "linebreak", "item")


class Printer(_Reader):
    """Reads LaTeX from left to right into stretches with their places."""

    def __init__(self, masked: str, start: int, end: int) -> None:
        super().__init__(masked[start:end])
        self.base, self.stop = start, end - start
        self.stretches: list[Stretch] = []
        self.italic = False
        self.groups: list[tuple[bool, str]] = []
        self.quotes = 0
        self.citing: list[tuple[int, str]] = []

    def run(self) -> list[Stretch]:
        """The stretches up to the end."""
        special = re.compile(r"[\\{}$~`'?!-]")
        while self.at < self.stop:
            match = special.search(self.latex, self.at, self.stop)
            upto = match.start() if match else self.stop
            self._plain(upto)
            if match:
                begun = self.at
                self._add(self._special(match[0]), begun)
        return self.stretches

    def _plain(self, upto: int) -> None:
        """Text without commands, one stretch a line."""
        while self.at < upto:
            line = LINE.match(self.latex, self.at, upto)
            end = max(self.at + 1, line.end() if line else upto)
            self._add(self.latex[self.at : end], self.at)
            self.at = end

    def _add(self, text: str, at: int) -> None:
        bare = text.lstrip(GONE)
        at += len(text) - len(bare)
        text = bare.replace(GONE, "")
        if text:
            self.stretches.append(Stretch(text, self.italic, self.base + at))

    def _special(self, sign: str) -> str:
        if sign == "{":
            self.groups.append((self.italic, ""))
        elif sign == "}":
            return self._close()
        elif sign == "\\" and (match := CITE.match(self.latex, self.at, self.stop)):
            self.citing.append((self.base + self.at, match[0].replace(GONE, "")))
            self.at = match.end()
            return self.citing[-1][1]
        else:
            return super()._special(sign)
        self.at += 1
        return ""

    def _close(self) -> str:
        self.at += 1
        if not self.groups:
            return ""
        italic, closing = self.groups.pop()
        if closing:
            self._add(closing, self.at - 1)
            self.quotes -= 1
        self.italic = italic
        return ""

    def _word(self, name: str) -> str:
        if name in DROPPED:
            return self._drop()
        if name in FIRST_DROPPED:
            argument = find_argument(self.latex, self.at, self.stop)
            self.at = argument.after if argument else self.at
            return ""
        if name == "verb":
            return self._verb()
        if name in ("begin", "end"):
            self._argument()
            return " "
        if name in ITALIC or name in QUOTING:
            return self._open(name)
        if name in SWITCHES:
            self.italic = not self.italic if SWITCHES[name] is None else bool(SWITCHES[name])
            self._skip_blanks()
            return ""
        if name in NO_PRINT:
            self._skip_blanks()
            return " " if name in BLANK_AFTER else ""
        return super()._word(name)

    def _open(self, name: str) -> str:
        """The brace of an argument in italics or in quotes; it is closed where its group ends."""
        argument = find_argument(self.latex, self.at, self.stop)
        if argument is None:
            return ""
        self.at = argument.start
        if name in QUOTING:
            signs = QUOTING[name]
            inner = 2 * (self.quotes % 2)
            self.groups.append((self.italic, signs[inner + 1]))
            self.quotes += 1
            return signs[inner]
        self.groups.append((self.italic, ""))
        if name in UPRIGHT or ITALIC[name]:
            self.italic = name not in UPRIGHT
        elif name != "textrm":
            self.italic = not self.italic
        return ""

    def _drop(self) -> str:
        """Past the arguments of a command that prints nothing here."""
        option = find_argument(self.latex, self.at, self.stop, "[]")
        self.at = option.after if option else self.at
        argument = find_argument(self.latex, self.at, self.stop)
        self.at = argument.after if argument else self.at
        return ""

    def _verb(self) -> str:
        sign = self.latex[self.at : self.at + 1]
        end = self.latex.find(sign, self.at + 1) if sign else -1
        text = self.latex[self.at + 1 : end] if end > 0 else ""
        self.at = end + 1 if end > 0 else self.at
        return text
