"""LaTeX text: escaped, protected, in ASCII, and back."""

from __future__ import annotations

import unicodedata

import pytest
from bibtexparser import parse_string as parse_bib
from bibtexparser.middlewares.parsestack import default_parse_stack
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.write.latex import asciify, escape, protect, squeeze, unescape

PRINTED = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SPECIAL = st.text("{}\\%&#$_~^aB 1é—:\u0301", max_size=20)

ESCAPED = [
    ("Trends in Ecology & Evolution", r"Trends in Ecology \& Evolution"),
    ("50% of #3, $4 and C_1", r"50\% of \#3, \$4 and C\_1"),
    ("~ ^ \\", r"\textasciitilde{} \textasciicircum{} \textbackslash{}"),
    ("set {x}", r"set \{x\}"),
    ("}{", r"\textbraceright{}\textbraceleft{}"),  # BibTeX counts \{ as a brace
    ("{{a}", r"\textbraceleft{}\textbraceleft{}a\textbraceright{}"),
    ("Añatuya — «1996»", "Añatuya — «1996»"),  # stays as it is
    ("  two\tblanks \n", "two blanks"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "latex"), ESCAPED)
def test_escape(text: str, latex: str) -> None:
    assert escape(text) == latex
    assert unescape(latex) == squeeze(text)


ASCII = [
    ("Muñoz", r"Mu{\~n}oz"),
    ("Ångström", r"{\r A}ngstr{\"o}m"),
    ("Dvořák, Łódź, Çelik, Őry", r"Dvo{\v r}{\'a}k, {\L}{\'o}d{\'z}, {\c C}elik, {\H O}ry"),
    (
        "“a”–‘b’…",
        r"{\textquotedblleft}a{\textquotedblright}{\textendash}{\textquoteleft}b{\textquoteright}{\textellipsis}",
    ),
    ("Ж", r"{\char1046}"),
    ("e\u0301", r"{\'e}"),
    ("a\u00a0b", "a~b"),
    (r"\&", r"\&"),
]


@pytest.mark.parametrize(("text", "latex"), ASCII)
def test_asciify(text: str, latex: str) -> None:
    assert asciify(text) == latex


PROTECTED = [
    ("A history of the DNA of McDonald's", r"A history of the {DNA} of {McDonald}'s"),
    ("iPhone, G20, H2O and 3D", r"{iPhone}, {G20}, {H2O} and {3D}"),
    ("The Origin of Species and the Descent of Man", "The Origin of Species and the Descent of Man"),  # title case
    ("Foreign policy of China after 1990", "Foreign policy of {China} after 1990"),
    ("Trade wars: Russia and the economy of Chile", "Trade wars: Russia and the economy of {Chile}"),
    ("What now? The answer of some workers in Paris", "What now? {The} answer of some workers in {Paris}"),
    ("“Liberty” and some other words", "“{Liberty}” and some other words"),  # BibTeX keeps a first letter, not a quote
    ("THE HISTORY OF ROME", "THE HISTORY OF ROME"),  # capitals throughout
    ("DNA", "{DNA}"),
    ("World War I", "World War {I}"),
    ("R&D {in} X_1", r"{R}\&{D} \{in\} {X}\_1"),
    (
        "a small E\u0301cole of NATO}",
        "a small {E\u0301cole} of {NATO}\\textbraceright{}",
    ),  # an accent stays with its letter
    ("", ""),
]


@pytest.mark.parametrize(("title", "latex"), PROTECTED)
def test_protect(title: str, latex: str) -> None:
    assert protect(title) == latex


@given(PRINTED | SPECIAL)
def test_unescape_is_the_inverse(text: str) -> None:
    """Would have caught braces without partner, and a character lost in its escape."""
    text = squeeze(text)
    assert unescape(escape(text)).replace("\u00a0", " ") == text.replace("\u00a0", " ")
    assert unescape(protect(text)) == unescape(escape(text))


@given(PRINTED | SPECIAL)
def test_ascii_is_ascii_and_can_be_read_back(text: str) -> None:
    latex = asciify(protect(text))
    assert latex.isascii()
    assert unescape(latex) == unicodedata.normalize("NFC", squeeze(text))


@given(PRINTED | SPECIAL)
def test_values_survive_the_parser(text: str) -> None:
    """Would have caught a value whose braces, quotes or at signs end its entry."""
    for latex in (escape(text), protect(text), asciify(escape(text)), f"{{{escape(text)}}}"):
        library = parse_bib(f"@book{{key,\n  title = {{{latex}}},\n}}\n", parse_stack=default_parse_stack())
        assert library.failed_blocks == []
        assert library.entries[0].fields_dict["title"].value == latex
