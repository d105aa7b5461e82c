"""Names as BibTeX writes them, so that BibTeX, biber, pandoc and pybtex read the same parts.

Source: btxdoc, section 4, and Tame the BeaST, section 11; biber counts commas within braces too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bibnorm.model import OTHERS, Name
from bibnorm.write.divided import divide
from bibnorm.write.latex import escape, squeeze, unescape

# "Müller", "O’Neil", "García-López", "St.": one word that every reader takes whole
_WORD = r"(?:[^\W\d_]|[.'’‐-])+"
# "Müller", "van Beethoven", "de la Cruz", "Garcia Lorca": the particle in lower case, then words with an ASCII
# capital each but for the last, for BibTeX reads bytes and takes "Álvarez Cruz" for a particle and a name
_FAMILY = re.compile(rf"(?:[a-z]+\.?[ ])*(?:[A-Z]{_WORD}[ ])*{_WORD}")
_GIVEN = re.compile(r"(?:[^\W\d_]|[.'’‐ -])+")
_SUFFIX = re.compile(r"[A-Za-z]*\.?")
_DIVIDING = re.compile(r"[,{}\\~%#&$_^=]|(?:^|\s)and(?:\s|$)", re.IGNORECASE)
_ELIDED = re.compile(r"\w{1,3}['’]")
_CAPITALS = re.compile(r"[^\W\d_]{2,4}(?:[-‐][^\W\d_]{1,2})?|[^\W\d_](?:[-‐][^\W\d_]){1,2}")  # GD, C-H
_GLUED_INITIALS = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_])")  # J.P.
_MONONYM = re.compile(rf"(?![a-z]){_WORD}")
_GLUED = ("'", "’", "-", "‐")


def _tidy(text: str) -> str:
    return " ".join((text if text.isprintable() else squeeze(text)).split())


def _glue(particle: str, family: str) -> str:
    """A particle before its family name: ``van Beethoven``, but ``d'Alembert``."""
    return particle + family if particle.endswith(_GLUED) else f"{particle} {family}".strip()


def _escape(text: str) -> str:
    return escape(text).replace("=", "{=}")  # biber takes "family=" for a notation of its own


def _braced(text: str) -> str:
    return f"{{{_escape(text)}}}"


def _guarded(text: str) -> str:
    return _braced(text) if _DIVIDING.search(text) else text


def _particles(words: Sequence[str]) -> int:
    """How many words at the start are in lower case; the last word is none of them."""
    lower = (i for i, word in enumerate(words[:-1]) if not word[0].islower())
    return next(lower, len(words) - 1)


def _is_lower(word: str) -> bool:
    """Whether biber takes a last word for a particle: ``hooks``, but not ``d'Alembert``."""
    return word[0].islower() and not _ELIDED.match(word)


def _is_read_back(written: str, family: str, suffix: str, given: str) -> bool:
    """Whether BibTeX reads the parts that were meant, braces aside."""
    particles, *parts = divide(written)
    words = family.split()
    last, lineage, first = (unescape(" ".join(part)) for part in parts)
    return (
        particles == words[: len(particles)]
        and len(particles) in (0, _particles(words))
        and (last, lineage, first) == (" ".join(words[len(particles) :]), suffix, given)
    )


def _unusual(family: str, suffix: str, given: str) -> str:
    """A name that some reader divides otherwise: with braces around the parts that must hold together."""
    words = family.split()
    count = _particles(words)
    capital = all("A" <= word[0] <= "Z" for word in words[count:-1]) and not _is_lower(words[-1])
    particles = " ".join(words[:count])
    candidates = [_braced(family)]
    if not _DIVIDING.search(particles):
        candidates.insert(0, f"{particles} {_braced(' '.join(words[count:]))}".strip())
    if capital and not _DIVIDING.search(family):
        candidates.insert(0, family)
    for candidate in candidates:
        written = ", ".join(part for part in (candidate, _guarded(suffix), _guarded(given)) if part)
        if written.count(",") <= 2 and _is_read_back(written, family, suffix, given):
            return written
    return _braced(" ".join(part for part in (given, family, suffix) if part))


def part_initials(given: str) -> str:
    """Initials one by one, as BibTeX needs them to keep them all: it would make ``G.`` of ``GD``.

    >>> part_initials("GD"), part_initials("J.P."), part_initials("C-H"), part_initials("Mary JO"), part_initials("Ana")
    ('G. D.', 'J. P.', 'C.-H.', 'Mary JO', 'Ana')
    """
    if _CAPITALS.fullmatch(given) and given.isupper():
        return "-".join(". ".join(group) + "." for group in re.split("[-‐]", given))
    return _GLUED_INITIALS.sub(" ", given) if "." in given else given


@lru_cache(maxsize=8192)
def format_name(name: Name) -> str:
    """One name in BibTeX's notation; ``""`` for a name without letters.

    >>> format_name(Name(family="Beethoven", given="Ludwig", dropping_particle="van"))
    'van Beethoven, Ludwig'
    >>> format_name(Name(family="Ortega y Gasset", given="José"))
    '{Ortega y Gasset}, José'
    >>> format_name(Name(family="King", given="Martin Luther", suffix="Jr."))
    'King, Jr., Martin Luther'
    >>> format_name(Name(literal="Social Security Administration"))
    '{Social Security Administration}'
    """
    if name.literal:
        return _braced(name.literal)
    family, given = _tidy(name.family), _tidy(part_initials(name.given))
    suffix = _tidy(name.suffix) if name.suffix else ""
    if name.dropping_particle or name.non_dropping_particle:
        family = _glue(_tidy(f"{name.dropping_particle} {name.non_dropping_particle}"), family)
    if not given or not family:
        whole = _tidy(f"{given} {family} {suffix}")
        return whole if _MONONYM.fullmatch(whole) and whole.lower() != "others" else whole and _braced(whole)
    usual = _FAMILY.fullmatch(family) and _GIVEN.fullmatch(given) and _SUFFIX.fullmatch(suffix)
    if usual and not _DIVIDING.search(f"{family} + {given}") and not _is_lower(family.rpartition(" ")[2]):
        return f"{family}, {suffix}, {given}" if suffix else f"{family}, {given}"
    return _unusual(family, suffix, given)


def format_names(names: Sequence[Name]) -> str:
    """A list of names joined by ``and``; *et al.* is ``and others``.

    >>> format_names((Name(family="Achin", given="Catherine"), OTHERS))
    'Achin, Catherine and others'
    >>> format_names((Name(literal="World Bank"),))
    '{World Bank}'
    """
    others = [name.literal == "others" and name == OTHERS for name in names]
    written = [format_name(name) for name, other in zip(names, others, strict=True) if not other]
    written = [text for text in written if text]
    if not written:
        return ""
    return " and ".join([*written, "others"] if any(others) else written)
