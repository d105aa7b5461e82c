"""References that the lock does not know: mended ones, further printings, works that have an entry, new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bibnorm.dedupe import Verdict, group, lacks, year_letter
from bibnorm.keys import PATTERN, keep_keys, make_keys
from bibnorm.lock import Line
from bibnorm.merge import say
from bibnorm.merge.cases import UNWRITTEN, Case
from bibnorm.merge.match import New, Works, is_in, pair_up
from bibnorm.merge.model import Print
from bibnorm.model import Record

if TYPE_CHECKING:
    from bibnorm.merge.decide import Merge

Doubts = dict[str, list[tuple[str, Verdict]]]  # by fingerprint: entries that may be the same work


def place_news(merge: Merge) -> None:
    """Give each reference that the lock does not know its case, or list it as missing."""
    works = Works(merge.existing)
    doubts: Doubts = {}
    around = _neighbours(merge)
    news = [New(p, merge.readings[p.fingerprint], around.get(p.fingerprint, ("", ""))) for p in merge.unknown]
    news = _adopt(merge, news, works, sure=True)
    news = _link(merge, news, works, doubts)
    news = _adopt(merge, news, works, sure=False)
    news = _adopt_unseen(merge, news)
    if merge.lost and not merge.options.add_missing:
        _list_missing(merge, news, doubts)
    else:
        _add(merge, news, doubts)
    for case in merge.cases:
        _choose_readings(merge, case, works)
    _tell_repeated(merge)


def _neighbours(merge: Merge) -> dict[str, tuple[str, str]]:
    """For each reference without a case the keys of the entries of its neighbours that have one."""
    owner = {fp: case.key for case in merge.cases if case.entry for fp in case.prints}
    ordered = sorted(merge.prints.values(), key=lambda print_: print_.order)
    return _around([(p.fingerprint, owner.get(p.fingerprint, "")) for p in ordered])


def _places(merge: Merge) -> dict[str, tuple[str, str]]:
    """For each entry whose reference is gone the keys of its neighbours in the output whose references are not."""
    live = {case.key for case in merge.cases if case.prints}
    entries = merge.existing.entries if merge.existing else ()
    return _around([(entry.key, entry.key if entry.key in live else "") for entry in entries])


def _around(rows: Sequence[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """For each row ``(name, key)`` without a key the nearest keys before and behind it.

    >>> _around([("x", "roe"), ("y", ""), ("z", "doe")])
    {'y': ('roe', 'doe')}
    """
    before: dict[str, str] = {}
    behind: dict[str, str] = {}
    for ordered, nearest in ((rows, before), (rows[::-1], behind)):
        last = ""
        for name, key in ordered:
            nearest[name] = last
            last = key or last
    return {name: (before[name], behind[name]) for name, key in rows if not key}


# ------------------------------------------------------------------ what becomes of them
def _adopt(merge: Merge, news: list[New], works: Works, *, sure: bool) -> list[New]:
    """Give cases whose references are gone their mended references; the rest of the new ones."""
    gone = [case for case in merge.cases if not case.prints]
    pairs = pair_up(news, gone, _places(merge), works, sure=sure) if gone else {}
    for new in news:
        if case := pairs.get(new.print.fingerprint):
            _take_place(case, new.print)
    return [new for new in news if new.print.fingerprint not in pairs]


def _adopt_unseen(merge: Merge, news: list[New]) -> list[New]:
    """The same for cases whose entry cannot be compared, as it was deleted or is broken."""
    rest = []
    for new in news:
        unseen = [case for case in merge.cases if not case.prints and case.entry is None]
        if case := _find_unseen(merge, new, unseen):
            _take_place(case, new.print)
        else:
            rest.append(new)
    return rest


def _find_unseen(merge: Merge, new: New, unseen: Sequence[Case]) -> Case | None:
    """The case that has the key which the reference would get, or else its words."""
    if not unseen:
        return None
    (made,) = make_keys([new.record], merge.options.key_pattern or PATTERN)
    by_key = (case for case in unseen if case.key.lower() == made)
    by_words = (case for case in unseen if case.hidden and is_in(new.print.text, case.hidden))
    return next(by_key, None) or next(by_words, None)


def _take_place(case: Case, print_: Print) -> None:
    last = next((line for line in case.lines if line.written), case.lines[0])
    case.lines = [replace(last, fingerprint=print_.fingerprint, key=case.key, source=print_.source, shown="")]
    case.prints = {print_.fingerprint: print_}
    case.mended.append(print_)


def _link(merge: Merge, news: list[New], works: Works, doubts: Doubts) -> list[New]:
    """Join to their entries the references of works that have one; the rest of the new ones."""
    rest = []
    for new in news:
        key, doubts[new.print.fingerprint] = _find_work(merge, new, works)
        if key:
            _join(merge, new, key, works)
        else:
            rest.append(new)
    return rest


def _find_work(merge: Merge, new: New, works: Works) -> tuple[str, list[tuple[str, Verdict]]]:
    if merge.lost and merge.existing:
        digest = merge.digest(merge.write_entry(new.reading, "key"))
        key = next((entry.key for entry in merge.existing.entries if entry.agrees(digest)), "")
        if key:
            return key, []
    key, doubts = works.same(new.record)
    case = next((case for case in merge.cases if case.key == key), None)
    if case and (letters := _other_letters(new.record, case)):
        return "", [(key, Verdict("unsure", f"{letters} in one list")), *doubts]
    if key and new.print.key not in ("", key):
        return "", [(key, Verdict("unsure", f"it is {new.print.key} where it comes from")), *doubts]
    return key, doubts


def _other_letters(record: Record, case: Case) -> str:
    """The years of two works of one list, ``1998b`` and ``1998a``; no entry keeps the letter."""
    letter = year_letter(record)
    year = record.issued.year if record.issued else None
    others = (re.search(rf"{year}\s?([a-z])(?!\w)", print_.text) for print_ in case.prints.values())
    other = next((found[1] for found in others if found and found[1] != letter), "")
    return f"{year}{letter} and {year}{other}" if letter and other else ""


def _join(merge: Merge, new: New, key: str, works: Works) -> None:
    case = next((case for case in merge.cases if case.key == key), None)
    if case is None:
        entry = merge.existing.get(key) if merge.existing else None
        case = Case(key, entry=entry)
        merge.cases.append(case)
    if not case.lines and (own := _own_digest(merge, new, case)):
        case.lines.append(Line(new.print.fingerprint, key, own))
        case.prints[new.print.fingerprint] = new.print
        return
    if case.prints or not merge.lost:
        line = case.entry.line if case.entry else 1
        where = say.place_of(case.ordered[0]) if case.prints else f"{merge.output}:{line}"
        record = works.record(case.entry) if case.entry else new.record
        merge.findings.append(say.printed_twice(new.print, key, where, record, new.record))
    written = next((line for line in case.lines if line.written), Line("", ""))
    case.lines.append(Line(new.print.fingerprint, key, written.written, written.pending))
    case.prints[new.print.fingerprint] = new.print
    case.added.append(new.print)


def _own_digest(merge: Merge, new: New, case: Case) -> str:
    """The digest of an entry that is just what bibnorm writes: it wrote it, and the lock was left out of a commit."""
    if merge.lost or case.entry is None:
        return ""
    digest = merge.digest(merge.write_entry(new.reading, case.key))
    return digest if case.entry.agrees(digest) else ""


def _list_missing(merge: Merge, news: Sequence[New], doubts: Doubts) -> None:
    for new in news:
        merge.missing.append(new.print)
        merge.attention = True
        merge.findings.append(say.missing(new.print, doubts[new.print.fingerprint]))


def _add(merge: Merge, news: Sequence[New], doubts: Doubts) -> None:
    """New entries, one for each work, under keys that nobody has."""
    groups = group([new.reading for new in news], [new.print.key for new in news])
    brought = [next((news[m].print.key for m in found.members if news[m].print.key), "") for found in groups]
    taken = _taken(merge)
    bib = merge.existing is None or merge.existing.format != "csl-json"
    records = [found.reading.record for found in groups]
    keys = keep_keys(records, brought, merge.options.key_pattern or PATTERN, bib=bib, taken=taken)
    named = {found.members[0]: key for found, key in zip(groups, keys, strict=True)}
    for found, key, wish in zip(groups, keys, brought, strict=True):
        prints = [news[member].print for member in found.members]
        lines = [Line(p.fingerprint, key, pending=UNWRITTEN) for p in prints]
        case = Case(key, lines, prints={p.fingerprint: p for p in prints})
        case.readings = [news[member].reading for member in found.members]
        case.accepted = key in merge.options.accept
        merge.cases.append(case)
        if wish.lower() in taken:
            merge.findings.append(say.other_key(prints[0], key))
        for print_, reading in zip(prints[1:], case.readings[1:], strict=True):
            first = case.readings[0].record
            where = say.place_of(prints[0])
            merge.findings.append(say.printed_twice(print_, key, where, first, reading.record))
        others = [*doubts[prints[0].fingerprint], *((named[place], verdict) for place, verdict in found.doubts)]
        if others and not case.accepted:
            merge.findings.append(say.doubtful(prints[0], key, others))


def _taken(merge: Merge) -> set[str]:
    """All keys that exist or existed, in lower case."""
    keys = {line.key for line in merge.lock.lines} | {case.key for case in merge.cases}
    return {key.lower() for key in keys | (set(merge.existing.taken) if merge.existing else set()) if key}


def _choose_readings(merge: Merge, case: Case, works: Works) -> None:
    """The readings that a case with new references is to be decided by."""
    if case.mended and case.is_edited:
        case.readings = [merge.readings[print_.fingerprint] for print_ in case.mended]
    elif (case.mended and not case.is_deleted) or (case.added and (case.readings or _gains(merge, case, works))):
        merge.gather(case)


def _gains(merge: Merge, case: Case, works: Works) -> bool:
    """Whether a further printing has what an entry of bibnorm's lacks."""
    if case.entry is None or not case.is_own:
        return False
    record = works.record(case.entry)
    return any(lacks(record, merge.readings[print_.fingerprint].record) for print_ in case.added)


def _tell_repeated(merge: Merge) -> None:
    """Say of new references that they stand in the sources twice, letter by letter."""
    news = {print_.fingerprint for print_ in merge.unknown}
    for print_ in merge.again:
        case = next((case for case in merge.cases if print_.fingerprint in case.prints), None)
        if case and print_.fingerprint in news:
            first = merge.prints[print_.fingerprint]
            record = merge.readings[print_.fingerprint].record
            merge.findings.append(say.printed_twice(print_, case.key, say.place_of(first), record, record))
