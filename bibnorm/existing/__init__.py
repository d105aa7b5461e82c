"""Outputs that stand already: read without loss, compared, and changed only where an edit says so."""

from __future__ import annotations

from collections.abc import Sequence

from bibnorm.existing.model import Edit, Entry, Existing, Insert, Remove, Replace, Unread

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
    "splice",
]


def decode_output(data: bytes, name: str) -> tuple[str, str]:
    """The text of an output, line ends and byte order mark included, and its encoding.

    Source: UTF-8; else what JabRef's ``% Encoding:`` says; else Windows-1252 or Latin-1.
    """
    raise NotImplementedError


def encode_output(text: str, encoding: str, name: str) -> bytes:
    """The bytes of an output in its own encoding.

    Raises:
        OutputError: a new entry has characters that the encoding lacks.
    """
    raise NotImplementedError


def merge_marker(text: str) -> int:
    """The 1-based line of the first conflict marker of git (``<<<<<<< ours``), or 0."""
    raise NotImplementedError


def read_existing(text: str, fmt: str, name: str) -> Existing:
    """Read an output.

    Args:
        text: all of it, as ``decode_output`` gives it; ``""`` for one that is not there yet.
        fmt: ``bibtex``, ``biblatex`` or ``csl-json``.
        name: of the file, for messages.

    Raises:
        InputError: it has merge markers, or is no array of CSL items.
    """
    raise NotImplementedError


def digest_of(text: str, fmt: str) -> str:
    """The digest of one entry as the writers write it (CSL-JSON: an item, or an array of one)."""
    raise NotImplementedError


def splice(existing: Existing, edits: Sequence[Edit]) -> str:
    """The text of an output after some edits, all else byte for byte as it was.

    An inserted text gets the line ends, and in CSL-JSON the indents, of the file; a final newline stays
    or stays away. With no edits the result is the text itself.

    Raises:
        KeyError: an edit names a key that no entry has.
    """
    raise NotImplementedError
