"""The format ``csl-json``: an array of CSL items → records.

Source: https://github.com/citation-style-language/schema, csl-data.json; and what Zotero, pandoc and
citation-js write beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bibnorm.errors import InputError
from bibnorm.model import DATE_FIELDS, FIELDS, NAME_FIELDS, OTHERS, Block, Diagnostic, Name, Reading, Record
from bibnorm.read.bibfile import Lines
from bibnorm.read.bibtables import tables
from bibnorm.read.edtf import parse_csl_date
from bibnorm.read.entries import Found, gather, remark
from bibnorm.read.plain import References, Remark
from bibnorm.text import TAG

ARXIV = re.compile(r"(?:^|(?<=\. ))arXiv:\s?(?P<number>\S+(?: \[[\w.-]+\])?)$")
BLANKS = re.compile(r"[\s,]*")
# a variable → the field that it stands for where the item has no better one
STAND_INS = {
    "event": "event_title", "container-title-short": "container_title", "journalAbbreviation": "container_title",
    "page-first": "page", "shortTitle": "title", "title-short": "title", "submitted": "issued",
}  # fmt: skip
NO_WORK = ("id", "type", "custom", "citation-key", "citation-label", "citation-number", "categories")
NOCASE = re.compile(r"</?span(?:\s[^<>]*)?>")
PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")


def read_csljson(text: str, file: str = "-") -> References:
    """Read CSL-JSON: an array of items, one item, or an object with them under ``items`` or ``references``.

    Raises:
        InputError: it is no JSON, or no list of items.

    >>> found = read_csljson('[{"id": 7, "type": "book", "title": "Sea", "issued": {"date-parts": [["1990"]]}}]')
    >>> found.keys, found.readings[0].record.title, found.readings[0].record.issued.year
    (('7',), 'Sea', 1990)
    """
    lines = Lines(text)
    found: list[Found] = []
    said: list[Remark] = []
    for item, start, end in _items(text, file):
        place = Block(text[start:end], file, lines.position(start)[0], lines.pieces(start, end))
        if not isinstance(item, dict):
            line, column = lines.position(start)
            said.append(remark(line, column, "BN406", f"{json.dumps(item)[:40]} is no CSL item; mend or remove it"))
            continue
        found.append(read_item(item, place))
    return gather(file, found, "CSL-JSON", said)


def _items(text: str, file: str) -> Iterator[tuple[Any, int, int]]:
    """The items of an array with the characters on which each begins and ends."""
    try:
        whole = json.loads(text) if text.strip() else []
    except (json.JSONDecodeError, RecursionError) as error:
        place = f"{error.lineno}:{error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else "too deep"
        raise InputError(f"{file}:{place}; no valid JSON, mend it") from None
    inner = whole.get("items", whole.get("references")) if isinstance(whole, dict) else None
    if isinstance(whole, dict) and not isinstance(inner, list):
        if not whole.keys() & {"id", "type", "title"}:
            raise InputError(f"{file}: an object that is no CSL item and has none under items; give an array of items")
        yield whole, text.index("{"), len(text.rstrip())
    elif isinstance(inner, list):
        yield from ((item, 0, len(text)) for item in inner)
    elif isinstance(whole, list):
        yield from _array(text)
    else:
        raise InputError(f"{file}: no array of CSL items")


def _array(text: str) -> Iterator[tuple[Any, int, int]]:
    decoder, at = json.JSONDecoder(), text.find("[") + 1
    while True:
        start = BLANKS.match(text, at).end()  # type: ignore[union-attr]
        if text[start : start + 1] in ("]", ""):
            return
        item, at = decoder.raw_decode(text, start)
        yield item, start, at


def read_item(item: Mapping[str, Any], place: Block) -> Found:
    """One CSL item as a record; a value that cannot be one is a doubt.

    >>> read_item({"type": "article", "number": "arXiv:2101.00001"}, Block("")).reading.record.arxiv
    '2101.00001'
    """
    values: dict[str, Any] = {}
    doubts: list[Diagnostic] = []
    left_out = []
    for variable, value in item.items():
        if variable in NO_WORK or value in ("", None, [], {}):
            continue
        name = _field(variable, item)
        if not name:
            left_out.append(variable)
            continue
        read = _value(name, value, doubts)
        if read in (None, ()):
            shown = json.dumps(value, ensure_ascii=False)[:60]
            doubts.append(Diagnostic("BN406", f"{variable}: {shown} is no value of it, and is left out"))
        else:
            values[name] = read
    kind = _type(item, doubts)
    record = _with_arxiv(Record(**{**values, "type": kind}))
    reading = Reading(record, place, doubtful=any(d.level == "doubt" for d in doubts), diagnostics=tuple(doubts))
    return Found(_key(item), reading, tuple(left_out))


def _key(item: Mapping[str, Any]) -> str:
    """The id, for which some programs write a number."""
    ids = (item.get("id"), item.get("citation-key"))
    return next((str(key) for key in ids if isinstance(key, (str, int)) and not isinstance(key, bool)), "")


def _field(variable: str, item: Mapping[str, Any]) -> str:
    """The field of a variable, ``""`` where there is none or the item has it under a better name."""
    if variable in STAND_INS:
        field = STAND_INS[variable]
        return "" if item.get(field.replace("_", "-")) else field
    if variable == "version" and item.get("type") == "software" and not item.get("edition"):
        return "edition"
    field = variable.lower().replace("-", "_")
    return field if field in FIELDS else ""


def _type(item: Mapping[str, Any], doubts: list[Diagnostic]) -> str:
    kind = item.get("type") or "document"
    if isinstance(kind, str) and kind in tables().csl:
        return kind
    doubts.append(Diagnostic("BN425", f"type: CSL has no {kind!r}; it is read as a document"))
    return "document"


def _value(name: str, value: Any, doubts: list[Diagnostic]) -> Any:
    if name in NAME_FIELDS:
        return tuple(read for read in map(_name, value if isinstance(value, list) else [value]) if read != Name())
    if name in DATE_FIELDS:
        return parse_csl_date(value)
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return _text(name, str(value), doubts)
    return None


def _text(name: str, text: str, doubts: list[Diagnostic]) -> str:
    """A text without the few HTML tags that CSL allows."""
    if "<" not in text or name in ("url", "doi"):
        return text
    plain = TAG.sub("", NOCASE.sub("", text))
    if plain != NOCASE.sub("", text):
        doubts.append(Diagnostic("BN423", f"{name.replace('_', '-')}: its HTML tags are left out", level="note"))
    return plain


def _name(parts: Any) -> Name:
    if isinstance(parts, str):
        return Name(literal=parts)
    if not isinstance(parts, dict):
        return Name()
    found = {part.replace("-", "_"): str(parts[part]) for part in PARTS if parts.get(part)}
    name = Name(**found)
    return OTHERS if name.literal.lower() in ("others", "et al.") else name


def _with_arxiv(record: Record) -> Record:
    """The arXiv number, for which CSL has no variable: it stands in ``number`` or at the end of ``note``."""
    for field in ("number", "note"):
        text: str = getattr(record, field)
        if match := ARXIV.search(text):
            rest = text[: match.start()].strip()
            number = match["number"]
            return (
                replace(record, number=rest, arxiv=number)
                if field == "number"
                else replace(record, note=rest, arxiv=number)
            )
    return record
