"""Records as entries for classic BibTeX: the types of ``plain.bst`` and the fields that btxdoc gives them."""

from __future__ import annotations

import re
from functools import lru_cache

from bibnorm.lang import pattern
from bibnorm.model import Record
from bibnorm.write.dates import format_year_month, is_valid
from bibnorm.write.entry import Draft, Entry
from bibnorm.write.latex import escape
from bibnorm.write.parts import (
    plain_date,
    plain_names,
    protect_container,
    put_eprint,
    put_event,
    put_imprint,
    put_page,
    put_people,
    put_series,
    put_standard_numbers,
    put_title,
    verbatim,
)
from bibnorm.write.tables import dialect, langid

_WEB = ("webpage", "post", "post-weblog")
_AS_PRINTED = (
    "container_title", "original_title", "volume", "issue", "chapter_number", "genre", "number", "number_of_volumes",
    "number_of_pages", "status",
)  # fmt: skip
_ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def entry(record: Record, *, ascii: bool = False) -> Entry:
    """A record as a BibTeX entry.

    >>> roe = Record(type="book", title="Mar y cielo", language="es", edition="2")
    >>> made = entry(roe)
    >>> made.type, made.fields["title"], made.fields["edition"], made.fields["key"]
    ('book', '{{Mar y cielo}}', '{Second}', '{Mar y cielo}')
    """
    draft = Draft(dialect("bibtex"), _entry_type(record))
    draft.notes += [record.note] * bool(record.note)
    _put_people(draft, record)
    put_title(draft, record, braces=True)
    _put_issued(draft, record)
    if record.url and record.type in _WEB:
        draft.fields["howpublished"] = f"\\url{{{verbatim(record.url)}}}"
    for variable in _AS_PRINTED:
        draft.put(variable, getattr(record, variable))
    put_page(draft, record)
    draft.put("edition", record.edition, _ordinal(record.edition))
    # plain.bst warns of a volume and a number in one book
    put_series(draft, record, together="volume" in draft.fields)
    put_imprint(draft, record)
    put_event(draft, record)
    draft.put("medium", record.medium)
    put_standard_numbers(draft, record)
    _put_address(draft, record)
    put_eprint(draft, record, "archiveprefix", "primaryclass")
    protect_container(draft, record, braces=True)
    _put_language(draft, record)
    if draft.type == "unpublished" and not draft.notes:
        draft.type = "misc"  # BibTeX asks a note of the unpublished
    return draft.finish(ascii=ascii)


@lru_cache(maxsize=1)
def _master() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern('thesis-master')})", re.IGNORECASE)


def _entry_type(record: Record) -> str:
    """The entry type, with regard to what its styles ask for."""
    found = dialect("bibtex").types.get(record.type, "misc")
    if found == "phdthesis" and _master().search(record.genre):
        return "mastersthesis"
    if record.type == "standard" and not record.publisher:
        return "misc"
    if record.type == "report" and record.editor and not record.author:
        return "book"
    if record.type in ("review", "review-book") and not record.container_title:
        return "misc"
    return found


def _put_people(draft: Draft, record: Record) -> None:
    """Names, and a key to sort by where no field has them."""
    put_people(draft, record)
    if draft.type == "book" and "author" in draft.fields and draft.fields.pop("editor", ""):
        draft.spare("editor", plain_names(record.editor))  # plain.bst takes one or the other
    if "author" not in draft.fields and not (draft.type == "book" and "editor" in draft.fields):
        editor = next((str(name) for name in record.editor), "")
        label = record.title or record.container_title or record.publisher or editor or record.type
        draft.fields["key"] = escape(" ".join(label.split()[:4]))


def _put_issued(draft: Draft, record: Record) -> None:
    """Year, month and day; a date that cannot be read stays as printed in ``year``, which is free text."""
    date = record.issued
    if date:
        draft.fields |= format_year_month(date)
        if "year" not in draft.fields:
            draft.fields |= {"year": escape(date.printed)} if date.printed else {}
        elif date.printed and not is_valid(date):
            draft.spare("issued", date.printed)
        elif date.circa:
            draft.spare("circa", draft.fields["year"])
    if record.original_date:
        draft.spare("original_date", plain_date(record.original_date))


def _put_address(draft: Draft, record: Record) -> None:
    """DOI, URL and day of access, which stands in the note where no ``url`` has it beside itself."""
    if record.doi:
        draft.fields["doi"] = verbatim(record.doi)
    accessed = plain_date(record.accessed) if record.accessed else ""
    if record.url and record.type not in _WEB:
        draft.fields["url"] = verbatim(record.url)
    if accessed and "url" in draft.fields:
        draft.fields["urldate"] = escape(accessed)
    elif accessed:
        draft.spare("accessed", accessed)


def _ordinal(edition: str) -> str:
    """An edition as plain.bst prints it: ``Second``.

    >>> _ordinal("2"), _ordinal("22"), _ordinal("revised")
    ('Second', '22nd', 'revised')
    """
    if not edition.isdecimal() or not edition.isascii():
        return edition
    number = int(edition)
    if 0 < number < len(_ORDINALS):
        return _ORDINALS[number]
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{suffix}"


def _put_language(draft: Draft, record: Record) -> None:
    babel = langid(record.language)
    if babel and babel not in ("english", "british", "american"):
        draft.fields["language"] = babel
