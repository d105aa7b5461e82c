"""Volume and issue: what stands in a stretch of print that counts the parts of a journal or a work."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bibnorm.lang.lookup import lexicon, trim
from bibnorm.model import Span
from bibnorm.normalize.numerals import roman
from bibnorm.normalize.volume_atoms import BLANK, Atom, atoms, is_near
from bibnorm.text import DASHES

_ORDINAL = re.compile(r"\d+(?:[^\W\d_A-Z]{1,4}|°)\Z")
_PLAIN = re.compile(r"\s*(\d{1,4}|[IVXLC]+)\s*(?:\((\d{1,3}(?:[-/]\d{1,3})?)\))?[\s.,;:]*\Z")  # 12, 12(3-4):
_ARTICLE = re.compile(r"[^\W\d_]\d{4,}\Z|\d{6,}\Z")  # W08420 behind a volume is a page
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_TIDY = re.compile(rf"\s*(?:(?P<dash>[{DASHES}]+)|(?P<sign>/))\s*")
_NEXT = {"volume": "issue", "issue": "page"}  # what an unlabelled number after it is: 12, 3, 45-67


class VolumeIssue(NamedTuple):
    """What a stretch labelled volume (or issue) holds, as printed without the label words.

    Attributes:
        volume, issue, page, series, number_of_volumes, date: as printed, dashes as one hyphen.
        spans: field and stretch for each piece that was read, in the order of print.
        labels: label words that were consumed.

    Spans and labels do not overlap; letters and digits outside of them are read as nothing.
    """

    volume: str = ""
    issue: str = ""
    page: str = ""
    series: str = ""
    number_of_volumes: str = ""
    date: str = ""
    spans: tuple[tuple[str, Span], ...] = ()
    labels: tuple[Span, ...] = ()


class Piece(NamedTuple):
    """A stretch that belongs to a field; ``named`` where a label word before it said so."""

    field: str
    start: int
    end: int
    named: bool = False


@dataclass(slots=True)
class _Scan:
    """Where the reading of one stretch stands: what the next number will be, and what was read."""

    text: str
    target: str
    named: bool = False
    done: int = 0
    pieces: list[Piece] = field(default_factory=list)
    labels: list[Span] = field(default_factory=list)


def parse_volume(text: str) -> str:
    """The value of ``volume``, as printed without label words.

    >>> [parse_volume(t) for t in ("Año 39,", "Vol. XV", "Jg. 12", "제27권", "65B", "41/42", "nouvelle série, 12")]
    ['39', 'XV', '12', '27', '65B', '41/42', '12']
    """
    return split_volume(text).volume


def parse_issue(text: str) -> str:
    """The value of ``issue``, as printed without label words; a supplement keeps its word.

    >>> [parse_issue(t) for t in ("N° 155", "(3/4):", "no. 1–3", "Suppl 1", "Heft 2", "第3期", "Special issue")]
    ['155', '3/4', '1-3', 'Suppl 1', '2', '3', 'Special issue']
    """
    return split_issue(text).issue


@lru_cache(maxsize=8192)
def split_volume(text: str) -> VolumeIssue:
    """Part a stretch that may hold more than the volume.

    >>> [(v.volume, v.issue) for v in map(split_volume, ("49 (3/4)", "v. 86 n. 1", "27:3", "87(Suppl 1)"))]
    [('49', '3/4'), ('86', '1'), ('27', '3'), ('87', 'Suppl 1')]
    >>> split_volume("Bd. 2, H. 3").spans, split_volume("Bd. 2, H. 3").labels
    ((('volume', (4, 5)), ('issue', (10, 11))), ((0, 2), (7, 8)))
    """
    return _split(text, "volume")


@lru_cache(maxsize=8192)
def split_issue(text: str) -> VolumeIssue:
    """Part a stretch labelled issue.

    >>> split_issue("(6),693-695.").issue, split_issue("(6),693-695.").page
    ('6', '693-695')
    """
    return _split(text, "issue")


def _split(text: str, first: str) -> VolumeIssue:
    plain = _PLAIN.match(text)
    if plain and (not plain[2] or first == "volume"):
        fields = (first, "issue")[: plain.lastindex]
        return _result(text, [Piece(name, *plain.span(group)) for group, name in enumerate(fields, 1)], [])
    scan = _Scan(text, first)
    found = atoms(text)
    for at, atom in enumerate(found):
        if atom.start >= scan.done and atom.kind in _READERS:
            _READERS[atom.kind](scan, atom, found[at + 1] if at + 1 < len(found) else None)
    if not scan.pieces:
        _keep_printed(scan, found, first)
    return _result(text, scan.pieces, scan.labels)


def _keep_printed(scan: _Scan, found: list[Atom], first: str) -> None:
    """Where no number was read, the words are the value: "Special issue", a scanner's "Vol. Vni"."""
    start = 0
    if first == "volume" and found and found[0].kind == "label":
        start = found[0].end
    scan.labels = [(found[0].start, start)] if start else []
    span = trim(scan.text, start, len(scan.text))
    scan.pieces = [Piece(first, *span)] if span[0] < span[1] else []


def _result(text: str, pieces: list[Piece], labels: list[Span]) -> VolumeIssue:
    values: dict[str, str] = {}
    for piece in pieces:
        printed = _TIDY.sub(lambda m: m["sign"] or "-", text[piece.start : piece.end])
        values[piece.field] = " ".join([values[piece.field], printed] if piece.field in values else [printed])
    spans = tuple((p.field, (p.start, p.end)) for p in pieces)
    return VolumeIssue(**{k: " ".join(v.split()) for k, v in values.items()}, spans=spans, labels=tuple(sorted(labels)))


# ------------------------------------------------------------------ reading
def _read_value(scan: _Scan, atom: Atom, after: Atom | None) -> None:
    """A number goes to the field that is due; a year that no label asks for is a date."""
    printed = scan.text[atom.start : atom.end]
    due, named = scan.target, scan.named
    last = scan.pieces[-1] if scan.pieces else None
    if last and last.field == "issue" and due == "page" and _is_next(scan.text[last.start : atom.end]):
        scan.pieces[-1] = Piece("issue", last.start, atom.end, last.named)  # issue "1, 2"
        return
    if last and last.field == "issue" and due == "issue" and named and not last.named:
        scan.pieces[-1] = Piece("volume", last.start, last.end)  # "37, št. 2" is read as an issue
    if _YEAR.match(printed) and not named and (scan.pieces or _leads(scan.text, after)):
        due = "date"
    elif due == "issue" and not named and scan.pieces and _ARTICLE.match(printed):
        due, scan.target = "page", ""
    else:
        scan.target = _NEXT.get(due, "")
    scan.named = False
    stroke = printed.find("/")
    if due == "volume" and stroke > 0 and not _is_double(printed):
        middle = atom.start + stroke
        scan.pieces.append(Piece("volume", *trim(scan.text, atom.start, middle), named))
        scan.pieces.append(Piece("issue", *trim(scan.text, middle + 1, atom.end), named))
        scan.target = "page"
    elif due:
        scan.pieces.append(Piece(due, atom.start, atom.end, named))


def _leads(text: str, after: Atom | None) -> bool:
    """Whether a year stands before the volume or the issue: "2011;30", "(1989)1"."""
    if after is None:
        return False
    return text[after.start] == ";" or (after.kind == "close" and text[after.end : after.end + 1].isdecimal())


def _is_double(printed: str) -> bool:
    """Whether numbers with a stroke are one double volume (41/42, XI/XII), not volume and issue (26/9)."""
    numbers = [roman(n) or (int(n) if n.isdecimal() and len(n) < 9 else None) for n in re.split(r"\s*/\s*", printed)]
    return len(numbers) != 2 or None in numbers or numbers[1] == (numbers[0] or 0) + 1


def _is_next(printed: str) -> bool:
    """Whether it is two numbers in succession: "1, 2"."""
    numbers = re.fullmatch(r"(\d{1,4})\s*,\s*(\d{1,4})", printed)
    return numbers is not None and int(numbers[2]) == int(numbers[1]) + 1


def _read_label(scan: _Scan, atom: Atom, after: Atom | None) -> None:
    """A label names the number after it, or the one before it where none follows."""
    near = is_near(scan.text, atom, after)
    if (not near or atom.term == "series") and _read_label_behind(scan, atom, ordinal=near):
        return
    if atom.term == "article-number":
        _read_article(scan, atom, after)
        return
    if atom.term in ("supplement", "series", "section"):
        _read_part(scan, atom, after if near else None)
    elif near or atom.term == "and" or is_near(scan.text, atom, after, "label") or scan.pieces:
        scan.labels.append((atom.start, atom.end))
        if atom.term != "and" and (near or is_near(scan.text, atom, after, "label")):
            counted = any(p.field == "volume" for p in scan.pieces) and atom.form in lexicon("issue").forms
            scan.target, scan.named = "issue" if counted else atom.term, near  # Czech "č." is part and number


def _read_article(scan: _Scan, atom: Atom, after: Atom | None) -> None:
    """An article number is the page: "art. no. 5446343"; the word for number is a part of the label."""
    scan.labels.append((atom.start, atom.end))
    scan.target, scan.named = "page", True
    if after and after.kind == "label" and is_near(scan.text, atom, after, "label"):
        scan.labels.append((after.start, after.end))
        scan.done = after.end


def _read_label_behind(scan: _Scan, atom: Atom, *, ordinal: bool = False) -> bool:
    """Read "2 vols.", "15e année", "2e série", "第3期": the label follows its number (which is an ordinal)."""
    last = scan.pieces[-1] if scan.pieces else None
    if last is None or not BLANK.match(scan.text, last.end, atom.start) or (last.named and last.end < atom.start):
        return False
    gap = scan.text[last.end : atom.start]
    number = scan.text[last.start : last.end]
    if atom.term in ("and", "section", "article-number") or (ordinal and not _is_ordinal(number + gap.strip())):
        return False
    if atom.term in ("series", "supplement"):
        scan.pieces[-1] = Piece("series" if atom.term == "series" else "issue", last.start, atom.end)
        scan.target = "volume" if atom.term == "series" else "page"
        return True
    counted = gap == " " and atom.form in lexicon("number-of-volumes").forms
    end = last.start + sum(c.isdecimal() for c in number) if _is_ordinal(number) else last.end
    scan.pieces[-1] = Piece("number_of_volumes" if counted else atom.term, last.start, end)
    scan.labels += [(end, last.end)] * (end < last.end) + [(atom.start, atom.end)]
    scan.target = "issue" if atom.term == "volume" else "page"
    return True


def _is_ordinal(printed: str) -> bool:
    """Whether a number has the mark of an ordinal: 15e, 2nd, 3ª; but 65B."""
    return bool(_ORDINAL.match(printed))


def _read_part(scan: _Scan, atom: Atom, number: Atom | None) -> None:
    """A supplement or a part belongs to the issue, with its word; a series stands apart."""
    end = number.end if number else atom.end
    if atom.term == "section" and not scan.pieces and scan.target == "volume":
        scan.labels.append((atom.start, atom.end))
        scan.named = bool(number)
        return
    if atom.term == "section" and not number:
        return
    if atom.term == "series" and (" " in atom.form or len(atom.form) < 3):
        end = atom.end  # "nouvelle série 12" is volume 12 of it, "ser. 7" the seventh
    scan.pieces.append(Piece("series" if atom.term == "series" else "issue", atom.start, end))
    scan.target = scan.target if atom.term == "series" else "page"
    scan.done = end


def _read_month(scan: _Scan, atom: Atom, after: Atom | None) -> None:
    """A month is a date, with the day before it and the year after it."""
    last = scan.pieces[-1] if scan.pieces else None
    start = atom.start
    if last and not last.named and BLANK.match(scan.text, last.end, atom.start) and last.end - last.start < 6:
        start = scan.pieces.pop().start
    end = after.end if after and is_near(scan.text, atom, after) else atom.end
    scan.pieces.append(Piece("date", start, end))
    scan.done = end


def _read_word(scan: _Scan, atom: Atom, after: Atom | None) -> None:
    """A word before the first number is part of it ("LATTICE 2014", "Tabloid 1"); an abbreviation is a label."""
    if scan.pieces or after is None or not is_near(scan.text, atom, after, gap=BLANK):
        return
    if scan.text[atom.end] == ".":
        scan.labels.append((atom.start, atom.end))
    else:
        scan.pieces.append(Piece(scan.target, atom.start, after.end))
        scan.target, scan.done = _NEXT.get(scan.target, ""), after.end


_READERS: dict[str, Callable[[_Scan, Atom, Atom | None], None]] = {
    "value": _read_value,
    "label": _read_label,
    "hash": _read_label,
    "month": _read_month,
    "word": _read_word,
}
