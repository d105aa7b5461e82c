"""A printed stretch of names, whatever its style, read into CSL names.

``SÁNCHEZ, Walter y CARREÑO, Eduardo``, ``Clow GD, Simmons Jr. GM``, ``Müller, H. / Schmidt, E. (Hrsg.)``:
the words get classes (``name_words``), the stretch is cut into atoms (``name_reading``), the cheapest division into
names is found for the whole block at once (``name_grammar``), and each name is put together (``name_parts``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bibnorm.model import OTHERS, Name, Span
from bibnorm.normalize.name_atoms import Atom, cut_glued
from bibnorm.normalize.name_east_asian import has_east_asian, read_east_asian
from bibnorm.normalize.name_grammar import Division, Part, divide
from bibnorm.normalize.name_parts import Built, Case, build, literal
from bibnorm.normalize.name_reading import read_atoms

_SURE = 0.15  # readings that differ by less are both possible
_TIE = 0.03  # readings that differ by less are one as good as the other: a short block then stays whole
_SHORT = 4
_GLUED = 1.5  # at this price a block is looked at for separators that print has lost
_BRAND = re.compile(r"[@\d]|^[a-z]+[A-Z]|[a-z][A-Z]{2,}$")
_FIRST_EAST_ASIAN = "\u3000"
_WEAK = 4.0  # a name at this price fits no style


class Names(NamedTuple):
    """The names of a block with the account of its letters.

    Attributes:
        names: in the order of print; after an *et al.* the last is ``model.OTHERS``.
        spans: start and end in the text of each name, OTHERS left out.
        labels: connectors, role words and *et al.*; with the spans they cover every letter.
        others: whether the list ends with *et al.*.
        sure: False where another reading is as good, or where no style fits.
        recased: whether upper-case words were brought into ordinary case.
    """

    names: tuple[Name, ...]
    spans: tuple[Span, ...]
    labels: tuple[Span, ...] = ()
    others: bool = False
    sure: bool = True
    recased: bool = False


def parse_names(text: str, *, east_asian: bool | None = None) -> Names:
    """Read a printed stretch of names, one grammar for each style, decided once for the block.

    Args:
        text: the characters tagged as author, editor or translator.
        east_asian: whether Chinese, Japanese or Korean names are in it; None looks at the script.

    Returns:
        The names; what cannot be divided stays one literal, and then ``sure`` is False. Never raises.

    >>> [str(n) for n in parse_names("SÁNCHEZ, Walter y CARREÑO, Eduardo").names]
    ['Walter Sánchez', 'Eduardo Carreño']
    >>> [(n.family, n.given, n.suffix) for n in parse_names("Clow GD, and Wharton RA, Jr. et al.").names]
    [('Clow', 'GD', ''), ('Wharton', 'RA', 'Jr.'), ('', '', '')]
    """
    if east_asian is None:
        east_asian = not text.isascii() and max(text) > _FIRST_EAST_ASIAN and has_east_asian(text)
    if east_asian:
        names, spans, labels, others = read_east_asian(text)
        return Names(names + (OTHERS,) * others, spans, labels, others, bool(names))
    reader = read_atoms(text)
    if not reader.atoms:
        return _nobody(text, sorted(reader.labels))
    atoms, division = _divided(reader.atoms)
    parts = division.parts
    if division.margin < _TIE and len(atoms) < _SHORT:
        parts = (Part("O", 0, len(atoms)),)
    lone = len(atoms) == 1 and len(atoms[0].words) == 1
    if lone and _undecidable(text[atoms[0].start : atoms[0].end]):
        parts = (Part("O", 0, 1),)
    elif len(parts) > 1 and all(p.style in "MO" for p in parts):
        parts = tuple([_acronym(text, atoms, part) for part in parts])
    case = _case(atoms, parts)
    built = [build(text, atoms, part, case) for part in parts]
    sure = division.margin >= _SURE and division.price < _WEAK * len(parts) and not (lone and text.isupper())
    return Names(
        names=tuple([b.name for b in built]) + (OTHERS,) * reader.others,
        spans=tuple([(b.start, b.end) for b in built]),
        labels=_labels(text, reader.labels, [atoms[p.first].start for p in parts], built),
        others=reader.others,
        sure=sure,
        recased=any(b.recased for b in built),
    )


def _divided(atoms: list[Atom]) -> tuple[list[Atom], Division]:
    """The division of a block, and its atoms, cut again where that makes much better names of them."""
    division = divide(tuple([a.shape for a in atoms]), tuple([a.sep for a in atoms]))
    if division.price > _GLUED and len(atoms) > 2 and (cut := cut_glued(atoms)):
        other = divide(tuple([a.shape for a in cut]), tuple([a.sep for a in cut]))
        if other.price + 1 < division.price:
            return cut, other
    return atoms, division


def _labels(text: str, found: list[Span], starts: list[int], built: list[Built]) -> tuple[Span, ...]:
    """The labels between the names: those inside a name are part of it (Ortega y Gasset)."""
    labels = [s for s in found if not any(b.start <= s[0] and s[1] <= b.end for b in built)]
    leads = [(at, len(text[: b.start].rstrip())) for at, b in zip(starts, built, strict=True) if at < b.start]
    return tuple(sorted(labels + leads))


def _nobody(text: str, labels: list[Span]) -> Names:
    """A block without names: "AA. VV." is a literal of its own, punctuation is nothing."""
    if not labels:
        return Names((), (), sure=False)
    start = labels[0][0]
    return Names((Name(literal=literal(text, start, len(text))),), ((start, len(text)),), sure=False)


def _undecidable(word: str) -> bool:
    """One word alone that may be an acronym (UNEP, IPEA) or a brand (OpenAI, AI@Meta): its case says nothing."""
    return (len(word) < 6 and word.isupper()) or _BRAND.search(word) is not None


def _acronym(text: str, atoms: Sequence[Atom], part: Part) -> Part:
    """Among organisations and lone words, a word that may be an acronym is one: OECD/UNESCO."""
    lone = part.last == part.first + 1
    first = atoms[part.first]
    return Part("O", part.first, part.last) if lone and _undecidable(text[first.start : first.end]) else part


def _case(atoms: Sequence[Atom], parts: Sequence[Part]) -> Case:
    """Whether given names are printed in capitals like family names, and whether some are longer than initials."""
    words = [w[0] for p in parts if p.style != "O" for a in atoms[p.first : p.last] for w in a.words]
    given = "W" not in words and "G" not in words
    return Case(given, given and words.count("U") > len(parts))
