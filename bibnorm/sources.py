"""The files that references come from: names on the command line → blocks → readings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import click

from bibnorm.errors import InputError
from bibnorm.existing.conflicts import merge_marker
from bibnorm.model import Block, Diagnostic, Reading
from bibnorm.read import DOCUMENTS, References, Remark, choose_binary_format, choose_input_format, decode, read_as
from bibnorm.read.document import Document
from bibnorm.read.formats import read_binary, read_document
from bibnorm.read.lines import Line

NOT_REFS = {".xml": "XML", ".doc": "an old Word document", ".pdf": "a PDF"}
LONG = 500  # references; fewer are read before a progress bar could be seen


class Settings(Protocol):
    """How sources are to be read, and what may be said about it."""

    @property
    def input_format(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def langs(self) -> tuple[str, ...]: ...
    @property
    def one_per_line(self) -> bool: ...
    @property
    def talks(self) -> bool: ...
    @property
    def shows_progress(self) -> bool: ...


# ------------------------------------------------------------------ names → blocks
def read_source(name: str, settings: Settings) -> References:
    """A source as blocks, with a remark if its encoding had to be found out.

    Raises:
        InputError: it is not there, is nothing that bibnorm reads, or has the conflict markers of a merge.
    """
    shown = click.format_filename(name)
    _check_kind(name, settings.input_format)
    data = _read_bytes(name, shown)
    if binary := choose_binary_format(name, data, settings.input_format):
        return _cite(read_binary(binary, data, shown))
    decoded = decode(data, shown, settings.encoding or None)
    if line := merge_marker(decoded.text):
        raise InputError(f"{shown}:{line}: has the conflict markers of a merge; settle the conflict, then run again")
    fmt = choose_input_format(name, decoded.text, settings.input_format)
    source: References
    if fmt in DOCUMENTS and not settings.one_per_line:
        source = _cite(read_document(fmt, decoded.text, shown))
    else:
        source = read_as(fmt, decoded.text, shown, one_per_line=settings.one_per_line)
    if settings.talks:
        print(f"{shown}: {decoded.encoding}, {source.layout}, references: {len(source.blocks)}", file=sys.stderr)
    if not decoded.guessed:
        return source
    said = Diagnostic("BN013", f"not UTF-8, read as {decoded.encoding}; --encoding says otherwise", level="note")
    return replace(source, remarks=(Remark(Line("", 1), said), *source.remarks))


def _cite(document: Document) -> References:
    """What a document cites: its notes are parted, what is cited in full there is a reference each."""
    from bibnorm.cite.cut import cite
    from bibnorm.segment import segment

    return cite(document, segment([note.text for note in document.notes]))


def _check_kind(name: str, input_format: str) -> None:
    kind = NOT_REFS.get(Path(name).suffix.lower())
    if kind and not input_format:
        raise InputError(
            f"{click.format_filename(name)}: looks like {kind}, and bibnorm reads references as plain text;"
            " -f refs reads it as that all the same"
        )


def _read_bytes(name: str, shown: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except IsADirectoryError:
        raise InputError(f"{shown}: is a folder; name the files in it, as in {shown.rstrip('/')}/refs.txt") from None
    except FileNotFoundError:
        raise InputError(f"{shown}: no such file; check the name, or give - to read from stdin") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{shown}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


# ------------------------------------------------------------------ blocks → readings
def read_blocks(blocks: Sequence[Block], sources: Sequence[References], fmt: str, settings: Settings) -> list[Reading]:
    """Read blocks of some sources, in their order, each with what the output format misses in it."""
    if not blocks:
        return []
    from bibnorm.ready import name_languages, read_printed
    from bibnorm.report import progress_bar
    from bibnorm.write import findings

    with progress_bar(len(blocks), settings.shows_progress and len(blocks) >= LONG) as progress:
        readings = read_printed(sources, lambda printed: _read_print(printed, settings, progress))(blocks)
    if any(source.has_notes for source in sources):
        from bibnorm.cite.cut import Cited
        from bibnorm.cite.locators import place_locators

        cuts = (cut for source in sources if isinstance(source, Cited) for cut in source.cuts)
        readings = place_locators(readings, cuts)
    return [
        replace(reading, diagnostics=(*reading.diagnostics, *findings(reading.record, fmt)))
        for reading in name_languages(sources, readings, fmt)
    ]


def _read_print(
    blocks: Sequence[Block], settings: Settings, progress: Callable[[int], None] | None
) -> Sequence[Reading]:
    from bibnorm import pipeline

    return pipeline.read_references(blocks, langs=settings.langs, one_per_line=settings.one_per_line, progress=progress)
