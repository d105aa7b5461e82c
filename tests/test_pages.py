"""Pages: labels go, shortened ranges are completed, all else stays as printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.normalize.pages import Pages, complete, parse_pages

PAGES = [
    # pages and their label words
    ("117-136", "117-136", "range"),
    ("pp. 117-136.", "117-136", "range"),
    ("(pp. 33–72).", "33-72", "range"),
    ("Pp. 31- 70.", "31-70", "range"),
    ("441--445", "441-445", "range"),
    ("968 - 75", "968-975", "range"),
    ("279\x96286", "279-286", "range"),  # a cp1252 dash
    (": 333-356.", "333-356", "range"),
    ("págs. 41-46", "41-46", "range"),
    ("S. 25-242", "25-242", "range"),
    ("с. 12–15", "12-15", "range"),
    ("str. 12–15", "12-15", "range"),
    ("σσ. 12-15", "12-15", "range"),
    ("第12-15页", "12-15", "range"),
    ("12-15쪽", "12-15", "range"),
    ("pp544-553", "544-553", "range"),
    ("12-15 p.", "12-15", "range"),  # a label behind a range
    ("p. 7", "7", "single"),
    ("p1439", "1439", "single"),
    ("pp. 194", "194", "single"),
    ("a pag. 68,", "68", "single"),
    ("p. XVI", "XVI", "single"),
    # completed, and not
    ("135-6", "135-136", "range"),
    ("237-86", "237-286", "range"),
    ("1135-38", "1135-1138", "range"),
    ("pagg. 272-4, 287-9", "272-274, 287-289", "range"),
    ("12-15, 20-22", "12-15, 20-22", "range"),
    ("282,269-276", "282,269-276", "range"),
    ("1781-1", "1781-1", "range"),  # would not increase
    ("45 329-45 336", "45 329-45 336", "range"),
    ("p. xxi-xii", "xxi-xii", "range"),  # Roman numerals are never shortened
    ("ix–x", "ix-x", "range"),
    ("LXII-LXVII", "LXII-LXVII", "range"),
    ("e249-56", "e249-56", "range"),  # nor are numbers with letters
    ("S31-42", "S31-42", "range"),
    # letters that belong to the number
    ("S5–S9", "S5-S9", "range"),
    ("L12-L15", "L12-L15", "range"),
    ("249S-250S", "249S-250S", "range"),
    ("372-384.e12", "372-384.e12", "range"),
    ("L55", "L55", "single"),
    ("A-10", "A-10", "single"),
    # what follows
    ("S. 233 ff.", "233 ff.", "single"),
    ("S. 233 f.", "233 f.", "single"),
    ("pp. 5 e segg.;", "5 e segg.", "single"),
    ("p. 726 ss.", "726 ss.", "single"),
    ("p. 12 et seq.", "12 et seq.", "single"),
    # article numbers
    ("e26752", "e26752", "article-number"),
    ("610301", "610301", "article-number"),
    ("045003", "045003", "article-number"),
    ("CD006929", "CD006929", "article-number"),
    ("P06002", "P06002", "article-number"),
    ("Art. 12", "12", "article-number"),
    ("Article 020", "020", "article-number"),
    ("paper no. 108037", "108037", "article-number"),
    ("121108 (R)", "121108 (R)", "article-number"),
    # extents
    ("193 p.", "193", "extent"),
    ("86p", "86", "extent"),
    ("XII-345 pp.", "XII-345", "extent"),
    ("xii, 345 p.", "xii, 345", "extent"),
    ("345 S.", "345", "extent"),
    ("312 с.", "312", "extent"),
    ("120 f.", "120", "extent"),  # leaves
    ("345頁", "345", "extent"),
    ("242 pages, ill.", "242", "extent"),
]


@pytest.mark.parametrize(("text", "value", "kind"), PAGES)
def test_reads_pages(text: str, value: str, kind: str) -> None:
    pages = parse_pages(text)
    assert isinstance(pages, Pages)
    assert (pages.pages, pages.kind) == (value, kind)


@pytest.mark.parametrize("text", ["", "en prensa", "sgg.).", "p.", "passim", "pp. ²", "\x96", "thisissue"])
def test_keeps_what_counts_no_pages(text: str) -> None:
    assert parse_pages(text) == text


def test_keeps_apart_the_number_of_pages_of_an_article() -> None:
    text = "045003 (9pp)"
    pages = parse_pages(text)
    assert isinstance(pages, Pages)
    assert (pages.pages, pages.extent, pages.kind) == ("045003", "9", "article-number")
    assert [text[slice(*span)] for span in (*pages.spans, *pages.extent_spans, *pages.labels)] == ["045003", "9", "pp"]


def test_spans_and_labels_slice_to_their_text() -> None:
    text = "p. 51-58, pp. 545-91"
    pages = parse_pages(text)
    assert isinstance(pages, Pages)
    assert pages.pages == "51-58, 545-591"
    assert [text[a:b] for a, b in pages.spans] == ["51-58", "545-91"]
    assert [text[a:b] for a, b in pages.labels] == ["p", "pp"]


# ------------------------------------------------------------------ properties
PRINT = "p. pp. S. 12 135-6 1781-1 - – , ; ( ) ff. e123 S31 XII v 第 页 с. Art. No. ² ٣ 045003 (9pp) et seq."
PIECES = st.lists(st.sampled_from(PRINT.split()), max_size=7).map(" ".join)


@given(st.text() | PIECES)
def test_any_text_is_read_or_kept(text: str) -> None:
    """Parsers are total: superscripts are digits to ``isdigit`` and none to ``int``."""
    pages = parse_pages(text)
    assert isinstance(pages, Pages) or pages == text


@given(st.text() | PIECES)
def test_spans_and_labels_lie_apart_in_the_text(text: str) -> None:
    """A stretch counted twice makes the account of a reference come out wrong."""
    pages, last = parse_pages(text), 0
    for start, end in sorted([*pages.spans, *pages.extent_spans, *pages.labels]) if isinstance(pages, Pages) else []:
        assert last <= start < end <= len(text)
        last = end


@given(st.text() | PIECES)
def test_letters_of_the_value_stand_in_its_spans(text: str) -> None:
    """Nothing is added but the digits that complete a last page."""
    pages = parse_pages(text)
    if isinstance(pages, Pages):
        printed = "".join(text[slice(*span)] for span in pages.spans)
        assert re.findall(r"[^\W\d_]", pages.pages) == re.findall(r"[^\W\d_]", printed)
        assert len(re.findall(r"\d", pages.pages)) >= len(re.findall(r"\d", printed))


@given(st.text() | PIECES)
def test_completing_twice_is_completing_once(text: str) -> None:
    """A second run over a .bib must change nothing."""
    assert complete(complete(text)) == complete(text)


@given(st.integers(10, 99999), st.integers(1, 9999))
def test_shortened_ranges_come_back_whole(first: int, length: int) -> None:
    """Whatever digits two ends share at the front may be left away in print."""
    last = first + length
    a, b = str(first), str(last)
    same = next((i for i in range(len(a)) if a[i] != b[i]), 0) if len(a) == len(b) else 0
    for kept in range(same + 1):
        pages = parse_pages(f"pp. {a}–{b[kept:]}")
        assert isinstance(pages, Pages) and pages.pages == f"{a}-{b}"
