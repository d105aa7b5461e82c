"""One run of bibnorm at a time for each output, whichever process it is in."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bibnorm.errors import OutputError

WAIT = 10.0  # seconds; a run that takes longer reads thousands of new references


@contextmanager
def exclusive(outputs: Iterable[Path], wait: float | None = None) -> Iterator[None]:
    """Hold these outputs alone; another run that wants one of them waits until this one is done.

    What marks an output as held stands in the folder for temporary files, and goes with the process that
    holds it, however that ends.

    Raises:
        OutputError: another run still held one of them after ``wait`` seconds.
    """
    from filelock import FileLock, Timeout

    with ExitStack() as held:
        # in one order everywhere, so that no two runs wait for each other
        for path in sorted({output.resolve() for output in outputs}):
            try:
                held.enter_context(FileLock(_mark(path), timeout=WAIT if wait is None else wait))
            except Timeout:
                raise OutputError(f"{path}: another bibnorm is at work on it; run again when that is done") from None
            except OSError as error:
                raise OutputError(f"{path}: cannot be locked: {_mark(path)}: {error.strerror}") from None
        yield


def _mark(path: Path) -> Path:
    """The file that marks an output as held, for this user."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"bibnorm-{user}-{name}.lock"
