"""The lock: what is written is read again, through merges, tools and damage."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.errors import ConfigurationError
from bibnorm.lock import Line, Lock, fingerprint, format_lock, read_lock

SEA = Line(fingerprint("Roe, J. Sea. 1999"), "roe1999sea", "0123456789ab", source="refs.txt")
SKY = Line(fingerprint("Roe, J. Sky. 2001"), "roe2001sky", "ba9876543210", source="chapters/one two.txt")
SUN = Line(fingerprint("Roe, J. Sun. 2002"), "roe2002sun", state="deleted", shown=fingerprint("Roe, J. Sun. 2003"))

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
lines = st.builds(
    Line,
    st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}"),
    st.one_of(texts, st.sampled_from(["-", "\\", "\\-", "a\tb", "a\r\nb", "# end", "<<<<<<< a"])),
    *[st.one_of(st.sampled_from(["", "-", "0123456789ab"]), texts)] * 5,
)


def _read(text: str) -> Lock:
    lock = read_lock(text, "refs.bib.lock")
    assert lock is not None
    return lock


@given(st.lists(lines, max_size=5, unique_by=lambda line: line.fingerprint))
def test_what_is_written_is_read(rows: list[Line]) -> None:
    lock = Lock(tuple(sorted(rows, key=lambda line: line.fingerprint)), model="abc")
    assert _read(format_lock(lock)) == lock


@given(st.lists(lines, max_size=5))
def test_the_order_of_lines_does_not_show(rows: list[Line]) -> None:
    assert format_lock(Lock(tuple(rows))) == format_lock(Lock(tuple(reversed(rows))))


def test_one_line_for_each_reference() -> None:
    text = format_lock(Lock((SUN, SKY, SEA)))
    assert text.count("\n") == 5 and text.endswith("\n# end\n")
    rows = text.splitlines()[1:-1]
    assert rows == sorted(rows)


CHANGES = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "no final newline": lambda text: text.rstrip("\n"),
    "a blank line": lambda text: text.replace("\n", "\n\n", 1),
    "a remark": lambda text: text.replace("\n", "\n# do not edit\n", 1),
    "hooks that cut trailing blanks": lambda text: "\n".join(row.rstrip() for row in text.split("\n")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_tools_do_to_a_lock_is_no_damage(change: str) -> None:
    lock = Lock(tuple(sorted((SEA, SKY, SUN), key=lambda line: line.fingerprint)))
    assert _read(CHANGES[change](format_lock(lock))) == lock


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_truncated_lock_is_none(cut: int) -> None:
    text = format_lock(Lock((SEA, SKY, SUN)))
    shorter = text[: len(text) * cut // 40]
    assert read_lock(shorter, "refs.bib.lock") is None


@pytest.mark.parametrize("text", ["", "\n", "# end\n", "something\nelse\n", "# bibnorm lock\n# end\n"])
def test_what_is_no_lock_is_none(text: str) -> None:
    assert read_lock(text, "refs.bib.lock") is None


def test_a_broken_line_makes_it_none() -> None:
    text = format_lock(Lock((SEA, SKY)))
    assert read_lock(text.replace("\troe1999sea\t", " roe1999sea "), "refs.bib.lock") is None
    assert read_lock(text.replace(SEA.fingerprint, "what?"), "refs.bib.lock") is None


def test_a_newer_version_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"refs\.bib\.lock: .*newer"):
        read_lock(format_lock(Lock((SEA,), version=2)), "refs.bib.lock")
    cut = format_lock(Lock((SEA,), version=12))[:40]  # even of a truncated one
    with pytest.raises(ConfigurationError):
        read_lock(cut, "refs.bib.lock")


def _conflict(ours: str, theirs: str, base: str | None = None) -> str:
    middle = "" if base is None else f"||||||| base\n{base}"
    return f"<<<<<<< HEAD\n{ours}{middle}=======\n{theirs}>>>>>>> other\n"


def _row(line: Line) -> str:
    return format_lock(Lock((line,))).splitlines(keepends=True)[1]


def _merged(conflict: str) -> Lock:
    return _read("# bibnorm lock 1: written by bibnorm; commit it\n" + conflict + "# end\n")


def test_of_a_conflict_both_sides_are_read() -> None:
    lock = _merged(_conflict(_row(SEA) + _row(SUN), _row(SEA) + _row(SKY)))
    assert set(lock.lines) == {SEA, SKY, SUN}


def test_the_common_ancestor_is_not_read() -> None:
    lock = _merged(_conflict(_row(SEA), _row(SKY), base=_row(SUN)))
    assert set(lock.lines) == {SEA, SKY}


def test_both_texts_of_an_entry_are_bibnorms_own() -> None:
    theirs = replace(SEA, written="cccccccccccc")
    (line,) = _merged(_conflict(_row(SEA), _row(theirs))).lines
    assert (line.written, line.pending) == (SEA.written, "cccccccccccc")


def test_a_reference_with_two_keys_has_two_lines() -> None:
    other = replace(SEA, key="roe1999seaa")
    assert [line.key for line in _merged(_conflict(_row(SEA), _row(other))).lines] == ["roe1999sea", "roe1999seaa"]


def test_what_a_person_settled_on_one_side_stays() -> None:
    settled = replace(SEA, state="accepted", shown=SKY.fingerprint)
    assert _merged(_conflict(_row(SEA), _row(settled))).lines == (settled,)


def test_two_models_are_none() -> None:
    head = _conflict("# model aaa\n", "# model bbb\n")
    assert _merged(head + _row(SEA)).model == ""
    assert _merged("# model aaa\n" + _row(SEA)).model == "aaa"


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false")
    return subprocess.run(["git", *settings, *words], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("driver", ["", "union"])
def test_two_branches_that_add_are_merged_by_git(tmp_path: Path, driver: str) -> None:
    rows = [Line(fingerprint(f"reference {number}"), f"key{number}", "0" * 12) for number in range(300)]
    path = tmp_path / "refs.bib.lock"

    def commit(*lines: Line) -> None:
        path.write_text(format_lock(Lock(lines)), encoding="utf-8")
        _git(tmp_path, "add", ".")
        _git(tmp_path, "commit", "-q", "-m", "x")

    _git(tmp_path, "init", "-q", "-b", "main")
    if driver:
        (tmp_path / ".gitattributes").write_text("*.lock merge=union\n", encoding="utf-8")
    commit(*rows[:280])
    _git(tmp_path, "checkout", "-q", "-b", "other")
    commit(*rows[:290])
    _git(tmp_path, "checkout", "-q", "main")
    commit(*rows[:280], *rows[295:])
    merge = _git(tmp_path, "merge", "-q", "-m", "x", "other")
    lock = _read(path.read_text(encoding="utf-8"))
    assert {line.key for line in lock.lines} == {row.key for row in (*rows[:290], *rows[295:])}
    if driver:
        assert merge.returncode == 0, merge.stderr


@given(st.text(max_size=40))
def test_a_print_is_known_again_whatever_its_blanks(text: str) -> None:
    assert fingerprint(text) == fingerprint(f"  {text}\n") == fingerprint(text.replace(" ", "\n  "))


def test_prints_that_differ_have_fingerprints_that_differ() -> None:
    prints = [f"Roe, J. Sea. {year}" for year in range(1000)] + ["ROE, J. Sea. 1", "Roe, J. Sea 1"]
    assert len({fingerprint(text) for text in prints}) == len(prints)
    assert fingerprint("Pen\u0303a") == fingerprint("Peña")
