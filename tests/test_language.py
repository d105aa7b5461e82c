"""The language of a title, and the table of letters."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm import lang
from bibnorm.lang.letters import FIRST, LEVELS, LONGEST, STEP, grams, letters, weigh
from bibnorm.normalize.language import guess_language, own_words, sole_owners

# All titles are invented.
TITLES = [
    ("en", "The salt of the earth: mining and memory in the north"),
    ("en", "Don Quijote: a reader's guide"),  # names do not decide
    ("es", "La mirada desde el puerto: sal, guerra y comercio"),
    ("es", "LAS RELACIONES COMERCIALES DE LA SAL EN AMERICA"),  # capitals without accents
    ("pt", "O sal e as suas gentes: um estudo de caso na ria"),
    ("pt", "Formação e informação nas salinas"),
    ("fr", "Les mots du sel dans la langue des marins"),
    ("de", "Das Salz in der Geschichte der norddeutschen Städte"),
    ("it", "Il prezzo del sale nella repubblica di Venezia"),
    ("nl", "Het zout in de Nederlandse steden van de zestiende eeuw"),
    ("pl", "Historia handlu solą w Polsce od średniowiecza do końca XVIII wieku"),
    ("cs", "Dějiny solného obchodu v českých zemích od středověku do konce"),
    ("sv", "Saltets historia i Sverige från medeltiden till våra dagar"),
    ("hu", "A magyar sókereskedelem története és a kamara szervezete"),
    ("tr", "Osmanlı Devleti'nde tuz üretimi ve ticareti üzerine bir araştırma"),
    ("id", "Sejarah perdagangan garam di Indonesia pada masa kolonial"),
    ("ca", "Els treballadors de la sal a les Illes: història d'un conflicte"),
    ("gl", "Unha historia do sal e da xente do mar en Galicia"),
    ("ru", "История соли"),
    ("uk", "Історія солі"),
    ("bg", "Историята на солта и търговията"),
    ("el", "Η ιστορία του αλατιού"),
    ("ja", "日本の塩の歴史"),
    ("zh", "中国盐业史研究"),
    ("ko", "한국 소금의 역사"),
    ("ar", "تاريخ الملح في مصر"),
    ("fa", "تاریخ نمک و گندم"),
]
UNSURE = ["", "Salt", "Ngaanyatjarra", "1810-1910", "Vivaldi, Antonio", "???", "Историја соли у њима"]


@pytest.mark.parametrize("code, title", TITLES)
def test_language(code: str, title: str) -> None:
    assert guess_language(title) == code


@pytest.mark.parametrize("title", UNSURE)
def test_silence_beats_a_guess(title: str) -> None:
    assert guess_language(title) == ""


def test_what_stands_around_is_asked_when_the_title_does_not_tell() -> None:
    title, container = "Salzwege", "Zeitschrift für die Geschichte des Oberrheins und der Städte"
    assert (guess_language(title), guess_language(title, container)) == ("", "de")
    around = "Sale marino, a cura di Anna Mora, Istituto per la storia della Repubblica di Venezia"
    assert (guess_language("Sale marino"), guess_language("Sale marino", text=around)) == ("", "it")


def test_a_hint_helps_but_does_not_force() -> None:
    assert guess_language("塩の道", hint=("zh",)) == "ja"
    assert guess_language("製塩法", hint=("ja",)) == "ja"
    assert guess_language("The salt of the earth", hint=("es",)) == "en"


@given(st.text(max_size=60), st.text(max_size=30))
def test_total(title: str, container: str) -> None:
    known = {*lang.codes(), "he", "ka", "hy", "th", "fa"}
    assert guess_language(title, container, f"{title} {container}") in known | {""}


@given(st.text(alphabet=st.characters(categories=["Ll", "Zs"]), max_size=60))
def test_case_does_not_matter(title: str) -> None:
    upper = title.upper()
    if upper.lower() == title:
        assert grams(upper) == grams(title)


def test_table() -> None:
    """Would catch: codes without a word table, sums that do not fit."""
    table = letters()
    assert table.languages[-1] == "und"
    assert set(table.languages[:-1]) <= set(lang.codes())
    assert table.weights.shape[1] == len(table.languages) == len(table.bias)
    most = len(grams("a " * LONGEST)) + len(grams("ab" * LONGEST))
    assert int(abs(table.weights).max()) * most < 1 << 15
    assert weigh(["", ""]) == [[0.0] * len(table.languages)] * 2 and weigh([]) == []


@lru_cache(maxsize=1)
def features() -> dict[str, list[int]]:
    """The table as it is written: a feature and its steps for each language."""
    rows = Path(lang.__file__).with_name("letters.tsv").read_text("utf-8").splitlines()[3:]
    return {
        gram.replace("_", " "): [ord(c) - FIRST - LEVELS for c in signs]
        for gram, signs in (row.split("\t") for row in rows)
    }


SHORT = st.lists(st.sampled_from(["a", "le", "sel", "Тут", "ñu", "salt", "das", "of", "the", "ok", "𝔘"]), max_size=9)


@given(st.lists(SHORT.map(" ".join), max_size=5))
def test_texts_weigh_together_what_their_features_weigh(texts: list[str]) -> None:
    """Would catch: a group that goes over from one text into the next, a short word that is forgotten."""
    for text, weights in zip(texts, weigh(texts), strict=True):
        rows = [features()[gram] for gram in grams(text) if gram in features()]
        assert weights == [sum(row[i] for row in rows) * STEP for i in range(len(weights))]


def test_function_words_are_known() -> None:
    assert all(own_words(code) for code in ("nl", "pl", "ca", "sv", "tr"))
    assert sole_owners()["unha"] == letters().languages.index("gl")


@pytest.mark.parametrize("name", ["scielo", "linkedbooks", "anystyle_good"])
def test_precision(shared: Path, name: str) -> None:
    """The labels of the data were guessed too (a species name makes a title Latin), hence 0.95."""
    said = right = 0
    for line in (shared / "data" / "dev" / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        title, code = row["fields"].get("title"), row["lang"]
        if isinstance(title, str) and code not in ("la", "und"):
            guess = guess_language(title, row["fields"].get("container-title", ""))
            said += bool(guess)
            right += guess == code
    assert right / said > 0.95
