"""Bytes to text: what is sure is read, what is not is refused with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.errors import InputError
from bibnorm.read import decode

SPANISH = (
    'SÁNCHEZ, Martín. "Economía española del siglo XX", Año 39, N° 155. Bogotá: Océano, 1996.\nMuñoz, José. Opinión.'
)
GERMAN = "Müller, Jörg: Über die Größe der Städte. Köln: Böhlau 1987, S. 12–45."
POLISH = (
    "Wójcik, Łukasz. Dzieje miasta Łodzi w źródłach. Kraków, 1984.\nŻółkiewska, Anna: Myśl polityczna. Gdańsk, 2003."
)
RUSSIAN = "Иванов И. И. История русской литературы. М.: Наука, 1985. 345 с.\nПетров, А. В. Очерки. СПб., 2001."
JAPANESE = "山田太郎『日本経済史の研究』東京：有斐閣、1995年。"
TURKISH = "Yıldız, Şükrü. Türkiye'de sanayileşme. İstanbul: Remzi, 1999."

READ = [
    (SPANISH, "utf-8"), (SPANISH, "utf-8-sig"), (SPANISH, "utf-16"), (SPANISH, "utf-32"),
    (SPANISH, "cp1252"), (SPANISH, "mac_roman"), (GERMAN, "cp1252"), (POLISH, "cp1250"), (POLISH, "iso8859_2"),
    (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (TURKISH, "cp1254"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), READ)
def test_read(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), "refs.txt")
    assert decoded.text == text
    assert decoded.guessed is not encoding.startswith("utf")


REFUSED = [
    (b"Caf\xc3\xa9, Jos\xe9 Mar\xc3\xada", ["byte offset 10 (0xE9, line 1)", "although the rest is"]),
    (b"Abbott\nMu\xf1oz", ["byte offset 9 (0xF1, line 2)", "Muñoz as cp1252", "Muńoz as cp1250", "--encoding"]),
    (b"a\xff\xfe\x00b", ["NUL at byte offset 3", "binary"]),
    (b"%PDF-1.7\n", ["a PDF", "byte offset 0"]),
    (b"PK\x03\x04\x14\x00", ["zip archive"]),
    (b"caf\xc3", ["byte offset 3"]),
    ("Abbott".encode("utf-16-le"), ["NUL at byte offset 1", "--encoding utf-16-le"]),
    (b"\xff\xfeA", ["byte offset 2", "utf-16"]),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_refused(data: bytes, words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        decode(data, "refs.txt")
    message = str(error.value)
    assert message.startswith("refs.txt: ") and "\n" not in message
    assert all(word in message for word in words), message


def test_the_encoding_asked_for_is_used() -> None:
    assert decode(b"Mu\xf1oz", "refs.txt", "latin-1").text == "Muñoz"
    assert decode("\ufeffMuñoz".encode(), "refs.txt", "utf-8").text == "Muñoz"
    assert decode("Muñoz".encode("utf-16-le"), "refs.txt", "utf-16-le").text == "Muñoz"


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "zip", "utf-16", "ascii"])
def test_an_encoding_that_does_not_do_is_refused(encoding: str) -> None:
    with pytest.raises(InputError, match=r"refs\.txt: .*--encoding"):
        decode(b"Mu\xf1oz", "refs.txt", encoding)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf8_is_never_guessed(text: str) -> None:
    data = text.encode()
    if not data.startswith((b"\xff\xfe", b"\xfe\xff", b"%PDF", b"PK\x03\x04", b"{\\rtf")):
        assert decode(data, "-").text == text.removeprefix("\ufeff")


@given(st.binary())
def test_decoding_is_total(data: bytes) -> None:
    """Anything but a text or an InputError is a bug."""
    try:
        assert isinstance(decode(data, "-").text, str)
    except InputError as error:
        assert str(error).startswith("-: ")
