"""References that were read → the works among them: one entry each, however often it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bibnorm.dedupe import Group, group
from bibnorm.merge import say
from bibnorm.model import Reading
from bibnorm.prints import make_prints
from bibnorm.read import References
from bibnorm.report import Finding


@dataclass(frozen=True, slots=True)
class Works:
    """The works that some sources print, in the order of their first printings.

    Attributes:
        sources: with all their blocks.
        printings: a reading for each block.
        groups: for each work the places of its printings.
        brought: for each work the key that it brings, or ``""``.
    """

    sources: Sequence[References]
    printings: Sequence[Reading]
    groups: Sequence[Group]
    brought: Sequence[str]

    @property
    def readings(self) -> list[Reading]:
        """One for each work: what its first printing lacks is filled in from the others."""
        return [found.reading for found in self.groups]

    def further(self) -> Iterator[Reading]:
        """The printings that get no entry."""
        return (self.printings[place] for found in self.groups for place in found.members[1:])

    def findings(self, keys: Sequence[str]) -> Iterator[Finding]:
        """What is printed twice, and what may be; ``keys`` are those that the works got."""
        prints = make_prints(self.sources)
        owners = {found.members[0]: key for found, key in zip(self.groups, keys, strict=True)}
        for found, key in zip(self.groups, keys, strict=True):
            first, record = prints[found.members[0]], found.reading.record
            for place in found.members[1:]:
                second = self.printings[place].record
                yield say.printed_twice(prints[place], key, say.place_of(first), record, second)
            if found.doubts:
                yield say.doubtful(first, key, [(owners[place], verdict) for place, verdict in found.doubts])


def find_works(sources: Sequence[References], readings: Sequence[Reading], *, alone: bool = False) -> Works:
    """The works among readings, which align with the blocks of the sources.

    Args:
        sources: in their order.
        readings: one for each block.
        alone: each reference is a work of its own.

    >>> from bibnorm.read import read_plain
    >>> from bibnorm.model import Name, Record
    >>> source = read_plain("Roe, A. The sea of stories.\\nRoe, Ada. The sea of stories.", "refs.txt")
    >>> sea = [Reading(Record("book", (Name("Roe", "Ada"),), title="The sea of stories"), b) for b in source.blocks]
    >>> len(find_works([source], sea).groups), len(find_works([source], sea, alone=True).groups)
    (1, 2)
    """
    brought = [key for source in sources for key in (source.keys or [""] * len(source.blocks))]
    if alone:
        groups = tuple(Group((place,), reading, {}) for place, reading in enumerate(readings))
    else:
        groups = group(readings, brought)
    keys = [next((brought[place] for place in found.members if brought[place]), "") for found in groups]
    return Works(sources, readings, groups, keys)
