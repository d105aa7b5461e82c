"""Entries as the text of a .bib file, through bibtexparser's writer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from bibnorm.model import Reading, Record
from bibnorm.write import biblatex, bibtex
from bibnorm.write.entry import Entry

if TYPE_CHECKING:
    from bibtexparser.model import Block
    from bibtexparser.writer import BibtexFormat

DIALECTS = {"bibtex": bibtex.entry, "biblatex": biblatex.entry}
# a fixed column: a longer field name elsewhere in the file must not move every line
COLUMN = 16
UNSURE = 0.8


@lru_cache(maxsize=1)
def bib_format() -> BibtexFormat:
    """The layout: two blanks, values in one column, a comma after the last field, a blank line between entries."""
    from bibtexparser.writer import BibtexFormat

    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "  "
    layout.value_column = COLUMN
    layout.trailing_comma = True
    layout.block_separator = "\n"
    return layout


@lru_cache(maxsize=4096)
def entry(record: Record, fmt: str, ascii: bool) -> Entry:
    """A record as an entry of ``bibtex`` or ``biblatex``; the findings have asked for it before the file does."""
    return DIALECTS[fmt](record, ascii=ascii)


def _block(reading: Reading, key: str, fmt: str, ascii: bool) -> Block:
    from bibtexparser.model import Entry as BibEntry
    from bibtexparser.model import Field

    made = entry(reading.record, fmt, ascii)
    return BibEntry(made.type, key, [Field(name, value) for name, value in made.fields.items()])


def _serialised(blocks: list[Block]) -> str:
    """Blocks as text. Their values have their braces already, so no middleware copies them."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library

    return write_string(Library(blocks), unparse_stack=[], bibtex_format=bib_format())


def _remarks(reading: Reading) -> Iterator[str]:
    """Diagnostics, then the fields that are not sure, least sure first, as comment lines."""
    for diagnostic in reading.diagnostics:
        yield f"{diagnostic.code} {diagnostic.message}"
    unsure = sorted((sure, name.replace("_", "-")) for name, sure in reading.confidence.items() if sure < UNSURE)
    if unsure:
        yield "not sure of " + ", ".join(f"{name} ({sure:.2f})" for sure, name in unsure)


def comment(reading: Reading) -> str:
    """The remarks on a reading as ``%`` lines; ``""`` without any. BibTeX starts an entry at any ``@``: none is left.

    >>> from bibnorm.model import Block, Diagnostic, Record
    >>> doubts = (Diagnostic("BN101", "ibid without antecedent"),)
    >>> print(comment(Reading(Record(), Block(""), diagnostics=doubts)), end="")
    % BN101 ibid without antecedent
    """
    lines = (line.replace("@", "(at)") for remark in _remarks(reading) for line in remark.splitlines())
    return "".join(f"% {line}\n" for line in lines)


def write(
    readings: Sequence[Reading], keys: Sequence[str], fmt: str, *, ascii: bool = False, annotate: bool = False
) -> str:
    """Readings as a .bib file in the dialect ``fmt``."""
    blocks = [_block(reading, key, fmt, ascii) for reading, key in zip(readings, keys, strict=True)]
    if not annotate:
        return _serialised(blocks)
    texts = (comment(reading) + _serialised([block]) for reading, block in zip(readings, blocks, strict=True))
    return "\n".join(texts)
