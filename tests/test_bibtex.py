"""BibTeX entries, and names as every reader of BibTeX's notation divides them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from records import ARTICLE, DATES, ODD_NAMES, ROE, SPEECH, YEAR, little, reading

from bibnorm.model import OTHERS, Date, Name, Record
from bibnorm.write import write
from bibnorm.write.bibtex import entry
from bibnorm.write.divided import divide
from bibnorm.write.latex import asciify, unescape
from bibnorm.write.names import format_name, format_names

ENTRIES = [
    (
        ARTICLE,
        """@article{key,
  author        = {Peña, Ana and others},
  title         = {{Mares \\& cielos}},
  journal       = {Revista del Mar},
  year          = {2006},
  month         = {October--December},
  volume        = {XXXIX},
  number        = {155},
  pages         = {117--136},
  language      = {spanish},
}
""",
    ),
    (
        Record(
            type="webpage",
            author=(Name(literal="Marine Council"),),
            title="Causes of tides",
            container_title="Tides & Co.",
            url="http://a.b/c_d%20e?x=1&y=2#z~w",
            accessed=Date(parts=((2018, 5, 21),)),
            issued=Date(parts=((2017, 3, 4),)),
            language="en",
        ),
        """@misc{key,
  author        = {{Marine Council}},
  title         = {Causes of tides},
  year          = {2017},
  month         = mar,
  day           = {4},
  howpublished  = {\\url{http://a.b/c_d%20e?x=1&y=2#z~w}},
  note          = {In Tides \\& Co. Accessed 2018-05-21},
}
""",
    ),
    (
        replace(SPEECH, url="http://a.b", accessed=Date(printed="last week")),
        """@misc{key,
  author        = {Roe, Jane A.},
  title         = {Opening words},
  year          = {2012},
  howpublished  = {Sea Days, Kiel},
  url           = {http://a.b},
  urldate       = {last week},
}
""",
    ),
    (
        Record(
            type="book",
            title="El mar",
            editor=(ROE,),
            volume="2",
            collection_title="Azul",
            collection_number="7",
            number_of_pages="345",
            translator=(ROE,),
            edition="2",
            publisher="Sol",
            publisher_place="Lima",
            issued=YEAR,
            language="es",
        ),
        """@book{key,
  title         = {{El mar}},
  editor        = {Roe, Jane A.},
  year          = {1796},
  volume        = {2},
  series        = {{Azul, 7}},
  edition       = {Second},
  publisher     = {Sol},
  address       = {Lima},
  language      = {spanish},
  note          = {Translated by Jane A. Roe. 345 pp.},
}
""",
    ),
]


@pytest.mark.parametrize(("made", "text"), ENTRIES, ids=lambda v: v.type if isinstance(v, Record) else "")
def test_entries(made: Record, text: str) -> None:
    assert write([reading(made)], ["key"], "bibtex") == text


TYPES = [
    ({"type": "book"}, "book"),
    ({"type": "chapter"}, "incollection"),
    ({"type": "thesis", "genre": "PhD thesis"}, "phdthesis"),
    ({"type": "thesis", "genre": "Tesis de maestría"}, "mastersthesis"),
    ({"type": "thesis", "genre": "Dissertação (mestrado)"}, "mastersthesis"),
    ({"type": "report"}, "techreport"),
    ({"type": "report", "author": (), "editor": (ROE,)}, "book"),  # techreport has no editor
    ({"type": "standard", "publisher": "ISO"}, "techreport"),
    ({"type": "standard"}, "misc"),
    ({"type": "manuscript", "note": "Box 5"}, "unpublished"),
    ({"type": "manuscript"}, "misc"),  # unpublished asks for a note
    ({"type": "review", "container_title": "J"}, "article"),
    ({"type": "review"}, "misc"),
    ({"type": "pamphlet"}, "booklet"),
    ({"type": "hearing"}, "misc"),
    ({"type": "legislation"}, "misc"),
    ({"type": "article"}, "misc"),
]


@pytest.mark.parametrize(("change", "entry_type"), TYPES)
def test_types(change: dict[str, object], entry_type: str) -> None:
    assert entry(little(**change)).type == entry_type


FIELDS = [
    # plain.bst takes author or editor, volume or number
    ({"type": "book", "editor": (ROE,)}, {"editor": None, "note": "{Edited by Jane A. Roe}"}),
    ({"type": "chapter", "editor": (ROE,)}, {"editor": "{Roe, Jane A.}", "note": None}),
    ({"type": "book", "collection_title": "S", "collection_number": "4"}, {"series": "{{S}}", "number": "{4}"}),
    ({"type": "book", "collection_title": "S", "collection_number": "4", "volume": "I"},
     {"series": "{S, 4}", "number": None}),
    ({"type": "book", "collection_number": "4"}, {"number": None, "note": "{no. 4}"}),
    # something to sort by where there is no author
    ({"author": ()}, {"key": "{On tides}"}),
    ({"author": (), "editor": (ROE,)}, {"key": None}),
    ({"author": (), "title": "One two three four five"}, {"key": "{One two three four}"}),
    ({"type": "chapter", "author": (), "title": "", "editor": (ROE,)}, {"key": "{Jane A. Roe}"}),
    # theses, reports
    ({"type": "thesis", "publisher": "Uni", "publisher_place": "Kiel", "genre": "Diss."},
     {"school": "{Uni}", "address": "{Kiel}", "type": "{Diss.}"}),
    ({"type": "report", "publisher": "Uni", "number": "R-1"}, {"institution": "{Uni}", "number": "{R-1}"}),
    # meetings
    ({"type": "paper-conference", "container_title": "Proc.", "event_title": "Days", "event_place": "Kiel"},
     {"booktitle": "{Proc.}", "address": "{Kiel}", "note": "{Days}"}),
    ({"type": "paper-conference", "event_title": "Days"}, {"booktitle": "{Days}", "note": None}),
    # editions and pages
    ({"edition": "22"}, {"edition": "{22nd}"}),
    ({"edition": "revised"}, {"edition": "{revised}"}),
    ({"type": "article-journal", "page": "12-14, 20"}, {"pages": "{12--14, 20}"}),
    ({"type": "article-journal", "page": "CD-003"}, {"pages": "{CD-003}"}),
    # dates
    ({"issued": DATES["years"]}, {"year": "{1990/1995}", "month": None}),  # pandoc reads the stroke
    ({"issued": DATES["seasons"]}, {"year": "{2007}", "month": "{Summer--Autumn}"}),
    ({"issued": DATES["months over new year"]}, {"year": "{2006/2007}", "month": "{December--January}"}),
    ({"issued": DATES["days"]}, {"year": "{2012}", "month": "{September--October}", "day": "{28--2}"}),
    ({"issued": DATES["circa"]}, {"year": "{1796}", "note": "{c. 1796}"}),
    ({"issued": DATES["no such day"]}, {"year": "{2001}", "month": "feb", "day": None, "note": "{30 February 2001}"}),
    ({"issued": DATES["unread"]}, {"year": r"{in the 3rd year of the \% war\_}", "note": None}),
    ({"issued": None}, {"year": None}),
    # identifiers
    ({"arxiv": "2101.00001 [hep-th]"},
     {"eprint": "{2101.00001}", "archiveprefix": "{arXiv}", "primaryclass": "{hep-th}"}),
    ({"url": "http://a.b/_%", "accessed": DATES["day"]}, {"url": "{http://a.b/_%}", "urldate": "{2008-10-28}"}),
    ({"accessed": DATES["day"]}, {"urldate": None, "note": "{Accessed 2008-10-28}"}),
    ({"doi": "10.1000/a_b"}, {"doi": "{10.1000/a_b}"}),
    # titles
    ({"title": "On DNA", "language": "en"}, {"title": "{On {DNA}}"}),
    ({"title": "La Era", "language": "es"}, {"title": "{{La Era}}"}),
    ({"title": "Sine lingua", "language": ""}, {"title": "{{Sine lingua}}"}),
    ({"publisher": "Simon and Schuster"}, {"publisher": "{Simon and Schuster}"}),  # no list in BibTeX
]  # fmt: skip


@pytest.mark.parametrize(("change", "wanted"), FIELDS)
def test_fields(change: dict[str, object], wanted: dict[str, str | None]) -> None:
    made = entry(little(**change)).fields
    assert {name: made.get(name) for name in wanted} == wanted


def test_ascii_escapes_text_and_percent_encodes_addresses() -> None:
    made = little(title="Война", language="ru", publisher="Muñoz", url="http://пример.рф")
    text = write([reading(made)], ["key"], "bibtex", ascii=True)
    assert text.isascii()
    assert r"{Mu{\~n}oz}" in text
    assert "{http://%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.%D1%80%D1%84}" in text


NAMES = [
    (Name(family="Roe", given="Jane A."), "Roe, Jane A."),
    (Name(family="Beethoven", given="Ludwig", dropping_particle="van"), "van Beethoven, Ludwig"),
    (Name(family="Alembert", given="Jean", non_dropping_particle="d’"), "d’Alembert, Jean"),
    (Name(family="van der Berg", given="Kees"), "van der Berg, Kees"),
    (Name(family="Garcia Lorca", given="Federico"), "Garcia Lorca, Federico"),
    (Name(family="De Stefano", given="Ada"), "De Stefano, Ada"),
    (Name(family="King", given="Martin Luther", suffix="Jr."), "King, Jr., Martin Luther"),
    (Name(family="Ortega y Gasset", given="José"), "{Ortega y Gasset}, José"),  # y would be a particle
    (Name(family="Álvarez Cruz", given="Ana"), "{Álvarez Cruz}, Ana"),  # BibTeX would take Á for a small letter
    (Name(family="hooks", given="bell"), "{hooks}, bell"),  # biber would take it for a particle
    (Name(family="Simon and Schuster", given="Max"), "{Simon and Schuster}, Max"),
    (Name(family="Acme, Inc.", given="Q."), "{Acme, Inc.}, Q."),
    (Name(family="A, B, C", given="D"), "{D A, B, C}"),  # biber counts commas within braces
    (Name(family="Plato"), "Plato"),
    (Name(family="Juan Carlos"), "{Juan Carlos}"),
    (Name(given="Madonna"), "Madonna"),
    (Name(family="Others"), "{Others}"),
    (Name(family="王", given="小明"), "王, 小明"),
    (Name(literal="Fish & Sons, Ltd."), r"{Fish \& Sons, Ltd.}"),
    (Name(), ""),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_names(name: Name, written: str) -> None:
    assert format_name(name) == written


LISTS = [
    ((ROE, OTHERS), "Roe, Jane A. and others"),
    ((Name(literal="World Bank"), ROE), "{World Bank} and Roe, Jane A."),
    ((OTHERS,), ""),
    ((Name(), ROE), "Roe, Jane A."),
    ((), ""),
]


@pytest.mark.parametrize(("names", "written"), LISTS)
def test_lists_of_names(names: tuple[Name, ...], written: str) -> None:
    assert format_names(names) == written


WORD = st.sampled_from(
    ["Roe", "de", "van", "la", "y", "von", "Ávila", "Gasset", "O'Neil", "d'Este", "al-Hakim", "and", "others", "Jr.",
     "A.", "J.-P.", "Smith-Jones", "é", "Œuvre", "Иван", "王", "{x", "R&D", "a,b", "1st", "–", "~", "'t",
     "(Paris)", "=", "\\"]
)  # fmt: skip
WORDS = st.lists(WORD, max_size=4).map(" ".join)
PARTICLE = st.sampled_from(["", "", "van", "de la", "d’", "De", "af", "zu"])
PERSON = st.builds(Name, WORDS, WORDS, PARTICLE, PARTICLE, st.sampled_from(["", "", "Jr.", "III", "filho, Neto"]))


def whole(name: Name) -> str:
    return name.given + name.dropping_particle + name.non_dropping_particle + name.family + name.suffix


@given(PERSON)
def test_names_are_read_back_by_pybtex(name: Name) -> None:
    """Would have caught a family name that is divided, and a name that ends its list."""
    written = format_name(name)
    assert split_name_list(written) == ([written] if written else [])
    person = Person(written)
    last, lineage, first = (
        unescape(" ".join(part))
        for part in (
            person.prelast_names + person.last_names,
            person.lineage_names,
            person.first_names + person.middle_names,
        )
    )
    assert sorted(letters(last + lineage + first)) == sorted(letters(whole(name)))
    if first:  # in parts, and not as one whole
        assert (first, lineage) == (name.given, name.suffix)
        assert not any(c.isupper() for c in "".join(person.prelast_names)[:1])


PLAIN = WORD.filter(lambda word: not set(word) & set("{,\\")) | st.sampled_from(["a~b", "ªb", "1ed"])
PART = st.tuples(st.lists(PLAIN, max_size=3), PLAIN | st.sampled_from(["{a, b}", "{x {y} z}", r"{R\&D}"]))


@given(st.lists(PART.map(lambda part: " ".join([*part[0], part[1]])), min_size=2, max_size=3))
def test_names_are_divided_as_pybtex_divides_them(parts: list[str]) -> None:
    """Would catch: a comma or blank within braces that parts a name, a particle that is none."""
    person = Person(", ".join(parts))
    assert divide(", ".join(parts)) == (
        person.prelast_names,
        person.last_names,
        person.lineage_names,
        person.first_names + person.middle_names,
    )


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(st.lists(PERSON | st.builds(Name, literal=WORDS), max_size=4))
def test_lists_are_divided_where_they_were_joined(names: list[Name]) -> None:
    names = [name for name in names if name != OTHERS]
    written = [format_name(name) for name in names if format_name(name)]
    joined = format_names(names)
    assert split_name_list(joined) == written
    assert joined.count("{") == joined.count("}")


@pytest.mark.parametrize("name", ODD_NAMES, ids=str)
def test_escaping_leaves_the_parts_as_they_are(name: Name) -> None:
    utf8, plain = Person(format_name(name)), Person(asciify(format_name(name)))
    for part in ("first_names", "middle_names", "prelast_names", "last_names", "lineage_names"):
        there, here = (unescape(" ".join(getattr(person, part))) for person in (utf8, plain))
        assert letters(here) == letters(unicodedata.normalize("NFC", there))
