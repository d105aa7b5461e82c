"""What stands in an output: its entries, what cannot be read, and the edits that change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

LOOSE, BRACES, QUOTES = slice(8), slice(8, 12), slice(12, 16)  # the parts of a digest


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an output that could be read.

    Attributes:
        key: the citation key (CSL: ``id``), as written.
        type: the entry type in lower case (CSL: ``type``).
        start, end: its span in the text of the output, end exclusive.
        line: 1-based line on which it begins.
        digest: 16 hex of its type and values in a form that reformatting leaves alone. The key is no
            part of it: an entry that was only renamed has the digest of what was written.
        values: the values in that form, by field; of CSL-JSON as JSON.
        is_bare: whether it has no braces that protect a value's case, so that a tool may have taken them.
        is_straight: whether it has no curly apostrophes, for the same reason.
    """

    key: str
    type: str
    start: int
    end: int
    line: int
    digest: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_bare: bool = False
    is_straight: bool = False

    def agrees(self, digest: str) -> bool:
        """Whether the entry is what was written, reformatting aside: compare with this, not with ``==``."""
        same = [digest[part] == self.digest[part] for part in (LOOSE, BRACES, QUOTES)]
        return (
            len(digest) == len(self.digest) and same[0] and (same[1] or self.is_bare) and (same[2] or self.is_straight)
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A block that cannot be read as an entry; it stays byte for byte (finding BN406).

    Attributes:
        key: its key as far as one can be seen, else ``""``: nothing may be said of that key's entry.
        start, end: its span in the text.
        line: 1-based line on which it begins.
        reason: what is wrong with it, for people.
    """

    key: str
    start: int
    end: int
    line: int
    reason: str


@dataclass(frozen=True)
class Existing:
    """An output as it stands.

    Attributes:
        text: all of it, line ends and byte order mark included.
        format: ``bibtex``, ``biblatex`` or ``csl-json``.
        name: for messages.
        entries: in their order; no two have one key.
        unread: blocks that cannot be read, in their order.
        taken: every key that stands anywhere in it, also in broken, doubled and commented blocks.
    """

    text: str
    format: str
    name: str = ""
    entries: tuple[Entry, ...] = ()
    unread: tuple[Unread, ...] = ()
    taken: frozenset[str] = frozenset()

    @cached_property
    def by_key(self) -> Mapping[str, Entry]:
        """The entries by their keys, spelled exactly so."""
        return {entry.key: entry for entry in self.entries}

    def get(self, key: str) -> Entry | None:
        """The entry with a key, spelled exactly so."""
        return self.by_key.get(key)


@dataclass(frozen=True, slots=True)
class Replace:
    """Put a new text in the place of an entry."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Insert:
    """Put a new entry behind another one, which may be inserted by an earlier edit; None: before all entries."""

    text: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an entry out, with the remarks that bibnorm wrote above it and the blank line behind it."""

    key: str


Edit = Replace | Insert | Remove
