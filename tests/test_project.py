"""What the documents say is what the project does."""

import contextlib
import io
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from bibnorm.cli import main
from bibnorm.config import load_configuration
from bibnorm.report import CODES

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
CI = ROOT / ".ci/run"
TEXT = README.read_text(encoding="utf-8")
BLOCK = r"(?s)(<!-- {} -->\n```\w+\n)(.*?)(```\n)"
TABLE = r"(?s)(<!-- {} -->\n\|.*?\n\|.*?\n)(.*?)(<!-- /)"


def part(form: str, mark: str) -> str:
    """What stands in the README under a mark: the code of a block, or the rows of a table."""
    found = re.search(form.format(mark), README.read_text(encoding="utf-8"))
    assert found, f"README.md: nothing after <!-- {mark} -->"
    return found.group(2)


def kept(form: str, mark: str, made: str) -> str:
    """What the README has under a mark for the text that the program made; `make golden` puts it there."""
    if os.environ.get("BIBNORM_REWRITE") == "golden":
        text = README.read_text(encoding="utf-8")
        README.write_text(re.sub(form.format(mark), lambda m: m[1] + made + m[3], text), encoding="utf-8")
    return part(form, mark)


# ------------------------------------------------------------------ the two commands
def test_readme_has_two_commands_of_one_line() -> None:
    assert re.findall(r"<!-- command: (\w+) -->", TEXT) == ["setup", "test"]
    assert [part(BLOCK, f"command: {name}").count("\n") for name in ("setup", "test")] == [1, 1]


@pytest.mark.parametrize("name", ["setup", "test"])
def test_ci_runs_the_command_of_the_readme(name: str) -> None:
    """CI has no copy of the line: it takes it from the README."""
    printed = subprocess.run(["bash", CI, "--command", name], capture_output=True, text=True, check=True)
    assert printed.stdout == part(BLOCK, f"command: {name}")
    assert f"\nrun_readme {name}" in CI.read_text(encoding="utf-8")


def test_ci_does_not_run_the_tests_otherwise() -> None:
    assert "pytest" not in CI.read_text(encoding="utf-8")


def test_setup_converts_a_sample_that_is_there() -> None:
    command = part(BLOCK, "command: setup").split("&&")[-1].split()
    result = CliRunner().invoke(main, command[1:])
    assert command[0] == ".venv/bin/bibnorm" and result.exit_code == 0
    assert result.stdout.startswith("@")


# ------------------------------------------------------------------ what the README tells
def test_example_is_what_the_program_writes() -> None:
    printed = re.search(r"In:\n\n```text\n(.*?)```", TEXT, re.S)
    assert printed
    result = CliRunner().invoke(main, ["convert", "-", "-t", "biblatex"], input=printed.group(1))
    assert result.exit_code == 0 and result.stdout.count("\n@") == 1, result.stderr
    assert kept(BLOCK, "example", result.stdout) == result.stdout


def test_finding_codes_are_listed() -> None:
    rows = "".join(f"| `{code}` | {text} |\n" for code, text in CODES.items())
    assert kept(TABLE, "codes", rows) == rows


def test_configuration_example_is_understood(tmp_path: Path) -> None:
    one, several = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    path = tmp_path / "pyproject.toml"
    path.write_text(one, encoding="utf-8")
    configuration = load_configuration(path)
    assert (configuration.format, configuration.lang) == ("biblatex", ("es", "en"))
    path.write_text(re.sub(r"output = .*\n", "", one) + several, encoding="utf-8")
    assert [made.file for made in load_configuration(path).outputs] == ["references.bib", "slides/references.json"]


def test_library_example_runs() -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(part(BLOCK, "library"), {})
    assert "Lenz" in out.getvalue() and "@book{" in out.getvalue()


def test_every_command_is_named() -> None:
    assert all(f"`bibnorm {name}" in TEXT for name in main.commands)


# ------------------------------------------------------------------ documents
@pytest.mark.parametrize("page", sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("*.md")))
def test_named_files_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:bibnorm|tests|samples|benchmarks|scripts|docs)/[\w./-]*)`|\]\(([\w./-]+)\)", text)
    paths = [path for pair in named for path in pair if path and "_<" not in path]
    missing = [path for path in paths if not (ROOT / path).exists()]
    assert paths or page == "CHANGELOG.md"
    assert not missing


def test_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert cited and cited.group(1) == project["version"]


def test_make_alone_is_the_check() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):(?!=)", makefile, re.M))
    assert ".DEFAULT_GOAL := check" in makefile
    assert targets >= {"setup", "check", "fmt", "lint", "types", "test", "golden", "corpus", "lang", "train", "bench"}
    assert targets == set(re.findall(r"^\.PHONY: (.*)$", makefile, re.M)[0].split())
