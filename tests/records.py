"""Records for the tests of the writers: from CSL fields, and a set of nasty ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from bibnorm.model import DATE_FIELDS, FIELDS, NAME_FIELDS, OTHERS, Block, Date, Name, Reading, Record


def _name(parts: dict[str, str] | str) -> Name:
    if isinstance(parts, str):  # a list of names that nobody has divided
        return Name(literal=parts)
    return (
        OTHERS if parts == {"literal": "others"} else Name(**{part.replace("-", "_"): s for part, s in parts.items()})
    )


def _date(value: dict[str, Any]) -> Date:
    parts = tuple(tuple(int(number) for number in part) for part in value.get("date-parts", ()))
    return Date(parts=parts, printed=str(value.get("raw", "")))


def record_from_csl(fields: dict[str, Any], language: str = "") -> Record:
    """The record of a CSL item, as far as ``Record`` has its variables."""
    values: dict[str, Any] = {"language": language}
    for name, value in fields.items():
        field = name.lower().replace("-", "_")
        if field not in FIELDS:
            continue
        if field in NAME_FIELDS:
            value = tuple(_name(parts) for parts in ([value] if isinstance(value, str) else value))
        elif field in DATE_FIELDS:
            value = _date(value)
        else:
            value = str(value)
        values[field] = value
    return Record(**values)


def reading(record: Record, text: str = "printed") -> Reading:
    return Reading(record, Block(text))


def gold(shared: Path) -> list[Record]:
    """The records of the seed and of the dev gold, where they are."""
    paths = [shared / "seed" / "references.gold.jsonl", *sorted((shared / "data" / "dev").glob("*.jsonl"))]
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [record_from_csl(row["fields"], row.get("lang") or "") for row in rows]


def _person(family: str, given: str = "", **parts: str) -> Name:
    return Name(family=family, given=given, **parts)


ROE = _person("Roe", "Jane A.")
PEÑA = _person("Peña", "Íñigo")

# names that BibTeX, biber, pandoc and pybtex would not all divide alike if they stood as they are
ODD_NAMES = (
    _person("Beethoven", "Ludwig", dropping_particle="van"),
    _person("Cruz", "Juana Inés", non_dropping_particle="de la"),
    _person("Alembert", "Jean le Rond", non_dropping_particle="d’"),
    _person("Ortega y Gasset", "José"),  # y would be a particle
    _person("Ortega y Gasset", "Soledad", non_dropping_particle="de"),
    _person("King", "Martin Luther", suffix="Jr."),
    _person("Vega", "Lope", dropping_particle="de", suffix="III"),
    _person("Álvarez Cruz", "Ana"),  # BibTeX reads bytes: Á is no capital
    _person("Éluard Dupont Øy", "Paul"),
    _person("van der Berg", "Kees"),  # the particle within the family name
    _person("De Stefano", "Ada"),
    _person("bell hooks"),
    _person("hooks", "bell"),
    _person("'t Hooft", "Ger"),
    _person("al-Hakim", "Tawfiq"),
    _person("Abd al-Rahman", "Omar"),
    _person("Smith–Jones", "A. B."),  # an en dash
    _person("Simon and Schuster", "Max"),
    _person("Fish", "Trout and Co."),
    _person("Acme, Inc.", "Q."),
    _person("A, B, C", "D, E", suffix="F, G"),
    _person("Curly {brace", "Q}"),
    _person("Tilde~Name", "A~B"),
    _person("R&D_Lab", "50% #1 $x$ ^"),
    _person("others", "Ann"),
    _person("family = x", "given = y"),  # biber's own notation
    _person("Plato"),
    _person("", "Madonna"),
    _person("王", "小明"),
    _person("Иванов", "Пётр Ильич"),
    _person("Ибн Сина", "Абу Али"),
    _person("محفوظ", "نجيب"),
    _person("Παπαδοπούλου-Κόκκινου", "Ελένη"),
    _person("No\u00a0Break", "A.\u00a0B."),
    _person("Cafe\u0301", "Rene\u0301"),  # combining accents
    Name(literal="World Bank"),
    Name(literal="Hansson and Sons, Ltd., Oslo, Norway"),
    Name(literal="50% {Club}"),
    Name(literal="國立臺灣大學"),
)

ODD_TITLES = {
    "en": "50% of R&D: C_1, #2, $3 {x} ~ ^ \\ and the DNA of McDonald's iPhone",
    "es": "La “era” post-Bush: ¿qué 100 % & más?",
    "pt-BR": "O poema e o quadro em João",
    "de": 'Größe „und“ »Maß« – "Ärger"',
    "ru": "Война & мир_1",
    "zh": "一个关帝信仰者的奋斗史",
    "ar": "تاريخ الأدب العربي",
    "ja": "こころと体：序説",
    "": "Sine lingua } unbalanced {",
    "xx": "Lingua ignota @book{x, y = 1}",
}

DATES = {
    "day": Date(parts=((2008, 10, 28),)),
    "month": Date(parts=((2008, 2),)),
    "year": Date(parts=((1796,),)),
    "circa": Date(parts=((1796,),), circa=True, printed="[1796]"),
    "months": Date(parts=((2006, 10), (2006, 12))),
    "months over new year": Date(parts=((2006, 12), (2007, 1))),
    "years": Date(parts=((1990,), (1995,))),
    "days": Date(parts=((2012, 9, 28), (2012, 10, 2))),
    "season": Date(parts=((2007,),), seasons=(2,), printed="verano 2007"),
    "seasons": Date(parts=((2007,),), seasons=(2, 3), printed="Summer-Autumn, 2007"),
    "winter": Date(parts=((2007,), (2008,)), seasons=(4, 1), printed="winter 2007-spring 2008"),
    "old": Date(parts=((98,),)),
    "before Christ": Date(parts=((-44, 3, 15),)),
    "no such day": Date(parts=((2001, 2, 30),), printed="30 February 2001"),
    "far": Date(parts=((12004,),), printed="12004"),
    "unread": Date(printed="in the 3rd year of the % war_"),
}

YEAR = DATES["year"]

TYPES = (
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter",
    "classic", "collection", "dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event",
    "figure", "graphic", "hearing", "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical", "personal_communication",
    "post", "post-weblog", "regulation", "report", "review", "review-book", "software", "song", "speech", "standard",
    "thesis", "treaty", "webpage",
)  # fmt: skip

LITTLE = Record("book", (ROE,), title="On tides", issued=YEAR, language="en")
ARTICLE = Record(
    "article-journal", (_person("Peña", "Ana"), OTHERS), title="Mares & cielos", container_title="Revista del Mar",
    volume="XXXIX", issue="155", page="117-136", issued=DATES["months"], language="es",
)  # fmt: skip
SPEECH = Record(
    "speech", (ROE,), title="Opening words", event_title="Sea Days", event_place="Kiel",
    issued=Date(parts=((2012,),)), language="en",
)  # fmt: skip
EVERYTHING = Record(
    author=(ROE, PEÑA, OTHERS), editor=(ROE,), translator=(PEÑA,), container_author=(Name(literal="Old & Co."),),
    title="On tides", original_title="Ueber die Gezeiten", container_title="Annals of Sea & Sky",
    collection_title="Blue_Series", collection_number="12", volume="XII", issue="3/4", page="117-136", number="N-7",
    number_of_pages="xii, 345", number_of_volumes="2", chapter_number="4", edition="2",
    issued=DATES["months"], original_date=YEAR, accessed=DATES["day"], publisher="Hart and Sons",
    publisher_place="London and New York", event_title="Sea Days", event_place="Kiel", event_date=DATES["days"],
    genre="PhD thesis", medium="CD-ROM", status="in press", doi="10.1000/a_b(1)%20<x>;2-#", isbn="978-3-16-148410-0",
    url="https://example.org/a_b%20c/~d?x=1&y=2#z", issn="0378-5955", pmid="123456", pmcid="PMC1234",
    arxiv="2101.00001 [cs.DL]", note="As printed: 5 & 6.", language="en",
)  # fmt: skip


def little(**change: Any) -> Record:
    """``LITTLE`` with other values in some of its fields."""
    return replace(LITTLE, **change)


def _nasty() -> dict[str, Record]:
    made: dict[str, Record] = {}
    for kind in TYPES:
        made[f"all of {kind}"] = replace(EVERYTHING, type=kind)
        made[f"little of {kind}"] = little(type=kind)
        made[f"none of {kind}"] = Record(type=kind)
        made[f"editors of {kind}"] = little(type=kind, author=(), editor=(ROE, PEÑA), number="5")
    for label, date in DATES.items():
        made[f"date {label}"] = little(type="article-journal", container_title="J", issued=date, accessed=date)
    for language, title in ODD_TITLES.items():
        made[f"title {language}"] = little(title=title, language=language, publisher=title)
    for number, name in enumerate(ODD_NAMES):
        made[f"name {number}"] = little(author=(name, ROE), publisher="P")
    for label, change in VARIANTS.items():
        made[label] = replace(EVERYTHING, **change)
    return made


VARIANTS: dict[str, dict[str, Any]] = {
    "a wrong ISBN": {"type": "book", "isbn": "978-3-16-148410-1", "issn": "1234-5678"},
    "a volume in parts": {"type": "book", "volume": "II, 1"},
    "a volume that is no number": {"type": "article-journal", "volume": "Nueva serie 12"},
    "a double volume": {"type": "article-journal", "volume": "12/13", "issue": ""},
    "a named issue": {"type": "article-journal", "issue": "Special"},
    "an address with braces": {"type": "webpage", "url": "http://example.org/{a}\\b c", "doi": ""},
    "an address in Cyrillic": {"type": "webpage", "url": "http://пример.рф/книга", "doi": "10.1000/ж"},
    "a thesis of a master": {"type": "thesis", "genre": "Tesis de maestría"},
    "a report without institution": {"type": "report", "publisher": "", "genre": ""},
    "pages in Roman": {"type": "chapter", "page": "xii–xv, 3, CD-003"},
    "a wordy note": {"note": "100% {sure} \\ or ~ not_"},
    "volumes with words": {"type": "book", "number_of_volumes": "2 vols", "edition": "Nueva edición", "volume": ""},
}
NASTY = _nasty()
