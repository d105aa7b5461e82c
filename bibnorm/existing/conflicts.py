"""Where git left a conflict for a person to settle."""

from __future__ import annotations

import re

# a line of seven equals signs alone may underline a heading
_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)", re.MULTILINE)


def merge_marker(text: str) -> int:
    """The 1-based line of the first conflict marker of git (``<<<<<<< ours``), or 0.

    >>> merge_marker("Roe, J. Sea.\\n<<<<<<< HEAD\\n"), merge_marker("Sea\\n=======\\n")
    (2, 0)
    """
    found = _MARKER.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0
