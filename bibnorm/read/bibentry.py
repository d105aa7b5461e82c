"""An entry of a .bib file as a record, for BibTeX and biblatex alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bibnorm.model import Name, Record
from bibnorm.read.bibnames import parse_name_list
from bibnorm.read.bibnotes import parse_note
from bibnorm.read.bibtables import edition_number, language_code, tables
from bibnorm.read.edtf import parse_edtf, parse_year_month
from bibnorm.read.latex import decode_latex

PERIODICALS = ("article-journal", "article-magazine", "article-newspaper", "review", "review-book", "periodical")
WHOLE = ("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings", "reference", "mvreference")
INSTITUTIONAL = ("thesis", "report")
TITLES = ("title", "maintitle", "booktitle", "journaltitle")
BARE_TYPES = ("misc", "online", "unpublished")  # of which one that is on arXiv, and nowhere else, is a preprint
PUBLISHED = frozenset(
    ("howpublished", "type", "organization", "institution", "publisher", "journaltitle", "booktitle", "series",
     "eventtitle", "location", "url")
)  # fmt: skip
LINK = re.compile(r"\\(?:url|nolinkurl|path)\s*\{(?P<braced>[^{}]*)\}|(?P<bare>(?:https?|ftp)://\S+)")
ARXIV = re.compile(
    r"(?:arXiv:)?(?P<number>\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)", re.IGNORECASE
)
DOI_LINK = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
DASHES = re.compile(r"\s*(?:--+|[–—])\s*")
SENTENCE_END = ("?", "!", ".", ":", "…")
SERIES = re.compile(r"(?P<title>.*?)(?:, (?P<number>\d+[a-z]?))?")  # "Blue Series, 12"
PLAIN_RANGE = re.compile(r"\\hyphen|\\bibrangedash")


@dataclass(frozen=True, slots=True)
class Interpreted:
    """The record of an entry, and what is to be said of the reading.

    Attributes:
        record: the work.
        left_out: fields that have no place.
        lost: LaTeX commands that the text does not show any more, by field.
        remarks: ``(code, text, level)`` of each doubt.
    """

    record: Record
    left_out: tuple[str, ...] = ()
    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[tuple[str, str, str], ...] = ()


class _Entry:
    """The fields of an entry, which remember whether they were read."""

    def __init__(self, kind: str, fields: Mapping[str, str]) -> None:
        self.kind = kind
        self.fields: dict[str, str] = {}
        for name, value in fields.items():
            self.fields.setdefault(tables().aliases.get(name, name), value)
        self.taken: set[str] = set()
        self.lost: dict[str, tuple[str, ...]] = {}
        self.remarks: list[tuple[str, str, str]] = []
        self.notes: list[str] = []

    def raw(self, name: str) -> str:
        """The LaTeX of a field, which counts as read."""
        self.taken.add(name)
        return self.fields.get(name, "").strip()

    def verbatim(self, name: str) -> str:
        """A DOI or an address: escapes go, nothing else is LaTeX."""
        value = "".join(self.raw(name).split()).strip("{}")
        return re.sub(r"\\([%&#_~$])", r"\1", value)

    def text(self, *names: str) -> str:
        """The text of the first of some fields that is there."""
        for name in names:
            if self.fields.get(name):
                return self.decode(name, self.raw(name))
        return ""

    def decode(self, name: str, latex: str) -> str:
        decoded = decode_latex(latex)
        if decoded.lost:
            self.lost[name] = tuple(dict.fromkeys((*self.lost.get(name, ()), *decoded.lost)))
        return decoded.text

    def remark(self, code: str, text: str, level: str = "doubt") -> None:
        self.remarks.append((code, text, level))


def interpret(kind: str, fields: Mapping[str, str]) -> Interpreted:
    r"""Read an entry.

    Args:
        kind: the entry type in lower case.
        fields: the values as LaTeX, by field name in lower case.

    >>> record = interpret("article", {"title": r"Sea \& {Sky}", "journal": "Annals", "year": "1990"}).record
    >>> record.type, record.title, record.container_title, record.issued.year
    ('article-journal', 'Sea & Sky', 'Annals', 1990)
    """
    entry = _Entry(kind, fields)
    values: dict[str, Any] = {}
    for step in STEPS:
        values.update({name: value for name, value in step(entry, values).items() if value})
    note = " ".join(_sentences([note for note in [_own_note(entry, values), *_spare(entry)] if note]))
    if note:
        values["note"] = note
    left_out = tuple(name for name in entry.fields if name not in entry.taken and name not in tables().silent)
    return Interpreted(Record(**values), left_out, entry.lost, tuple(entry.remarks))


Step = Callable[[_Entry, Mapping[str, Any]], Mapping[str, Any]]


# ------------------------------------------------------------------ steps
def _type(entry: _Entry, _: Mapping[str, Any]) -> dict[str, Any]:
    found = tables().types.get(entry.kind)
    if found is None:
        entry.remark("BN425", f"the entry type @{entry.kind} is not known; it is read as a document")
    subtype = entry.fields.get("entrysubtype", "").strip().lower()
    named = subtype if subtype in tables().csl else tables().subtypes.get(subtype, "")
    if named:
        entry.taken.add("entrysubtype")
    elif entry.kind == "misc" and LINK.search(entry.fields.get("howpublished", "")):
        named = "webpage"
    elif entry.kind in BARE_TYPES and _arxiv_number(entry.fields) and not entry.fields.keys() & PUBLISHED:
        named = "article"
    return {"type": named or found or "document"}


def _people(entry: _Entry, _: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "author": _names(entry, "author"),
        "editor": _names(entry, "editor"),
        "translator": _names(entry, "translator"),
        "container_author": _names(entry, "bookauthor"),
    }
    if entry.fields.get("authortype", "").startswith("editor") and not found["editor"]:
        found |= {"editor": found["author"], "author": ()}
    for role in ("editora", "editorb", "editorc"):
        if entry.fields.get(f"{role}type", "").strip() == "translator" and not found["translator"]:
            found["translator"] = _names(entry, role)
    return found


def _names(entry: _Entry, name: str) -> tuple[Name, ...]:
    if not (latex := entry.raw(name)):
        return ()
    found = parse_name_list(latex)
    if found.lost:
        entry.lost[name] = found.lost
    for odd in found.odd:
        entry.remark("BN425", f"{name}: “{odd}” has too many commas for a name; it stays whole")
    return found.names


def _titles(entry: _Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    title, main, book, journal = (_title(entry, name) for name in TITLES)
    found = {"title": title or main, "container_title": journal or book}
    if values["type"] == "webpage" and not found["container_title"]:
        found["container_title"] = entry.text("organization")
    if title and main:
        if found["container_title"]:
            entry.notes.append(tables().notes["maintitle"].format(main))
        else:
            found["container_title"] = main
    if journal and book:
        entry.notes.append(tables().notes["maintitle"].format(book))
    return found


def _title(entry: _Entry, name: str) -> str:
    """A title with its subtitle."""
    title, subtitle = entry.text(name), entry.text(name.replace("title", "subtitle"))
    if not title or not subtitle:
        return title or subtitle
    return f"{title} {subtitle}" if title.endswith(SENTENCE_END) else f"{title}: {subtitle}"


def _dates(entry: _Entry, _: Mapping[str, Any]) -> dict[str, Any]:
    text = entry.text
    found: dict[str, Any] = {
        name: parse_edtf(_edtf(entry, field)) if field in entry.fields else None
        for name, field in (("original_date", "origdate"), ("accessed", "urldate"), ("event_date", "eventdate"))
    }
    year, month, day = (text(name) for name in ("year", "month", "day"))
    if date := _edtf(entry, "date"):
        found["issued"] = parse_edtf(date)
    elif year:
        found["issued"] = parse_year_month(year, month, day)
    elif month:
        entry.notes.append(f"{day} {month}".strip())
    return found


def _edtf(entry: _Entry, name: str) -> str:
    """A date as it stands, for a ``~`` in it is no blank; what is none is text like any other."""
    latex = entry.raw(name).strip("{} ")
    return latex if parse_edtf(latex).parts else entry.decode(name, latex)


def _numbers(entry: _Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: entry.text(*fields) for name, fields in tables().plain.items()}
    found["volume"] = ", ".join(part for part in (entry.text("volume"), entry.text("part")) if part)
    pages = PLAIN_RANGE.sub("--", entry.raw("pages"))
    found["page"] = entry.decode("pages", DASHES.sub("-", pages))
    found["edition"] = edition_number(entry.text("edition", *(["version"] if values["type"] == "software" else [])))
    number, issue, eid = entry.text("number"), entry.text("issue"), entry.text("eid")
    series = SERIES.fullmatch(entry.text("series"))
    found["collection_title"] = series["title"] if series else ""
    found["collection_number"] = (series["number"] or "") if series else ""
    if values["type"] in PERIODICALS or entry.kind in ("article", "periodical"):
        found |= {"issue": number or issue, "number": eid}
        if number and issue:
            entry.notes.append(issue)
    elif number and _counts_in_series(entry.kind) and not found["collection_number"]:
        found |= {"collection_number": number, "issue": issue, "number": eid}
    else:
        found |= {"number": number or eid, "issue": issue}
    return found


def _counts_in_series(kind: str) -> bool:
    """Whether the number of an entry is that of its series, as a book's is, not that of the work."""
    return kind in WHOLE or kind.startswith(("in", "supp", "book"))


def _imprint(entry: _Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Publisher: of a thesis or report its institution; further houses go to the note."""
    first = ("institution", "publisher") if values["type"] in INSTITUTIONAL else ("publisher", "institution")
    url, published = _howpublished(entry)
    names = [name for name in (*first, "organization") if name not in entry.taken]
    houses = [house for house in (*(entry.text(name) for name in names), published) if house]
    entry.notes += houses[1:]
    return {"publisher": houses[0] if houses else "", "url": url}


def _howpublished(entry: _Entry) -> tuple[str, str]:
    """``(address, the rest)`` of a field in which BibTeX users put either."""
    latex = entry.raw("howpublished")
    link = LINK.search(latex)
    if link is None:
        return "", entry.decode("howpublished", latex)
    rest = entry.decode("howpublished", (latex[: link.start()] + latex[link.end() :]).strip(" {}.,;:"))
    url = (link["braced"] or link["bare"].rstrip(".,;}")).strip()
    return re.sub(r"\\([%&#_~$])", r"\1", url), rest


def _kind(entry: _Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Genre and status; ``techreport`` is what biblatex asks of a report without a genre."""
    genres = tables().genres
    genre = entry.text("type")
    if entry.kind in ("report", "techreport") and genre == "techreport":
        genre = ""
    if not genre and entry.kind in ("phdthesis", "mastersthesis"):
        genre = entry.kind
    status = entry.text("pubstate")
    return {"genre": genres.get(genre, genre), "status": tables().statuses.get(status, status)}


def _arxiv_number(fields: Mapping[str, str]) -> str:
    """The arXiv number of an entry: as its eprint, of a type that is arXiv's or none."""
    kind = fields.get("eprinttype", "").strip().lower()
    number = "".join(fields.get("eprint", "").split())
    if kind == "arxiv":
        return re.sub("^arxiv:", "", number, flags=re.IGNORECASE)
    match = ARXIV.fullmatch(number) if not kind else None
    return match["number"] if match else ""


def _identifiers(entry: _Entry, values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: entry.text(name) for name in ("pmid", "pmcid", "arxiv")}
    doi = entry.verbatim("doi")
    found["doi"] = DOI_LINK.sub("", doi, count=1)
    url = entry.verbatim("url")
    found["url"] = url or values.get("url", "")
    return found | _eprint(entry)


def _eprint(entry: _Entry) -> dict[str, Any]:
    kind, group, number = (entry.verbatim(name) for name in ("eprinttype", "eprintclass", "eprint"))
    if arxiv := _arxiv_number(entry.fields):
        return {"arxiv": f"{arxiv} [{group}]" if group else arxiv}
    if kind.lower() in ("pubmed", "pmid") and number:
        return {"pmid": number}
    if kind.lower() in ("pmc", "pmcid") and number:
        return {"pmcid": number}
    if number:
        entry.notes.append(f"{kind}: {number}" if kind else number)
    return {}


def _language(entry: _Entry, _: Mapping[str, Any]) -> dict[str, Any]:
    """``langid``, which is babel's word for the language, before ``language``, which is print."""
    for name in ("langid", "language"):
        printed = entry.text(name)
        if code := language_code(printed):
            entry.taken.add("language")
            return {"language": code}
        if printed:
            entry.notes.append(printed)
    return {}


STEPS: tuple[Step, ...] = (
    _type, _people, _titles, _dates, _numbers, _imprint, _kind, _identifiers, _language,
)  # fmt: skip


# ------------------------------------------------------------------ the note
def _own_note(entry: _Entry, values: dict[str, Any]) -> str:
    """What the entry's note says beyond the values that are read out of it."""
    latex = entry.raw("note")
    link = LINK.fullmatch(latex)
    if link and not values.get("url"):
        values["url"] = link["braced"] or link["bare"]
        return ""
    return parse_note(entry.decode("note", latex), values)


def _spare(entry: _Entry) -> Iterator[str]:
    """What has no variable, in the words that say what it is."""
    yield from entry.notes
    for name, template in tables().notes.items():
        if name in entry.fields and name not in entry.taken and (text := entry.text(name)):
            yield template.format(text)
    for role, template in tables().roles.items():
        if role in entry.fields and role not in entry.taken and (names := _names(entry, role)):
            yield template.format(", ".join(map(str, names)))


def _sentences(notes: list[str]) -> Iterator[str]:
    """Notes with full stops between them, and none added at the end."""
    yield from (note if note.endswith((".", "?", "!")) else f"{note}." for note in notes[:-1])
    yield from notes[-1:]
