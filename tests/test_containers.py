"""Containers, and the congress before its proceedings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.normalize.containers import clean_container, split_event
from bibnorm.normalize.edges import plain

# print, container, the words before it
CONTAINERS = [
    ("Estudios del Sur,", "Estudios del Sur", ""),
    ("In: *Salt and State: An Introduction*,", "Salt and State: An Introduction", "In"),
    ("in «Laguna e terra»,", "Laguna e terra", "in"),
    ("En Actas del coloquio", "Actas del coloquio", "En"),
    ("dans Annales du sel", "Annales du sel", "dans"),
    ("В кн.: История соли", "История соли", "В кн."),
    ("// Вопросы соли.", "Вопросы соли", "//"),
    ("In Proceedings of Salt", "Proceedings of Salt", "In"),
    ("In Search of Salt", "In Search of Salt", ""),
    ("In vitro salt", "In vitro salt", ""),
    ("En torno al mar", "En torno al mar", ""),
    ("Em Questão", "Em Questão", ""),
    ("A Journal of Salt", "A Journal of Salt", ""),  # "A" is Hungarian for the, and Catalan for in
    ("I Congresso do Sal", "I Congresso do Sal", ""),
    ("J. Salt Chem. Soc., ", "J. Salt Chem. Soc.", ""),  # the stop of an abbreviation
    ("Proc. Natl. Acad. USA.", "Proc. Natl. Acad. USA", ""),
    ("Salt Quarterly.", "Salt Quarterly", ""),
    ("Phys. Lett. B", "Phys. Lett. B", ""),
    ("Salt Affairs (Moscow)", "Salt Affairs (Moscow)", ""),
    ("In", "In", ""),
]


@pytest.mark.parametrize("printed, container, label", CONTAINERS)
def test_container(printed: str, container: str, label: str) -> None:
    cleaned = clean_container(printed)
    assert cleaned.value == container
    assert [printed[a:b] for a, b in cleaned.labels] == ([label] if label else [])


def test_medium_of_a_site() -> None:
    cleaned = clean_container("Salt Portal [Internet]. ")
    assert (cleaned.value, cleaned.medium) == ("Salt Portal", "Internet")


# print, event, date, place, container, labels
EVENTS = [
    (
        "In: CONGRESSO BRASILEIRO DE SAL, ÁGUA E MAR, 5., 1999, Rio de Janeiro. Anais [...]",
        ("CONGRESSO BRASILEIRO DE SAL, ÁGUA E MAR", "1999", "Rio de Janeiro", "Anais"),
        ["In", "5."],
    ),
    (
        "Congreso de la Sal (CSAL), 29, 2010, Toronto. Actas",
        ("Congreso de la Sal (CSAL)", "2010", "Toronto", "Actas"),
        ["29"],
    ),
    ("SIMPOSIO DE LA SAL (5º : 1999 : Lima). Actas", ("SIMPOSIO DE LA SAL", "1999", "Lima", "Actas"), ["5º"]),
    (
        "SEMINÁRIO DO SAL, 3 a 5 de maio de 2004, Natal, RN. Anais eletrônicos...",
        ("SEMINÁRIO DO SAL", "3 a 5 de maio de 2004", "Natal, RN", "Anais eletrônicos"),
        [],
    ),
]
NO_EVENTS = [
    "Anais do V Congresso do Sal, Rio, 1999",
    "História do sal, 5, 1999, Rio. Anais",  # no word of a meeting
    "Congresso do Sal, 5., 1999, Rio. Rio de Janeiro: Ariel",  # no proceedings
    "Estudios del Sur",
    "",
]


@pytest.mark.parametrize("printed, values, labels", EVENTS)
def test_event(printed: str, values: tuple[str, ...], labels: list[str]) -> None:
    event = split_event(printed)
    assert event is not None
    assert {field: printed[a:b] for field, (a, b) in event.spans} == dict(
        zip(("event_title", "event_date", "event_place", "container_title"), values, strict=True)
    )
    assert [printed[a:b] for a, b in event.labels] == labels


@pytest.mark.parametrize("printed", NO_EVENTS)
def test_no_event(printed: str) -> None:
    assert split_event(printed) is None


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(["In", ":", " ", "Congresso", ", ", "1999", ". ", "Anais", "(", ")", "5."])).map(
            "".join
        ),
    )
)
def test_total_and_traceable(printed: str) -> None:
    """Would catch: a label inside the value, spans outside the text."""
    cleaned = clean_container(printed)
    assert cleaned.value == plain(printed[cleaned.start : cleaned.end])
    assert all(b <= cleaned.start or a >= cleaned.end for a, b in cleaned.labels)
    event = split_event(printed)
    ends = [0] if event is None else [b for _, (a, b) in event.spans if a < b]
    assert all(end <= len(printed) for end in ends)
