r"""The format ``tex``: the notes of a LaTeX document, and the entries of its ``thebibliography`` with their keys.

What LaTeX prints is told by ``decode_latex``, which reads the values of .bib files, too; here only the commands
that make notes, italics and entries are looked for, so that no package for all of LaTeX is needed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from bibnorm.model import Block, Diagnostic
from bibnorm.read.document import Document
from bibnorm.read.latex import decode_latex
from bibnorm.read.lines import Line
from bibnorm.read.markdown import tell_apart
from bibnorm.read.plain import Remark

COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
VERBATIM = re.compile(r"\\begin\{(verbatim\*?|lstlisting|comment|minted)\}.*?\\end\{\1\}", re.DOTALL)
BEGIN = re.compile(r"\\begin\s*\{document\}")
CLASS = re.compile(r"\\documentclass\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}")
BY_CHAPTER = ("book", "report", "memoir", "scrbook", "scrreprt", "extbook", "extreport")
COMMAND = re.compile(
    r"\\(footnotetext|footnotemark|footnote|endnote|chapter)\b\*?\s*(?:\[([^\]]*)\])?"
    r"|\\begin\s*\{thebibliography\}\s*\{[^}]*\}"
)
END = re.compile(r"\\end\s*\{thebibliography\}")
ITEM = re.compile(r"\\bibitem\s*(?:\[((?:[^\[\]{}]|\{[^{}]*\})*)\])?\s*\{([^}]*)\}")
ITALIC = re.compile(r"\\(?:emph|textit|textsl|mkbibemph)\s*\{|\{\\(?:it|em|itshape|slshape)\b\s*")
CITE = re.compile(r"\\\w*cite\w*\*?(?:\[[^\]]*\])*\{([^}]*)\}")
SILENT = ("\\emph", "\\textit", "\\textsl", "\\newblock", "\\footnotesize", "\\small", "\\textsc", "\\enquote")


@dataclass(slots=True)
class _Found:
    """What was found so far: for each note where it stands, its label and its LaTeX."""

    notes: list[tuple[int, str, str]] = field(default_factory=list)
    entries: list[tuple[int, str, str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)  # of \footnotemark, until its text comes
    footnotes: int = 0
    endnotes: int = 0


def read_tex(text: str, file: str = "-") -> Document:
    r"""Read a LaTeX document.

    >>> found = read_tex(r"Sea.\footnote{Roe, \emph{The Sea}, p.~7.} \bibitem{x}")
    >>> found.notes[0].label, found.notes[0].text
    ('1', 'Roe, *The Sea*, p. 7.')
    """
    source = _blanked(text)
    places = _Places(source)
    found = _scan(source, places)
    blocks = [_block(latex, at, label, file, places) for at, label, latex in found.notes]
    labels = tell_apart([block.label for block in blocks])
    notes = tuple(Block(b.text, file, b.line, b.pieces, label) for b, label in zip(blocks, labels, strict=True))
    entries = tuple(_block(latex, at, "", file, places) for at, _, latex in found.entries)
    said = [remark for (at, _, latex) in (*found.notes, *found.entries) for remark in _lost(latex, at, places)]
    layout = f"{len(notes)} notes" + (f", {len(entries)} listed references" if entries else "")
    keys = tuple(key for _, key, _ in found.entries)
    return Document(file, notes, entries, keys, (), layout, (*found.remarks, *said))


class _Places:
    """Offsets as lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def of(self, offset: int) -> tuple[int, int]:
        row = bisect_right(self._starts, offset)
        return row, offset - self._starts[row - 1] + 1


def _blanked(text: str) -> str:
    """The body with comments and verbatim text as blanks, so that every place stays."""
    text = text.replace("\r\n", " \n")
    text = COMMENT.sub(lambda m: m[1] + " " * (len(m[0]) - len(m[1])), text)
    return VERBATIM.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def _scan(text: str, places: _Places) -> _Found:
    found = _Found()
    begun = BEGIN.search(text)
    made = CLASS.search(text)
    by_chapter = made is not None and made[1].strip() in BY_CHAPTER
    at = begun.end() if begun else 0
    while match := COMMAND.search(text, at):
        at = match.end()
        if match[1] is None:
            at = _read_list(text, at, found)
        elif match[1] == "chapter":
            found.footnotes = 0 if by_chapter else found.footnotes
        else:
            at = _read_note(text, match, found, places)
    if not found.entries and ITEM.search(text, at):
        _read_list(text, at, found)
    for label, place in found.marks.items():
        found.remarks.append(_remark(places.of(place), "BN501", f"the marker {label} has no note"))
    return found


def _read_note(text: str, match: re.Match[str], found: _Found, places: _Places) -> int:
    """Take a note, or its mark; where to go on."""
    kind, own, at = match[1], match[2], match.end()
    if kind == "endnote":
        found.endnotes += 1
        label = f"e{found.endnotes}"
    elif own:
        label = own
    else:
        found.footnotes += kind != "footnotetext"
        label = str(found.footnotes)
    if kind == "footnotemark":
        found.marks[label] = match.start()
        return at
    end = closing(text, at)
    if end is None:
        found.remarks.append(
            _remark(places.of(match.start()), "BN420", f"\\{kind} without a group that closes: left out")
        )
        return at
    found.marks.pop(label, None)
    found.notes.append((at + 1, label, text[at + 1 : end]))
    return end + 1


def closing(text: str, at: int) -> int | None:
    r"""Where the group that begins at a place ends; None if none begins, or it never ends.

    >>> closing(r"{a{b}\}c}", 0), closing("a", 0)
    (8, None)
    """
    if text[at : at + 1] != "{":
        return None
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0 and match[0] == "}":
            return match.start()
    return None


def _read_list(text: str, at: int, found: _Found) -> int:
    end = END.search(text, at)
    stop = end.start() if end else len(text)
    items = list(ITEM.finditer(text, at, stop))
    for place, item in enumerate(items):
        last = items[place + 1].start() if place + 1 < len(items) else stop
        latex = text[item.end() : last]
        lead = len(latex) - len(latex.lstrip())
        found.entries.append((item.end() + lead, item[2].strip(), latex))
    return stop


def _block(latex: str, at: int, label: str, file: str, places: _Places) -> Block:
    at += len(latex) - len(latex.lstrip()) if label else 0
    line, column = places.of(at)
    return Block(as_print(latex), file, line, ((0, line, column),), label)


def as_print(latex: str) -> str:
    r"""What LaTeX prints, italics as ``*…*``.

    >>> as_print(r"Roe, ``The \emph{Sea}'', {\it Salt}, 1--2")
    'Roe, “The *Sea*”, *Salt*, 1–2'
    """
    return " ".join(decode_latex(_starred(latex)).text.replace("\u00a0", " ").split())


def _starred(latex: str) -> str:
    out, at = "", 0
    while match := ITALIC.search(latex, at):
        opening = match.start() if match[0][0] == "{" else match.end() - 1
        end = closing(latex, opening)
        out += latex[at : match.start()]
        if end is None:
            at = match.end()
            continue
        inner = latex[match.end() : end].strip()
        out, at = f"{out}*{inner}*", end + 1
    return out + latex[at:]


def _lost(latex: str, at: int, places: _Places) -> Iterator[Remark]:
    """Commands whose print is not known."""
    for cite in CITE.finditer(latex):
        yield _remark(places.of(at + cite.start()), "BN423", f"{cite[0]} cites by its key: left as it is")
    lost = [name for name in decode_latex(latex).lost if name not in SILENT and "cite" not in name]
    if lost:
        yield _remark(places.of(at), "BN423", f"plain text does not show {', '.join(lost)}")


def _remark(place: tuple[int, int], code: str, text: str) -> Remark:
    return Remark(Line(text, *place), Diagnostic(code, text, level="note"))
