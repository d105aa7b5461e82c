"""Citation keys: readable, ASCII, unique, and the first keeps its key."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import NASTY

from bibnorm.errors import ConfigurationError
from bibnorm.keys import LIMIT, make_keys, transliterate
from bibnorm.model import OTHERS, Date, Name, Record


def work(author: Name | None, title: str = "", year: int | None = None, **fields: object) -> Record:
    issued = Date(parts=((year,),)) if year is not None else None
    return Record(author=(author,) if author else (), title=title, issued=issued, **fields)  # type: ignore[arg-type]


KEYS = [
    (work(Name(family="García", given="Ana"), "El derecho al agua", 2001), "garcia2001derecho"),
    (work(Name(family="Beethoven", non_dropping_particle="van"), "Letters", 1996), "beethoven1996letters"),
    (work(Name(family="van der Berg"), "Letters", 1996), "berg1996letters"),
    (work(Name(family="Ortega y Gasset"), "Meditaciones", 1914), "ortegaygasset1914meditaciones"),
    (work(Name(family="O’Neil-Smith"), "Self-help for all", 1999), "oneilsmith1999selfhelp"),
    (work(Name(family="Groß"), "L’homme et l’État", 1988), "gross1988homme"),
    (work(Name(family="Ørsted"), "Om æter", 1820), "orsted1820aeter"),
    (work(Name(family="Щербаков"), "О новых путях", 1971), "shcherbakov1971novykh"),
    (work(Name(family="Παπαδόπουλος"), "Η θάλασσα", 1980), "papadopoylos1980thalassa"),
    (work(Name(family="محفوظ"), "الطريق", 1964), "mhfwz1964altryq"),
    (work(Name(family="王", given="小明"), "一个故事", 2005), "wang2005"),  # the sound of a title is not known
    (work(Name(literal="王小明"), "Border trade", 2005), "wang2005border"),
    (work(Name(family="田中", given="一郎"), "こころ", 1990), "u7530u4e2d1990kokoro"),  # not every Han name is Chinese
    (work(Name(family="김", given="철수"), "", 1990), "gim1990"),
    (work(Name(literal="World Bank"), "Water report", 2003), "world2003water"),
    (work(Name(literal="Comisión Económica para América Latina"), "Balance", 2003), "ceal2003balance"),
    (work(Name(literal="World Health Organization (WHO)"), "Rules", 2003), "who2003rules"),
    (work(OTHERS, "A study of tides", 1950), "studytides1950"),
    (work(None, "The causes of the great tides in winter", 2017), "causesgreattides2017"),
    (work(None, "Of the", None), "ofthend"),  # function words, for want of others
    (work(None, "", 2017, container_title="Le Monde"), "monde2017"),
    (work(None, "", None), "documentnd"),
    (work(Name(family="Caesar"), "De bello Gallico", -52), "caesarbc52bello"),
    (work(Name(family="Orwell"), "1984", 1949), "orwell19491984"),
    (work(Name(family="Wolfeschlegelsteinhausenbergerdorff"), "Donaudampfschifffahrtsgesellschaft", 1904),
     "wolfeschlegelsteinhausen1904donaudampfsc"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "key"), KEYS)
def test_make_keys(record: Record, key: str) -> None:
    assert make_keys([record]) == (key,)


def test_a_book_is_named_after_its_editor_a_chapter_is_not() -> None:
    editor = (Name(family="Roe"),)
    book = Record(type="book", editor=editor, title="Sea", issued=Date(parts=((1990,),)))
    chapter = Record(type="chapter", editor=editor, title="Sea", container_title="All", issued=book.issued)
    assert make_keys([book, chapter]) == ("roe1990sea", "sea1990")


def test_the_first_keeps_its_key() -> None:
    record = work(Name(family="Chen"), "Tea", 2014)
    assert make_keys([record] * 4) == ("chen2014tea", "chen2014teaa", "chen2014teab", "chen2014teac")
    many = make_keys([record] * 30)
    assert many[26:28] == ("chen2014teaz", "chen2014teaaa")


def test_a_key_that_is_taken_is_not_given_again_whatever_its_case() -> None:
    record = work(Name(family="Chen"), "Tea", 2014)
    assert make_keys([record], taken=["Chen2014Tea", "other"]) == ("chen2014teaa",)


def test_a_letter_does_not_meet_another_key() -> None:
    keys = make_keys([work(Name(family="Chen"), title, 2014) for title in ("Te", "Te", "Tea", "Te")])
    assert keys == ("chen2014te", "chen2014tea", "chen2014teaa", "chen2014teb")


PATTERNS = [
    ("{family}_{year}", "garcia_2001"),
    ("{family}:{titleword}.{year}", "garcia:derecho.2001"),
    ("X {family} é (1)", "xgarcia1"),  # what some program does not take is left out
    ("{title}{year}", "derechoagua2001"),
]


@pytest.mark.parametrize(("pattern", "key"), PATTERNS)
def test_patterns(pattern: str, key: str) -> None:
    assert make_keys([KEYS[0][0]], pattern) == (key,)


@pytest.mark.parametrize("pattern", ["{author}", "{", "plain", "{family!q}{year", "{}"])
def test_a_pattern_that_cannot_be_used_is_an_error(pattern: str) -> None:
    with pytest.raises(ConfigurationError, match="key = "):
        make_keys([], pattern)


def test_keys_are_unique_and_fit_every_program() -> None:
    keys = make_keys([*NASTY.values(), *NASTY.values()])
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(r"[a-z0-9]{1,40}", key)] == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.text(max_size=60))
def test_keys_are_total(name: str, title: str) -> None:
    """Would have caught an empty name, a character without a Unicode name, a key that is too long."""
    for author in (Name(family=name), Name(literal=name), Name(given=name)):
        (key,) = make_keys([work(author, title)])
        assert re.fullmatch(rf"[a-z0-9]{{1,{LIMIT}}}", key)


@given(st.text(max_size=40))
def test_transliteration_is_ascii(text: str) -> None:
    sound = transliterate(text)
    assert sound is None or re.fullmatch("[a-z0-9]*", sound)
