"""The format ``ris`` → records: what bibnorm writes, and what EndNote, Zotero, PubMed and publishers do.

Source: Research Information Systems, RIS Format Specifications (2011).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bibnorm import lang
from bibnorm.model import DATE_FIELDS, NAME_FIELDS, OTHERS, Block, Date, Diagnostic, Name, Reading, Record
from bibnorm.read.bibfile import Lines
from bibnorm.read.bibnames import divide_family, with_particle
from bibnorm.read.bibtables import language_code, tables
from bibnorm.read.edtf import is_day, parse_edtf
from bibnorm.read.entries import Found, gather, remark
from bibnorm.read.plain import References, Remark
from bibnorm.text import fold

TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?-(?: (?P<value>.*)|\s*)$")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
NUMBERING = re.compile(r"\s*\d*\.?\s*")  # what some programs put before a record
DATE = re.compile(r"(?P<year>-?\d{4}|-\d{3})(?:[/-](?P<month>\d{0,2})(?:[/-](?P<day>\d{0,2})(?:/(?P<other>.*))?)?)?/?")
ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(?P<doi>10\.\d{4,9}/\S+)", re.IGNORECASE)
LISTS = ("AU", "A2", "A3", "A4", "C2", "N1", "UR", "KW")
NO_LANGUAGE = ("und", "mul", "zxx")  # ISO 639-2 for none that could be named
BOOKISH = ("book", "report", "thesis", "pamphlet")


@dataclass(frozen=True, slots=True)
class _Item:
    """A record of the file: its tags in order, its characters, and whether it is closed."""

    tags: tuple[tuple[str, str], ...]
    start: int
    end: int
    closed: bool


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Any]:
    # data alone: one table serves both directions
    return tomllib.loads(files("bibnorm").joinpath("write/ris.toml").read_text(encoding="utf-8"))


def read_ris(text: str, file: str = "-") -> References:
    r"""Read a RIS file.

    >>> found = read_ris("TY  - BOOK\nID  - roe\nAU  - Roe, Jane\nTI  - Sea\nPY  - 1990\nER  - \n")
    >>> found.keys, found.readings[0].record.title, found.readings[0].record.issued.year
    (('roe',), 'Sea', 1990)
    """
    lines, found = Lines(text), []
    said: list[Remark] = []
    for item in _items(text, lines, said):
        place = Block(
            text[item.start : item.end], file, lines.position(item.start)[0], lines.pieces(item.start, item.end)
        )
        if not item.closed:
            said.append(remark(*lines.position(item.start), "BN420", "no ER closes this record; read up to the next"))
        found.append(_read(item, place))
    return gather(file, found, "RIS", said)


def _items(text: str, lines: Lines, said: list[Remark]) -> Iterator[_Item]:
    """The records; what stands before a TY is in none."""
    tags: list[tuple[str, str]] = []
    start = end = 0
    for match in LINE.finditer(text):
        line = match[0].rstrip("\r\n")
        tagged = TAG.match(line.lstrip())
        tag = tagged["tag"] if tagged else ""
        if tag == "TY":
            if tags:
                yield _Item(tuple(tags), start, end, closed=False)
            tags, start = [], match.start()
        if tag == "ER" and tags:
            yield _Item(tuple(tags), start, match.start() + len(line), closed=True)
            tags = []
        elif tagged and (tags or tag == "TY"):
            tags.append((tag, (tagged["value"] or "").strip()))
        elif tags and line.strip():
            tags[-1] = (tags[-1][0], f"{tags[-1][1]} {line.strip()}".strip())  # a value goes on in the next line
        elif not NUMBERING.fullmatch(line) and tag != "ER":
            shown = line.strip()[:40]
            said.append(remark(*lines.position(match.start()), "BN406", f"“{shown}” stands in no record (TY … ER)"))
        end = match.start() + len(line) if line.strip() else end
    if tags:
        yield _Item(tuple(tags), start, end, closed=False)


class _Tags:
    """The tags of a record, which remember whether they were read."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.values: dict[str, list[str]] = {}
        self.notes: list[str] = []
        self.left: list[str] = []
        renamed = _tables()["read"]
        for tag, value in sorted(pairs, key=lambda pair: pair[0] in renamed):  # the tag proper before its stand-ins
            if value:
                self.values.setdefault(renamed.get(tag, tag), []).append(value)

    def take(self, tag: str) -> str:
        """The value of a tag; where it stands more than once, further values go to the note."""
        first, *more = dict.fromkeys(self.values.pop(tag, [""]))
        if tag in ("T2", "DO"):  # other names of a journal, another address of the same
            self.left += [tag] * bool(more)
        else:
            self.notes += more
        return first

    def take_all(self, tag: str) -> list[str]:
        return self.values.pop(tag, [])


def _read(item: _Item, place: Block) -> Found:
    pairs = dict(item.tags)
    doubts: list[Diagnostic] = []
    code = pairs.get("TY", "").upper()
    tags = _Tags([pair for pair in item.tags if pair[0] not in ("TY", "ID")])
    kind = _type(code, tags, doubts)
    places = dict(_places(kind))
    values: dict[str, Any] = {"type": kind, "issued": _issued(tags)}
    if kind == "paper-conference" and "C3" not in tags.values:
        places |= {"container_title": "T2", "event_title": ""}  # only bibnorm and EndNote tell the two apart
    if code in ("EDBOOK",):
        places |= {"editor": "AU", "author": ""}
    if kind in BOOKISH and "A2" in tags.values and "A3" not in tags.values:
        places["editor"] = "A2"
    values |= {field: _value(field, tag, tags) for field, tag in places.items() if tag in tags.values}
    _fit(values, tags)
    note = _notes(tags.take_all("N1"), values)
    values["note"] = " ".join(part for part in (*note, *tags.notes) if part)
    record = Record(**{field: value for field, value in values.items() if value})
    reading = Reading(record, place, doubtful=bool(doubts), diagnostics=tuple(doubts))
    return Found(pairs.get("ID", ""), reading, (*tags.values, *(f"another {tag}" for tag in tags.left)))


def _type(code: str, tags: _Tags, doubts: list[Diagnostic]) -> str:
    """The CSL type: what a note says, else what the TY means."""
    label = f"{_tables()['notes']['type']}: "
    for note in tags.values.get("N1", []):
        if note.startswith(label) and note.removeprefix(label) in tables().csl:
            tags.values["N1"].remove(note)
            return note.removeprefix(label)
    known = {code: kind for kind, code in _tables()["types"].items()} | _tables()["others"]
    if code not in known:
        doubts.append(Diagnostic("BN425", f"TY: {code or 'nothing'} is no type of RIS; it is read as a document"))
    return str(known.get(code, "document"))


def _places(kind: str) -> Iterator[tuple[str, str]]:
    tables = _tables()
    shape = next((shape for shape, kinds in tables["shapes"].items() if kind in kinds.split()), "whole")
    yield from tables["tags"]["all"].items()
    yield from tables["tags"][shape].items()


def _value(field: str, tag: str, tags: _Tags) -> Any:
    if field in NAME_FIELDS:
        return tuple(map(parse_name, tags.take_all(tag)))
    if field in DATE_FIELDS:
        return parse_date(tags.take(tag))
    text = tags.take(tag)
    if tag == "SP":
        last = tags.take("EP")
        return f"{text}-{last}" if last and last != text and "-" not in text else text
    return text


def _fit(values: dict[str, Any], tags: _Tags) -> None:
    """Put right what other programs put under the same tags."""
    for field in ("isbn", "issn", "number"):
        text = values.get(field, "")
        other = "issn" if ISSN.fullmatch(text) and field == "isbn" else "isbn" if _is_isbn(text) else ""
        if other and other != field and not values.get(other):
            values |= {field: "", other: text}
    if "number_of_pages" in values and "-" in values["number_of_pages"]:
        values["page"] = values.pop("number_of_pages")
    doi = DOI.fullmatch(values.get("doi") or values.get("genre", ""))
    if doi:
        values["genre"] = "" if not values.get("doi") else values.get("genre", "")
        values["doi"] = doi["doi"]
    if values.get("language"):
        printed = values["language"]
        values["language"] = language_code(printed)
        tags.notes += [printed] * (not values["language"] and printed.lower() not in NO_LANGUAGE)
    if "BT" in tags.values:
        values["title" if not values.get("title") else "container_title"] = tags.take("BT")
    if tags.values.get("DB", [""])[0].lower() in ("pubmed", "medline") and tags.values.get("AN", [""])[0].isdecimal():
        values["pmid"] = tags.take("AN")


def _is_isbn(text: str) -> bool:
    digits = re.sub(r"[\s-]", "", text)
    return bool(re.fullmatch(r"(?:97[89])?\d{9}[\dXx]", digits))


def parse_name(text: str) -> Name:
    """A name: ``family, given, suffix``; without a comma an organisation's, or *et al.*

    >>> parse_name("van Beethoven, Ludwig").non_dropping_particle, parse_name("World Bank").literal
    ('van', 'World Bank')
    """
    if text.lower() in ("et al.", "et al", "others"):
        return OTHERS
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1 or len(parts) > 3:
        return Name(literal=text)
    particles, family = divide_family(parts[0].split())
    name = Name(" ".join(family), parts[1], suffix=parts[2] if len(parts) > 2 else "")
    return with_particle(name, " ".join(particles)) if name != Name() else Name(literal=text)


def _issued(tags: _Tags) -> Date | None:
    """DA is the whole date, PY the year; either may stand alone, or hold what is the other's."""
    dates = [parse_date(text) for text in (tags.take("DA"), tags.take("PY")) if text]
    read = [date for date in dates if date.parts]
    return (
        max(read, key=lambda date: (len(date.parts[0]), date.seasons, date.circa)) if read else next(iter(dates), None)
    )


def parse_date(text: str) -> Date:
    """``year/month/day/other``; what is none stays as printed.

    >>> parse_date("2008/10/28/").parts, parse_date("2007///Summer").seasons
    (((2008, 10, 28),), (2,))
    >>> parse_date("2006/10//2006-10/2006-12").parts
    ((2006, 10), (2006, 12))
    """
    match = DATE.fullmatch(text.strip())
    if not match:
        return parse_edtf(text)
    other = (match["other"] or "").strip("/ ")
    if other and (edtf := parse_edtf(other)).parts:
        return edtf
    part = (int(match["year"]), *(int(n) for n in (match["month"], match["day"]) if n and int(n)))
    if not is_day(part):
        return Date(printed=text)
    season = lang.seasons().get(fold(other), 0)
    if other and not season:
        return Date((part,), printed=text)
    return Date((part[:1],), (season,)) if season else Date((part,))


def _notes(notes: Sequence[str], values: dict[str, Any]) -> Iterator[str]:
    """The notes that are no labelled values; those go to their fields."""
    labels = {label: field for field, label in _tables()["notes"].items()}
    for note in notes:
        label, colon, text = note.partition(": ")
        field = labels.get(label, "") if colon else ""
        if not field or values.get(field):
            yield note
        elif field in NAME_FIELDS:
            values[field] = tuple(map(parse_name, text.split("; ")))
        else:
            values[field] = parse_date(text) if field in DATE_FIELDS else text
