"""A pipeline that needs no model: it reads ``Family, Given. Title. Place: Publisher, 1990.`` and nothing else."""

import re
import types
from collections.abc import Callable, Sequence

import pytest

from bibnorm.model import Block, Date, Name, Reading, Record, Span
from bibnorm.resolve import inherit_authors

FORM = re.compile(
    r"(?:[—-]+\.|(?P<family>[^,]+), (?P<given>[^.]+\.?)\.) (?P<title>[^.]+)\. (?P<place>[^:]+): (?P<house>[^,]+),"
    r" (?P<year>\d{4})\."
)
FIELDS = {"title": "title", "publisher_place": "place", "publisher": "house", "issued": "year"}


def read(block: Block) -> Reading:
    """A reading of one block; a question mark makes it doubtful, what follows the year is left over."""
    match = FORM.match(block.text)
    if not match:
        return Reading(Record(title=block.text), block, {"title": ((0, len(block.text)),)}, sure=0.2, doubtful=True)
    spans: dict[str, tuple[Span, ...]] = {field: (match.span(group),) for field, group in FIELDS.items()}
    author: tuple[Name, ...] = ()
    if match["family"]:
        author = (Name(family=match["family"], given=match["given"]),)
        spans["author"] = ((match.start("family"), match.end("given")),)
    doubtful = "?" in block.text
    record = Record(
        type="book", author=author, title=match["title"], publisher_place=match["place"], publisher=match["house"],
        issued=Date(parts=((int(match["year"]),),)), language="en",
    )  # fmt: skip
    tail = block.text[match.end() :]
    leftover = ((match.end() + len(tail) - len(tail.lstrip()), len(block.text)),) if tail.strip() else ()
    sure = 0.5 if doubtful else 0.97
    return Reading(
        record, block, spans, leftover=leftover, confidence={**dict.fromkeys(spans, 0.98), "title": sure},
        sure=sure, doubtful=doubtful,
    )  # fmt: skip


def read_references(
    blocks: Sequence[Block],
    *,
    langs: tuple[str, ...] = (),
    one_per_line: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[Reading]:
    readings = [read(block) for block in blocks]
    if progress:
        progress(len(blocks))
    return readings if one_per_line else inherit_authors(readings)


def install(monkeypatch: pytest.MonkeyPatch, function: Callable[..., list[Reading]] = read_references) -> None:
    """Put the fake in the place of ``bibnorm.pipeline``."""
    module = types.ModuleType("bibnorm.pipeline")
    module.read_references = function  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "bibnorm.pipeline", module)
    monkeypatch.setattr(__import__("bibnorm"), "pipeline", module, raising=False)
