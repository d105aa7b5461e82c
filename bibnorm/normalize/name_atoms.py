"""Atoms: what stands between two separators of a stretch of names, each with a shape.

Atoms are ``J. Smith``, ``Smith``, ``J.``, ``Smith JP``. A shape has a
letter a word (see ``name_words``): ``IW``, ``W``, ``I``, ``WI``. ``O`` is an organisation, ``s`` alone a suffix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bibnorm.model import Span
from bibnorm.normalize.name_words import Lexicon, Word

_STRENGTH = {"": 0, ".": 1, ",": 2, "-": 3, "/": 3, ";": 4, "y": 5, "c": 6}
_INVERTED_RUN = re.compile(r"(?:p*[WU]{1,2}[IA]){2,}")
_NATURAL_RUN = re.compile(r"(?:Ip*[WU]{1,2}){2,}")
_GLUED = re.compile(r"([GW]*I+|G)(p*[WU]{1,2})")
_ALONE = re.compile(r"p*[WUG]")
_NAMED = re.compile(r"[WUGHCDEoFj]")
_AFTER_PARTICLE = frozenset("WUGHEPp")


class Atom(NamedTuple):
    """Words between two separators.

    Attributes:
        words: class, start and end of each word.
        shape: the classes as the grammar reads them, runs of initials as one, numbers left out.
        sep: the separator before: ``,`` ``;`` ``/`` ``-`` ``.`` ``y`` ``c``, or nothing at the start.
        start, end: where it stands in the text, closing stops of initials and brackets included.
    """

    words: tuple[Word, ...]
    shape: str
    sep: str
    start: int
    end: int


@dataclass(slots=True)
class Reader:
    """The state of one reading: the atoms so far, and the one that is open."""

    text: str
    tokens: list[Word]
    known: Lexicon
    atoms: list[Atom] = field(default_factory=list)
    labels: list[Span] = field(default_factory=list)
    others: bool = False
    words: list[Word] = field(default_factory=list)
    sep: str = ""
    end: int = 0
    whole: bool = False  # the open atom is an organisation, whatever its shape

    def add(self, word: Word) -> None:
        """Put a word into the open atom."""
        self.words.append(word)
        self.end = word[2]

    def close(self, sep: str) -> None:
        """End the open atom at a separator; of several separators the strongest counts."""
        if self.words:
            printed = "".join([w[0] for w in self.words])
            classes = "O" * len(printed) if self.whole else resolve(printed)
            words = tuple(self.words)
            if classes != printed:
                words = tuple([(c, w[1], w[2]) for c, w in zip(classes, words, strict=True)])
            shape = shape_of(classes)
            if len(shape) > 3 and (_INVERTED_RUN.fullmatch(shape) or _NATURAL_RUN.fullmatch(shape)):
                self._close_run(words, "IA" if shape[0] != "I" else "WU")
            else:
                self.atoms.append(Atom(words, shape, self.sep, words[0][1], self.end))
            self.words, self.sep, self.whole = [], sep, False
        elif _STRENGTH[sep] > _STRENGTH[self.sep] and (self.atoms or sep == "c"):
            self.sep = sep

    def _close_run(self, words: tuple[Word, ...], last: str) -> None:
        """Names that only blanks part: Jin T Feng T Guo MH, T. Fukudaand A. Sorel; each ends with a class."""
        at = 0
        for now in range(1, len(words) + 1):
            if now < len(words) and (words[now - 1][0] not in last or words[now][0] in last):
                continue
            part, sep = words[at:now], self.sep if at == 0 else ","
            one, start, end = part[-1]
            if now < len(words) and end - start > 5 and self.text.endswith("and", start, end):
                self.labels.append((end - 3, end))
                part = (*part[:-1], (one, start, end - 3))
            shape = shape_of("".join([w[0] for w in part]))
            self.atoms.append(Atom(part, shape, sep, part[0][1], self.end if now == len(words) else part[-1][2]))
            at = now

    def after(self, at: int) -> str:
        """The class of the token after one, or nothing."""
        return self.tokens[at + 1][0][0] if at + 1 < len(self.tokens) else ""


@lru_cache(maxsize=16384)
def resolve(raw: str) -> str:
    """The classes of an atom's words, seen together.

    >>> resolve("QQA"), resolve("WQ"), resolve("ofW"), resolve("SA")
    ('PPA', 'WA', 'OOO', 'WA')
    """
    if is_organisation(raw):
        return "O" * len(raw)
    if raw in ("CD", "DC"):  # Wen Jiabao, Jiabao Wen
        return raw.replace("C", "W").replace("D", "G")
    if not _NAMED.search(raw):  # rossi a.
        raw = raw.replace("l", "W")
    found = ""
    for at in range(len(raw) - 1, -1, -1):
        found = _resolve_one(raw, at, found) + found
    return found


def _resolve_one(raw: str, at: int, after: str) -> str:
    """The class of one word before words that are resolved."""
    one, named = raw[at], after[:1] in _AFTER_PARTICLE
    if one == "E":  # kept behind given names and before another name: Gabriel García Márquez
        return "E" if after and after in "WE" and at and not raw[:at].strip("GHI") else "W"
    if one == "K":  # LE GOFF
        return "U" if at and raw[at - 1] in "QP" else "A"
    if one == "V":
        return "I"
    if one == "H" and after[:1] == "A":  # Silva MAM
        return "W"
    if one == "H":  # a given name among given names, else a family name
        return "G" if after[:1] == "G" or (raw[:at].strip("IVGHfl") == "" and (after or len(raw) == 1)) else "W"
    if one == "P":
        return "P" if named else "W"
    if one == "Q":  # VAN DER ELST, but Smith DE and LE AD
        between = at > 0 and raw[at - 1] == "I" and after[:1] == "I"  # F. DE A. M. REIS
        return "P" if named or between or (after[:1] == "A" and (at > 0 or len(after) > 1)) else "A"
    if one == "R" and len(raw) == 1:
        return "R"
    if one == "R":  # HB JR, but Campos JR
        return "s" if at > 0 and raw[at - 1] in "IVAK" else "I"
    if one in "sS":
        return "W" if at == 0 and (len(raw) > 1 or one == "S") else one
    if one in "oFbCD":
        return "W"
    if one in "fliyg":
        return "p" if named or (at > 0 and (after or one != "l")) else "W"
    return one


def is_organisation(raw: str) -> bool:
    """Whether the classes of an atom's words can only be those of an organisation.

    >>> [is_organisation(r) for r in ("oW", "Go", "oI", "WfWW", "FWo", "WlW")]
    [True, False, False, True, True, False]
    """
    size = len(raw.replace("9", ""))
    if raw in ("Wl", "Ul"):  # Wikipedia contributors
        return True
    if size < 2 or "i" in raw:
        return False
    if "I" in raw:  # R Development Core Team, U.S. Department of Health
        return bool(re.fullmatch(r"I[WCDE]+o|I+[WGH]?o[^I]*f[^I]*", raw))
    if "o" in raw:
        return not re.fullmatch(r"[GH]{1,2}o|.?.[AKQRV]", raw)
    small = raw.count("f") + raw.count("l")
    return size > 2 and (small > 1 or "f" in raw[1:-1] or raw[0] == "F")


@lru_cache(maxsize=16384)
def shape_of(classes: str) -> str:
    """The classes without numbers, a run of initials as one, an organisation as one, particles alike."""
    return re.sub(r"I+", "I", re.sub(r"O+", "O", classes.replace("9", "").replace("P", "p").replace("E", "W"))) or "W"


def cut_glued(atoms: list[Atom]) -> list[Atom]:
    """Atoms cut again where a given name and the next family name run together; nothing if none does.

    "Lisboa, G. Vinha, S.G." and "Theiss, Justin L. Gerber, Parry J." are lists of inverted names.
    """
    found = [atoms[0]]
    for at, atom in enumerate(atoms[1:], 1):
        cut = _GLUED.fullmatch("".join([w[0] for w in atom.words]))
        after = atoms[at + 1] if at + 1 < len(atoms) else None
        if cut and after and atom.sep == "," and after.sep in ",." and _ALONE.fullmatch(found[-1].shape):
            given, family = atom.words[: cut.end(1)], atom.words[cut.end(1) :]
            found.append(Atom(given, shape_of(cut[1]), ",", atom.start, given[-1][2]))
            found.append(Atom(family, shape_of(cut[2]), ",", family[0][1], atom.end))
        else:
            found.append(atom)
    return found if len(found) > len(atoms) else []
