"""Titles without quotes, mark-up and markers; the edges of values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.normalize.edges import Cleaned, narrow, plain
from bibnorm.normalize.titles import clean_title

# print, title. All invented.
TITLES = [
    ("La era del salitre. ", "La era del salitre"),
    ("“The long harvest: salt policy”,", "The long harvest: salt policy"),
    ("“The long harvest,” ", "The long harvest"),
    ("«L’âge du sel»", "L’âge du sel"),
    ("„Das Salz der Erde“", "Das Salz der Erde"),
    ("»Sol i zemlja«:", "Sol i zemlja"),
    ("”Saltets tid”", "Saltets tid"),
    ("``Salt and state''", "Salt and state"),
    ("`Onde fica o sal'", "Onde fica o sal"),
    ("《盐的历史》", "盐的历史"),
    ("“La «era» del salitre”", "La «era» del salitre"),
    ("“A “salt” state”", "A “salt” state"),
    ('"A "salt" state"', 'A "salt" state'),
    ("‘What’s This? The Miners’ Songs’", "What’s This? The Miners’ Songs"),
    ("*Cul de sac. Salt and power*, ", "Cul de sac. Salt and power"),
    ("_Salt_: a *very* **short** history", "Salt: a very short history"),
    ("<i>Salt</i> in <italic>Zea mays</italic>", "Salt in Zea mays"),
    ("&nbsp;Salt&nbsp;&amp; sea", "Salt & sea"),
    ("***“Salt”***", "Salt"),
    ("¿Una segunda ruta de la sal?*, ", "¿Una segunda ruta de la sal?"),
    ("Salt!.", "Salt!"),
    ("Five tales of salt”", "Five tales of salt"),  # its partner is lost
    ("“Five tales of salt", "Five tales of salt"),
    ("Salt  and\tsea", "Salt and sea"),
]
UNCHANGED = [
    '"Salt" and "sea"',
    "«Sal» y «mar»",
    "„Recht“ und „Unrecht“",
    "‘Salt’ or ‘sea’",
    "Über „Salz“",
    "'s-Gravenhage in 1650",
    "The miners’",
    "Rock ’n’ roll",
    "Politics in the U.S.",
    "Salt in the hall...",
    "Salt (1810-1910)",
    "[Letters on salt]",
    "(Un)salted",
    "A* search and B* trees",
    "snake_case in 3*4 lines",
    "SALT AND SEA",
    "sALT",
]
MARKED = [
    ("“Salt” [on line].", "Salt", "on line"),
    ("[on line]. “Salt”", "Salt", "on line"),
    ("Salt [Internet]. ", "Salt", "Internet"),
    ("Le sel [en ligne]", "Le sel", "en ligne"),
    ("Соль [Электронный ресурс]", "Соль", "Электронный ресурс"),
    ("Salt (CD-ROM)", "Salt", "CD-ROM"),
    ("SaltCalc [Computer software]", "SaltCalc", "Computer software"),
    ("Salt[J].", "Salt", "J"),
    ("Salt[C]//", "Salt", "C"),
    ("盐［EB/OL］", "盐", "EB/OL"),
]
UNMARKED = ["Salt [sic]", "[Internet]", "Salt (on line)", "Salt [a review]", "Law (Internet)"]
CUT = [
    ("Salt]", "Salt", ((4, 5),)),
    ("(Salt", "Salt", ((0, 1),)),
    ("Salt (1810)).", "Salt (1810)", ((11, 12),)),
    ("Salt (1810", "Salt (1810", ()),  # inside it stays
]


@pytest.mark.parametrize("printed, title", TITLES + [(t, t) for t in UNCHANGED])
def test_title(printed: str, title: str) -> None:
    assert clean_title(printed).value == title


@pytest.mark.parametrize("printed, title, medium", [*MARKED, *((t, t, "") for t in UNMARKED)])
def test_medium(printed: str, title: str, medium: str) -> None:
    cleaned = clean_title(printed)
    assert (cleaned.value, cleaned.medium) == (title, medium)
    if medium:
        assert cleaned.medium_span and printed[slice(*cleaned.medium_span)] == medium


@pytest.mark.parametrize("printed, title, leftover", CUT)
def test_stray_brackets_are_left_over(printed: str, title: str, leftover: tuple[tuple[int, int], ...]) -> None:
    cleaned = clean_title(printed)
    assert (cleaned.value, cleaned.leftover) == (title, leftover)


PIECES = st.sampled_from(
    [*"“”„«»‘’\"'()[]{}*_.,;:?! -–", "<i>", "</i>", " [J]", "&nbsp;", "salt", "Sel", "盐", "’s", "1810", "U.S."]
)
PRINTED = st.lists(PIECES, max_size=14).map("".join)


@given(st.one_of(PRINTED, st.text(max_size=40)))
def test_total_and_traceable(printed: str) -> None:
    """Would catch: a value that is not the characters of its span, a span outside the text."""
    cleaned = clean_title(printed)
    assert 0 <= cleaned.start <= cleaned.end <= len(printed)
    assert cleaned.value == plain(printed[cleaned.start : cleaned.end])


@given(PRINTED)
def test_nothing_is_lost(printed: str) -> None:
    """Would catch: a letter or bracket outside value, medium and leftover."""
    cleaned = clean_title(printed)
    spans = [(cleaned.start, cleaned.end), *cleaned.leftover]
    if cleaned.medium_span:
        spans.append((cleaned.medium_span[0] - 1, cleaned.medium_span[1] + 1))
    outside = "".join(c for i, c in enumerate(printed) if not any(a <= i < b for a, b in spans))
    outside = outside.replace("<i>", "").replace("</i>", "").replace("&nbsp;", "")
    assert not any(c.isalnum() or c in "()[]{}" for c in outside)


@given(PRINTED)
def test_narrow_is_idempotent(printed: str) -> None:
    """Would catch: a second run that takes off what the first left."""
    start, end, _ = narrow(printed, 0, len(printed))
    assert narrow(printed[start:end], 0, end - start)[:2] == (0, end - start)


@given(st.text(max_size=60))
def test_plain_is_idempotent(text: str) -> None:
    assert plain(plain(text)) == plain(text) or "&" in text


def test_empty() -> None:
    assert clean_title("") == Cleaned("", 0, 0)
    assert clean_title(" . ").value == ""
