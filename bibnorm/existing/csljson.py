"""The items of a CSL-JSON file that stands already."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bibnorm.errors import InputError
from bibnorm.existing.model import Entry, Existing, Unread

_BLANK = re.compile(r"[ \t\r\n]*")
_BLANKS = re.compile(r"\s+")
_DECODE = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Item:
    """A member of the array, with the blanks around it and its value."""

    lead: str
    raw: str
    trail: str
    value: Any


@dataclass(frozen=True, slots=True)
class Array:
    """The text of a file up to and with ``[``, the members, and the text from ``]`` on."""

    head: str
    items: tuple[Item, ...]
    tail: str


def read_array(text: str, name: str) -> Array:
    """The parts of a CSL-JSON file; one that is blank is an empty array.

    Raises:
        InputError: it is no JSON, or no array.
    """
    start = _skip(text, int(text.startswith("\ufeff")))
    if start == len(text):
        return Array(text + "[", (), "]\n")
    if text[start] != "[":
        raise _failure(text, name, start, "is no array of CSL items, which begins with [")
    items = tuple(_items(text, name, start + 1))
    end = start + 1 + sum(len(item.lead + item.raw + item.trail) + 1 for item in items)
    end = end - 1 if items else _skip(text, end)
    behind = _skip(text, end + 1)
    if behind < len(text):
        raise _failure(text, name, behind, "is no JSON: something stands behind the closing ]")
    return Array(text[: start + 1], items, text[end:])


def _items(text: str, name: str, at: int) -> Iterator[Item]:
    start = _skip(text, at)
    if text[start : start + 1] == "]":
        return
    while True:
        value, end = _decoded(text, name, start)
        closing = _skip(text, end)
        yield Item(text[at:start], text[start:end], text[end:closing], value)
        if text[closing : closing + 1] == "]":
            return
        if text[closing : closing + 1] != ",":
            raise _failure(text, name, closing, "is no JSON: a comma or ] is missing")
        at = closing + 1
        start = _skip(text, at)


def _failure(text: str, name: str, at: int, what: str) -> InputError:
    line = text.count("\n", 0, at) + 1
    return InputError(f"{name}:{line}: {what}; mend the file, then run again")


def _skip(text: str, at: int) -> int:
    return _BLANK.match(text, at).end()  # type: ignore[union-attr]


def _decoded(text: str, name: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODE(text, at)
    except json.JSONDecodeError as error:
        raise _failure(text, name, error.pos, f"is no JSON: {error.msg}") from None
    except RecursionError:
        raise _failure(text, name, at, "is nested too deeply") from None


def read_csl(text: str, fmt: str, name: str) -> Existing:
    """Read a CSL-JSON file.

    Raises:
        InputError: it is no JSON, or no array.
    """
    array = read_array(text, name)
    entries: dict[str, Entry] = {}
    unread: list[Unread] = []
    at, line = len(array.head), array.head.count("\n") + 1
    for item in array.items:
        start = at + len(item.lead)
        end = start + len(item.raw)
        line += item.lead.count("\n")
        key, reason = item_key(item.value)
        if not reason and key in entries:
            reason = f"the id {key} stands on line {entries[key].line} already"
        if reason:
            unread.append(Unread(key, start, end, line, reason))
        else:
            entries[key] = _entry(key, item.value, start, end, line)
        at, line = end + len(item.trail) + 1, line + (item.raw + item.trail).count("\n")
    taken = frozenset(entries) | {block.key for block in unread if block.key}
    return Existing(text, fmt, name, tuple(entries.values()), tuple(unread), taken)


def item_key(value: Any) -> tuple[str, str]:
    """The id of an item, and why it has none that can be used."""
    if not isinstance(value, dict):
        return "", "is no object"
    key = value.get("id")
    if isinstance(key, bool) or not isinstance(key, (str, int)) or key == "":
        return "", "has no id"
    return str(key), ""


def _entry(key: str, value: dict[str, Any], start: int, end: int, line: int) -> Entry:
    members = {name: _plain(member) for name, member in _without_trace(value).items() if name != "id"}
    values = {name: _encoded(member) for name, member in members.items() if member not in ("", None, [], {})}
    whole = "\x1f".join(f"{name}={values[name]}" for name in sorted(values))
    digest = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    kind = value.get("type")
    return Entry(key, kind if isinstance(kind, str) else "", start, end, line, digest, values)


def _without_trace(value: dict[str, Any]) -> dict[str, Any]:
    """The members without bibnorm's own account of a reading, whose line numbers change."""
    custom = value.get("custom")
    if not isinstance(custom, dict) or "bibnorm" not in custom:
        return value
    return value | {"custom": {name: member for name, member in custom.items() if name != "bibnorm"}}


def _plain(value: Any) -> Any:
    """A value in the form that is compared: a number as text, Unicode and blanks made uniform.

    >>> _plain({"date-parts": [[2001, "5"]], "literal": ""})
    {'date-parts': [['2001', '5']]}
    """
    if isinstance(value, str):
        return _BLANKS.sub(" ", unicodedata.normalize("NFC", value)).strip(" ")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if isinstance(value, dict):
        members = {name: _plain(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member not in ("", None, [], {})}
    return value


def _encoded(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
