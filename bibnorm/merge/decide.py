"""The merge itself: what becomes of each entry and of each reference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bibnorm.errors import InputError
from bibnorm.existing import Existing
from bibnorm.lock import DELETED, Line, Lock
from bibnorm.merge import say
from bibnorm.merge.cases import GONE, MISSING, Case, trace
from bibnorm.merge.edits import final_lines, make_edits, pending_lines
from bibnorm.merge.model import Counts, Digest, Options, Plan, Print, Read, Shown, WriteEntry
from bibnorm.model import Reading
from bibnorm.report import Finding


@dataclass(slots=True)
class Merge:
    """A merge under way.

    Attributes:
        prints: the references, one for each fingerprint.
        again: references that stand in the sources once more, letter by letter.
        cases: the entries that come from references.
        unknown: references that have no case.
        missing: references without an entry that stay without.
        lost: there is an output, but no lock that says what in it is bibnorm's.
        readings: of the references that were read, by fingerprint.
    """

    lock: Lock
    existing: Existing | None
    options: Options
    read: Read
    write_entry: WriteEntry
    digest: Digest
    lost: bool = False
    prints: dict[str, Print] = field(default_factory=dict)
    again: list[Print] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    unknown: list[Print] = field(default_factory=list)
    missing: list[Print] = field(default_factory=list)
    readings: dict[str, Reading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    attention: bool = False

    @property
    def output(self) -> str:
        return self.existing.name if self.existing else ""

    def plan(self, sources: Sequence[Print]) -> Plan:
        """All of it, step by step."""
        self._collect(sources)
        self._check_keys(self.options.take_source)
        self._settle()
        self._read_due()
        if self.unknown:
            from bibnorm.merge.news import place_news

            place_news(self)
        self._check_keys(self.options.accept)
        for case in self.cases:
            self._decide(case)
        self._look_for_gone()
        return self._finish()

    # -------------------------------------------------------------- what is known
    def _collect(self, sources: Sequence[Print]) -> None:
        for print_ in sources:
            if print_.fingerprint in self.prints:
                self.again.append(print_)
            else:
                self.prints[print_.fingerprint] = print_
        self.cases = trace(self.lock.lines, self.existing, self.prints)
        self._find_renamed()
        self._drop_lost_twins()
        known = {fingerprint for case in self.cases for fingerprint in case.prints}
        if not self.options.add_missing:
            known |= self._known_missing()
        self.unknown = [print_ for print_ in self.prints.values() if print_.fingerprint not in known]

    def _known_missing(self) -> set[str]:
        """References of which it was said that they have no entry."""
        lines = {line.fingerprint for line in self.lock.lines if line.state == MISSING}
        self.missing = [self.prints[fingerprint] for fingerprint in self.prints if fingerprint in lines]
        return lines

    def _find_renamed(self) -> None:
        """Entries that a person gave another key and edited in the same breath."""
        vanished = [case for case in self.cases if _has_vanished(case)]
        if not vanished or self.existing is None:
            return
        from bibnorm.merge.match import Works, find_renamed

        works = Works(self.existing)
        for case in vanished:
            taken = {other.key for other in self.cases if other.entry}
            free = [entry for entry in self.existing.entries if entry.key not in taken]
            if entry := find_renamed(case, free, works):
                case.key, case.entry = entry.key, entry

    def _drop_lost_twins(self) -> None:
        """Of a reference to which two branches gave an entry each, the one that the merge left out."""
        standing = {fingerprint for case in self.cases if case.entry for fingerprint in case.prints}
        self.cases = [case for case in self.cases if not (_has_vanished(case) and set(case.prints) <= standing)]

    def _check_keys(self, keys: Collection[str]) -> None:
        unknown = sorted(set(keys) - {case.key for case in self.cases})
        if unknown:
            raise InputError(f"{self.output or 'output'}: no entry {unknown[0]} comes from a source; check the key")

    def _settle(self) -> None:
        for case in self.cases:
            case.accepted |= case.key in self.options.accept
            if case.is_deleted and case.prints and not _was(case, DELETED) and not self._is_taken(case):
                self.findings.append(say.deleted(case.ordered[0], case.key))
        self._find_twins()

    def _find_twins(self) -> None:
        """References that have two entries, because two branches added them under two keys."""
        owners: dict[str, list[Case]] = {}
        for case in self.cases:
            for fingerprint in case.prints if case.entry else ():
                owners.setdefault(fingerprint, []).append(case)
        for fingerprint, twins in owners.items():
            if len(twins) > 1 and not any(case.accepted for case in twins):
                keys = [case.key for case in twins]
                self.findings.append(say.two_entries(self.prints[fingerprint], keys, self.output))
                self.attention = True
                for case in twins[1:]:
                    case.accepted = True

    # -------------------------------------------------------------- reading
    def _is_taken(self, case: Case) -> bool:
        return case.key in self.options.take_source

    def _is_due(self, case: Case) -> bool:
        """Whether the references of a known case must be read."""
        if self._is_taken(case):
            self._check_takeable(case)
            return True
        if not case.prints or case.hidden:
            return False
        if case.entry is None:
            return not case.is_deleted
        return case.is_stale or (self.options.refresh and case.is_own)

    def _check_takeable(self, case: Case) -> None:
        if case.hidden:
            raise InputError(f"{self.output}: {case.key} stands in a part that cannot be read; mend it first")
        if not case.prints:
            raise InputError(f"{self.output}: the reference of {case.key} is in no source any more")

    def _read_due(self) -> None:
        due = [case for case in self.cases if self._is_due(case)]
        self.need([*self.unknown, *(print_ for case in due for print_ in case.ordered)])
        for case in due:
            self.gather(case)

    def need(self, prints: Iterable[Print]) -> None:
        """Have some references read, those that were not."""
        wanted = {print_.fingerprint: print_ for print_ in prints if print_.fingerprint not in self.readings}
        ordered = sorted(wanted.values(), key=lambda print_: print_.order)
        if ordered:
            for print_, reading in zip(ordered, self.read(ordered), strict=True):
                self.readings[print_.fingerprint] = reading

    def gather(self, case: Case) -> None:
        """Give a case the readings of all its references."""
        self.need(case.ordered)
        case.readings = [self.readings[print_.fingerprint] for print_ in case.ordered]

    # -------------------------------------------------------------- deciding
    def _decide(self, case: Case) -> None:
        """What is to be written of a case that was read."""
        if case.is_deleted and not self._is_taken(case):
            for print_ in case.mended:
                self.findings.append(say.deleted(print_, case.key))
        elif case.hidden:
            case.lines = [_shown(line, case) for line in case.lines]
        elif case.is_edited and case.mended and not self._is_taken(case):
            self._weigh(case)
        elif case.readings:
            self._write(case)

    def _write(self, case: Case) -> None:
        """Have the entry of a case written, if it is not what stands there."""
        from bibnorm.dedupe import unite

        text = self.write_entry(unite(case.readings), case.key)
        case.digest = self.digest(text)
        if case.entry is None or not case.entry.agrees(case.digest):
            case.text = text
        if case.mended:
            case.accepted = case.key in self.options.accept

    def _weigh(self, case: Case) -> None:
        """The reference of an entry changed that a person edited: it stays, and the new reading is shown."""
        from bibnorm.dedupe import unite
        from bibnorm.merge.match import Works

        reading = unite(case.readings)
        text = self.write_entry(reading, case.key)
        digest = self.digest(text)
        entry = case.entry
        if entry is None or entry.agrees(digest):
            case.digest = digest  # both were corrected alike
            return
        if any(digest in (line.written, line.pending) for line in case.lines):
            return  # the reading is what it was
        case.lines = [_shown(line, case) for line in case.lines]
        if case.accepted:
            return
        case.conflict = self.attention = True
        record = Works(self.existing).record(entry)
        self.findings.append(say.conflict(case.mended[0], case, record, reading.record))
        self.shown.append(Shown(case.key, text))

    def _look_for_gone(self) -> None:
        """Entries whose references are in no source any more."""
        for case in self.cases:
            if case.prints or case.entry is None or case.accepted:
                continue
            if self.options.prune and case.is_own:
                case.removed = True
            elif self.options.prune or not _was(case, GONE):
                self.findings.append(say.gone(case, self.output, prune=self.options.prune))

    # -------------------------------------------------------------- the result
    def _finish(self) -> Plan:
        edits = make_edits(self.cases, self.existing, self.options.order)
        rest = [Line(p.fingerprint, "", state=MISSING, source=p.source) for p in self.missing]
        lines = [line for case in self.cases for line in final_lines(case)]
        pending = [line for case in self.cases for line in pending_lines(case)]
        model = self.options.model if self.readings and self.options.model else self.lock.model
        lock = replace(self.lock, lines=_sorted([*lines, *rest]), model=model)
        return Plan(
            edits=tuple(edits),
            lock=lock,
            pending_lock=replace(lock, lines=_sorted([*pending, *rest])) if edits else lock,
            findings=tuple(self.findings),
            counts=self._counts(),
            readings=tuple(self._told_readings()),
            shown=tuple(self.shown),
            attention=self.attention,
        )

    def _counts(self) -> Counts:
        written = [case for case in self.cases if case.text]
        return Counts(
            added=sum(case.entry is None for case in written),
            replaced=sum(case.entry is not None for case in written),
            kept=sum(case.entry is not None and not case.text and not case.removed for case in self.cases),
            removed=sum(case.removed for case in self.cases),
            conflicts=sum(case.conflict for case in self.cases),
            missing=len(self.missing),
        )

    def _told_readings(self) -> Iterator[Reading]:
        """The readings of which something was made or shown, in the order of the sources."""
        told = [case for case in self.cases if case.text or case.conflict]
        found = {id(reading) for case in told for reading in case.readings}
        ordered = sorted(self.readings, key=lambda fingerprint: self.prints[fingerprint].order)
        return (self.readings[fp] for fp in ordered if id(self.readings[fp]) in found)


def _has_vanished(case: Case) -> bool:
    """Whether an entry stood there at the last run, and does not now."""
    return case.is_deleted and bool(case.prints) and not _was(case, DELETED)


def _was(case: Case, state: str) -> bool:
    return any(line.state == state for line in case.lines)


def _shown(line: Line, case: Case) -> Line:
    """A line that remembers that what its reference says now was not taken."""
    mended = any(print_.fingerprint == line.fingerprint for print_ in case.mended)
    return replace(line, shown=line.fingerprint) if mended else line


def _sorted(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (line.fingerprint, line.key)))
