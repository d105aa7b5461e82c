"""Bytes of a source → text, never by guessing where the guess could be wrong."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from bibnorm.errors import InputError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (
    (b"%PDF", "a PDF; copy the references out of it as text"),
    (b"PK\x03\x04", "a zip archive (.docx, .odt, .epub); save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "an old Word document; save it as plain text first"),
    (b"{\\rtf", "a rich text document; save it as plain text first"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a source, the encoding it was in, and whether that had to be found out."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, file: str, encoding: str | None = None) -> Decoded:
    """Decode a source: the encoding asked for, else a byte order mark, else UTF-8, else a sure guess.

    Raises:
        InputError: the bytes are no text, or could be read in two ways; names file and byte offset.

    >>> decode("Müller".encode("utf-16"), "refs.txt")
    Decoded(text='Müller', encoding='utf-16', guessed=False)
    """
    if encoding:
        return _decode_as(data, file, encoding)
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data, file, name)
    _refuse_binary(data, file)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, file, error.start)


def _decode_as(data: bytes, file: str, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode(name)
    except UnicodeDecodeError as error:
        place = _place(data, error.start)
        raise InputError(f"{file}: {place} is not {encoding} text ({error.reason}); check --encoding") from None
    except (LookupError, TypeError, AttributeError):  # "hex" and its like are codecs, but of no text
        raise InputError(f"{file}: unknown encoding {encoding!r}; try --encoding cp1252 or utf-8") from None
    if not isinstance(text, str):
        raise InputError(f"{file}: {encoding!r} is no text encoding; try --encoding cp1252 or utf-8")
    if "\0" in text:
        raise InputError(f"{file}: read as {encoding} it holds NUL characters, so it is no such text; check --encoding")
    return Decoded(text.removeprefix("\ufeff"), name)


def _refuse_binary(data: bytes, file: str) -> None:
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{file}: this is {kind} (byte offset 0); bibnorm reads plain text")
    offset = data.find(b"\0")
    if offset >= 0:
        raise InputError(
            f"{file}: NUL at byte offset {offset}: a binary file, or UTF-16 without a byte order mark;"
            " give plain text, or name the encoding (--encoding utf-16-le)"
        )


def _place(data: bytes, offset: int) -> str:
    """The words for a byte: ``byte offset 35 (0xF1, line 2)``."""
    line = data.count(b"\n", 0, offset) + 1
    value = f"0x{data[offset]:02X}, " if offset < len(data) else ""
    return f"byte offset {offset} ({value}line {line})"


def _guess(data: bytes, file: str, offset: int) -> Decoded:
    place = _place(data, offset)
    from bibnorm.read import charset  # brings charset-normalizer along

    if charset.is_mostly_utf8(data):
        raise InputError(f"{file}: {place} is not UTF-8 although the rest is; mend that line, or name --encoding")
    readings = charset.find_readings(data)
    sure = charset.find_sure(data, readings)
    if sure is None:
        seen = " or ".join(_word_at(data, offset, name) for name in charset.find_usual(readings)[:3])
        hint = f" (it would read {seen})" if seen else ""
        raise InputError(f"{file}: {place} is not UTF-8, and what it is is not sure{hint}; name it with --encoding")
    try:
        return Decoded(data.decode(sure), sure, guessed=True)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file}: {_place(data, error.start)} is neither UTF-8 nor {sure}; name it with --encoding"
        ) from None


def _word_at(data: bytes, offset: int, encoding: str) -> str:
    """The word around a byte as an encoding reads it: ``Muñoz as cp1252``."""
    start = max(data.rfind(mark, 0, offset) for mark in (b" ", b"\n")) + 1
    word = re.split(rb"\s", data[start : start + 40], maxsplit=1)[0]
    return f"{word.decode(encoding, 'replace')} as {encoding}"
