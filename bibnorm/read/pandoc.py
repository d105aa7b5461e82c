"""Documents that pandoc reads (odt, html, epub, rst, org, typst): their notes and their list of references.

Lines are not known here: those of notes count notes, those of entries paragraphs.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from bibnorm.errors import InputError
from bibnorm.model import Block
from bibnorm.read.document import Document
from bibnorm.read.lines import Line
from bibnorm.read.plain import is_heading

OTHER_NAMES = {".htm": "html", ".typ": "typst"}  # elsewhere the suffix is pandoc's name of the format
NOTE_NAME = re.compile(r"(?:fn|ftn|_ftn|footnote|endnote|note|sdfootnote)[-_:]?\d+")
WAYS_BACK = ("↩", "↩\ufe0e", "↑", "^")
LONGEST = 120  # seconds
QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
MARKS = {"Emph": "*", "Strong": "**"}
LEAVES = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}


def read_with_pandoc(data: bytes, suffix: str, file: str = "-") -> Document:
    """Read a document through pandoc.

    Args:
        data: the file.
        suffix: of its name, which says what it is (``.odt``).
        file: its name.

    Raises:
        InputError: pandoc is not there, or cannot read it.
    """
    blocks = _ask(data, OTHER_NAMES.get(suffix, suffix.removeprefix(".")), file)
    notes: list[Block] = []
    for place, note in enumerate([*_notes(blocks), *_listed_notes(blocks)], 1):
        notes.append(Block(" ".join(_text(note).split()), file, place, ((0, place, 1),), str(place)))
    entries = tuple(_entries(blocks, file))
    layout = f"{len(notes)} notes" + (f", {len(entries)} listed references" if entries else "")
    return Document(file, tuple(notes), entries, layout=layout)


def _ask(data: bytes, fmt: str, file: str) -> list[Any]:
    command = [_pandoc(file), "-f", fmt, "-t", "json", "--sandbox"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"{file}: pandoc did not read it in {LONGEST} s; save it as .docx or .md") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        raise InputError(f"{file}: pandoc cannot read it as {fmt} ({said}); save it again, or as .docx or .md")
    blocks: list[Any] = json.loads(done.stdout)["blocks"]
    return blocks


def _pandoc(file: str) -> str:
    if found := shutil.which("pandoc"):
        return found
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        kind = PurePath(file).suffix or "this"
        raise InputError(f"{file}: {kind} is read by pandoc; install it, or pip install 'bibnorm[documents]'") from None


def _notes(node: Any) -> Iterator[Any]:
    """The contents of all notes in the order of the document; a note in a note comes behind it."""
    if isinstance(node, list):
        for child in node:
            yield from _notes(child)
    elif isinstance(node, dict):
        if node.get("t") == "Note":
            yield node["c"]
        yield from _notes(node.get("c"))


def _listed_notes(node: Any) -> Iterator[Any]:
    """The notes of a web page or an e-book: the items of a division that says that they are notes."""
    if isinstance(node, list):
        for child in node:
            yield from _listed_notes(child)
    elif isinstance(node, dict) and node.get("t") == "Div" and _is_notes(node["c"][0]):
        yield from _items(node["c"][1])
    elif isinstance(node, dict):
        yield from _listed_notes(node.get("c"))


def _is_notes(attributes: list[Any]) -> bool:
    name, classes, values = attributes
    words = {name, *classes, *(value for _, value in values)}
    return bool(words & {"footnotes", "endnotes", "doc-endnotes"})


def _items(node: Any) -> Iterator[Any]:
    """The items of the lists in a division; divisions for one note each count, too."""
    for block in node if isinstance(node, list) else ():
        if not isinstance(block, dict):
            continue
        if block.get("t") == "OrderedList":
            yield from block["c"][1]
        elif block.get("t") == "Div":
            yield from ([block["c"][1]] if NOTE_NAME.match(block["c"][0][0]) else _items(block["c"][1]))


def _text(node: Any) -> str:
    """The print of inlines or blocks, italics as ``*…*``; notes in it are left out."""
    if isinstance(node, list):
        parts = [_text(child) for child in node]
        blocks = any(isinstance(child, dict) and child.get("t") in ("Para", "Plain") for child in node)
        return (" " if blocks else "").join(parts)
    if not isinstance(node, dict):
        return ""
    kind, content = node.get("t"), node.get("c")
    if kind in LEAVES:
        return LEAVES[kind]
    if kind == "Str":
        return str(content)
    if kind in MARKS:
        inner = _text(content)
        return f"{MARKS[kind]}{inner}{MARKS[kind]}" if inner.strip() else inner
    if kind == "Quoted" and isinstance(content, list):
        opening, closing = QUOTES[content[0]["t"]]
        return f"{opening}{_text(content[1])}{closing}"
    if kind in ("Code", "Math", "RawInline") and isinstance(content, list):
        return str(content[1]) if kind != "RawInline" else ""
    if kind == "Note" or (kind == "Link" and isinstance(content, list) and _is_way_back(content)):
        return ""
    if kind == "Header" and isinstance(content, list):
        return _text(content[2])
    if kind in ("Link", "Image", "Span", "Cite", "Div") and isinstance(content, list):
        return _text(content[1])
    return _text(content)


def _is_way_back(content: list[Any]) -> bool:
    """Whether a link leads from a note to its marker."""
    return "footnote-back" in content[0][1] or (_text(content[1]).strip() in WAYS_BACK)


def _entries(blocks: Sequence[Any], file: str) -> Iterator[Block]:
    """The paragraphs under a known heading."""
    inside = False
    for place, block in enumerate(_leaves(blocks), 1):
        text = " ".join(_text(block).split())
        known = bool(text) and len(text) <= 60 and is_heading([Line(text.strip("*"), place, gap=True)], 0)
        if block.get("t") == "Header" or known:
            inside = known
        elif inside and text:
            yield Block(text, file, place, ((0, place, 1),))


def _leaves(blocks: Sequence[Any]) -> Iterator[Any]:
    """Headings and paragraphs, those in lists and divisions, too."""
    for block in blocks:
        if not isinstance(block, dict):
            yield from _leaves(block if isinstance(block, list) else ())
        elif block.get("t") in ("Header", "Para", "Plain", "LineBlock"):
            yield block
        elif isinstance(block.get("c"), list):
            yield from _leaves([part for part in block["c"] if isinstance(part, list | dict)])
