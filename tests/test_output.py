"""Files are replaced whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from bibnorm.errors import OutputError
from bibnorm.output import check_output, sweep, write_file


def test_written_whole_and_only_if_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    assert write_file(path, b"@book{a,\n}\n") is True
    before = path.stat()
    assert write_file(path, b"@book{a,\n}\n") is False
    assert path.stat().st_mtime_ns == before.st_mtime_ns and path.stat().st_ino == before.st_ino
    assert write_file(path, b"@book{b,\n}\n") is True
    assert path.read_bytes() == b"@book{b,\n}\n"
    assert [p.name for p in tmp_path.iterdir()] == ["refs.bib"]


def test_mode_and_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "refs.json"
    path.write_bytes(b"[\r\n]\r\n")
    path.chmod(0o640)
    assert write_file(path, b"[\n]\n") is False
    assert write_file(path, b"[\n1\n]\n") is True
    assert path.read_bytes() == b"[\r\n1\r\n]\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_mode_of_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_file(tmp_path / "refs.bib", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "refs.bib").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/refs.json").write_text("[]")
    (tmp_path / "refs.json").symlink_to("real/refs.json")
    write_file(tmp_path / "refs.json", b"[1]")
    assert (tmp_path / "refs.json").is_symlink() and (tmp_path / "real/refs.json").read_text() == "[1]"


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "refs.bib"
    path.write_text("old")
    monkeypatch.setattr("bibnorm.output.os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        write_file(path, b"new")
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == ["refs.bib"]


def test_line_ends_may_be_those_of_the_data(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_bytes(b"a\r\nb\n")
    assert write_file(path, b"a\r\nb\nc\n", as_is=True)
    assert path.read_bytes() == b"a\r\nb\nc\n"


def test_what_a_write_left_is_swept_away(tmp_path: Path) -> None:
    for name in ("refs.bib", ".refs.bib.x1.tmp", ".other.bib.x1.tmp", "refs.bib.tmp"):
        (tmp_path / name).write_text("")
    sweep(tmp_path / "refs.bib")
    assert {p.name for p in tmp_path.iterdir()} == {"refs.bib", ".other.bib.x1.tmp", "refs.bib.tmp"}


def test_a_device_is_written_to_not_replaced() -> None:
    check_output(Path("/dev/null"))
    assert write_file(Path("/dev/null"), b"data")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_destinations_that_will_not_do(tmp_path: Path) -> None:
    (tmp_path / "refs.json").write_text("[]")
    check_output(tmp_path / "refs.json")
    check_output(tmp_path / "refs.bib")
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "no/refs.json", "there is no folder"),
        (tmp_path / "refs.json/x.bib", "there is no folder"),
    ):
        with pytest.raises(OutputError, match=words):
            check_output(path)
