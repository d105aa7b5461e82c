"""Sources into an output that a person works on too: what to add, to replace, to leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bibnorm.existing import Existing
from bibnorm.lock import DELETED, Line, Lock
from bibnorm.merge.cases import MISSING, UNWRITTEN
from bibnorm.merge.decide import Merge
from bibnorm.merge.model import Counts, Digest, Options, Plan, Print, Read, Shown, WriteEntry

__all__ = ["Counts", "Digest", "Options", "Plan", "Print", "Read", "Shown", "WriteEntry", "plan"]


def plan(
    sources: Sequence[Print],
    lock: Lock | None,
    existing: Existing | None,
    options: Options,
    read: Read,
    write_entry: WriteEntry,
    digest: Digest,
) -> Plan:
    """Decide what becomes of an output; pure, and silent where nothing changed.

    Args:
        sources: all references of all sources of the output.
        lock: None if it is missing or unreadable: then every entry counts as a person's.
        existing: the output as it stands; None if there is no such file: then all of it is made again,
            under the keys of the lock.
        options: what was asked for.
        read: called only with what must be read (new, mended, refreshed), once or twice; aligned.
        write_entry: a reading and its key as the text of one entry.
        digest: of such a text.

    Raises:
        InputError: ``take_source`` or ``accept`` names a key that no reference has, or that cannot be taken.
    """
    known = lock or Lock()
    if existing is None:
        known = replace(known, lines=tuple(map(_unwritten, known.lines)))
    lost = lock is None and existing is not None and bool(existing.entries or existing.unread)
    return Merge(known, existing, options, read, write_entry, digest, lost).plan(sources)


def _unwritten(line: Line) -> Line:
    """A line of an output that is not there any more: its entry is still to be written, unless it was deleted."""
    if line.state in (DELETED, MISSING):
        return line
    return replace(line, written="", pending=line.written or line.pending or UNWRITTEN)
