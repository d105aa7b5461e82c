"""Sources into an output that a person works on too: what to add, to replace, to leave alone."""

from __future__ import annotations

from collections.abc import Sequence

from bibnorm.existing import Existing
from bibnorm.lock import Lock
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
        InputError: ``take_source`` or ``accept`` names a key that no reference has.
    """
    raise NotImplementedError
