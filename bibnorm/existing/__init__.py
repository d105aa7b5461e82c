"""Outputs that stand already: read without loss, compared, and changed only where an edit says so."""

from __future__ import annotations

from collections.abc import Sequence

from bibnorm.errors import InputError
from bibnorm.existing.bib import read_bib
from bibnorm.existing.conflicts import merge_marker
from bibnorm.existing.csljson import read_csl
from bibnorm.existing.encoding import decode_output, encode_output
from bibnorm.existing.model import Edit, Entry, Existing, Insert, Remove, Replace, Unread
from bibnorm.existing.splice import splice_bib, splice_csl
from bibnorm.existing.works import records

__all__ = [
    "Edit",
    "Entry",
    "Existing",
    "Insert",
    "Remove",
    "Replace",
    "Unread",
    "decode_output",
    "digest_of",
    "encode_output",
    "merge_marker",
    "read_existing",
    "records",
    "splice",
]


def read_existing(text: str, fmt: str, name: str) -> Existing:
    """Read an output.

    Args:
        text: all of it, as ``decode_output`` gives it; ``""`` for one that is not there yet.
        fmt: ``bibtex``, ``biblatex`` or ``csl-json``.
        name: of the file, for messages.

    Raises:
        InputError: it has merge markers, or is no array of CSL items.

    >>> found = read_existing("@book{sea, title = {Sea}}\\n", "bibtex", "refs.bib")
    >>> found.entries[0].key, found.entries[0].values
    ('sea', {'title': 'Sea'})
    """
    if line := merge_marker(text):
        raise InputError(f"{name}:{line}: has the conflict markers of a merge; settle the conflict, then run again")
    return read_csl(text, fmt, name) if fmt == "csl-json" else read_bib(text, fmt, name)


def digest_of(text: str, fmt: str) -> str:
    """The digest of one entry as the writers write it (CSL-JSON: an item, or an array of one).

    >>> digest_of("@book{sea,\\n  title         = {Sea},\\n}\\n", "bibtex")
    '1c6079c4205ade9e'

    Raises:
        ValueError: it is no entry, or several.
    """
    if fmt == "csl-json" and not text.lstrip().startswith("["):
        text = f"[{text}]"
    found = read_existing(text, fmt, "an entry")
    if len(found.entries) != 1 or found.unread:
        raise ValueError("one entry is wanted")
    return found.entries[0].digest


def splice(existing: Existing, edits: Sequence[Edit]) -> str:
    """The text of an output after some edits, all else byte for byte as it was.

    An inserted text gets the line ends, and in CSL-JSON the indents, of the file; a final newline stays
    or stays away. Several edits that insert behind one entry keep their order. A replaced entry may get
    another key. With no edits the result is the text itself.

    Raises:
        KeyError: an edit names a key that no entry has.
        ValueError: the text of an edit is no entry.

    >>> found = read_existing("@book{sea, title = {Sea}} % mine\\n", "bibtex", "refs.bib")
    >>> print(splice(found, [Insert("@misc{sky,\\n}\\n", after="sea")]), end="")
    @book{sea, title = {Sea}} % mine
    <BLANKLINE>
    @misc{sky,
    }
    """
    if not edits:
        return existing.text
    return splice_csl(existing, edits) if existing.format == "csl-json" else splice_bib(existing, edits)
