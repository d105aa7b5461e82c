"""Name lists in every printed order, for invented references."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """How a list is printed: pattern of the first name, of the others, separator, last separator.

    In a pattern ``F`` is the family name, ``U`` the same in capitals, ``G`` the given names, ``I``
    initials ``J. A.``, ``i`` ``J.A.``, ``j`` ``JA``, ``k`` ``J A``.
    """

    first: str
    other: str
    separator: str
    last: str


AND = "&&"  # stands for the connector of the language
FORMS = {
    "apa": Form("F, I", "F, I", ", ", ", & "),
    "har": Form("F, i", "F, i", ", ", f" {AND} "),
    "mla": Form("F, G", "G F", ", ", f", {AND} "),
    "chi": Form("F, G", "G F", ", ", f" {AND} "),
    "gf": Form("G F", "G F", ", ", f" {AND} "),
    "gfs": Form("G F", "G F", " ; ", " ; "),
    "gf-": Form("G F", "G F", " - ", " - "),
    "gu": Form("G U", "G U", ", ", f" {AND} "),
    "if": Form("I F", "I F", ", ", f" {AND} "),
    "ifc": Form("I F", "I F", ", ", ", "),
    "iif": Form("i F", "i F", ", ", f" {AND} "),
    "iifa": Form("i F", "i F", ", ", ", and "),
    "iu": Form("I U", "I U", ", ", f" {AND} "),
    "van": Form("F j", "F j", ", ", ", "),
    "vank": Form("F, j", "F, j", "; ", "; "),
    "vani": Form("F i", "F i", ", ", ", "),
    "fi": Form("F I", "F I", ", ", ", "),
    "fk": Form("F k", "F k", ", ", f" {AND} "),
    "acs": Form("F, I", "F, I", "; ", "; "),
    "fgs": Form("F, G", "F, G", "; ", "; "),
    "fga": Form("F, G", "F, G", ", ", f" {AND} "),
    "fgx": Form("F, G", "F, G", "; ", f"; {AND} "),
    "fg/": Form("F, G", "F, G", "/", "/"),
    "fgb": Form("F G", "F G", ", ", f" {AND} "),
    "ug": Form("U, G", "U, G", "; ", "; "),
    "uga": Form("U, G", "U, G", "; ", f" {AND} "),
    "ugm": Form("U, G", "G U", ", ", f" {AND} "),
    "ugb": Form("U G", "U G", ", ", f" {AND} "),
    "ui": Form("U, I", "U, I", "; ", "; "),
    "uia": Form("U, i", "U, i", ", ", f" {AND} "),
    "up": Form("U (G)", "U (G)", ", ", f" {AND} "),
    "fp": Form("F (G)", "F (G)", ", ", f" {AND} "),
    "fgn": Form("F G", "F G", " – ", " – "),
    "f": Form("F", "F", "/", "/"),
    "fand": Form("F", "F", ", ", f" {AND} "),
    "u": Form("U", "U", "/", "/"),
    "uj": Form("U j", "U j", ", ", ", "),
    "ub": Form("U k", "U k", ", ", ", "),
    "ga": Form("G F", "G F", "، ", f" {AND}"),
    "cn": Form("FG", "FG", "，", "，"),
    "cnd": Form("FG", "FG", "、", "、"),
    "dot": Form("FG", "FG", "·", "·"),
    "dots": Form("FG", "FG", " · ", " · "),
    "fgc": Form("FG", "FG", ", ", ", "),
    "fgsp": Form("F G", "F G", "、", "、"),
}  # fmt: skip


def initials(given: str, stop: str, blank: str) -> str:
    """The initials of given names.

    >>> initials("Jean-Paul Marie", ".", " ")
    'J.-P. M.'
    """
    parts = [w for w in re.split(r"[ .]+", given) if w]
    joined = ["-".join(p[0] + stop for p in part.split("-") if p) if not part.islower() else part for part in parts]
    return blank.join(joined)


def print_name(family: str, given: str, pattern: str, suffix: str = "") -> str:
    """One name in a pattern of `Form`.

    >>> print_name("de la Cruz", "Ana María", "U, I")
    'DE LA CRUZ, A. M.'
    """
    values = {
        "F": family, "U": family.upper(), "G": given, "I": initials(given, ".", " "), "i": initials(given, ".", ""),
        "j": initials(given, "", "").replace("-", ""), "k": initials(given, "", " "),
    }  # fmt: skip
    text = "".join(values.get(c, c) for c in pattern)
    if suffix:
        text += (" " if pattern in ("F j", "F k") else ", ") + suffix
    return text.strip(" ,") if not given else text


def print_list(people: list[tuple[str, str]], form: Form, connector: str, et_al: str, rng: random.Random) -> str:
    """The printed list; `et_al` closes it where it is not empty.

    >>> print_list([("Roe", "Ann"), ("Doe", "Joe")], FORMS["apa"], "and", "", random.Random(1))
    'Roe, A., & Doe, J.'
    """
    last = form.last.replace(AND, connector)
    names = []
    for i, (family, given) in enumerate(people):
        suffix = rng.choice(["Jr.", "III", "Jr", "II"]) if family.isascii() and rng.random() < 0.006 else ""
        names.append(print_name(family, given, form.other if i else form.first, suffix))
    if et_al:
        return form.separator.join(names) + et_al
    if len(names) == 2 and last.startswith(", ") and not last.startswith(", &") and rng.random() < 0.7:
        last = last[1:]
    return last.join([form.separator.join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
