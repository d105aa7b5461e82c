"""What a round trip may change: the rows of a data file, each with the way in which the values differ, and why.

A row says: in these formats (and these CSL types) the value of this field comes back otherwise, namely so.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

CASES = Path(__file__).parent / "cases"
Item = dict[str, Any]
PARTS = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix", "literal")
DATES = ("issued", "accessed", "original-date", "event-date")
NAMES = ("author", "editor", "translator", "container-author")


@dataclass
class Row:
    """A loss that is known, and whether it was met."""

    field: str
    how: str
    why: str
    formats: tuple[str, ...]
    types: frozenset[str] = frozenset()
    to: str = ""
    met: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        only = f" of {', '.join(sorted(self.types))}" if self.types else ""
        return f"{self.field}{only}: {self.how} {self.to}".strip()


@dataclass(frozen=True)
class Difference:
    """A field of an item that came back otherwise."""

    fmt: str
    field: str
    before: Item
    after: Item

    def __str__(self) -> str:
        values = f"{self.before.get(self.field)!r} came back as {self.after.get(self.field)!r}"
        return f"{self.fmt}: {self.before.get('id', '')} ({self.before['type']}): {self.field}: {values}"


def rows(name: str) -> list[Row]:
    """The rows of a data file."""
    table = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["loss"]
    made = []
    for entry in table:
        types = frozenset(entry.pop("types", "").split())
        for name in entry.pop("field").split():
            made.append(Row(name, types=types, formats=tuple(entry["formats"].split()), **_rest(entry)))
    return made


def _rest(entry: dict[str, str]) -> dict[str, Any]:
    assert len(entry["why"]) > 15, entry
    return {key: value for key, value in entry.items() if key != "formats"}


def differences(fmt: str, before: Item, after: Item) -> Iterator[Difference]:
    """The fields in which two items differ."""
    for name in sorted((before.keys() | after.keys()) - {"id"}):
        if before.get(name) != after.get(name):
            yield Difference(fmt, name, before, after)


def explain(found: Difference, known: list[Row]) -> bool:
    """Whether a row says of a difference that it may be; the row remembers it."""
    for row in known:
        fits = found.field == row.field and found.fmt in row.formats
        if fits and (not row.types or found.before["type"] in row.types) and HOWS[row.how](found, row.to):
            row.met.add(found.fmt)
            return True
    return False


def unmet(known: list[Row], fmt: str) -> list[str]:
    """The rows of a format that nothing showed: the loss is gone, and so should be the row."""
    return [str(row) for row in known if fmt in row.formats and fmt not in row.met]


# ------------------------------------------------------------------ values as text
def letters(value: object) -> str:
    """Letters and digits, without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", str(value)).casefold() if c.isalnum())


def name_text(name: dict[str, str] | str) -> str:
    """A name in natural order."""
    return name if isinstance(name, str) else " ".join(name[part] for part in PARTS if part in name)


def words(value: Any) -> list[str]:
    """The pieces of a value that must stand somewhere: names, parts of a date, a text."""
    if isinstance(value, list):
        return [letters(name_text(name)) for name in value]
    if isinstance(value, dict):
        numbers = [letters(abs(n) if n >= 0 else n) for part in value.get("date-parts", []) for n in part[:1]]
        return [*numbers, letters(value.get("raw", ""))]
    return [letters(value)]


def is_within(value: Any, text: Any) -> bool:
    """Whether the letters of a value stand in a text."""
    return all(word in letters(text) for word in words(value))


def names_agree(found: Difference, change: Callable[[str], str]) -> bool:
    """Whether two lists of names are alike once each of them is changed."""
    before, after = found.before.get(found.field, []), found.after.get(found.field, [])
    return [change(name_text(name)) for name in before] == [change(name_text(name)) for name in after]


# ------------------------------------------------------------------ the ways in which a value differs
def text_after(found: Difference, change: Callable[[str], str]) -> bool:
    return change(str(found.before.get(found.field))) == change(str(found.after.get(found.field)))


def gone(found: Difference, value: str) -> bool:
    """The value (or this value alone) is lost."""
    return found.field not in found.after and value in ("", found.before.get(found.field))


def added(found: Difference, wanted: str) -> bool:
    return found.field not in found.before and wanted in ("", found.after.get(found.field))


def became(found: Difference, to: str) -> bool:
    return str(found.after.get(found.field)) == to


def moved(found: Difference, to: str) -> bool:
    """The value stands in another field now; what this one holds instead is another difference."""
    after = found.after.get(to, "")
    text = " ".join(map(name_text, after)) if isinstance(after, list) else after
    if isinstance(after, dict):
        return bool(after == found.before.get(found.field))
    value = found.before.get(found.field)
    return value is not None and is_within(value, f"arXiv:{text}" if to == "arxiv" else text)


def anywhere(found: Difference, _: str) -> bool:
    """The value stands in some other field."""
    value = found.before.get(found.field)
    others = (v for name, v in found.after.items() if name != found.field and isinstance(v, str))
    return value is not None and any(is_within(value, other) for other in others)


def filled(found: Difference, _: str) -> bool:
    """The field took in what has no field of its own; what it held before is still there."""
    return is_within(found.before.get(found.field, ""), found.after.get(found.field, ""))


def joined(found: Difference, _: str) -> bool:
    """The field holds its value, and another one with it."""
    return found.field in found.before and is_within(found.before[found.field], found.after.get(found.field, ""))


def of_other(found: Difference, source: str) -> bool:
    """The field holds what another one held before."""
    value = found.before.get(source)
    text = str(found.after.get(found.field, ""))
    if isinstance(value, list):
        return found.after.get(found.field) == value
    return value is not None and letters(text) != "" and letters(text) in letters(value)


def season(found: Difference, _: str) -> bool:
    """Seasons as months from 21 on."""
    parts = found.after.get(found.field, {}).get("date-parts", [])
    years = [list(part[:1]) for part in parts]
    said = found.before.get(found.field, {})
    return (
        "season" in said
        and [y for i, y in enumerate(years) if y not in years[:i]] == said["date-parts"]
        and all(len(part) == 2 and 20 < part[1] < 25 for part in parts)
    )


def shorter(found: Difference, _: str) -> bool:
    """A date of which only the first parts, or the first date, came back."""
    if "circa" in found.before.get(found.field, {}):
        return False
    before, after = (side.get(found.field, {}).get("date-parts", []) for side in (found.before, found.after))
    whole = all(a == b[: len(a)] for a, b in zip(after, before, strict=False))
    return bool(after) and len(after) <= len(before) and whole and found.field in found.before


def uncertain(found: Difference, _: str) -> bool:
    """A date that lost its circa."""
    return {**found.after.get(found.field, {}), "circa": True} == found.before.get(found.field)


def calendar(found: Difference, _: str) -> bool:
    """A day that the calendar does not have, back as print."""
    return "raw" in found.after.get(found.field, {}) and "date-parts" in found.before.get(found.field, {})


def roman(found: Difference, _: str) -> bool:
    from bibnorm.write.biblatex import roman_value

    numbers = re.split(r"[\s,.]+", str(found.before.get(found.field)))
    return ", ".join(str(roman_value(n) or n) for n in numbers) == str(found.after.get(found.field))


def literal(found: Difference, _: str) -> bool:
    """A name in one part became one in another, or an organisation's."""
    return names_agree(found, lambda name: " ".join(name.split()))


def ordinal(found: Difference, _: str) -> bool:
    from bibnorm.write.bibtex import _ordinal

    return found.after.get(found.field) == _ordinal(str(found.before.get(found.field)))


HOWS: dict[str, Callable[[Difference, str], bool]] = {
    "gone": gone,
    "added": added,
    "became": became,
    "moved to": moved,
    "moved": anywhere,
    "filled": filled,
    "joined": joined,
    "holds": of_other,
    "recased": lambda found, _: text_after(found, lambda s: re.sub("[`'‘’“”]+", "'", s.replace("\u00a0", " ").lower())),
    "case": lambda found, _: text_after(found, str.casefold),
    "typography": lambda found, _: text_after(
        found,
        lambda s: s.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”").replace("`", "‘"),
    ),
    "percent-encoded": lambda found, _: (
        unquote(str(found.after.get(found.field))) == "".join(str(found.before.get(found.field)).split())
    ),
    "without tags": lambda found, _: text_after(found, lambda s: re.sub("<[^<>]*>", "", s)),
    "in part": lambda found, _: is_within(found.after.get(found.field, "\0"), found.before.get(found.field, "")),
    "without its label": lambda found, to: is_within(found.after.get(to, "\0"), found.before.get(found.field, "")),
    "moved in part": lambda found, _: (
        is_within(found.after.get(found.field, "\0"), found.before.get(found.field, ""))
        and found.before.get(found.field, "").startswith(found.after.get(found.field, "\0"))
    ),
    "print": lambda found, _: (
        "raw" in found.after.get(found.field, {})
        and is_within(found.before.get(found.field, {}), found.after[found.field]["raw"])
    ),
    "ordinal read": lambda found, _: (
        ordinal(Difference(found.fmt, found.field, found.after, found.before), "")
        or re.sub("\\D", "", str(found.before.get(found.field))) == found.after.get(found.field)
    ),
    "dashes": lambda found, _: text_after(found, lambda s: re.sub("[‐‑–—]", "-", s)),
    "region added": lambda found, _: (
        str(found.after.get(found.field)).partition("-")[0] == found.before.get(found.field)
    ),
    "region lost": lambda found, _: (
        str(found.before.get(found.field)).partition("-")[0] == found.after.get(found.field)
    ),
    "names parted otherwise": literal,
    "names' letters kept": lambda found, _: names_agree(found, lambda name: "".join(sorted(letters(name)))),
    "names' stops and quotes": lambda found, _: names_agree(
        found, lambda name: re.sub("[.\\s\u00a0]+", "", name.replace("'", "’"))
    ),
    "blanks": lambda found, _: text_after(found, lambda s: "".join(s.split())),
    "stop": lambda found, _: text_after(found, lambda s: s.rstrip(".")),
    "number": lambda found, _: str(found.after.get(found.field)) == str(found.before.get(found.field)).split()[0],
    "season": season,
    "shorter": shorter,
    "uncertain": uncertain,
    "no day of the calendar": calendar,
    "roman": roman,
    "ordinal": ordinal,
}
