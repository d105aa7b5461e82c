"""Which new reference is an old one mended, or a work that has an entry already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bibnorm.dedupe import Index, Verdict, are_two, same_work
from bibnorm.dedupe.work import Work, plain, roman, work
from bibnorm.existing import Entry, Existing, records
from bibnorm.merge.cases import Case
from bibnorm.merge.model import Print
from bibnorm.model import Reading, Record

ALIKE = 85  # rapidfuzz ratio of two references from which the one is the other, mended
ALIKE_IN_PLACE = 60  # the same where it stands between the same neighbours
TITLE = 80  # the same for their titles
RENAMED = 85  # of the title of an entry in a reference, if it got another key and was edited
IN_RAW = 0.75  # of the words of a reference that stand in a broken entry, if it is that one
ENOUGH = 8  # letters of a title that are looked for in a reference
NUMBERS = ("volume", "issue", "number", "edition")


@dataclass(slots=True)
class Works:
    """The works that the entries of an output describe, read when they are first asked for."""

    existing: Existing | None
    _records: Mapping[str, Record] | None = None
    _index: Index = field(default_factory=Index)
    _keys: list[str] = field(default_factory=list)

    def record(self, entry: Entry) -> Record:
        """The record of an entry; an empty one for an entry that describes no work."""
        return self._read().get(entry.key, Record())

    def same(self, record: Record) -> tuple[str, list[tuple[str, Verdict]]]:
        """The key of the entry that describes this work, or ``""``; and those that may, with the verdict."""
        found = self._read()
        doubts = []
        for place in self._index.near(record):
            key = self._keys[place]
            if are_two(found[key], record):
                continue
            verdict = same_work(found[key], record)
            if verdict.answer == "same":
                return key, []
            doubts.append((key, verdict))
        return "", doubts

    def _read(self) -> Mapping[str, Record]:
        if self._records is None:
            self._records = records(self.existing) if self.existing else {}
            for key, record in self._records.items():
                self._index.add(len(self._keys), record)
                self._keys.append(key)
        return self._records


# ------------------------------------------------------------------ an entry that was renamed and edited
def find_renamed(case: Case, free: Sequence[Entry], works: Works) -> Entry | None:
    """The only entry without a reference that describes what a reference of the case prints."""
    found = [
        entry for entry in free if any(_describes(works.record(entry), print_.text) for print_ in case.prints.values())
    ]
    return found[0] if len(found) == 1 else None


def _describes(record: Record, text: str) -> bool:
    """Whether a reference prints title, year and first name of a record, as far as it has them.

    >>> from bibnorm.model import Name
    >>> sea = Record(author=(Name("Roe", "Jane"),), title="The sea of stories")
    >>> _describes(sea, "ROE J. The Sea of Storys. Oslo 1999"), _describes(sea, "Doe, J. The sea of stories")
    (True, False)
    """
    made = work(record)
    if len(made.title) < ENOUGH or (made.year is None and not made.people):
        return False
    if made.year is not None and str(made.year) not in text:
        return False
    printed = plain(text)
    if made.people and made.people[0].joined not in printed.replace(" ", ""):
        return False
    from rapidfuzz import fuzz

    return len(printed) >= len(made.title) and fuzz.partial_ratio(made.title, printed) >= RENAMED


# ------------------------------------------------------------------ a reference that was mended
@dataclass(frozen=True, slots=True)
class New:
    """A new reference with its reading, and its neighbours in the sources that have entries already."""

    print: Print
    reading: Reading
    neighbours: tuple[str, str] = ("", "")

    @property
    def record(self) -> Record:
        return self.reading.record


def pair_up(
    news: Sequence[New], gone: Sequence[Case], places: Mapping[str, tuple[str, str]], works: Works, *, sure: bool
) -> dict[str, Case]:
    """The cases of vanished references of which new ones are the mended form, by fingerprint; the best pairs first.

    Args:
        news: new references.
        gone: cases that have no reference any more.
        places: for the key of a case its neighbours in the output that have references.
        works: of the output.
        sure: only those that are surely the same work; else those that look alike.
    """
    scored = []
    for case in gone:
        for new in news:
            in_place = places.get(case.key) == new.neighbours
            score = _sureness(new, case, works) if sure else _likeness(new, case, works, in_place)
            if score:
                scored.append((score + in_place, new.print.order, new, case))
    pairs: dict[str, Case] = {}
    for _, _, new, case in sorted(scored, key=lambda row: (-row[0], row[1], row[3].key)):
        if new.print.fingerprint not in pairs and not any(case is taken for taken in pairs.values()):
            pairs[new.print.fingerprint] = case
    return pairs


def _sureness(new: New, case: Case, works: Works) -> float:
    """How sure a new reference is the work of a case."""
    if new.print.key and new.print.key == case.key:
        return 300.0
    if case.entry is None:
        return 0.0
    record = works.record(case.entry)
    return 100.0 + _ratio(record, new) if same_work(record, new.record).answer == "same" else 0.0


def _likeness(new: New, case: Case, works: Works, in_place: bool) -> float:
    """How much a new reference looks like the entry of a case, 0 if it is another one."""
    if case.entry is None:
        return 0.0
    record = works.record(case.entry)
    old, made = work(record), work(new.record)
    if not _titles_agree(old, made, new.print.text) or not (in_place or _numbers_agree(old, made, new.print.text)):
        return 0.0
    ratio = _ratio(record, new)
    return ratio if ratio >= (ALIKE_IN_PLACE if in_place else ALIKE) else 0.0


def _titles_agree(old: Work, new: Work, text: str) -> bool:
    if not old.title:
        return not new.title or new.kind == "article"
    from rapidfuzz import fuzz

    if len(old.title) < ENOUGH:
        return f" {old.title} " in f" {plain(text)} "
    shorter, longer = sorted((old.title, new.title or plain(text)), key=len)
    return fuzz.partial_ratio(shorter, longer) >= TITLE if len(shorter) >= ENOUGH else old.title == new.title


def _numbers_agree(a: Work, b: Work, text: str) -> bool:
    """Whether at most one number was mended, and none in the title."""
    years = (a.year, b.year) if a.year is not None and b.year is not None else (0, 0)
    pairs = [years, *((a.numbers.get(name), b.numbers.get(name)) for name in NUMBERS)]
    if sum(bool(first and second and first != second) for first, second in pairs) > 1:
        return False
    return {word for word in a.title.split() if _counts(word)} <= set(plain(text).split())


def _counts(word: str) -> bool:
    return word.isdecimal() or (len(word) > 1 and roman(word.upper()) is not None)


def is_in(text: str, raw: str) -> bool:
    """Whether a reference prints, by and large, the words that stand in a part of the output that is broken.

    >>> is_in("Roe, J. The sea. Oslo, 1991.", "@book{roe, author = {Roe, J.}, title = {The sea, place = {Oslo},")
    True
    """
    words = set(plain(text).split())
    return len(words & set(plain(raw).split())) >= IN_RAW * len(words)


def _ratio(record: Record, new: New) -> float:
    """How alike an entry and a reference are, word by word in any order, 0 to 100."""
    from rapidfuzz import fuzz

    old = _printed(record)
    return max(fuzz.token_sort_ratio(old, _printed(new.record)), fuzz.token_sort_ratio(old, plain(new.print.text)))


def _printed(record: Record) -> str:
    """The words of a record that a reference prints."""
    names = (*record.author, *record.editor, *record.translator)
    year = str(record.issued.year or "") if record.issued else ""
    texts = (
        record.title, record.container_title, record.collection_title, record.volume, record.issue, record.page,
        record.number, record.edition, record.publisher, record.publisher_place, record.doi, record.url,
    )  # fmt: skip
    return plain(" ".join((*map(str, names), year, *texts)))
