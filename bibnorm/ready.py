"""Records that a source holds already: between print that is read and outputs that are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bibnorm.formats import BIB
from bibnorm.keys import PATTERN, keep_keys
from bibnorm.model import Block, Diagnostic, Reading
from bibnorm.read import References

ReadBlocks = Callable[[Sequence[Block]], Sequence[Reading]]


def read_printed(sources: Sequence[References], read: ReadBlocks) -> ReadBlocks:
    """A reader of blocks that hands over the records of the sources and reads print alone.

    >>> from bibnorm.read import read_as
    >>> bib = read_as("bibtex", "@book{roe, title = {Sea}}", "refs.bib")
    >>> read_printed([bib], lambda blocks: [])(bib.blocks)[0].record.title
    'Sea'
    """
    ready = {
        block: reading
        for source in sources
        if source.readings
        for block, reading in zip(source.blocks, source.readings, strict=True)
        if reading is not None
    }

    def read_all(blocks: Sequence[Block]) -> list[Reading]:
        printed = [block for block in blocks if block not in ready] if ready else blocks
        found = iter(read(printed) if printed else ())
        return [ready[block] if block in ready else next(found) for block in blocks]

    return read_all


def name_languages(sources: Sequence[References], readings: Sequence[Reading], fmt: str) -> list[Reading]:
    """For a .bib file, give the records of the sources the language of their title where none is said.

    The writer needs it: of an English title some capitals are protected from recasing, of another all.
    """
    if fmt not in BIB or not any(source.readings for source in sources):
        return list(readings)
    from bibnorm.normalize.language import guess_language

    ready = {block for source in sources if source.readings for block in source.blocks}

    def name(reading: Reading) -> Reading:
        record = reading.record
        if record.language or not record.title or reading.block not in ready:
            return reading
        language = guess_language(record.title, record.container_title)
        return replace(reading, record=replace(record, language=language)) if language else reading

    return [name(reading) for reading in readings]


def choose_keys(
    brought: Sequence[str], readings: Sequence[Reading], pattern: str, fmt: str
) -> tuple[tuple[str, ...], list[Reading]]:
    """Keys for readings: those that they bring, made ones for the others.

    Returns:
        The keys, no two alike, and the readings, with a doubt for each key that could not stay.
    """
    kept = keep_keys([reading.record for reading in readings], brought, pattern or PATTERN, bib=fmt in BIB)
    said = [
        replace(reading, diagnostics=(*reading.diagnostics, _changed(old, new))) if old and old != new else reading
        for reading, old, new in zip(readings, brought, kept, strict=True)
    ]
    return kept, said


def _changed(old: str, new: str) -> Diagnostic:
    why = "has characters that a .bib file does not take" if not new.startswith(old) else "is taken by a record above"
    return Diagnostic("BN421", f"the key “{old}” {why}; it is {new} now")
