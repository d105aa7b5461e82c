"""The command ``init``: what it writes, what it leaves alone, and that a repository works with it."""

import os
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from bibnorm.cli import main
from bibnorm.config import load_configuration
from bibnorm.init import add_hook, hook_entry


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def init(*arguments: str, code: int = 0) -> str:
    result: Result = CliRunner().invoke(main, ["init", *arguments])
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    return result.stderr


def files() -> set[str]:
    return {path.name for path in Path().iterdir() if path.is_file()}


def hook() -> dict[str, object]:
    """The entry as pre-commit reads it."""
    (entry,) = (
        hook
        for repo in yaml.safe_load(Path(".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
        if repo["repo"] == "local"
        for hook in repo["hooks"]
        if hook["id"] == "bibnorm"
    )
    return dict(entry)


# ------------------------------------------------------------------ from nothing
def test_a_repository_with_refs_txt() -> None:
    Path("refs.txt").write_text("Roe, A. Sea. Bonn: Own, 1999.\n")
    said = init()
    assert files() == {"refs.txt", "bibnorm.toml", ".pre-commit-config.yaml"}
    assert Path("bibnorm.toml").read_text() == 'sources = ["refs.txt"]\noutput = "refs.bib"\nformat = "bibtex"\n'
    assert hook() == {
        "id": "bibnorm", "name": "bibnorm", "entry": "bibnorm convert --write", "language": "system",
        "files": r"^(refs\.txt|refs\.bib|refs\.bib\.lock|bibnorm\.toml)$", "pass_filenames": False,
        "require_serial": True,
    }  # fmt: skip
    assert 'wrote bibnorm.toml:\n    sources = ["refs.txt"]\n' in said
    assert "wrote .pre-commit-config.yaml:\n    - repo: local\n" in said
    assert "pre-commit install" in said and "that first commit stops" in said and "refs.bib.lock and commit" in said


def test_pyproject_gets_a_table_and_stays_as_it_is() -> None:
    Path("refs.txt").write_text("x")
    for old in (
        '[project]\nname = "thesis"\n',
        '[project]\r\nname = "thesis"',
        "",
        "\ufeff[tool.ruff]\nline-length = 9\n",
    ):
        Path("pyproject.toml").write_bytes(old.encode())
        init()
        new = Path("pyproject.toml").read_bytes().decode()
        assert new.startswith(old) and "[tool.bibnorm]" in new and new.count("\r\n") in (0, new.count("\n"))
        configuration = load_configuration(Path("pyproject.toml"))
        assert (configuration.sources, configuration.output) == (("refs.txt",), "refs.bib")
        assert not Path("bibnorm.toml").exists() and "pyproject" in str(hook()["files"])
        Path(".pre-commit-config.yaml").unlink()


ASKED = [
    (["--source", "a.txt"], ["a.txt"], "a.bib", "bibtex"),
    (["--source", "a.txt", "--output", "all.bib"], ["a.txt"], "all.bib", "bibtex"),
    (["--source", "a.txt", "--source", "part/*.txt"], ["a.txt", "part/*.txt"], "references.bib", "bibtex"),
    (["--source", "part/*.txt", "--to", "biblatex"], ["part/*.txt"], "references.bib", "biblatex"),
    (["--source", "a.txt", "--to", "csl-json"], ["a.txt"], "a.json", "csl-json"),
    (["--source", "part/b.txt", "--output", "out/all.json"], ["part/b.txt"], "out/all.json", "csl-json"),
]


@pytest.mark.parametrize(("arguments", "sources", "output", "fmt"), ASKED)
def test_what_is_asked_for(arguments: list[str], sources: list[str], output: str, fmt: str) -> None:
    Path("part").mkdir()
    for name in ("a.txt", "part/b.txt"):
        Path(name).write_text("x")
    init(*arguments)
    data = tomllib.loads(Path("bibnorm.toml").read_text())
    assert data == {"sources": sources, "output": output, "format": fmt}
    watched = str(hook()["files"])
    assert all(re.search(watched, name) for name in (output, output + ".lock", "bibnorm.toml"))
    assert bool(re.search(watched, "part/b.txt")) == any("part" in name for name in sources)
    assert not re.search(watched, "part/deep/b.txt") and not re.search(watched, "other.txt")


def test_from_a_folder_of_the_repository() -> None:
    Path("thesis").mkdir()
    Path("thesis/refs.txt").write_text("x")
    os.chdir("thesis")
    init()
    assert files() == {"refs.txt"}
    os.chdir("..")
    assert tomllib.loads(Path("bibnorm.toml").read_text())["sources"] == ["thesis/refs.txt"]
    assert "thesis/refs" in str(hook()["files"])


# ------------------------------------------------------------------ what is there
HOOKS = [
    "repos:\n- repo: https://example.org/a\n  rev: v1\n  hooks:\n  - id: a\n",
    "repos:\n  - repo: https://example.org/a  # indented\n    rev: v1\n    hooks:\n      - id: a\n",
    "# mine\ndefault_stages: [pre-commit]\nrepos:  # all\n- repo: https://example.org/a\n  rev: v1\n"
    "  hooks: [{id: a}]\n\nci:\n  autofix_prs: false\n",
    "repos:\r\n- repo: https://example.org/a\r\n  rev: v1\r\n  hooks:\r\n  - id: a",
    "repos: []\n",
    "",
]


@pytest.mark.parametrize("old", HOOKS)
def test_hooks_that_are_there_stay(old: str) -> None:
    new = add_hook(old, hook_entry(["refs.txt"]))
    assert new
    before, after = yaml.safe_load(old) or {}, yaml.safe_load(new)
    assert after.pop("repos")[:-1] == (before.pop("repos", None) or []) and after == before
    assert new.count("\r\n") in (0, new.count("\n"))
    rest = iter(new.splitlines())
    assert all(line in rest for line in old.replace("repos: []", "repos:").splitlines())  # all of them, in their order


def test_hooks_that_are_no_plain_block_are_left_to_a_person() -> None:
    Path("refs.txt").write_text("x")
    for old in ("repos: [{repo: local, hooks: []}]\n", "fail_fast: true\n"):
        Path(".pre-commit-config.yaml").write_text(old)
        said = init(code=1)
        assert Path(".pre-commit-config.yaml").read_text() == old
        assert "add this to its repos by hand:\n    - repo: local\n" in said
        Path("bibnorm.toml").unlink()


def test_nothing_is_written_twice() -> None:
    Path("refs.txt").write_text("x")
    init()
    before = {name: Path(name).read_bytes() for name in files()}
    said = init()
    assert {name: Path(name).read_bytes() for name in files()} == before
    assert "bibnorm.toml configures bibnorm already: left as it is" in said and "has the hook already" in said


def test_a_configuration_that_is_there_gets_its_hook() -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text("x")
    own = '[[output]]\nfile = "a.bib"\nsources = ["a.txt"]\n[[output]]\nfile = "b.json"\nsources = ["b.txt"]\n'
    Path("bibnorm.toml").write_text(own)
    init()
    assert Path("bibnorm.toml").read_text() == own
    assert all(re.search(str(hook()["files"]), name) for name in ("a.txt", "b.txt", "a.bib", "b.json", "b.json.lock"))


def test_a_bib_that_is_there_is_talked_about() -> None:
    Path("refs.txt").write_text("x")
    Path("refs.bib").write_text("@book{mine, title = {Mine}}\n")
    assert "the entries of refs.bib stay as they are" in init()
    assert Path("refs.bib").read_text() == "@book{mine, title = {Mine}}\n"


# ------------------------------------------------------------------ what cannot be done
REFUSED = [
    ([], "no refs.txt here; name your list of references, as in bibnorm init --source notes.txt"),
    (["--source", "none.txt"], "none.txt: no such file"),
    (["--source", "part/*.txt"], "part/*.txt: no such file"),
    (["--source", "../x.txt"], "no such file"),
    (["--source", "a.txt", "--output", "a.txt"], "a.txt: is a source and an output"),
    (["--source", "a.txt", "--output", "../a.bib"], "is outside of"),
    (["--source", "a.txt", "--to", "docx"], "'docx' is not one of"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_refused_with_nothing_written(arguments: list[str], message: str) -> None:
    Path("a.txt").write_text("x")
    assert message in init(*arguments, code=2)
    assert files() == {"a.txt"}


def test_what_is_configured_is_not_changed() -> None:
    Path("refs.txt").write_text("x")
    Path("bibnorm.toml").write_text('sources = ["refs.txt"]\n')
    assert "configures bibnorm already; change it there by hand" in init("--to", "biblatex", code=2)
    Path("bibnorm.toml").write_text('format = "biblatex"\n')
    assert "names no sources" in init(code=2)
    assert files() == {"refs.txt", "bibnorm.toml"}


def test_a_broken_pyproject_is_not_added_to() -> None:
    Path("refs.txt").write_text("x")
    for old in ("[project\n", "tool = {ruff = {}}\n"):
        Path("pyproject.toml").write_text(old)
        assert "pyproject.toml" in init(code=2)
        assert Path("pyproject.toml").read_text() == old and files() == {"refs.txt", "pyproject.toml"}
