"""A write that is killed at any moment loses nothing, doubles nothing, and is never taken for a correction."""

import os
import random
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import fake
import pytest
from click.testing import CliRunner

from bibnorm import output
from bibnorm.cli import main
from bibnorm.existing import read_existing
from bibnorm.lock import read_lock

KILLS = 200
STORIES = 5  # so that no output grows long
SLOW = 0.001  # seconds between the steps of a write
FAMILIES = ("Abbott", "Bexley", "Carr", "Dunmore", "Eyre", "Fordham", "Gray", "Hale", "Ives", "Kempe", "Lane", "Moss")
WORDS = (
    "amber", "bridge", "copper", "dialect", "ebb", "ferry", "granite", "harbour", "island", "juniper", "kiln",
    "lantern", "market", "nettle", "orchard", "parish", "quarry", "river", "salt", "timber", "urn", "valley", "willow",
)  # fmt: skip
HOUSES = ("London: Stall", "Oxford: Mile End", "Leeds: Barrow", "York: Quay Books", "Hull: North and Sons", "Bath: Own")
PRUNE = "--prune"
PERSON = re.compile(r".*BN40[235].*")  # what is said where a person wrote or deleted something
MINE = "mine{} = {{by hand}},"  # a field of its own for each correction


@pytest.fixture(autouse=True)
def _pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    fake.install(monkeypatch)
    monkeypatch.delenv("PRE_COMMIT", raising=False)


# ------------------------------------------------------------------ an author
class Author:
    """Works on a thesis: adds and mends references, corrects entries by hand, takes references out."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random, self.count, self.corrections = folder, random.Random(seed), 0, 0
        self.lines = [self._reference() for _ in range(4)]
        self._save()

    def _reference(self) -> str:
        self.count += 1
        title = " ".join(self.random.sample(WORDS, 4)).capitalize()
        family, house = self.random.choice(FAMILIES), self.random.choice(HOUSES)
        return f"{family}, Ann. {title} {self.count}. {house}, {self.random.randrange(1900, 2020)}."

    def _save(self) -> None:
        (self.folder / "refs.txt").write_text("".join(f"{line}\n" for line in self.lines), encoding="utf-8")

    def work(self) -> None:
        """Between one and three changes."""
        steps: list[Callable[[], None]] = [self.add, self.add, self.mend]
        self.random.choice(steps)()
        for _ in range(self.random.randrange(3)):
            self.random.choice([*steps, self.correct, self.take_out])()
        self._save()

    def add(self) -> None:
        self.lines.insert(self.random.randrange(len(self.lines) + 1), self._reference())

    def mend(self) -> None:
        place = self.random.randrange(len(self.lines))
        self.lines[place] = (
            self.lines[place].replace("Ann", "Anna") if "Ann." in self.lines[place] else self._reference()
        )

    def take_out(self) -> None:
        if len(self.lines) > 2:
            del self.lines[self.random.randrange(len(self.lines))]

    def correct(self) -> None:
        bib = self.folder / "refs.bib"
        text = bib.read_text(encoding="utf-8")
        entries = text.split("\n@")
        place = self.random.randrange(len(entries))
        self.corrections += 1
        head, _, rest = entries[place].partition("\n")
        entries[place] = f"{head}\n  {MINE.format(self.corrections)}\n{rest}"
        bib.write_text("\n@".join(entries), encoding="utf-8")


# ------------------------------------------------------------------ runs
def write(folder: Path, *options: str) -> tuple[int, str]:
    """A whole run in this process: its exit code, and what it says."""
    old = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(main, ["convert", "--write", *options, "refs.txt"])
    finally:
        os.chdir(old)
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


class SlowFile:
    """A file whose data reach the disk in two pieces."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __enter__(self) -> "SlowFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        for piece in (data[: len(data) // 2], data[len(data) // 2 :]):
            self.file.write(piece)
            self.file.flush()
            time.sleep(SLOW)

    def flush(self) -> None:
        self.file.flush()

    def fileno(self) -> int:
        return self.file.fileno()


def slow_down() -> None:
    """Give every step of a write some time, so that a kill meets each of them."""
    replace, fdopen = Path.replace, os.fdopen

    def slow_replace(self: Path, target: Path) -> Path:
        time.sleep(SLOW)
        done = replace(self, target)
        time.sleep(SLOW)
        return done

    Path.replace = slow_replace  # type: ignore[method-assign,assignment]
    output.os.fdopen = lambda *arguments: SlowFile(fdopen(*arguments))  # type: ignore[attr-defined]


def start(folder: Path) -> int:
    """A run in a process of its own, with a slow disk."""
    child = os.fork()
    if child:
        return child
    try:
        slow_down()
        os._exit(write(folder, PRUNE)[0])
    finally:
        os._exit(99)


def kill_somewhere(folder: Path, took: float, chance: random.Random) -> None:
    """Start a run, and kill it at a random moment of the time that it takes."""
    child = start(folder)
    time.sleep(chance.uniform(0.1, 1.0) * took)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def copy(folder: Path, spare: Path) -> Path:
    shutil.rmtree(spare, ignore_errors=True)
    return shutil.copytree(folder, spare)


def typical_duration(folder: Path, spare: Path) -> float:
    """How long such a run takes when nobody kills it."""
    times = []
    for _ in range(5):
        started = time.monotonic()
        _, status = os.waitpid(start(copy(folder, spare)), 0)
        assert os.waitstatus_to_exitcode(status) == 1
        times.append(time.monotonic() - started)
    return sorted(times)[2]


# ------------------------------------------------------------------ the tests
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_killed_at_random_moments(tmp_path: Path) -> None:
    met = Counter(moment for seed in range(STORIES) for moment in _killed_story(tmp_path / str(seed), seed))
    assert sum(met.values()) == KILLS and min(met[moment] for moment in MOMENTS) > 0, met


def _killed_story(parent: Path, seed: int) -> Iterator[str]:
    """Write, again and again, and be killed; at which moment of the write each time."""
    folder, spare = parent / "thesis", parent / "spare"
    folder.mkdir(parents=True)
    author, chance = Author(folder, seed), random.Random(seed)
    took = typical_duration(folder, spare)
    assert write(folder, PRUNE)[0] == 1
    for _ in range(KILLS // STORIES):
        code, told = 0, ""
        while code == 0:  # what was added may have been taken out again
            author.work()
            before = contents(folder)
            code, told = write(copy(folder, spare), PRUNE)
        after = contents(spare)
        kill_somewhere(folder, took, chance)
        if chance.random() < 0.3:
            kill_somewhere(folder, took, chance)
        left = contents(folder)
        assert left["refs.bib"] in (before["refs.bib"], after["refs.bib"])
        yield _moment(left, before, after)
        _, said = write(folder, PRUNE)
        assert set(PERSON.findall(said)) <= set(PERSON.findall(told))  # its own text is no correction
        assert contents(folder) == after
        assert write(folder) == (0, "")
        _check_nothing_is_lost(before, after, author)


MOMENTS = ("nothing written", "lock written", "output written", "all written")


def _moment(left: dict[str, str], before: dict[str, str], after: dict[str, str]) -> str:
    if left["refs.bib.lock"] == after["refs.bib.lock"]:
        return "all written"
    if left["refs.bib"] == after["refs.bib"] != before["refs.bib"]:
        return "output written"
    return "nothing written" if left["refs.bib.lock"] == before["refs.bib.lock"] else "lock written"


def _check_nothing_is_lost(before: dict[str, str], after: dict[str, str], author: Author) -> None:
    """Each correction is there once, each reference has one entry, and the lock says the same."""
    for number in range(1, author.corrections + 1):
        mark = MINE.format(number)
        assert after["refs.bib"].count(mark) == before["refs.bib"].count(mark) == 1
    entries = read_existing(after["refs.bib"], "bibtex", "").entries
    lock = read_lock(after["refs.bib.lock"], "")
    assert lock and len({entry.key for entry in entries}) == len(entries)
    keys = {line.key for line in lock.lines}
    assert {entry.key for entry in entries} == keys
    for line in author.lines:
        title = line.split(". ")[1]
        assert after["refs.bib"].count(f"{{{title}}}") == 1, title


def test_killed_at_each_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without chance: after each step of a write the process is gone."""
    folder, spare = tmp_path / "thesis", tmp_path / "spare"
    folder.mkdir()
    author = Author(folder, seed=7)
    write(folder)
    author.correct()
    author.work()
    code, told = write(copy(folder, spare), PRUNE)
    assert code == 1
    wanted = contents(spare)
    steps = 0
    while True:
        trial = copy(folder, tmp_path / "trial")
        if not _dies_at(trial, steps, monkeypatch):
            break
        assert contents(trial)["refs.bib"] in (contents(folder)["refs.bib"], wanted["refs.bib"])
        assert set(PERSON.findall(write(trial, PRUNE)[1])) <= set(PERSON.findall(told))
        assert contents(trial) == wanted and write(trial) == (0, "")
        steps += 1
    assert steps == 6  # before and after each of three renames


class _Gone(BaseException):
    """What stands for the end of the process."""


def _dies_at(folder: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    replace, count = Path.replace, iter(range(99))

    def dying(self: Path, target: Path) -> Path:
        if next(count) == step:
            raise _Gone
        done = replace(self, target)
        if next(count) == step:
            raise _Gone
        return done

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        old = Path.cwd()
        os.chdir(folder)
        try:
            CliRunner().invoke(main, ["convert", "--write", PRUNE, "refs.txt"], catch_exceptions=False)
        except _Gone:
            return True
        finally:
            os.chdir(old)
    return False
