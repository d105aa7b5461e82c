"""Citation keys: ASCII, lower case, the same on every machine.

Source: what Better BibTeX, Zotero and JabRef have in common, and the characters that BibTeX,
biber, pandoc and LaTeX all take: letters, digits and ``_ : . / + -``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from string import Formatter

from bibnorm.errors import ConfigurationError
from bibnorm.lang import words
from bibnorm.model import OTHERS, Name, Record

PATTERN = "{family}{year}{titleword}"
LIMIT = 40
NAME_LIMIT = 24
TITLE_WORDS = 3  # where no name stands before the year

# "l'homme" is two words, "co-operation" is one
_WORD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_OUTSIDE = re.compile(r"[^a-z0-9_:./+-]+")
# what BibTeX, biber, pandoc or LaTeX do not take in a key
_UNSAFE = re.compile(r"[\s\"#%'(),={}~\\@;?]+")
_ACRONYM = re.compile(r"\(([A-Z]{2,8})\)")
# "HIRAGANA LETTER SMALL YA", "HANGUL SYLLABLE HAN", "DEVANAGARI LETTER KA", "THAI CHARACTER KO KAI"
_NAMED = re.compile(r"(?:LETTER|SYLLABLE|CHARACTER)(?: SMALL| CAPITAL)? ([A-Z]+)")


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, str]]:
    raw = tomllib.loads(files("bibnorm").joinpath("keys.toml").read_text(encoding="utf-8"))
    return {name: dict(pair.split(":") for pair in row.split()) for name, row in raw.items()}


@lru_cache(maxsize=1)
def _letters() -> Mapping[str, str]:
    return {c: sound for name, row in _tables().items() if name != "chinese-names" for c, sound in row.items()}


@lru_cache(maxsize=4096)
def _sound(char: str) -> str | None:
    """A lower-case character in ASCII letters and digits; None for one whose sound is not known."""
    if char in _letters():
        return _letters()[char]
    base = unicodedata.normalize("NFKD", char)
    ascii_part = "".join(c for c in base if c.isascii() and c.isalnum())
    if ascii_part or not char.isalnum():
        return ascii_part.lower()
    if base[0] in _letters():
        return _letters()[base[0]]
    named = _NAMED.search(unicodedata.name(char, ""))
    return named[1].lower() if named else None


@lru_cache(maxsize=32768)
def transliterate(text: str) -> str | None:
    """Text in ASCII letters and digits, or None where a character has no known sound.

    >>> transliterate("Łódź"), transliterate("Щукин"), transliterate("Παπαδόπουλος"), transliterate("한국")
    ('lodz', 'shchukin', 'papadopoylos', 'hangug')
    >>> transliterate("東京")
    """
    if text.isascii():
        return text.lower() if text.isalnum() else "".join(c for c in text.lower() if c.isalnum())
    text = unicodedata.normalize("NFC", text).lower()
    sounds = [_sound(c) for c in text]
    return None if None in sounds else "".join(sound for sound in sounds if sound)


@lru_cache(maxsize=1)
def _stopwords() -> frozenset[str]:
    """Function words of all languages, accents kept: Spanish *mar* is no Hungarian *már*."""
    return frozenset(word.casefold() for word in words("stopwords"))


def _significant(text: str) -> Iterator[str]:
    """The words of a text that carry meaning, in ASCII; all words where none does."""
    weak, strong = [], False
    for word in _WORD.findall(text):
        sound = transliterate(word)
        if sound and len(sound) > 1 and word.casefold() not in _stopwords():
            strong = True
            yield sound
        elif sound:
            weak.append(sound)
    yield from () if strong else weak


def _characters(text: str) -> str:
    """Letters by their code points, for a name in Chinese characters of unknown sound."""
    return "".join(f"u{ord(c):x}" for c in text if c.isalnum())[:12]


def _organisation(literal: str) -> str:
    """An acronym in brackets, the initials of three words or more, else the first word."""
    if acronym := _ACRONYM.search(literal):
        return acronym[1].lower()
    found = list(_significant(literal))
    return "".join(word[0] for word in found) if len(found) > 2 else next(iter(found), "")


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff"


def _family(name: Name) -> str:
    """The family name without its particles, in ASCII.

    >>> _family(Name(family="Beethoven", non_dropping_particle="van")), _family(Name(family="de la Cruz"))
    ('beethoven', 'cruz')
    >>> _family(Name(literal="World Health Organization")), _family(Name(literal="王小明"))
    ('who', 'wang')
    """
    whole = name.literal or name.family or name.given
    if whole and min(whole) >= "\u3400" and all(map(_is_han, whole)):
        surname = whole[0] if len(whole) == 1 or (len(whole) < 4 and not name.given) else whole
        return _tables()["chinese-names"].get(surname) or _characters(whole)
    if name.literal:
        return _organisation(name.literal) or _characters(name.literal)
    parts = whole.split()
    while len(parts) > 1 and parts[0][0].islower():
        del parts[0]
    return transliterate("".join(parts)) or _characters(whole)


def _first_name(record: Record) -> str:
    """The family name of the first author, of a book without one that of the first editor."""
    people = record.author or (() if record.container_title else record.editor)
    return next((_family(name) for name in people if name != OTHERS), "")


def _parts(record: Record) -> dict[str, str]:
    title = list(islice(_significant(record.title or record.container_title or record.publisher), TITLE_WORDS))
    year = record.issued.year if record.issued else None
    name = _first_name(record)
    return {
        "family": (name or "".join(title[:TITLE_WORDS]) or transliterate(record.type) or "")[:NAME_LIMIT],
        "year": "nd" if year is None else str(year).replace("-", "bc"),
        "titleword": title[0] if name and title else "",
        "title": "".join(title[:TITLE_WORDS]) if name else "",
    }


def _formatter(pattern: str) -> Callable[[Record], str]:
    """The base key of a record by a pattern; an unknown part of the pattern is an error of the configuration."""
    known = _parts(Record())
    try:
        named = [field for _, field, _, _ in Formatter().parse(pattern) if field is not None]
    except ValueError as error:
        raise ConfigurationError(f'key = "{pattern}": {error}') from error
    unknown = [field for field in named if field not in known]
    if unknown or not named:
        listed = ", ".join(f"{{{field}}}" for field in known)
        wrong = f"there is no {{{unknown[0]}}}" if unknown else "it names no part of the reference"
        raise ConfigurationError(f'key = "{pattern}": {wrong}; use {listed}')

    def base(record: Record) -> str:
        return _OUTSIDE.sub("", pattern.format_map(_parts(record)).lower())[:LIMIT] or "nd"

    return base


def _suffix(count: int) -> str:
    """a, b, ... z, aa, ab, ...

    >>> _suffix(1), _suffix(26), _suffix(27)
    ('a', 'z', 'aa')
    """
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def make_keys(records: Sequence[Record], pattern: str = PATTERN, *, taken: Collection[str] = ()) -> tuple[str, ...]:
    """Keys for records, in their order; of several alike the first keeps its key, the next get a, b, c.

    Args:
        records: the works, in the order of appearance.
        pattern: text with ``{family}``, ``{year}``, ``{titleword}`` or ``{title}`` (three words).
        taken: keys that exist already; case does not part two keys.

    Raises:
        ConfigurationError: for a pattern that cannot be used.

    >>> from bibnorm.model import Date
    >>> roe = Record(author=(Name(family="Peña", given="Ana"),), title="El mar", issued=Date(parts=((1999,),)))
    >>> make_keys([roe, roe, Record(title="The causes of tides"), Record(title="The causes of tides")])
    ('pena1999mar', 'pena1999mara', 'causestidesnd', 'causestidesnda')
    """
    base = _formatter(pattern)
    used = {key.lower() for key in taken}
    clashes: dict[str, int] = {}
    keys = []
    for record in records:
        key = first = base(record)
        while key in used:
            clashes[first] = clashes.get(first, 0) + 1
            suffix = _suffix(clashes[first])
            key = first[: LIMIT - len(suffix)] + suffix
        used.add(key)
        keys.append(key)
    return tuple(keys)


def keep_keys(
    records: Sequence[Record],
    brought: Sequence[str],
    pattern: str = PATTERN,
    *,
    bib: bool = True,
    taken: Collection[str] = (),
) -> tuple[str, ...]:
    """Keys for records of which some bring one: it stays, unless another has it before.

    Args:
        records: the works, in the order of appearance.
        brought: for each its own key, or ``""``.
        pattern: for the keys that are made; as for ``make_keys``.
        bib: the keys are for a .bib file, where not every character can stand.
        taken: keys that exist already; case does not part two keys.

    >>> keep_keys([Record(title="Sea"), Record(title="Sky"), Record(title="Salt")], ["Roe 1990", "", "roe-1990"])
    ('Roe-1990', 'skynd', 'roe-1990a')
    """
    wanted = [_UNSAFE.sub("-", key.strip()).strip("-") if bib else key for key in brought]
    given: dict[int, str] = {}
    used = {key.lower() for key in taken}
    for index, key in enumerate(wanted):
        if not key:
            continue
        count, first = 0, key
        while key.lower() in used or (count and key in wanted):
            count += 1
            key = first + _suffix(count)
        used.add(key.lower())
        given[index] = key
    rest = [record for index, record in enumerate(records) if index not in given]
    made = iter(make_keys(rest, pattern, taken=used))
    return tuple(given[index] if index in given else next(made) for index in range(len(records)))
