"""biblatex entries: types, fields that the data model admits, dates, languages, and the layout of the file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bibtexparser import parse_string as parse_bib
from bibtexparser import write_string as write_bib
from bibtexparser.writer import BibtexFormat
from records import ARTICLE, DATES, EVERYTHING, NASTY, ROE, SPEECH, VARIANTS, YEAR, little, reading

from bibnorm.errors import ConfigurationError
from bibnorm.model import OTHERS, Block, Date, Diagnostic, Reading, Record
from bibnorm.write import FORMATS, findings, missing_required, write
from bibnorm.write.bib import COLUMN
from bibnorm.write.biblatex import entry
from bibnorm.write.dates import format_edtf
from bibnorm.write.latex import unescape
from bibnorm.write.parts import verbatim
from bibnorm.write.tables import dialect, langid

ENTRIES = [
    (
        replace(ARTICLE, volume="39", doi="10.1000/a_b%c"),
        """@article{key,
  author        = {Peña, Ana and others},
  title         = {Mares \\& cielos},
  journaltitle  = {Revista del Mar},
  date          = {2006-10/2006-12},
  volume        = {39},
  number        = {155},
  pages         = {117--136},
  doi           = {10.1000/a_b%c},
  langid        = {spanish},
}
""",
    ),
    (
        replace(SPEECH, event_date=Date(parts=((2012, 9, 28),))),
        """@unpublished{key,
  author        = {Roe, Jane A.},
  title         = {Opening words},
  date          = {2012},
  eventtitle    = {Sea Days},
  venue         = {Kiel},
  eventdate     = {2012-09-28},
  entrysubtype  = {speech},
  langid        = {english},
}
""",
    ),
    (
        Record(
            type="report",
            editor=(ROE,),
            title="Water",
            publisher="World Bank",
            number="7",
            collection_title="Blue",
            collection_number="3",
            issued=YEAR,
        ),
        """@report{key,
  author        = {Roe, Jane A.},
  authortype    = {editor},
  title         = {{Water}},
  date          = {1796},
  number        = {7},
  type          = {techreport},
  institution   = {World Bank},
  note          = {Blue, 3},
}
""",
    ),
    (
        Record(type="article", author=(ROE,), title="Quarks", arxiv="2101.00001 [hep-th]", issued=YEAR, language="en"),
        """@online{key,
  author        = {Roe, Jane A.},
  title         = {Quarks},
  date          = {1796},
  eprint        = {2101.00001},
  eprinttype    = {arxiv},
  eprintclass   = {hep-th},
  entrysubtype  = {preprint},
  langid        = {english},
}
""",
    ),
]


@pytest.mark.parametrize(("record", "text"), ENTRIES, ids=lambda v: v.type if isinstance(v, Record) else "")
def test_entries(record: Record, text: str) -> None:
    assert write([reading(record)], ["key"], "biblatex") == text


TYPES = [
    ({"type": "book"}, "book", None),
    ({"type": "book", "author": (), "editor": (ROE,)}, "collection", None),
    ({"type": "book", "number_of_volumes": "4"}, "mvbook", None),
    ({"type": "book", "number_of_volumes": "4", "volume": "2"}, "book", None),
    ({"type": "chapter"}, "inbook", None),
    ({"type": "chapter", "editor": (ROE,)}, "incollection", None),
    (
        {"type": "chapter", "editor": (ROE,), "container_author": (ROE,)},
        "inbook",
        None,
    ),  # incollection has no bookauthor
    ({"type": "article-newspaper"}, "article", "{newspaper}"),  # pandoc's word for it
    ({"type": "article-magazine"}, "article", "{magazine}"),
    ({"type": "webpage", "url": "http://a.b"}, "online", None),
    ({"type": "webpage"}, "misc", "{webpage}"),  # online asks for an address
    ({"type": "post-weblog", "url": "http://a.b"}, "online", "{post-weblog}"),
    ({"type": "entry-dictionary"}, "inreference", "{entry-dictionary}"),
    ({"type": "entry-encyclopedia"}, "inreference", None),
    ({"type": "hearing"}, "misc", "{hearing}"),
    ({"type": "legal_case"}, "misc", "{legal_case}"),  # jurisdiction admits no title
    ({"type": "standard"}, "misc", "{standard}"),
    ({"type": "manuscript"}, "unpublished", None),
    ({"type": "periodical", "author": (), "editor": (ROE,)}, "periodical", None),
    ({"type": "periodical"}, "misc", "{periodical}"),  # it asks for an editor
    ({"type": "review", "container_title": "J"}, "article", "{review}"),
    ({"type": "review"}, "misc", "{review}"),
    ({"type": "document"}, "misc", None),
]


@pytest.mark.parametrize(("change", "entry_type", "subtype"), TYPES)
def test_types(change: dict[str, object], entry_type: str, subtype: str | None) -> None:
    made = entry(little(**change))
    assert (made.type, made.fields.get("entrysubtype")) == (entry_type, subtype)


FIELDS = [
    # volumes are integers to biber
    ({"type": "article-journal", "volume": "XII"}, {"volume": "{12}"}),
    ({"type": "article-journal", "volume": "12/13"}, {"volume": None, "note": "{vol. 12/13}"}),
    ({"type": "article-journal", "volume": "Nueva serie 2"}, {"volume": None, "note": "{Nueva serie 2}"}),
    ({"type": "book", "volume": "II, 1"}, {"volume": "{2}", "part": "{1}"}),
    ({"type": "article-journal", "volume": "II, 1"}, {"volume": None, "note": "{vol. II, 1}"}),
    ({"type": "book", "number_of_volumes": "2 vols"}, {"volumes": None, "note": "{2 vols}"}),
    # issues
    ({"type": "article-journal", "issue": "3/4"}, {"number": "{3/4}"}),
    ({"type": "article-journal", "issue": "Spring"}, {"issue": "{Spring}", "number": None}),
    ({"type": "article-journal", "issue": "IV"}, {"number": "{IV}"}),
    ({"type": "article-journal", "issue": "3", "number": "e26752"}, {"number": "{3}", "eid": "{e26752}"}),
    # lists part at "and"
    ({"publisher": "Simon and Schuster"}, {"publisher": "{{Simon and Schuster}}"}),
    ({"publisher": "Land & Sand"}, {"publisher": r"{Land \& Sand}"}),
    ({"type": "thesis", "publisher": "Uni", "genre": "Tesis de maestría"},
     {"institution": "{Uni}", "type": "{Tesis de maestría}"}),
    ({"type": "thesis", "genre": "PhD thesis"}, {"type": "{phdthesis}"}),
    ({"type": "thesis", "editor": (ROE,)}, {"editor": None, "note": "{Edited by Jane A. Roe}"}),
    # what a type does not admit
    ({"type": "article-journal", "publisher": "P", "publisher_place": "Kiel"},
     {"publisher": None, "note": "{Kiel: P}"}),
    ({"type": "article-journal", "number_of_pages": "20"}, {"note": "{20 pp.}"}),
    ({"type": "hearing", "page": "7"}, {"pages": None, "note": "{p. 7}"}),
    ({"note": "See there.", "issue": "3", "page": "7"}, {"note": "{See there. no. 3}", "pages": "{7}"}),
    ({"type": "document", "container_title": "Sea", "medium": "film"}, {"howpublished": "{Sea}", "note": "{film}"}),
    ({"type": "book", "isbn": "978-3-16-148410-1"}, {"isbn": None, "note": "{ISBN 978-3-16-148410-1}"}),  # check digit
    ({"type": "book", "isbn": "978–3–16–148410–0"}, {"isbn": "{978-3-16-148410-0}"}),
    ({"type": "book", "collection_title": "S", "collection_number": "4"}, {"series": "{{S}}", "number": "{4}"}),
    ({"type": "article-journal", "collection_title": "S", "collection_number": "4"}, {"series": "{S, 4}"}),
    ({"type": "book", "collection_number": "4"}, {"number": None, "note": "{no. 4}"}),
    # status, identifiers
    ({"status": "In press"}, {"pubstate": "{inpress}"}),
    ({"status": "en prensa"}, {"pubstate": "{en prensa}"}),
    ({"pmid": "12"}, {"eprint": "{12}", "eprinttype": "{pubmed}"}),
    ({"pmid": "12", "arxiv": "hep-th/9901001", "pmcid": "PMC1"},
     {"eprint": "{hep-th/9901001}", "note": "{PMID: 12. PMCID: PMC1}"}),
    ({"url": "http://a.b/c_d%20e?x=1&y=2#z~w"}, {"url": "{http://a.b/c_d%20e?x=1&y=2#z~w}"}),  # never escaped
    ({"url": "http://a.b/{c}\\"}, {"url": "{http://a.b/%7Bc%7D%5C}"}),  # but nothing ends the field
    # titles
    ({"title": "La Era & más", "language": "es-CL"}, {"title": r"{La Era \& más}", "langid": "{spanish}"}),
    ({"title": "O poema", "language": "pt-BR"}, {"title": "{O poema}", "langid": "{brazilian}"}),
    ({"title": "On DNA", "language": "en"}, {"title": "{On {DNA}}", "langid": "{english}"}),
    ({"title": "Sine lingua", "language": ""}, {"title": "{{Sine lingua}}", "langid": None}),  # not to be recased
    ({"original_title": "Meer", "original_date": YEAR}, {"origtitle": "{Meer}", "origdate": "{1796}"}),
    ({"type": "chapter", "page": "xii–xv, 3"}, {"pages": "{xii--xv, 3}"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "wanted"), FIELDS)
def test_fields(change: dict[str, object], wanted: dict[str, str | None]) -> None:
    made = entry(little(**change)).fields
    assert {name: made.get(name) for name in wanted} == wanted


EDTF = [
    ("day", "2008-10-28"),
    ("circa", "1796~"),
    ("months", "2006-10/2006-12"),
    ("months over new year", "2006-12/2007-01"),
    ("years", "1990/1995"),
    ("season", "2007-22"),
    ("seasons", "2007-22/2007-23"),
    ("winter", "2007-24/2008-21"),
    ("old", "0098"),
    ("before Christ", "-0043-03-15"),  # EDTF has a year 0
    ("no such day", "2001-02"),  # the rest goes to the note
    ("far", ""),
    ("unread", ""),
]


@pytest.mark.parametrize(("label", "written"), EDTF)
def test_dates(label: str, written: str) -> None:
    assert format_edtf(DATES[label]) == written


def test_a_date_that_is_none_stays_as_printed() -> None:
    made = entry(little(issued=DATES["unread"], accessed=DATES["no such day"])).fields
    assert (made.get("date"), made["urldate"]) == (None, "{2001-02}")
    assert made["note"] == r"{in the 3rd year of the \% war\_. Accessed 30 February 2001}"


def test_languages_have_babel_names() -> None:
    names = ("es", "en", "fr", "de", "pt", "pt-BR", "ru", "zh-Hans", "xx", "")
    assert [langid(code) for code in names] == [
        "spanish", "english", "french", "german", "portuguese", "brazilian", "russian", "chinese", "", ""
    ]  # fmt: skip


def test_every_field_is_admitted_by_its_type() -> None:
    for fmt in ("bibtex", "biblatex"):
        tables = dialect(fmt)
        for admitted in tables.admits.values():
            assert admitted <= set(tables.order)
        for places in tables.places.values():
            assert {name for row in places.values() for name in row} <= set(tables.order)
        assert set(tables.types.values()) <= set(tables.admits)
        assert set(tables.requires) == set(tables.admits)


def test_nothing_printed_is_lost() -> None:
    """Would have caught a value that found no field and no place in the note."""
    for label in NASTY:
        if label.startswith("all of") or label in VARIANTS:
            made = NASTY[label]
            for fmt in ("bibtex", "biblatex"):
                text = letters(unescape(write([reading(made)], ["key"], fmt)))
                for value in printed(made):
                    assert letters(value) in text, (label, fmt, value)


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def printed(made: Record) -> list[str]:
    """The values of a record that are written as printed; dates, editions and the like have tests of their own."""
    people = [*made.author, *made.editor, *made.translator]
    fields = (
        "title", "original_title", "container_title", "collection_title", "collection_number", "issue", "number",
        "page", "chapter_number", "publisher", "publisher_place", "event_title", "event_place", "medium", "isbn",
        "issn", "pmid", "pmcid", "note",
    )  # fmt: skip
    values = [getattr(made, name) for name in fields]
    return [n.literal or n.family for n in people if n != OTHERS] + values + [verbatim(made.doi), verbatim(made.url)]


def bib_format() -> BibtexFormat:
    """The layout: two blanks, values in one column, a comma after the last field, a blank line between entries."""
    layout = BibtexFormat()
    layout.indent = "  "
    layout.value_column = COLUMN
    layout.trailing_comma = True
    layout.block_separator = "\n"
    return layout


@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_another_writer_changes_nothing(fmt: str) -> None:
    """The file is what bibtexparser makes of it, with its default middleware and without."""
    readings = [reading(made) for made in NASTY.values()]
    text = write(readings, [f"key{number}" for number in range(len(readings))], fmt)
    assert write_bib(parse_bib(text), bibtex_format=bib_format()) == text
    assert write_bib(parse_bib(text, parse_stack=[]), unparse_stack=[], bibtex_format=bib_format()) == text


DOUBTFUL = Reading(
    little(),
    Block("x"),
    confidence={"title": 0.41, "container_title": 0.3, "author": 0.99},
    diagnostics=(Diagnostic("BN201", "two years: 1990, 1991\nmail roe@book{x"),),
)


@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_annotations_stand_above_their_entry(fmt: str) -> None:
    text = write([reading(little()), DOUBTFUL], ["a", "b"], fmt, annotate=True)
    above = text.partition("}\n\n")[2].partition("@book")[0]
    assert above == (
        "% BN201 two years: 1990, 1991\n% mail roe(at)book{x\n% not sure of container-title (0.30), title (0.41)\n"
    )
    library = parse_bib(text)
    assert [made.key for made in library.entries] == ["a", "b"]
    assert library.failed_blocks == []
    assert write([DOUBTFUL], ["b"], fmt) == text[text.index("@book{b") :]


def test_no_readings_make_an_empty_file() -> None:
    assert write([], [], "biblatex") == write([], [], "bibtex", annotate=True) == ""


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="known are bibtex, biblatex, csl-json"):
        write([], [], "docx")
    assert {row.suffix for row in FORMATS.values()} == {".bib", ".json", ".ris", ".jsonl"}


MISSING = [
    (Record(type="book", title="T"), "biblatex", ("author", "date")),
    (Record(type="book", title="T"), "bibtex", ("author|editor", "publisher", "year")),
    (Record(type="thesis", author=(ROE,), title="T", issued=YEAR), "biblatex", ("type", "institution")),
    (Record(type="thesis", author=(ROE,), title="T", issued=YEAR), "bibtex", ("school",)),
    (Record(type="report", author=(ROE,), title="T", issued=YEAR, publisher="P"), "biblatex", ()),
    (Record(type="webpage", title="T", url="http://a.b"), "biblatex", ("date",)),
    (Record(type="webpage", title="T", url="http://a.b"), "bibtex", ()),
    (Record(type="entry-dictionary", title="T"), "biblatex", ("author", "editor", "booktitle", "date")),
    (Record(type="dataset", title="T"), "biblatex", ()),
    (Record(), "bibtex", ("author|title|howpublished|month|year|note",)),
    (Record(), "csl-json", ()),
]


@pytest.mark.parametrize(("made", "fmt", "missing"), MISSING)
def test_missing_required(made: Record, fmt: str, missing: tuple[str, ...]) -> None:
    assert missing_required(made, fmt) == missing
    assert len(findings(made, fmt)) == bool(missing)
    assert all(remark.code == "BN301" and remark.level == "note" for remark in findings(made, fmt))


def test_everything_has_a_home() -> None:
    assert EVERYTHING.type not in dialect("biblatex").types  # document is misc in both
    assert entry(EVERYTHING).type == "misc"
