r"""LaTeX documents: \footnote and its kin, chapters, thebibliography; and the same notes in every format."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from test_validators import program
from test_validators import run as call

from bibnorm.cli import main
from bibnorm.read.document import Document
from bibnorm.read.markdown import read_notes
from bibnorm.read.tex import read_tex

NOTES = Path(__file__).parent / "notes"
CHAPTER = r"""\documentclass{book}
\begin{document}
\chapter{Sea}
The sea.\footnote{See Roe, Ann. \emph{The Sea of {Stories}}. London: Stall, 1990, p.~33.} % \footnote{no note}
Salt\footnotemark{} and sand.\footnotetext{\textit{Ibid.}, p.~40.}
\chapter{Salt}
More.\footnote{Roe, op. cit., pp.~1--2.}
\begin{verbatim}
\footnote{no note either}
\end{verbatim}
\end{document}
"""


def texts(document: Document) -> list[tuple[str, str]]:
    return [(note.label, note.text) for note in document.notes]


def test_notes_of_a_chapter() -> None:
    found = read_tex(CHAPTER, "thesis.tex")
    assert texts(found) == [
        ("1", "See Roe, Ann. *The Sea of Stories*. London: Stall, 1990, p. 33."),
        ("2", "*Ibid.*, p. 40."),
        ("2:1", "Roe, op. cit., pp. 1–2."),
    ]
    assert (found.notes[0].line, found.notes[0].position(0)) == (4, (4, 19))


def test_an_article_counts_on() -> None:
    text = CHAPTER.replace("{book}", "{article}").replace("\\chapter", "\\section")
    assert [label for label, _ in texts(read_tex(text))] == ["1", "2", "3"]


def test_labels_of_ones_own_and_marks_without_text() -> None:
    found = read_tex(r"A\footnote[7]{Roe.} B\footnotemark C\footnote{Poe.}")
    assert texts(found) == [("7", "Roe."), ("2", "Poe.")]
    assert [remark.diagnostic.code for remark in found.remarks] == ["BN501"]


def test_a_note_that_never_closes_is_said() -> None:
    found = read_tex("A\\footnote{Roe. B\n")
    assert (texts(found), [r.diagnostic.code for r in found.remarks]) == ([], ["BN420"])


def test_cite_commands_are_said_and_no_error() -> None:
    found = read_tex(r"A\footnote{See \textcite[7]{roe1990}.}")
    assert [remark.diagnostic.code for remark in found.remarks] == ["BN423"]


def test_thebibliography_keeps_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    path.write_text(
        r"""\begin{thebibliography}{9}
\bibitem{seaRoe} Ann Roe. \emph{The Sea of Stories}. London: Stall, 1990.
\bibitem[Poe(1991)]{saltPoe} Bo Poe.
  \newblock \emph{Salt and Sand}. Oslo: Fjord, 1991.
\end{thebibliography}
""",
        encoding="utf-8",
    )
    out = CliRunner().invoke(main, ["convert", str(path), "-t", "biblatex", "-q"]).stdout
    assert re.findall(r"^@\w+\{(\w+)", out, re.MULTILINE) == ["seaRoe", "saltPoe"]
    assert "Stories" in out and "1991" in out


def test_entries_without_their_environment() -> None:
    found = read_tex("\\bibitem{a} Roe. Sea.\n\\bibitem{b} Poe. Salt.\n")
    assert ([entry.text for entry in found.entries], found.keys) == (["Roe. Sea.", "Poe. Salt."], ("a", "b"))


WORDS = st.sampled_from(["Roe,", r"\emph{Sea}", "{", "}", "%", "\\", "$", r"\footnote", "~", "--", "7.", "\n"])


@given(st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    read_tex(text)


# ------------------------------------------------------------------ the same notes in every format
@pytest.mark.parametrize("suffix", [".tex", ".docx", ".odt", ".html", ".rst"])
@pytest.mark.parametrize("code", ["es", "de", "fr", "ru"])
def test_the_same_notes_in_every_format(code: str, suffix: str, tmp_path: Path) -> None:
    notes = read_notes((NOTES / f"{code}.md").read_text(encoding="utf-8")).notes
    marked = " ".join(f"Word[^{n.label}]" for n in notes)
    source = marked + "\n\n" + "".join(f"[^{n.label}]: {n.text}\n\n" for n in notes)
    (tmp_path / "a.md").write_text(source, encoding="utf-8")
    call(program("pandoc"), "-s", "-f", "markdown-smart", "a.md", "-o", f"a{suffix}", folder=tmp_path)
    wanted, got = (
        CliRunner().invoke(main, ["convert", str(tmp_path / name), "-t", "citations", "-q"]).stdout
        for name in ("a.md", f"a{suffix}")
    )
    assert wanted
    assert [json.loads(line) for line in got.splitlines()] == [json.loads(line) for line in wanted.splitlines()]


def test_without_pandoc_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(__import__("sys").modules, "pypandoc", None)
    (tmp_path / "a.odt").write_bytes(b"PK")
    result = CliRunner().invoke(main, ["convert", str(tmp_path / "a.odt")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pip install 'bibnorm[documents]'" in result.stderr


def test_what_pandoc_cannot_read(tmp_path: Path) -> None:
    program("pandoc")
    (tmp_path / "a.odt").write_bytes(b"no document")
    result = CliRunner().invoke(main, ["convert", str(tmp_path / "a.odt")])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
