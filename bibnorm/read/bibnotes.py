"""What stands in a note because an entry type has no field for it: read back where nothing else can be meant."""

from __future__ import annotations

import re
from typing import Any

from bibnorm.model import Record
from bibnorm.read.edtf import parse_edtf

_DATE = r"-?\d{4}[\d~?/-]*"
_NUMBERS = r"[\w–-]+(?:, [\w–-]+)*"
# whole sentences as `write/fields.toml` forms them: "vol. XII.", "Accessed 2008-10-28"
_SENTENCE = re.compile(
    rf"""(?:^|(?<=[.?!。]\ ))
    (?: vol\.\ (?P<volume>[\w/–-]+)
      | pp?\.\ (?P<page>{_NUMBERS})
      | ch\.\ (?P<chapter_number>[\w–-]+)
      | edition\ (?P<edition>[\w–-]+)
      | (?P<number_of_pages>{_NUMBERS})\ pp
      | (?P<number_of_volumes>\w+)\ vols
      | ISBN\ (?P<isbn>[\dXx-]+)
      | ISSN\ (?P<issn>[\dXx-]+)
      | PMID:\ (?P<pmid>\d+)
      | PMCID:\ (?P<pmcid>PMC\d+)
      | Originally\ published\ (?P<original_date>{_DATE})
      | Accessed\ (?P<accessed>{_DATE})
      | c\.\ (?P<circa>-?\d+)
    )(?:\.(?:\ |$)|$)""",
    re.VERBOSE,
)


def parse_note(note: str, values: dict[str, Any]) -> str:
    """Move the sentences of a note that are values to their places; what is left of the note.

    Args:
        note: plain text.
        values: what the record has by field; values are added where none stand.

    >>> values = {}
    >>> parse_note("A rare print. vol. XII. Accessed 2008-10-28", values), values["volume"], values["accessed"].parts
    ('A rare print.', 'XII', ((2008, 10, 28),))
    """

    def take(match: re.Match[str]) -> str:
        field, text = next((name, text) for name, text in match.groupdict().items() if text)
        if field == "circa":
            return _mark_circa(text, values) or match[0]
        if values.get(field):
            return match[0]
        value: Any = parse_edtf(text) if field in ("accessed", "original_date") else text
        if field in ("accessed", "original_date") and not value.parts:
            return match[0]
        values[field] = value
        return "\0"

    return " ".join(_SENTENCE.sub(take, note).replace("\0", " ").split()) if _SENTENCE.search(note) else note


def _mark_circa(year: str, values: dict[str, Any]) -> str:
    issued = values.get("issued", Record().issued)
    if issued is None or issued.year != int(year):
        return ""
    values["issued"] = type(issued)(issued.parts, issued.seasons, True, issued.printed)
    return "\0"
