"""The formats that are read and written: one table each, light enough for the command line's ``--help``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Format(NamedTuple):
    """An output format.

    Attributes:
        name: as after ``-t``.
        suffix: of its files.
        description: for ``bibnorm formats``.
        merged: whether a file in it can be kept up to date: a new source changes in it what it must.
    """

    name: str
    suffix: str
    description: str
    merged: bool = False


FORMATS: Mapping[str, Format] = {
    row.name: row
    for row in (
        Format("bibtex", ".bib", "BibTeX for bibtex and its styles (plain, natbib, most journals)", merged=True),
        Format("biblatex", ".bib", "biblatex for biber, with its own entry types, dates and languages", merged=True),
        Format("csl-json", ".json", "CSL-JSON 1.0.2 for citation processors, pandoc and Zotero", merged=True),
        Format("ris", ".ris", "RIS for Word, EndNote and other reference managers"),
        Format("citations", ".jsonl", "each mention of a work in the notes of a document, as JSON Lines"),
    )
}
BIB = tuple(name for name, row in FORMATS.items() if row.suffix == ".bib")
# name → suffix of its files, and what it is
INPUT_FORMATS: Mapping[str, tuple[str, str]] = {
    "refs": ("", "a list of references as plain text, in any layout"),
    "notes": ("", "a Markdown or plain document with footnotes, a list of references, or both"),
    "docx": (".docx", "a Word document: its notes, its list of references, citations of Zotero, Mendeley and Word"),
    "tex": (".tex", "a LaTeX document: its footnotes, and thebibliography with its keys"),
    "bibtex": (".bib", "a .bib file for bibtex"),
    "biblatex": (".bib", "a .bib file for biblatex; both are read alike"),
    "csl-json": (".json", "an array of CSL items, as Zotero and pandoc write them"),
    "ris": (".ris", "RIS, as EndNote, Zotero and publishers write it"),
}
