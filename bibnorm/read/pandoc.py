"""Documents that pandoc reads: odt, html, epub, rst, org, typst and others, through its own JSON.

No line numbers are known there: the line of a note is the number of the paragraph that cites it, that of an entry
its own, both counted from 1 in the document. In HTML and EPUB a note is what a link leads to and links back.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bibnorm.errors import InputError
from bibnorm.model import Block
from bibnorm.read.document import Document
from bibnorm.read.passages import Stretch, make_entries, raise_digits, remark_on, set_print, tell_apart
from bibnorm.read.plain import Remark, is_known_heading

SECONDS = 120
DEEPEST = 200
# pandoc loses the mark of a note in an EPUB whose notes are a list of their own, unless it reads it as plain HTML
FORMATS = {
    "epub": "epub-epub_html_exts",
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "typ": "typst",
    "tex": "latex",
}
INSTALL = "pandoc is needed to read it and is not installed: pip install 'bibnorm[documents]', or see pandoc.org"
QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
INLINES_AT = {"Emph": None, "Strong": None, "Underline": None, "Strikeout": None, "Superscript": None,
              "Subscript": None, "SmallCaps": None, "Quoted": 1, "Cite": 1, "Span": 1, "Link": 1}  # fmt: skip
MARK = re.compile(r"[\[(]?(?P<label>\d{1,4}|[ivxlc]+|[a-z]|[*†‡§]+)[\])]?\.?")

Node = Mapping[str, Any]


def read_with_pandoc(data: bytes, suffix: str, file: str) -> Document:
    """Read a document through pandoc.

    Args:
        data: the document.
        suffix: of its file, with or without the dot; pandoc's name of the format does as well.
        file: its name, for findings.

    Raises:
        InputError: pandoc is not there, cannot read it, or takes too long.
    """
    name = suffix.lower().lstrip(".")
    tree = _run(data, FORMATS.get(name, name), file)
    walk = _Walk(file)
    try:
        walk.document(tree.get("blocks", []))
    except RecursionError:
        raise InputError(f"{file}: nested too deep to be read; save it in a simpler form") from None
    return walk.result(name)


def find_pandoc() -> str:
    """The path of pandoc: the system's, else that of the package ``pypandoc-binary``; ``""`` for none."""
    if path := shutil.which("pandoc"):
        return path
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return ""


def _run(data: bytes, fmt: str, file: str) -> Mapping[str, Any]:
    path = find_pandoc()
    if not path:
        raise InputError(f"{file}: {INSTALL}")
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", fmt):
        raise InputError(f"{file}: no suffix that tells its format; name the format")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document"
        source.write_bytes(data)
        command = [path, "--sandbox", "-f", fmt, "-t", "json", "+RTS", "-M1500m", "-RTS", str(source)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, cwd=folder, check=False)
        except subprocess.TimeoutExpired:
            raise InputError(f"{file}: pandoc took longer than {SECONDS} s; part the document") from None
        except OSError as error:
            raise InputError(f"{file}: pandoc does not start ({error}); install it again") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise InputError(f"{file}: pandoc cannot read it as {fmt}: {said[0][:200]}; check the file")
    try:
        tree: Mapping[str, Any] = json.loads(done.stdout)
    except (ValueError, RecursionError):
        raise InputError(f"{file}: pandoc's answer cannot be read; save the document in a simpler form") from None
    return tree


@dataclass
class _Cited:
    """A note where it is cited: its label as printed, the paragraph, its content."""

    label: str
    paragraph: int
    content: Sequence[Node]
    drop: str = ""  # the anchor of its mark, to which it links back


@dataclass
class _Walk:
    """One way through the tree of a document."""

    file: str
    paragraph: int = 0
    cited: list[_Cited] = field(default_factory=list)
    entries: list[tuple[str, int]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    level: int = 0  # of the heading of a list of references; 0 outside of one
    linked: dict[str, Sequence[Node]] = field(default_factory=dict)
    backs: dict[str, set[str]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def document(self, blocks: Sequence[Node]) -> None:
        self._find_linked(blocks)
        self._blocks(blocks)

    def result(self, name: str) -> Document:
        labels = tell_apart([(0 if c.label.isdecimal() else ("mark", i), c.label) for i, c in enumerate(self.cited)])
        notes = tuple(
            Block(self._print(c), self.file, c.paragraph, ((0, c.paragraph, 1),), label)
            for c, label in zip(self.cited, labels, strict=True)
        )
        entries = make_entries(self.entries, self.file)
        layout = f"{name} through pandoc: {len(notes)} notes, {len(entries)} references"
        return Document(self.file, notes, entries, layout=layout, remarks=tuple(self.remarks))

    # -------------------------------------------------------------- notes made of links
    def _find_linked(self, blocks: Sequence[Node]) -> None:
        """What has an anchor, and to where it links."""
        for node in _descend(blocks):
            anchor = _attributes(node)[0]
            if node["t"] == "Div" and anchor and len(node["c"][1]) < 50:
                self.linked[anchor] = node["c"][1]
                self.backs[anchor] = _targets(node["c"][1])
            elif node["t"] in ("Para", "Plain") and node["c"] and (anchor := _opening_anchor(node["c"])):
                self.linked.setdefault(anchor, [node])
                self.backs.setdefault(anchor, _targets([node]))

    def _note_of(self, link: Node) -> _Cited | None:
        """The note to which a link leads, if that links back to it."""
        (anchor, _, _), inlines, (target, _) = link["c"]
        match = MARK.fullmatch(set_print(_stretches(inlines, raised=False))[0])
        target = target.lstrip("#")
        if not match or not target:
            return None
        own = [target, *(name for name in self.linked if target in _anchors_within(self.linked[name]))]
        best = max((n for n in own if n in self.linked), key=lambda n: len(self.linked[n]), default="")
        mine = {anchor} if anchor else {back for back in self.backs.get(best, ()) if back != target}
        if not best or not mine & self.backs[best]:
            return None
        return _Cited(match["label"], self.paragraph, self.linked[best], next(iter(mine & self.backs[best])))

    # -------------------------------------------------------------- blocks
    def _blocks(self, blocks: Sequence[Node]) -> None:
        for block in blocks:
            kind: str = block["t"]
            content: Any = block.get("c")
            if id(content) in self.taken:
                continue
            if kind == "Header":
                self._heading(content[2], content[0])
            elif kind in ("Para", "Plain"):
                self._text([content])
            elif kind == "LineBlock":
                self._text(content)
            elif kind == "Div":
                if id(content[1]) not in self.taken:
                    self._blocks(content[1])
            else:
                for inner in _inner_blocks(block):
                    self._blocks(inner)

    def _heading(self, inlines: Sequence[Node], level: int) -> None:
        text = self._text_of(inlines)
        if is_known_heading(text):
            self.level = self.level or level
            self.remarks.append(remark_on(self.paragraph, "BN010", f"heading left out: {text}"))
        elif text and level <= self.level:
            self.level = 0

    def _text(self, lines: Sequence[Sequence[Node]]) -> None:
        inlines = [node for line in lines for node in (*line, {"t": "Space"})]
        text = self._text_of(inlines)
        if is_known_heading(text):
            self.level = self.level or 9
            self.remarks.append(remark_on(self.paragraph, "BN010", f"heading left out: {text}"))
        elif text and self.level:
            self.entries.append((text, self.paragraph))

    def _text_of(self, inlines: Sequence[Node]) -> str:
        """The print of a paragraph; its notes are gathered on the way."""
        self.paragraph += 1
        kept = []
        for node in inlines:
            kept.append(node)
            for inner in _descend([node]):
                if inner["t"] == "Note":
                    self.cited.append(_Cited(str(self._next_number()), self.paragraph, inner["c"]))
                elif inner["t"] == "Link" and (found := self._note_of(inner)) and id(found.content) not in self.taken:
                    self.cited.append(found)
                    self._take(found.content)
                    kept = [other for other in kept if other is not node]
        return set_print(_stretches(kept))[0]

    def _next_number(self) -> int:
        return 1 + sum(cited.label.isdecimal() for cited in self.cited)

    def _take(self, content: Sequence[Node]) -> None:
        self.taken.add(id(content))
        self.taken |= {id(block.get("c")) for block in content}

    def _print(self, cited: _Cited) -> str:
        stretches: list[Stretch] = []
        for inlines in _paragraphs(cited.content):
            stretches += [*_stretches(inlines, back=cited.drop), Stretch(" ")]
        return set_print(stretches)[0]


# ------------------------------------------------------------------ the tree
def _inner_blocks(block: Node) -> Iterator[Sequence[Node]]:
    """The lists of blocks inside a block that is no text itself: lists, quotes, tables, figures."""
    yield from _block_lists(block.get("c"), 0)


def _block_lists(content: Any, depth: int) -> Iterator[Sequence[Node]]:
    if not isinstance(content, list) or depth > DEEPEST:
        return
    if content and all(isinstance(node, dict) and "t" in node for node in content):
        if content[0]["t"] in ("Str", "Emph", "Strong", "Link", "Span", "Quoted"):  # the terms of a definition list
            yield [{"t": "Plain", "c": content}]
        else:
            yield content
        return
    for inner in content:
        yield from _block_lists(inner, depth + 1)


def _descend(content: Any, depth: int = 0) -> Iterator[Node]:
    """All nodes in the order of print; those inside a note are not the text's."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(content, list):
        for inner in content:
            yield from _descend(inner, depth + 1)
    elif isinstance(content, dict) and "t" in content:
        yield content
        if content["t"] != "Note":
            yield from _descend(content.get("c"), depth + 1)


def _attributes(node: Node) -> Any:
    has = node["t"] in ("Div", "Span", "Link", "Code", "CodeBlock", "Image")
    return node["c"][0] if has else ["", [], []]


def _targets(content: Any) -> set[str]:
    return {node["c"][2][0].lstrip("#") for node in _descend(content) if node["t"] == "Link"}


def _anchors_within(content: Any) -> set[str]:
    return {_attributes(node)[0] for node in _descend(content)} - {""}


def _opening_anchor(inlines: Sequence[Node]) -> str:
    return str(next((_attributes(n)[0] for n in inlines[:2] if n["t"] in ("Link", "Span")), ""))


def _paragraphs(blocks: Sequence[Node]) -> Iterator[Sequence[Node]]:
    for block in blocks:
        if block["t"] in ("Para", "Plain"):
            yield block["c"]
        elif block["t"] == "Header":
            yield block["c"][2]
        elif block["t"] == "LineBlock":
            yield from block["c"]
        elif block["t"] == "CodeBlock":
            yield [{"t": "Str", "c": block["c"][1]}]
        else:
            for inner in _inner_blocks(block):
                yield from _paragraphs(inner)


def _stretches(
    inlines: Sequence[Node], italic: bool = False, raised: bool = True, back: str | None = None
) -> list[Stretch]:
    """What inlines print, but for links back to ``back``."""
    out: list[Stretch] = []
    for node in inlines:
        out += _inline(node, italic, raised, back)
    return out


def _inline(node: Node, italic: bool, raised: bool, back: str | None) -> list[Stretch]:
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return [Stretch(" ")]
    if kind == "Str":
        return [Stretch(content, italic)]
    if kind in ("Code", "Math"):
        return [Stretch(content[1], italic)]
    if kind not in INLINES_AT or (kind == "Link" and back and content[2][0].lstrip("#") == back):
        return []  # a note, a picture, the way back to the mark
    at = INLINES_AT[kind]
    inner = _stretches(content if at is None else content[at], italic != (kind == "Emph"), raised, back)
    if kind == "Quoted":
        opening, closing = QUOTES[content[0]["t"]]
        return [Stretch(opening, italic), *inner, Stretch(closing, italic)]
    if kind == "Superscript" and raised:
        return [Stretch(raise_digits(s.text), s.italic) for s in inner]
    if kind == "Strong" and any(s.text.strip() for s in inner):
        return [Stretch("**", italic), *inner, Stretch("**", italic)]
    return inner
