"""Where the data goes: stdout, or a file that is replaced whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import stat
import sys
import tempfile
from pathlib import Path

from bibnorm.errors import OutputError


def check_output(path: Path) -> None:
    """Refuse a destination before any work is done.

    Raises:
        OutputError: it is a folder, is in no folder, or cannot be written.
    """
    try:
        _check(path, path.resolve())
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; choose another place for -o") from None


def _check(path: Path, target: Path) -> None:
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file in it, as in -o {path}/references.bib")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}; make it first")
    if not os.access(path if path.exists() else target.parent, os.W_OK):
        raise OutputError(f"{path}: cannot be written: permission denied; choose another place for -o")


def is_special(path: Path) -> bool:
    """Whether a path is a device or a pipe, which is written to, not replaced."""
    return path.exists() and not path.is_file()


def write_file(path: Path, data: bytes, *, as_is: bool = False) -> bool:
    """Replace a file in one step, if its bytes differ; its mode and its kind of line ends stay.

    Args:
        path: the file; a link is followed.
        data: all of it.
        as_is: the data have the line ends of the file already.

    Returns:
        Whether anything was written.

    Raises:
        OutputError: the file could not be written; it is then as it was.
    """
    target = path.resolve()
    try:
        if is_special(path):
            path.write_bytes(data)
            return True
        old = target.read_bytes() if target.exists() else None
        if old is not None and b"\r\n" in old and not as_is:
            data = data.replace(b"\n", b"\r\n")
        if data == old:
            return False
        _replace(target, data)
        return True
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}; nothing was changed") from None


def sweep(path: Path) -> None:
    """Take away what writes of a file left beside it that were cut off; only for who alone writes to it."""
    target = path.resolve()
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            left.unlink()


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, then rename over it: a reader sees the old file or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), _mode(target))
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _mode(target: Path) -> int:
    """The mode of the file that is there, else what the umask leaves to a new one."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def write_stdout(data: bytes) -> None:
    """Write to stdout whatever its encoding; a reader that went away is no error."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # the interpreter flushes stdout once more at its end: give it somewhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise OutputError(f"stdout: cannot be written: {error.strerror}") from None
