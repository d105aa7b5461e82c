"""An entry of a .bib file while it is put together.

A value goes to the first field that its entry type admits and that is still free; without
one it stands in ``note``, so that nothing that was printed is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bibnorm.write.dates import MACROS
from bibnorm.write.latex import asciify, escape
from bibnorm.write.tables import Dialect, note_words

_AND = re.compile(r"(?:^|\s)and(?:\s|$)", re.IGNORECASE)
_NUMBERS = (
    "volume", "issue", "page", "number", "number_of_pages", "number_of_volumes", "chapter_number", "edition"
)  # fmt: skip
# "2 vols", "Nueva serie": it says itself what it is
_WORDY = re.compile(r"(?![ivxlcdm]+\b)[^\W\d_]{3,}", re.IGNORECASE)
_STOPS = (".", "?", "!", "。")
_VERBATIM = ("doi", "url", "eprint")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its type and its fields in order, each value with its braces."""

    type: str
    fields: Mapping[str, str]


@dataclass(slots=True)
class Draft:
    """The fields of an entry in the making, without their outer braces, and what found no field."""

    dialect: Dialect
    type: str
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def admits(self, name: str) -> bool:
        """Whether the entry type has a field."""
        return name in self.dialect.admits[self.type]

    def target(self, variable: str) -> str:
        """The field that a CSL variable would go to now, or ``""``."""
        for name in self.dialect.places[self.type].get(variable, ()):
            if name not in self.fields:
                return name
        return ""

    def put(self, variable: str, text: str, written: str = "") -> None:
        """Give printed text its field, where it may be ``written`` otherwise, or put it into the note."""
        if not text:
            return
        if name := self.target(variable):
            latex = escape(written or text)
            self.fields[name] = f"{{{latex}}}" if name in self.dialect.lists and _AND.search(latex) else latex
        else:
            self.spare(variable, text)

    def spare(self, variable: str, text: str) -> None:
        """Put printed text into the note; numbers with the words that say what they are."""
        template = note_words().get(variable, "{}")
        if variable in _NUMBERS and _WORDY.search(text):
            template = "{}"
        elif variable == "page" and text.isalnum():
            template = template.replace("pp", "p")
        self.notes.append(template.format(text))

    def finish(self, *, ascii: bool) -> Entry:
        """The entry, its fields in the dialect's order; a month macro has no braces."""
        if self.notes:
            self.fields["note"] = escape(_sentences(self.notes))
        ordered = sorted(self.fields.items(), key=lambda item: self.dialect.order[item[0]])
        if ascii:
            ordered = [(name, _ascii(name, value)) for name, value in ordered]
        return Entry(self.type, {name: _enclosed(name, value) for name, value in ordered})


def _enclosed(name: str, value: str) -> str:
    return value if name == "month" and value in MACROS else f"{{{value}}}"


def _ascii(name: str, value: str) -> str:
    if name in _VERBATIM or value.startswith("\\url{"):
        return "".join(c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode()) for c in value)
    return asciify(value)


def _sentences(notes: Sequence[str]) -> str:
    """Notes one after the other, with full stops between them and none added at the end."""
    *first, last = (note.strip() for note in notes)
    return " ".join([*(note if note.endswith(_STOPS) else f"{note}." for note in first), last])
