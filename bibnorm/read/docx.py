"""Word documents: footnotes, endnotes, the list of references, and citations held as data.

No line numbers are known there: the line of a note is the number of the paragraph that cites it, that of an
entry its own, both counted from 1 in the body.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from bibnorm.model import Block, Record
from bibnorm.read.document import Document, Held
from bibnorm.read.docxml import Paragraph, PartReader, Reference, Style, StyleReader, heading_level
from bibnorm.read.docxpackage import Attributes, Package
from bibnorm.read.held import Cited, SourceReader, divide_print, is_bibliography, is_citation, read_citation
from bibnorm.read.passages import Stretch, format_number, make_entries, remark_on, set_print, tell_apart
from bibnorm.read.plain import Remark, is_known_heading
from bibnorm.text import fold

SOURCES = re.compile(r"customXml/item\d+\.xml")
LETTERS = re.compile(r"[^\W_]+")


@dataclass
class _Work:
    """What is gathered on the way."""

    package: Package
    styles: Mapping[str, Style]
    body: PartReader
    sources: Mapping[str, Record]
    settings: Mapping[str, Mapping[str, str]]
    held: list[Held] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def read_docx(data: bytes, file: str) -> Document:
    """Read a Word document.

    Raises:
        InputError: it is none, is behind a password, or is broken.
    """
    package = Package(data, file)
    work = _open(package)
    notes = {kind: _read_notes(work, kind) for kind in ("footnote", "endnote")}
    blocks = _gather(work, notes)
    _remark_unused(work, notes)
    paragraphs = _references(work)
    entries = make_entries(paragraphs, file)
    layout = f"Word document: {len(blocks)} notes, {len(entries)} references, {len(work.held)} citations held as data"
    return Document(file, tuple(blocks), entries, (), tuple(work.held), layout, tuple(work.remarks))


def _open(package: Package) -> _Work:
    styles = StyleReader()
    package.parse(package.related(package.main, "styles"), styles.start, styles.end)
    sources = SourceReader()
    for name in sorted(filter(SOURCES.fullmatch, package.names)):
        package.parse(name, sources.start, sources.end, sources.text)
    body = PartReader(styles.styles)
    package.parse(package.main, body.start, body.end, body.text)
    return _Work(package, styles.styles, body, sources.records, _settings(package))


def _settings(package: Package) -> dict[str, dict[str, str]]:
    """How notes are numbered throughout, from the settings: ``w:footnotePr`` → ``w:numFmt`` → value."""
    found: dict[str, dict[str, str]] = {}
    current = ""

    def see(tag: str, attributes: Attributes) -> None:
        nonlocal current
        if tag in ("w:footnotePr", "w:endnotePr"):
            current = tag
        elif current and tag in ("w:numFmt", "w:numStart", "w:numRestart"):
            found.setdefault(current, {})[tag] = attributes.get("w:val", "")

    package.parse(package.related(package.main, "settings"), see)
    return found


def _read_notes(work: _Work, kind: str) -> dict[str, list[Paragraph]]:
    """The paragraphs of each note by its id, separators left aside."""
    reader = PartReader(work.styles)
    package = work.package
    package.parse(package.related(package.main, f"{kind}s"), reader.start, reader.end, reader.text)
    notes: dict[str, list[Paragraph]] = {}
    for paragraph in reader.paragraphs:
        if paragraph.note and paragraph.note[1] == "normal":
            notes.setdefault(paragraph.note[0], []).append(paragraph)
    return notes


# ------------------------------------------------------------------ notes
def _gather(work: _Work, notes: Mapping[str, Mapping[str, list[Paragraph]]]) -> list[Block]:
    cited = [(p.number, r) for p in work.body.paragraphs for r in p.references]
    labels = tell_apart(_number(work, [reference for _, reference in cited]))
    cites = {id(r): place for place, (_, r) in enumerate(cited)}
    kept = 0
    blocks: list[Block] = []
    for paragraph in work.body.paragraphs:
        _hold(work, paragraph, paragraph.stretches, 0, None, paragraph.number)
        for reference in paragraph.references:
            inside = notes[reference.kind].get(reference.id)
            label = labels[cites[id(reference)]]
            if inside is None:
                work.remarks.append(remark_on(paragraph.number, "BN501", f"{reference.kind} {label} has no text"))
                continue
            blocks.append(_note(work, inside, reference, label, paragraph.number, kept))
            kept += 1
    return blocks


def _note(work: _Work, inside: Sequence[Paragraph], reference: Reference, label: str, number: int, place: int) -> Block:
    stretches: list[Stretch] = []
    firsts = []
    for paragraph in inside:
        if stretches:
            stretches.append(Stretch(" "))
        firsts.append(len(stretches))
        stretches += paragraph.stretches
    if reference.mark:
        stretches = _without_mark(stretches, reference.mark)
    text, _ = set_print(stretches)
    for paragraph, first in zip(inside, firsts, strict=True):
        _hold(work, paragraph, stretches, first, place, number)
    return Block(text, work.package.file, number, ((0, number, 1),), label)


def _without_mark(stretches: Sequence[Stretch], mark: str) -> list[Stretch]:
    """The stretches of a note without the custom mark that it opens with."""
    for index, stretch in enumerate(stretches):
        bare = stretch.text.lstrip()
        if bare:
            rest = Stretch(bare.removeprefix(mark.strip()), stretch.italic)
            return [*stretches[:index], rest, *stretches[index + 1 :]]
    return list(stretches)


def _number(work: _Work, references: Sequence[Reference]) -> list[tuple[Hashable, str]]:
    """The run and the label of each note, as Word prints them."""
    counts: dict[str, int] = {}
    runs: dict[str, Hashable] = {}
    labels: list[tuple[Hashable, str]] = []
    for index, reference in enumerate(references):
        if reference.mark is not None:
            labels.append((("mark", index), reference.mark.strip()))
            continue
        kind = reference.kind
        how = {**work.settings.get(f"w:{kind}Pr", {}), **work.body.sections[reference.section].get(f"w:{kind}Pr", {})}
        restart = how.get("w:numRestart", "continuous")
        part = {"eachSect": reference.section, "eachPage": reference.page}.get(restart, 0)
        run = (kind, restart, part)
        if runs.get(kind) != run:
            first = int(how.get("w:numStart", "1")) if how.get("w:numStart", "1").isdecimal() else 1
            counts[kind] = first if restart != "continuous" or kind not in counts else counts[kind]
            runs[kind] = run
        style = how.get("w:numFmt", "lowerRoman" if kind == "endnote" else "decimal")
        labels.append((run, format_number(counts[kind], style)))
        counts[kind] += 1
    return labels


def _remark_unused(work: _Work, notes: Mapping[str, Mapping[str, list[Paragraph]]]) -> None:
    used = {(r.kind, r.id) for p in work.body.paragraphs for r in p.references}
    deleted = {(tag[2:-9], name) for tag, name in work.body.deleted}
    for kind, found in notes.items():
        for name, paragraphs in found.items():
            text = set_print(paragraphs[0].stretches)[0]
            if (kind, name) not in used | deleted and text:
                message = f"a {kind} that nothing in the text refers to is left out: {text[:40]}"
                work.remarks.append(remark_on(1, "BN422", message))


# ------------------------------------------------------------------ citations held as data
def _hold(
    work: _Work, paragraph: Paragraph, stretches: Sequence[Stretch], first: int, place: int | None, number: int
) -> None:
    """Add the citations that the fields of a paragraph hold, with where they are printed."""
    if not any(is_citation(f.code) for f in paragraph.fields):
        return
    text, starts = set_print(stretches)
    starts.append(len(text))
    for found in paragraph.fields:
        if not is_citation(found.code):
            continue
        cited = read_citation(found.code, work.sources)
        if cited is None:
            message = f"a citation field without data that can be read; its print is read: {found.code[:40]}"
            work.remarks.append(remark_on(number, "BN406", message))
            continue
        start, end = starts[first + found.start], starts[first + found.end]
        work.held += _place(cited, text, start, end, place)


def _place(cited: Sequence[Cited], text: str, start: int, end: int, place: int | None) -> list[Held]:
    if place is None:
        return [Held(c.record, c.key, c.locator) for c in cited]
    printed = text[start:end].rstrip()
    if text.startswith("*", start + len(printed)) and printed.count("*") % 2:
        printed += "*"
    spans = divide_print(printed, cited)
    return [
        Held(c.record, c.key, c.locator, place, start + s, start + e) for c, (s, e) in zip(cited, spans, strict=True)
    ]


# ------------------------------------------------------------------ the list of references
def _references(work: _Work) -> list[tuple[str, int]]:
    """The paragraphs of the list of references, but for those of a field that held data cover."""
    titles = {_letters(held.record.title) for held in work.held} - {""}
    found: list[tuple[str, int]] = []
    inside, level, dropped = False, -1, 0
    for paragraph in work.body.paragraphs:
        text = set_print(paragraph.stretches)[0]
        depth = heading_level(work.styles, paragraph)
        by_field = any(map(is_bibliography, paragraph.within)) or any(is_bibliography(f.code) for f in paragraph.fields)
        if is_known_heading(text):
            level = depth if depth is not None and not inside else level
            inside = True
            work.remarks.append(remark_on(paragraph.number, "BN010", f"heading left out: {text}"))
        elif depth is not None and text:
            inside = inside and depth > level >= 0
        elif by_field and any(title in _letters(text) for title in titles):
            dropped += 1
        elif text and (inside or by_field):
            found.append((text, paragraph.number))
    if dropped:
        message = f"{dropped} printed references are left out: the document holds the data of their works"
        work.remarks.append(remark_on(1, "BN422", message))
    return found


def _letters(text: str) -> str:
    return "".join(LETTERS.findall(fold(text)))
