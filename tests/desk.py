"""Sources, an output and its lock, all as text, merged as ``convert --write`` does, without a disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import fake

from bibnorm.existing import digest_of, read_existing, splice
from bibnorm.lock import fingerprint, format_lock, read_lock
from bibnorm.merge import Options, Plan, Print, plan
from bibnorm.model import Block, Reading
from bibnorm.write import write


@dataclass
class Desk:
    """Sources (name → references), the output and its lock; None is a file that is not there."""

    sources: dict[str, list[str]] = field(default_factory=lambda: {"refs.txt": []})
    output: str | None = None
    lock: str | None = None
    format: str = "biblatex"
    read: list[str] = field(default_factory=list)  # what was read by the last run
    plan: Plan = field(default_factory=Plan)
    brought: dict[str, str] = field(default_factory=dict)  # reference → key

    @property
    def refs(self) -> list[str]:
        return self.sources["refs.txt"]

    def prints(self) -> list[Print]:
        found = []
        for name, texts in self.sources.items():
            for line, text in enumerate(texts, 1):
                block = Block(text, name, line, ((0, line, 1),))
                key = self.brought.get(text, "")
                found.append(Print(fingerprint(text), text, block, name, len(found), key))
        return found

    def _read(self, prints: Sequence[Print]) -> list[Reading]:
        self.read += [print_.text for print_ in prints]
        return fake.read_references([print_.block for print_ in prints])

    def decide(self, **options: object) -> Plan:
        """Work out a plan; nothing changes."""
        name = "refs.json" if self.format == "csl-json" else "refs.bib"
        self.read = []
        existing = None if self.output is None else read_existing(self.output, self.format, name)
        lock = None if self.lock is None else read_lock(self.lock, f"{name}.lock")
        return plan(
            self.prints(),
            lock,
            existing,
            Options(**options),  # type: ignore[arg-type]
            self._read,
            lambda reading, key: write([reading], [key], self.format),
            lambda text: digest_of(text, self.format),
        )

    def run(self, *, upto: int = 3, **options: object) -> Plan:
        """Merge; ``upto`` 1 or 2: the process dies after that step of the write."""
        self.plan = self.decide(**options)
        existing = read_existing(self.output or "", self.format, "refs.bib")
        if self.plan.edits:
            self.lock = format_lock(self.plan.pending_lock)
        if upto > 1:
            self.output = splice(existing, self.plan.edits)
        if upto > 2:
            self.lock = format_lock(self.plan.lock)
        return self.plan

    @property
    def keys(self) -> list[str]:
        return [entry.key for entry in read_existing(self.output or "", self.format, "refs.bib").entries]

    def codes(self) -> list[str]:
        return [finding.code for finding in self.plan.findings]

    def edit(self, old: str, new: str) -> None:
        """A person edits the output."""
        assert self.output is not None and self.output.count(old) == 1, (old, self.output)
        self.output = self.output.replace(old, new)

    def entry(self, key: str) -> str:
        """The text of an entry."""
        found = read_existing(self.output or "", self.format, "refs.bib")
        entry = found.get(key)
        assert entry is not None, (key, self.output)
        return found.text[entry.start : entry.end]

    def delete(self, key: str) -> None:
        """A person deletes an entry."""
        assert self.output is not None
        self.output = self.output.replace(self.entry(key), "")
