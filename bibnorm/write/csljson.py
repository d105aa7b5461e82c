"""Records as CSL-JSON 1.0.2; the only place where CSL's hyphens exist.

Source: https://github.com/citation-style-language/schema, csl-data.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bibnorm.model import DATE_FIELDS, FIELDS, NAME_FIELDS, Date, Name, Reading, Record
from bibnorm.write.dates import SEASONS

_UPPER = ("doi", "url", "isbn", "issn", "pmid", "pmcid")
_ARXIV_MARK = re.compile(r"\barXiv\s?[:.]?\s*$", re.IGNORECASE)
_NAME_PARTS = ("family", "given", "dropping_particle", "non_dropping_particle", "suffix", "literal")


def variable(field: str) -> str:
    """The CSL variable of a field of ``Record``; CSL has none for arXiv, whose number is a number.

    >>> variable("container_title"), variable("doi"), variable("arxiv")
    ('container-title', 'DOI', 'number')
    """
    if field in _UPPER:
        return field.upper()
    return "number" if field == "arxiv" else field.replace("_", "-")


_VARIABLES = {field: variable(field) for field in FIELDS}


def _name(name: Name) -> dict[str, str]:
    parts = ((part.replace("_", "-"), getattr(name, part)) for part in _NAME_PARTS)
    return {part: value for part, value in parts if value}


def _season(date: Date) -> int | str:
    """One season as its number; of two, which CSL cannot say, the printed words."""
    if len(date.seasons) == 1:
        return date.seasons[0]
    words = " ".join("".join(c for c in date.printed if not c.isdigit()).strip(" ,.;:()[]").split())
    return words or "-".join(SEASONS[season - 1] for season in date.seasons)


def format_date(date: Date) -> dict[str, Any]:
    """A date in CSL's parts; one that was not read stays as printed.

    >>> format_date(Date(parts=((2007,),), seasons=(2, 3), printed="Summer-Autumn, 2007"))
    {'date-parts': [[2007]], 'season': 'Summer-Autumn'}
    >>> format_date(Date(printed="in press"))
    {'raw': 'in press'}
    """
    if not date.parts:
        return {"raw": date.printed} if date.printed else {}
    written: dict[str, Any] = {"date-parts": [list(part) for part in date.parts]}
    if date.seasons and (season := _season(date)):
        written["season"] = season
    if date.circa:
        written["circa"] = True
    return written


def _value(field: str, value: Any) -> Any:
    if field in NAME_FIELDS:
        return [parts for parts in map(_name, value) if parts]
    return format_date(value) if value and field in DATE_FIELDS else value


def _arxiv_variable(record: Record) -> str:
    """Where an arXiv number goes, for which CSL has no variable: to ``number``, to ``note`` if there is one."""
    return "note" if record.number else "number"


def _with_arxiv(record: Record) -> Record:
    eprint = f"arXiv:{record.arxiv}"
    if not record.number:
        return replace(record, arxiv="", number=eprint)
    return replace(record, arxiv="", note=". ".join(part for part in (record.note.rstrip("."), eprint) if part))


def fields(record: Record) -> dict[str, Any]:
    """The CSL variables of a record, in the order of ``Record``, without ``id``.

    >>> fields(Record(type="article", title="Sea", arxiv="2101.00001"))
    {'type': 'article', 'title': 'Sea', 'number': 'arXiv:2101.00001'}
    """
    source = _with_arxiv(record) if record.arxiv else record
    written = ((name, _value(field, getattr(source, field))) for field, name in _VARIABLES.items())
    return {name: value for name, value in written if value}


def _by_variable(reading: Reading, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What a reading holds by field, by CSL variable; the arXiv number may share one."""
    found: dict[str, list[Any]] = {}
    for field, value in values.items():
        name = _arxiv_variable(reading.record) if field == "arxiv" else variable(field)
        found.setdefault(name, []).append(value)
    return found


def _take_arxiv_mark(reading: Reading) -> Reading:
    """What CSL has for ``arXiv:2101.00001`` begins with the word; where it is printed, the span has it and no label."""
    spans, labels = [], reading.labels
    for start, end in reading.spans["arxiv"]:
        mark = _ARXIV_MARK.search(reading.block.text, 0, start)
        if mark and any(a <= mark.start() < b for a, b in labels):
            labels = tuple((a, min(b, mark.start()) if b == start else b) for a, b in labels)
            start = mark.start()
        spans.append((start, end))
    labels = tuple((a, b) for a, b in labels if a < b)
    return replace(reading, spans={**reading.spans, "arxiv": tuple(spans)}, labels=labels)


def trace(reading: Reading) -> dict[str, Any]:
    """The account of a reading: which characters of ``text`` made which field, and how sure that is."""
    block = reading.block
    reading = _take_arxiv_mark(reading) if "arxiv" in reading.spans else reading
    spans = _by_variable(reading, reading.spans)
    account = {
        "line": block.line,
        "file": block.file,
        "start": 0,
        "end": len(block.text),
        "text": block.text,
        "spans": {name: sorted(span for row in rows for span in row) for name, rows in spans.items()},
        "labels": list(reading.labels),
        "leftover": list(reading.leftover),
        "confidence": {name: round(min(row), 4) for name, row in _by_variable(reading, reading.confidence).items()},
        "record": round(reading.sure, 4),
        "doubtful": reading.doubtful,
        "kind": "full",
    }
    return account | ({"locator": reading.locator} if reading.locator else {})


def item(reading: Reading, key: str, *, with_trace: bool = False) -> dict[str, Any]:
    """One CSL item; the trace stands under ``custom``, where alone the schema admits private data.

    A record that was not read from print has none.
    """
    printed = reading.spans or reading.labels or reading.leftover
    private = {"custom": {"bibnorm": trace(reading)}} if with_trace and printed else {}
    return {"id": key, **fields(reading.record), **private}


def write(readings: Sequence[Reading], keys: Sequence[str], *, trace: bool = False, ascii: bool = False) -> str:
    """Readings as a JSON array, one variable a line.

    >>> from bibnorm.model import Block
    >>> print(write([Reading(Record(type="book", title="Sea"), Block("Sea"))], ["sea"]), end="")
    [
      {
        "id": "sea",
        "type": "book",
        "title": "Sea"
      }
    ]
    """
    encode = json.JSONEncoder(ensure_ascii=ascii).encode
    items = (item(reading, key, with_trace=trace) for reading, key in zip(readings, keys, strict=True))
    texts = [
        "  {\n" + ",\n".join(f"    {encode(name)}: {encode(value)}" for name, value in made.items()) + "\n  }"
        for made in items
    ]
    return "[\n" + ",\n".join(texts) + "\n]\n" if texts else "[]\n"
