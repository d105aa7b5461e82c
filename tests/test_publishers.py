"""Publishers and places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.normalize.edges import plain
from bibnorm.normalize.publishers import clean_publisher, split_place_publisher

PUBLISHERS = [
    (" Salt University Press, ", "Salt University Press"),
    ("«La Sal»,", "La Sal"),
    ("[La Sal]", "[La Sal]"),
    ("published by the author", "the author"),
    ("Impreso en los talleres de La Sal.", "de La Sal"),
    ("La Sal)", "La Sal"),
    ("S. A. L.", "S. A. L."),
]


@pytest.mark.parametrize("printed, publisher", PUBLISHERS)
def test_publisher(printed: str, publisher: str) -> None:
    assert clean_publisher(printed).value == publisher


# print, (place, publisher)...; both in the order of print
IMPRINTS = [
    ("Oxford: Blackwell Publishers", [("publisher_place", "Oxford"), ("publisher", "Blackwell Publishers")]),
    ("Москва : Наука", [("publisher_place", "Москва"), ("publisher", "Наука")]),
    ("Roma - Bari: Laterza,", [("publisher_place", "Roma - Bari"), ("publisher", "Laterza")]),
    ("Routledge: New York", [("publisher", "Routledge"), ("publisher_place", "New York")]),  # turned round
    ("Salt College: South Hadley, MA", [("publisher", "Salt College"), ("publisher_place", "South Hadley, MA")]),
    (
        "London: Athlone; New York: Norton",
        [
            ("publisher_place", "London"),
            ("publisher", "Athlone"),
            ("publisher_place", "New York"),
            ("publisher", "Norton"),
        ],
    ),
]
LEFT = ["Paidós, Barcelona", "Salt Press", "http://salt.example", "Salt: Sea: Sun", ": Salt", "Lima:", "1999: Lima", ""]


@pytest.mark.parametrize("printed, fields", IMPRINTS)
def test_imprint(printed: str, fields: list[tuple[str, str]]) -> None:
    imprint = split_place_publisher(printed)
    assert imprint is not None
    assert [(field, printed[a:b]) for field, (a, b) in imprint] == fields


@pytest.mark.parametrize("printed", LEFT)
def test_left_as_one(printed: str) -> None:
    assert split_place_publisher(printed) is None


@given(
    st.one_of(
        st.text(max_size=50),
        st.lists(st.sampled_from(["Lima", ": ", "; ", " / ", "Sal Press", ".", "(", "]"])).map("".join),
    )
)
def test_total_and_traceable(printed: str) -> None:
    """Would catch: spans that overlap or run outside the text."""
    cleaned = clean_publisher(printed)
    assert cleaned.value == plain(printed[cleaned.start : cleaned.end])
    spans = [span for _, span in split_place_publisher(printed) or ()]
    assert all(0 <= a < b <= len(printed) for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
