"""Writers: readings and their keys → BibTeX, biblatex, CSL-JSON or RIS. They only format."""

from __future__ import annotations

from collections.abc import Sequence

from bibnorm.errors import ConfigurationError
from bibnorm.formats import FORMATS, Format
from bibnorm.model import Reading
from bibnorm.write import bib, csljson
from bibnorm.write.required import findings, missing_required

__all__ = ["FORMATS", "Format", "findings", "missing_required", "write"]


def write(
    readings: Sequence[Reading],
    keys: Sequence[str],
    fmt: str,
    *,
    trace: bool = False,
    ascii: bool = False,
    annotate: bool = False,
) -> str:
    """Readings as the text of a bibliography, in their order.

    Args:
        readings: one for each entry.
        keys: the citation key of each, no two alike.
        fmt: a name in ``FORMATS``.
        trace: put the account of every character under ``custom.bibnorm`` (CSL-JSON).
        ascii: escape what is not ASCII.
        annotate: put doubts as ``%`` lines above the entry (.bib).

    Raises:
        ConfigurationError: for an unknown format.

    >>> from bibnorm.model import Block, Record
    >>> roe = Reading(Record(type="book", title="Sea", language="en"), Block("Sea"))
    >>> print(write([roe], ["sea"], "biblatex"), end="")
    @book{sea,
      title         = {Sea},
      langid        = {english},
    }
    """
    if fmt == "csl-json":
        return csljson.write(readings, keys, trace=trace, ascii=ascii)
    if fmt == "ris":
        from bibnorm.write import ris

        return ris.write(readings, keys)
    if fmt in FORMATS:
        return bib.write(readings, keys, fmt, ascii=ascii, annotate=annotate)
    raise ConfigurationError(f"no output format {fmt!r}; known are {', '.join(FORMATS)}")
