"""Which atoms make which names: every reading of a block is weighed, and the cheapest is taken.

A name is one atom in natural order (``N``: *J. Smith*), one with the family name first (``F``: *Smith JP*,
*BAJOS Nathalie*), a pair (``P``: *Smith, J.*), a family name alone (``M``) or an organisation (``O``).
Shapes have their price in each role, and a change of style within a block has one, so that the order is decided
once for the whole block and a slip in one name does not turn the others.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

NO = 9.0  # the price of what should not be

Rules = tuple[tuple[re.Pattern[str], float], ...]


def _rules(*rows: tuple[str, float]) -> Rules:
    """Patterns over shapes; N is any name word. In shapes a particle is p, capitalised or not."""
    return tuple((re.compile(p.replace("N", "[WUGA]")), price) for p, price in rows)


NATURAL = _rules(
    (r"Ip*[WUG]", 0),  # J. Smith, A. M. van der Woude
    (r"Ip*A", 0.1),  # J. LEE
    (r"[WG]+Ip*N{1,2}[sS]?", 0),  # John R. Smith
    (r"I(G+|W)[WU]s?|IWS", 0.15),  # J. Paul Smith
    (r"Ip*N{2,3}[sS]?|Ip*N{1,2}p+N{1,2}", 0.2),  # J. García Lorca
    (r"G+p*[WU]", 0),  # Walter Smith, Ludwig van Beethoven
    (r"G+p*A", 0.05),
    (r"[WG]+p*U+", 0),  # Nathalie BAJOS
    (r"G[WG]+p*N?[sS]?", 0.1),
    (r"[WG]{1,3}p+N{1,2}[sS]?", 0.25),  # Oskar von Miller
    (r"GG", 0.3),
    (r"p+I[WUG]+|p+G[WG]+", 0.5),  # di R. Palmaro, the rest of "a cura di"
    (r"WW", 0.4),
    (r"W{1,2}G{1,2}", 1.2),  # Barzón Antonio
    (r"I(p+I)+p*[WUG]", 0.3),  # J. le R. D’Alembert
    (r"[WG]{3,5}[sS]?", 0.5),
    (r"I[WG]+Ip*N", 0.2),  # S. James P. Spottiswoode
    (r"A[WU]", 0.6),  # KA Crutcher
    (r"U{2,3}", 0.6),  # GIUSEPPE FIOCCO
    (r"U{1,2}p+U|[WG]{1,2}A", 1.0),
    (r"N{2,5}", 1.5),
    (r"[WG]+I[WG]+I?N+", 0.5),
)
FAMILY_FIRST = _rules(
    (r"p*[WUG]s?I", 0),  # Smith JP
    (r"p*N{1,2}[sS]?Ip?", 0.05),  # Nieto Vera J, Costa Filho E
    (r"p*Np+NIp*|NIpI", 0.15),
    (r"U+[WG]+I?", 0),  # BAJOS Nathalie
    (r"p*[WUG]{1,3}[sS]?A|[WU]{1,2}Ap+", 0.1),  # Costa Filho ED
    (r"A[sS]?A|A[WG]", 0.4),  # LEE HA, LIU Wei
    (r"[WU]p+NA", 0.25),
    (r"p+[UA]+[WG]+", 0.1),
    (r"WG", 0.25),
    (r"WG[GI]|WGp+|p+WG+", 0.3),
    (r"WWG+", 0.6),
    (r"GG", 0.8),
    (r"p+WW|p*N{1,3}I[pG]*", 0.9),
    (r"WW", 1.0),
    (r"p+[IA]", 1.0),
    (r"UU", 1.1),
    (r"[WG]U", 1.9),  # Lima AEFO, among others of its kind
    (r"GW|W{3}", 1.8),
)
FAMILY = _rules(  # the first of a pair
    (r"[WU]", 0),
    (r"p+N", 0),
    (r"[GA]", 0.15),
    (r"NS", 0),
    (r"Np+N|p+NN|p+Np+N", 0.15),
    (r"U{2}[sS]?", 0.3),
    (r"[WUG]{2}[sS]?|A[WU]", 0.5),
    (r"[WUG]A", 1.5),
    (r"N{3}[sS]?|N{1,2}p+N{1,2}", 1.0),
    (r"I", 2.5),
)
GIVEN = _rules(  # the second of a pair
    (r"Ip*|[IGW]I?(p+I)+", 0),
    (r"Gp*|G+Ip*|[WG]+Ip*", 0),
    (r"[AR]", 0.15),
    (r"G[WG]p*", 0.3),
    (r"Wp*", 0.45),
    (r"U", 0.3),
    (r"U[UI]|UI", 0.4),
    (r"WWI", 0.5),
    (r"IG|IGI|AI|IA", 0.6),
    (r"WW", 0.8),
    (r"WG", 1.0),
    (r"[WG]+p+[WG]{1,2}", 0.6),  # Gersem dos Santos
    (r"IW", 0.9),
    (r"N{2,3}", 1.3),
    (r"NpN", 2.0),
)
ALONE = _rules(  # a family name, or a name that cannot be divided
    (r"p+[WUA]", 0.6),
    (r"[WUA]", 1.0),
    (r"G", 1.5),
    (r"I", 3.0),
    (r"p+NN|Np+N|NS", 1.3),
    (r"N{2,}", 3.0),
)
_STRONG = frozenset(";/-")
_BODY = re.compile(r"[WUGAp]+")
_HEAD = re.compile(r"[WUAp]{1,4}")
_MOTHER = re.compile(r"p*[WUG]I")  # Rojas Q., Pedro: the second family name as an initial
_FIRM = re.compile(r"O|[WU]{2,}")
_DOUBLE = re.compile(r"[IG]p*[WU]$")  # what a spaced hyphen may go on: Heike Franzen - Lenz
_SAME_STYLE = {
    ("P", "N"): 1.2,
    ("F", "P"): 1.2,
    ("P", "F"): 1.2,
    ("N", "P"): 2.0,
    ("N", "F"): 2.0,
    ("F", "N"): 2.0,
}


class Part(NamedTuple):
    """Atoms ``first`` to ``last`` (exclusive) make one name of a style; ``suffix`` is the atom of a suffix or -1."""

    style: str
    first: int
    last: int
    suffix: int = -1


class Division(NamedTuple):
    """How a block is divided into names, its price, and how much more the next best reading would cost."""

    parts: tuple[Part, ...]
    price: float
    margin: float


def _price(rules: Rules, shape: str) -> float:
    return next((price for pattern, price in rules if pattern.fullmatch(shape)), NO)


@lru_cache(maxsize=16384)
def prices(shape: str) -> dict[str, float]:
    """The price of a shape as each kind of name or part of one.

    >>> [prices("IW")[k] for k in "NFf"], [prices("W")[k] for k in "fgM"]
    ([0, 9.0, 9.0], [0, 0.45, 1.0])
    """
    shape = shape.rstrip("s") or shape  # a suffix behind a name changes nothing
    return {
        "N": _price(NATURAL, shape),
        "F": _price(FAMILY_FIRST, shape),
        "f": _price(FAMILY, shape),
        "g": _price(GIVEN, shape),
        "M": _price(ALONE, shape),
        "O": 0.0 if shape == "O" else NO,
    }


_Path = tuple[float, "Part | None", "_Path | None"]


@lru_cache(maxsize=8192)
def divide(shapes: tuple[str, ...], seps: tuple[str, ...]) -> Division:
    """Divide a block into names.

    Args:
        shapes: of the atoms, in order.
        seps: the separator before each atom.

    >>> [(p.style, p.first, p.last) for p in divide(("W", "G", "GW"), ("", ",", "c")).parts]
    [('P', 0, 2), ('N', 2, 3)]
    """
    size = len(shapes)
    strong = not _STRONG.isdisjoint(seps)
    best: list[dict[str, list[_Path]]] = [{} for _ in range(size + 1)]
    best[0][""] = [(0.0, None, None)]
    for at in range(size):
        reached = best[at]
        if not reached:
            continue
        entry = _entry(seps[at], strong) if at else 0.0
        for part, price in _names_at(shapes, seps, at):
            paths = [
                (path[0] + price + entry + _turn(style, part, path), part, path)
                for style, kept in reached.items()
                for path in kept
            ]
            paths.sort(key=_cost)
            here = best[part.last].setdefault(part.style, [])
            best[part.last][part.style] = sorted([*here, *paths[:2]], key=_cost)[:2]
    final = sorted((path for kept in best[size].values() for path in kept), key=_cost)[:2]
    return Division(_parts(final[0]), final[0][0], final[1][0] - final[0][0] if len(final) > 1 else NO)


def _cost(path: _Path) -> float:
    return path[0]


def _parts(path: _Path | None) -> tuple[Part, ...]:
    found: list[Part] = []
    while path is not None and path[1] is not None:
        found.append(path[1])
        path = path[2]
    return tuple(reversed(found))


def _entry(sep: str, strong: bool) -> float:
    """The price of beginning a name after a separator."""
    if sep == ".":
        return 0.3
    return 1.5 if strong and sep == "," else 0.0


def _turn(before: str, part: Part, path: _Path) -> float:
    """The price of a change of style; after one inverted name the rest may be natural (Smith, J., and P. Roe)."""
    after = part.style
    if before == after or not before:
        return 0.0
    if "O" in (before, after):
        return 0.1
    if "M" in (before, after):
        return 0.6
    if before == "P" and after == "N" and path[1] is not None and path[1].first == 0:
        return 0.2
    return _SAME_STYLE[before, after]


def _names_at(shapes: tuple[str, ...], seps: tuple[str, ...], at: int) -> list[tuple[Part, float]]:
    """Every name that may begin at an atom, with its price."""
    found: list[tuple[Part, float]] = []
    own = prices(shapes[at])
    for style in "NFMO":
        price = own[style]
        if price < NO or style == "M":
            found += _with_suffix(Part(style, at, at + 1), price, shapes, seps)
    after = at + 1
    if after < len(shapes):
        if seps[after] in (",", ".") and own["f"] < NO:
            found += _pairs(at, after, own["f"], shapes, seps)
        elif (
            seps[after] == ","
            and _MOTHER.fullmatch(shapes[at])
            and (shapes[after] == "G" or (shapes[after] == "W" and len(shapes) == 2))
        ):
            found += _pairs(at, after, 0.6, shapes, seps)
        if seps[after] == "y":
            found += _joined(at, shapes, seps)
        elif seps[after] == "-" and shapes[after] in ("W", "U") and _DOUBLE.search(shapes[at]):
            found.append((Part("N", at, after + 1), own["N"] + 0.8))  # Heike Franzen - Lenz
        found += _bodies(at, shapes, seps)
    return found


def _with_suffix(part: Part, price: float, shapes: tuple[str, ...], seps: tuple[str, ...]) -> list[tuple[Part, float]]:
    """A name, and the same with the suffix that follows it (Wharton RA, Jr.)."""
    last = part.last
    if last < len(shapes) and seps[last] in (",", "."):
        suffixed = Part(part.style, part.first, last + 1, last)
        if shapes[last] == "s":
            return [(suffixed, price)]
        if shapes[last] == "R":  # ELLIS, P. E., JR.; but Ellis, JR
            return [(part, price), (suffixed, price + 0.2)]
    return [(part, price)]


def _pairs(
    at: int, second: int, price: float, shapes: tuple[str, ...], seps: tuple[str, ...]
) -> list[tuple[Part, float]]:
    """Family and given name, with a suffix after either."""
    if seps[second] == ".":
        price += 0.8
    given = prices(shapes[second])["g"]
    if given < NO:
        last = second + 1
        if shapes[second] == "I" and last < len(shapes) and shapes[last] == "I" and seps[last] == ",":
            return [(Part("P", at, last + 1), price + 0.8)]  # Horwitz, M., J.
        return _with_suffix(Part("P", at, last), price + given, shapes, seps)
    if shapes[second] == "s" and second + 1 < len(shapes) and seps[second + 1] == ",":
        given = prices(shapes[second + 1])["g"]
        if given < NO:  # Smith, Jr., J.
            return [(Part("P", at, second + 2, second), price + given)]
    return []


def _joined(at: int, shapes: tuple[str, ...], seps: tuple[str, ...]) -> list[tuple[Part, float]]:
    """A connector inside a family name: Ortega y Gasset, Costa e Silva."""
    left, right, after = shapes[at], shapes[at + 1], at + 2
    if left[-1] not in "WUGA":
        return []
    joined, found = prices(f"{left}p{right}"), []
    if right in ("W", "U", "G"):
        found += _with_suffix(Part("N", at, after), joined["N"] + 1.2, shapes, seps) if len(left) > 1 else []
        if after < len(shapes) and seps[after] in (",", ".") and left in ("W", "U", "G"):
            found += [(p, c + 1.2) for p, c in _pairs(at, after, joined["f"], shapes, seps)]
    if left in ("W", "U"):
        found += _with_suffix(Part("F", at, after), joined["F"] + 1.2, shapes, seps)
    return [(p, c) for p, c in found if c < NO]


def _bodies(at: int, shapes: tuple[str, ...], seps: tuple[str, ...]) -> list[tuple[Part, float]]:
    """An organisation whose name begins before its own word, or goes on behind a comma or an "and"."""
    found: list[tuple[Part, float]] = []
    last, price = at + 1, 0.0
    if shapes[at] != "O":
        last, price = _headed(at, shapes, seps)
        if not last:
            return []
        found.append((Part("O", at, last), price))
    while last < len(shapes) and seps[last] in (",", "c", "y") and _BODY.fullmatch(shapes[last]):
        price += 0.8 if seps[last] == "," else 0.3  # Centers for Disease Control and Prevention
        last += 1
        found.append((Part("O", at, last), price))
    return found


def _headed(at: int, shapes: tuple[str, ...], seps: tuple[str, ...]) -> tuple[int, float]:
    """Where an organisation ends whose own word comes after a comma, a dash or an "and", and the price; or 0."""
    head, body, sep = shapes[at], shapes[at + 1], seps[at + 1]
    if sep == "-" and head in ("W", "U", "A", "I") and _FIRM.fullmatch(body):
        return at + 2, 0.5  # SFB - Serviço Florestal Brasileiro
    if body == "O" and sep == "," and head in ("W", "U", "A"):
        return at + 2, 0.6  # BRASIL, Presidência da República
    if body == "O" and sep in "cy" and _HEAD.fullmatch(head):
        return at + 2, 0.45  # Clinical and Laboratory Standards Institute
    third = at + 2 < len(shapes) and shapes[at + 2] == "O" and seps[at + 2] in "cy"
    if third and sep == "," and len(head) > 1 and _HEAD.fullmatch(head):
        return at + 3, 0.7  # United Nations Educational, Scientific and Cultural Organization
    return 0, 0.0
