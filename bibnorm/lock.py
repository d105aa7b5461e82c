r"""The lock beside an output: what each source reference became, and what bibnorm last wrote of it.

One line a reference, tab-separated, sorted by fingerprint, so that two branches seldom touch the
same place; an empty column is ``-``. The last line is ``# end``, without a count: a count would be
in conflict at every merge.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from operator import attrgetter

from bibnorm.errors import ConfigurationError

VERSION = 1
DELETED = "deleted"
ACCEPTED = "accepted"
DOUBTFUL = "doubtful"

_HEADER = re.compile(r"# bibnorm lock (\d+)\b")
_MODEL = "# model "
_END = "# end"
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = re.compile(r"\\(.)")
_CONTROL = {"t": "\t", "n": "\n", "r": "\r"}
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one source reference.

    Attributes:
        fingerprint: of its print.
        key: of its entry in the output.
        written: digest of the entry as bibnorm last wrote it; ``""`` for a person's own entry.
        pending: digest of what is being written just now, or of what another branch wrote: the entry is
            bibnorm's own if it agrees with ``written`` or with ``pending``.
        state: ``""``, ``"deleted"`` (a person deleted the entry), ``"doubtful"`` (what bibnorm read needs a
            human eye) or ``"accepted"`` (a doubt was settled).
        source: the file that it was last seen in.
        shown: fingerprint of the new print whose reading was shown and not taken.
    """

    fingerprint: str
    key: str
    written: str = ""
    pending: str = ""
    state: str = ""
    source: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """All lines, and the model that read the references last (``""``: not known)."""

    lines: tuple[Line, ...] = ()
    version: int = VERSION
    model: str = ""


_COLUMNS = len(fields(Line))
_values = attrgetter(*(column.name for column in fields(Line)))


def fingerprint(text: str) -> str:
    """16 hex of the print of a reference; blanks and the Unicode form of accents do not count.

    >>> fingerprint("Roe, J.  Sea.") == fingerprint(" Roe, J. Sea.\\n"), len(fingerprint(""))
    (True, 16)
    """
    return sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode("utf-8", "surrogatepass")).hexdigest()[
        :16
    ]


def format_lock(lock: Lock) -> str:
    r"""A lock as text.

    >>> lock = Lock((Line("00112233aabbccdd", "roe1999sea", "0123456789ab"),), model="f00d")
    >>> print(format_lock(lock).replace("\t", " "), end="")
    # bibnorm lock 1: written by bibnorm; commit it
    # model f00d
    00112233aabbccdd roe1999sea 0123456789ab - - - -
    # end
    """
    head = [f"# bibnorm lock {lock.version}: written by bibnorm; commit it"]
    if lock.model:
        head.append(_MODEL + lock.model)
    lines = sorted({"\t".join(map(_escape, _values(line))) for line in lock.lines})
    return "\n".join([*head, *lines, _END]) + "\n"


def _escape(value: str) -> str:
    if value in ("", "-"):
        return f"\\{value}" if value else "-"
    if not _SPECIAL.search(value):
        return value
    return "".join(_ESCAPES.get(char, char) for char in value)


def _unescape(value: str) -> str:
    return "" if value == "-" else _ESCAPED.sub(lambda match: _CONTROL.get(match[1], match[1]), value)


def read_lock(text: str, name: str) -> Lock | None:
    """Read a lock; of one with merge markers both sides.

    Two branches may have given one reference two keys: then it has two lines. If they wrote different
    entries under one key, the one digest is ``written`` and the other ``pending``.

    Args:
        text: all of it.
        name: of the file, for messages.

    Returns:
        None for one that is truncated or is no lock: every entry then counts as a person's.

    Raises:
        ConfigurationError: a newer bibnorm wrote it.
    """
    rows = [row.rstrip("\r") for row in text.removeprefix("\ufeff").split("\n")]
    versions = [int(match[1]) for match in map(_HEADER.match, rows) if match]
    if any(version > VERSION for version in versions):
        raise ConfigurationError(f"{name}: was written by a newer bibnorm; install that one: pip install -U bibnorm")
    if not versions or _END not in rows:
        return None
    lines = [_line(row) for row in _both_sides(rows) if row and not row.startswith("#")]
    if None in lines:
        return None
    models = {row.removeprefix(_MODEL) for row in rows if row.startswith(_MODEL)}
    return Lock(_united([line for line in lines if line]), VERSION, models.pop() if len(models) == 1 else "")


def _both_sides(rows: list[str]) -> list[str]:
    """The rows without conflict markers, and without the common ancestor that diff3 shows."""
    kept, base = [], False
    for row in rows:
        marker = row[:7]
        if marker == "|||||||":
            base = True
        elif marker in ("<<<<<<<", "=======", ">>>>>>>"):
            base = False
        elif not base:
            kept.append(row)
    return kept


def _line(row: str) -> Line | None:
    values = row.split("\t")
    if len(values) != _COLUMNS or not _FINGERPRINT.fullmatch(values[0]):
        return None
    return Line(*map(_unescape, values))


def _united(lines: list[Line]) -> tuple[Line, ...]:
    """One line for each fingerprint and key."""
    found: dict[tuple[str, str], Line] = {}
    for line in lines:
        place = (line.fingerprint, line.key)
        found[place] = _unite(found[place], line) if place in found else line
    return tuple(found[place] for place in sorted(found))


def _unite(a: Line, b: Line) -> Line:
    """Two lines of one entry: what either branch wrote is bibnorm's own, what a person settled stays settled."""
    digests = [digest for digest in dict.fromkeys((a.written, b.written, a.pending, b.pending)) if digest]
    written, pending = (*digests, "", "")[:2]
    return replace(
        a, written=written, pending=pending, state=a.state or b.state, source=a.source or b.source,
        shown=a.shown or b.shown,
    )  # fmt: skip
