"""Documents from the file to the mention: the same notes in every format, and what cannot be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_validators import program
from test_validators import run as call

from bibnorm.cli import main
from bibnorm.read.markdown import read_notes

NOTES = Path(__file__).parent / "notes"


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
