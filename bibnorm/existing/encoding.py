"""The bytes of an output and their text; whatever the encoding, untouched bytes come back as they were."""

from __future__ import annotations

import codecs
import re

from bibnorm.errors import OutputError

_DECLARED = re.compile(rb"^%+ *Encoding: *([A-Za-z0-9_-]+)", re.MULTILINE)  # "% Encoding: Cp1252", as JabRef writes
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode_output(data: bytes, name: str) -> tuple[str, str]:
    r"""The text of an output, line ends and byte order mark included, and its encoding.

    Source: UTF-8; else what JabRef's ``% Encoding:`` says; else Windows-1252 or Latin-1.

    >>> decode_output(b"\xef\xbb\xbfa\r\n", "refs.bib"), decode_output("Núñez".encode("latin-1"), "refs.bib")
    (('\ufeffa\r\n', 'utf-8'), ('Núñez', 'cp1252'))
    """
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    declared = [match.decode("ascii") for match in _DECLARED.findall(data[:1000])]
    for encoding in (*marked, "utf-8", *declared, "cp1252"):
        text = _decoded(data, encoding)
        if text is not None:
            return text, encoding
    return data.decode("latin-1"), "latin-1"


def _decoded(data: bytes, encoding: str) -> str | None:
    """The text, if the encoding gives the same bytes back."""
    try:
        text = data.decode(encoding)
        return text if text.encode(encoding) == data else None
    except (UnicodeError, LookupError):
        return None


def encode_output(text: str, encoding: str, name: str) -> bytes:
    """The bytes of an output in its own encoding.

    Raises:
        OutputError: a new entry has characters that the encoding lacks.
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        missing = text[error.start : error.end][:20]
        raise OutputError(
            f"{name}: is encoded in {encoding}, which has no {missing!r}; save the file as UTF-8, or use --ascii"
        ) from None
