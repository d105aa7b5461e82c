"""Volumes, issues, editions, Roman numerals and ordinals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm import lang
from bibnorm.normalize.numbers import (
    edition_number,
    ordinal,
    parse_edition,
    parse_issue,
    parse_volume,
    roman,
    split_edition,
    split_issue,
    split_volume,
)

VOLUMES = [  # text, volume, issue
    ("39", "39", ""),
    ("Año 39", "39", ""),
    ("Vol. XV", "XV", ""),
    ("v. 2,", "2", ""),
    ("v.49,", "49", ""),
    ("Jg. 12", "12", ""),
    ("12. Jg., Heft 3", "12", "3"),
    ("t. XXXII,", "XXXII", ""),
    ("Т. 12, № 3", "12", "3"),
    ("roč. 12, č. 3", "12", "3"),
    ("15e année, no 3", "15", "3"),
    ("제27권", "27", ""),
    ("제24권 제10호", "24", "10"),
    ("第27卷第3期", "27", "3"),
    ("65B", "65B", ""),
    ("95-B", "95-B", ""),
    ("E20", "E20", ""),
    ("LATTICE 2014", "LATTICE 2014", ""),
    ("48–49", "48-49", ""),
    ("I e II", "I e II", ""),
    ("V,", "V", ""),  # a Roman numeral, and in "v. 3" a label
    ("v. 3", "3", ""),
    ("voi. xxxiv", "xxxiv", ""),  # an abbreviation no table has
    ("Vni", "Vni", ""),  # as a scanner reads VIII
    # with the issue
    ("12(3)", "12", "3"),
    ("12(3-4):", "12", "3-4"),
    ("49 (3/4)", "49", "3/4"),
    ("27:3", "27", "3"),
    ("8,1-2:", "8", "1-2"),
    ("v. 86 n. 1", "86", "1"),
    ("vol. 92, N3,", "92", "3"),
    ("Bd. 2, H. 3", "2", "3"),
    ("Vol. XIII, Fasc. 3,", "XIII", "3"),
    ("26/9", "26", "9"),
    ("XX/113", "XX", "113"),
    ("41/42", "41/42", ""),  # one double volume
    ("XI/XII", "XI/XII", ""),
    ("n° 72", "", "72"),
    ("87(Suppl 1)", "87", "Suppl 1"),
    ("Vol. 12 Suppl. 2", "12", "Suppl. 2"),
    ("24 Pt 2", "24", "Pt 2"),
    # with something else
    ("2011;30(S219):", "30", "S219"),
    ("85.2 (Apr.):", "85", "2"),
    ("XXII (1985)", "XXII", ""),
    ("2000, 11", "2000", "11"),  # a year may count volumes
    ("nouvelle série, 12", "12", ""),
    ("2e série, 4,", "4", ""),
    ("N. F. 12", "12", ""),
    ("4 vols.", "", ""),
    ("4. Bd.", "4", ""),
    ("Vol.", "", ""),
    ("", "", ""),
]

ISSUES = [
    ("155", "155"),
    ("N° 155", "155"),
    ("nº3", "3"),
    ("no. 1–3", "1-3"),
    ("(3/4):", "3/4"),
    ("3&4", "3&4"),
    ("1, 2", "1, 2"),
    ("Heft 2-3", "2-3"),
    ("fasc. 34,", "34"),
    ("#12", "12"),
    ("第3期", "3"),
    ("S2", "S2"),
    ("IX", "IX"),
    ("Suppl 1", "Suppl 1"),
    ("2 Suppl 1", "2 Suppl 1"),
    ("3 (Suppl)", "3 Suppl"),
    ("4 Pt 2", "4 Pt 2"),
    ("(Tabloid 1),", "Tabloid 1"),
    ("Special issue", "Special issue"),
    ("numéro spécial", "numéro spécial"),
    ("esp", "esp"),
    ("(2014) :", "2014"),
    ("(1989)1,", "1"),
    ("N° 97 (enero-marzo)", "97"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "volume", "issue"), VOLUMES)
def test_parts_volume_and_issue(text: str, volume: str, issue: str) -> None:
    found = split_volume(text)
    assert (found.volume, found.issue) == (volume, issue)
    assert parse_volume(text) == volume


@pytest.mark.parametrize(("text", "issue"), ISSUES)
def test_reads_issues(text: str, issue: str) -> None:
    assert parse_issue(text) == issue


def test_reads_what_stands_beside_volume_and_issue() -> None:
    assert split_volume("2e série, 4").series == "2e série"
    assert split_volume("nouvelle série, 12").series == "nouvelle série"
    assert split_volume("4 vols.").number_of_volumes == "4"
    assert split_volume("Vol. 12, no. 4, pp. 12-15").page == "12-15"
    assert split_volume("41, W08420").page == "W08420"
    assert split_volume("2011;30(S219)").date == "2011"
    assert split_volume("22, 2, giugno").date == "giugno"
    assert split_issue("(6),693-695.").page == "693-695"
    assert split_issue("(37), št. 2").volume == "37"
    assert split_issue("(4), art. no. 5446343").page == "5446343"


def test_spans_and_labels_account_for_every_letter_and_digit() -> None:
    text = "v. 86, n. 1 (Suppl. 2), pp. 12-15"
    found = split_volume(text)
    assert [(name, text[a:b]) for name, (a, b) in found.spans] == [
        ("volume", "86"),
        ("issue", "1"),
        ("issue", "Suppl. 2"),
        ("page", "12-15"),
    ]
    covered = [*(span for _, span in found.spans), *found.labels]
    assert all(any(a <= at < b for a, b in covered) for at, c in enumerate(text) if c.isalnum())


def test_every_label_of_every_language_is_taken_off() -> None:
    """A form that the tables have and the reader does not know would stay in the value."""
    kept = [form for form in lang.words("volume") if parse_volume(f"{form} 12") != "12"]
    assert [form for form in kept if form not in lang.words("issue") + lang.words("series")] == []


# ------------------------------------------------------------------ editions
@pytest.mark.parametrize(
    ("text", "value", "number"),
    [
        ("2nd ed.", "2", "2"),
        ("(3rd edition).", "3", "3"),
        ("30 th ed", "30", "30"),
        ("18. ed", "18", "18"),
        ("2ª Edição", "2", "2"),
        ("(4ème éd.)", "4", "4"),
        ("7. Auflage.", "7", "7"),
        ("2-е изд.", "2", "2"),
        ("5td ed", "5", "5"),  # misprinted
        ("6th", "6", "6"),
        ("11", "11", "11"),
        ("Second edition", "Second", "2"),
        ("segunda edición", "segunda", "2"),
        ("zweite Auflage", "zweite", "2"),
        ("IV ed.", "IV", "4"),
        ("first ed.", "first", "1"),
        # words that say more than a number stay
        ("(2. ed. rev. atual)", "2. ed. rev. atual", "2"),
        ("2nd Revised Edition", "2nd Revised Edition", "2"),
        ("revised edition", "revised edition", ""),
        ("Expanded.", "Expanded", ""),
        ("Canto Edition", "Canto Edition", ""),
        ("1978 ed.", "1978", ""),  # a year counts no editions
        ("", "", ""),
    ],
)
def test_reads_editions(text: str, value: str, number: str) -> None:
    assert (parse_edition(text), edition_number(text)) == (value, number)


def test_edition_accounts_for_its_words() -> None:
    text = "(2nd edition)"
    found = split_edition(text)
    assert [text[slice(*span)] for span in (*found.spans, *found.labels)] == ["2", "nd", "edition"]


# ------------------------------------------------------------------ numerals
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("XXXIV", 34),
        ("xii", 12),
        ("MCMLXXX", 1980),
        ("MDLIIII", 1554),  # old print adds up
        ("Ⅳ", 4),
        ("Vili", None),
        ("IC", None),
        ("12", None),
        ("", None),
        ("civic", None),
    ],
)
def test_roman(text: str, value: int | None) -> None:
    assert roman(text) == value


def test_every_ordinal_word_is_read() -> None:
    for form, number in lang.ordinals().items():
        assert ordinal(form) == number, form


VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
LETTERS = "M CM D CD C XC L XL X IX V IV I"


def _to_roman(number: int) -> str:
    out = ""
    for value, letters in zip(VALUES, LETTERS.split(), strict=True):
        out += letters * (number // value)
        number %= value
    return out


@given(st.integers(1, 3999))
def test_roman_undoes_writing(number: int) -> None:
    """Every numeral in use is read, in either case."""
    assert roman(_to_roman(number)) == roman(_to_roman(number).lower()) == number


PRINT = (
    "12 3 2011 65B XII v I vol. no. N° Bd. H. Suppl série pt. p. ( ) ; "
    ", : / - – and e 第 卷 期 № # S31 Jan ² ٣ Art. vols. 15e"
)
PIECES = st.lists(st.sampled_from(PRINT.split()), max_size=8)


@given(st.text() | PIECES.map(" ".join) | PIECES.map("".join))
def test_any_text_is_parted(text: str) -> None:
    """Parsers are total, and no stretch counts twice."""
    for found in (split_volume(text), split_issue(text)):
        last = 0
        for start, end in sorted([*(span for _, span in found.spans), *found.labels]):
            assert last <= start < end <= len(text)
            last = end


@given(st.text() | PIECES.map(" ".join))
def test_values_have_the_letters_of_their_spans(text: str) -> None:
    """Nothing is invented and nothing of a span is lost."""
    found = split_volume(text)
    values = found.volume + found.issue + found.page + found.series + found.number_of_volumes + found.date
    printed = "".join(text[slice(*span)] for _, span in found.spans)
    assert sorted(c for c in values if c.isalnum()) == sorted(c for c in printed if c.isalnum())


@given(st.text() | PIECES.map(" ".join))
def test_any_text_is_an_edition(text: str) -> None:
    """Parsers are total; what has letters or digits keeps some."""
    found = split_edition(text)
    last = 0
    for start, end in sorted([*found.spans, *found.labels]):
        assert last <= start < end <= len(text)
        last = end
    assert edition_number(text) == "" or edition_number(text).isdecimal()


@given(st.integers(1, 400), st.integers(1, 60))
def test_the_ways_to_print_volume_and_issue_agree(volume: int, issue: int) -> None:
    """One journal is cited in many house styles and is one in the output."""
    for style in (
        "{}({})",
        "vol. {}, no. {}",
        "v. {}, n. {}",
        "Bd. {}, H. {}",
        "t. {}, вып. {}",
        "{}:{}",
        "第{}卷第{}期",
        "Año {}, N° {}",
    ):
        found = split_volume(style.format(volume, issue))
        assert (found.volume, found.issue) == (str(volume), str(issue)), style
