"""LaTeX documents: notes with the numbers that LaTeX prints, their print, their places, lists of references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.read.tex import read_tex

PRINT = [
    (r"Roe, \emph{The Sea}, 1990.", "Roe, *The Sea*, 1990."),
    (r"\textit{The {Big} Sea}", "*The Big Sea*"),
    (r"{\it Sea} and {\itshape Sky\/}", "*Sea* and *Sky*"),
    (r"\textit{A \emph{B} C}", "*A* B *C*"),
    (r"``Sea'' and `Sky'", "“Sea” and ‘Sky'"),
    (r"\enquote{Sea \enquote{x} y}", "“Sea ‘x’ y”"),
    (r"Mart\'inez, \~Nu\~nez, Stra\ss e", "Martínez, Ñuñez, Straße"),
    ("p.~5--6", "p.\u00a05–6"),
    ("a % no\n   b", "a b"),
    ("long%\n  word", "longword"),
    (r"50\% of", "50% of"),
    (r"\url{http://x.org/a%20b_c}", "http://x.org/a%20b_c"),
    (r"a {nested {deep} b} c", "a nested deep b c"),
    ("first\n\nsecond", "first second"),
    (r"\foreignlanguage{spanish}{Mar}\label{x}\index{Mar}", "Mar"),
    (r"see \cite[12]{roe} and \ref{n1}", r"see \cite[12]{roe} and \ref{n1}"),
    (r"\textsc{Roe}, \textbf{Sea}", "Roe, Sea"),
    (r"a\} b\{ c", "a} b{ c"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "wanted"), PRINT)
def test_print(latex: str, wanted: str) -> None:
    assert [note.text for note in read_tex(f"Text.\\footnote{{{latex}}} More.").notes] == [wanted]


BOOK, ARTICLE = r"\documentclass[12pt]{book}", r"\documentclass{article}"
NUMBERS = [
    (r"\footnote{a}\footnote{b}", ["1", "2"]),
    (r"\footnote{a}\footnote[7]{b}\footnote{c}", ["1", "7", "2"]),
    (r"\footnotemark x\footnotetext{a}\footnote{b}", ["1", "2"]),
    (r"\footnotemark[4] \footnote{b}\footnotetext[4]{a}", ["4", "1"]),
    (r"\footnotemark\footnotemark\addtocounter{footnote}{-1}\footnotetext{a}\stepcounter{footnote}\footnotetext{b}",
     ["1", "2"]),
    (BOOK + r"\chapter{A}\footnote{a}\chapter{B}\footnote{b}\chapter*{C}\footnote{c}", ["1", "2:1", "2:2"]),
    (r"\documentclass{memoir}\chapter{A}\footnote{a}\chapter{B}\chapter{C}\footnote{b}", ["1", "2:1"]),
    (r"\chapter{A}\footnote{a}\chapter{B}\footnote{b}", ["1", "2:1"]),
    (ARTICLE + r"\section{A}\footnote{a}\section{B}\footnote{b}", ["1", "2"]),
    (ARTICLE + r"\counterwithin*{footnote}{section}\section{A}\footnote{a}\section{B}\footnote{b}", ["1", "2:1"]),
    (BOOK + r"\counterwithout{footnote}{chapter}\chapter{A}\footnote{a}\chapter{B}\footnote{b}", ["1", "2"]),
    (r"\footnote{a}\setcounter{footnote}{0}\footnote{b}", ["1", "2:1"]),
    (r"\renewcommand{\thefootnote}{\roman{footnote}}\footnote{a}\footnote{b}", ["i", "ii"]),
    (r"\renewcommand\thefootnote{\fnsymbol{footnote}}\footnote{a}\footnote{b}", ["*", "†"]),
    (r"\newcommand{\fn}[1]{\footnote{#1}}\begin{document}\fn{a}\footnote{b}\end{document}\footnote{c}", ["1", "2"]),
    (r"\footcite[12]{roe}\footnote{b}", ["1", "2"]),
    (r"\footnote{a}\endnote{b}", ["1", "2:1"]),
    ("% \\footnote{a}\n\\verb|\\footnote{b}|\\begin{verbatim}\\footnote{c}\\end{verbatim}\\footnote{d}", ["1"]),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "labels"), NUMBERS)
def test_labels_are_those_that_latex_prints(latex: str, labels: list[str]) -> None:
    assert [note.label for note in read_tex(latex).notes] == labels


REMARKS = [
    (r"\title{Sea\thanks{To all.}}", ["BN422"]),
    (r"\footnotemark", ["BN501"]),
    (r"\footnotetext{a}", ["BN502"]),
    (r"\footnote{See \cite{roe}.}", ["BN423"]),
    (r"\input{chapter2}", ["BN422"]),
    (r"\section*{References}", ["BN010"]),
    (r"\footnote{Roe, \emph{Sea}.}", []),
]


@pytest.mark.parametrize(("latex", "codes"), REMARKS)
def test_what_is_said(latex: str, codes: list[str]) -> None:
    assert [remark.diagnostic.code for remark in read_tex(latex).remarks] == codes


def test_every_word_has_its_line_and_column() -> None:
    latex = "Intro % x\ntext\\footnote{Roe, ``Ant\\'on'', % y\n   in: \\emph{Sea and\n Sky} (1990)}.\r\n"
    latex += "More\\footnote{Doe}"
    lines = latex.splitlines()
    first, second = read_tex(latex).notes
    for note, words in ((first, ["Roe", "Ant", "Sea", "Sky", "(1990)"]), (second, ["Doe"])):
        for word in words:
            line, column = note.position(note.text.index(word))
            assert lines[line - 1][column - 1 :].startswith(word)


def test_the_bibliography_keeps_its_keys() -> None:
    latex = """\\begin{thebibliography}{99}
    \\bibitem{roe:1990} Roe, A. \\newblock \\emph{Sea}. % the first
    \\bibitem[Doe(1991)]{doe} Doe, B.
       Sky.
    \\end{thebibliography}"""
    found = read_tex(latex)
    assert [(b.text, b.label, b.line) for b in found.entries] == [
        ("Roe, A. *Sea*.", "", 2), ("Doe, B. Sky.", "Doe(1991)", 3)]  # fmt: skip
    assert found.keys == ("roe:1990", "doe")


def test_a_list_under_a_heading() -> None:
    latex = "\\section{Text}No.\n\\section*{Bibliograf\\'ia}\n\nRoe, Sea.\n\nDoe,\nSky.\n"
    latex += "\\subsection{Mine}\nNoe, Land.\n\\section{End}No."
    found = read_tex(latex)
    assert [(b.text, b.line) for b in found.entries] == [("Roe, Sea.", 4), ("Doe, Sky.", 6), ("Noe, Land.", 9)]
    assert found.keys == ()


LATEX = st.lists(
    st.sampled_from(["\\footnote{", "\\footnotemark", "\\footnotetext[3]{", "}", "{", "[", "]", "%", "\n", "\\",
                     "\\emph{",
                     "\\verb|", "\\chapter{a}", "\\begin{thebibliography}{9}", "\\bibitem{k}", "$", "``", "\\cite{a}",
                     "\\enquote{", "word", " ", "\\'", "\\section{References}", "\\setcounter{footnote}{", "0}"])
).map("".join)  # fmt: skip


@given(LATEX | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")))
def test_no_text_is_an_error(latex: str) -> None:
    """An argument that is never closed, a command at the end."""
    found = read_tex(latex)
    labels = [note.label for note in found.notes]
    assert len(set(labels)) == len(labels)
    lines = latex.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for block in (*found.notes, *found.entries):
        assert all(
            0 < line <= len(lines) and 0 < column <= len(lines[line - 1]) + 2 for _, line, column in block.pieces
        )


@given(st.text(st.characters(whitelist_categories=["L", "N"], whitelist_characters=" .,;:()/\n")))
def test_plain_text_comes_back(text: str) -> None:
    notes = read_tex(f"a\\footnote{{{text}}}b").notes
    assert [note.text for note in notes] == [" ".join(part for part in text.replace("\n", " ").split(" ") if part)]
