r"""LaTeX documents: footnotes, endnotes, ``thebibliography``, and a list under a known heading."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import pairwise

from bibnorm.model import Block
from bibnorm.read.bibfile import Lines
from bibnorm.read.document import Document
from bibnorm.read.passages import format_number, make_entries, remark_on, set_print, tell_apart
from bibnorm.read.plain import Remark, is_known_heading
from bibnorm.read.texprint import NO_PRINT, Printer
from bibnorm.read.texscan import (
    CITING,
    CLASS,
    COUNTERS,
    HEADINGS,
    NOTES,
    Argument,
    Event,
    aliases,
    find_argument,
    find_body,
    find_events,
    mask,
)

# these have no chapters, or go on counting notes through them
WHOLE = re.compile(r".*art(?:icle|cl)?$|ams(?:art|proc)|paper|llncs|IEEEtran|beamer|letter")
STYLE = re.compile(r"\\(?P<style>arabic|roman|Roman|alph|Alph|fnsymbol)\s*\{(?P<counter>footnote|endnote)\}")
STYLES = {"arabic": "decimal", "roman": "lowerRoman", "Roman": "upperRoman", "alph": "lowerLetter",
          "Alph": "upperLetter", "fnsymbol": "fnsymbol"}  # fmt: skip
FNSYMBOLS = ("*", "†", "‡", "§", "¶", "‖", "**", "††", "‡‡")
WITHIN = re.compile(r"\\(?:counterwithin|@addtoreset)\*?\s*\{(?P<a>\w+)\}\s*\{(?P<b>\w+)\}")
WITHOUT = re.compile(r"\\counterwithout\*?\s*\{footnote\}\s*\{chapter\}")
BIBLIOGRAPHY = re.compile(r"\\begin\s*\{thebibliography\}")
BIBLIOGRAPHY_END = re.compile(r"\\end\s*\{thebibliography\}")
INPUTS = ("input", "include", "subfile")
NUMBER = re.compile(r"-?\d+")
PARTED = re.compile(r"\n[ \t\0]*\n|\r\n[ \t\0]*\r\n|\\(?:par|item|bibitem)\b")
WORKED = frozenset((*NOTES, *HEADINGS, *COUNTERS, *INPUTS, "footnotemark", "footnotetext", "endnotemark", "endnotetext",
                    "thanks", "renewcommand", "appendix"))  # fmt: skip


@dataclass
class _Note:
    run: Hashable
    label: str
    at: int
    content: tuple[int, int] | None = None
    whole: bool = False  # its text is the command itself


@dataclass
class _Work:
    """One way through a document."""

    text: str
    masked: str
    file: str
    lines: Lines
    resets: set[str]
    notes: list[_Note] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"footnote": 0, "endnote": 0})
    runs: dict[str, int] = field(default_factory=lambda: {"footnote": 0, "endnote": 0})
    styles: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, at: int, code: str, message: str, level: str = "note") -> None:
        line, column = self.lines.position(at)
        self.remarks.append(remark_on(line, code, message, level, column))


def read_tex(text: str, file: str = "-") -> Document:
    r"""Read a LaTeX document, or a chapter of one; never raises.

    >>> found = read_tex(r"Text.\footnote{Roe, \emph{Sea}, 1990.} More.\footnote{Ibid.}")
    >>> [(note.label, note.text) for note in found.notes]
    [('1', 'Roe, *Sea*, 1990.'), ('2', 'Ibid.')]
    """
    masked = mask(text)
    work = _Work(text, masked, file, Lines(text), _resets(masked))
    start, end = find_body(masked)
    names = aliases(masked)
    headings: list[Event] = []
    for event in find_events(masked, start, end, WORKED | names.keys()):
        _see(work, event._replace(name=names.get(event.name, event.name)))
        if event.name in HEADINGS:
            headings.append(event)
    labels = tell_apart([(note.run, note.label) for note in work.notes])
    notes = []
    for note, label in zip(work.notes, labels, strict=True):
        if note.content is None:
            work.remark(note.at, "BN501", f"the mark of note {label} has no text", "doubt")
        else:
            notes.append(_block(work, *note.content, label))
    entries, keys = _entries(work, start, end, headings)
    layout = f"LaTeX: {len(notes)} notes, {len(entries)} references"
    work.remarks.sort(key=lambda r: (r.line.number, r.line.column))
    return Document(file, tuple(notes), entries, keys, layout=layout, remarks=tuple(work.remarks))


def _resets(masked: str) -> set[str]:
    """The commands at which the class starts the numbers of notes again."""
    match = CLASS.search(masked)
    found = set() if match and WHOLE.fullmatch(match["name"]) else {"chapter"}
    if WITHOUT.search(masked):
        found.discard("chapter")
    for within in WITHIN.finditer(masked):
        if "footnote" in (within["a"], within["b"]):
            found.add(within["b"] if within["a"] == "footnote" else within["a"])
    return found


# ------------------------------------------------------------------ events
def _see(work: _Work, event: Event) -> None:
    name = event.name
    if name in NOTES:
        _add_note(work, event)
    elif name in ("footnotemark", "endnotemark"):
        _count(work, name[:-4], event, None)
    elif name in ("footnotetext", "endnotetext"):
        _add_text(work, event)
    elif name in work.resets and not event.starred:
        work.counts["footnote"] = 0
        work.runs["footnote"] += 1
    elif name in COUNTERS:
        _set_counter(work, event)
    elif name == "renewcommand":
        _set_style(work, event)
    elif name == "thanks":
        work.remark(event.at, "BN422", "\\thanks is left out: a note of the title cites nothing")
    elif name in INPUTS:
        work.remark(event.at, "BN422", f"\\{name} is not followed: name that file as a source too")


def _add_note(work: _Work, event: Event) -> None:
    if event.argument is None:
        return
    if event.name in CITING:
        _count(work, "footnote", event._replace(option=None), (event.at, event.argument.after), whole=True)
    else:
        _count(work, event.name, event, (event.argument.start, event.argument.end))


def _count(work: _Work, kind: str, event: Event, content: tuple[int, int] | None, *, whole: bool = False) -> None:
    number = _number(work, event.option)
    if number is None:
        work.counts[kind] += 1
        number = work.counts[kind]
    label = _label(number, work.styles.get(kind, "decimal"))
    run: Hashable = (kind, work.runs[kind])
    if any(n.label == label and n.run == run for n in work.notes[-50:]):
        run = (kind, work.runs[kind], event.at)
    work.notes.append(_Note(run, label, event.at, content, whole))


def _add_text(work: _Work, event: Event) -> None:
    """The text of the latest mark of its number that has none yet."""
    if event.argument is None:
        return
    kind = event.name[:-4]
    number = _number(work, event.option)
    label = _label(work.counts[kind] if number is None else number, work.styles.get(kind, "decimal"))
    content = (event.argument.start, event.argument.end)
    for note in reversed(work.notes[-200:]):
        if note.label == label and note.content is None:
            note.content = content
            return
    work.remark(event.at, "BN502", f"no mark is there for the text of note {label}", "doubt")
    work.notes.append(_Note((kind, "text", event.at), label, event.at, content))


def _number(work: _Work, option: Argument | None) -> int | None:
    found = NUMBER.fullmatch(work.masked[option.start : option.end].strip()) if option else None
    return int(found[0]) if found and len(found[0]) < 9 else None


def _label(number: int, style: str) -> str:
    if style == "fnsymbol":
        return FNSYMBOLS[number - 1] if 0 < number <= len(FNSYMBOLS) else str(number)
    return format_number(number, style)


def _set_counter(work: _Work, event: Event) -> None:
    kind = _inner(work, event.argument)
    if kind not in work.counts or event.argument is None:
        return
    amount = NUMBER.fullmatch(_inner(work, find_argument(work.masked, event.argument.after, len(work.masked))))
    if event.name in ("stepcounter", "refstepcounter"):
        work.counts[kind] += 1
    elif amount and len(amount[0]) < 9:
        before = work.counts[kind]
        work.counts[kind] = int(amount[0]) + (before if event.name == "addtocounter" else 0)
        work.runs[kind] += event.name == "setcounter" and work.counts[kind] < before


def _set_style(work: _Work, event: Event) -> None:
    made = work.masked[event.at : event.at + 120]
    match = STYLE.search(made)
    if match and re.match(r"\\renewcommand\*?\s*\{?\s*\\the(?:footnote|endnote)\b", made):
        work.styles[match["counter"]] = STYLES[match["style"]]


def _inner(work: _Work, argument: Argument | None) -> str:
    return work.masked[argument.start : argument.end].strip() if argument else ""


# ------------------------------------------------------------------ print
def _block(work: _Work, start: int, end: int, label: str = "") -> Block:
    """What a stretch prints, with line and column of each piece of it."""
    printer = Printer(work.masked, start, end)
    stretches = printer.run()
    text, starts = set_print(stretches)
    pieces: list[tuple[int, int, int]] = []
    for stretch, offset in zip(stretches, starts, strict=True):
        bare = stretch.text.lstrip()
        if not bare:
            continue
        line, column = work.lines.position(stretch.at + len(stretch.text) - len(bare))
        offset = 0 if not pieces else offset + (text[offset : offset + 1] == "*" != bare[0])
        if pieces and pieces[-1][0] == offset:
            pieces.pop()
        pieces.append((offset, line, column))
    first = pieces[0] if pieces else (0, *work.lines.position(start))
    for at, command in printer.citing:
        work.remark(at, "BN423", f"{command[:60]} is left as it stands: what it prints is not in the file")
    for lost in dict.fromkeys(printer.lost):
        if lost.lstrip("\\") not in NO_PRINT:
            work.remark(start, "BN423", f"{lost[:60]} cannot be shown as text")
    return Block(text, work.file, first[1], tuple(pieces) or (first,), label)


# ------------------------------------------------------------------ lists of references
def _entries(work: _Work, start: int, end: int, headings: list[Event]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    blocks: list[Block] = []
    keys: list[str] = []
    covered = []
    for begin in BIBLIOGRAPHY.finditer(work.masked, start, end):
        close = BIBLIOGRAPHY_END.search(work.masked, begin.end(), end)
        stop = close.start() if close else end
        covered.append((begin.start(), stop))
        for block, key in _items(work, begin.end(), stop):
            blocks.append(block)
            keys.append(key)
    for first, last in _lists(work, headings, end):
        if not any(first < b and a < last for a, b in covered):
            listed = _paragraphs(work, first, last)
            blocks += listed
            keys += [""] * len(listed)
    return tuple(blocks), tuple(keys) if any(keys) else ()


def _items(work: _Work, start: int, end: int) -> list[tuple[Block, str]]:
    """The ``\\bibitem``s between two places with their keys."""
    events = list(find_events(work.masked, start, end, frozenset(("bibitem",))))
    found = []
    for event, after in zip(events, _ends(events, end), strict=True):
        if event.argument is None:
            continue
        label = _block(work, event.option.start, event.option.end).text if event.option else ""
        block = _block(work, event.argument.after, after, label)
        if block.text:
            found.append((block, _inner(work, event.argument).replace("\0", "")))
    return found


def _lists(work: _Work, headings: list[Event], end: int) -> list[tuple[int, int]]:
    """The stretches under the heading of a list, to the next heading that is not lower; lower ones part them."""
    found = []
    level: int | None = None
    for event, after in zip(headings, _ends(headings, end), strict=True):
        if event.argument is None:
            continue
        title = _block(work, event.argument.start, event.argument.end).text
        if is_known_heading(title):
            level = HEADINGS[event.name] if level is None else level
            work.remark(event.at, "BN010", f"heading left out: {title}")
        elif level is not None and HEADINGS[event.name] <= level:
            level = None
        if level is not None:
            found.append((event.argument.after, after))
    return found


def _ends(events: list[Event], end: int) -> list[int]:
    """Where what follows each event ends: at the next one, or at the end of all."""
    return [*(event.at for event in events[1:]), end][: len(events)]


def _paragraphs(work: _Work, start: int, end: int) -> list[Block]:
    bounds = [start, *(m.end() for m in PARTED.finditer(work.masked, start, end)), end]
    blocks = [_block(work, a, b) for a, b in pairwise(bounds)]
    kept = [block for block in blocks if any(c.isalnum() for c in block.text)]
    marked = make_entries([(block.text, block.line) for block in kept], work.file)
    return [_marked(block, entry) for block, entry in zip(kept, marked, strict=True)]


def _marked(block: Block, entry: Block) -> Block:
    """A block without the list marker that was found in it."""
    cut = len(block.text) - len(entry.text)
    if not cut:
        return block
    line, column = block.position(cut)
    inner = tuple((at - cut, number, place) for at, number, place in block.pieces if at > cut)
    return Block(entry.text, block.file, line, ((0, line, column), *inner), entry.label)
