"""What a file of records gives: readings with the keys that it brings, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bibnorm.model import Diagnostic, Reading
from bibnorm.read.lines import Line
from bibnorm.read.plain import References, Remark


@dataclass(frozen=True, slots=True)
class Found:
    """A record of a source with its key and the names of its fields that have no place."""

    key: str
    reading: Reading
    left_out: tuple[str, ...] = ()


def remark(line: int, column: int, code: str, message: str, level: str = "doubt") -> Remark:
    """A remark on a place of a source."""
    return Remark(Line("", line, column), Diagnostic(code, message, level=level))


def gather(file: str, found: Iterable[Found], layout: str, remarks: Iterable[Remark] = ()) -> References:
    """The records of a source; a key that stands there twice is kept by the first."""
    found = list(found)
    said = [*remarks, *_left_out(found)]
    seen: dict[str, int] = {}
    keys = []
    for item in found:
        line, column = item.reading.block.position(0)
        known = seen.get(item.key.lower())
        if item.key and known is not None:
            message = f"the key {item.key} is that of line {known} already; this record gets another"
            said.append(remark(line, column, "BN421", message))
        keys.append("" if known is not None else item.key)
        if item.key:
            seen.setdefault(item.key.lower(), line)
        else:
            said.append(remark(line, column, "BN421", "no key; one is made", "note"))
    said.sort(key=lambda r: (r.line.number, r.line.column))
    readings = tuple(item.reading for item in found)
    return References(
        file, tuple(reading.block for reading in readings), layout, tuple(said), readings=readings, keys=tuple(keys)
    )


def _left_out(found: Iterable[Found]) -> Iterator[Remark]:
    """One remark for each field that has no place, where it stands first."""
    places: dict[str, tuple[int, int]] = {}
    counts: dict[str, int] = {}
    for item in found:
        for name in item.left_out:
            places.setdefault(name, item.reading.block.position(0))
            counts[name] = counts.get(name, 0) + 1
    for name, (line, column) in places.items():
        often = "" if counts[name] == 1 else f" of {counts[name]} records, here the first"
        yield remark(line, column, "BN422", f"{name} is left out{often}: bibnorm has no place for it", "note")
