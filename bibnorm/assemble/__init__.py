"""Labelled stretches → the printed pieces of each field, every value still as printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bibnorm.assemble.edges import settle
from bibnorm.assemble.roles import fields
from bibnorm.model import Labelled, Span
from bibnorm.tag.rules import Identifier


@dataclass(frozen=True, slots=True)
class Printed:
    """What a citation prints, field by field.

    Attributes:
        text: the citation.
        pieces: for each field its stretches, in order.
        identifiers: found by rule.
        marks: label stretches known so far (list numbers, the words before an identifier).
    """

    text: str
    pieces: Mapping[str, tuple[Labelled, ...]] = field(default_factory=dict)
    identifiers: tuple[Identifier, ...] = ()
    marks: tuple[Span, ...] = ()

    def value(self, name: str) -> str:
        """The pieces of a field as printed, joined by a blank; ``""`` when there are none."""
        return " ".join(self.text[p.start : p.end] for p in self.pieces.get(name, ()))


def assemble(text: str, runs: Sequence[Labelled], identifiers: Sequence[Identifier] = ()) -> Printed:
    """Put the stretches of one citation into fields.

    >>> runs = [Labelled(0, 6, "author", 1.0), Labelled(8, 11, "title", 1.0), Labelled(12, 16, "date", 1.0)]
    >>> printed = assemble("Roe, J. Sea 1990", runs)
    >>> printed.value("author"), printed.value("issued")
    ('Roe, J.', '1990')
    """
    pieces: dict[str, list[Labelled]] = {}
    marks = [(i.mark, i.start) for i in identifiers if i.mark < i.start]
    for name, run in fields(text, settle(text, runs, identifiers), identifiers):
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
