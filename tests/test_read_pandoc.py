"""Documents through pandoc: odt, html, epub, rst, org; the same notes out of every format."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bibnorm.errors import InputError
from bibnorm.model import Block
from bibnorm.read import pandoc
from bibnorm.read.document import Document
from bibnorm.read.docx import read_docx
from bibnorm.read.pandoc import read_with_pandoc
from bibnorm.read.tex import read_tex

STORY = """# Text

One.[^1] Two.[^b]

> Quoted.[^3]

[^1]: Parra Ossa, Elena, *El salitre y sus puertos*, Antofagasta, 1988, pp. 3--9.

    See also «Órdenes».

[^b]: Roe, "The *big* Sea", in: *Annals of the Sea*, 12 (2001).

[^3]: Ibid., p. 67.

# Referencias

Doe, Bo. *Sky*. 1990.

Roe, Ann. *Sea*. 1991.

# Appendix

No.
"""
NOTES = [
    ("1", "Parra Ossa, Elena, *El salitre y sus puertos*, Antofagasta, 1988, pp. 3–9. See also «Órdenes»."),
    ("2", "Roe, “The *big* Sea”, in: *Annals of the Sea*, 12 (2001)."),
    ("3", "Ibid., p. 67."),
]
ENTRIES = ["Doe, Bo. *Sky*. 1990.", "Roe, Ann. *Sea*. 1991."]
FORMATS = ("odt", "html", "epub", "rst", "org", "docx", "tex")


@pytest.fixture(scope="module")
def program() -> str:
    path = shutil.which("pandoc")
    if path is None and os.environ.get("BIBNORM_REQUIRE_VALIDATORS") == "1":
        pytest.fail("pandoc is not installed, and BIBNORM_REQUIRE_VALIDATORS=1 asks for it")
    if path is None:
        pytest.skip("pandoc is not installed")
    return path


def make(program: str, suffix: str, folder: Path) -> bytes:
    """The story in another format."""
    source, target = folder / "story.md", folder / f"story.{suffix}"
    curly = STORY.replace(' "', " “").replace('",', "”,").replace("--", "–")  # Org keeps quotes as they are typed
    source.write_text(curly if suffix == "org" else STORY, encoding="utf-8")
    (folder / "none").write_text("", encoding="utf-8")  # "pp." has no no-break blank behind it
    options = [
        "-f",
        "markdown-smart" if suffix == "org" else "markdown",
        "--abbreviations",
        str(folder / "none"),
        "--metadata",
        "title=Story",
    ]
    command = [program, "-s", *options, str(source), "-o", str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return target.read_bytes()


def read(data: bytes, suffix: str) -> Document:
    if suffix == "docx":
        return read_docx(data, "story.docx")
    return (
        read_tex(data.decode("utf-8")) if suffix == "tex" else read_with_pandoc(data, f".{suffix}", f"story.{suffix}")
    )


def printed(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(block.label, block.text) for block in blocks]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_notes_out_of_every_format(suffix: str, program: str, tmp_path: Path) -> None:
    found = read(make(program, suffix, tmp_path), suffix)
    assert printed(found.notes) == NOTES
    assert [block.text for block in found.entries] == ENTRIES


@pytest.mark.parametrize("suffix", ["docx", "html"])
def test_what_libreoffice_writes(suffix: str, program: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    make(program, "odt", tmp_path)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [office, home, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path), f"{tmp_path}/story.odt"]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    found = read((tmp_path / f"story.{suffix}").read_bytes(), suffix)
    assert printed(found.notes) == NOTES
    assert [block.text for block in found.entries] == ENTRIES


HTML = [
    ('<p>a<sup><a href="#n1" id="r1">1</a></sup> b</p><ol><li id="n1">Roe, <i>Sea</i> <a href="#r1">↩</a></li></ol>',
     [("1", "Roe, *Sea*")]),
    ('<p>a<a href="#_ftn1" name="_ftnref1">[1]</a></p><div id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> Roe</p>'
     "</div>", [("1", "Roe")]),
    ('<p>See <a href="#x">2</a></p><p id="x">Text</p>', []),  # no way back: no note
    ("<p>a</p><p>1 Roe</p>", []),
]  # fmt: skip


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(("html", "notes"), HTML)
def test_notes_that_are_links(html: str, notes: list[tuple[str, str]]) -> None:
    assert printed(read_with_pandoc(html.encode(), "htm", "a.htm").notes) == notes


@pytest.mark.usefixtures("program")
def test_inlines() -> None:
    rst = b"Text [#a]_\n\n.. [#a] *Sea*, **Sky**, ``code``, 1980\\ :sup:`2`\n"
    assert printed(read_with_pandoc(rst, "rst", "a.rst").notes) == [("1", "*Sea*, **Sky**, code, 1980²")]
    quoted = b"Text[^1]\n\n[^1]: \"a 'b'\", [Roe]{.smallcaps}\n"
    assert printed(read_with_pandoc(quoted, "md", "a.md").notes) == [("1", "“a ‘b’”, Roe")]


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    ("data", "suffix", "said"),
    [(b"no zip", "odt", "pandoc cannot read it as odt"), (b"a", "xyz", "as xyz"), (b"a", "", "name the format"),
     (b"a", ".a b", "name the format")],
)  # fmt: skip
def test_bad_input_is_one_clear_line(data: bytes, suffix: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_with_pandoc(data, suffix, "thesis")
    assert str(caught.value).startswith("thesis: ") and "\n" not in str(caught.value)


def test_without_pandoc_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "find_pandoc", lambda: "")
    with pytest.raises(InputError, match=r"pip install 'bibnorm\[documents\]'"):
        read_with_pandoc(b"a", "odt", "a.odt")


@pytest.mark.usefixtures("program")
def test_it_has_no_longer_than_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "SECONDS", 0.0001)
    with pytest.raises(InputError, match="took longer"):
        read_with_pandoc(b"a", "rst", "a.rst")
