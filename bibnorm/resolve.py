"""What a reference leaves to the entry above: the author dash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bibnorm.lang import pattern
from bibnorm.lang.lookup import WORD, keys
from bibnorm.model import Diagnostic, Name, Reading, Record, Span
from bibnorm.text import fold

# "———", "—.", "---", "______", "— — —"; a single hyphen or en dash before a blank is a bullet
DASH = r"(?:(?:[—–_-] ){2,}[—–_-]|[—―⸺⸻]+|[–-]{2,}|_{2,}|–(?=[.,:;]))(?![^\W_])"
ENOUGH = 5  # entries that a list needs before its order says anything
SORTED = 0.8  # share of neighbours in order that makes a list alphabetical


@dataclass(frozen=True, slots=True)
class _Dashes:
    """The author dashes that open a text: their spans, where they end, and the field they stand in."""

    spans: tuple[Span, ...]
    end: int
    field: str


def inherit_authors(readings: Sequence[Reading]) -> list[Reading]:
    """Give the names of the entry above to each reading that opens with an author dash.

    A dash alone stands for all of them, a dash with further names slot by slot for one
    (``——— and Anne T. Coughlan``). The reading says whose names it took (BN110); where the entry above
    names nobody, or stands out of the order of the list, it takes none and is doubtful (BN111).
    """
    found: list[Reading] = []
    strays = _find_strays(readings)
    for index, reading in enumerate(readings):
        dashes = find_author_dashes(reading.block.text)
        if dashes and not any(d.code in ("BN110", "BN111") for d in reading.diagnostics):
            above = found[-1] if found and found[-1].block.file == reading.block.file else None
            reading = _inherit(reading, dashes, above, strays.get(index, ""))
        found.append(reading)
    return found


def find_author_dashes(text: str) -> _Dashes | None:
    """The author dashes at the beginning of a reference.

    >>> find_author_dashes("———, ———, and Peter Roe. 1990.")
    _Dashes(spans=((0, 3), (5, 8)), end=8, field='author')
    >>> find_author_dashes("———, ed. Title").field, find_author_dashes("–1990")
    ('editor', None)
    """
    first = _dash().match(text)
    if not first:
        return None
    spans = [first.span()]
    while following := _next_dash().match(text, spans[-1][1]):
        spans.append(following.span(1))
    end = spans[-1][1]
    return _Dashes(tuple(spans), end, "editor" if _is_role(text, end) else "author")


def _is_role(text: str, at: int) -> bool:
    """Whether words for an editor follow; the pattern for all of them is made only where one of them begins."""
    first = WORD.search(text, at)
    return first is not None and fold(first[0]) in _role_words() and _role().match(text, at) is not None


@lru_cache(maxsize=1)
def _role_words() -> frozenset[str]:
    return frozenset(key.split(" ", 1)[0] for key in keys("editor-after"))


@lru_cache(maxsize=1)
def _dash() -> re.Pattern[str]:
    return re.compile(DASH)


@lru_cache(maxsize=1)
def _next_dash() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[,;&]\s*)?(?:(?:{pattern('and')})\s*)?({DASH})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _role() -> re.Pattern[str]:
    return re.compile(rf"[\s,.]*[(\[]?\s*(?:{pattern('editor-after')})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _between() -> re.Pattern[str]:
    """What may stand between a dash and further names."""
    return re.compile(rf"[\s,;&]*(?:(?:{pattern('and')})\s+)?", re.IGNORECASE)


def _inherit(reading: Reading, dashes: _Dashes, above: Reading | None, stray: str) -> Reading:
    own = _own_names(reading, dashes)
    names = _names_of(above)
    problem = _problem(reading, above, names, len(dashes.spans), own, stray)
    marked = _mark_dashes(reading, dashes, len(own or ()))
    if problem or above is None:
        doubt = Diagnostic("BN111", f"author dash, but {problem}: write the name out", dashes.spans[0])
        return replace(marked, doubtful=True, diagnostics=(*reading.diagnostics, doubt))
    alone = len(dashes.spans) == 1 and not own
    taken = names if alone else names[: len(dashes.spans)]
    whose = "; ".join(map(str, taken))
    note = Diagnostic(
        "BN110", f"the dash stands for {whose}, as in the entry above (line {above.block.line})",
        (dashes.spans[0][0], dashes.end), level="note",
    )  # fmt: skip
    return replace(
        marked,
        record=_with_names(reading.record, dashes.field, (*taken, *(own or ()))),
        confidence={**reading.confidence, dashes.field: _confidence(reading, above, dashes.field)},
        diagnostics=(*reading.diagnostics, note),
    )


def _names_of(above: Reading | None) -> tuple[Name, ...]:
    return (above.record.author or above.record.editor) if above else ()


def _confidence(reading: Reading, above: Reading, field: str) -> float:
    source = "author" if above.record.author else "editor"
    own = reading.confidence.get(field, 1.0) if reading.spans.get(field) else 1.0
    return min(own, above.confidence.get(source, above.sure))


def _problem(
    reading: Reading, above: Reading | None, names: Sequence[Name], dashes: int, own: Sequence[Name] | None, stray: str
) -> str:
    """Why nothing can be taken over, or ``""``."""
    if above is None:
        return "there is no entry above it"
    if own is None:
        return "other names were read behind it"
    here, there = _number(reading.block.label), _number(above.block.label)
    if here and there and here != there + 1:
        return f"entry {here} comes after entry {there}"
    if not names:
        return f"the entry above (line {above.block.line}) names nobody"
    if dashes > len(names):
        return f"the entry above (line {above.block.line}) has only {len(names)} of the {dashes} names"
    return stray


def _number(label: str) -> int:
    digits = re.sub(r"\D", "", label)
    return int(digits) if digits else 0


def _own_names(reading: Reading, dashes: _Dashes) -> tuple[Name, ...] | None:
    """The names printed behind the dash, none if there are none; None where they do not follow on it."""
    names = tuple(n for n in getattr(reading.record, dashes.field) if _is_name(n))
    start = _between().match(reading.block.text, dashes.end)
    starts = [span[0] for span in reading.spans.get(dashes.field, ()) if span[1] > dashes.end]
    if not names or not starts:
        return ()
    if start and min(starts) <= start.end():
        return names
    return None if dashes.field == "author" else ()


def _mark_dashes(reading: Reading, dashes: _Dashes, own: int) -> Reading:
    """The reading with its dashes (and the "and" behind them) as label words, and no other span on them."""
    match = _between().match(reading.block.text, dashes.end)
    resume = match.end() if match and own else dashes.end
    spans = {name: kept for name, many in reading.spans.items() if (kept := tuple(_behind(many, dashes.end, resume)))}
    joined = _trim(reading.block.text, dashes.end, resume)
    names = tuple(n for n in getattr(reading.record, dashes.field) if _is_name(n))
    return replace(
        reading,
        record=_with_names(reading.record, dashes.field, names),
        spans=spans,
        leftover=tuple(_behind(reading.leftover, dashes.end, resume)),
        labels=tuple(sorted({*_behind(reading.labels, dashes.end, resume), *dashes.spans, *joined})),
    )


def _trim(text: str, start: int, end: int) -> Iterator[Span]:
    """The letters of a stretch: the "and" between a dash and a name."""
    places = [i for i in range(start, end) if text[i].isalnum()]
    if places:
        yield places[0], places[-1] + 1


def _with_names(record: Record, field: str, names: tuple[Name, ...]) -> Record:
    return replace(record, editor=names) if field == "editor" else replace(record, author=names)


def _is_name(name: Name) -> bool:
    """Whether a name has letters: a dash that was read as one has none."""
    return any(c.isalnum() for c in str(name))


def _behind(spans: Sequence[Span], end: int, resume: int) -> Iterator[Span]:
    """The spans without what they have of the dashes; one that began with them goes on at ``resume``."""
    for span in spans:
        start = resume if span[0] < end else span[0]
        if start < span[1]:
            yield start, span[1]


def _find_strays(readings: Sequence[Reading]) -> dict[int, str]:
    """For the dash entries of an alphabetical list: why the entry they follow is out of its place.

    ``Baker, Zola, ———, Clark``: Zola was moved there, so the dash may mean Baker.
    """
    heads = [(i, key) for i, reading in enumerate(readings) if (key := _sort_key(reading))]
    steps = [a[1] <= b[1] for a, b in pairwise(heads)]
    if len(heads) < ENOUGH or sum(steps) < SORTED * len(steps):
        return {}
    strays = {}
    for (_, before), (index, key), (end, after) in zip(heads, heads[1:], heads[2:], strict=False):
        if before <= after and not before <= key <= after:
            why = f"the entry above stands out of the alphabetical order ({key}, between {before} and {after})"
            strays.update(dict.fromkeys(range(index + 1, end), why))
    return strays


def _sort_key(reading: Reading) -> str:
    """The folded family name that an entry is sorted under; nothing for a dash or an entry without names."""
    names = _names_of(reading)
    if not names or find_author_dashes(reading.block.text):
        return ""
    return fold(names[0].family or names[0].literal)
