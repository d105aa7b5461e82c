"""The words of the languages: every row of every table is walked."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lang_script import script

from bibnorm import lang
from bibnorm.errors import ConfigurationError
from bibnorm.lang.lookup import find_words, keys, lexicon, words_key
from bibnorm.text import fold

build = script()
TABLES: dict[str, dict[str, Any]] = build.read_tables()
MONTHS = ("months", "months-short", "months-other")

# months that two languages use for two months: of all languages together, none of the two
DISPUTED = {"lip", "lis", "listopad", "listopada", "listopadu", "srp"}


def key(form: str) -> str:
    return fold(form).rstrip(". ")


def numbered(table: dict[str, Any], term: str) -> Iterator[tuple[str, int]]:
    """Every form of a table of rows, with its row's number."""
    rows = table[term].items() if isinstance(table[term], dict) else enumerate(table[term], 1)
    for number, forms in rows:
        yield from ((form, int(number)) for form in forms)


# ------------------------------------------------------------------ the files
def test_every_language_has_a_file_and_every_file_a_language() -> None:
    assert set(lang.codes()) == {path.stem for path in build.LANG.glob("*.toml")} == set(build.CODES)
    assert [lang.name(code) for code in ("es", "el", "ar")] == ["Spanish", "Greek", "Arabic"]
    assert len({lang.name(code) for code in lang.codes()}) == len(lang.codes())


@pytest.mark.parametrize("code", build.CODES)
def test_every_file_has_the_same_keys_in_the_same_order(code: str) -> None:
    assert list(TABLES[code]) == list(TABLES["en"])
    assert set(TABLES[code]) == set(build.KEYS)
    assert len(TABLES[code]["months"]) == len(TABLES[code]["months-short"]) == 12
    assert len(TABLES[code]["seasons"]) == 4 and len(TABLES[code]["ordinals"]) == 12
    assert set(TABLES[code]["particles"]) == {"dropping", "non-dropping"}


@pytest.mark.parametrize("code", build.CODES)
def test_no_language_is_thin(code: str) -> None:
    """Would catch: a language that was begun and left. Few words are written differently before and after a name."""
    may_lack = {"months-other", "suffix"}
    lacking = {term for term in build.LISTS if len(TABLES[code][term]) < 2} - {"in", "chapter", "article-number"}
    assert lacking <= may_lack
    assert all(TABLES[code][term] for term in ("in", "chapter", "article-number", "months", "seasons", "ordinals"))


@pytest.mark.parametrize("path", [build.WORDS, build.LOOKUP], ids=lambda path: path.name)
def test_compiled_files_are_fresh(path: Path) -> None:
    """`make lang` writes them."""
    assert path.read_text(encoding="utf-8") == build.compiled(TABLES)[path]


def test_sources_are_told_for_every_key() -> None:
    text = (build.LANG / "SOURCES.md").read_text(encoding="utf-8")
    assert not [term for term in build.KEYS if f"`{term}`" not in text]


# ------------------------------------------------------------------ months, seasons, ordinals
@pytest.mark.parametrize("code", build.CODES)
def test_every_month_form_is_its_month_and_nothing_else(code: str) -> None:
    meanings: dict[str, set[int]] = defaultdict(set)
    for term in MONTHS:
        for form, number in numbered(TABLES[code], term):
            meanings[key(form)].add(number)
            assert lang.months(code)[key(form)] == number
    assert not {form: found for form, found in meanings.items() if len(found) > 1}
    assert set(lang.months(code).values()) == set(range(1, 13))


def test_months_of_all_languages_together_are_not_disputed() -> None:
    """Would catch: a new word that takes a month away from another language."""
    meanings: dict[str, set[int]] = defaultdict(set)
    for code in build.CODES:
        for form, number in lang.months(code).items():
            meanings[form].add(number)
    assert {form for form, found in meanings.items() if len(found) > 1} == DISPUTED
    assert set(lang.months()) == set(meanings) - DISPUTED
    assert all(lang.months()[form] in meanings[form] for form in lang.months())


@pytest.mark.parametrize(
    "form, number",
    [
        ("enero", 1), ("septiembre", 9), ("setiembre", 9), ("março", 3), ("août", 8), ("März", 3), ("Jänner", 1),
        ("giugno", 6), ("сентября", 9), ("сент.", 9), ("września", 9), ("maart", 3), ("gener", 1), ("září", 9),
        ("kesäkuuta", 6), ("május", 5), ("octombrie", 10), ("Ağustos", 8), ("Teşrinisani", 11), ("липня", 7),
        ("Ιουλίου", 7), ("Γενάρης", 1), ("siječnja", 1), ("юли", 7), ("Septembris", 9), ("xaneiro", 1), ("Xbris", 12),
        ("abenduaren", 12), ("Agustus", 8), ("十二月", 12), ("3月", 3), ("10월", 10), ("تشرين الأول", 10), ("مارس", 3),
        ("Sept", 9), ("JULY", 7), ("mai", 5),
    ],
)  # fmt: skip
def test_months(form: str, number: int) -> None:
    assert lang.months()[key(form)] == number


@pytest.mark.parametrize("code", build.CODES)
@pytest.mark.parametrize("term, read", [("seasons", lang.seasons), ("ordinals", lang.ordinals)])
def test_every_season_and_ordinal_is_its_number(code: str, term: str, read: Callable[..., dict[str, int]]) -> None:
    rows = list(numbered(TABLES[code], term))
    assert rows and all(read(code)[key(form)] == number for form, number in rows)
    assert all(read()[key(form)] == number for form, number in rows), "another language has it for another number"


def test_no_form_is_month_and_season() -> None:
    assert not lang.months().keys() & lang.seasons().keys()


# ------------------------------------------------------------------ words
@pytest.mark.parametrize("term", build.KEYS[1:])
def test_words_are_all_forms_longest_first(term: str) -> None:
    parts = lang.KINDS.get(term, (term,))
    printed = {form for table in TABLES.values() for form in build.forms_of(table, *parts)}
    found = lang.words(term)
    assert set(found) == printed and len(found) == len(printed)
    assert [len(form) for form in found] == sorted((len(form) for form in found), reverse=True)
    for code in ("es", "ja"):
        assert set(lang.words(term, code)) == set(build.forms_of(TABLES[code], *parts))


def test_words_of_two_languages_are_those_of_both() -> None:
    both = lang.words("volume", "de", "pl")
    assert set(both) == {*lang.words("volume", "de"), *lang.words("volume", "pl")}
    assert {"Jg.", "R."} <= set(both) and "cilt" not in both
    assert lang.words("volume", "tlh") == ()


@pytest.mark.parametrize("call", [lang.words, lang.pattern])
def test_unknown_term_is_named_with_those_known(call: Callable[..., object]) -> None:
    with pytest.raises(ConfigurationError, match=r"no term 'volumen' in lang/\*\.toml; known are months, .*volume"):
        call("volumen")


# One letter says little, and the languages are asked together: a page of one is an issue of another.
@pytest.mark.parametrize(
    "term, forms",
    [
        ("issue", "s p pp f ff l t v"),
        ("volume", "s p pp f ff l n nr no h"),
        ("page", "n nr no nº vol t v h d r"),
        ("and", "o s z c ter te de"),
        ("in", "a o e s"),
        ("et-al", "al v d"),
        ("editor-after", "der coll rec post"),  # "Der Zauberberg" behind a name is no role
        ("original-published", "or"),
        ("accessed", "die set"),
        ("suffix", "st id"),
        ("section", "il"),  # II, as a scanner reads it
        ("number-of-volumes", "권 卷 巻"),  # 27권 is volume 27
    ],
)
def test_short_forms_that_are_other_words_elsewhere(term: str, forms: str) -> None:
    assert not {form for form in lang.words(term) if key(form) in {key(f) for f in forms.split()}}


@pytest.mark.parametrize("form", ["voi.", "voli."])
def test_old_print_as_a_scanner_reads_it(form: str) -> None:
    assert form in lang.words("volume", "it")


@pytest.mark.parametrize("code", build.CODES)
def test_an_edition_is_no_first_publication(code: str) -> None:
    """Would catch: "1. vyd." among the words for a first publication, which stands in every Czech reference."""
    firsts = {words_key(form) for form in lang.words("edition", code)}
    assert not firsts & {words_key(form) for form in lang.words("original-published", code)} - {""}


# ------------------------------------------------------------------ patterns
@pytest.mark.parametrize("term", build.KEYS[1:])
def test_pattern_matches_each_of_its_forms(term: str) -> None:
    compiled = re.compile(lang.pattern(term), re.I)
    assert not [form for form in lang.words(term) if not compiled.fullmatch(form)]
    assert not [form for form in lang.words(term) if not compiled.fullmatch(form.replace(" ", "\n  "))]
    assert not compiled.fullmatch("")


@pytest.mark.parametrize(
    "term, code, text, matched",
    [
        ("edition", "de", "Aufl.", "Aufl."),
        ("edition", "de", "Aufl", "Aufl"),  # a word may lack its stop
        ("et-al", "de", "u.a.", "u.a."),  # a blank behind a stop may be missing
        ("et-al", "de", "u. a.", "u. a."),
        ("et-al", "de", "u a", None),
        ("page", "de", "S 12", None),  # one letter may not
        ("volume", "es", "volumen", "volumen"),  # the longest form, not "v."
        ("editor-before", "it", "a  cura\ndi X", "a  cura\ndi"),
        ("volume", "de", "Bdx", None),
    ],
)
def test_pattern(term: str, code: str, text: str, matched: str | None) -> None:
    found = re.compile(lang.pattern(term, code)).match(text)
    assert (found[0] if found else None) == matched


# ------------------------------------------------------------------ look-up
@pytest.mark.parametrize("term", build.LISTS)
def test_every_form_is_found_in_print(term: str) -> None:
    """Would catch: a form that the look-up can never reach."""
    table = lexicon(term)
    for form in lang.words(term):
        if words_key(form) and ".." not in form and re.fullmatch(r"(?:[^\W\d_]|[\u0300-\u036f .\-’'°/])+", form):
            found = find_words(form, table)
            assert [f.term for f in found] == [term], form
            assert found[0].start == 0 and words_key(form[: found[0].end]) == words_key(form)


@pytest.mark.parametrize("term", build.KEYS[1:])
def test_keys_are_those_of_the_forms(term: str) -> None:
    assert set(keys(term)) == {words_key(form) for form in lang.words(term)} - {""}


# ------------------------------------------------------------------ particles and classes
@pytest.mark.parametrize(
    "code, particle, kind",
    [
        ("de", "von", "dropping"), ("nl", "van", "non-dropping"), ("nl", "van der", "non-dropping"),
        ("es", "de la", "dropping"), ("it", "della", "non-dropping"), ("pt", "dos", "dropping"),
        ("fr", "du", "non-dropping"), ("ar", "al-", "non-dropping"), ("sv", "af", "non-dropping"),
    ],
)  # fmt: skip
def test_particles(code: str, particle: str, kind: str) -> None:
    assert lang.particles(code)[particle] == kind


def test_every_particle_has_a_kind() -> None:
    assert set(lang.particles()) == {form.lower() for form in lang.words("particles")}
    assert set(lang.particles().values()) == {"dropping", "non-dropping"}


@pytest.mark.parametrize(
    "word, found",
    [
        ("vol.", "volume"), ("vol", "volume"), ("hrsg.", "editor"), ("hrsg", "editor"), ("universidad", "university"),
        ("enero", "month"), ("сентября", "month"), ("p.", "letter-mark"), ("s", "letter-mark"), ("in", "in"),
        ("und", "and"), ("ed.", "ed"), ("verlag", "press"), ("tesis", "thesis"), ("gatopardo", ""), ("", ""),
    ],
)  # fmt: skip
def test_word_class(word: str, found: str) -> None:
    assert lang.word_class(word) == found


def test_classes_are_tidy() -> None:
    """Every word once, folded as the tagger asks for it, no class without words."""
    groups: dict[str, str] = json.loads(build.CLASSES.read_text(encoding="utf-8"))
    words = [word for group in groups.values() for word in group.split(" ")]
    assert len(words) == len(set(words)) > 1000
    assert set(groups) - {"letter-mark", "ed", "article"} <= set(build.CLASS_TERMS)
    assert not [word for word in words if word != fold(word) or " " in word or not word.strip(".")]


@given(st.text(max_size=20))
def test_any_word_has_a_class_or_none(word: str) -> None:
    known = {*json.loads(build.CLASSES.read_text(encoding="utf-8")), ""}
    assert lang.word_class(fold(word)) in known


# ------------------------------------------------------------------ caches
@pytest.mark.parametrize(
    "call",
    [lang.words, lang.pattern, lang.months, lang.seasons, lang.ordinals, lang.particles, lang.codes, lexicon, keys],
)
def test_answers_are_kept(call: Any) -> None:
    """They are asked for each reference."""
    assert call.cache_info().currsize >= 0
    arguments = () if call in (lang.months, lang.seasons, lang.ordinals, lang.particles, lang.codes) else ("volume",)
    assert call(*arguments) is call(*arguments)
