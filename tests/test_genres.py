"""The words that name a genre, within a printed stretch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.normalize.genres import infer_genre

# stretch, genre
GENRES = [
    ("Tesis de maestría en Historia, Universidad del Sur", "Tesis de maestría en Historia"),
    ("Thesis (MA in Sea Studies), Sea Institute", "Thesis (MA in Sea Studies)"),
    (". Unpublished Ph.D. dissertation. ", "Unpublished Ph.D. dissertation"),
    ("Tese [Doutorado]. – Universidade", "Tese [Doutorado]"),
    ("Dissertação (Mestrado em Letras) – Instituto", "Dissertação (Mestrado em Letras)"),
    ("Thèse de doctorat en droit, Université de la Mer", "Thèse de doctorat en droit"),
    ("Phil. Diss. Kiel", "Phil. Diss"),
    ("Yüksek Lisans Tezi, Ege", "Yüksek Lisans Tezi"),
    ("Monografia (Especialização) - Centro", "Monografia (Especialização)"),
    ("University of the Sea dissertation", "dissertation"),
    ("Working Paper 77", "Working Paper"),
    ("Research Monograph N° 13", "Research Monograph"),
    ("Boletim Técnico, 3", "Boletim Técnico"),
    ("Unpublished manuscript", "Unpublished manuscript"),
]
NO_GENRES = ["Boston: Little", "the Salt report", "Mémoire", "vol. 3, pp. 1-9", ""]


@pytest.mark.parametrize("printed, genre", GENRES)
def test_genre(printed: str, genre: str) -> None:
    found = infer_genre(printed)
    assert found is not None
    assert found[0] == genre == printed[slice(*found[1])]


@pytest.mark.parametrize("printed", NO_GENRES)
def test_no_genre(printed: str) -> None:
    assert infer_genre(printed) is None


@given(st.text(max_size=80))
def test_genre_is_total(printed: str) -> None:
    found = infer_genre(printed)
    assert found is None or printed[slice(*found[1])] == found[0]
