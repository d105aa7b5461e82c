"""Entries as the text of a .bib file, laid out as bibtexparser's writer does it, which takes longer to import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bibnorm.model import Reading, Record
from bibnorm.write import biblatex, bibtex
from bibnorm.write.entry import Entry

DIALECTS = {"bibtex": bibtex.entry, "biblatex": biblatex.entry}
# a fixed column: a longer field name elsewhere in the file must not move every line
COLUMN = 16
UNSURE = 0.8
MOST = 16384  # entries that are kept
_MADE: dict[tuple[int, str, bool], tuple[Record, Entry]] = {}  # by identity: to hash forty fields takes longer


def entry(record: Record, fmt: str, ascii: bool) -> Entry:
    """A record as an entry of ``bibtex`` or ``biblatex``; the findings have asked for it before the file does."""
    place = id(record), fmt, ascii
    kept = _MADE.get(place)
    if kept and kept[0] is record:
        return kept[1]
    if len(_MADE) > MOST:
        _MADE.clear()
    made = DIALECTS[fmt](record, ascii=ascii)
    _MADE[place] = record, made
    return made


def _text(reading: Reading, key: str, fmt: str, ascii: bool) -> str:
    """An entry as its lines: two blanks, values in one column, a comma after the last field."""
    made = entry(reading.record, fmt, ascii)
    lines = [f"  {name:<{COLUMN - 3}} = {value},\n" for name, value in made.fields.items()]
    return f"@{made.type}{{{key},\n{''.join(lines)}}}\n"


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
    texts = (_text(reading, key, fmt, ascii) for reading, key in zip(readings, keys, strict=True))
    if annotate:
        texts = (comment(reading) + text for reading, text in zip(readings, texts, strict=True))
    return "\n".join(texts)
