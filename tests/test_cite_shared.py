"""The paper that started the project, and the two labelled documents: what their notes cite, against the gold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bibnorm.cli import main

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SCORER = SHARED / "score" / "notescore.py"
DEV = SHARED / "data" / "dev" / "footnotes"
pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="needs ../shared")


def score(document: Path, gold: Path, tmp_path: Path) -> dict[str, list[float]]:
    """The numbers of each line that the scorer prints, by the line's first word."""
    result = CliRunner().invoke(main, ["convert", str(document), "-t", "citations", "-q"])
    assert result.exit_code == 0
    (tmp_path / "found.jsonl").write_text(result.stdout, encoding="utf-8")
    command = [sys.executable, str(SCORER), str(gold), str(tmp_path / "found.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {
        line.split()[0]: [float(n) for n in re.findall(r"(?<![A-Za-z])\d+(?:\.\d+)?", line)]
        for line in done.stdout.splitlines()
    }


def test_the_first_users_paper(tmp_path: Path) -> None:
    seed = SHARED / "seed"
    found = score(seed / "paper.md", seed / "footnotes.gold.jsonl", tmp_path)
    assert found["found"][:2] == [38, 38] and found["found"][2] <= 1
    assert found["fields"][0] >= 0.97 and found["fields"][3] >= 22
    assert found["resolved"][:3] == [8, 0, 0]
    assert found["locator"] == [7, 7, 0]


@pytest.mark.parametrize("fmt", ["biblatex", "bibtex"])
def test_it_makes_thirty_entries(fmt: str) -> None:
    out = CliRunner().invoke(main, ["convert", str(SHARED / "seed" / "paper.md"), "-t", fmt, "-q"]).stdout
    assert len(re.findall(r"^@", out, re.MULTILINE)) == 30


@pytest.mark.parametrize("name", ["10_1111_1467_6478_00080", "10_1515_zfrs_1980_0103"])
def test_labelled_documents(name: str, tmp_path: Path) -> None:
    found = score(DEV / f"{name}.md", DEV / f"{name}.gold.jsonl", tmp_path)
    right, of, extra = found["found"]
    assert right / of >= 0.9 and right / (right + extra) >= 0.9
    assert found["resolved"][2] == 0  # no work but the right one
    assert found["unknown"][1] <= 2
    if found["resolved"][3]:
        assert found["resolved"][0] >= 11
