"""Every letter, digit and bracket is in a field, a label word or left over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.normalize.account import COUNTED, account, covered

CASES = [
    ("Sea (1990), vol. 3", {"issued": [(5, 9)]}, [], {"issued": ((4, 10),)}, ["vol."[:3]], ["Sea", "3"]),
    ("Roe (eds.) x", {"editor": [(0, 3)]}, [], {"editor": ((0, 3),)}, ["(eds.)"], ["x"]),
    ("In: Sea", {"title": [(4, 7)]}, [], {"title": ((4, 7),)}, ["In"], []),
    ("[12] Sea", {"title": [(5, 8)]}, [(1, 3)], {"title": ((5, 8),)}, ["[12]"], []),
    (
        "Sea, di G. S. Vinci",
        {"title": [(0, 3)]},
        [],
        {"title": ((0, 3),)},
        ["di"],
        ["G. S. Vinci"],
    ),  # no label: an initial
    ("Sea, S. XII", {"title": [(0, 3)], "page": [(8, 11)]}, [], {"title": ((0, 3),), "page": ((8, 11),)}, ["S"], []),
    ("Sea zq qz", {"title": [(0, 3)]}, [], {"title": ((0, 3),)}, [], ["zq qz"]),
]


@pytest.mark.parametrize(("text", "spans", "marks", "grown", "labels", "left"), CASES)
def test_divided(text, spans, marks, grown, labels, left) -> None:  # type: ignore[no-untyped-def]
    found = account(text, spans, marks)
    assert found[0] == grown
    assert [text[a:b] for a, b in found[1]] == labels
    assert [text[a:b] for a, b in found[2]] == left


@given(
    st.text(alphabet="ab 1()[].,–vol", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
)
def test_nothing_disappears(text: str, pairs: list[tuple[int, int]]) -> None:
    """A character in none of the three would be lost without a word."""
    spans = [(min(p), min(max(p), len(text))) for p in pairs if min(p) < min(max(p), len(text))]
    grown, labels, left = account(text, {"title": spans}, [])
    cover = covered(len(text), [*(s for many in grown.values() for s in many), *labels, *left])
    assert all(cover[m.start()] for m in COUNTED.finditer(text))
    overlap = covered(len(text), [*labels, *left])
    assert not [i for a, b in spans for i in range(a, b) if overlap[i] and COUNTED.match(text[i])]
