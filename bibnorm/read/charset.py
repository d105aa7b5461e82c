"""Which encoding other than UTF-8 a text is in, where that can be told for sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from charset_normalizer import CharsetMatch, from_bytes

UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
IDEOGRAPH = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WORD_INSIDE = re.compile(r"(?<=[^\W\d_])[^\W\d_]+(?=[a-zà-ÿа-я])")
EVERYWHERE = frozenset("ªº")
# What no reference prints: control codes, box drawing, half-width kana, letters of two scripts in one
# word, a Latin letter against an ideograph, a sign inside or before a word ("Mu¤oz", "†sterreich").
UNWRITTEN = re.compile(
    r"""[\x00-\x08\x0e-\x1f\x7f-\x9f\u2500-\u259f\uff61-\uff9f]
    |[a-zà-ž][а-яёα-ω]|[а-яёα-ω][a-zà-ž]
    |[a-z][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][a-z]
    |[^\W\d_][^\w\s\-–—―‐'’‘´`“”„«».,:;/&()\[\]{}<>·|+*@=%?!#~^"…\u3000-\u303f\uff00-\uff60][^\W\d_]
    |[†‡¤¥£¢¬¶§][^\W\d_]""",
    re.VERBOSE | re.IGNORECASE,
)
COMMON = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "koi8_r", "mac_roman", "cp850",
          "cp866", "iso8859_7", "iso8859_9", "cp932", "euc_jp", "gb18030", "big5", "cp949", "euc_kr")  # fmt: skip
SAMPLE = 65536  # bytes that a guess looks at
FEW = 4  # so few bytes decide nothing where they could be Windows' or a Mac's
NEAR = 0.1  # how much messier than the best a rival reading may be and still count


def is_mostly_utf8(data: bytes) -> bool:
    """Whether the bytes above ASCII are UTF-8 letters with few exceptions: a file of two encodings."""
    high = sum(len(run) for run in HIGH_BYTES.findall(data))
    return 2 * sum(len(letter) for letter in UTF8_LETTER.findall(data)) > high


def find_readings(data: bytes) -> list[CharsetMatch]:
    """The ways to read the lines that are not ASCII, the least messy first."""
    lines = (line for line in data.split(b"\n") if HIGH_BYTES.search(line))
    return list(from_bytes(b"\n".join(lines)[:SAMPLE]))


def find_sure(data: bytes, matches: Sequence[CharsetMatch]) -> str | None:
    """The encoding, if only one text can be meant.

    Readings about as clean as the best are rivals. Only one of them may use,
    line by line, the letters of a language: ``Mu¤oz`` and ``Muńoz, México`` do not.
    """
    high = b"".join(HIGH_BYTES.findall(data))
    if not matches or matches[0].chaos > NEAR or (len(high) < FEW and min(high) < 0xA0):
        return None
    rivals = [m for m in matches if m.chaos <= matches[0].chaos + NEAR]
    texts = {t for t in {str(m) for m in rivals} if _is_spelt(t)}
    if len(texts) != 1:
        return None
    encodings = [name for m in rivals if str(m) in texts for name in m.could_be_from_charset if name in COMMON]
    return min(encodings, key=COMMON.index, default=None)


def find_usual(matches: Iterable[CharsetMatch]) -> list[str]:
    """The usual encodings among the readings, the most usual first."""
    names = {name for m in matches for name in m.could_be_from_charset}
    return [name for name in COMMON if name in names]


def _is_spelt(text: str) -> bool:
    """Whether every line uses the letters of at least one language, and no signs inside words."""
    return not UNWRITTEN.search(text) and all(_fits_alphabet(line) for line in text.split("\n"))


def _fits_alphabet(line: str) -> bool:
    if any(
        "\x7f" < c < "\u0250" and c.isupper() for word in WORD_INSIDE.findall(line) for c in word
    ):  # "VerŠffentlicht"
        return False
    letters = {c for c in line.casefold() if not c.isascii() and c.isalpha() and not IDEOGRAPH.match(c)} - EVERYWHERE
    return not letters or any(letters <= alphabet for alphabet in _alphabets())


@lru_cache(maxsize=1)
def _alphabets() -> tuple[frozenset[str], ...]:
    """The letters outside ASCII of each language, from ``alphabets.txt``."""
    rows = Path(__file__).with_name("alphabets.txt").read_text(encoding="utf-8").splitlines()
    return tuple(frozenset(row.split()[1]) for row in rows if row and not row.startswith("#"))
