"""Clauses of a printed date read into years, months, days, seasons and ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bibnorm.model import Date
from bibnorm.normalize.date_atoms import Atom, day_first, sound

_UNITS = {"year": "y", "month": "m", "day": "d", "season": "s"}
Side = dict[str, int]  # y, m, d, s: what is printed of one end of a range


@dataclass(slots=True)
class Clause:
    """Atoms that belong together: a bracket's inside, or what stands between semicolons."""

    role: str
    bracket: str
    atoms: list[Atom] = field(default_factory=list)

    def has_year(self) -> bool:
        return any(a.kind in ("year", "full") for a in self.atoms)


class Reading(NamedTuple):
    """A date that was read, with the role that a word beside it gives and the bracket around it."""

    date: Date
    role: str
    bracket: str
    used: tuple[Atom, ...]


def readings(text: str, found: Sequence[Atom], language: str) -> list[Reading]:
    """Every date among the atoms of a text, in order.

    >>> from bibnorm.normalize.date_atoms import atoms
    >>> [(r.date.parts, r.role) for r in readings("2021 [cited 3 May 2024]", atoms("2021 [cited 3 May 2024]"), "")]
    [(((2021,),), ''), (((2024, 5, 3),), 'accessed')]
    """
    return [reading for clause in _merged(_clauses(found)) for reading in _read(text, clause, language)]


# ------------------------------------------------------------------ clauses
def _clauses(found: Sequence[Atom]) -> list[Clause]:
    """The atoms by the brackets and semicolons they stand in, each clause with its role."""
    stack = [Clause("", "")]
    clauses = [stack[0]]
    for atom in found:
        current = stack[-1]
        if atom.kind == "close":
            del stack[max(1, len(stack) - 1) :]
        elif atom.kind == "open":
            inherited = "" if current.has_year() else current.role
            stack.append(Clause(inherited, current.bracket + ("[" if atom.value else "(")))
            clauses.append(stack[-1])
        elif atom.kind == "stop":
            stack[-1] = Clause("", current.bracket)
            clauses.append(stack[-1])
        elif atom.kind in ("accessed", "original-published", "edition"):
            _take_role(atom, stack, clauses)
        else:
            current.atoms.append(atom)
    return clauses


def _take_role(atom: Atom, stack: list[Clause], clauses: list[Clause]) -> None:
    """A word that says whose date follows: of access, of the original, of the first edition ("1e éd. 1937")."""
    current = stack[-1]
    role = "accessed" if atom.kind == "accessed" else "original"
    if atom.kind == "edition":
        while current.atoms and current.atoms[-1].kind == "link":
            current.atoms.pop()
        if not current.atoms or current.atoms[-1].kind != "day":
            return
        if current.atoms.pop().value != 1:
            return  # "2. Aufl. 1995"
    if current.has_year():
        stack[-1] = Clause(role, current.bracket)
        clauses.append(stack[-1])
    else:
        current.role = role


def _merged(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses that have a year; months and days printed apart join the one before them, else the one after."""
    dated = [c for c in clauses if c.has_year()]
    last = None
    for clause in clauses:
        if clause.has_year():
            last = clause
        elif any(a.kind in _UNITS for a in clause.atoms):
            home = last or (dated[0] if dated else None)
            if home and clause.role in ("", home.role):
                home.atoms = sorted(home.atoms + clause.atoms, key=lambda a: a.start)
    return dated


# ------------------------------------------------------------------ reading a clause
def _read(text: str, clause: Clause, language: str) -> Iterator[Reading]:
    """The date of a clause; the two of them where a stroke parts two editions (1950/2007)."""
    sides, used, mark = _sides(clause.atoms)
    circa = any(a.kind in ("circa", "doubt") or a.suffix == "s" for a in clause.atoms)
    if mark and mark.value and all(side.keys() == {"y"} for side in sides) and sides[1]["y"] != sides[0]["y"] + 1:
        for side, atom, bracket in zip(sides, used, ("", "/"), strict=True):
            date = Date(((side["y"],),), circa=circa, printed=text[atom.start : atom.end])
            yield Reading(date, clause.role, clause.bracket + bracket, (atom,))
        return
    seasons = tuple(side["s"] for side in sides if "s" in side)
    numeric = _numeric(sides, mark, language) if _is_bare(clause.atoms, used) else ()
    short = mark and sides[-1].keys() == {"d"}
    parts = numeric or _ends(sides, used, mark)
    if not (numeric or short or any(len(part) == 3 for part in parts)):
        used = [a for a in used if a.kind != "day"]  # "2012(3)"
    used = sorted([*used, *(a for a in clause.atoms if a.kind in ("circa", "doubt"))], key=lambda a: a.start)
    date = Date(parts, seasons, circa, _printed(text, used[0].start, used[-1].end))
    yield Reading(date, clause.role, clause.bracket, tuple(used))


def _printed(text: str, start: int, end: int) -> str:
    """A stretch with the brackets that enclose it, and the one that opens before it: "[1796]", "(June), 2006"."""
    before = text[start - 1 : start]
    if before == "[" and text[end : end + 1] == "]":
        return text[start - 1 : end + 1]
    opens = before == "(" and text.count(")", start, end) > text.count("(", start, end)
    return text[start - opens : end]


def _sides(found: Sequence[Atom]) -> tuple[list[Side], list[Atom], Atom | None]:
    """The units before and after a range mark; two days or two months in a row are a range too ("3 y 5 de mayo")."""
    sides: list[Side] = [{}]
    used: list[Atom] = []
    mark = parting = None
    for atom in found:
        units = _units(atom)
        if atom.kind == "mark" and used:
            mark = atom
        if not units:
            continue
        if mark or units.keys() & sides[-1].keys():
            dated = any("y" in side for side in sides)
            if dated and (len(sides) == 2 or ("y" in units and not mark)):
                break  # "1984, 2006": of a list of years the first counts
            if len(sides) == 1:
                sides.append({})
                parting = mark
        sides[-1].update(units)
        used.append(atom)
        mark = None
    return sides, used, parting


def _units(atom: Atom) -> Side:
    if atom.parts:
        return dict(zip("ymd", atom.parts, strict=False))
    return {_UNITS[atom.kind]: atom.value} if atom.kind in _UNITS else {}


def _ends(sides: list[Side], used: Sequence[Atom], mark: Atom | None) -> tuple[tuple[int, ...], ...]:
    """One part or two, each completed from the other."""
    first, last = sides[0], sides[-1]
    if len(sides) == 1:
        return (_part(first),)
    if mark and last.keys() == {"d"} and first.keys() <= {"y", "s"}:
        return _short_year(first["y"], last["d"], used[-1], stroke=bool(mark.value))
    finest = next(u for u in "dmsy" if u in first)
    if finest not in last:
        return (_part({**first, **{u: n for u, n in last.items() if u not in first}}),)  # 19-Oct-2017
    own = "y" in first and "y" in last
    for unit in "ym":
        if unit in first and (unit == "y" or "d" in last):
            last.setdefault(unit, first[unit])
        if unit in last and (unit == "y" or "d" in first):
            first.setdefault(unit, last[unit])
    return _range(_part(first), _part(last), own)


def _range(first: tuple[int, ...], last: tuple[int, ...], own: bool) -> tuple[tuple[int, ...], ...]:
    """Two ends in order; of ends that run backwards ("December-January 2007") what is common is sure."""
    if first < last:
        return (first, last)
    common = tuple(a for a, b in zip(first, last, strict=False) if a == b)
    return (first,) if first == last or own or not common else (common[:2],)


def _short_year(year: int, digits: int, atom: Atom, *, stroke: bool) -> tuple[tuple[int, ...], ...]:
    """1943-44, 1897/8 and 1999/00 are two years, 2009-03 is a month, 1998-02 may be either."""
    power = 10 ** (atom.end - atom.start)
    last = year - year % power + digits
    if last > year:
        return ((year,), (last,))
    if last + power == year + 1:
        return ((year,), (year + 1,))
    if not stroke and power == 100 and 1 <= digits <= 12 and last + power > year + 50:
        return ((year, digits),)
    return ((year,),)


def _part(side: Side) -> tuple[int, ...]:
    """Year, month, day as far as they are there; a number behind month and year is no day ("June 2012 (3)")."""
    if "m" not in side:
        return (side["y"],)
    units = list(side)
    behind = "d" in side and "m" in side and units.index("d") > units.index("y") > units.index("m")
    if "d" not in side or behind or not 1 <= side["d"] <= 31:
        return (side["y"], side["m"])
    return (side["y"], side["m"], side["d"])


def _is_bare(found: Sequence[Atom], used: Sequence[Atom]) -> bool:
    """Whether no words stand with the numbers: "1861. 11 e 13 decemb." is no 13 November."""
    return not any(a.kind == "word" or (a.kind == "link" and used[0].start < a.start < used[-1].end) for a in found)


def _numeric(sides: list[Side], mark: Atom | None, language: str) -> tuple[tuple[int, ...], ...]:
    """A date in digits with blanks: 29 08 2016, 2024 12/12."""
    units = sorted(unit for side in sides for unit in side)
    if units != ["d", "d", "y"] or (mark and not mark.value):
        return ()
    year = next(side["y"] for side in sides if "y" in side)
    return (sound(day_first(sides[0]["d"], sides[1]["d"], year, dotted=False, language=language)),)
