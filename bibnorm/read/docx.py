"""The format ``docx``: the notes of a Word document, its list of references, and the data that its citations hold.

Zotero, Mendeley and Word keep what they cite as data in fields beside the print: that is taken before any print is
read. Lines are counted in paragraphs, those of notes in notes.

Source: ECMA-376, part 1, 17 (WordprocessingML); CSL_CITATION fields as Zotero and Mendeley write them.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

from bibnorm.errors import InputError
from bibnorm.model import Block, Diagnostic
from bibnorm.read.csljson import read_csljson
from bibnorm.read.document import Document, Held
from bibnorm.read.lines import Line
from bibnorm.read.markdown import tell_apart
from bibnorm.read.plain import Remark, is_heading

OLE = b"\xd0\xcf\x11\xe0"  # what an encrypted document and an old .doc begin with
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
B = "{http://schemas.openxmlformats.org/officeDocument/2006/bibliography}"
LARGEST = 400_000_000  # bytes unpacked; a document with more is made to do harm
OFF = ("0", "false", "off", "none")
SKIPPED = {
    W + name for name in ("del", "moveFrom", "delText", "pict", "object", "footnoteRef", "endnoteRef", "rPr", "pPr")
}
BLANKS = {W + name: " " for name in ("tab", "br", "cr", "ptab")} | {W + "noBreakHyphen": "-", W + "softHyphen": ""}
SOURCE_TYPES = {
    "Book": "book", "BookSection": "chapter", "JournalArticle": "article-journal", "Report": "report",
    "ArticleInAPeriodical": "article-magazine", "ConferenceProceedings": "paper-conference", "InternetSite": "webpage",
    "DocumentFromInternetSite": "webpage", "ElectronicSource": "document", "Case": "legal_case", "Patent": "patent",
}  # fmt: skip
SOURCE_FIELDS = {
    "Title": "title", "City": "publisher-place", "Publisher": "publisher", "JournalName": "container-title",
    "PeriodicalTitle": "container-title", "BookTitle": "container-title", "ConferenceName": "container-title",
    "Pages": "page", "Volume": "volume", "Issue": "issue", "Edition": "edition", "URL": "URL", "DOI": "DOI",
    "Institution": "publisher", "InternetSiteTitle": "container-title",
}  # fmt: skip


@dataclass(slots=True)
class _Field:
    """A field: its code, and whether its result has begun."""

    code: str = ""
    shown: bool = False

    @property
    def is_list(self) -> bool:
        return "ZOTERO_BIBL" in self.code or "Mendeley Bibliography" in self.code or "BIBLIOGRAPHY" in self.code.split()


@dataclass(slots=True)
class _Run:
    text: str
    italic: bool
    inside: _Field | None


@dataclass(slots=True)
class _Paragraph:
    runs: list[_Run] = field(default_factory=list)
    heading: bool = False
    ends_section: bool = False
    listed: bool = False  # stands in a list of references that a program made
    notes: list[tuple[str, str, str]] = field(default_factory=list)  # kind, id and own mark of the notes cited here


def read_docx(data: bytes, file: str = "-") -> Document:
    """Read a Word document.

    Raises:
        InputError: it is none, is encrypted, or is damaged.
    """
    parts = _unpack(data, file)
    styles = _italic_styles(parts.get("word/styles.xml"))
    body = _Walk(styles).paragraphs(parts["word/document.xml"])
    notes = {kind: dict(_notes(parts.get(f"word/{kind}s.xml"), kind, styles)) for kind in ("footnote", "endnote")}
    sources = dict(_sources(parts))
    order, remarks = _order(body, notes, _restarts(parts))
    blocks: list[Block] = []
    held: list[Held] = []
    labels = tell_apart([label for _, _, label in order])
    for place, ((kind, key, _), label) in enumerate(zip(order, labels, strict=True)):
        text, spans = _render(notes[kind][key])
        blocks.append(Block(text, file, place + 1, ((0, place + 1, 1),), label))
        held += [h for code, start, end in spans for h in _held(code, text, start, end, place, sources)]
    for paragraph in body:
        _, spans = _render(paragraph.runs)
        held += [h for code, _, _ in spans for h in _held(code, "", 0, 0, None, sources)]
    entries = tuple(_entries(body, file, bool(held)))
    layout = f"{len(blocks)} notes, {len(entries)} listed references" + (f", {len(held)} held as data" if held else "")
    return Document(file, tuple(blocks), entries, (), tuple(held), layout, tuple(remarks))


# ------------------------------------------------------------------ the package
def _unpack(data: bytes, file: str) -> dict[str, ElementTree.Element]:
    if data.startswith(OLE):
        raise InputError(f"{file}: is encrypted, or an old .doc; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            wanted = [
                info
                for info in package.infolist()
                if re.match(r"(?:word/[^/]+|customXml/item\d+)\.xml$", info.filename)
            ]
            if sum(info.file_size for info in wanted) > LARGEST:
                raise InputError(f"{file}: unpacks to more than {LARGEST // 1_000_000} MB; it is no usual document")
            texts = {info.filename: package.read(info) for info in wanted}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise InputError(f"{file}: is no Word document ({error}); save it again as .docx") from None
    if "word/document.xml" not in texts:
        raise InputError(f"{file}: is a zip without word/document.xml, no Word document; save it as .docx")
    return {name: _parse(text, name, file) for name, text in texts.items()}


def _parse(text: bytes, name: str, file: str) -> ElementTree.Element:
    if b"<!DOCTYPE" in text[:2000] or b"<!ENTITY" in text:
        raise InputError(f"{file}: {name} declares entities, which no Word document does; save it again as .docx")
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise InputError(f"{file}: {name} is damaged ({error}); open it in Word and save it again") from None


def _italic_styles(styles: ElementTree.Element | None) -> frozenset[str]:
    found = styles.iter(W + "style") if styles is not None else ()
    return frozenset(style.get(W + "styleId", "") for style in found if _is_italic(style.find(W + "rPr")))


def _is_italic(properties: ElementTree.Element | None) -> bool:
    mark = properties.find(W + "i") if properties is not None else None
    return mark is not None and mark.get(W + "val", "1") not in OFF


def _restarts(parts: dict[str, ElementTree.Element]) -> bool:
    """Whether the numbers of the footnotes start again in each section."""
    found = (e for name in ("word/settings.xml", "word/document.xml") if name in parts for e in parts[name].iter())
    return any(e.tag == W + "numRestart" and e.get(W + "val") == "eachSect" for e in found)


# ------------------------------------------------------------------ paragraphs
@dataclass(slots=True)
class _Walk:
    """Walks through a part; a field may begin in one paragraph and end in another."""

    italics: frozenset[str]
    fields: list[_Field] = field(default_factory=list)

    def paragraphs(self, root: ElementTree.Element) -> list[_Paragraph]:
        return [self._paragraph(element) for element in root.iter(W + "p")]

    def _paragraph(self, element: ElementTree.Element) -> _Paragraph:
        made = _Paragraph()
        properties = element.find(W + "pPr")
        if properties is not None:
            style = properties.find(W + "pStyle")
            name = style.get(W + "val", "") if style is not None else ""
            outline = properties.find(W + "outlineLvl")
            made.heading = outline is not None or bool(
                re.match(r"(?i)heading|title|titre|título|titulo|überschrift|berschrift|заголовок", name)
            )
            made.ends_section = properties.find(W + "sectPr") is not None
        made.listed = any(f.is_list for f in self.fields)
        self._walk(element, made, False)
        made.listed = made.listed or any(f.is_list for f in self.fields)
        return made

    def _walk(self, element: ElementTree.Element, made: _Paragraph, italic: bool) -> None:
        for child in element:
            if child.tag in SKIPPED or child.tag == W + "p":
                continue
            if child.tag == W + "r":
                self._walk(child, made, self._italic(child))
            elif child.tag == W + "fldSimple":
                self.fields.append(_Field(child.get(W + "instr", ""), True))
                self._walk(child, made, italic)
                self.fields.pop()
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                own = "".join(t.text or "" for t in element.iter(W + "t")) if child.get(W + "customMarkFollows") else ""
                made.notes.append((child.tag[len(W) :].removesuffix("Reference"), child.get(W + "id", ""), own))
            else:
                self._leaf(child, made, italic)

    def _italic(self, run: ElementTree.Element) -> bool:
        properties = run.find(W + "rPr")
        if properties is None:
            return False
        style = properties.find(W + "rStyle")
        own = properties.find(W + "i")
        if own is not None:
            return _is_italic(properties)
        return style is not None and style.get(W + "val", "") in self.italics

    def _leaf(self, child: ElementTree.Element, made: _Paragraph, italic: bool) -> None:
        if child.tag == W + "t":
            self._say(child.text or "", made, italic)
        elif child.tag in BLANKS:
            self._say(BLANKS[child.tag], made, italic)
        elif child.tag == W + "instrText" and self.fields:
            self.fields[-1].code += child.text or ""
        elif child.tag == W + "fldChar":
            self._mark(child.get(W + "fldCharType", ""))
        elif child.tag.endswith("}Fallback"):
            return
        else:
            self._walk(child, made, italic)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].shown = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _say(self, text: str, made: _Paragraph, italic: bool) -> None:
        if all(f.shown for f in self.fields):
            made.runs.append(_Run(text, italic, self.fields[-1] if self.fields else None))


def _render(runs: Sequence[_Run]) -> tuple[str, list[tuple[str, int, int]]]:
    """The text with italics as ``*…*``, and the code and the stretch of each field that cites."""
    out, spans = "", dict[int, tuple[_Field, int, int]]()
    for italic, group in _by_italics(runs):
        begun = False
        marked = italic and any(c.isalnum() for run in group for c in run.text)
        for run in group:
            for sign in run.text:
                blank = sign in " \t\n\r"
                if blank and (not out or out[-1] == " "):
                    continue
                if marked and not begun and not blank:
                    out, begun = out + "*", True
                start = len(out)
                out += " " if blank else sign
                if run.inside is not None:
                    known = spans.get(id(run.inside), (run.inside, start, start))
                    spans[id(run.inside)] = (run.inside, known[1], len(out))
        if begun:
            out = out[:-1] + "* " if out.endswith(" ") else out + "*"
    text = out.rstrip()
    found = [(made.code, start, min(end, len(text))) for made, start, end in spans.values()]
    return text, [row for row in found if "CITATION" in row[0]]


def _by_italics(runs: Sequence[_Run]) -> Iterator[tuple[bool, list[_Run]]]:
    """Runs that are alike; blanks between two italic ones are italic, too."""
    group: list[_Run] = []
    italic = False
    for place, run in enumerate(runs):
        following = runs[place + 1].italic if place + 1 < len(runs) else False
        here = run.italic or (italic and following and not run.text.strip())
        if group and here != italic:
            yield italic, group
            group = []
        italic = here
        group.append(run)
    if group:
        yield italic, group


# ------------------------------------------------------------------ notes
def _notes(part: ElementTree.Element | None, kind: str, styles: frozenset[str]) -> Iterator[tuple[str, list[_Run]]]:
    """The id of each note with its runs; separators are none."""
    for note in part.iter(W + kind) if part is not None else ():
        if note.get(W + "type", "normal") != "normal":
            continue
        runs: list[_Run] = []
        for paragraph in _Walk(styles).paragraphs(note):
            runs += [*([_Run(" ", False, None)] if runs else []), *paragraph.runs]
        yield note.get(W + "id", ""), runs


def _order(
    body: Sequence[_Paragraph], notes: dict[str, dict[str, list[_Run]]], restarts: bool
) -> tuple[list[tuple[str, str, str]], list[Remark]]:
    """Kind, id and label of the notes in the order of the body, those that it does not cite behind them."""
    order: list[tuple[str, str, str]] = []
    remarks: list[Remark] = []
    numbers = {"footnote": 0, "endnote": 0}
    for place, paragraph in enumerate(body, 1):
        for kind, key, own in paragraph.notes:
            numbers[kind] += not own
            label = own or (_roman(numbers[kind]) if kind == "endnote" and notes["footnote"] else str(numbers[kind]))
            if key in notes[kind]:
                order.append((kind, key, label))
            else:
                remarks.append(_remark(place, "BN501", f"the marker {label} has no note"))
        if restarts and paragraph.ends_section:
            numbers["footnote"] = 0
    cited = {(kind, key) for kind, key, _ in order}
    for kind, found in notes.items():
        for key, runs in found.items():
            if (kind, key) not in cited and any(run.text.strip() for run in runs):
                order.append((kind, key, f"[{key}]"))
                remarks.append(_remark(1, "BN502", f"nothing in the body points to {kind} {key}"))
    return order, remarks


def _remark(place: int, code: str, text: str) -> Remark:
    return Remark(Line(text, place), Diagnostic(code, text, level="note"))


def _roman(number: int) -> str:
    """A number as Word prints that of an endnote.

    >>> _roman(4), _roman(19)
    ('iv', 'xix')
    """
    out = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        out += sign * (number // value)
        number %= value
    return out


# ------------------------------------------------------------------ data
def _held(
    code: str, text: str, start: int, end: int, note: int | None, sources: dict[str, dict[str, Any]]
) -> Iterator[Held]:
    """What a field cites; where its print names several works, each has its share of it."""
    items = list(_items(code, sources))
    bounds = _shares(text, start, end, len(items))
    for (item, locator), (first, last) in zip(items, bounds, strict=True):
        found = read_csljson(json.dumps([item]))
        if found.readings and found.readings[0]:
            key = str(item.get("citation-key") or item.get("key") or "")
            yield Held(found.readings[0].record, key, locator, note, first, last)


def _items(code: str, sources: dict[str, dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """The CSL items that a field cites, each with its locator."""
    if "CSL_CITATION" in code:
        try:
            data = json.loads(code[code.index("{") : code.rindex("}") + 1])
        except ValueError:
            return
        for cited in data.get("citationItems", ()) if isinstance(data, dict) else ():
            item = cited.get("itemData") if isinstance(cited, dict) else None
            if isinstance(item, dict):
                yield {"id": "held", **item}, _locator(cited)
    elif match := re.match(r"\s*CITATION\s+(\S+)", code):
        page = re.search(r"\\p\s+\"?([^\\\"]+?)\"?\s*(?:\\|$)", code)
        if match[1] in sources:
            yield sources[match[1]], page[1].strip() if page else ""
        for further in re.findall(r"\\m\s+(\S+)", code):
            if further in sources:
                yield sources[further], ""


def _locator(cited: dict[str, Any]) -> str:
    place, word = str(cited.get("locator") or ""), str(cited.get("label") or "page")
    return place if word == "page" or not place else f"{word} {place}"


def _shares(text: str, start: int, end: int, count: int) -> list[tuple[int, int]]:
    if count < 2 or not text:
        return [(start, end)] * count
    cuts = [start, *(match.end() + start for match in re.finditer(r";\s*", text[start:end])), end]
    if len(cuts) != count + 1:
        cuts = [start + (end - start) * i // count for i in range(count + 1)]
    return list(pairwise(cuts))


def _sources(parts: dict[str, ElementTree.Element]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sources that Word keeps, by their tags, as CSL items."""
    for name, root in parts.items():
        for source in root.iter(B + "Source") if name.startswith("customXml/") else ():
            values = {child.tag.removeprefix(B): (child.text or "").strip() for child in source}
            item: dict[str, Any] = {
                "id": values.get("Tag", ""),
                "type": SOURCE_TYPES.get(values.get("SourceType", ""), "document"),
            }
            item |= {csl: values[own] for own, csl in SOURCE_FIELDS.items() if values.get(own)}
            if values.get("Year", "").isdigit():
                item["issued"] = {"date-parts": [[int(values["Year"])]]}
            for role, csl in (("Author", "author"), ("Editor", "editor"), ("Translator", "translator")):
                if people := list(_people(source, role)):
                    item[csl] = people
            yield values.get("Tag", ""), {**item, "key": values.get("Tag", "")}


def _people(source: ElementTree.Element, role: str) -> Iterator[dict[str, str]]:
    for group in source.findall(f"{B}Author/{B}{role}"):
        for corporate in group.iter(B + "Corporate"):
            yield {"literal": corporate.text or ""}
        for person in group.iter(B + "Person"):
            last, first, middle = (person.findtext(B + part, "") for part in ("Last", "First", "Middle"))
            yield {"family": last, "given": f"{first} {middle}".strip()}


# ------------------------------------------------------------------ the list of references
def _entries(body: Sequence[_Paragraph], file: str, held: bool) -> Iterator[Block]:
    """The paragraphs under a known heading; a list that a program made from data that we hold is left out."""
    inside = False
    for place, paragraph in enumerate(body, 1):
        text = _render(paragraph.runs)[0]
        if not text:
            continue
        known = len(text) <= 60 and is_heading([Line(text, place, gap=True)], 0)
        if known or paragraph.heading:
            inside = known
        elif inside and not (paragraph.listed and held):
            yield Block(text, file, place, ((0, place, 1),))
