"""Word documents: notes as printed, the list of references, citations held as data, and what is no Word document."""

from __future__ import annotations

import base64
import io
import json
import time
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from word import W, cite, control, field, italic, make_docx, note, paragraph, part, run, zotero

from bibnorm.errors import InputError
from bibnorm.model import Date, Name
from bibnorm.read.docx import read_docx
from bibnorm.read.passages import BLANKS

SEA = {"id": "roe1990", "type": "book", "title": "Sea", "author": [{"family": "Roe", "given": "Ann"}]}
SKY = {"id": 12, "type": "book", "title": "Sky", "author": [{"family": "Doe", "given": "Bo"}]}


def text_of(*runs: str) -> str:
    """The text of a note with these runs."""
    made = make_docx([paragraph(cite(1))], [note(1, paragraph(*runs))])
    return read_docx(made, "a.docx").notes[0].text


PRINT = [
    ([run("Roe, "), italic("The"), italic(" Sea"), run(", 1990.")], "Roe, *The Sea*, 1990."),
    ([italic(" Sea "), run("by Roe")], "*Sea* by Roe"),
    ([italic("The"), run(" "), italic("Sea")], "*The Sea*"),
    ([run("Sea", '<w:rStyle w:val="Title"/>')], "*Sea*"),
    ([run("Sea", '<w:rStyle w:val="Title"/><w:i w:val="0"/>')], "Sea"),
    ([run("Sea", "<w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange>")], "Sea"),
    (["<w:r><w:footnoteRef/></w:r>", run(" Sea")], "Sea"),
    ([f"<w:hyperlink>{run('Sea')}</w:hyperlink>"], "Sea"),
    ([f"<w:ins>{run('Sea')}</w:ins><w:del><w:r><w:delText>Sky</w:delText></w:r></w:del>"], "Sea"),
    ([f"<w:moveFrom>{run('Sea')}</w:moveFrom>", run("Sky, "), f"<w:moveTo>{run('Sea')}</w:moveTo>"], "Sky, Sea"),
    (["<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"], "a b c"),
    (["<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t><w:softHyphen/><w:t>3</w:t></w:r>"], "1‑23"),
    ([run("co\u00adop")], "coop"),
    ([run("1980"), run("2", '<w:vertAlign w:val="superscript"/>')], "1980²"),
    ([run("Sea"), run("index", "<w:vanish/>")], "Sea"),
    ([field(' HYPERLINK "http://x.org"', run("Sea"))], "Sea"),
    (['<w:fldSimple w:instr="PAGEREF x">' + run("7") + "</w:fldSimple>"], "7"),
]  # fmt: skip


@pytest.mark.parametrize(("runs", "wanted"), PRINT)
def test_print(runs: list[str], wanted: str) -> None:
    assert text_of(*runs) == wanted


def test_notes_stand_in_the_order_of_their_references() -> None:
    body = [paragraph(run("a"), cite(7), cite(1, "endnote")), paragraph(cite(3))]
    notes = [note(3, paragraph(run("Three"))), note(7, paragraph(run("Seven")), paragraph(run("more.")))]
    found = read_docx(make_docx(body, notes, [note(1, paragraph(run("End")), kind="endnote")]), "a.docx")
    assert [(b.label, b.text, b.line) for b in found.notes] == [
        ("1", "Seven more.", 1),
        ("i", "End", 1),
        ("2", "Three", 2),
    ]


SECTION = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'
NUMBERS = [
    ([paragraph(cite(1), cite(2)), paragraph(more=SECTION), paragraph(cite(3)), SECTION], "", ["1", "2", "2:1"]),
    ([paragraph(cite(1), cite(2), cite(3))], '<w:numFmt w:val="upperRoman"/>', ["I", "II", "III"]),
    ([paragraph(cite(1), cite(2), cite(3))], '<w:numStart w:val="9"/>', ["9", "10", "11"]),
    ([paragraph(cite(1), cite(2, mark="*"), cite(3))], "", ["1", "*", "2"]),
    ([paragraph(cite(1, mark="*"), cite(2), cite(3, mark="*"))], "", ["*", "1", "2:*"]),
    ([paragraph(cite(1), f"<w:del>{cite(2)}</w:del>", cite(3))], "", ["1", "2"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "settings", "labels"), NUMBERS)
def test_labels_are_those_that_word_prints(body: list[str], settings: str, labels: list[str]) -> None:
    notes = [note(number, paragraph(run(f"* note {number}"))) for number in (1, 2, 3)]
    made = make_docx(body, notes, settings=f"<w:footnotePr>{settings}</w:footnotePr>")
    found = read_docx(made, "a.docx")
    assert [block.label for block in found.notes] == labels
    assert all(block.text.startswith("*") != block.label.endswith("*") for block in found.notes)
    assert not found.remarks


def test_what_is_missing_is_said() -> None:
    found = read_docx(make_docx([paragraph(cite(1)), paragraph(cite(9))], [note(1, paragraph(run("a"))),
                                 note(2, paragraph(run("b")))]), "a.docx")  # fmt: skip
    assert [r.diagnostic.code for r in found.remarks] == ["BN501", "BN422"]


# ------------------------------------------------------------------ the list of references
@pytest.mark.parametrize(
    "heading", ["References", "Bibliografía", "LITERATURVERZEICHNIS", "Références", "5. Список литературы"]
)
@pytest.mark.parametrize("style", ["H1", "H1a", ""])
def test_references_stand_under_a_heading(heading: str, style: str) -> None:
    first, second = paragraph(run("[1] Roe, "), italic("Sea")), paragraph(run("[2] Doe, Sky"))
    after = [paragraph(run("Appendix"), style="H1"), paragraph(run("No."))]
    body = [paragraph(run("Text.")), paragraph(run(heading), style=style), first, paragraph(), second, *after]
    found = read_docx(make_docx(body), "a.docx")
    assert [(b.label, b.text, b.line) for b in found.entries] == [("[1]", "Roe, *Sea*", 3), ("[2]", "Doe, Sky", 5)]


def test_a_lower_heading_does_not_end_the_list() -> None:
    body = [
        paragraph(run("Sources"), style="H1"),
        paragraph(run("Maps of mine"), style="H2"),
        paragraph(run("Roe, Sea")),
    ]
    assert [b.text for b in read_docx(make_docx(body), "a.docx").entries] == ["Roe, Sea"]


# ------------------------------------------------------------------ held data
def held(*runs: str, extra: dict[str, str] | None = None) -> list[tuple[str, str, str, str]]:
    """Title, key, locator and print of what a note with these runs holds."""
    found = read_docx(make_docx([paragraph(cite(1))], [note(1, paragraph(*runs))], extra=extra), "a.docx")
    return [(h.record.title, h.key, h.locator, found.notes[h.note or 0].text[h.start : h.end]) for h in found.held]


def test_zotero() -> None:
    item = {"id": 3, "itemData": SEA, "locator": "67", "label": "page"}
    runs = [run("See "), zotero(item, printed=run("Roe, ") + italic("Sea")), run(" and more.")]
    assert held(*runs) == [("Sea", "roe1990", "67", "Roe, *Sea*")]
    item = {"id": 3, "itemData": SKY, "locator": "2", "label": "chapter"}
    assert held(zotero(item, printed=run("Sky"))) == [("Sky", "", "chap. 2", "Sky")]


def test_several_works_in_one_field_have_their_own_print() -> None:
    both = zotero({"itemData": SEA}, {"itemData": SKY}, printed=run("Doe, Sky; Roe, Sea"))
    assert held(run("Cf. "), both) == [("Sea", "roe1990", "", "Roe, Sea"), ("Sky", "", "", "Doe, Sky")]


@pytest.mark.parametrize("key", ["http://zotero.org/users/1/items/AB12CD34", "ITEM-1", "12", "AB12CD34",
                                 "0b5a3c1e-8c4f-3f4b-9d4e-2b1c0a9f8e7d"])  # fmt: skip
def test_an_id_of_a_program_is_no_key(key: str) -> None:
    assert held(zotero({"id": key, "itemData": SEA | {"id": key}}, printed=run("Sea"))) == [("Sea", "", "", "Sea")]


def test_mendeley() -> None:
    data = json.dumps({"citationItems": [{"id": "ITEM-1", "itemData": SEA, "locator": "5"}]})
    assert held(field(f"ADDIN CSL_CITATION {data}", run("Sea"))) == [("Sea", "roe1990", "5", "Sea")]
    tag = "MENDELEY_CITATION_v3_" + base64.b64encode(data.encode()).decode()
    assert held(run("a "), control(tag, run("Sea"))) == [("Sea", "roe1990", "5", "Sea")]


SOURCES = """<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source>
<b:Tag>Con92</b:Tag><b:SourceType>Book</b:SourceType><b:Title>China</b:Title><b:Year>1992</b:Year><b:Month>mayo</b:Month>
<b:City>Oxford</b:City><b:Author><b:Author><b:NameList><b:Person><b:Last>Connelly</b:Last><b:First>Mary</b:First>
<b:Middle>J.</b:Middle></b:Person></b:NameList></b:Author></b:Author></b:Source></b:Sources>"""


def test_sources_of_word() -> None:
    extra = {"customXml/item1.xml": SOURCES}
    runs = [run("See "), field(r"CITATION Con92 \p 67 \l 1034 ", run("(Connelly, 1992)"))]
    assert held(*runs, extra=extra) == [("China", "Con92", "67", "(Connelly, 1992)")]
    found = read_docx(make_docx([paragraph(*runs)], extra=extra), "a.docx").held[0]
    assert found.note is None and (found.start, found.end) == (0, 0)
    assert (found.record.author, found.record.issued, found.record.publisher_place) == (
        (Name("Connelly", "Mary J."),), Date(((1992, 5),)), "Oxford")  # fmt: skip


@pytest.mark.parametrize("code", ["ADDIN ZOTERO_ITEM CSL_CITATION {x", "CITATION Nobody", "MENDELEY_CITATION_v3_%%",
                                  'ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems": [{"id": 1}]}'])  # fmt: skip
def test_a_field_without_data_is_said_and_stays_print(code: str) -> None:
    made = control(code, run("Sea")) if code.startswith("MEND") else field(code, run("Sea"))
    found = read_docx(make_docx([paragraph(cite(1))], [note(1, paragraph(made))]), "a.docx")
    assert (found.notes[0].text, found.held) == ("Sea", ())
    assert [r.diagnostic.code for r in found.remarks] == ["BN406"]


def test_a_printed_bibliography_gives_way_to_the_data() -> None:
    begin, code = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r><w:instrText>ADDIN ZOTERO_BIBL {}</w:instrText></w:r>",
    )
    separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("separate", "end"))
    body = [paragraph(zotero({"itemData": SEA}, printed=run("(Roe)"))), paragraph(run("References"), style="H1"),
            paragraph(begin, code, separate, run("Roe, Ann. Sea.")), paragraph(run("Noe, Cy. Land."), end),
            paragraph(run("Roe, Ann. Sea, typed by hand."))]  # fmt: skip
    found = read_docx(make_docx(body), "a.docx")
    assert [b.text for b in found.entries] == ["Noe, Cy. Land.", "Roe, Ann. Sea, typed by hand."]
    assert len(found.held) == 1


# ------------------------------------------------------------------ bad input
def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


BOMB = f"""<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document {W}><w:t>&b;</w:t></w:document>"""
BAD = [
    (b"", "no zip archive"),
    (b"PK\x03\x04 cut short", "no zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    (zipped(a="b"), "no Word document"),
    (make_docx([], extra={"word/document.xml": "<w:document"}), "broken"),
    (make_docx([], extra={"word/document.xml": BOMB}), "document type"),
    (make_docx([], extra={"word/document.xml": part("document", "<w:p>" * 2000 + "</w:p>" * 2000)}), "too deep"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), BAD)
def test_bad_input_is_one_clear_line(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_docx(data, "thesis.docx")
    assert str(caught.value).startswith("thesis.docx: ") and "\n" not in str(caught.value)


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bibnorm.read.docxpackage.LARGEST", 1 << 20)
    with pytest.raises(InputError, match="larger than 1 MiB"):
        read_docx(make_docx([paragraph(run(" " * (4 << 20)))]), "a.docx")


@given(st.binary(max_size=200), st.integers(0, 2000))
def test_a_damaged_file_is_read_or_refused(noise: bytes, at: int) -> None:
    """A zip reader raises a dozen kinds of errors."""
    made = make_docx([paragraph(run("a"), cite(1))], [note(1, paragraph(run("b")))])
    try:
        read_docx(made[:at] + noise + made[at + len(noise) :], "a.docx")
    except InputError as error:
        assert str(error).startswith("a.docx: ")


# ------------------------------------------------------------------ other writers, any text, many notes
def test_python_docx() -> None:
    made = docx.Document()
    made.add_heading("Text", 1)
    made.add_heading("Obras citadas", 1)
    entry = made.add_paragraph("Roe, ")
    entry.add_run("Sea").italic = True
    entry.add_run(", 1990.")
    out = io.BytesIO()
    made.save(out)
    assert [b.text for b in read_docx(out.getvalue(), "a.docx").entries] == ["Roe, *Sea*, 1990."]


XML_TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u00ad\ufffe\uffff*"))


@given(st.lists(st.tuples(XML_TEXT, st.booleans()), max_size=6))
def test_any_text_comes_back(pieces: list[tuple[str, bool]]) -> None:
    """No letter is lost or moved, however runs are cut."""
    text = text_of(*(italic(text) if slanted else run(text) for text, slanted in pieces))
    assert text.replace("*", "") == BLANKS.sub(" ", "".join(text for text, _ in pieces)).strip(" ")
    assert text.count("*") % 2 == 0


def test_ten_thousand_notes_take_seconds() -> None:
    body = [paragraph(run("Text"), cite(number)) for number in range(1, 10_001)]
    notes = [note(n, paragraph(zotero({"itemData": SEA}, printed=run(f"Roe, Sea {n}")))) for n in range(1, 10_001)]
    made = make_docx(body, notes)
    begun = time.perf_counter()
    found = read_docx(made, "a.docx")
    assert (len(found.notes), len(found.held), found.notes[-1].label) == (10_000, 10_000, "10000")
    assert time.perf_counter() - begun < 20
