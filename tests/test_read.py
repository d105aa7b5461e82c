"""Layouts: the same references however they are laid out, and no letter lost."""

import re
import textwrap
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.read import decode, join_lines, read_plain, split_lines
from bibnorm.read.lines import Line, breaks_url

REFERENCES = (
    'ARANCIBIA, Marta. "El puerto y sus oficios: memoria de los estibadores", *Revista Austral de Historia*, Año 12,'
    " N° 31 (abril-junio), 2003. pp. 41-67.",
    "OLMEDO, Rafael y VIDELA, Inés. *Caminos de la sal*, Antofagasta: Ediciones del Desierto, 1988.",
    "Brückner, Otto (Hrsg.): Zunft und Zeitung. Beiträge zur Stadtgeschichte, 2., überarbeitete Auflage,"
    " Göttingen: Weidenhof 1974, S. 12–39.",
    "Fontaine, Hélène, « Les foires d’hiver en Savoie », *Cahiers des Alpes*, vol. 8, n° 2, 1999, p. 77-102.",
    "Pereira Neto, J. A. O comércio de farinha no litoral norte. Estudos Regionais, v. 15, n. 3, p. 210-238, 2011.",
    "Bellandi, Carlo, *Le fiere di montagna*, in: Sartori, Anna (a cura di), *Economie di confine*, Trento,"
    " Nuova Stampa, 1995, pp. 55-81.",
    "Whitcombe, Sarah J., and Owen Price. “Tolls, Ferries, and the Making of a River Town.” Journal of Inland Trade 42,"
    " no. 1 (Spring 2007): 3–29. https://doi.org/10.5555/jit.2007.42.1.3",
    "Kowalczyk J., Dzieje jarmarków na Podlasiu, Białystok: Wydawnictwo Narew, 2002, 318 s.",
    "Соколова Е. В. Ярмарки Поволжья в XIX веке // Вопросы торговли. 1986. № 4. С. 23–37.",
    "van der Linden, Pieter. De markt aan het water. Utrecht: Het Veerhuis, 1981.",
    "Yılmaz, Ayşe. Pazar yerlerinin tarihi. İzmir: Körfez Yayınları, 2009.",
    "[Anonymous]. A report on the state of the fairs. London, 1796. Retrieved from"
    " http://www.fairs-archive.example/reports/1796/state-of-the-fairs.html",
)  # fmt: skip


def wrap(text: str, first: str = "", rest: str = "") -> str:
    lines = textwrap.wrap(text, 72, initial_indent=first, subsequent_indent=rest, break_long_words=False)
    return "\n".join(lines)


def hyphenate(text: str) -> str:
    """Wrapped at 60 columns; a longer word is broken with a hyphen, an address without one."""
    lines = [""]
    for word in text.split(" "):
        room = 60 - len(lines[-1]) - 1
        if len(word) <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
        elif word.isalpha() and word.islower() and len(word) >= 7 and room >= 5:
            lines[-1] += f" {word[:3]}-"
            lines.append(word[3:])
        elif word.startswith("http"):
            cut = word.rindex("/") + 1
            lines[-1] += f" {word[:cut]}"
            lines.append(word[cut:])
        else:
            lines.append(word)
    return "\n".join(lines)


LAYOUTS = {
    "one a line": "\n".join(REFERENCES),
    "one a line, in groups": "\n".join(r + ("\n" if i % 4 == 3 else "") for i, r in enumerate(REFERENCES)),
    "one a line, blank lines between": "\n\n".join(REFERENCES),
    "CRLF": "\r\n".join(REFERENCES) + "\r\n",
    "numbers": "\n".join(f"{i}. {r}" for i, r in enumerate(REFERENCES, 1)),
    "numbers in brackets, wrapped": "\n".join(wrap(f"[{i}] {r}") for i, r in enumerate(REFERENCES, 1)),
    "numbers in round brackets": "\n".join(wrap(f"({i}) {r}", rest="    ") for i, r in enumerate(REFERENCES, 1)),
    "numbers before a bracket": "\n\n".join(wrap(f"{i}) {r}") for i, r in enumerate(REFERENCES, 7)),
    "numbers from 98 with one missing": "\n".join(wrap(f"{i + (i > 103)}. {r}") for i, r in enumerate(REFERENCES, 98)),
    "numbers without a stop": "\n".join(wrap(f"{i}  {r}") for i, r in enumerate(REFERENCES, 1)),
    "numbers, hyphens": "\n".join(f"{i}. {hyphenate(r)}" for i, r in enumerate(REFERENCES, 1)),
    "bullets -": "\n".join(wrap(r, "- ", "  ") for r in REFERENCES),
    "bullets *": "\n".join(wrap(r, "* ") for r in REFERENCES),
    "bullets •": "\n".join(f"•\t{r}" for r in REFERENCES),
    "bullets –": "\n".join(wrap(r, "– ", "   ") for r in REFERENCES),
    "hanging": "\n".join(wrap(r, "", "    ") for r in REFERENCES),
    "hanging, tabs": "\n".join(wrap(r, "", "\t") for r in REFERENCES),
    "first line indented": "\n".join(wrap(r, "    ") for r in REFERENCES),
    "blank lines, wrapped": "\n\n".join(wrap(r) for r in REFERENCES),
    "blank lines, hyphens": "\n\n".join(hyphenate(r) for r in REFERENCES),
    "blank lines, hyphens, CRLF": "\r\n\r\n".join(hyphenate(r).replace("\n", "\r\n") for r in REFERENCES),
    "a heading": "Bibliografía\n\n" + "\n".join(wrap(r, "", "    ") for r in REFERENCES),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_give_the_same_texts(name: str) -> None:
    found = read_plain(LAYOUTS[name])
    assert tuple(block.text for block in found.blocks) == REFERENCES


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_encodings_give_the_same_texts(encoding: str) -> None:
    data = LAYOUTS["blank lines, hyphens, CRLF"].encode(encoding)
    text = decode(data, "refs.txt", "utf-16-be" if encoding == "utf-16-be" else None).text
    assert tuple(block.text for block in read_plain(text).blocks) == REFERENCES


NAMES = {
    "one a line": "one a line",
    "one a line, blank lines between": "blank lines between",
    "numbers": "numbered",
    "bullets •": "bulleted",
    "hanging": "hanging indent",
    "first line indented": "first-line indent",
    "blank lines, wrapped": "blank lines between",
}


@pytest.mark.parametrize(("name", "layout"), NAMES.items())
def test_layout_is_named(name: str, layout: str) -> None:
    assert read_plain(LAYOUTS[name]).layout == layout


def test_markers_are_labels() -> None:
    labels = [block.label for block in read_plain(LAYOUTS["numbers in brackets, wrapped"]).blocks]
    assert labels == [f"[{i}]" for i in range(1, 13)]


def test_every_offset_has_its_place() -> None:
    """Each piece of a block is found in the file where the block says it is."""
    for text in LAYOUTS.values():
        lines = re.split(r"\r?\n", text)
        for block in read_plain(text, "refs.txt").blocks:
            for offset, line, column in block.pieces:
                piece = block.text[offset : offset + 3]
                assert lines[line - 1][column - 1 :].startswith(piece), (block, offset)
            assert block.line == block.pieces[0][1]


# What is no marker, no heading, no indent: the texts stay as they are.
ONE_A_LINE = {
    "a title in italics is no bullet": ("*Caminos de la sal*. Lima, 1988.", "*Otra sal*. Lima, 1990."),
    "author dashes": ("Abbott, A. First. London, 1990.", "———. Second. London, 1991.", "---. Third. London, 1992."),
    "an underscore dash": ("Abbott, A. First. London, 1990.", "______. Second. London, 1991."),
    "years rise": ("1996 – First title. London.", "1997 – Second title. Oxford.", "1998 – Third title. York."),
    "years with stops": ("1996. First title. London.", "1997. Second title. Oxford.", "1998. Third. York."),
    "years in brackets": ("[1796] Old print. London.", "[1797] Older print. Oxford."),
    "falling numbers": ("3. Auflage ist die beste. Bonn 1990.", "2. Kongress der Fischer. Kiel 1991."),
    "one blank before a line": ("Abbott, A. First. London, 1990.", " Bell, B. Second. London, 1991.", "Carr, C. 1992."),
    "de and von begin lines": ("de la Cruz, J. Poemas. Lima, 1990.", "von Ahn, K. Texte. Bonn, 1991.", "Zorn, Z."),
    "a heading word inside": ("Literatur und Kritik. Wien, 1990.", "References to the fair. London, 1991."),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_A_LINE)
def test_one_a_line_stays(case: str) -> None:
    lines = ONE_A_LINE[case]
    assert [block.text for block in read_plain("\n".join(lines)).blocks] == [line.strip() for line in lines]


PARTED = [
    ("intro before numbers", "Books used\n\n1. Abbott, A. 1990.\n2. Bell, B. 1991.\n3. Carr, C. 1992.",
     ["Books used", "Abbott, A. 1990.", "Bell, B. 1991.", "Carr, C. 1992."]),
    ("one in brackets", "[7] Abbott, A. 1990.", ["Abbott, A. 1990."]),
    ("one with a stop", "7. Kongress der Fischer. Kiel 1990.", ["7. Kongress der Fischer. Kiel 1990."]),
    ("numbers start again", "1. Abbott.\n2. Bell.\n\n1. Carr.\n2. Dunn.", ["Abbott.", "Bell.", "Carr.", "Dunn."]),
    ("a number opens a wrapped line", "1. Abbott, A. A history of the fairs of Saxony and more,\n2. Berlin, 1990.\n"
     "2. Bell, B. Fairs. London, 1991.\n3. Carr, C. Markets. London, 1992.",
     ["Abbott, A. A history of the fairs of Saxony and more, 2. Berlin, 1990.",
      "Bell, B. Fairs. London, 1991.", "Carr, C. Markets. London, 1992."]),
    ("a page gap inside a numbered one", "1. Abbott, A. A long history of\n\nfairs. 1990.\n2. Bell, B. 1991.",
     ["Abbott, A. A long history of fairs. 1990.", "Bell, B. 1991."]),
    ("one wrapped reference", "Abbott, Ann. A history of the fairs and markets of\nSaxony. Berlin: Weidenhof, 1990.",
     ["Abbott, Ann. A history of the fairs and markets of Saxony. Berlin: Weidenhof, 1990."]),
    ("a dash opens a wrapped line", "- Abbott, A. Fairs. Venezia\n  - Treviso, 1990.\n- Bell, B. 1991.",
     ["Abbott, A. Fairs. Venezia - Treviso, 1990.", "Bell, B. 1991."]),
    ("Chinese lines join without blank", "[1] 李明. 中国集市的历\n史. 北京: 河流出版社, 1990.\n[2] 王芳. 集市. 1991.",
     ["李明. 中国集市的历史. 北京: 河流出版社, 1990.", "王芳. 集市. 1991."]),
    ("dash entries within a hanging list", "Abbott, A. A long history of the fairs of\n    Saxony. Berlin, 1990.\n"
     "    ———. Markets. Berlin, 1991.\nBell, B. A short history of the fairs of the\n    north. London, 1992.",
     ["Abbott, A. A long history of the fairs of Saxony. Berlin, 1990.", "———. Markets. Berlin, 1991.",
      "Bell, B. A short history of the fairs of the north. London, 1992."]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "blocks"), PARTED, ids=[row[0] for row in PARTED])
def test_parted(name: str, text: str, blocks: list[str]) -> None:
    assert [block.text for block in read_plain(text).blocks] == blocks


def test_wrapped_without_anything_between_is_said() -> None:
    found = read_plain("\n".join(wrap(r) for r in REFERENCES))
    assert found.layout == "wrapped, nothing between"
    assert [remark.diagnostic.code for remark in found.remarks] == ["BN011"]
    assert sum(block.text in REFERENCES for block in found.blocks) >= 8  # a full last line hides an end


JOINED = [
    (["inter-", "national"], "international"),
    (["1990-", "1995"], "1990-1995"),
    (["1990–", "1995"], "1990–1995"),
    (["Latin-", "American"], "Latin-American"),
    (["(mayo-", "agosto)"], "(mayo-agosto)"),
    (["Wirtschafts-", "und Sozialgeschichte"], "Wirtschafts- und Sozialgeschichte"),
    (["Venezia -", "Treviso"], "Venezia - Treviso"),
    (["Fischerei\u00ad", "wesen"], "Fischereiwesen"),
    (["pre‐", "histórico"], "prehistórico"),
    (["1996.-", "Lima"], "1996.- Lima"),
    (["El título", "sigue"], "El título sigue"),
    (["http://a.example/publi", "caciones/informe.pdf. Lima"], "http://a.example/publicaciones/informe.pdf. Lima"),
    (["http://www.example.org/", "Consultado el 3"], "http://www.example.org/ Consultado el 3"),
    (["http://www.example.org/a-", "b-c.html"], "http://www.example.org/a-b-c.html"),
    (["URL: <http://www.diariodel", "sur.example>. 2005"], "URL: <http://www.diariodelsur.example>. 2005"),
    (["https://doi.org/10.5555/", "rer.2009.22"], "https://doi.org/10.5555/rer.2009.22"),
    (["doi: 10.5555/j.", "fair.2009/12"], "doi: 10.5555/j.fair.2009/12"),
    (["http://a.example/long/", "path/over/", "lines.html"], "http://a.example/long/path/over/lines.html"),
    (["www.example.org.", "En línea"], "www.example.org. En línea"),
    (["http://a.example/x", "http://b.example/y"], "http://a.example/x http://b.example/y"),
    (["日本の市場", "史"], "日本の市場史"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "text"), JOINED)
def test_joined(lines: list[str], text: str) -> None:
    assert join_lines([Line(line, number) for number, line in enumerate(lines, 1)]).text == text


def test_a_url_that_ends_its_line_is_whole() -> None:
    assert not breaks_url("http://www.example.org/index.html", "accessed 3 May")
    assert not breaks_url("http://www.example.org/", "2009. Lima")


def test_headings_are_said() -> None:
    found = read_plain(
        "# 5. References\n\nAbbott, A. First. London, 1990.\n\nFUENTES:\nBell, B. Second. London, 1991.\n-----"
    )
    assert [block.text for block in found.blocks] == [
        "Abbott, A. First. London, 1990.",
        "Bell, B. Second. London, 1991.",
    ]
    assert [(remark.line.number, remark.diagnostic.code) for remark in found.remarks] == [
        (1, "BN010"), (5, "BN010"), (7, "BN012"),
    ]  # fmt: skip
    assert {remark.diagnostic.level for remark in found.remarks} == {"note"}


@pytest.mark.parametrize("text", ["", "\n\n", " \t\r\n", "\ufeff"[1:]])
def test_nothing_gives_nothing(text: str) -> None:
    assert read_plain(text).blocks == () == read_plain(text, one_per_line=True).blocks


def test_one_per_line_takes_each_line_whole() -> None:
    lines = ["References", "[1] Abbott, inter-", "   national.", "", "—", "* Bell", "http://x.example/", "a/b"]
    found = read_plain("\n".join(lines), "refs.txt", one_per_line=True)
    assert [(block.line, block.text) for block in found.blocks] == [
        (number, line.strip()) for number, line in enumerate(lines, 1) if line
    ]
    assert not any(block.label for block in found.blocks)
    assert found.blocks[2].position(0) == (3, 4)


# Lines of letters, markers, indents and blank lines, in any order.
MARKS = st.sampled_from(
    ["", "[1] ", "[2] ", "1. ", "2. ", "3. ", "- ", "* ", "• ", "———. ", "  ", "\t", "# ", "1996 – "]
)
WORDS = st.lists(st.text("abzñÁБ漢1-/.()", min_size=1, max_size=9), min_size=1, max_size=12).map(" ".join)
LINES = st.lists(st.one_of(st.just(""), st.builds(str.__add__, MARKS, WORDS), st.sampled_from(["References", "----"])))


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if c.isalnum() or c in "()[]")


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_no_letter_is_lost(lines: list[str], newline: str, one_per_line: bool) -> None:
    """Would have caught a heading dropped in silence, a marker of a continuation line, a line before the list."""
    text = newline.join(lines)
    found = read_plain(text, one_per_line=one_per_line)
    kept = "".join(block.label + block.text for block in found.blocks)
    aside = "".join(r.line.text for r in found.remarks if r.diagnostic.level == "note")
    assert letters(kept) + letters(aside) == letters(text)


@given(st.text())
def test_reading_is_total(text: str) -> None:
    for one_per_line in (True, False):
        for block in read_plain(text, one_per_line=one_per_line).blocks:
            assert block.text == block.text.strip() != ""
            assert [p[0] for p in block.pieces] == sorted({p[0] for p in block.pieces})
    assert sum(1 for _ in split_lines(text)) == len(read_plain(text, one_per_line=True).blocks)
