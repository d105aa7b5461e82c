"""Citations that a document holds as data: fields of Zotero and Mendeley, and Word's own sources.

Source: the documents themselves; CSL-JSON of the fields: https://github.com/citation-style-language/schema,
csl-citation.json; Word's sources and ``CITATION``: ECMA-376, part 1, sections 17.16.5.8 and 22.6.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bibnorm import lang
from bibnorm.model import Block, Record
from bibnorm.read.csljson import read_item
from bibnorm.text import fold

CSL_FIELD = re.compile(r"ADDIN\s+(?:ZOTERO_ITEM\s+)?CSL_CITATION\s*(?=\{)")
CONTROL = re.compile(r"MENDELEY_CITATION_v\d+_")
WORD_FIELD = re.compile(r"CITATION\s")
BIBLIOGRAPHY = re.compile(r"ADDIN ZOTERO_BIBL|ADDIN Mendeley Bibliography|MENDELEY_BIBLIOGRAPHY|BIBLIOGRAPHY\b")
ARGUMENT = re.compile(r"\"([^\"]*)\"|(\S+)")
# what programs have for an id that is no key of a person: an address, a number, "ITEM-1", a UUID, Zotero's own
NO_KEY = re.compile(r".*[/\s{},].*|\d+|ITEM-\d+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[A-Z0-9]{8}|")
# CSL's locators but for the page, which has no word, as the CSL locale for English abbreviates them
WORDS = {
    "book": "bk.", "chapter": "chap.", "column": "col.", "figure": "fig.", "folio": "fol.", "issue": "no.",
    "line": "l.", "note": "n.", "opus": "op.", "paragraph": "para.", "part": "pt.", "section": "sec.",
    "sub-verbo": "s.v.", "sub verbo": "s.v.", "verse": "v.", "volume": "vol.",
}  # fmt: skip
TYPES = {
    "articleinaperiodical": "article-magazine", "art": "graphic", "book": "book", "booksection": "chapter",
    "case": "legal_case", "conferenceproceedings": "paper-conference", "documentfrominternetsite": "webpage",
    "film": "motion_picture", "internetsite": "webpage", "interview": "interview", "journalarticle": "article-journal",
    "patent": "patent", "performance": "performance", "report": "report", "soundrecording": "song",
}  # fmt: skip
VARIABLES = {
    "Title": "title", "JournalName": "container-title", "BookTitle": "container-title",
    "PeriodicalTitle": "container-title", "InternetSiteTitle": "container-title", "PublicationTitle": "container-title",
    "ConferenceName": "event-title", "City": "publisher-place", "Publisher": "publisher", "Institution": "publisher",
    "ProductionCompany": "publisher", "Volume": "volume", "Issue": "issue", "NumberVolumes": "number-of-volumes",
    "Edition": "edition", "Pages": "page", "ChapterNumber": "chapter-number", "URL": "URL", "DOI": "DOI",
    "Medium": "medium", "ThesisType": "genre", "PatentNumber": "number", "CaseNumber": "number", "Comments": "note",
}  # fmt: skip
ROLES = {"Author": "author", "Editor": "editor", "Translator": "translator", "BookAuthor": "container-author",
         "Artist": "author", "Director": "author", "Inventor": "author", "Interviewee": "author"}  # fmt: skip
ISSN = re.compile(r"(?:ISSN[:\s]*)?\d{4}-\d{3}[\dXx]")


class Cited(NamedTuple):
    """A work that a field cites."""

    record: Record
    key: str
    locator: str


def is_bibliography(code: str) -> bool:
    """Whether a field prints the list of references."""
    return bool(BIBLIOGRAPHY.match(code))


def is_citation(code: str) -> bool:
    """Whether a field or a content control cites.

    >>> is_citation("CITATION Con92 \\\\l 1034"), is_citation("PAGEREF x")
    (True, False)
    """
    return bool(CSL_FIELD.match(code) or CONTROL.match(code) or WORD_FIELD.match(code))


def read_citation(code: str, sources: Mapping[str, Record]) -> list[Cited] | None:
    """The works that a field cites; None where its data cannot be read, or are not there."""
    if WORD_FIELD.match(code):
        return _word_citation(code, sources)
    citation = _decode(code)
    items = citation.get("citationItems") if isinstance(citation, dict) else None
    if not isinstance(items, list):
        return None
    found = [_cited(item) for item in items if isinstance(item, dict) and isinstance(item.get("itemData"), dict)]
    return found if found and len(found) == len(items) else None


def _decode(code: str) -> Any:
    try:
        if match := CSL_FIELD.match(code):
            return json.JSONDecoder(strict=False).raw_decode(code, match.end())[0]
        packed = CONTROL.sub("", code, count=1)
        return json.loads(
            base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_" if "_" in packed else None)
        )
    except (ValueError, RecursionError, binascii.Error):
        return None


def _cited(item: Mapping[str, Any]) -> Cited:
    data = item["itemData"]
    record = read_item(data, Block("")).reading.record
    keys = (data.get("citation-key"), data.get("id"), item.get("id"))
    key = next((key for key in keys if isinstance(key, str) and not NO_KEY.fullmatch(key)), "")
    return Cited(record, key, format_locator(str(item.get("locator") or ""), str(item.get("label") or "page")))


def format_locator(locator: str, label: str) -> str:
    """A locator with its word, unless it is a page.

    >>> format_locator("67", "page"), format_locator("2", "chapter")
    ('67', 'chap. 2')
    """
    locator = locator.strip()
    return f"{WORDS[label]} {locator}" if locator and label in WORDS else locator


def divide_print(text: str, cited: Sequence[Cited]) -> list[tuple[int, int]]:
    """For each of several works that one field prints its own stretch, or for each the whole.

    >>> a, b = (Cited(Record(title=title), "", "") for title in ("Sea", "Sky"))
    >>> divide_print("Roe, Sky; Doe, Sea", [a, b])
    [(10, 18), (0, 8)]
    """
    whole = [(0, len(text))] * len(cited)
    parts = [match.span() for match in re.finditer(r"[^;\s](?:[^;]*[^;\s])?", text)]
    if len(cited) < 2 or len(parts) != len(cited):
        return whole
    chosen = []
    for work in cited:
        words = [fold(word) for word in (work.record.title, *(n.family for n in work.record.author[:1])) if word]
        agreeing = [part for part in parts if any(word in fold(text[slice(*part)]) for word in words)]
        if len(agreeing) != 1:
            return whole
        chosen += agreeing
    return chosen if len(set(chosen)) == len(chosen) else whole


# ------------------------------------------------------------------ Word's own sources
def _word_citation(code: str, sources: Mapping[str, Record]) -> list[Cited] | None:
    words = [quoted or bare for quoted, bare in ARGUMENT.findall(code)][1:]
    tags: list[list[str]] = []
    switch = "\\m"
    for word in words:
        if re.fullmatch(r"\\[a-z]", word):
            switch = word
            continue
        if switch == "\\m":
            tags.append([word, ""])
        elif switch in ("\\p", "\\v") and tags:
            place = word if switch == "\\p" else f"vol. {word}"
            tags[-1][1] = ", ".join(filter(None, (tags[-1][1], place)))
        switch = ""
    if not tags or any(tag not in sources for tag, _ in tags):
        return None
    return [Cited(sources[tag], tag, locator) for tag, locator in tags]


class SourceReader:
    """Handlers for ``Package.parse`` that gather Word's sources, by tag."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.path: list[str] = []
        self.values: dict[str, str] = {}
        self.names: dict[str, list[dict[str, str]]] = {}
        self.chars = ""

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self.path.append(tag.partition(":")[2])
        self.chars = ""
        if self.path[-1] == "Source":
            self.values, self.names = {}, {}
        elif self.path[-1] == "Person" and len(self.path) > 3:
            self.names.setdefault(self.path[-3], []).append({})

    def text(self, text: str) -> None:
        self.chars += text

    def end(self, _: str) -> None:
        name, value = self.path.pop(), " ".join(self.chars.split())
        self.chars = ""
        parent = self.path[-1] if self.path else ""
        if name == "Source":
            self.records.setdefault(self.values.get("Tag", ""), self._record())
        elif not value:
            return
        elif parent == "Person" and len(self.path) > 3:
            self.names[self.path[-3]][-1][name] = value
        elif name == "Corporate":
            self.names.setdefault(parent, []).append({"literal": value})
        elif parent == "Source":
            self.values[name] = value

    def _record(self) -> Record:
        values = self.values
        item: dict[str, Any] = {"type": TYPES.get(values.get("SourceType", "").lower(), "document")}
        for name, variable in VARIABLES.items():
            if name in values:
                item.setdefault(variable, values[name])
        if number := values.get("StandardNumber"):
            item["ISSN" if ISSN.fullmatch(number) else "ISBN"] = number
        for role, people in self.names.items():
            if role in ROLES:
                item.setdefault(ROLES[role], [_name(person) for person in people if person])
        item["issued"] = _date(values, "")
        item["accessed"] = _date(values, "Accessed")
        return read_item(item, Block("")).reading.record


def _name(person: Mapping[str, str]) -> dict[str, str]:
    if "literal" in person:
        return {"literal": person["literal"]}
    given = " ".join(person[part] for part in ("First", "Middle") if part in person)
    return {"family": person.get("Last", ""), "given": given}


def _date(values: Mapping[str, str], suffix: str) -> dict[str, Any] | None:
    """Year, month, day as far as they are numbers or months; a year that is none stays as printed."""
    year, month, day = (values.get(part + suffix, "") for part in ("Year", "Month", "Day"))
    if not year.isdecimal():
        return {"literal": " ".join(filter(None, (day, month, year)))} if year else None
    number = int(month) if month.isdecimal() else lang.months().get(fold(month), 0)
    parts = [int(year)]
    if 1 <= number <= 12:
        parts += [number, *([int(day)] if day.isdecimal() else [])]
    return {"date-parts": [parts]}
