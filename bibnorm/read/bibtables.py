"""The tables with which .bib entries are read: ``entries.toml``, and the writers' table the other way round."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bibnorm import lang
from bibnorm.text import fold

_CODE = re.compile(r"[a-z]{2}(?:-[A-Za-z0-9]{2,8})*")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|\.)?")


@dataclass(frozen=True, slots=True)
class Tables:
    """See the head of ``entries.toml``."""

    types: Mapping[str, str]
    subtypes: Mapping[str, str]
    genres: Mapping[str, str]
    aliases: Mapping[str, str]
    plain: Mapping[str, list[str]]
    notes: Mapping[str, str]
    roles: Mapping[str, str]
    csl: frozenset[str]
    kept: frozenset[str]
    silent: frozenset[str]
    languages: Mapping[str, str]
    statuses: Mapping[str, str]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables, read once."""
    own = tomllib.loads(files(__package__).joinpath("entries.toml").read_text(encoding="utf-8"))
    # data alone: what the writers make of a variable is what has to be read back
    written: dict[str, Any] = tomllib.loads(files("bibnorm").joinpath("write/fields.toml").read_text(encoding="utf-8"))
    statuses = {word: status for status, word in written["biblatex"]["statuses"].items()}
    # "pt-br" is pt-BR
    codes = {babel: re.sub("(?<=-).*", lambda m: m[0].upper(), code) for code, babel in written["langid"].items()}
    languages = codes | {babel: code for code, babel in reversed(written["langid"].items()) if "-" not in code}
    return Tables(
        types=own["types"],
        subtypes=own["subtypes"],
        genres=own["genres"],
        aliases=own["aliases"],
        plain=own["plain"],
        notes=own["notes"],
        roles=own["roles"],
        csl=frozenset(own["csl"]["names"].split()),
        kept=frozenset(own["kept"]["names"].split()),
        silent=frozenset(own["silent"]["names"].split()),
        languages={fold(name): code for name, code in (languages | own["languages"]).items()},
        statuses=statuses,
    )


@lru_cache(maxsize=256)
def language_code(name: str) -> str:
    """The BCP 47 code of a language that babel, biblatex or a person names; ``""`` for an unknown one.

    >>> language_code("ngerman"), language_code("Spanish"), language_code("pt-BR"), language_code("Klingon")
    ('de', 'es', 'pt-BR', '')
    """
    folded = fold(name.strip()).removeprefix("lang")
    if found := tables().languages.get(folded, ""):
        return found
    if _CODE.fullmatch(name):
        return name
    return _codes_by_name().get(folded, "")


@lru_cache(maxsize=1)
def _codes_by_name() -> Mapping[str, str]:
    return {fold(lang.name(code)): code for code in lang.codes()}


def edition_number(text: str) -> str:
    """An edition as its number where an English ordinal says it, else as it is.

    >>> edition_number("Second"), edition_number("22nd"), edition_number("revised")
    ('2', '22', 'revised')
    """
    if match := _ORDINAL.fullmatch(text):
        return match[1]
    number = lang.ordinals("en").get(fold(text))
    return str(number) if number else text
