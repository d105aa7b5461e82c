"""What no label reached and print still says."""

import pytest

from bibnorm.model import Date
from bibnorm.normalize.record import Account
from bibnorm.normalize.recover import recover


def recovered(text: str, **taken: str) -> Account:
    """The account of a text after a second look; the words given for a field were taken before."""
    read = Account(text)
    for name, words in taken.items():
        start = text.index(words)
        read.put(name, words, [(start, start + len(words))], 0.9)
    recover([read])
    return read


FOUND = [
    ("Roe. Sea. 2012. Acesso em: 15 fev. 2022.", {"title": "Sea", "issued": "2012"}, "accessed", ((2022, 2, 15),)),
    ("Roe. Sea [cited 2024 Feb 4]. 2012", {"title": "Sea", "issued": "2012"}, "accessed", ((2024, 2, 4),)),
    ("Roe. Sea. Zugriff am 3.5.2009", {"title": "Sea"}, "accessed", ((2009, 5, 3),)),
    ("Roe. Sea. Lima 1998", {"title": "Sea", "publisher_place": "Lima"}, "issued", ((1998,),)),
    ("Roe. Sea. Lima 1998, 2004", {"title": "Sea", "publisher_place": "Lima"}, "issued", None),  # which of the two?
    ("Roe. Sea. 1540-1998", {"title": "Sea"}, "issued", None),  # a range of something
    ("Roe. Sea. 2012. 3 fev. 2022.", {"title": "Sea", "issued": "2012"}, "accessed", None),  # no word says access
]


@pytest.mark.parametrize(("text", "taken", "name", "parts"), FOUND)
def test_dates(text: str, taken: dict[str, str], name: str, parts: tuple[tuple[int, ...], ...] | None) -> None:
    value = recovered(text, **taken).values.get(name)
    assert (value.parts if isinstance(value, Date) else None) == parts


COLL = ("Roe. Sea. Ost, coll. « Espaces », n° 17", {"publisher": "Ost, coll. « Espaces »", "issue": "17"})
MONOGRAPHS = ("Roe. Sea (Maritime Monographs 9.)", {"collection_title": "Maritime Monographs 9"})
VOLS = ("Roe. Sea and tide, 2 vols. Lima", {"title": "Sea and tide, 2 vols"})
MARES = ("Roe. Sea. 233 p. (Mares ; 7)", {"title": "Sea", "number_of_pages": "233"})
TEXTS = [
    ("Roe. Sea, 2003. 2 vols.", {"title": "Sea", "issued": "2003"}, "number_of_volumes", "2"),
    ("Roe. Sea, 2003. 2 vol. 45", {"title": "Sea", "issued": "2003"}, "number_of_volumes", None),  # volume 45 of what?
    ("Roe. Sea, 2003. 3 t.", {"title": "Sea", "number_of_pages": "3 t"}, "number_of_volumes", "3"),
    ("Roe. Sea, 2003. 3 p.", {"title": "Sea", "number_of_pages": "3 p"}, "number_of_volumes", None),
    ("Roe. Sea. (Mar, v. 7)", {"title": "Sea", "collection_title": "Mar", "volume": "7"}, "collection_number", "7"),
    ("Roe. Sea (Mar), v. 7", {"title": "Sea", "collection_title": "Mar", "volume": "7"}, "collection_number", None),
    ("Roe. Sea. (Mar i terra; V)", {"title": "Sea", "collection_title": "Mar i terra; V"}, "collection_number", "V"),
    (*COLL, "publisher", "Ost"),
    (*COLL, "collection_title", "Espaces"),
    (*COLL, "collection_number", "17"),
    (*MONOGRAPHS, "collection_title", "Maritime Monographs"),
    (*MONOGRAPHS, "collection_number", "9"),
    ("Roe. Collection « Mar », 5.", {"collection_title": "Collection « Mar », 5"}, "collection_title", "Mar"),
    ("Roe. Sea. Ost, o. J.", {"publisher": "Ost, o. J"}, "publisher", "Ost"),
    ("Roe. Sea. Ost, forthcoming.", {"publisher": "Ost, forthcoming"}, "status", "forthcoming"),
    (*VOLS, "title", "Sea and tide"),
    (*VOLS, "number_of_volumes", "2"),
    ("Roe. Catch, 22 days. Lima", {"title": "Catch, 22 days"}, "title", "Catch, 22 days"),
    ("Roe. Sea. 1979, pp. XII-345.", {"page": "XII-345"}, "number_of_pages", "XII-345"),
    ("Roe. Sea. Acta, pp. XII-345.", {"page": "XII-345", "container_title": "Acta"}, "number_of_pages", None),
    (
        "Roe. Sea. Tesis de maestría, U. de Lima",
        {"title": "Sea", "publisher": "U. de Lima"},
        "genre",
        "Tesis de maestría",
    ),
    (
        "Roe. Sea. Lund University dissertation",
        {"title": "Sea", "publisher": "Lund University dissertation"},
        "genre",
        "dissertation",
    ),
    (*MARES, "collection_title", "Mares"),
    (*MARES, "collection_number", "7"),
    ("Roe. Sea. 233 p. (1998)", {"title": "Sea", "number_of_pages": "233"}, "collection_title", None),
    ("Roe. Sea. Tesis, Lima", {"title": "Sea", "genre": "Tesis"}, "genre", "Tesis"),  # taken already
]


@pytest.mark.parametrize(("text", "taken", "name", "value"), TEXTS)
def test_texts(text: str, taken: dict[str, str], name: str, value: str | None) -> None:
    assert recovered(text, **taken).values.get(name) == value


def test_spans_are_where_the_words_stand() -> None:
    read = recovered("Roe. Sea. 2012. Acesso em: 15 fev. 2022.", title="Sea", issued="2012")
    assert "".join(read.text[a:b] for a, b in read.spans["accessed"]).replace(" ", "") == "15fev.2022"
