"""The samples with their gold, and the judge of what bibnorm reads in them."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "samples"
WRAPPED = ("mixed", "thesis")  # the other files stand one reference a line
FILES = tuple(sorted(p.stem for p in FOLDER.glob("*.txt")))

NAMES = ("author", "editor", "translator", "container-author")
DATES = ("issued", "accessed", "original-date", "event-date")
NUMBERS = ("volume", "issue", "page", "number-of-pages", "number-of-volumes", "collection-number")
TEXT = (
    *("title", "container-title", "collection-title", "original-title", "publisher", "publisher-place", "genre"),
    *("event-title", "event-place", "medium", "status", "number", "chapter-number"),
)
SIGNS = ("DOI", "URL", "ISBN", "ISSN", "PMID", "PMCID")
JUDGED = ("type", *NAMES, *DATES, *NUMBERS, "edition", *TEXT, *SIGNS)

Row = dict[str, Any]
OTHERS = {"literal": "others"}
PARTS = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix", "literal")
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u1100-\u11ff]")
PARTICLES = {"da", "das", "de", "den", "der", "di", "do", "dos", "du", "la", "van", "von", "d"}


def gold(name: str) -> list[Row]:
    """The rows of one file's gold."""
    lines = (FOLDER / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


# ------------------------------------------------------------------ folding
def fold(value: object) -> str:
    """Letters and digits without case and accents."""
    text = unicodedata.normalize("NFKD", str(value)).casefold()
    return "".join(c for c in text if c.isalnum())


def plain(value: object) -> str:
    """A text as printed, but for blanks, the kinds of quotes and dashes, and stops at its edges.

    >>> plain("„Salz – und Brot“ ")
    "'Salz-undBrot'"
    """
    text = re.sub(r"[\"'`´“”„«»‘’‚‹›]+", "'", re.sub(r"[‐‑‒–—―−]", "-", str(value)))
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).strip(".,;:/-")


def arabic(text: str) -> str:
    """A Roman numeral as a number, anything else as it is."""
    if not re.fullmatch(r"(?=.)m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", text):
        return text.lstrip("0") or text
    worth = dict(zip("ivxlcdm", (1, 5, 10, 50, 100, 500, 1000), strict=True))
    values = [worth[c] for c in text]
    return str(sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True)))


def numbers(value: object) -> list[str]:
    """The parts of a volume, issue or page, a shortened last page completed.

    >>> numbers("135-58") == numbers("135–158"), numbers("XII") == numbers("12")
    (True, True)
    """
    parts = [arabic(fold(p)) for p in re.findall(r"[^\W_]+", str(value))]
    if len(parts) == 2 and len(parts[1]) < len(parts[0]) and all(p.isdigit() for p in parts):
        parts[1] = parts[0][: len(parts[0]) - len(parts[1])] + parts[1]
    return parts


def edition(value: object) -> str:
    """The number of an edition where it has one, else its words."""
    found = re.search(r"\d+", str(value))
    return found.group() if found else fold(value)


# ------------------------------------------------------------------ people and dates
def family(name: Row) -> list[str]:
    """The words of a family name without its particles."""
    words = [fold(w) for w in re.split(r"[\s'’]+", name.get("family", name.get("literal", "")))]
    return [w for w in words if w not in PARTICLES] or words


def person(name: Row) -> tuple[list[str], bool, Counter[str]]:
    """What two readings of a name must share: the family, whether it is divided, all letters."""
    letters = fold("".join(name.get(part, "") for part in PARTS))
    if CJK.search(letters):  # family and given name stand together there
        return [], True, Counter(letters)
    return family(name), "literal" in name, Counter(letters)


def date(value: Row) -> list[list[int]]:
    """The parts of a date, a season as month 21 to 24."""
    parts = [[int(n) for n in part] for part in value.get("date-parts", [])]
    season = value.get("season")
    return [[*part, 20 + int(season)] for part in parts] if season and len(parts) == 1 else parts


# ------------------------------------------------------------------ the verdict
def agrees(field: str, expected: Any, read: Any) -> bool:
    """Whether a value is the expected one."""
    if field in NAMES:
        return [person(name) for name in expected] == [person(name) for name in read]
    if field in DATES:
        return date(expected) == date(read)
    if field in NUMBERS:
        return numbers(expected) == numbers(read)
    if field == "edition":
        return edition(expected) == edition(read)
    return plain(expected) == plain(read)


def wrong(row: Row, item: Row) -> dict[str, tuple[Any, Any]]:
    """The fields of an item that differ from its gold, each with what is expected and what was read."""
    different = {}
    for field in JUDGED:
        expected, read = row["fields"].get(field), item.get(field)
        accepted = [expected, *row.get("also", {}).get(field, [])]
        same = any(
            a is read is None or (a is not None and read is not None and agrees(field, a, read)) for a in accepted
        )
        if not same and field not in row.get("skip", ()):
            different[field] = (expected, read)
    return different
