"""What BibTeX and biblatex entries have in common: people, title, series, imprint, event, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bibnorm.model import NAME_FIELDS, Date, Name, Record
from bibnorm.write.dates import format_edtf, is_valid
from bibnorm.write.entry import Draft
from bibnorm.write.latex import escape, protect
from bibnorm.write.names import format_names

# "117-136", "xii–xv", "e12-e20"; but not "S-12" or "CD-003"
_PAGE_RANGE = re.compile(
    r"(?<=\d)\s*[-‐‑−]\s*(?=[A-Za-z]?\d)|(?<=[ivxlcdmIVXLCDM])\s*[-‐‑−]\s*(?=[ivxlcdmIVXLCDM]+\b)|\s*[–—]\s*"
)
_UNSAFE = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
# "hep-th/9901001", "2101.00001 [cs.CL]"
_ARXIV = re.compile(r"(?P<number>\S+)\s*\[(?P<category>[\w.-]+)\]")


def plain_names(names: Iterable[Name]) -> str:
    """Names for a note.

    >>> plain_names((Name(family="Roe", given="Jane"), Name(literal="others")))
    'Jane Roe and others'
    """
    *first, last = (str(name) for name in names)
    return f"{', '.join(first)} and {last}" if first else last


def plain_date(date: Date) -> str:
    """A date for a note: as a standard date, or as printed where it is none.

    >>> plain_date(Date(parts=((2010, 3, 1),))), plain_date(Date(printed="April 21"))
    ('2010-03-01', 'April 21')
    """
    return date.printed if date.printed and not is_valid(date) else format_edtf(date)


def range_dashes(page: str) -> str:
    """Pages with BibTeX's two hyphens between first and last.

    >>> range_dashes("117-136"), range_dashes("xii–xv, 3"), range_dashes("CD-003")
    ('117--136', 'xii--xv, 3', 'CD-003')
    """
    return _PAGE_RANGE.sub("--", page)


def verbatim(text: str) -> str:
    """A DOI or address as it is; only what would end the field (a brace, a backslash) is percent-encoded.

    >>> verbatim("http://example.org/a_b%20c?x=1&y=2#z~w")
    'http://example.org/a_b%20c?x=1&y=2#z~w'
    """
    return "".join(text.translate(_UNSAFE).split())


def put_people(draft: Draft, record: Record) -> None:
    """Author, editor, translator and the author of the container."""
    for variable in NAME_FIELDS:
        names: tuple[Name, ...] = getattr(record, variable)
        if not (written := format_names(names)):
            continue
        if target := draft.target(variable):
            draft.fields[target] = written
        else:
            draft.spare(variable, plain_names(names))


def put_title(draft: Draft, record: Record, *, braces: bool) -> None:
    """The title: of an English one the capitals protected, another one with ``braces`` as a whole."""
    if record.title:
        english = record.language.partition("-")[0].lower() == "en"
        written = protect(record.title) if english else escape(record.title)
        draft.fields["title"] = f"{{{written}}}" if braces and not english else written


def protect_container(draft: Draft, record: Record, *, braces: bool) -> None:
    """Protect book title and series, which pandoc recases like the title itself."""
    english = record.language.partition("-")[0].lower() == "en"
    for name, printed in (("booktitle", record.container_title), ("series", record.collection_title)):
        written = draft.fields.get(name, "")
        if english and written and written == escape(printed):
            draft.fields[name] = protect(printed)
        elif braces and written and not english:
            draft.fields[name] = f"{{{written}}}"


def put_series(draft: Draft, record: Record, *, together: bool = False) -> None:
    """Series and number in it; where not both have a field, or asked for ``together``, they stand as one."""
    series, number = record.collection_title, record.collection_number
    apart = draft.target("collection_title") and draft.target("collection_number") and not together
    if series and number and not apart:
        draft.put("collection_title", f"{series}, {number}")
    elif series:
        draft.put("collection_title", series)
        draft.put("collection_number", number)
    elif number:
        draft.spare("collection_number", number)


def put_page(draft: Draft, record: Record) -> None:
    """Pages, with two hyphens between first and last."""
    draft.put("page", record.page, range_dashes(record.page))


def put_imprint(draft: Draft, record: Record) -> None:
    """Publisher and place; where the place has no field of its own, both stand together."""
    publisher, place = record.publisher, record.publisher_place
    if not draft.target("publisher_place") and draft.target("publisher") in ("", "howpublished"):
        publisher, place = ": ".join(part for part in (place, publisher) if part), ""
    draft.put("publisher", publisher)
    draft.put("publisher_place", place)


def put_event(draft: Draft, record: Record) -> None:
    """Congress, hearing or lecture; without fields for place and day, they stand behind its name."""
    date = plain_date(record.event_date) if record.event_date else ""
    if draft.admits("eventtitle"):
        draft.put("event_title", record.event_title)
        draft.put("event_place", record.event_place)
        if date and record.event_date and format_edtf(record.event_date):
            draft.fields["eventdate"] = date
        else:
            draft.put("event_date", date)
        return
    parts = [record.event_title, record.event_place, date]
    if draft.target("event_place"):
        draft.put("event_place", parts.pop(1))
    if draft.target("event_title") == "booktitle":
        draft.put("event_title", parts.pop(0))
    draft.put("event_title", ", ".join(part for part in parts if part))


def put_eprint(draft: Draft, record: Record, kind: str, category: str) -> None:
    """The arXiv number, else the PubMed one, as the eprint; ``kind`` and ``category`` name the fields beside it."""
    if record.arxiv:
        divided = _ARXIV.fullmatch(record.arxiv)
        draft.fields["eprint"] = verbatim(divided["number"] if divided else record.arxiv)
        draft.fields[kind] = "arxiv" if kind == "eprinttype" else "arXiv"
        if divided:
            draft.fields[category] = divided["category"]
    if record.pmid and "eprint" not in draft.fields:
        draft.fields |= {"eprint": verbatim(record.pmid), kind: "pubmed"}
    elif record.pmid:
        draft.spare("pmid", record.pmid)
    if record.pmcid:
        draft.spare("pmcid", record.pmcid)


def put_standard_numbers(draft: Draft, record: Record) -> None:
    """ISBN and ISSN; one whose check digit is wrong goes to the note."""
    for variable, checks in (("isbn", is_isbn), ("issn", is_issn)):
        printed = getattr(record, variable)
        if not printed:
            continue
        number = re.sub("[‐‑–−]", "-", printed)
        if checks(re.sub(r"[\s-]", "", number).upper()):
            draft.put(variable, number)
        else:
            draft.spare(variable, number)


def is_isbn(digits: str) -> bool:
    """Whether ten or thirteen characters are an ISBN.

    >>> is_isbn("9783161484100"), is_isbn("080442957X"), is_isbn("9783161484101")
    (True, True, False)
    """
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return sum((10 if c == "X" else int(c)) * w for c, w in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(digits)) % 10 == 0
    return False


def is_issn(digits: str) -> bool:
    """Whether eight characters are an ISSN.

    >>> is_issn("03785955"), is_issn("03785954")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        return False
    return sum((10 if c == "X" else int(c)) * w for c, w in zip(digits, range(8, 0, -1), strict=True)) % 11 == 0
