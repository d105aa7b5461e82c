"""The printings of one work as one record, and works among many records."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bibnorm.dedupe.compare import Difference, Verdict, are_two, find_differences, same_work
from bibnorm.dedupe.people import person, same_people
from bibnorm.dedupe.work import Work, compact, plain, work
from bibnorm.model import FIELDS, NAME_FIELDS, Name, Reading, Record

HEAD = 10  # letters of a title, from its beginning or its end, under which a work is looked up
FAMILY = 4  # letters of the first family name
# one number under several names: an article number is printed as a page, an issue, a number
_NUMBERED = ("volume", "issue", "page", "number", "collection_number", "number_of_pages")


@dataclass(slots=True)
class Index:
    """Finds the works that may be the same as a given one without comparing with all.

    >>> index = Index()
    >>> index.add(0, Record(title="The sea of stories")); index.add(1, Record(title="A sky"))
    >>> list(index.near(Record(title="The sea of storeis")))
    [0]
    """

    places: dict[Hashable, list[int]] = field(default_factory=dict)

    def add(self, place: int, record: Record) -> None:
        """Put a record under its place."""
        for key in _look_ups(work(record)):
            self.places.setdefault(key, []).append(place)

    def near(self, record: Record) -> Iterator[int]:
        """The places of records that may be the same work, ascending."""
        yield from sorted({place for key in _look_ups(work(record)) for place in self.places.get(key, ())})


def _look_ups(made: Work) -> Iterator[Hashable]:
    yield from made.ids.items()
    yield from (("isbn", isbn) for isbn in made.isbns)
    if made.title:
        yield "begins", compact(made.title)[:HEAD]
        yield "ends", compact(made.title)[-HEAD:]
    if made.people:
        yield made.people[0].joined[:FAMILY], made.year
    if made.page and made.numbers.get("volume"):
        yield made.year, made.numbers["volume"], made.page


@dataclass(frozen=True, slots=True)
class Group:
    """The printings of one work.

    Attributes:
        members: places in what was grouped, ascending; one for a work printed once.
        reading: the first printing, what it lacks filled in from the others.
        differences: by place, what a later printing says otherwise than the first one.
        doubts: places of works before it that may be the same one, with the verdict.
    """

    members: tuple[int, ...]
    reading: Reading
    differences: Mapping[int, tuple[Difference, ...]]
    doubts: tuple[tuple[int, Verdict], ...] = ()


def group(readings: Sequence[Reading], keys: Sequence[str] = ()) -> tuple[Group, ...]:
    """The works among readings, in the order of their first printings.

    Args:
        readings: one for each printing.
        keys: for each the key that it brings, or ``""``; two keys are two entries, whatever they say.

    >>> from bibnorm.model import Block, Date
    >>> def book(**fields):
    ...     fields |= {"type": "book", "author": (Name("Roe", "J."),), "title": "The sea of stories"}
    ...     return Reading(Record(**fields), Block(""))
    >>> year = Date(((1999,),))
    >>> works = group([book(issued=year, publisher="Fjord"), book(issued=year, isbn="0306406152"), book(edition="2")])
    >>> [(found.members, found.reading.record.isbn) for found in works], works[1].doubts[0][1].reason
    ([((0, 1), '0306406152'), ((2,), '')], 'no year to compare')
    """
    index = Index()
    first: dict[int, list[int]] = {}
    doubts: dict[int, list[tuple[int, Verdict]]] = {}
    for place, reading in enumerate(readings):
        unsure = []
        for other in index.near(reading.record):
            if are_two(readings[other].record, reading.record):
                continue
            verdict = same_work(readings[other].record, reading.record)
            if verdict.answer == "same" and not _two_keys(keys, [*first[other], place]):
                first[other].append(place)
                break
            unsure.append((other, verdict))
        else:
            first[place] = [place]
            doubts[place] = unsure
            index.add(place, reading.record)
    return tuple(_group(readings, members, tuple(doubts[place])) for place, members in first.items())


def _two_keys(keys: Sequence[str], places: Sequence[int]) -> bool:
    return bool(keys) and len({keys[place] for place in places if keys[place]}) > 1


def _group(readings: Sequence[Reading], members: Sequence[int], doubts: tuple[tuple[int, Verdict], ...]) -> Group:
    found = [readings[place] for place in members]
    differences = {place: tuple(find_differences(found[0].record, readings[place].record)) for place in members[1:]}
    return Group(tuple(members), unite(found), differences, doubts)


def unite(readings: Sequence[Reading]) -> Reading:
    """Several printings of one work as one reading: the first one's values, what it lacks from the others."""
    return _unite(readings) if len(readings) > 1 else readings[0]


def _unite(readings: Sequence[Reading]) -> Reading:
    united = readings[0]
    for other in readings[1:]:
        values = dict(_missing(united.record, other.record))
        sure = {name: other.confidence[name] for name in values if name in other.confidence}
        united = replace(united, record=replace(united.record, **values), confidence={**united.confidence, **sure})
    return united


def lacks(a: Record, b: Record) -> tuple[str, ...]:
    """The fields that one printing of a work lacks and another one has.

    >>> lacks(Record(title="Sea", page="e12"), Record(title="Sea", number="e12", doi="10.1/x"))
    ('doi',)
    """
    return tuple(name for name, _ in _missing(a, b))


def _missing(a: Record, b: Record) -> Iterator[tuple[str, Any]]:
    for name in FIELDS:
        value, own = getattr(b, name), getattr(a, name)
        if name == "type":
            if own == "document" != value:
                yield name, value
        elif value and not own and not _stands_elsewhere(a, name, value):
            yield name, value


def _stands_elsewhere(record: Record, name: str, value: Any) -> bool:
    """Whether a record has a value under another name, or what says otherwise."""
    if name in NAME_FIELDS:
        return any(_are_named(value, getattr(record, other)) for other in NAME_FIELDS)
    if name in _NUMBERED:
        return plain(value) in {plain(getattr(record, other)) for other in _NUMBERED}
    if name == "status":
        return record.issued is not None
    if name == "accessed":
        return not record.url
    return name == "language" and bool(record.title)


def _are_named(names: Iterable[Name], others: Iterable[Name]) -> bool:
    relation = same_people([person(name) for name in names], [person(name) for name in others], True, True)
    return relation in ("same", "close", "unsure")
