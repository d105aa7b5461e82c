"""Labelled stretches → the printed pieces of each field, every value still as printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bibnorm.assemble.edges import settle
from bibnorm.assemble.roles import fields
from bibnorm.model import Identifier, Labelled, Printed


def assemble(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier] = ()) -> Printed:
    """Put the stretches of one citation into fields.

    >>> runs = [Labelled(0, 6, "author", 1.0), Labelled(8, 11, "title", 1.0), Labelled(12, 16, "date", 1.0)]
    >>> printed = assemble("Roe, J. Sea 1990", runs)
    >>> printed.value("author"), printed.value("issued")
    ('Roe, J.', '1990')
    """
    return _put(text, settle(text, runs, identifiers), identifiers)


def assemble_all(tagged: Iterable[tuple[str, Sequence[Labelled], Sequence[Identifier]]]) -> list[Printed]:
    """Assemble some citations step by step, so that the tables of a step stay near the processor."""
    rows = [(text, settle(text, runs, identifiers), identifiers) for text, runs, identifiers in tagged]
    return [_put(*row) for row in rows]


def _put(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier]) -> Printed:
    pieces: dict[str, list[Labelled]] = {}
    marks = [(i.mark, i.start) for i in identifiers if i.mark < i.start]
    for name, run in fields(text, runs, identifiers):
        if name == "citation-number":
            marks.append((run.start, run.end))
        else:
            pieces.setdefault(name, []).append(run)
    _title_of_a_book(text, pieces)
    return Printed(text, {k: tuple(v) for k, v in pieces.items()}, tuple(identifiers), tuple(marks))


def _title_of_a_book(text: str, pieces: dict[str, list[Labelled]]) -> None:
    """One title and nothing counted by volume: the work's own, as in *One L* (1977) 106; but not *ApJS*, *J. Biol.*"""
    if pieces.keys() & {"title", "volume", "issue", "collection_title"} or len(pieces.get("container_title", ())) != 1:
        return
    value = text[pieces["container_title"][0].start : pieces["container_title"][0].end]
    if "." not in value and " " in value:
        pieces["title"] = pieces.pop("container_title")
