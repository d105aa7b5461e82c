"""Lists of names in BibTeX's notation, and in biblatex's.

Source: btxdoc, section 4; Tame the BeaST, section 11; biblatex 3.18, section 3.5. Where BibTeX makes a
particle of every word in lower case (``Ortega y Gasset, José``), only the words at the beginning are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bibnorm import lang
from bibnorm.model import OTHERS, Name
from bibnorm.read.latex import closing_brace, decode_latex

AND = re.compile(r"(?<=[\s}])and(?=[\s{])", re.IGNORECASE)
COMMA = re.compile(r",")
BLANK = re.compile(r"[\s~]+")
PART = re.compile(r"\s*(?P<part>family|given|prefix|suffix|useprefix|[a-z]+-i)\s*=\s*(?P<value>.*)", re.DOTALL)
BRACED = re.compile(r"(?<!\\)\{(?!\\)")


@dataclass(frozen=True, slots=True)
class NameList:
    """Names, the LaTeX commands that they lost, and those that nobody can divide."""

    names: tuple[Name, ...]
    lost: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


def parse_name_list(latex: str) -> NameList:
    r"""The names of a field.

    >>> found = parse_name_list(r"{Ortega y Gasset}, Jos\'e and van Beethoven, Ludwig and {World Bank} and others")
    >>> for name in found.names:
    ...     print(name.literal or (name.non_dropping_particle, name.family, name.given))
    ('', 'Ortega y Gasset', 'José')
    ('van', 'Beethoven', 'Ludwig')
    World Bank
    others
    """
    names: list[Name] = []
    odd: list[str] = []
    pieces = [piece for piece in split_outside(f" {latex} ", AND) if piece.strip()]
    for piece in pieces:
        try:
            names.append(parse_name(piece.strip()))
        except ValueError:
            odd.append(decode_latex(piece).text)
            names.append(Name(literal=odd[-1]))
    lost = tuple(dict.fromkeys(command for piece in pieces for command in decode_latex(piece).lost))
    return NameList(tuple(name for name in names if name != Name()), lost, tuple(odd))


def split_outside(latex: str, sign: re.Pattern[str]) -> Iterator[str]:
    """The pieces of a text between signs that stand in no braces."""
    start = at = 0
    while at < len(latex):
        if latex[at] == "{":
            at = closing_brace(latex, at) + 1
            continue
        match = sign.match(latex, at)
        if match and match.end() > at:
            yield latex[start:at]
            start = at = match.end()
        else:
            at += 1
    yield latex[start:]


@lru_cache(maxsize=8192)
def parse_name(latex: str) -> Name:
    """One name.

    Raises:
        ValueError: it has more commas than a name can have.

    >>> parse_name("King, Jr., Martin Luther").suffix, parse_name("Jean de La Fontaine").family
    ('Jr.', 'La Fontaine')
    >>> parse_name("family=Hooft, given=Pieter, prefix='t").family
    'Hooft'
    """
    if latex.lower() in ("others", "et al.", "et al"):
        return OTHERS
    if latex.startswith("{") and closing_brace(latex, 0) == len(latex) - 1 and not latex.startswith("{\\"):
        return Name(literal=_plain(latex))
    parts = [part.strip() for part in split_outside(latex, COMMA)]
    if PART.match(parts[0]) and "=" in parts[0]:
        return _extended(parts)
    while len(parts) > 1 and not parts[-1]:
        parts.pop()  # "Plato,"
    if len(parts) > 3:
        raise ValueError(latex)
    if len(parts) == 1:
        return _natural(list(_words(parts[0])))
    given, suffix = (parts[2], parts[1]) if len(parts) == 3 else (parts[1], "")
    particles, family = divide_family(list(_words(parts[0])))
    return _name(particles, family, _plain(given), _plain(suffix))


def _words(latex: str) -> Iterator[str]:
    return (word for word in split_outside(latex, BLANK) if word)


def _plain(latex: str) -> str:
    return decode_latex(latex).text


def _is_lower(word: str) -> bool:
    """Whether BibTeX takes a word for a particle: its first letter, outside braces, is in lower case."""
    if BRACED.match(word):
        return False
    letter = next((c for c in _plain(word) if c.isalpha()), "")
    return letter.islower()


def divide_family(words: list[str]) -> tuple[list[str], list[str]]:
    """Particles and family name: the words in lower case at the beginning, of which the last word is none.

    >>> divide_family(["de", "la", "Cruz", "y", "Luz"]), divide_family(["hooks"])
    ((['de', 'la'], ['Cruz', 'y', 'Luz']), ([], ['hooks']))
    """
    count = next((i for i, word in enumerate(words[:-1]) if not _is_lower(word)), max(len(words) - 1, 0))
    return words[:count], words[count:]


def _natural(words: list[str]) -> Name:
    """``First von Last``: the family name begins with the first word in lower case."""
    if len(words) < 2:
        return Name(family=_plain(" ".join(words)))
    start = next((i for i, word in enumerate(words[:-1]) if _is_lower(word)), len(words) - 1)
    if start and start < len(words) - 1 and _plain(words[start]) in lang.words("and", "es", "ca"):
        start -= 1  # "José Ortega y Gasset"
        return _name([], words[start:], _plain(" ".join(words[:start])), "")
    particles, family = divide_family(words[start:])
    return _name(particles, family, _plain(" ".join(words[:start])), "")


def _name(particles: list[str], family: list[str], given: str, suffix: str) -> Name:
    particle = _plain(" ".join(particles))
    return with_particle(Name(_plain(" ".join(family)), given, suffix=suffix), particle)


def with_particle(name: Name, particle: str) -> Name:
    """A name with its particle as the one or the other of CSL's kinds.

    >>> with_particle(Name(family="Humboldt"), "von").dropping_particle
    'von'
    """
    if not particle:
        return name
    dropping = lang.particles().get(particle.lower()) == "dropping"
    kind = ("", particle) if not dropping else (particle, "")
    return Name(name.family, name.given, *kind, name.suffix, name.literal)


def _extended(parts: list[str]) -> Name:
    """``family=Hooft, given=Gerard, prefix=’t, useprefix=true``."""
    found = {match["part"]: _plain(match["value"]) for part in parts if (match := PART.match(part))}
    prefix = found.get("prefix", "")
    kept = found.get("useprefix", "").lower() == "true"
    name = Name(found.get("family", ""), found.get("given", ""), suffix=found.get("suffix", ""))
    return Name(name.family, name.given, "", prefix, name.suffix) if kept else with_particle(name, prefix)
