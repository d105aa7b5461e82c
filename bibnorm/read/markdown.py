"""The format ``notes``: a Markdown or plain document → its footnotes and its list of references.

Notes are known by the marker that opens their line: ``⁷ Roe``, ``[^7]: Roe``, and where a document has neither, a
numbered list. They may stand between pages of the body; one that a page breaks goes on in front of the next
notes, in a paragraph without a marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bibnorm.model import Block
from bibnorm.read.document import Document
from bibnorm.read.lines import Line, join_lines, split_lines
from bibnorm.read.markers import find_numbers
from bibnorm.read.passages import remark_on, tell_apart
from bibnorm.read.plain import References, Remark, is_heading, read_list

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SUPERSCRIPT = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*(?=\S)")
DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:\s*")
MARKER = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\[\^([^\]\s]+)\](?!:)")
ENDED = re.compile(r"[.!?…:;。！？](?:[\"'”’»)\]*_>]|\s)*$|[>/\d]$")  # how a note ends that nothing broke
CARRIED_ON = re.compile(r"[a-zà-ÿа-я(\[,;)]")  # how the rest of a broken sentence begins
PAGE_NUMBER = re.compile(r"(?:[–—-]\s*)?\d{1,4}(?:\s*[–—-])?")
FEWEST = 2  # notes that make a document out of plain text
DEEP = 2  # columns by which a further paragraph of a note is indented


@dataclass(slots=True)
class _Paragraph:
    """Lines with nothing between them; ``label`` is that of the note they open."""

    lines: list[Line]
    label: str = ""
    taken: bool = False  # a note has it already, as its second half
    more: list[_Paragraph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.lines[-1].text

    @property
    def all_lines(self) -> list[Line]:
        return [*self.lines, *(line for further in self.more for line in further.lines)]


def has_notes(text: str) -> bool:
    r"""Whether a text has footnotes, as far as their markers say.

    >>> has_notes("Sea.[^1]\n\n[^1]: Roe, *Sea*.\n"), has_notes("¹ Roe, *Sea*.\n\n² Ibid.\n"), has_notes("1. Roe. Sea.")
    (True, True, False)
    """
    lines = list(split_lines(text))
    if any(DEFINITION.match(line.text) for line in lines):
        return True
    numbers = [_number(match[1]) for line in lines if (match := SUPERSCRIPT.match(line.text))]
    return len(numbers) >= FEWEST and any(b == a + 1 for a, b in pairwise(numbers))


def has_list(text: str) -> bool:
    """Whether a list of references stands under its heading behind a body of several paragraphs."""
    lines = list(split_lines(text))
    start = _list_start(lines)
    return start is not None and sum(line.gap for line in lines[:start]) > 3


def read_notes(text: str, file: str = "-") -> Document:
    r"""The notes of a document, and the list of references at its end.

    >>> found = read_notes("The sea¹ and the salt².\n\n¹ Roe, *Sea*, 1990.\n\n² Ibid.\n", "sea.md")
    >>> [(note.label, note.text) for note in found.notes]
    [('1', 'Roe, *Sea*, 1990.'), ('2', 'Ibid.')]
    """
    lines = list(split_lines(text))
    start = _list_start(lines)
    stop = _list_end(lines, start) if start is not None else None
    listed = [] if start is None else lines[start + 1 : stop]
    outside = lines if start is None else [*lines[:start], *lines[stop:]]
    notes_in_list = [line for line in listed if _label(line)]
    if notes_in_list:
        cut = listed.index(notes_in_list[0])
        outside, listed = [*outside, *listed[cut:]], listed[:cut]
    entries = read_list(listed, file) if listed else References(file, (), "")
    paragraphs = list(_paragraphs(outside))
    if not any(paragraph.label for paragraph in paragraphs) and not listed:
        paragraphs = list(_numbered(outside))
    _join_broken(paragraphs)
    body = [paragraph for paragraph in paragraphs if not paragraph.label and not paragraph.taken]
    notes = tuple(_blocks([paragraph for paragraph in paragraphs if paragraph.label], file))
    remarks = [*_unmatched(body, notes), *entries.remarks]
    layout = f"{len(notes)} notes" + (f", {len(entries.blocks)} listed references" if entries.blocks else "")
    return Document(file, notes, entries.blocks, layout=layout, remarks=tuple(remarks))


# ------------------------------------------------------------------ lines → paragraphs
def _label(line: Line) -> str:
    """The label of the note that a line opens, or ``""``."""
    if match := DEFINITION.match(line.text):
        return match[1]
    match = SUPERSCRIPT.match(line.text)
    return str(_number(match[1])) if match else ""


def _number(superscript: str) -> int:
    return int(superscript.translate(SUPERSCRIPTS))


def _paragraphs(lines: Sequence[Line]) -> Iterator[_Paragraph]:
    """Paragraphs; those that are indented under a definition belong to its note."""
    current: _Paragraph | None = None
    note: _Paragraph | None = None
    for line in lines:
        if PAGE_NUMBER.fullmatch(line.text) and line.gap:
            continue
        label = _label(line)
        if label:
            current = note = _Paragraph([_after_marker(line)], label)
            yield current
        elif current is not None and not line.gap:
            current.lines.append(line)
        elif note is not None and note is current and line.indent >= DEEP:
            note.lines.append(line)
        else:
            current, note = _Paragraph([line]), None
            yield current


def _after_marker(line: Line) -> Line:
    match = DEFINITION.match(line.text) or SUPERSCRIPT.match(line.text)
    end = match.end() if match else 0
    return line.after(end) if line.text[end:].strip() else replace(line, text=" ")


def _numbered(lines: Sequence[Line]) -> Iterator[_Paragraph]:
    """The paragraphs of a document whose notes are a numbered list."""
    marks = find_numbers(lines, max((len(line.text) for line in lines), default=0))
    current: _Paragraph | None = None
    for index, line in enumerate(lines):
        if index in marks:
            label = re.sub(r"\D", "", line.text[: marks[index]])
            current = _Paragraph([line.after(marks[index])], label)
            yield current
        elif current is not None and not line.gap:
            current.lines.append(line)
        else:
            current = _Paragraph([line])
            yield current


# ------------------------------------------------------------------ broken notes
def _join_broken(paragraphs: Sequence[_Paragraph]) -> None:
    """Give each note that a page broke its second half: the paragraph in front of the next notes that carries it on."""
    groups = _groups(paragraphs)
    if not groups:
        return
    for (_, last), (first, _) in zip(groups, [*groups[1:], (len(paragraphs), 0)], strict=True):
        note, rest = paragraphs[last], paragraphs[last + 1 : first]
        if ENDED.search(note.text) or not rest:
            continue
        before = [paragraph for paragraph in paragraphs[:last] if not paragraph.label]
        body_goes_on = bool(before) and not ENDED.search(before[-1].text)
        found = [p for p in rest if CARRIED_ON.match(p.lines[0].text) and not p.taken]
        if body_goes_on and found and found[0] is rest[0]:
            found = found[1:]
        if found:
            found[-1].taken = True
            note.more.append(found[-1])


def _groups(paragraphs: Sequence[_Paragraph]) -> list[tuple[int, int]]:
    """The stretches of notes that stand together: first and last."""
    groups: list[tuple[int, int]] = []
    for index, paragraph in enumerate(paragraphs):
        if not paragraph.label:
            continue
        if groups and groups[-1][1] == index - 1:
            groups[-1] = groups[-1][0], index
        else:
            groups.append((index, index))
    return groups


# ------------------------------------------------------------------ notes
def _blocks(notes: Sequence[_Paragraph], file: str) -> Iterator[Block]:
    """A block for each note; labels that start again are told apart."""
    for note, label in zip(notes, tell_apart([*_runs([note.label for note in notes])]), strict=True):
        yield join_lines(note.all_lines, file, label)


def _runs(labels: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each label with the run of numbers that it belongs to: where one comes again, a new run begins."""
    run, seen = 1, set[str]()
    for label in labels:
        if label in seen:
            run, seen = run + 1, set()
        seen.add(label)
        yield run, label


def _unmatched(body: Sequence[_Paragraph], notes: Sequence[Block]) -> Iterator[Remark]:
    """What to say of markers in the body without a note, and, where the body has markers, of notes without one."""
    known = {note.label.rpartition(":")[2] for note in notes}
    marked: set[str] = set()
    for line in (line for paragraph in body for line in paragraph.lines):
        for match in MARKER.finditer(line.text):
            label = match[2] or str(_number(match[1]))
            if label not in known and notes and (match[2] or _is_next(label, known)):
                column = line.column + match.start()
                yield remark_on(line.number, "BN501", f"the marker {match[0]} has no note", column=column)
            marked.add(label)
    for note in notes if marked & known else ():
        if note.label.rpartition(":")[2] not in marked:
            said = f"nothing in the body points to note {note.label}"
            yield remark_on(note.line, "BN502", said, column=note.pieces[0][2])


def _is_next(label: str, known: set[str]) -> bool:
    """Whether a raised number is among those of the notes, and no power: ``10⁹``."""
    numbers = [int(k) for k in known if k.isdigit()]
    return bool(numbers) and min(numbers) < int(label) <= max(numbers) + 1


# ------------------------------------------------------------------ the list at the end
def _list_start(lines: Sequence[Line]) -> int | None:
    """The line of the last heading of a list of references that has anything under it."""
    found = [i for i, line in enumerate(lines[:-1]) if line.gap and _is_list_heading(lines, i)]
    return found[-1] if found else None


def _is_list_heading(lines: Sequence[Line], index: int) -> bool:
    plain = replace(lines[index], text=lines[index].text.lstrip("# "))
    return len(plain.text) > 0 and is_heading([replace(plain, gap=True)], 0)


def _list_end(lines: Sequence[Line], start: int) -> int:
    """Where the list ends: at the next heading of Markdown."""
    following = (i for i in range(start + 1, len(lines)) if re.match(r"#{1,6}\s", lines[i].text))
    return next(following, len(lines))
