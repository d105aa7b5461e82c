"""The text of a part of a .docx: paragraphs in stretches, with their notes and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bibnorm.read.docxpackage import Attributes
from bibnorm.read.passages import Stretch, raise_digits

DEEPEST_STYLE = 20  # styles based on one another
# what is not printed: deletions, moved away, earlier properties, the second version for old programs, ruby
SKIPPED = frozenset({"w:del", "w:moveFrom", "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange",
                     "mc:Fallback", "w:rt"})  # fmt: skip
SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
NOTES = ("w:footnoteReference", "w:endnoteReference")
OFF = ("0", "false", "off")


@dataclass(slots=True)
class Field:
    """A field or a content control: its instruction or tag, and the stretches that it prints."""

    code: str
    start: int
    end: int = -1


@dataclass(slots=True)
class Reference:
    """Where a note is cited; ``mark`` is its custom mark, ``page`` counts the page breaks before it."""

    kind: str
    id: str
    section: int
    page: int
    mark: str | None = None


@dataclass(slots=True)
class Paragraph:
    """A paragraph of a part; ``note`` is the id and type of the note that it is in."""

    number: int
    note: tuple[str, str] | None = None
    style: str = ""
    level: int | None = None
    stretches: list[Stretch] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    within: tuple[str, ...] = ()
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """A style: italic or not (None: as its base), the level of a heading, the style it is based on."""

    name: str = ""
    italic: bool | None = None
    level: int | None = None
    base: str = ""


@dataclass(slots=True)
class _Run:
    italic: bool | None = None
    style: str = ""
    hidden: bool = False
    raised: bool = False
    custom: bool = False


@dataclass(slots=True)
class _Open:
    """A field that is open: its code so far, and whether its print has begun."""

    code: str = ""
    printed: bool = False
    at: int = 0
    paragraph: Paragraph | None = None
    control: bool = False


class PartReader:
    """Handlers for ``Package.parse`` that gather the paragraphs of a part."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self.styles = styles
        self.paragraphs: list[Paragraph] = []
        self.sections: list[dict[str, dict[str, str]]] = [{}]
        self.deleted: set[tuple[str, str]] = set()
        self.stack: list[str] = []
        self.open: list[Paragraph] = []
        self.fields: list[_Open] = []
        self.run = _Run()
        self.note: tuple[str, str] | None = None
        self.skipped = self.page = self.count = 0
        self.ends_section = False
        self.starts: dict[str, Callable[[Attributes], None]] = {
            "w:p": self._paragraph, "w:r": self._new_run, "w:fldChar": self._field_sign, "w:fldSimple": self._simple,
            "w:sdt": self._control, "w:tag": self._tag, "w:footnote": self._note, "w:endnote": self._note,
            "w:sectPr": self._section, "w:lastRenderedPageBreak": self._page, "w:sym": self._symbol,
        }  # fmt: skip

    # -------------------------------------------------------------- elements
    def start(self, tag: str, attributes: Attributes) -> None:
        parent = self.stack[-1] if self.stack else ""
        self.stack.append(tag)
        if tag in NOTES and self.skipped:
            self.deleted.add((tag, attributes.get("w:id", "")))
        if tag in SKIPPED:
            if parent == "w:rPr" and self.stack[-3:-2] == ["w:pPr"] and self.open:  # the end of a paragraph is deleted
                self.open[-1].runs_on = tag in ("w:del", "w:moveFrom")
            self.skipped += 1
        if self.skipped:
            return
        if tag in self.starts:
            self.starts[tag](attributes)
        elif tag in SIGNS and parent == "w:r":
            self._add(SIGNS[tag])
            self.page += attributes.get("w:type") == "page"
        elif tag in NOTES:
            self._reference(tag, attributes)
        elif parent == "w:rPr" and self.stack[-3:-2] == ["w:r"]:
            self._run_property(tag, attributes)
        elif parent == "w:pPr" and self.open:
            self._paragraph_property(tag, attributes)
        elif parent in ("w:footnotePr", "w:endnotePr") and "w:sectPr" in self.stack:
            self.sections[-1].setdefault(parent, {})[tag] = attributes.get("w:val", "")

    def end(self, tag: str) -> None:
        self.stack.pop()
        if tag in SKIPPED:
            self.skipped -= 1
        elif self.skipped:
            return
        elif tag == "w:p":
            self._end_paragraph()
        elif tag in ("w:fldSimple", "w:sdt"):
            self._close()
        elif tag in ("w:footnote", "w:endnote"):
            self.note = None
        elif tag == "w:sectPr" and self.stack[-1:] == ["w:pPr"]:
            self.ends_section = True

    def text(self, text: str) -> None:
        tag = self.stack[-1] if self.stack else ""
        if self.skipped:
            return
        if tag == "w:t" or tag == "m:t":
            self._add(text)
        elif tag == "w:instrText" and self.fields and not self.fields[-1].printed:
            self.fields[-1].code += text

    # -------------------------------------------------------------- paragraphs and runs
    def _paragraph(self, _: Attributes) -> None:
        self.count += 1
        last = self.paragraphs[-1] if self.paragraphs and not self.open else None
        if last and last.runs_on and last.note == self.note:
            last.runs_on = False
            self.paragraphs.pop()
            self.open.append(last)
            return
        within = tuple(f.code for f in self.fields if f.printed)
        self.open.append(Paragraph(self.count, self.note, within=within))

    def _end_paragraph(self) -> None:
        if self.open:
            self.paragraphs.append(self.open.pop())
        if self.ends_section and not self.open:
            self.sections.append({})
            self.ends_section = False

    def _paragraph_property(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        if tag == "w:pStyle":
            self.open[-1].style = value
        elif tag == "w:outlineLvl" and value.isdecimal():
            self.open[-1].level = int(value) if int(value) < 9 else None

    def _new_run(self, _: Attributes) -> None:
        self.run = _Run()

    def _run_property(self, tag: str, attributes: Attributes) -> None:
        value = attributes.get("w:val", "")
        if tag == "w:i":
            self.run.italic = value not in OFF
        elif tag == "w:rStyle":
            self.run.style = value
        elif tag == "w:vanish":
            self.run.hidden = value not in OFF
        elif tag == "w:vertAlign":
            self.run.raised = value == "superscript"

    def _is_italic(self, paragraph: Paragraph) -> bool:
        """Italics of the run; those of the styles of paragraph and run undo one another."""
        if self.run.italic is not None:
            return self.run.italic
        return is_italic(self.styles, paragraph.style) != is_italic(self.styles, self.run.style)

    def _add(self, text: str) -> None:
        if not self.open or self.run.hidden or (self.fields and not self._is_printed()):
            return
        paragraph = self.open[-1]
        if self.run.custom and paragraph.references:
            paragraph.references[-1].mark = (paragraph.references[-1].mark or "") + text
            return
        text = raise_digits(text) if self.run.raised else text
        paragraph.stretches.append(Stretch(text, self._is_italic(paragraph)))

    def _is_printed(self) -> bool:
        return all(opened.printed or opened.control for opened in self.fields)

    def _symbol(self, attributes: Attributes) -> None:
        code = int(attributes.get("w:char", "20"), 16)
        self._add(chr(code - 0xF000 if 0xF020 <= code <= 0xF07E else code))

    def _page(self, _: Attributes) -> None:
        self.page += 1

    # -------------------------------------------------------------- notes, sections
    def _reference(self, tag: str, attributes: Attributes) -> None:
        if not self.open:
            return
        self.run.custom = attributes.get("w:customMarkFollows", "0") not in OFF
        mark = "" if self.run.custom else None
        found = Reference(tag[2:-9], attributes.get("w:id", ""), len(self.sections) - 1, self.page, mark)
        self.open[-1].references.append(found)

    def _note(self, attributes: Attributes) -> None:
        if "w:id" in attributes:
            self.note = (attributes["w:id"], attributes.get("w:type", "normal"))

    def _section(self, _: Attributes) -> None:
        self.sections[-1] = {}

    # -------------------------------------------------------------- fields
    def _field_sign(self, attributes: Attributes) -> None:
        kind = attributes.get("w:fldCharType")
        if kind == "begin":
            self.fields.append(_Open())
        elif kind == "separate" and self.fields:
            self._begin_print()
        elif kind == "end" and self.fields:
            self._close()

    def _simple(self, attributes: Attributes) -> None:
        self.fields.append(_Open(attributes.get("w:instr", "")))
        self._begin_print()

    def _control(self, _: Attributes) -> None:
        self.fields.append(_Open(control=True, paragraph=self.open[-1] if self.open else None))
        self._begin_print()

    def _tag(self, attributes: Attributes) -> None:
        if self.stack[-2:-1] == ["w:sdtPr"] and self.fields:
            self.fields[-1].code = attributes.get("w:val", "")

    def _begin_print(self) -> None:
        opened = self.fields[-1]
        opened.printed = True
        opened.paragraph = self.open[-1] if self.open else None
        opened.at = len(opened.paragraph.stretches) if opened.paragraph else 0

    def _close(self) -> None:
        closed = self.fields.pop() if self.fields else _Open()
        paragraph = closed.paragraph or (self.open[-1] if self.open else None)
        if paragraph and closed.code:
            start = closed.at if closed.printed else len(paragraph.stretches)
            paragraph.fields.append(Field(closed.code.strip(), start, len(paragraph.stretches)))


def is_italic(styles: Mapping[str, Style], name: str) -> bool:
    """Whether a style is italic, itself or by its base."""
    return next((style.italic for style in _with_bases(styles, name) if style.italic is not None), False)


def heading_level(styles: Mapping[str, Style], paragraph: Paragraph) -> int | None:
    """The level of a heading, 0 the highest; None for other paragraphs."""
    if paragraph.level is not None:
        return paragraph.level
    return next((style.level for style in _with_bases(styles, paragraph.style) if style.level is not None), None)


def _with_bases(styles: Mapping[str, Style], name: str) -> Iterator[Style]:
    """A style, and those that it is based on; a circle of them ends."""
    for _ in range(DEEPEST_STYLE):
        if name not in styles:
            return
        yield styles[name]
        name = styles[name].base


class StyleReader:
    """Handlers for ``Package.parse`` that gather the styles."""

    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self.id = ""
        self.values: dict[str, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "w:style":
            self.id, self.values = attributes.get("w:styleId", ""), {}
        elif self.id:
            self.values[tag] = attributes.get("w:val", "")

    def end(self, tag: str) -> None:
        if tag != "w:style":
            return
        name, level = self.values.get("w:name", "").lower(), self.values.get("w:outlineLvl", "")
        number = name.removeprefix("heading ")
        found = int(number) - 1 if number != name and number.isdecimal() else None
        found = int(level) if level.isdecimal() and int(level) < 9 else found
        italic = self.values["w:i"] not in OFF if "w:i" in self.values else None
        self.styles[self.id] = Style(name, italic, found, self.values.get("w:basedOn", ""))
        self.id = ""
