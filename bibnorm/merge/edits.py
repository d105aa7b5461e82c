"""What was decided, as edits of the output and lines of the lock."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Sequence
from dataclasses import replace

from bibnorm.existing import Edit, Existing, Insert, Remove, Replace
from bibnorm.lock import ACCEPTED, DELETED, DOUBTFUL, Line
from bibnorm.merge.cases import GONE, Case


def make_edits(cases: Sequence[Case], existing: Existing | None, order: str) -> list[Edit]:
    """The edits that bring an output up to date.

    Args:
        cases: all of them.
        existing: the output.
        order: where new entries go: behind the one of the reference before (``source``), or by their keys.
    """
    edits: list[Edit] = [Remove(case.key) for case in cases if case.removed]
    edits += [Replace(case.key, case.text) for case in cases if case.text and case.entry]
    fresh = [case for case in cases if case.text and not case.entry]
    keys = [entry.key for entry in existing.entries] if existing else []
    # of a work that is printed twice the first printing has the entry
    known = sorted((case.order, case.key) for case in cases if case.entry and not case.removed and case.prints)
    for case in sorted(fresh, key=lambda case: case.key.lower() if order == "key" else case.order):
        at = _alphabetical(case.key, keys) if order == "key" else _behind_neighbour(case.order, keys, known)
        edits.append(Insert(case.text, keys[at - 1] if at else None))
        keys.insert(at, case.key)
        insort(known, (case.order, case.key))
    return edits


def _alphabetical(key: str, keys: Sequence[str]) -> int:
    """Before the first greater key: at its place in a sorted file, and near it in any other.

    >>> _alphabetical("moe", ["doe", "Roe", "abc"]), _alphabetical("zoe", ["doe"])
    (1, 1)
    """
    return next((at for at, other in enumerate(keys) if other.lower() > key.lower()), len(keys))


def _behind_neighbour(order: int, keys: Sequence[str], known: Sequence[tuple[int, str]]) -> int:
    """Behind the entry of the nearest reference before it, else before that of the nearest one behind it.

    >>> _behind_neighbour(5, ["doe", "roe"], [(3, "doe"), (9, "roe")]), _behind_neighbour(0, ["a", "b"], [(3, "b")])
    (1, 1)
    """
    at = bisect(known, (order, ""))
    if at:
        neighbour = known[at - 1][1]
        return len(keys) if keys[-1] == neighbour else keys.index(neighbour) + 1  # mostly it has just been added
    return keys.index(known[at][1]) if at < len(known) else len(keys)


# ------------------------------------------------------------------ the lock
def final_lines(case: Case) -> list[Line]:
    """The lines of a case when all is written; none if there is nothing more to remember."""
    if case.removed or not (case.prints or case.entry or case.hidden):
        return []
    return [_final(line, case) for line in _kept(case)]


def _kept(case: Case) -> list[Line]:
    """The lines of references that are there; of an entry whose reference is gone one line stays."""
    live = [line for line in case.lines if line.fingerprint in case.prints]
    return live or case.lines[:1]


def _final(line: Line, case: Case) -> Line:
    print_ = case.prints.get(line.fingerprint)
    line = replace(line, key=case.key, state=_state(case), source=print_.source if print_ else line.source)
    if case.hidden:
        return line
    shown = line.shown if line.shown == line.fingerprint and not case.digest else ""
    return replace(line, written=case.digest or _written(case), pending="", shown=shown)


def _state(case: Case) -> str:
    if case.is_deleted and not case.text:
        return DELETED
    if case.accepted:
        return ACCEPTED
    if not case.prints:
        return GONE
    return DOUBTFUL if _is_doubtful(case) else ""


def _is_doubtful(case: Case) -> bool:
    """Whether what was read of it last needs a human eye."""
    if not case.digest:
        return any(line.state == DOUBTFUL for line in case.lines)
    return any(reading.doubtful or any(d.level == "doubt" for d in reading.diagnostics) for reading in case.readings)


def _written(case: Case) -> str:
    """The digest of what bibnorm wrote: what stands there, if it is that, else what it wrote last."""
    digests = [digest for line in case.lines for digest in (line.pending, line.written) if digest]
    if case.entry:
        standing = [digest for digest in digests if case.entry.agrees(digest)]
        if standing:
            return standing[0]
    return next((line.written for line in case.lines if line.written), "")


def pending_lines(case: Case) -> list[Line]:
    """The lines of a case before the output is written: right for the old output and for the new one."""
    if case.removed:
        return [replace(line, key=case.key) for line in case.lines]
    lines = final_lines(case)
    if not case.text:
        return lines
    written = _written(case) if case.entry else ""  # an entry that never stood there was not deleted
    return [replace(line, written=written, pending=case.digest) for line in lines]
