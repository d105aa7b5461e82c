"""What an entry takes from elsewhere: @string, @xdata, crossref.

Source: btxdoc, section 2.4; biblatex 3.18, section 3.14 and appendix B.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bibnorm.read.bibfile import Block, Field
from bibnorm.read.bibtables import tables

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PART_TYPES = (
    "incollection", "inproceedings", "conference", "inbook", "bookinbook", "suppbook", "suppcollection", "inreference",
)  # fmt: skip
PERIODICALS = ("article", "suppperiodical")
TITLES = ("title", "subtitle", "titleaddon")


@dataclass(frozen=True, slots=True)
class Values:
    """The values of an entry by field, as LaTeX, and what they name that is not there."""

    fields: Mapping[str, str]
    missing: tuple[str, ...] = ()
    doubled: tuple[tuple[Field, str, str], ...] = ()  # a field that stands twice: its two values


@dataclass(slots=True)
class Scope:
    """The strings and entries of a file that its entries may name."""

    strings: dict[str, str] = field(
        default_factory=lambda: {month[:3].lower(): month for month in MONTHS}  # BibTeX's own
    )
    entries: dict[str, Block] = field(default_factory=dict)

    def define(self, blocks: Iterable[Block]) -> None:
        """Take in the strings and entries of a file; of two with one name the later string, the first entry."""
        for block in blocks:
            if block.kind == "string":
                for named in block.fields:
                    self.strings[named.name] = self._text(named, [])
            elif block.is_entry and block.key:
                self.entries.setdefault(block.key.lower(), block)

    def _text(self, named: Field, missing: list[str]) -> str:
        out = []
        for piece in named.pieces:
            found = self.strings.get(piece.text.lower()) if piece.is_macro else piece.text
            if found is None:
                missing.append(f"@string {piece.text}")
            out.append(piece.text if found is None else found)
        return "".join(out)

    def values(self, block: Block) -> Values:
        """The values of an entry, with those of its @xdata and of the entry that it names in crossref."""
        return self._values(block, (block.key.lower(),))

    def _values(self, block: Block, path: tuple[str, ...]) -> Values:
        own: dict[str, str] = {}
        missing: list[str] = []
        doubled = []
        for named in block.fields:
            text = self._text(named, missing)
            if not text.strip():
                continue
            if named.name in own:
                doubled += [(named, own[named.name], text)] * (own[named.name] != text)
            else:
                own[named.name] = text
        for parent, fields in self._parents(block, own, path, missing):
            inherited = fields if parent is None else inheritable(block.kind, parent, fields)
            own = {**inherited, **own}
        return Values(own, tuple(dict.fromkeys(missing)), tuple(doubled))

    def _parents(
        self, block: Block, own: Mapping[str, str], path: tuple[str, ...], missing: list[str]
    ) -> Iterator[tuple[str | None, Mapping[str, str]]]:
        """``(entry type, fields)`` of what an entry names; the type is None for @xdata, which gives all."""
        for name in ("xdata", "crossref"):
            for key in own.get(name, "").split(",") if name == "xdata" else [own.get(name, "")]:
                wanted = key.strip().lower()
                if not wanted or wanted in path:
                    continue
                parent = self.entries.get(wanted)
                if parent is None:
                    missing.append(f"{name} {key.strip()}")
                    continue
                found = self._values(parent, (*path, wanted))
                yield None if name == "xdata" else parent.kind, found.fields


def inheritable(child: str, parent: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What an entry of one type takes from an entry of another: a book's title is its part's book title.

    >>> inheritable("inbook", "book", {"title": "Sea", "author": "Roe, J.", "year": "1990"})
    {'author': 'Roe, J.', 'year': '1990', 'booktitle': 'Sea', 'bookauthor': 'Roe, J.'}
    """
    out = {name: value for name, value in fields.items() if name not in tables().kept}
    prefix = ""
    if child in PART_TYPES:
        prefix = "main" if parent.startswith("mv") else "book"
    elif child in PERIODICALS:
        prefix = "journal"
    elif parent.startswith("mv"):
        prefix = "main"
    if prefix:
        for name in TITLES:
            if name in fields:
                out.setdefault(prefix + name, fields[name])
    if child in PART_TYPES and parent in ("book", "mvbook") and "author" in fields:
        out["bookauthor"] = fields["author"]
    if child in PART_TYPES and not (child in ("inbook", "bookinbook", "suppbook") and parent in ("book", "mvbook")):
        out.pop("author", None)
    return out
