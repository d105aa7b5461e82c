"""The citations of documents, tied to the works that the sources print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bibnorm.cite.back import opens_with_idem, read_back
from bibnorm.cite.cut import Cited
from bibnorm.cite.locators import locator_of
from bibnorm.cite.model import Cut, Mention
from bibnorm.cite.resolve import resolve
from bibnorm.model import Reading, Record
from bibnorm.report import Finding, NotesSummary
from bibnorm.works import Works

BOOK = ("publisher", "publisher_place", "issued", "volume", "edition", "collection_title", "collection_number", "isbn")


@dataclass(frozen=True, slots=True)
class Citing:
    """The mentions of all sources in their order, and the works with what was learned of them.

    Attributes:
        works: all of them.
        mentions: of them, in the order of the sources.
        printed: for each mention in full the record as printed there; None for a back-reference.
    """

    works: Works
    mentions: Sequence[Mention]
    printed: Sequence[Record | None]

    def record(self, place: int) -> Record | None:
        """What a mention has for its work: what is printed there, or for a back-reference all of the work."""
        mention = self.mentions[place]
        if mention.work is None:
            return None
        whole = self.works.groups[mention.work].reading.record
        return whole if mention.cut.tail else self.printed[place] or whole

    def findings(self, keys: Sequence[str]) -> Iterator[Finding]:
        """The back-references that stay open, each with the works that it may mean."""
        for mention in self.mentions:
            if mention.work is None:
                line, column = mention.cut.block.position(0)
                named = ", ".join(keys[work] for work in mention.candidates)
                either = f"; it may mean {named}" if named else ""
                text = f"note {mention.cut.block.label}: “{mention.cut.block.text}” stays open: {mention.why}{either}"
                yield Finding(mention.cut.block.file, line, column, "BN503", text)

    def summary(self, sources: Sequence[object]) -> NotesSummary | None:
        """The account of the notes; None if no source has any."""
        documents = [source for source in sources if isinstance(source, Cited)]
        if not documents:
            return None
        back = [mention for mention in self.mentions if mention.kind != "full"]
        citing = sum(len({cut.note for cut in document.cuts}) for document in documents)
        notes = sum(len(document.labels) for document in documents)
        return NotesSummary(
            notes=notes,
            citations=len(self.mentions),
            resolved=sum(mention.work is not None for mention in back),
            open=sum(mention.work is None for mention in back),
            works=len(self.works.groups),
            without=notes - citing,
        )


def tie(works: Works) -> Citing:
    """Tie the citations of all sources to the works; a chapter gets what is known of its book."""
    work_of = {place: number for number, group in enumerate(works.groups) for place in group.members}
    records = {number: group.reading.record for number, group in enumerate(works.groups)}
    found: list[Mention] = []
    printed: list[Record | None] = []
    begin = 0
    for source in works.sources:
        count = len(source.blocks)
        if isinstance(source, Cited):
            numbers = [work_of[begin + place] for place in range(count)]
            mentions = resolve(source.cuts, source.labels, numbers, records, numbers[source.notes :])
            found += [_located(mention, works.printings[begin:]) for mention in mentions]
        else:
            cuts = (Cut(block, 0, 0, len(block.text), place) for place, block in enumerate(source.blocks))
            found += [Mention(cut, "full", work_of[begin + (cut.place or 0)]) for cut in cuts]
        for mention in found[len(printed) :]:
            place = mention.cut.place
            printed.append(None if place is None else works.printings[begin + place].record)
        begin += count
    return _with_books(_with_authors(Citing(works, found, printed)), records)


def _located(mention: Mention, printings: Sequence[Reading]) -> Mention:
    cut = mention.cut
    return replace(mention, locator=locator_of(cut, printings[cut.place])) if cut.place is not None else mention


# ------------------------------------------------------------------ "the same, another title"
def _with_authors(citing: Citing) -> Citing:
    """Give each work that is cited in full behind "the same" (``ders., *Die Hanse*``) the names of the one before."""
    groups, printed = list(citing.works.groups), list(citing.printed)
    before: int | None = None
    for place, mention in enumerate(citing.mentions):
        record = printed[place]
        if record and mention.work is not None and opens_with_idem(mention.cut.block.text):
            names = groups[before].reading.record.author if before is not None else ()
            reading = groups[mention.work].reading
            groups[mention.work] = replace(
                groups[mention.work], reading=replace(reading, record=replace(reading.record, author=names))
            )
            printed[place] = replace(record, author=names)
        before = mention.work
    return replace(citing, works=replace(citing.works, groups=groups), printed=printed)


# ------------------------------------------------------------------ chapters of books that are cited back
def _with_books(citing: Citing, records: Mapping[int, Record]) -> Citing:
    """Give each chapter whose book is only pointed to (``in Thomas, op. cit., n. 8``) what is known of the book."""
    groups = list(citing.works.groups)
    for mention in citing.mentions:
        book = _book_of(mention, citing, records) if mention.cut.tail and mention.work is not None else None
        if book and mention.work is not None:
            reading = groups[mention.work].reading
            record = _as_chapter(reading.record, book)
            groups[mention.work] = replace(groups[mention.work], reading=replace(reading, record=record))
    return replace(citing, works=replace(citing.works, groups=groups))


def _book_of(mention: Mention, citing: Citing, records: Mapping[int, Record]) -> Record | None:
    """The book that the tail of a chapter points to: of the note it names, by the name of its editor or author."""
    back = read_back(mention.cut.tail)
    family = {word.casefold() for word in back.words}
    for other in citing.mentions:
        if other is mention:
            break
        label = other.cut.block.label.rpartition(":")[2]
        if other.kind == "full" and other.work is not None and back.note in ("", label):
            record = records[other.work]
            people = record.editor or record.author
            if family & {part.casefold() for name in people for part in str(name).split()}:
                return record
    return None


def _as_chapter(record: Record, book: Record) -> Record:
    """A chapter with the data of its book, where it prints none of its own."""
    title = book.container_title if book.type == "chapter" else book.title
    data = {name: getattr(record, name) or getattr(book, name) for name in BOOK}
    editor = record.editor or book.editor or (book.author if book.type != "chapter" else ())
    return replace(record, type="chapter", container_title=record.container_title or title, editor=editor, **data)
