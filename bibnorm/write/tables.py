"""``fields.toml``: which CSL type and variable goes where in BibTeX and biblatex."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Dialect:
    """What BibTeX or biblatex has: its entry types and the fields that each of them admits.

    Attributes:
        name: ``bibtex`` or ``biblatex``.
        types: CSL type → entry type; a type that is not there is ``misc``.
        places: entry type → CSL variable → fields that may take the variable, in order of preference.
        requires: entry type → required fields, ``a|b`` where either will do.
        admits: entry type → its fields.
        lists: fields in which "and" parts two values.
        order: field → its place in an entry.
        words: the remaining tables of the dialect, by name.
    """

    name: str
    types: Mapping[str, str]
    places: Mapping[str, Mapping[str, tuple[str, ...]]]
    requires: Mapping[str, tuple[str, ...]]
    admits: Mapping[str, frozenset[str]]
    lists: frozenset[str]
    order: Mapping[str, int]
    words: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))


def _candidates(entry_type: str, admitted: frozenset[str], listed: list[str]) -> tuple[str, ...]:
    """The fields of a list that an entry type has; ``report.number`` is for reports alone."""
    wanted = (field.rpartition(".") for field in listed)
    return tuple(field for only, _, field in wanted if only in ("", entry_type) and field in admitted)


@lru_cache(maxsize=2)
def dialect(name: str) -> Dialect:
    """The tables of ``bibtex`` or ``biblatex``.

    >>> dialect("biblatex").places["report"]["publisher"], dialect("bibtex").types["thesis"]
    (('institution',), 'phdthesis')
    """
    table = _table()[name]
    every = table["admits"].pop("every").split()
    admits = {kind: frozenset(row.split() + every) for kind, row in table["admits"].items()}
    return Dialect(
        name=name,
        types=table["types"],
        places={
            kind: {variable: _candidates(kind, admitted, row) for variable, row in table["places"].items()}
            for kind, admitted in admits.items()
        },
        requires={kind: tuple(row) for kind, row in table["requires"].items()},
        admits=admits,
        lists=frozenset(table["lists"].split()),
        order={field: rank for rank, field in enumerate(table["order"].split())},
        words={key: row for key, row in table.items() if key in ("subtypes", "subtype_names", "genres", "statuses")},
    )


@lru_cache(maxsize=1)
def note_words() -> Mapping[str, str]:
    """The words with which a value without a field of its own stands in ``note``."""
    words: dict[str, str] = _table()["note"]
    return words


@lru_cache(maxsize=256)
def langid(language: str) -> str:
    """Babel's name of a BCP 47 language, or ``""``.

    >>> langid("pt-BR"), langid("es-CL"), langid("xx")
    ('brazilian', 'spanish', '')
    """
    names: dict[str, str] = _table()["langid"]
    code = language.lower().replace("_", "-")
    return names.get(code) or names.get(code.partition("-")[0], "")
