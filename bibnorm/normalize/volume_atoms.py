"""The parts of a printed volume or issue: numbers, label words, months, and the signs between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bibnorm import lang
from bibnorm.lang.lookup import Found, Lexicon, find_words, lexicon, make_lexicon
from bibnorm.normalize.numerals import roman
from bibnorm.text import DASHES, fold

_TERMS = ("volume", "series", "issue", "supplement", "page", "and", "article-number", "section")
_DASHES = tuple(DASHES)
# letters that may be part of a number: 65B, S219, e12; but 第3期 (a class of all other signs takes long to compile)
_LATIN = r"(?:(?=[\x00-\u0dff\U00010000-\U0010ffff])[^\W\d_])"
_ATOM = re.compile(
    rf"""(?P<value>(?P<lead>{_LATIN}*)\d(?:{_LATIN}|\d)*)
    | (?P<word>(?:[^\W\d_]|[\u0300-\u036f])+|№)
    | (?P<open>[(\[]) | (?P<close>[)\]]) | (?P<hash>\#)
    | (?P<sign>[{DASHES}]+|[/&+;])""",
    re.VERBOSE,
)
_NEAR = re.compile(r"[\s.°:\-]{0,3}\Z")  # what stands between a label and its number: "N°: 3", "Vol- 2"
BLANK = re.compile(r"[\s.°\-]{0,2}\Z")  # what stands between a number and the word after it: "4. Bd.", "2 vols."


class Atom(NamedTuple):
    """A number (``value``), a label with its term, another word, a month, a bracket or a sign."""

    kind: str
    start: int
    end: int
    term: str = ""
    form: str = ""


def atoms(text: str) -> list[Atom]:
    """The atoms of a text in order, numbers that belong together as one.

    >>> [a.kind for a in atoms("Vol. 3–4, Nr5")]
    ['label', 'value', 'label', 'value']
    """
    return _join(text, _undo_labels(text, list(_atoms(text))))


@lru_cache(maxsize=1)
def _months() -> Lexicon:
    return make_lexicon((form, "month") for form in lang.months())


def _atoms(text: str) -> Iterator[Atom]:
    """The numbers, words and signs of a text, in order."""
    words = {w.start: w for w in find_words(text, lexicon(*_TERMS))}
    done, counted = 0, False
    for match in _ATOM.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        done = end
        if match["value"]:
            counted = True
            yield from _value_atoms(match, later=start > 0)
        elif match["word"]:
            word = words.get(start) or Found(start, end, "", "")
            done = word.end
            atom = _word_atom(text[start:done], word, counted)
            counted = counted or atom.kind == "value"
            yield atom
        else:
            yield Atom(match.lastgroup or "", start, end, "issue" if match["hash"] else "", match.group())


def _value_atoms(match: re.Match[str], later: bool) -> Iterator[Atom]:
    """A number; a label word that is glued to it is an atom of its own: v49, Nr5, vol. 92, N3."""
    start, end = match.span()
    lead = match["lead"]
    term = lexicon(*_TERMS).forms.get(fold(lead), "") if lead else ""
    if term in ("volume", "issue", "page") and (len(lead) > 1 or lead.islower() or (later and lead in "NV")):
        yield Atom("label", start, start + len(lead), term, fold(lead))
        start += len(lead)
    yield Atom("value", start, end)


def _word_atom(printed: str, word: Found, counted: bool) -> Atom:
    """A word; Roman numerals in lower case, or misread ("Vili"), are taken where no number was before."""
    start, end, term, form = word
    letters = set(form)
    if not term and (
        letters <= set("ivxlcdm") if not counted else roman(printed) and (printed.isupper() or letters <= set("ivx"))
    ):
        return Atom("value", start, end)
    if not term and form in _months().forms:
        return Atom("month", start, end)
    return Atom("label" if term else "word", start, end, term, form)


def _undo_labels(text: str, atoms: list[Atom]) -> list[Atom]:
    """Labels that are Roman numerals where no number follows: "v" is a label in "v. 3", a number in "v, 3"."""
    for at in range(len(atoms) - 1, -1, -1):
        atom, after = atoms[at], atoms[at + 1] if at + 1 < len(atoms) else None
        printed = text[atom.start : atom.end]
        if atom.kind == "label" and not is_near(text, atom, after) and roman(printed):
            atoms[at] = Atom("value", atom.start, atom.end)
        elif (
            atom.kind == "label"
            and len(printed) == 1
            and printed.isupper()
            and text[atom.end : atom.end + 1] in _DASHES
        ):
            atoms[at] = Atom("word", atom.start, atom.end)
    return atoms


def is_near(text: str, atom: Atom, after: Atom | None, kind: str = "value", gap: re.Pattern[str] = _NEAR) -> bool:
    """Whether an atom of a kind follows at once. A sign that belongs to the gap ("N° 3") does not count."""
    return after is not None and after.kind == kind and bool(gap.match(text, atom.end, after.start))


def _join(text: str, atoms: list[Atom]) -> list[Atom]:
    """Numbers with a dash, a stroke or an "and" between them become one."""
    out: list[Atom] = []
    for atom in atoms:
        if atom.kind == "sign" and out and out[-1].kind == "label":
            continue  # "Vol- 2"
        joined = _joined(text, out, atom) if atom.kind in ("value", "word") else 0
        if joined:
            atom = Atom("value", out[-joined].start, atom.end)
            del out[-joined:]
        out.append(atom)
    return out


def _joined(text: str, out: list[Atom], atom: Atom) -> int:
    """How many of the atoms before it belong to the same number."""
    letter = atom.kind == "word" and atom.end - atom.start == 1
    if letter and out and out[-1].kind == "value" and text[out[-1].end : atom.start] in ("", " "):
        return 1  # "2 B", "10월"
    if len(out) < 2 or not (letter or atom.kind == "value"):
        return 0
    first, joint = out[-2:]
    if text[first.end : joint.start].strip() or text[joint.end : atom.start].strip():
        return 0
    if first.kind == "value" and (joint.term == "and" or (joint.kind == "sign" and text[joint.start] != ";")):
        return 2
    glued = first.end == joint.start and joint.end == atom.start and text[joint.start] in DASHES
    return 2 if glued and first.kind == "word" and atom.kind == "value" else 0  # RA-3
