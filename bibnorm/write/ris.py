"""Records as RIS, for EndNote, Word and Zotero, through rispy's writer.

Source: Research Information Systems, RIS Format Specifications (2011).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bibnorm.model import DATE_FIELDS, FIELDS, NAME_FIELDS, OTHERS, Date, Name, Reading, Record
from bibnorm.write.dates import SEASONS, format_edtf, is_valid
from bibnorm.write.latex import squeeze

if TYPE_CHECKING:
    from rispy.writer import RisWriter

LISTS = ("AU", "A2", "A3", "A4", "C2", "N1")
# the order of tags in a record; N1 are the notes
ORDER = (
    "ID", "AU", "A2", "A3", "A4", "C2", "TI", "T2", "C3", "T3", "PY", "DA", "OP", "VL", "IS", "SP", "EP", "SE", "ET",
    "NV", "M1", "C7", "M3", "CY", "C1", "PB", "SN", "DO", "UR", "Y2", "LA", "N1",
)  # fmt: skip
# "117-136", "xii–xv", "e12-e20"; but not "3, 7-9"
PAGES = re.compile(r"(?P<first>[A-Za-z]?\d+|[ivxlcdm]+)\s*[-‐‑–—]\s*(?P<last>[A-Za-z]?\d+|[ivxlcdm]+)", re.IGNORECASE)


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Any]:
    """``ris.toml``."""
    return tomllib.loads(files(__package__).joinpath("ris.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def tags(kind: str) -> Mapping[str, str]:
    """The tag of each variable, for a CSL type.

    >>> tags("chapter")["container_title"], tags("book")["editor"], tags("book").get("container_title")
    ('T2', 'A3', None)
    """
    shape = next((shape for shape, kinds in tables()["shapes"].items() if kind in kinds.split()), "whole")
    return {**tables()["tags"]["all"], **tables()["tags"][shape]}


def format_name(name: Name) -> str:
    """A name as RIS has it: ``family, given, suffix``; without a comma it is no person's.

    >>> format_name(Name("King", "Martin Luther", suffix="Jr.")), format_name(Name("Plato"))
    ('King, Martin Luther, Jr.', 'Plato,')
    >>> format_name(Name(literal="World Bank")), format_name(OTHERS)
    ('World Bank', 'et al.')
    """
    if name == OTHERS:
        return "et al."
    if name.literal:
        return squeeze(name.literal)
    particle = squeeze(f"{name.dropping_particle} {name.non_dropping_particle}")
    glue = "" if particle.endswith(("'", "’", "-")) else " "
    family = squeeze(f"{particle}{glue}{name.family}")
    if not family:
        return f"{squeeze(name.given)},"
    parts = [family, squeeze(name.given), *([squeeze(name.suffix)] if name.suffix else [])]
    return ", ".join(parts) if any(parts[1:]) else f"{family},"


def format_date(date: Date) -> str:
    """A date as ``year/month/day/other``, where *other* holds what these cannot say.

    >>> format_date(Date(parts=((2008, 10, 28),))), format_date(Date(parts=((2007,),), seasons=(2,)))
    ('2008/10/28/', '2007///Summer')
    >>> format_date(Date(parts=((2006, 10), (2006, 12)))), format_date(Date(printed="in press"))
    ('2006/10//2006-10/2006-12', 'in press')
    """
    if not date.parts or not is_valid(date):
        return squeeze(date.printed)
    year, *rest = date.parts[0]
    month, day = [f"{number:02d}" for number in rest] + [""] * (2 - len(rest))
    other = ""
    if date.circa or len(date.parts) > 1 or len(date.seasons) > 1:
        other = format_edtf(date)
    elif date.seasons:
        other = SEASONS[date.seasons[0] - 1]
    return f"{year:04d}/{month}/{day}/{other}" if other or rest else f"{year:04d}///"


def _plain(field: str, value: Any) -> str:
    if field in NAME_FIELDS:
        return "; ".join(map(format_name, value))
    if field in DATE_FIELDS:
        return format_date(value)
    return squeeze(value)


def lines(record: Record) -> Iterator[tuple[str, str]]:
    """The tags of a record with their values, but for TY and ID.

    >>> dict(lines(Record(type="book", title="Sea", medium="CD-ROM")))
    {'TI': 'Sea', 'N1': 'Medium: CD-ROM'}
    """
    places = tags(record.type)
    if record.note:
        yield "N1", squeeze(record.note)
    for field in FIELDS:
        value = getattr(record, field)
        if not value or field in ("note", "type", "issued"):
            continue
        if field not in places:
            yield "N1", f"{tables()['notes'][field]}: {_plain(field, value)}"
        elif field in NAME_FIELDS:
            yield from ((places[field], written) for written in map(format_name, value))
        elif field == "page" and (match := PAGES.fullmatch(value)):
            yield from (("SP", match["first"]), ("EP", match["last"]))
        else:
            yield places[field], _plain(field, value)
    if record.issued:
        yield from _issued(record.issued)
    code = tables()["types"][record.type]
    if tables()["others"].get(code, record.type) != record.type:
        yield "N1", f"{tables()['notes']['type']}: {record.type}"


def _issued(date: Date) -> Iterator[tuple[str, str]]:
    """The year, and the whole date where there is more to it; a date that was not read stands as printed."""
    written = format_date(date)
    if date.year is not None and is_valid(date):
        yield "PY", f"{date.year:04d}"
    if written and not written.endswith("///"):
        yield "DA", written


def _entry(reading: Reading, key: str) -> dict[str, Any]:
    """A record as rispy has it: tag in lower case → value, or values."""
    entry: dict[str, Any] = {"ty": tables()["types"][reading.record.type], "id": key}
    found = sorted(lines(reading.record), key=lambda line: ORDER.index(line[0]))
    for tag, value in found:
        if tag in LISTS:
            entry.setdefault(tag.lower(), []).append(value)
        else:
            entry[tag.lower()] = value
    return entry


@lru_cache(maxsize=1)
def _writer() -> RisWriter:
    from rispy.writer import RisWriter

    class Writer(RisWriter):  # type: ignore[misc]
        REFERENCE_TYPE_KEY = "ty"

        def set_header(self, count: int) -> str:
            return ""  # a number before each record is no RIS

    mapping = {tag: tag.lower() for tag in ("TY", *ORDER, "ER")}
    return Writer(mapping=mapping, list_tags=list(LISTS), delimiter_tags_mapping={})


def write(readings: Sequence[Reading], keys: Sequence[str]) -> str:
    """Readings as a RIS file; the key is the ID.

    >>> from bibnorm.model import Block
    >>> write([Reading(Record(type="book", title="Sea"), Block("Sea"))], ["sea"]).splitlines()
    ['TY  - BOOK', 'ID  - sea', 'TI  - Sea', 'ER  - ']
    """
    entries = [_entry(reading, key) for reading, key in zip(readings, keys, strict=True)]
    return str(_writer().formats(entries)) if entries else ""
