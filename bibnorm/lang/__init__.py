"""The words of bibliographies in 32 languages.

The words stand in one TOML file per language, all with the same keys; ``scripts/build_lang.py``
compiles them into ``words.json``, one line a term, which is what is read here, a term on its first use.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bibnorm.errors import ConfigurationError
from bibnorm.text import fold

# A term that is printed in kinds: asking for "thesis" gives all of them.
KINDS = {"thesis": ("thesis", "thesis-doctoral", "thesis-master")}
_MONTHS = ("months", "months-short", "months-other")


@cache
def _compiled() -> tuple[dict[str, str], dict[str, str]]:
    """The names of the languages, and each term's line of ``words.json``."""
    head, *rows, _ = Path(__file__).with_name("words.json").read_text(encoding="utf-8").rstrip().split("\n")
    names: dict[str, str] = json.loads(head.removesuffix(', "terms": {') + "}")["names"]
    return names, {term.strip('"'): line.rstrip(",") for term, _, line in (row.partition(": ") for row in rows)}


@cache
def _term(term: str) -> dict[str, Any]:
    """A term's forms by language; a language without any is not there."""
    try:
        by_code: dict[str, Any] = json.loads(_compiled()[1][term])
    except KeyError:
        raise ConfigurationError(f"no term {term!r} in lang/*.toml; known are {', '.join(terms())}") from None
    return by_code


@cache
def codes() -> tuple[str, ...]:
    """The BCP 47 codes of the known languages.

    >>> codes()[:4], len(codes())
    (('es', 'pt', 'fr', 'de'), 32)
    """
    return tuple(_compiled()[0])


def name(code: str) -> str:
    """The English name of a language.

    >>> name("pl")
    'Polish'
    """
    return _compiled()[0][code]


@cache
def terms() -> tuple[str, ...]:
    """The terms that ``words`` and ``pattern`` know, in the order of the TOML files.

    >>> terms()[:3]
    ('months', 'months-short', 'months-other')
    """
    return tuple(_compiled()[1])


def _rows(term: str, languages: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """``(code, value)`` of a term in the wanted languages, all if none is named."""
    by_code = _term(term)
    return ((code, by_code[code]) for code in languages or codes() if code in by_code)


def _flat(value: Any) -> Iterator[str]:
    """The forms of a list, of a list of rows (months, ordinals) or of a table (other months, particles)."""
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, str):
            yield part
        else:
            yield from part


@cache
def words(term: str, *languages: str) -> tuple[str, ...]:
    """All printed forms of a term, longest first, in the given languages (all if none).

    Forms have their full stops and no brackets ("eds.", not "(eds.)").

    >>> words("et-al", "de")[-2:]
    ('u. a.', 'u.a.')
    >>> "tesis doctoral" in words("thesis", "es")
    True
    """
    return tuple(sorted({*forms(term, *languages)}, key=lambda form: (-len(form), form)))


def forms(term: str, *languages: str) -> Iterator[str]:
    """The same forms as ``words`` has, as the tables list them: not sorted, some more than once."""
    return (form for part in KINDS.get(term, (term,)) for _, value in _rows(part, languages) for form in _flat(value))


def _escape(form: str) -> str:
    """A form as a regex: blanks are any blanks, none needed after a stop; a long word may lack its last stop."""
    escaped = re.sub(r"(\\.)?\\ ", lambda m: rf"{m[1]}\s*" if m[1] == r"\." else rf"{m[1] or ''}\s+", re.escape(form))
    if form.endswith(".") and len(form.rpartition(" ")[2]) > 2:
        escaped = rf"{escaped[:-2]}(?:\.|(?![^\W\d_]))"
    return escaped


@cache
def pattern(term: str, *languages: str) -> str:
    r"""A regex alternation of a term's forms, longest first, without a group around it.

    Blanks match any blanks (none, after a full stop); the last stop of a word of two letters or more may be
    missing. Case is left to the caller's flags, word boundaries too.

    >>> pattern("chapter", "it")
    'capitoli|capitolo|capp(?:\\.|(?![^\\W\\d_]))|cap(?:\\.|(?![^\\W\\d_]))'
    >>> bool(re.fullmatch(pattern("et-al", "de"), "U.A.", re.I))
    True
    """
    return "|".join(_escape(form) for form in words(term, *languages))


def _key(form: str) -> str:
    return fold(form).rstrip(". ")


def _numbered(term: str, languages: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for _, value in _rows(term, languages):
        rows = value.items() if isinstance(value, dict) else enumerate(value, 1)
        for number, forms in rows:
            yield from ((_key(form), int(number)) for form in forms)


def _unambiguous(pairs: Iterator[tuple[str, int]]) -> Mapping[str, int]:
    """A mapping without the forms that mean two numbers (``lis``: Polish November, Croatian October)."""
    found: dict[str, int] = {}
    disputed = {form for form, number in pairs if found.setdefault(form, number) != number}
    return {form: number for form, number in found.items() if form not in disputed}


@cache
def months(*languages: str) -> Mapping[str, int]:
    """Folded month names and abbreviations, without their last stop, to 1..12.

    A form that two of the languages use for two months is left out; ask for one language to have it.

    >>> months()["septiembre"], months()["sept"], months()["marz"], months()["сентября"]
    (9, 9, 3, 9)
    >>> months("pl")["listopada"], months("hr")["listopada"], months().get("listopada")
    (11, 10, None)
    """
    return _unambiguous(pair for term in _MONTHS for pair in _numbered(term, languages))


@cache
def seasons(*languages: str) -> Mapping[str, int]:
    """Folded season names to 1 spring, 2 summer, 3 autumn, 4 winter.

    >>> seasons()["fruhjahr"], seasons()["otono"]
    (1, 3)
    """
    return _unambiguous(_numbered("seasons", languages))


@cache
def ordinals(*languages: str) -> Mapping[str, int]:
    """Folded ordinal numbers to their number.

    >>> ordinals()["primera"], ordinals()["zweite"], ordinals()["third"]
    (1, 2, 3)
    """
    return _unambiguous(_numbered("ordinals", languages))


@cache
def particles(*languages: str) -> Mapping[str, str]:
    """Particles of family names, lower case as printed, to ``dropping`` or ``non-dropping`` (CSL's terms).

    The same word in two languages has the kind of the language that ``codes`` lists first.

    >>> particles()["von"], particles("nl")["van"]
    ('dropping', 'non-dropping')
    """
    found: dict[str, str] = {}
    for _, kinds in _rows("particles", languages):
        for kind, forms in kinds.items():
            for form in forms:
                found.setdefault(form.lower(), kind)
    return found


@cache
def _classes() -> Mapping[str, str]:
    groups = json.loads(Path(__file__).parents[1].joinpath("tag", "classes.json").read_text(encoding="utf-8"))
    return {word: word_class for word_class, group in groups.items() for word in group.split(" ")}


def word_class(word_folded: str) -> str:
    """The class of a folded word, with or without its stop, as a feature for the tagger; or "".

    The table is frozen in ``tag/classes.json``: the shipped model was trained with it, and words that are
    added to a language do not change it.

    >>> word_class("vol."), word_class("vol"), word_class("hrsg."), word_class("universidad"), word_class("p.")
    ('volume', 'volume', 'editor', 'university', 'letter-mark')
    >>> word_class("gatopardo")
    ''
    """
    found = _classes().get(word_folded)
    return _classes().get(word_folded.rstrip("."), "") if found is None else found
