"""Whether two records are one work, and one record of what several printings of a work say.

DOI, ISBN and other identifiers come first, then title, people and year; another edition, volume, number
or year is another work, and so is a chapter beside its book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bibnorm.model import Reading, Record

Answer = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field (CSL name in ``Record``'s spelling) for which two printings have two values."""

    field: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two records are one work, why, and in which fields both have values that differ."""

    answer: Answer
    reason: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The printings of one work.

    Attributes:
        members: places in the sequence that was grouped, ascending; one for a work printed once.
        reading: the first printing, what it lacks filled in from the others.
        differences: values of later printings that the first one contradicts, by place.
        doubts: earlier groups' first members that may be the same work, each with the verdict.
    """

    members: tuple[int, ...]
    reading: Reading
    differences: Mapping[int, tuple[Difference, ...]]
    doubts: tuple[tuple[int, Verdict], ...] = ()


def same_work(a: Record, b: Record) -> Verdict:
    """Whether two records are one work."""
    raise NotImplementedError


def group(readings: Sequence[Reading]) -> tuple[Group, ...]:
    """The works among readings, in the order of their first printings."""
    raise NotImplementedError
