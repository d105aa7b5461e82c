"""The hook for real: pre-commit and prek in repositories of git, without a network."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TREE = "Lenz, Hannelore. El bosque y la sal. 3ª ed. Madrid: Ediciones del Olivo, 1998."
RIVER = "Moor, Peter. Rivers of the north. Oxford: Harbour Press, 2004."
MARKET = "Abbott, Ann. Markets and fairs. London: Stall Books, 1990."
BRIDGE = "Kühne, Marlies. Brücken und Fähren. Tübingen: Narr, 1987."
SALT = "Duval, Marie. Histoire du sel. Paris: Quai, 1979."


AS_ADA = ["-c", "user.name=Ada Roe", "-c", "user.email=ada@example.org"]


def site_packages() -> Path:
    return Path(sysconfig.get_paths()["purelib"])


@dataclass
class Repository:
    """A thesis under git, with the hook installed by one of the two runners."""

    folder: Path
    runner: str
    environment: dict[str, str]

    def run(self, *command: str, code: int | None = 0) -> str:
        """What a command says; its exit code must be the given one, or, for None, anything but 0."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert done.returncode == code or (code is None and done.returncode), f"{command}:\n{done.stdout}"
        return done.stdout

    def git(self, *arguments: str, code: int | None = 0) -> str:
        return self.run("git", *arguments, code=code)

    def passes(self, *arguments: str) -> str:
        """A commit that the hook lets pass; nothing of the bibliography is left behind."""
        said = self.git("commit", "-m", "work", *arguments)
        assert not [row for row in self.git("status", "--porcelain").splitlines() if "refs.bib" in row], said
        return said

    def stops(self, *arguments: str) -> str:
        """A commit that the hook stops."""
        head = self.git("log", "--oneline", "--all")
        said = self.git("commit", "-m", "work", *arguments, code=None)
        assert self.git("log", "--oneline", "--all") == head
        return said

    def put(self, *references: str, name: str = "refs.txt") -> None:
        (self.folder / name).write_text("".join(f"{line}\n" for line in references), encoding="utf-8")

    def until_it_passes(self, most: int) -> int:
        """Add all and commit, until the hook lets it pass; how often it was stopped."""
        for stopped in range(most):
            self.git("add", "-A")
            if subprocess.run(["git", "commit", "-m", "work"], cwd=self.folder, env=self.environment).returncode == 0:
                return stopped
        raise AssertionError(self.git("commit", "-m", "work"))

    @property
    def lock(self) -> str:
        return (self.folder / "refs.bib.lock").read_text(encoding="utf-8")

    @property
    def bib(self) -> str:
        return (self.folder / "refs.bib").read_text(encoding="utf-8")

    @bib.setter
    def bib(self, text: str) -> None:
        (self.folder / "refs.bib").write_text(text, encoding="utf-8")

    def cited(self) -> list[str]:
        return re.findall(r"^@\w+\{(.*),$", self.bib, re.M)


def environment(folder: Path) -> dict[str, str]:
    """No settings of the user, no network, and this checkout's bibnorm."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "PREK"))}
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return {
        **kept, **nowhere,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
        "PRE_COMMIT_HOME": str(folder / "cache"), "PREK_HOME": str(folder / "cache-prek"), "PIP_NO_INDEX": "1",
    }  # fmt: skip


def make_repository(tmp_path: Path, runner: str) -> Repository:
    if not shutil.which(runner, path=environment(tmp_path)["PATH"]):
        pytest.skip(f"needs {runner}, which is not there (pip install -e '.[dev]')")
    folder = tmp_path / "thesis"
    folder.mkdir()
    made = Repository(folder, runner, environment(tmp_path))
    made.git("init", "-q", "-b", "main")
    made.git("config", "user.name", "Ada Roe")
    made.git("config", "user.email", "ada@example.org")
    made.git("config", "merge.conflictStyle", "merge")
    return made


@pytest.fixture(params=["pre-commit", "prek"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """A repository with a list of references, and the hook installed, before its first commit."""
    made = make_repository(tmp_path, request.param)
    made.put(TREE, RIVER)
    made.run("bibnorm", "init")
    made.run(made.runner, "install")
    return made


@pytest.fixture(scope="module", params=["pre-commit", "prek"])
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository after its first commit, to be copied."""
    made = make_repository(tmp_path_factory.mktemp("begun"), request.param)
    made.put(TREE, RIVER)
    made.run("bibnorm", "init")
    made.run(made.runner, "install")
    assert made.until_it_passes(2) == 1
    return made


@pytest.fixture
def thesis(begun: Repository, tmp_path: Path) -> Repository:
    """A repository after its first commit."""
    return replace(begun, folder=shutil.copytree(begun.folder, tmp_path / "thesis"))


# ------------------------------------------------------------------ commits
def test_the_first_commit(new: Repository) -> None:
    new.git("add", "-A")
    said = new.stops()
    assert "wrote refs.bib (2 added) and refs.bib.lock; add both and commit again" in said
    assert [key[:4] for key in new.cited()] == ["lenz", "moor"]
    said = new.stops()  # nobody added them: a commit would leave them behind
    assert "BN411" in said and "git add refs.bib refs.bib.lock" in said
    new.git("add", "refs.bib", "refs.bib.lock")
    new.passes()
    assert {"refs.bib", "refs.bib.lock", "refs.txt"} <= set(new.git("ls-files").splitlines())


@pytest.mark.parametrize("runner", ["pre-commit", "prek"])
def test_a_bibliography_in_a_folder(tmp_path: Path, runner: str) -> None:
    made = make_repository(tmp_path, runner)
    (made.folder / "thesis").mkdir()
    made.put(TREE, name="thesis/refs.txt")
    made.run("bibnorm", "init", "--source", "thesis/refs.txt", "--to", "csl-json")
    made.run(made.runner, "install")
    made.git("add", "-A")
    made.stops()
    assert "git add thesis/refs.json thesis/refs.json.lock" in made.stops()
    made.git("add", "-A")
    made.passes()
    made.put(TREE, RIVER, name="thesis/refs.txt")
    assert "wrote thesis/refs.json (1 added)" in made.stops("thesis/refs.txt")  # a commit of one file
    assert made.until_it_passes(2) == 0


def test_a_reference_is_added(thesis: Repository) -> None:
    before = thesis.bib
    thesis.put(TREE, MARKET, RIVER)
    thesis.git("add", "refs.txt")
    assert "wrote refs.bib (1 added)" in thesis.stops()
    assert thesis.bib.startswith(before[: before.index("@book{moor")]) and thesis.bib.endswith(
        before[before.index("@book{moor") :]
    )
    assert [key[:4] for key in thesis.cited()] == ["lenz", "abbo", "moor"]
    thesis.git("add", "-A")
    thesis.passes()


def test_a_commit_of_something_else_is_not_looked_at(thesis: Repository) -> None:
    thesis.put("text", name="chapter.tex")
    thesis.git("add", "-A")
    assert "no files to check" in thesis.passes()


def test_the_output_is_edited_by_hand(thesis: Repository) -> None:
    mine = thesis.bib.replace("Rivers of the north", "Rivers of the {North}")
    thesis.bib = mine
    thesis.git("add", "refs.bib")
    assert "no files to check" not in thesis.passes()
    assert thesis.bib == mine


def test_a_key_is_changed_by_hand(thesis: Repository) -> None:
    mine = thesis.bib.replace("{moor2004rivers", "{moor:rivers")
    assert mine != thesis.bib
    thesis.bib = mine
    thesis.git("add", "refs.bib")
    assert "wrote refs.bib.lock; add it and commit again" in thesis.stops()
    thesis.git("add", "-A")
    thesis.passes()
    assert thesis.bib == mine


def test_an_entry_is_deleted_by_hand(thesis: Repository) -> None:
    mine = thesis.bib[: thesis.bib.index("@book{moor")]
    thesis.bib = mine
    thesis.put(TREE, RIVER, MARKET)
    thesis.git("add", "-A")
    assert "BN403" in thesis.stops()
    assert [key[:4] for key in thesis.cited()] == ["lenz", "abbo"]
    thesis.git("add", "-A")
    thesis.passes()


def test_both_are_edited(thesis: Repository) -> None:
    mine = thesis.bib.replace("Rivers of the north", "Rivers of the {North}")
    thesis.bib = mine
    thesis.put(TREE, RIVER.replace("2004", "2005"))
    thesis.git("add", "-A")
    said = thesis.stops()
    key = thesis.cited()[1]
    assert "BN402" in said and f"bibnorm convert --write --take-source {key}" in said and thesis.bib == mine
    thesis.git("add", "-A")
    thesis.passes()
    assert thesis.bib == mine
    thesis.run("bibnorm", "convert", "--write", "--take-source", key, code=1)
    assert "{2005}" in thesis.bib and "{North}" not in thesis.bib and thesis.cited()[1] == key
    thesis.git("add", "-A")
    thesis.passes()


def test_a_source_is_renamed(thesis: Repository) -> None:
    before = thesis.bib
    thesis.git("mv", "refs.txt", "sources.txt")
    for name in ("bibnorm.toml", ".pre-commit-config.yaml"):
        text = (thesis.folder / name).read_text(encoding="utf-8")
        (thesis.folder / name).write_text(re.sub(r"refs(\\?)\.txt", r"sources\1.txt", text), encoding="utf-8")
    thesis.git("add", "-A")
    thesis.stops()
    assert thesis.bib == before and "sources.txt" in thesis.lock and "refs.txt" not in thesis.lock
    thesis.git("add", "-A")
    thesis.passes()


# ------------------------------------------------------------------ what is not staged
def test_a_hook_sees_what_is_staged(thesis: Repository) -> None:
    thesis.put(TREE, RIVER, MARKET)
    thesis.git("add", "refs.txt")
    thesis.put(TREE, RIVER, MARKET, BRIDGE)  # a part of the file is staged: one more is for a later commit
    thesis.put("notes", name="notes.md")
    assert "wrote refs.bib (1 added)" in thesis.stops()
    assert [key[:4] for key in thesis.cited()] == ["lenz", "moor", "abbo"]
    assert BRIDGE in (thesis.folder / "refs.txt").read_text(encoding="utf-8")
    thesis.git("add", "refs.bib", "refs.bib.lock")
    thesis.passes()
    assert MARKET in thesis.git("show", "HEAD:refs.txt") and BRIDGE not in thesis.git("show", "HEAD:refs.txt")
    thesis.git("add", "-A")
    assert "wrote refs.bib (1 added)" in thesis.stops()
    thesis.git("add", "-A")
    thesis.passes()
    assert [key[:4] for key in thesis.cited()] == ["lenz", "moor", "abbo", "kuhn"]


def test_a_correction_that_is_not_staged_survives(thesis: Repository) -> None:
    """The runner puts it aside and back; where it and the hook changed one place, it takes the hook's back."""
    thesis.bib = thesis.bib.replace("El bosque y la sal", "El bosque y la sal, por mano")
    thesis.put(TREE, RIVER, MARKET)
    thesis.git("add", "refs.txt")
    thesis.stops()
    assert "por mano" in thesis.bib
    thesis.until_it_passes(2)
    assert "por mano" in thesis.git("show", "HEAD:refs.bib") and len(thesis.cited()) == 3


# ------------------------------------------------------------------ branches
def branch(thesis: Repository, name: str, *references: str) -> None:
    """A branch off main with these references."""
    thesis.git("switch", "-q", "-c", name, "main")
    thesis.put(*references)
    assert thesis.until_it_passes(2) == 1


def settle(text: str, between: str = "") -> str:
    """Both sides of each conflict, one behind the other."""
    text = re.sub(r"^=======\n", between, text, flags=re.M)
    return re.sub(r"^(?:<<<<<<<|>>>>>>>).*\n", "", text, flags=re.M)


BOTH = ["abbo", "duva", "kuhn", "lenz", "moor"]  # how the keys begin when two branches are one


def merged(thesis: Repository) -> list[str]:
    """How the keys begin, in order, once both files are whole and in step with the source."""
    assert "<<<<<<<" not in thesis.lock and thesis.lock.count("\tabbott") == 1
    thesis.run("bibnorm", "convert", "--check")
    return sorted(key[:4] for key in thesis.cited())


@pytest.fixture
def conflict(thesis: Repository) -> Repository:
    """Two branches, each with a reference more behind the last one, while git merges them."""
    thesis.put(TREE, SALT, RIVER)
    thesis.until_it_passes(2)
    branch(thesis, "one", TREE, SALT, RIVER, MARKET)
    branch(thesis, "two", TREE, SALT, RIVER, BRIDGE)
    thesis.git("merge", "-q", "one", code=1)
    return thesis


def test_branches_that_add_in_two_places(thesis: Repository) -> None:
    thesis.put(TREE, RIVER, SALT)
    thesis.until_it_passes(2)
    branch(thesis, "one", MARKET, TREE, RIVER, SALT)
    branch(thesis, "two", TREE, RIVER, SALT, BRIDGE)
    said = thesis.run("sh", "-c", "git merge -q --no-edit one || echo in conflict")
    if "in conflict" in said:  # the lock has lines side by side, and its markers are read
        assert thesis.git("diff", "--name-only", "--diff-filter=U").split() == ["refs.bib.lock"]
        thesis.until_it_passes(2)
    assert merged(thesis) == BOTH


def test_branches_that_add_in_one_place(conflict: Repository) -> None:
    said = conflict.run("bibnorm", "convert", "--write", code=2)
    assert re.search(r"refs\.txt:\d+: has the conflict markers of a merge", said)
    conflict.put(*settle((conflict.folder / "refs.txt").read_text(encoding="utf-8")).splitlines())
    conflict.bib = settle(conflict.bib, "}\n\n")  # git takes the last brace of both for one
    conflict.until_it_passes(2)
    assert merged(conflict) == BOTH


def test_one_side_is_taken_where_branches_add_in_one_place(conflict: Repository) -> None:
    """With the lock of the same side, the hook adds what the other side brought."""
    conflict.git("checkout", "HEAD", "--", "refs.bib", "refs.bib.lock")
    conflict.put(TREE, SALT, RIVER, BRIDGE, MARKET)
    assert conflict.until_it_passes(2) == 1
    assert merged(conflict) == BOTH


# ------------------------------------------------------------------ the manifest
def test_the_manifest_works_offline_with_a_cached_environment(tmp_path: Path) -> None:
    """As in a repository that names this one: the environment is built once, and no network is asked."""
    thesis = make_repository(tmp_path, "pre-commit")
    if not importlib.util.find_spec("hatchling"):
        pytest.skip("needs hatchling to build the package without a network (pip install -e '.[dev]')")
    source = tmp_path / "bibnorm"
    for name in ("bibnorm", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        (source / name).parent.mkdir(exist_ok=True)
        copy(ROOT / name, source / name)
    hook = replace(thesis, folder=source)
    for command in (["init", "-q"], ["add", "-A"], [*AS_ADA, "commit", "-q", "-m", "bibnorm"]):
        hook.git(*command)
    rows = [{"repo": str(source), "rev": hook.git("rev-parse", "HEAD").strip(), "hooks": [{"id": "bibnorm"}]}]
    (thesis.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": rows}))
    (thesis.folder / "bibnorm.toml").write_text('sources = ["refs.txt"]\n')
    # this Python's packages stand for a package index; the environment holds bibnorm alone
    thesis.environment.update(
        PYTHONPATH=str(site_packages()),
        PIP_NO_DEPS="1",
        PIP_NO_BUILD_ISOLATION="0",  # "0" is how pip spells it
    )
    thesis.put(TREE, RIVER)
    thesis.run("pre-commit", "install", "--install-hooks")
    shutil.rmtree(source)  # from here on there is the cache alone
    thesis.git("add", "-A")
    assert "wrote refs.bib (2 added)" in thesis.stops()
    thesis.git("add", "-A")
    thesis.passes()
    thesis.put("nothing", name="chapter.tex")
    thesis.git("add", "-A")
    assert "no files to check" in thesis.passes()


def test_the_manifest_matches_sources_and_outputs() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == "bibnorm" and hook["entry"] == "bibnorm convert --write" and hook["language"] == "python"
    assert hook["pass_filenames"] is False and hook["require_serial"] is True
    for name in (
        "refs.txt",
        "thesis/refs.md",
        "refs.bib",
        "refs.json",
        "refs.bib.lock",
        "bibnorm.toml",
        "pyproject.toml",
    ):
        assert re.search(hook["files"], name), name
    for name in ("thesis.tex", "figure.pdf", "code.py", "bib.tex"):
        assert not re.search(hook["files"], name), name


# ------------------------------------------------------------------ the action
def test_the_action_checks_and_annotates(tmp_path: Path) -> None:
    """The command of docs/github-action.yml, run as a runner of GitHub would."""
    workflow = yaml.safe_load((ROOT / "docs/github-action.yml").read_text(encoding="utf-8"))
    command = [step["run"] for step in workflow["jobs"]["bibnorm"]["steps"] if "convert" in step.get("run", "")]
    thesis = make_repository(tmp_path, "git")
    thesis.put(TREE)
    (thesis.folder / "bibnorm.toml").write_text('sources = ["refs.txt"]\n')
    thesis.run("sh", "-c", "bibnorm convert --write || true")
    thesis.run(*command[0].split())
    thesis.put(TREE, RIVER)
    said = thesis.run(*command[0].split(), code=1)
    assert "::warning file=refs.bib,line=1,col=1,title=BN410::" in said and "+@book{moor2004rivers," in said
