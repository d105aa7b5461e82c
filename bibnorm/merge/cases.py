"""What the lock knows, held against what stands in the output: an entry and the references that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bibnorm.existing import Entry, Existing
from bibnorm.lock import ACCEPTED, DELETED, Line
from bibnorm.merge.model import Print
from bibnorm.model import Reading

GONE = "gone"  # its reference is in no source any more, and that was said
UNWRITTEN = "0"  # the digest of nothing: an entry that is still to be written
MISSING = "missing"  # a reference without an entry, which was said: nobody knows whether a person deleted it


@dataclass(slots=True)
class Case:
    """An entry with the references that it came from, and what is to become of it.

    Attributes:
        key: its key now; a person may have changed it.
        lines: of the lock.
        entry: None if it stands nowhere.
        hidden: what stands behind its key in a part of the output that cannot be read; nothing can be said of it.
        prints: its references in the sources, by fingerprint.
        mended: those of them that took the place of one that is gone.
        added: those of them that print it once more.
        readings: of its references, in their order, where they were read in this run.
        text, digest: the entry that it is to be.
        accepted: a person settled all doubts about it.
        conflict: its reference changed, and so did a person the entry.
        removed: it is to be taken out.
    """

    key: str
    lines: list[Line] = field(default_factory=list)
    entry: Entry | None = None
    hidden: str = ""
    prints: dict[str, Print] = field(default_factory=dict)
    mended: list[Print] = field(default_factory=list)
    added: list[Print] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    text: str = ""
    digest: str = ""
    accepted: bool = False
    conflict: bool = False
    removed: bool = False

    @property
    def is_own(self) -> bool:
        """Whether its entry is as bibnorm wrote it."""
        entry = self.entry
        return entry is not None and any(agrees(entry, line) for line in self.lines)

    @property
    def is_edited(self) -> bool:
        """Whether its entry is a person's."""
        return self.entry is not None and not self.is_own

    @property
    def is_deleted(self) -> bool:
        """Whether a person took its entry out; one that was only about to be written was never there."""
        if self.entry or self.hidden:
            return False
        return any(line.state == DELETED or line.written or not line.pending for line in self.lines)

    @property
    def is_stale(self) -> bool:
        """Whether its entry is bibnorm's, but not what was to be written last, or not what its source says now."""
        entry = self.entry
        if entry is None or not self.is_own:
            return False
        late = any(line.pending and not entry.agrees(line.pending) for line in self.lines)
        return late or any(line.shown == line.fingerprint for line in self.lines)

    @property
    def order(self) -> int:
        """The place of its first reference."""
        return min((print_.order for print_ in self.prints.values()), default=-1)

    @property
    def ordered(self) -> list[Print]:
        """Its references in their order."""
        return sorted(self.prints.values(), key=lambda print_: print_.order)


def agrees(entry: Entry, line: Line) -> bool:
    """Whether an entry is what bibnorm wrote, or was about to write, by a line of the lock."""
    return any(digest and entry.agrees(digest) for digest in (line.written, line.pending))


def trace(lines: Iterable[Line], existing: Existing | None, printed: Mapping[str, Print]) -> list[Case]:
    """The cases that the lock knows; entries to which a person gave another key are followed.

    A line under a key that another reference has meanwhile (two branches gave it away twice) follows its
    own entry; without one it is dropped, so that its reference is read as a new one.
    """
    entries = existing.by_key if existing else {}
    groups = _by_key(line for line in lines if line.key)
    free = {key: entry for key, entry in entries.items() if key not in groups}
    cases: list[Case] = []
    for key, group in groups.items():
        cases += _cases_of(key, group, entries.get(key), free, existing)
    for case in cases:
        if case.entry is None and not _follow(case, free):
            case.hidden = _hidden(case.key, existing)
        case.prints = {
            line.fingerprint: printed[line.fingerprint] for line in case.lines if line.fingerprint in printed
        }
        case.accepted = any(line.state == ACCEPTED for line in case.lines)
    return cases


def _by_key(lines: Iterable[Line]) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.key, []).append(line)
    return groups


def _cases_of(
    key: str, group: Sequence[Line], entry: Entry | None, free: dict[str, Entry], existing: Existing | None
) -> Iterator[Case]:
    """The case of a key, and those of lines that have it, but mean another entry."""
    strangers = list(_strangers(group, entry))
    kept = [line for line in group if line not in strangers]
    if kept:
        yield Case(key, kept, entry)
    for line in strangers:
        case = Case(key, [line], hidden=_hidden(key, existing))
        if _follow(case, free) or case.hidden:
            yield case


def _strangers(group: Sequence[Line], entry: Entry | None) -> Iterator[Line]:
    """The lines of a key that mean another entry: they say that something else was written."""
    if entry is None or len({(line.written, line.pending) for line in group if line.written}) < 2:
        return
    for line in group:
        if line.written and not agrees(entry, line):
            yield line


def _hidden(key: str, existing: Existing | None) -> str:
    """What stands behind a key in a part that cannot be read; a broken entry may have swallowed those behind it."""
    if existing is None or key not in existing.taken:
        return ""
    raws = (existing.text[block.start : block.end] for block in existing.unread)
    return next((raw[raw.index(key) :].split("\n@")[0] for raw in raws if key in raw), "")


def _follow(case: Case, free: dict[str, Entry]) -> bool:
    """Find the entry of a case under another key, by what was written."""
    for key, entry in free.items():
        if any(agrees(entry, line) for line in case.lines):
            case.key, case.entry, case.hidden = key, free.pop(key), ""
            return True
    return False
