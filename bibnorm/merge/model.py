"""What a merge is told and what it decides; nothing here touches a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bibnorm.existing import Edit
from bibnorm.lock import Lock
from bibnorm.model import Block, Reading
from bibnorm.report import Finding


@dataclass(frozen=True, slots=True)
class Print:
    """A reference as it stands in a source.

    Attributes:
        fingerprint: of what decides its reading: its text, and where it takes names over, what it takes them from.
        text: the reference.
        block: where it stands.
        source: the file, as the lock is to remember it.
        order: place among all references of all sources.
        key: the key that the input brought (.bib, CSL ids), or ``""``.
    """

    fingerprint: str
    text: str
    block: Block
    source: str = ""
    order: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    Attributes:
        refresh: read references of untouched entries again.
        take_source: keys whose entries are to be replaced (or put back) by what their references say.
        accept: keys about which nothing is to be said any more.
        prune: take out untouched entries of vanished references.
        add_missing: add references that have no entry although nobody is known to have deleted it.
        order: where new entries go.
        key_pattern: for ``make_keys``; ``""``: the default.
        model: fingerprint of the model, for the lock.
    """

    refresh: bool = False
    take_source: frozenset[str] = frozenset()
    accept: frozenset[str] = frozenset()
    prune: bool = False
    add_missing: bool = False
    order: Literal["source", "key"] = "source"
    key_pattern: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """For the account at the end: entries added, replaced, kept as they are, removed; conflicts and missing entries."""

    added: int = 0
    replaced: int = 0
    kept: int = 0
    removed: int = 0
    conflicts: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A new reading that was not taken because a person edited the entry: its key, and the entry it would be."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do.

    Attributes:
        edits: for ``splice``, in order; none if the output stays as it is.
        lock: to be written last.
        pending_lock: to be written before the output; differs from ``lock`` only if there are edits.
        findings: about the merge only, not those of the readings; each is shown once.
        counts: the account.
        readings: what was read and written (or shown), for the findings of reading.
        shown: new readings that were not taken.
        attention: a person must see something, so the run ends with 1 even if no file changes.
    """

    edits: tuple[Edit, ...] = ()
    lock: Lock = field(default_factory=Lock)
    pending_lock: Lock = field(default_factory=Lock)
    findings: tuple[Finding, ...] = ()
    counts: Counts = Counts()
    readings: tuple[Reading, ...] = ()
    shown: tuple[Shown, ...] = ()
    attention: bool = False


Read = Callable[[Sequence[Print]], Sequence[Reading]]
WriteEntry = Callable[[Reading, str], str]
Digest = Callable[[str], str]
