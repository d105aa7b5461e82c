"""Records as biblatex entries that biber's data model admits."""

from __future__ import annotations

import re
from dataclasses import replace

from bibnorm.model import Record
from bibnorm.write.dates import format_edtf, is_valid
from bibnorm.write.entry import Draft, Entry
from bibnorm.write.names import format_names
from bibnorm.write.parts import (
    protect_container,
    put_eprint,
    put_event,
    put_imprint,
    put_page,
    put_people,
    put_series,
    put_standard_numbers,
    put_title,
    verbatim,
)
from bibnorm.write.tables import dialect, langid

_NUMBER = re.compile(r"[0-9]+")
_ROMAN = re.compile(r"m{0,4}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
# "2.1", "II, 3": a volume in parts
_VOLUME_PART = re.compile(r"(?P<volume>[0-9]+|[IVXLCDM]+)\s*[.,]\s*(?P<part>[0-9]+|[IVXLCDM]+)")
_AS_PRINTED = ("original_title", "container_title", "chapter_number", "number", "number_of_pages", "medium")


def entry(record: Record, *, ascii: bool = False) -> Entry:
    """A record as a biblatex entry.

    >>> roe = Record(type="article-newspaper", title="Mar y cielo", language="es", publisher="La Prensa")
    >>> made = entry(roe)
    >>> made.type, made.fields["entrysubtype"], made.fields["langid"], made.fields["note"]
    ('article', '{newspaper}', '{spanish}', '{La Prensa}')
    """
    tables = dialect("biblatex")
    draft = Draft(tables, _entry_type(record))
    draft.notes += [record.note] * bool(record.note)
    babel = langid(record.language)
    _put_people(draft, record)
    put_title(draft, record, braces=not babel)
    _put_dates(draft, record)
    for variable in _AS_PRINTED:
        draft.put(variable, getattr(record, variable))
    _put_numbers(draft, record)
    _put_kind(draft, record)
    put_series(draft, record)
    protect_container(draft, record, braces=not babel)
    put_imprint(draft, record)
    put_event(draft, record)
    put_standard_numbers(draft, record)
    _put_identifiers(draft, record)
    subtype = tables.words["subtype_names"].get(record.type, record.type)
    own = {"langid": babel, "entrysubtype": subtype * (tables.words["subtypes"][draft.type] != record.type)}
    draft.fields |= {name: value for name, value in own.items() if value}
    return draft.finish(ascii=ascii)


def _entry_type(record: Record) -> str:
    """The entry type, with regard to what the data model asks of it."""
    found = dialect("biblatex").types.get(record.type, "misc")
    if found == "book":
        if record.editor and not record.author:
            return "collection"
        many = record.author and record.number_of_volumes.isdecimal() and not record.volume
        return "mvbook" if many else "book"
    if found == "inbook":
        return "incollection" if record.editor and not record.container_author else "inbook"
    reachable = record.url or record.doi or record.arxiv or record.pmid
    if found == "online" and not reachable:
        return "misc"
    if found == "periodical" and (record.author or not record.editor):
        return "misc"
    if record.type in ("review", "review-book") and not record.container_title:
        return "misc"
    return found


def _put_people(draft: Draft, record: Record) -> None:
    """Names; editors of a report, which admits none, are its authors with ``authortype``."""
    if record.editor and not record.author and not draft.admits("editor"):
        draft.fields |= {"author": format_names(record.editor), "authortype": "editor"}
        record = replace(record, editor=())
    put_people(draft, record)


def _put_dates(draft: Draft, record: Record) -> None:
    """Dates as EDTF; one that is none stays as printed in the note."""
    for variable, name in (("issued", "date"), ("original_date", "origdate"), ("accessed", "urldate")):
        date = getattr(record, variable)
        if date is None:
            continue
        if written := format_edtf(date):
            draft.fields[name] = written
        if date.printed and not is_valid(date):
            draft.spare(variable, date.printed)


def roman_value(text: str) -> int:
    """The value of a Roman numeral; 0 for what is none.

    >>> roman_value("XXXIX"), roman_value("vol")
    (39, 0)
    """
    if not text or not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUES[c] for c in text.lower()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _integer(text: str) -> str:
    """Digits, or a Roman numeral as digits; ``""`` for all else: biber takes integers alone."""
    return text if _NUMBER.fullmatch(text) else str(roman_value(text) or "")


def _put_numbers(draft: Draft, record: Record) -> None:
    """Volume, issue, pages, number of volumes."""
    parted = _VOLUME_PART.fullmatch(record.volume)
    if written := _integer(record.volume):
        draft.put("volume", record.volume, written)
    elif parted and draft.target("part"):
        draft.put("volume", parted["volume"], _integer(parted["volume"]))
        draft.put("part", parted["part"])
    elif record.volume:
        draft.spare("volume", record.volume)
    issue = "issue" if roman_value(record.issue) or any(c.isdigit() for c in record.issue) else "issue_name"
    draft.put(issue, record.issue)
    put_page(draft, record)
    if _NUMBER.fullmatch(record.number_of_volumes):
        draft.put("number_of_volumes", record.number_of_volumes)
    elif record.number_of_volumes:
        draft.spare("number_of_volumes", record.number_of_volumes)
    draft.put("edition", record.edition)


def _put_kind(draft: Draft, record: Record) -> None:
    """Genre and status: in biblatex's own word for them where there is one."""
    words = draft.dialect.words
    if draft.type == "report" and not record.genre:
        draft.fields["type"] = "techreport"
    draft.put("genre", record.genre, words["genres"].get(record.genre.casefold(), ""))
    draft.put("status", record.status, words["statuses"].get(record.status.casefold(), ""))


def _put_identifiers(draft: Draft, record: Record) -> None:
    own = {"doi": record.doi, "url": record.url}
    draft.fields |= {name: verbatim(value) for name, value in own.items() if value}
    put_eprint(draft, record, "eprinttype", "eprintclass")
