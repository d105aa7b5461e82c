"""Outputs that are kept up to date: --write, --check, --diff, and -o onto a bibliography."""

import difflib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import fake
import pytest
from click.testing import CliRunner, Result

from bibnorm import exclusive as exclusive_module
from bibnorm.cli import main
from bibnorm.exclusive import exclusive
from bibnorm.lock import read_lock
from bibnorm.model import Block, Reading

ROOT = Path(__file__).resolve().parent.parent
ABBOTT = "Abbott, Ann. Fairs. London: Stall, 1990.\n"
FAIRS = "Abbott, Ann. Fairs and markets. London: Stall, 1990.\n"
BELL = "Bell, Bob. Markets. Leeds: Barrow, 1991.\n"
CARR = "Carr, Cleo. Roads and rivers. York: Mile, 1992.\n"
DUNN = "Dunn, Dora. Harbours. Hull: Quay, 1993.\n"
WROTE = "wrote refs.bib (2 added) and refs.bib.lock; add both and commit again"


class Counter:
    """The fake pipeline, which remembers what it was given."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, blocks: Sequence[Block], **options: Any) -> list[Reading]:
        self.read += [block.text for block in blocks]
        return fake.read_references(blocks, **options)

    def taken(self) -> list[str]:
        """The first words of what was read since the last call."""
        words = [text.split(",")[0] for text in self.read]
        self.read.clear()
        return words


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Counter:
    """Each test has a repository of its own, and the fake pipeline."""
    counter = Counter()
    fake.install(monkeypatch, counter)
    monkeypatch.delenv("PRE_COMMIT", raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return counter


def convert(*arguments: str, code: int | None = None, stdin: str = "") -> Result:
    result = CliRunner().invoke(main, ["convert", *arguments], input=stdin)
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    assert code is None or result.exit_code == code, result.output
    return result


def write(code: int, *arguments: str) -> str:
    """What ``--write`` says on stderr; it says nothing on stdout."""
    result = convert("--write", *arguments, code=code)
    assert result.stdout == ""
    return result.stderr


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode())


def got(name: str) -> str:
    return Path(name).read_bytes().decode()


def snapshot() -> dict[str, tuple[bytes, int]]:
    """All files with their bytes and times."""
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in Path().rglob("*") if p.is_file()}


def refused(*arguments: str) -> str:
    """The one line of a run that could not be done, and wrote nothing."""
    before = snapshot()
    result = convert(*arguments, code=2)
    assert snapshot() == before and result.stdout == ""
    assert result.stderr.startswith("bibnorm: ") and result.stderr.count("\n") == 1
    return result.stderr


# ------------------------------------------------------------------ a life
def test_written_once_then_silent(pipeline: Counter) -> None:
    put("refs.txt", ABBOTT + BELL)
    assert write(1, "refs.txt").splitlines()[-1] == WROTE
    assert got("refs.bib") == convert("refs.txt").stdout
    before = snapshot()
    pipeline.taken()
    assert write(0, "refs.txt") == ""
    assert snapshot() == before and pipeline.taken() == []


def test_only_what_is_new_is_read(pipeline: Counter) -> None:
    put("refs.txt", ABBOTT + CARR)
    write(1, "refs.txt")
    assert pipeline.taken() == ["Abbott", "Carr"]
    put("refs.txt", ABBOTT + BELL + CARR)
    assert "wrote refs.bib (1 added)" in write(1, "refs.txt")
    assert pipeline.taken() == ["Bell"]
    assert [line[6:] for line in got("refs.bib").splitlines() if line.startswith("@")] == [
        "abbott1990fairs,", "bell1991markets,", "carr1992roads,"
    ]  # fmt: skip
    put("refs.txt", ABBOTT.replace("Fairs", "Fairs and feasts") + BELL + CARR)
    assert "wrote refs.bib (1 replaced)" in write(1, "refs.txt")
    assert pipeline.taken() == ["Abbott"] and "{Fairs and feasts}" in got("refs.bib")
    assert "@book{abbott1990fairs," in got("refs.bib")
    assert write(0, "refs.txt") == ""


def test_order_by_key() -> None:
    put("bibnorm.toml", 'sources = ["refs.txt"]\norder = "key"\n')
    put("refs.txt", CARR)
    write(1)
    put("refs.txt", CARR + BELL)
    write(1)
    assert got("refs.bib").index("bell1991") < got("refs.bib").index("carr1992")
    put("refs.txt", CARR + BELL + ABBOTT)
    write(1, "--order", "source")
    assert got("refs.bib").index("bell1991") < got("refs.bib").index("abbott1990")


def test_corrections_survive_and_a_changed_source_is_shown_once(pipeline: Counter) -> None:
    put("refs.txt", FAIRS + BELL)
    write(1, "refs.txt")
    mine = got("refs.bib").replace("{Fairs and markets}", "{Fairs and {M}arkets}")
    put("refs.bib", mine)
    assert "BN402" not in write(0, "refs.txt")
    assert got("refs.bib") == mine
    put("refs.txt", FAIRS.replace("1990", "1989") + BELL)
    shown = write(1, "refs.txt")
    assert "BN402" in shown and "bibnorm convert --write --take-source abbott1990fairs" in shown
    assert got("refs.bib") == mine
    assert "BN402" not in write(0, "refs.txt")
    assert "wrote refs.bib (1 replaced)" in write(1, "refs.txt", "--take-source", "abbott1990fairs")
    assert "{1989}" in got("refs.bib") and "{M}arkets" not in got("refs.bib")
    assert write(0, "refs.txt") == ""


def test_deleted_and_vanished() -> None:
    put("refs.txt", ABBOTT + BELL + CARR)
    write(1, "refs.txt")
    text = got("refs.bib")
    cut = text.index("@book{bell")
    put("refs.bib", text[:cut] + text[text.index("@book{carr") :])
    write(convert("--check", "refs.txt").exit_code, "refs.txt")
    assert write(0, "refs.txt") == "" and "bell1991" not in got("refs.bib")
    put("refs.txt", ABBOTT + BELL)
    assert "BN404" in convert("--write", "refs.txt").stderr and "carr1992" in got("refs.bib")
    assert "1 removed" in write(1, "--prune", "refs.txt") and "carr1992" not in got("refs.bib")
    assert write(0, "refs.txt") == ""


def test_the_same_work_twice_is_one_entry() -> None:
    again = FAIRS.replace("Fairs and markets", "Fairs and Markets").replace("Stall", "Stall & Sons")
    put("a.txt", FAIRS + BELL)
    put("b.txt", again + CARR)
    said = write(1, "a.txt", "b.txt", "-o", "all.bib")
    assert "b.txt:1:1: BN401" in said and "publisher “Stall & Sons” for “Stall”" in said
    assert [line[6:10] for line in got("all.bib").splitlines() if line.startswith("@")] == ["abbo", "bell", "carr"]
    assert got("all.bib") == convert("a.txt", "b.txt").stdout  # in the order of the first printings
    assert write(0, "a.txt", "b.txt", "-o", "all.bib") == ""
    put("b.txt", CARR)
    assert write(1, "a.txt", "b.txt", "-o", "all.bib") == "wrote all.bib.lock; add it and commit again\n"


def test_a_dash_is_read_with_the_entry_above_it(pipeline: Counter) -> None:
    more = "———. More fairs. London: Stall, 1991.\n"
    put("refs.txt", ABBOTT + more)
    write(1, "refs.txt")
    assert got("refs.bib").count("{Abbott, Ann}") == 2
    pipeline.taken()
    put("refs.txt", ABBOTT + more + more.replace("More", "Most"))
    write(1, "refs.txt")
    assert got("refs.bib").count("{Abbott, Ann}") == 3
    put("refs.txt", ABBOTT.replace("Ann", "Anna") + more + more.replace("More", "Most"))
    write(1, "refs.txt")
    assert got("refs.bib").count("{Abbott, Anna}") == 3 and got("refs.bib").count("@book{") == 3
    assert write(0, "refs.txt") == ""


# ------------------------------------------------------------------ which output
def test_each_file_has_its_output() -> None:
    put("part/a.txt", ABBOTT)
    put("b.txt", BELL)
    said = write(1, "part/a.txt", "b.txt")
    assert "wrote part/a.bib (1 added)" in said and "wrote b.bib (1 added)" in said
    assert {"part/a.bib.lock", "b.bib.lock"} <= set(snapshot())
    put("c.txt", CARR)
    write(1, "c.txt", "-t", "csl-json")
    assert json.loads(got("c.json"))[0]["id"] == "carr1992roads"


def test_the_configuration_maps() -> None:
    put("pyproject.toml", '[tool.bibnorm]\nsources = ["refs.txt", "chapters/*.txt"]\noutput = "references.bib"\n')
    put("refs.txt", ABBOTT)
    put("chapters/2.txt", CARR)
    put("chapters/1.txt", BELL)
    assert "wrote references.bib (3 added)" in write(1)
    text = got("references.bib")
    assert text.index("abbott") < text.index("bell") < text.index("carr")
    for name in ("chapters/1.txt", "references.bib", "references.bib.lock"):  # as a hook that passes file names
        assert write(0, name) == ""
    put("chapters/3.txt", DUNN)
    os.chdir("chapters")
    assert "wrote ../references.bib (1 added)" in write(1, "2.txt").replace(str(Path("..").resolve()), "..")
    assert "2.bib" not in {p.name for p in Path().iterdir()}


def test_several_outputs() -> None:
    put("bibnorm.toml", 'format = "biblatex"\n[[output]]\nfile = "all.bib"\nsources = ["*.txt"]\n'
        '[[output]]\nfile = "part.json"\nsources = ["b.txt"]\nkey = "{family}"\n')  # fmt: skip
    put("a.txt", ABBOTT)
    put("b.txt", BELL)
    said = write(1)
    assert "wrote all.bib (2 added)" in said and "wrote part.json (1 added)" in said
    assert "langid" in got("all.bib") and json.loads(got("part.json"))[0]["id"] == "bell"
    assert write(0) == ""
    put("b.txt", BELL + CARR)
    said = write(1, "b.txt")
    assert "wrote all.bib (1 added)" in said and "wrote part.json (1 added)" in said


def test_sources_without_output_have_one_each() -> None:
    put("bibnorm.toml", 'sources = ["a.txt", "b.txt"]\nformat = "csl-json"\n')
    put("a.txt", ABBOTT)
    put("b.txt", BELL)
    write(1)
    assert {"a.json", "b.json"} <= set(snapshot())


TABLE = '[[output]]\nfile = "{}.bib"\nsources = ["{}.txt"]\n'
WRONG = [
    ('[[output]]\nfile = "a.bib"\n', "output.sources: is missing"),
    ('[[output]]\nsources = ["a.txt"]\n', "output.file: is missing"),
    (TABLE.format("a", "a") * 2, "a.bib is named twice; put its sources into one table"),
    (TABLE.format("a", "a") + TABLE.format("./a", "a"), "two outputs are one and the same file"),
    (TABLE.format("a", "a") + 'lang = "es"\n', "output.lang: no such setting; use file, sources"),
    (TABLE.format("a", "a") + "format = 'docx'\n", "output.format: no such format 'docx'"),
    ('sources = ["a.txt"]\norder = "year"\n', "order: no such order 'year'; use source or key"),
    ('sources = ["a.txt"]\noutput = "a.txt"\n', "a.txt: is a source and an output"),
    ('sources = ["a.txt"]\noutput = "a.ris"\n', "ris cannot be kept up to date"),
    ('sources = ["gone.txt"]\noutput = "a.bib"\n', "nothing matches 'gone.txt'"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_configurations_that_will_not_do(text: str, message: str) -> None:
    put("a.txt", ABBOTT)
    put("bibnorm.toml", text)
    assert message in refused("--write")


# ------------------------------------------------------------------ nothing written
def test_check_and_diff_write_nothing() -> None:
    put("refs.txt", ABBOTT + BELL)
    before = snapshot()
    result = convert("--check", "refs.txt", code=1)
    assert "refs.bib:1:1: BN410" in result.stderr and "2 to be added" in result.stderr and result.stdout == ""
    shown = convert("--diff", "refs.txt", code=1).stdout
    assert shown.startswith("--- /dev/null\n+++ b/refs.bib\n@@ -0,0 +1") and "+@book{bell1991markets," in shown
    assert snapshot() == before
    write(1, "refs.txt")
    assert convert("--check", "--diff", "refs.txt", code=0).output == ""


def test_a_diff_can_be_applied() -> None:
    put("refs.txt", ABBOTT + BELL)
    write(1, "refs.txt")
    put("refs.bib", got("refs.bib").rstrip("\n"))
    put("refs.txt", ABBOTT + BELL + CARR)
    shown = convert("--diff", "refs.txt", code=1).stdout
    subprocess.run(["git", "apply", "-"], input=shown.encode(), check=True)
    applied = got("refs.bib")
    assert "carr1992roads" in applied
    assert "refs.bib" not in write(1, "refs.txt").replace("refs.bib.lock", "") or got("refs.bib") == applied


# ------------------------------------------------------------------ what stands stays
def test_bytes_of_others_stay() -> None:
    mine = "\ufeff% Mine\r\n@string{p = {Own}}\r\n\r\n@BOOK { roe , title={Ström},publisher=p }   \r\n% end"
    put("refs.bib", mine)
    put("refs.txt", ABBOTT)
    assert "BN405" in convert("--write", "refs.txt", code=1).stderr and got("refs.bib") == mine
    write(1, "--add-missing", "refs.txt")
    text = got("refs.bib")
    left = list(difflib.restore(difflib.ndiff(mine.splitlines(True), text.splitlines(True)), 1))
    assert "".join(left) == mine and text.count("\n") == text.count("\r\n") and "abbott1990fairs" in text
    assert write(0, "refs.txt") == ""


CASES = (
    "bom", "crlf", "dupfield", "dupkey", "empty", "latin1", "missingcomma", "nokey", "ok", "rich", "rich2", "truncated",
    "unbalanced",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_a_broken_or_odd_output_is_lost(case: str, shared: Path) -> None:
    """What is left without the new entry is the old file, byte for byte."""
    old = (shared / "bibcases" / f"{case}.bib").read_bytes()
    Path("refs.bib").write_bytes(old)
    put("refs.txt", DUNN)
    write(1, "--add-missing", "refs.txt")
    new = Path("refs.bib").read_bytes()
    newline = b"\r\n" if b"\r\n" in old else b"\n"
    entry = convert("refs.txt").stdout.strip().encode().replace(b"\n", newline)
    before, found, behind = (part.strip() for part in new.partition(entry))
    assert found and old.startswith(before) and old.rstrip().endswith(behind)
    assert not old[len(before) : len(old.rstrip()) - len(behind)].strip()
    convert("--write", "refs.txt")
    assert Path("refs.bib").read_bytes() == new


def test_an_output_that_is_not_utf8() -> None:
    mine = "% Encoding: Cp1252\n@book{roe, title = {Str\xf6m}}\n".encode("cp1252")
    Path("refs.bib").write_bytes(mine)
    put("refs.txt", "Žižek, Ana. Řeka. Praha: Úl, 1990.\n")
    write(1, "--add-missing", "refs.txt")
    data = Path("refs.bib").read_bytes()
    assert data.startswith(mine) and data[len(mine) :].isascii() and rb"\v{R}eka" in data.replace(b"{\\v R}", rb"\v{R}")
    assert write(0, "refs.txt") == ""


def test_csl_json_is_kept_too() -> None:
    put("refs.txt", ABBOTT + BELL)
    write(1, "refs.txt", "-o", "refs.json")
    items = json.loads(got("refs.json"))
    items[0] |= {"title": "Fairs, by hand", "custom": {"mine": 1}}
    items.reverse()
    put("refs.json", json.dumps(items, indent=4))
    put("refs.txt", ABBOTT + BELL + CARR)
    assert "wrote refs.json (1 added)" in write(1, "refs.txt", "-o", "refs.json")
    kept = json.loads(got("refs.json"))
    assert [item for item in kept if item["id"] != "carr1992roads"] == items and len(kept) == 3
    assert write(0, "refs.txt", "-o", "refs.json") == ""


def test_a_broken_block_stays_and_is_told() -> None:
    put("refs.txt", ABBOTT)
    write(1, "refs.txt")
    broken = got("refs.bib") + "\n@book{half, title = {No end\n"
    put("refs.bib", broken)
    put("refs.txt", ABBOTT + BELL)
    said = write(1, "refs.txt")
    assert "refs.bib:9:1: BN406 cannot be read, and is left as it is" in said
    assert "@book{half, title = {No end\n" in got("refs.bib") and "bell1991markets" in got("refs.bib")
    assert "BN406" in write(1, "refs.txt")  # as long as it is broken


def test_the_lock_is_rebuilt() -> None:
    put("refs.txt", ABBOTT + BELL)
    write(1, "refs.txt")
    whole = got("refs.bib.lock")
    for text in (None, whole[: len(whole) // 2], "nonsense"):
        Path("refs.bib.lock").unlink()
        if text is not None:
            put("refs.bib.lock", text)
        before = got("refs.bib")
        said = write(1, "refs.txt")
        assert "BN407" in said and got("refs.bib") == before
        assert read_lock(got("refs.bib.lock"), "") is not None
        assert write(0, "refs.txt") == ""


def test_a_lock_that_was_left_out_of_a_commit_is_made_up_for() -> None:
    """The hook then sees the old lock and the new output, and does not take its own text for a person's."""
    put("refs.txt", ABBOTT + FAIRS.replace("1990", "1995"))
    write(1, "refs.txt")
    old = got("refs.bib.lock")
    put("refs.txt", ABBOTT + FAIRS.replace("1990", "1996") + BELL)
    write(1, "refs.txt")
    new = got("refs.bib.lock")
    put("refs.bib.lock", old)
    assert write(1, "refs.txt").splitlines()[-1] == "wrote refs.bib.lock; add it and commit again"
    assert got("refs.bib.lock") == new and got("refs.bib").count("@book{") == 3


def test_a_lock_with_other_line_ends_is_up_to_date() -> None:
    put("refs.txt", ABBOTT + BELL)
    write(1, "refs.txt")
    put("refs.bib.lock", got("refs.bib.lock").replace("\n", "\r\n"))  # as git checks it out on Windows
    assert write(0, "refs.txt") == ""


def test_no_references_are_an_empty_bibliography() -> None:
    put("refs.txt", "")
    for name, text in (("refs.bib", ""), ("refs.json", "[]\n")):
        write(1, "refs.txt", "-o", name)
        assert got(name) == text and write(0, "refs.txt", "-o", name) == ""
    put("refs.txt", ABBOTT)
    for name in ("refs.bib", "refs.json"):
        write(1, "refs.txt", "-o", name)
        assert got(name) == convert("refs.txt", "-t", "csl-json" if "json" in name else "bibtex").stdout


def test_an_output_that_is_gone_is_made_again() -> None:
    put("refs.txt", ABBOTT + BELL)
    write(1, "refs.txt")
    put("refs.txt", ABBOTT + BELL + CARR)
    put("refs.bib.lock", got("refs.bib.lock").replace("abbott1990fairs", "mykey"))
    Path("refs.bib").unlink()
    write(1, "refs.txt")
    assert "@book{mykey," in got("refs.bib") and got("refs.bib").count("@book{") == 3


# ------------------------------------------------------------------ refused
MARKERS = "<<<<<<< HEAD\n{}=======\n{}>>>>>>> other\n"


def test_conflict_markers_are_refused_with_their_line() -> None:
    put("bibnorm.toml", TABLE.format("a", "a") + TABLE.format("b", "b"))
    put("a.txt", ABBOTT)
    put("b.txt", BELL + MARKERS.format(CARR, DUNN))
    for mode in ("--write", "--check"):
        assert "b.txt:2: has the conflict markers of a merge" in refused(mode)
    put("b.txt", BELL)
    put("b.bib", MARKERS.format("@misc{a,}\n", "@misc{b,}\n"))
    assert "b.bib:1: has the conflict markers of a merge" in refused("--write")
    assert "a.bib" not in snapshot()


def test_a_lock_with_markers_is_read_on_both_sides() -> None:
    put("refs.txt", ABBOTT + BELL)
    write(1, "refs.txt")
    head, *lines = got("refs.bib.lock").splitlines(keepends=True)
    rows = [line for line in lines if not line.startswith("#")]
    rest = [line for line in lines if line.startswith("#")]
    put("refs.bib.lock", head + "".join(rest[:-1]) + MARKERS.format(rows[0], rows[1]) + rest[-1])
    assert write(1, "refs.txt") == "wrote refs.bib.lock; add it and commit again\n"
    assert write(0, "refs.txt") == ""


def test_a_newer_lock_is_refused() -> None:
    put("refs.txt", ABBOTT)
    write(1, "refs.txt")
    put("refs.bib.lock", got("refs.bib.lock").replace("lock 1", "lock 9"))
    put("refs.txt", ABBOTT + BELL)
    assert "refs.bib.lock: was written by a newer bibnorm" in refused("--write", "refs.txt")


def test_a_key_that_is_not_there_is_refused() -> None:
    put("refs.txt", ABBOTT)
    write(1, "refs.txt")
    for option in ("--take-source", "--accept"):
        assert "nobody" in refused("--write", option, "nobody", "refs.txt")


def test_a_key_of_one_of_several_outputs() -> None:
    put("a.txt", ABBOTT)
    put("b.txt", BELL)
    write(1, "a.txt", "b.txt")
    put("b.bib", got("b.bib").replace("Markets", "By hand"))
    assert "wrote b.bib (1 replaced)" in write(1, "a.txt", "b.txt", "--take-source", "bell1991markets")
    assert "nobody" in refused("--write", "--take-source", "nobody", "a.txt", "b.txt")


# ------------------------------------------------------------------ two at once
def test_another_run_is_waited_for_or_told(monkeypatch: pytest.MonkeyPatch) -> None:
    put("refs.txt", ABBOTT)
    monkeypatch.setattr(exclusive_module, "WAIT", 0.05)
    with exclusive([Path("refs.bib")]):
        assert "refs.bib: another bibnorm is at work on it" in refused("--write", "refs.txt")
        put("other.txt", BELL)
        write(1, "other.txt")
    monkeypatch.setattr(exclusive_module, "WAIT", 5.0)
    held = threading.Event()

    def hold() -> None:
        with exclusive([Path("refs.bib")]):
            held.set()
            time.sleep(0.3)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    started = time.monotonic()
    write(1, "refs.txt")
    assert time.monotonic() - started > 0.2
    thread.join()


SLOW = """
import sys, time
sys.path.insert(0, {tests!r})
import fake, pytest
def slow(blocks, **options):
    print("reads", flush=True)
    time.sleep(0.5)
    return fake.read_references(blocks, **options)
fake.install(pytest.MonkeyPatch(), slow)
from bibnorm.cli import main
main(["convert", "--write", "refs.txt"])
"""


def test_two_processes_at_once() -> None:
    put("refs.txt", ABBOTT + BELL)
    command = [sys.executable, "-c", SLOW.format(tests=str(ROOT / "tests"))]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [process.communicate(timeout=30) for process in both]
    assert sorted(process.returncode for process in both) == [0, 1]  # the second one finds all done
    assert sorted(out for out, _ in said) == ["", "reads\n"] and sum("wrote" in err for _, err in said) == 1
    assert got("refs.bib").count("@book{") == 2 and write(0, "refs.txt") == ""


def test_what_is_up_to_date_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    put("refs.txt", ABBOTT)
    write(1, "refs.txt")
    monkeypatch.setattr(exclusive_module, "WAIT", 0.05)
    with exclusive([Path("refs.bib")]):
        assert write(0, "refs.txt") == ""


# ------------------------------------------------------------------ reports
def test_reports_for_machines() -> None:
    put("refs.txt", ABBOTT + "Bell, Bob. Markets?. Leeds: Barrow, 1991.\n")
    result = convert("--check", "--report", "github", "refs.txt", code=1)
    lines = result.stderr.splitlines()
    assert any(line.startswith("::warning file=refs.bib,line=1,col=1,title=BN410::") for line in lines)
    assert any(line.startswith("::warning file=refs.txt,line=2,col=1,title=BN100::") for line in lines)
    report = json.loads(convert("--write", "--report", "json", "refs.txt", code=1).stderr)
    assert report["outputs"][0]["file"] == "refs.bib" and report["outputs"][0]["added"] == 2
    report = json.loads(convert("--write", "--report", "json", "refs.txt", code=0).stderr)
    assert report["findings"] == [] and report["outputs"][0]["due"] is False


def test_doubts_are_said_when_they_are_new() -> None:
    put("refs.txt", ABBOTT + "Bell, Bob. Markets?. Leeds: Barrow, 1991.\n")
    said = write(1, "refs.txt")
    assert "refs.txt:2:1: BN100" in said and "2 records, 1 doubtful" in said
    assert write(0, "refs.txt") == ""


def test_a_doubt_stays_until_a_person_settles_it() -> None:
    doubtful = [f"{name}, Bo. Markets of {name}?. Leeds: Barrow, 1991.\n" for name in ("Bell", "Carr", "Dunn")]
    put("refs.txt", ABBOTT + "".join(doubtful))
    assert write(1, "refs.txt", "--strict").count("BN100") == 3
    assert write(0, "refs.txt") == ""
    said = write(1, "refs.txt", "--strict").splitlines()
    assert said[0] == (
        "refs.bib:9:1: BN100 bell1991markets is doubtful still: mend the entry, or settle it:"
        " bibnorm convert --write --accept bell1991markets"
    )
    assert len(said) == 3 and convert("--check", "--strict", "refs.txt", code=1)
    assert write(1, "refs.txt", "--accept", "bell1991markets") == "wrote refs.bib.lock; add it and commit again\n"
    put("refs.bib", got("refs.bib").replace("Markets of Carr?", "Markets of Carr"))
    assert [line.split()[2] for line in write(1, "refs.txt", "--strict").splitlines()] == ["dunn1991markets"]
    put("refs.txt", ABBOTT + "".join(doubtful).replace("Dunn?", "Dunn"))
    assert "BN100" not in write(1, "refs.txt", "--strict")
    assert write(0, "refs.txt", "--strict") == ""
    assert "BN100" not in convert("--write", "--refresh", "--strict", "refs.txt", code=0).stderr


def test_what_git_does_not_know_stops_a_hook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], check=True)
    put("refs.txt", ABBOTT)
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert "BN411" in write(1, "refs.txt")
    assert "git add refs.bib refs.bib.lock" in write(1, "refs.txt")
    subprocess.run(["git", "add", "refs.bib"], check=True)
    assert "refs.bib.lock:1:1: BN411" in write(1, "refs.txt")
    subprocess.run(["git", "add", "refs.bib.lock"], check=True)
    assert write(0, "refs.txt") == ""
    subprocess.run(["git", "rm", "-q", "--cached", "refs.bib", "refs.bib.lock"], check=True)
    put(".gitignore", "refs.bib*\n")
    assert write(0, "refs.txt") == ""  # meant to be left out
    monkeypatch.delenv("PRE_COMMIT")
    Path(".gitignore").unlink()
    assert write(0, "refs.txt") == ""


# ------------------------------------------------------------------ -o
def test_output_option_merges_and_remembers() -> None:
    put("refs.txt", ABBOTT)
    assert "wrote refs.bib (bibtex)" in convert("refs.txt", "-o", "refs.bib", code=0).stderr
    put("refs.bib", got("refs.bib").replace("Fairs", "By hand"))
    put("refs.txt", ABBOTT + BELL)
    assert "wrote refs.bib (bibtex, 1 added)" in convert("refs.txt", "-o", "refs.bib", code=0).stderr
    assert "{By hand}" in got("refs.bib") and "bell1991markets" in got("refs.bib")
    assert "refs.bib is unchanged" in convert("refs.txt", "-o", "refs.bib", code=0).stderr
    convert("refs.txt", "-o", "refs.bib", "--overwrite", code=0)
    assert got("refs.bib") == convert("refs.txt").stdout
    assert write(0, "refs.txt") == ""


def test_lines_align_with_entries_when_each_is_read_alone() -> None:
    put("refs.txt", ABBOTT + ABBOTT)
    convert("refs.txt", "-o", "a.bib", "--one-per-line", code=0)
    assert got("a.bib").count("@book{") == 2 and "a.bib.lock" not in snapshot()
    write(1, "refs.txt", "-o", "a.bib")
    assert "a.bib.lock" in snapshot()
    convert("refs.txt", "-o", "a.bib", "--one-per-line", "--overwrite", code=0)
    assert got("a.bib").count("@book{") == 2 and "a.bib.lock" not in snapshot()  # it would speak of other entries


def test_what_cannot_be_merged_is_not_written_over() -> None:
    put("refs.txt", ABBOTT)
    write(1, "refs.txt", "-o", "refs.json")
    assert "refs.json: is kept, and --trace does not go with that" in refused("refs.txt", "-o", "refs.json", "--trace")
    write(1, "refs.txt")
    assert "refs.bib: is kept, and -t ris does not go" in refused("refs.txt", "-o", "refs.bib", "-t", "ris")
    convert("refs.txt", "-o", "new.bib", "-t", "ris", code=0)
    assert got("new.bib").startswith("TY  - BOOK")


# ------------------------------------------------------------------ quick
QUICK = """
import sys
from bibnorm.cli import main
try:
    main(["convert", "--write"])
except SystemExit as end:
    print(end.code)
print([name for name in {heavy!r} if name in sys.modules])
"""
HEAVY = (
    "numpy", "onnxruntime", "bibnorm.pipeline", "bibnorm.tag.tagger", "bibnorm.assemble", "bibtexparser", "pybtex",
    "rich", "rapidfuzz", "filelock", "charset_normalizer", "pylatexenc", "rispy", "subprocess",
)  # fmt: skip


@pytest.mark.parametrize("output", ["refs.bib", "refs.json"])
def test_an_unchanged_repository_imports_nothing_heavy(output: str) -> None:
    put("refs.txt", ABBOTT + BELL)
    put("bibnorm.toml", f'sources = ["refs.txt"]\noutput = "{output}"\n')
    write(1)
    done = subprocess.run(
        [sys.executable, "-c", QUICK.format(heavy=HEAVY)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("0\n[]\n", "")


def test_a_thesis_is_quick() -> None:
    """Far above the budget of half a second, so that it fails for what is slow, not for who is busy."""
    lines = [f"Roe{number}, Ada. Story of the {number}. Bonn: Own, {1900 + number % 100}.\n" for number in range(300)]
    put("refs.txt", "".join(lines))
    write(1, "refs.txt")

    def timed(function: Callable[[], object]) -> float:
        started = time.process_time()
        function()
        return time.process_time() - started

    assert min(timed(lambda: write(0, "refs.txt")) for _ in range(3)) < 0.5
