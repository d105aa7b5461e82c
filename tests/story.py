"""An author with a thesis under git, and what must hold after each of their commits."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bibnorm import pipeline
from bibnorm.cli import main
from bibnorm.existing import Existing, read_existing
from bibnorm.lock import fingerprint, read_lock
from bibnorm.model import Block, Reading

OUTPUT, LOCK = "references.bib", "references.bib.lock"
AUTHOR = {
    "GIT_AUTHOR_NAME": "Ada Roe", "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Roe", "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip


def git(*arguments: str, code: int = 0) -> str:
    """What git says in the current folder."""
    done = subprocess.run(["git", *arguments], env={**os.environ, **AUTHOR}, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def convert(*arguments: str, code: int) -> Result:
    result = CliRunner().invoke(main, ["convert", "--write", *arguments])
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


def snapshot() -> dict[str, tuple[bytes, int]]:
    """All files but git's, with their bytes and times."""
    files = (path for path in Path().rglob("*") if path.is_file() and ".git" not in path.parts)
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@dataclass
class Thesis:
    """The repository, and what its author knows of it.

    Attributes:
        monkeypatch: for the pipeline and the model.
        source: the file that the references stand in.
        keys: the key of each reference that the sources have or had.
        mine: what the author wrote by hand, letter by letter, by key.
        deleted: keys of the entries that the author took out.
        read: the references that the pipeline was given since the last look.
        commits: how many there are.
    """

    monkeypatch: pytest.MonkeyPatch
    source: str = "refs.txt"
    keys: dict[str, str] = field(default_factory=dict)
    mine: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    read: list[str] = field(default_factory=list)
    commits: int = 0

    def watch(self) -> None:
        """Have the shipped pipeline counted in what it is given."""
        shipped = pipeline.read_references

        def read_references(blocks: Sequence[Block], **options: Any) -> list[Reading]:
            self.read += [block.text for block in blocks]
            return list(shipped(blocks, **options))

        self.monkeypatch.setattr(pipeline, "read_references", read_references)

    # -------------------------------------------------------------- files
    @property
    def lines(self) -> list[str]:
        return Path(self.source).read_text(encoding="utf-8").splitlines()

    @lines.setter
    def lines(self, references: Sequence[str]) -> None:
        Path(self.source).write_text("".join(f"{line}\n" for line in references), encoding="utf-8")

    @property
    def bib(self) -> str:
        return Path(OUTPUT).read_bytes().decode()

    @bib.setter
    def bib(self, text: str) -> None:
        Path(OUTPUT).write_bytes(text.encode())

    @property
    def existing(self) -> Existing:
        return read_existing(self.bib, "bibtex", OUTPUT)

    def entries(self) -> dict[str, str]:
        """The entries of the output in their order, letter by letter."""
        existing = self.existing
        assert not existing.unread
        return {entry.key: existing.text[entry.start : entry.end].strip() for entry in existing.entries}

    # -------------------------------------------------------------- what the author does
    def add(self, place: int, *references: str) -> None:
        lines = self.lines
        lines[place:place] = references
        self.lines = lines

    def mend(self, old: str, new: str) -> str:
        """Change a reference; it keeps its key."""
        self.lines = [new if line == old else line for line in self.lines]
        self.keys[new] = self.keys.pop(old)
        return self.keys[new]

    def correct(self, key: str, old: str, new: str) -> None:
        """Change an entry by hand."""
        entry = self.entries()[key]
        assert re.search(old, entry), entry
        self.mine[key] = re.sub(old, new, entry, count=1)
        self.bib = self.bib.replace(entry, self.mine[key])

    def rename(self, old: str, new: str) -> None:
        """Give an entry another key by hand."""
        entry = self.entries()[old]
        renamed = entry.replace(f"{{{old},", f"{{{new},", 1)
        self.bib = self.bib.replace(entry, renamed)
        if old in self.mine:
            self.mine[new] = self.mine.pop(old).replace(f"{{{old},", f"{{{new},", 1)
        reference = next(text for text, key in self.keys.items() if key == old)
        self.keys[reference] = new

    def delete(self, key: str) -> None:
        entry = self.entries()[key]
        self.bib = self.bib.replace(entry + "\n", "")
        self.mine.pop(key, None)
        self.deleted.add(key)

    def move(self, key: str, before: str) -> None:
        """Put an entry in front of another one."""
        entries = self.entries()
        text = self.bib.replace(entries[key] + "\n", "")
        self.bib = text.replace(entries[before], f"{entries[key]}\n\n{entries[before]}")

    # -------------------------------------------------------------- what bibnorm does
    def run(
        self,
        *arguments: str,
        code: int = 1,
        read: Sequence[str] = (),
        added: Sequence[str] = (),
        replaced: Sequence[str] = (),
        removed: Sequence[str] = (),
        quiet: bool = True,
    ) -> str:
        """Run the hook; nothing happens but what is said here. Then run it again, and nothing does.

        Args:
            arguments: of the command.
            code: the exit code.
            read: the references that are read.
            added: the references that get an entry.
            replaced: keys of the entries that are written anew.
            removed: keys of the entries that are taken out.
            quiet: the second run has nothing to say either.
        """
        before = self.entries() if Path(OUTPUT).exists() else {}
        free = self._free_text()
        said = convert(*arguments, code=code).output
        assert self._taken() == sorted(read)
        after = self.entries()
        self._compare(before, after, set(replaced), set(removed))
        self._check_keys(added, [key for key in after if key not in before])
        assert self._free_text() == free or not before
        assert {key: after.get(key) for key in self.mine} == self.mine
        assert not self.deleted & after.keys()
        self._again(quiet)
        return said

    def _taken(self) -> list[str]:
        """What was read since the last look."""
        taken = sorted(self.read)
        self.read.clear()
        return taken

    def _compare(self, before: dict[str, str], after: dict[str, str], replaced: set[str], removed: set[str]) -> None:
        """All entries but those named are in their order, letter by letter."""
        assert before.keys() - after.keys() == removed
        assert [key for key in after if key in before] == [key for key in before if key in after]
        assert {key for key in before if key in after and before[key] != after[key]} == replaced

    def _check_keys(self, added: Sequence[str], fresh: Sequence[str]) -> None:
        """Each reference has the key that it had; the new ones have new ones."""
        lock = read_lock(Path(LOCK).read_text(encoding="utf-8"), LOCK)
        assert lock
        keys = {line.fingerprint: line.key for line in lock.lines if line.key}
        found = {text: keys.get(fingerprint(text), "") for text in self.lines}
        self.keys.update({text: found[text] for text in added})
        assert sorted(found[text] for text in added) == sorted(fresh)
        other = {t: (k, self.keys.get(t, "")) for t, k in found.items() if k != self.keys.get(t, "")}
        assert not other, other

    def _free_text(self) -> list[str]:
        """What stands in the output and is no entry."""
        text = self.bib if Path(OUTPUT).exists() else ""
        return re.findall(r"^(?:%|@(?:string|preamble|comment)).*", text, re.M | re.I)

    def _again(self, quiet: bool) -> None:
        before = snapshot()
        result = convert(code=0)
        assert snapshot() == before
        assert self._taken() == []
        assert result.stdout == "" and (result.stderr == "" or not quiet), result.stderr

    def commit(self, message: str) -> None:
        git("add", "-A")
        git("commit", "-q", "-m", message)
        self.commits += 1
