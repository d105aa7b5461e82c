"""What a merge has to say: one finding for each thing that a person should know, once."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bibnorm.merge.cases import Case
from bibnorm.merge.model import Print
from bibnorm.model import Record
from bibnorm.report import Finding, csl_name, shorten

if TYPE_CHECKING:
    from bibnorm.dedupe import Difference, Verdict

COMMAND = "bibnorm convert --write"
SHOWN = 3  # differences that are named; the rest is counted
VALUE = 60  # characters of a value
WHOLE = 1000


def take(key: str) -> str:
    """The command that takes what the source says.

    >>> take("roe1999sea")
    'bibnorm convert --write --take-source roe1999sea'
    """
    return f"{COMMAND} --take-source {shlex.quote(key)}"


def accept(key: str) -> str:
    """The command that settles a doubt."""
    return f"{COMMAND} --accept {shlex.quote(key)}"


def _at_print(print_: Print, code: str, text: str, level: str) -> Finding:
    line, column = print_.block.position(0)
    return Finding(print_.block.file, line, column, code, text, level)


def _at_entry(case: Case, output: str, code: str, text: str, level: str) -> Finding:
    return Finding(output, case.entry.line if case.entry else 1, 1, code, text, level)


def place_of(print_: Print) -> str:
    """Where a reference stands, for people."""
    return f"{print_.block.file}:{print_.block.position(0)[0]}"


def printed_twice(print_: Print, key: str, where: str, first: Record, second: Record) -> Finding:
    """A work that has an entry is printed once more.

    Args:
        print_: the further printing.
        key: of the entry.
        where: the first printing, or the entry.
        first: what the entry says.
        second: what this printing says.
    """
    from bibnorm.dedupe import find_differences

    said = [_difference(d, WHOLE) for d in find_differences(first, second)]  # all of it: no entry will have it
    told = f"; otherwise here: {', '.join(said)}" if said else ""
    return _at_print(print_, "BN401", f"the same work as {key} ({where}), so it gets no second entry{told}", "note")


def conflict(print_: Print, case: Case, entry: Record, reading: Record) -> Finding:
    """A reference changed, and so did a person its entry."""
    from bibnorm.dedupe import find_differences, lacks

    said = [_difference(d) for d in find_differences(entry, reading)]
    said += [f"{csl_name(name)} {_quoted(getattr(reading, name))}" for name in lacks(entry, reading)]
    text = (
        f"changed here, but {case.key} was edited by hand and stays; the source now says"
        f" {_listed(said) or 'the same otherwise'}; take it: {take(case.key)}; keep yours for good: {accept(case.key)}"
    )
    return _at_print(print_, "BN402", text, "doubt")


def deleted(print_: Print, key: str) -> Finding:
    """A person deleted an entry whose reference is still there."""
    text = f"its entry {key} was deleted by hand and stays deleted; put it back: {take(key)}"
    return _at_print(print_, "BN403", text, "note")


def gone(case: Case, output: str, *, prune: bool) -> Finding:
    """The reference of an entry is in no source any more."""
    sources = ", ".join(sorted({line.source for line in case.lines if line.source}))
    where = f" from {sources}" if sources else ""
    if prune or not case.is_own:
        after = "the entry is a person's, so it stays"
    else:
        after = f"its entry stays; take it out: {COMMAND} --prune"
    return _at_entry(case, output, "BN404", f"the reference of {case.key} is gone{where}; {after}", "note")


def missing(print_: Print, near: Sequence[tuple[str, Verdict]]) -> Finding:
    """A reference without an entry, of which nobody knows whether it was deleted."""
    maybe = f" (perhaps {', '.join(key for key, _ in near)})" if near else ""
    text = f"has no entry{maybe}, and no lock says why: {shorten(print_.text)}; add it: {COMMAND} --add-missing"
    return _at_print(print_, "BN405", text, "doubt")


def doubtful(print_: Print, key: str, others: Sequence[tuple[str, Verdict]]) -> Finding:
    """A new entry that may be a work that has one."""
    said = "; ".join(f"{other} ({verdict.reason})" for other, verdict in others[:SHOWN])
    return _at_print(print_, "BN415", f"{key} may be the same work as {said}; if it is, delete one of them", "doubt")


def two_entries(print_: Print, keys: Sequence[str], output: str) -> Finding:
    """A reference that got an entry in each of two branches."""
    text = f"has {len(keys)} entries in {output}: {', '.join(keys)}; delete all but the one that you cite"
    return _at_print(print_, "BN416", text, "doubt")


def other_key(print_: Print, key: str) -> Finding:
    """The key that a source brings is that of another entry."""
    return _at_print(print_, "BN421", f"another entry has the key {print_.key} already; this one is {key}", "doubt")


def _difference(difference: Difference, size: int = VALUE) -> str:
    return f"{csl_name(difference.field)} {shorten(difference.second, size)} for {shorten(difference.first, size)}"


def _quoted(value: object) -> str:
    from bibnorm.dedupe.work import printed_date, printed_names
    from bibnorm.model import Date

    if isinstance(value, tuple):
        return shorten(printed_names(value), VALUE)
    return shorten(printed_date(value) if isinstance(value, Date) else str(value), VALUE)


def _listed(said: Sequence[str]) -> str:
    return ", ".join(_cut(said))


def _cut(said: Sequence[str]) -> Iterator[str]:
    yield from said[:SHOWN]
    if len(said) > SHOWN:
        yield f"and {len(said) - SHOWN} more"
