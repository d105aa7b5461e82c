"""Word documents: notes with italics, labels, the list of references, held data, and files that are none."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.cli import main
from bibnorm.errors import InputError
from bibnorm.read.docx import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ITEM = {
    "id": 7,
    "type": "book",
    "title": "The Sea",
    "author": [{"family": "Roe", "given": "Ann"}],
    "issued": {"date-parts": [["1990"]]},
}


def run(text: str, properties: str = "") -> str:
    made = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{made}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    made = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{made}{''.join(runs)}</w:p>"


def marker(number: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def note(number: int, *paragraphs: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{number}">{"".join(paragraphs)}</w:{kind}>'


def field(code: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    half = len(code) // 2  # Word breaks long codes
    parts = "".join(f"<w:r><w:instrText>{escape(part)}</w:instrText></w:r>" for part in (code[:half], code[half:]))
    return mark("begin") + parts + mark("separate") + run(result) + mark("end")


def docx(body: str, footnotes: str = "", **more: str) -> bytes:
    """A Word document of raw parts."""
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {W}>{separator}{footnotes}</w:footnotes>",
        **more,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return made.getvalue()


def test_notes_in_the_order_of_the_body_with_italics() -> None:
    body = paragraph(run("Sea"), marker(5), run(" and salt"), marker(2))
    notes = note(2, paragraph(run("Ibid.", "<w:i/>"))) + note(
        5, paragraph(run("Roe, Ann. "), run("The ", "<w:i/>"), run("Sea", "<w:i/>"), run(", 1990."))
    )
    found = read_docx(docx(body, notes))
    assert [(n.label, n.text) for n in found.notes] == [("1", "Roe, Ann. *The Sea*, 1990."), ("2", "*Ibid.*")]


def test_italics_that_are_off_and_italics_by_style() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="Emph"><w:rPr><w:i/></w:rPr></w:style></w:styles>'
    runs = run("a ", '<w:i w:val="0"/>'), run("b", '<w:rStyle w:val="Emph"/>'), run(" c", '<w:rStyle w:val="No"/>')
    found = read_docx(docx(paragraph(marker(1)), note(1, paragraph(*runs)), **{"word/styles.xml": styles}))
    assert found.notes[0].text == "a *b* c"


def test_deleted_text_is_gone_and_inserted_text_stays() -> None:
    changed = f"<w:del>{run('old')}</w:del><w:ins>{run('new')}</w:ins>"
    assert read_docx(docx(paragraph(marker(1)), note(1, paragraph(run("A "), changed)))).notes[0].text == "A new"


def test_paragraphs_tabs_and_hyphens() -> None:
    first = paragraph(run("One"), "<w:r><w:tab/></w:r>", run("two"), "<w:r><w:noBreakHyphen/></w:r>", run("x"))
    found = read_docx(docx(paragraph(marker(1)), note(1, first, paragraph(run("Three.")))))
    assert found.notes[0].text == "One two-x Three."


def test_endnotes_beside_footnotes_have_roman_numbers() -> None:
    endnotes = f"<w:endnotes {W}>{note(1, paragraph(run('Poe.')), kind='endnote')}</w:endnotes>"
    body = paragraph(marker(1), marker(1, "endnote"))
    found = read_docx(docx(body, note(1, paragraph(run("Roe."))), **{"word/endnotes.xml": endnotes}))
    assert [(n.label, n.text) for n in found.notes] == [("1", "Roe."), ("i", "Poe.")]


def test_numbers_that_start_again_in_each_section() -> None:
    restart = '<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>'
    section = f"<w:p><w:pPr><w:sectPr>{restart}</w:sectPr></w:pPr></w:p>"
    notes = note(1, paragraph(run("Roe."))) + note(2, paragraph(run("Poe.")))
    found = read_docx(docx(paragraph(marker(1)) + section + paragraph(marker(2)), notes))
    assert [n.label for n in found.notes] == ["1", "2:1"]


def test_markers_without_a_note_and_notes_without_a_marker() -> None:
    found = read_docx(docx(paragraph(marker(9)), note(1, paragraph(run("Roe.")))))
    assert [remark.diagnostic.code for remark in found.remarks] == ["BN501", "BN502"]
    assert [n.text for n in found.notes] == ["Roe."]


def test_the_list_of_references() -> None:
    body = (
        paragraph(run("Prose."))
        + paragraph(run("Bibliografía"), style="Heading1")
        + paragraph(run("Roe, A. "), run("Sea", "<w:i/>"), run(". 1990."))
        + paragraph(run("Poe, B. Salt. 1991."))
        + paragraph(run("Appendix"), style="Heading1")
        + paragraph(run("More prose."))
    )
    found = read_docx(docx(body))
    assert [(e.text, e.line) for e in found.entries] == [("Roe, A. *Sea*. 1990.", 3), ("Poe, B. Salt. 1991.", 4)]


# ------------------------------------------------------------------ held data
def test_zotero_and_mendeley_fields_are_taken_before_print() -> None:
    cited = {"citationItems": [{"id": 7, "locator": "33", "label": "page", "itemData": ITEM}]}
    for start in ("ADDIN ZOTERO_ITEM CSL_CITATION ", "ADDIN CSL_CITATION "):
        code = start + json.dumps(cited)
        runs = run("See "), field(code, "A. Roe, Sea, 33"), run(".")
        found = read_docx(docx(paragraph(marker(1)), note(1, paragraph(*runs))))
        (held,) = found.held
        assert (held.record.title, held.locator, held.note) == ("The Sea", "33", 0)
        assert found.notes[0].text == "See A. Roe, Sea, 33."
        assert found.notes[0].text[held.start : held.end] == "A. Roe, Sea, 33"


def test_a_field_that_cites_two_works_is_shared() -> None:
    other = {**ITEM, "id": 8, "title": "Salt", "author": [{"family": "Poe"}]}
    code = "ADDIN ZOTERO_ITEM CSL_CITATION " + json.dumps({"citationItems": [{"itemData": ITEM}, {"itemData": other}]})
    found = read_docx(docx(paragraph(marker(1)), note(1, paragraph(field(code, "Roe 1990; Poe 1990")))))
    text = found.notes[0].text
    assert [text[h.start : h.end] for h in found.held] == ["Roe 1990; ", "Poe 1990"]


def test_words_own_sources() -> None:
    b = 'xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"'
    name = "<b:Person><b:Last>Roe</b:Last><b:First>Ann</b:First></b:Person>"
    person = f"<b:Author><b:Author><b:NameList>{name}</b:NameList></b:Author></b:Author>"
    facts = "<b:Tag>Roe90</b:Tag><b:SourceType>Book</b:SourceType><b:Title>Sea</b:Title><b:Year>1990</b:Year>"
    source = f"<b:Source>{facts}{person}</b:Source>"
    body = paragraph(run("As said "), field(r"CITATION Roe90 \p 67 \l 1034", "(Roe, 1990, p. 67)"))
    found = read_docx(docx(body, **{"customXml/item1.xml": f"<b:Sources {b}>{source}</b:Sources>"}))
    (held,) = found.held
    assert (held.key, held.locator, held.note, held.record.type) == ("Roe90", "67", None, "book")
    assert held.record.author[0].family == "Roe"


def test_held_data_comes_out_exactly(tmp_path: Path) -> None:
    code = "ADDIN ZOTERO_ITEM CSL_CITATION " + json.dumps({"citationItems": [{"locator": "9", "itemData": ITEM}]})
    path = tmp_path / "a.docx"
    path.write_bytes(docx(paragraph(marker(1)), note(1, paragraph(field(code, "Roe, Sea, p. 9"), run(".")))))
    result = CliRunner().invoke(main, ["convert", str(path), "-t", "citations", "-q"])
    row = json.loads(result.stdout)
    assert (row["kind"], row["locator"], row["fields"]["title"]) == ("full", "9", "The Sea")


# ------------------------------------------------------------------ what is no Word document
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Roe. Sea.", "is no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is encrypted, or an old .doc"),
        (b"PK\x03\x04 broken", "is no Word document"),
        (docx("<w:p>"), "word/document.xml is damaged"),
    ],
)
def test_bad_files(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        read_docx(data, "a.docx")
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    result = CliRunner().invoke(main, ["convert", str(path)])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_a_zip_that_is_none_and_entities() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("a.txt", "Roe")
    with pytest.raises(InputError, match="no Word document"):
        read_docx(made.getvalue())
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(InputError, match="declares entities"):
        read_docx(docx("", **{"word/styles.xml": bomb}))


def test_no_notes_is_an_empty_result(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx(paragraph(run("Prose."))))
    result = CliRunner().invoke(main, ["convert", str(path)])
    assert (result.exit_code, result.stdout) == (0, "")


def test_ten_thousand_notes() -> None:
    body = "".join(paragraph(marker(i)) for i in range(10_000))
    notes = "".join(note(i, paragraph(run(f"Roe {i}, "), run("Sea", "<w:i/>"))) for i in range(10_000))
    found = read_docx(docx(body, notes))
    assert len(found.notes) == 10_000 and found.notes[-1].text == "Roe 9999, *Sea*"


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20), min_size=1, max_size=5))
def test_no_letter_of_a_note_disappears(texts: list[str]) -> None:
    runs = [run(text, "<w:i/>" if i % 2 else "") for i, text in enumerate(texts)]
    found = read_docx(docx(paragraph(marker(1)), note(1, paragraph(*runs))))
    got = found.notes[0].text if found.notes else ""
    assert [c for c in got if c.isalnum()] == [c for c in "".join(texts) if c.isalnum()]
