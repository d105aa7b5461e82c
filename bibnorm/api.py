"""The library: the same as the command line, as typed functions.

>>> import bibnorm
>>> record = bibnorm.normalize("Ortiz, Ana. La sal y el mar. Madrid: Olivo, 1998.")
>>> record.title, record.publisher_place, record.issued.year
('La sal y el mar', 'Madrid', 1998)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bibnorm.model import Block, Reading, Record
from bibnorm.pipeline import read_references

SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(text: str) -> str:
    """The text with U+FFFD for what no encoding can write, so that offsets stay.

    >>> _encodable("sea \\udcff")
    'sea �'
    """
    return SURROGATE.sub("\ufffd", text)


def parse(text: str, *, langs: Sequence[str] = (), one_per_line: bool = False) -> list[Reading]:
    """Read a list of printed references, in any layout that `bibnorm convert` reads.

    Args:
        text: references one a line, numbered, bulleted, with hanging indents or parted by blank lines.
        langs: BCP 47 codes of languages that they are likely in.
        one_per_line: every line that is not blank is one reference and is read alone.

    Returns:
        A reading for each reference, in order: the record, the characters that each field was
        read from, confidence, and what was left over. No text is an error.

    >>> reading = parse("Ortiz, Ana. La sal y el mar. Madrid: Olivo, 1998.")[0]
    >>> [reading.block.text[a:b] for a, b in reading.spans["title"]]
    ['La sal y el mar']
    """
    from bibnorm.read import read_plain

    blocks = read_plain(_encodable(text), "-", one_per_line=one_per_line).blocks
    return read_references(blocks, langs=tuple(langs), one_per_line=one_per_line)


def normalize(reference: str, *, langs: Sequence[str] = ()) -> Record:
    """Read one printed reference into a record.

    >>> [str(name) for name in normalize("ORTIZ, Ana y ROJAS, Iván. La sal. Madrid: Olivo, 1998.").author]
    ['Ana Ortiz', 'Iván Rojas']
    """
    return read_references([Block(_encodable(reference))], langs=tuple(langs), one_per_line=True)[0].record


def write(
    readings: Sequence[Reading], fmt: str = "bibtex", *, keys: Sequence[str] | None = None, trace: bool = False
) -> str:
    """Format readings as a bibliography.

    Args:
        readings: from `parse`.
        fmt: ``bibtex``, ``biblatex``, ``csl-json`` or ``ris``.
        keys: citation keys; made from names, year and title without them.
        trace: put the account of every character into CSL-JSON.

    >>> print(write(parse("Ortiz, Ana. La sal y el mar. Madrid: Olivo, 1998.")).splitlines()[0])
    @book{ortiz1998sal,
    """
    from bibnorm.keys import make_keys
    from bibnorm.write import write as format_readings

    keys = make_keys([reading.record for reading in readings]) if keys is None else keys
    return format_readings(readings, keys, fmt, trace=trace)
