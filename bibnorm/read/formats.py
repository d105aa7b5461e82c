"""The input formats, and which of them a source is in."""

from __future__ import annotations

import re
from pathlib import PurePath

from bibnorm.formats import INPUT_FORMATS
from bibnorm.read.document import Document
from bibnorm.read.plain import References, read_plain

SUFFIXES = {suffix: name for name, (suffix, _) in INPUT_FORMATS.items() if suffix}
# the first lines of a source that say what it is
BIB_START = re.compile(
    r"(?:[ \t]*%[^\n]*\n|\s)*@\s*(?:(?:comment|preamble|string)\s*[{(]|\w+\s*[{(]\s*[^\s,{}=]*\s*,)", re.IGNORECASE
)
JSON_START = re.compile(r"\s*(?:\[\s*\{|\{)\s*\"")
CSL_MEMBER = re.compile(r"\"(?:id|type|title|issued|items|references)\"\s*:")
RIS_START = re.compile(r"\s*(?:\d+\.\s*)?TY  ?- [A-Z]")
NOTE_SIGN = re.compile(r"^\s*(?:\[\^|[⁰¹²³⁴⁵⁶⁷⁸⁹])", re.MULTILINE)
MARKDOWN = (".md", ".markdown", ".mdown", ".qmd", ".rmd")
DOCUMENTS = ("notes", "tex")
PANDOC = (".odt", ".html", ".htm", ".epub", ".rst", ".org", ".typ", ".rtf", ".fb2", ".textile", ".ipynb")
LOOKED_AT = 4000  # characters


def choose_input_format(name: str, text: str, asked: str = "") -> str:
    r"""The format of a source: as asked, else by its suffix, else by how it begins; ``refs`` for all else.

    >>> choose_input_format("refs.bib", ""), choose_input_format("-", "TY  - BOOK\nER  - ")
    ('biblatex', 'ris')
    >>> choose_input_format("a.txt", "% mine\n@book{roe, title = {Sea}}"), choose_input_format("a.txt", "Roe. Sea.")
    ('biblatex', 'refs')
    """
    if asked:
        return asked
    if found := SUFFIXES.get(PurePath(name).suffix.lower()):
        return found
    start = text[:LOOKED_AT]
    if BIB_START.match(start):
        return "biblatex"
    if RIS_START.match(start):
        return "ris"
    if JSON_START.match(start) and CSL_MEMBER.search(start):
        return "csl-json"
    return "notes" if _is_document(name, text) else "refs"


def choose_binary_format(name: str, data: bytes, asked: str = "") -> str:
    r"""The format of a document that is no plain text: ``docx``, or the suffix of one that pandoc reads; else ``""``.

    >>> choose_binary_format("thesis.docx", b""), choose_binary_format("-", b"PK\x03\x04")
    ('docx', 'docx')
    >>> choose_binary_format("thesis.odt", b"PK\x03\x04"), choose_binary_format("refs.txt", b"Roe")
    ('.odt', '')
    """
    suffix = PurePath(name).suffix.lower()
    if asked:
        return asked if asked == "docx" else ""
    if suffix in PANDOC:
        return suffix
    return "docx" if suffix == ".docx" or data.startswith(b"PK\x03\x04") else ""


def read_binary(fmt: str, data: bytes, file: str) -> Document:
    """Read a document in a format of ``choose_binary_format``.

    Raises:
        InputError: it cannot be read.
    """
    if fmt == "docx":
        from bibnorm.read.docx import read_docx

        return read_docx(data, file)
    from bibnorm.read.pandoc import read_with_pandoc

    return read_with_pandoc(data, fmt, file)


def read_document(fmt: str, text: str, file: str) -> Document:
    """Read a document that is plain text: ``notes`` or ``tex``."""
    if fmt == "tex":
        from bibnorm.read.tex import read_tex

        return read_tex(text, file)
    from bibnorm.read.markdown import read_notes

    return read_notes(text, file)


def _is_document(name: str, text: str) -> bool:
    """Whether a text has footnotes, or is Markdown with a list of references at its end."""
    if not NOTE_SIGN.search(text) and PurePath(name).suffix.lower() not in MARKDOWN:
        return False
    from bibnorm.read.markdown import has_list, has_notes

    return has_notes(text) or (PurePath(name).suffix.lower() in MARKDOWN and has_list(text))


def read_as(fmt: str, text: str, file: str, *, one_per_line: bool = False) -> References:
    """Read a source in a format of ``INPUT_FORMATS``.

    Raises:
        InputError: it is not in that format at all.
    """
    if fmt in ("bibtex", "biblatex"):
        from bibnorm.read.bib import read_bib

        return read_bib(text, file)
    if fmt == "csl-json":
        from bibnorm.read.csljson import read_csljson

        return read_csljson(text, file)
    if fmt == "ris":
        from bibnorm.read.ris import read_ris

        return read_ris(text, file)
    return read_plain(text, file, one_per_line=one_per_line)
