"""What the sources print: each reference with its fingerprint, and the reading of those that must be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bibnorm.lock import fingerprint
from bibnorm.merge.model import Print
from bibnorm.model import Block, Reading
from bibnorm.read import References
from bibnorm.resolve import find_author_dashes

ReadBlocks = Callable[[Sequence[Block]], Sequence[Reading]]


def make_prints(sources: Sequence[References], folder: Path = Path(), *, alone: bool = False) -> tuple[Print, ...]:
    """All references of some sources in their order, as a merge compares them.

    An author dash says nothing without the entry that it points to: the fingerprint of such a reference
    is that of both, so that it is read again when the entry above changes.

    Args:
        sources: all that make one output.
        folder: that of the output; the sources are named as seen from there.
        alone: nothing is taken over from the entry above.

    >>> from bibnorm.read import read_plain
    >>> sea, dash = make_prints([read_plain("Roe, A. Sea.\\n———. Salt.", "refs.txt")])
    >>> dash.text, sea.fingerprint == fingerprint("Roe, A. Sea."), dash.fingerprint == fingerprint("———. Salt.")
    ('———. Salt.', True, False)
    """
    found = (
        (block, whole, key, name)
        for source in sources
        for name in [_seen_from(folder, source.file)]
        for block, whole, key in _with_heads(source, alone)
    )
    return tuple(
        Print(fingerprint(whole), block.text, block, name, order, key)
        for order, (block, whole, key, name) in enumerate(found)
    )


def _seen_from(folder: Path, name: str) -> str:
    """A source as the lock remembers it: the same wherever the repository lies."""
    if name == "-":
        return name
    return Path(os.path.relpath(Path(name).resolve(), folder.resolve())).as_posix()


def _with_heads(source: References, alone: bool) -> Iterator[tuple[Block, str, str]]:
    """Each block with its text, for one with an author dash behind that of the entry it points to; and its key."""
    head = ""
    for block, key in zip(source.blocks, source.keys or [""] * len(source.blocks), strict=True):
        if alone or source.readings or not find_author_dashes(block.text):
            head = block.text
            yield block, head, key
        else:
            yield block, f"{head}\n{block.text}", key


@dataclass(slots=True)
class Reader:
    """Reads prints when it is asked to, and remembers what it read.

    Attributes:
        prints: all of them, in order.
        read_blocks: from blocks, in the order of their sources, to readings.
        alone: nothing is taken over from the entry above.
        readings: what was read so far, by fingerprint.
    """

    prints: Sequence[Print]
    read_blocks: ReadBlocks
    alone: bool = False
    readings: dict[str, Reading] = field(default_factory=dict)

    def __call__(self, wanted: Sequence[Print]) -> list[Reading]:
        """The readings of some prints, in their order; each print is read once."""
        missing = {print_.order for print_ in wanted if print_.fingerprint not in self.readings}
        if missing:
            needed = [self.prints[order] for order in sorted(self._with_context(missing))]
            for print_, reading in zip(needed, self.read_blocks([p.block for p in needed]), strict=True):
                if print_.order in missing:
                    self.readings.setdefault(print_.fingerprint, reading)
        return [self.readings[print_.fingerprint] for print_ in wanted]

    def _with_context(self, orders: set[int]) -> set[int]:
        """The prints asked for, and for an author dash all from the entry that it points to."""
        needed = set(orders)
        for order in () if self.alone else orders:
            while self._points_up(order):
                order -= 1
                needed.add(order)
        return needed

    def _points_up(self, order: int) -> bool:
        here = self.prints[order]
        above = self.prints[order - 1] if order else here
        return order > 0 and above.source == here.source and find_author_dashes(here.text) is not None
