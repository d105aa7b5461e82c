"""The .bib reader: blocks, LaTeX, names, dates, types, what is inherited, and what is broken."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from remarks import said

from bibnorm.cli import main
from bibnorm.model import OTHERS, Date, Name, Record
from bibnorm.read import References
from bibnorm.read.bib import read_bib
from bibnorm.read.bibfile import Lines, scan
from bibnorm.read.bibnames import parse_name_list
from bibnorm.read.bibtables import language_code, tables
from bibnorm.read.edtf import parse_edtf, parse_year_month
from bibnorm.read.latex import decode_latex
from bibnorm.write.tables import dialect


def read(text: str) -> References:
    return read_bib(text, "refs.bib")


def record(text: str) -> Record:
    """The record of the first entry."""
    return read(text).readings[0].record


def entry(kind: str, **fields: str) -> Record:
    return record(f"@{kind}{{key,\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()) + "}\n")


# ------------------------------------------------------------------ LaTeX
LATEX = [
    (r"Jos{\'e} Garc{\'\i}a M\'arquez", "José García Márquez"),
    (r"\'{\i} \v{c} \v c \c{c} \k{a} \r{a} \H{o} \u{g} \d{a} \b{o} \=o \.z", "í č č ç ą å ő ğ ạ o̱ ō ż"),
    (r"\aa \ss{} {\o}re \AE{}on \L\'od\'z {\ng}", "åß øre Æon Łódź ŋ"),
    (r"{\"O}sterreich and \"{u}ber", "Österreich and über"),
    (r"50\% \& more \$5 \#1 C\_1 \{x\}", "50% & more $5 #1 C_1 {x}"),
    ("50% & more #1 C_1 $5", "50% & more #1 C_1 $5"),  # BibTeX users forget to escape; nothing is cut off
    ("pages 1--2 --- ``quoted'' ?`Qu\\'e? !`Ya!", "pages 1–2 — “quoted” ¿Qué? ¡Ya!"),
    ("a~b\\ c\\,d\\-e\\/f", "a\u00a0b c def"),
    (r"{The {DNA} of {{E. coli}}}", "The DNA of E. coli"),
    (r"\textbackslash{} \textasciitilde{} \^{} \textless", "\\ ~ <"),
    (r"\char233 {\char 8364}", "é €"),
    (r"\LaTeX{} and \TeX", "LaTeX and TeX"),
    (r"\url{http://x.org/a_b%20c}", "http://x.org/a_b%20c"),
    (r"\href{http://x.org}{here}", "here (http://x.org)"),
    (r"$\alpha$-helix, H$_2$O, 10$^{-3}$, $\mathrm{CO}_2$", "α-helix, H₂O, 10⁻³, CO₂"),
    (r"CO\textsubscript{2}", "CO₂"),
    (r"\noopsort{1973b}1973", "1973"),
    ("two\n   lines\tand tabs", "two lines and tabs"),
    (r"ends with \ ", "ends with"),
    ("a lone \\", "a lone \\"),
    ("$5 only", "$5 only"),
    ("{never closed", "never closed"),
]


@pytest.mark.parametrize(("latex", "text"), LATEX)
def test_latex(latex: str, text: str) -> None:
    assert decode_latex(latex).text == text


LOST = [
    (r"\emph{Homo sapiens}", "Homo sapiens", ("\\emph",)),
    (r"\textsc{x} {\it y} \foo[opt]{z}", "x y z", ("\\textsc", "\\it", "\\foo")),
    (r"$\frac{1}{2}$ and $x^q$", r"$\frac{1}{2}$ and $x^q$", (r"$\frac{1}{2}$", "$x^q$")),  # no characters for it
    (r"1\textsuperscript{st}", "1st", ("\\textsuperscript",)),
]


@pytest.mark.parametrize(("latex", "text", "lost"), LOST)
def test_what_text_cannot_show_is_named(latex: str, text: str, lost: tuple[str, ...]) -> None:
    decoded = decode_latex(latex)
    assert (decoded.text, decoded.lost) == (text, lost)


@given(st.text(st.sampled_from(list("\\{}$~`'\"^%&_#-ae 1i[]\n")), max_size=30))
def test_latex_is_total(latex: str) -> None:
    """Would show a command at the end of a value that reads on beyond it."""
    assert isinstance(decode_latex(latex).text, str)


def test_commands_within_commands_come_to_an_end() -> None:
    assert decode_latex("\\'{" * 5000 + "e" + "}" * 5000).text
    assert decode_latex("\\'" * 5000 + "e").text
    assert decode_latex("\\c" * 5000 + " e").text


@given(st.text(max_size=60))
def test_letters_survive(text: str) -> None:
    """Of text without commands no letter is lost."""
    plain = "".join(c for c in text if c not in "\\$")
    letters = [c for c in plain if c.isalnum()]
    assert [c for c in decode_latex(plain).text if c.isalnum()] == letters


# ------------------------------------------------------------------ names
NAMES = [
    ("van Beethoven, Ludwig", Name("Beethoven", "Ludwig", non_dropping_particle="van")),
    ("von Humboldt, Alexander", Name("Humboldt", "Alexander", dropping_particle="von")),
    ("Ludwig van Beethoven", Name("Beethoven", "Ludwig", non_dropping_particle="van")),
    ("Jean de La Fontaine", Name("La Fontaine", "Jean", dropping_particle="de")),
    ("{Ortega y Gasset}, José", Name("Ortega y Gasset", "José")),
    ("Ortega y Gasset, José", Name("Ortega y Gasset", "José")),  # BibTeX takes "Ortega y" for a particle
    ("José Ortega y Gasset", Name("Ortega y Gasset", "José")),
    ("King, Jr., Martin Luther", Name("King", "Martin Luther", suffix="Jr.")),
    ("{World Health Organization}", Name(literal="World Health Organization")),
    ("{{Barnes and Noble, Inc.}}", Name(literal="Barnes and Noble, Inc.")),
    ("{\\'E}mile Zola", Name("Zola", "Émile")),  # braces of an accent are no braces around a name
    ('M{\\"u}ller, K.', Name("Müller", "K.")),
    ("Plato", Name("Plato")),
    ("Plato,", Name("Plato")),
    ("others", OTHERS),
    ("family=Hooft, given=Gerard, prefix=van 't, useprefix=true", Name("Hooft", "Gerard", "", "van 't")),
    ("family=Vega, given=Lope, prefix=de, useprefix=false", Name("Vega", "Lope", "de")),
    ("A.~B. Smith", Name("Smith", "A. B.")),
    ("hooks, bell", Name("hooks", "bell")),
]


@pytest.mark.parametrize(("latex", "name"), NAMES)
def test_names(latex: str, name: Name) -> None:
    (found,) = parse_name_list(latex).names
    assert found == dataclasses.replace(name, given=found.given) and found.given.replace("\u00a0", " ") == name.given


def test_lists_of_names() -> None:
    found = parse_name_list('Roe, A. AND {A and B}\nand M{\\"u}ller, K. and others')
    assert [str(name) for name in found.names] == ["A. Roe", "A and B", "K. Müller", "others"]
    odd = parse_name_list("A, B, C, D and Roe, A.")
    assert odd.names[0] == Name(literal="A, B, C, D") and odd.odd == ("A, B, C, D",)
    assert parse_name_list("").names == ()


@given(st.text(st.sampled_from(list("ab ,{}\\~=A'. and")), max_size=30))
def test_names_are_total(latex: str) -> None:
    for name in parse_name_list(latex).names:
        assert str(name)


# ------------------------------------------------------------------ dates
EDTF = [
    ("2001-02-03", Date(((2001, 2, 3),))),
    ("2006-10/2006-12", Date(((2006, 10), (2006, 12)))),
    ("2007-22", Date(((2007,),), (2,))),
    ("2007-24/2008-21", Date(((2007,), (2008,)), (4, 1))),
    ("1796~", Date(((1796,),), circa=True)),
    ("1796?", Date(((1796,),), circa=True)),
    ("199X", Date(((1990,), (1999,)))),
    ("-0043", Date(((-44,),))),
    ("2001-02-03T10:00:00Z", Date(((2001, 2, 3),))),
    ("1990/", Date(((1990,),))),
    ("2001-13", Date(printed="2001-13")),
    ("29 June", Date(printed="29 June")),
]


@pytest.mark.parametrize(("text", "date"), EDTF)
def test_edtf(text: str, date: Date) -> None:
    assert parse_edtf(text) == date
    assert entry("book", date=text).issued == date


YEARS = [
    (("2008", "October", "28"), Date(((2008, 10, 28),))),
    (("2008", "mar", "1--5"), Date(((2008, 3, 1), (2008, 3, 5)))),
    (("2006", "October--December", ""), Date(((2006, 10), (2006, 12)))),
    (("2014", "enero/abril", ""), Date(((2014, 1), (2014, 4)))),
    (("2020", "10~January", ""), Date(((2020, 1, 10),))),
    (("2007", "Summer", ""), Date(((2007,),), (2,))),
    (("2007/2008", "Winter", ""), Date(((2007,), (2008,)), (4,))),
    (("1990--95", "", ""), Date(((1990,), (1995,)))),
    (("c. 1796", "", ""), Date(((1796,),), circa=True)),
    (("2008", "3", ""), Date(((2008, 3),))),
    (("in press", "", ""), Date(printed="in press")),
    (("2008", "Yule", ""), Date(printed="Yule 2008")),  # a word that is no month of any language
    (("2001", "feb", "30"), Date(printed="30 feb 2001")),
]


@pytest.mark.parametrize(("fields", "date"), YEARS)
def test_year_month_day(fields: tuple[str, str, str], date: Date) -> None:
    assert parse_year_month(*fields) == date


# ------------------------------------------------------------------ fields
FIELDS = [
    # (type, fields, what the record has)
    ("article", {"journal": "J", "number": "3", "eid": "e12"}, {"container_title": "J", "issue": "3", "number": "e12"}),
    ("article", {"issue": "Spring", "number": "3"}, {"issue": "3", "note": "Spring"}),
    ("article", {"entrysubtype": "newspaper"}, {"type": "article-newspaper"}),
    ("misc", {"entrysubtype": "legal_case"}, {"type": "legal_case"}),
    ("misc", {"entrysubtype": "treatise"}, {"type": "document", "note": "treatise"}),
    ("book", {"series": "S", "number": "4"}, {"collection_title": "S", "collection_number": "4", "number": ""}),
    ("book", {"series": "S, 4"}, {"collection_title": "S", "collection_number": "4"}),
    ("book", {"edition": "Second"}, {"edition": "2"}),
    ("book", {"edition": "Nueva edición"}, {"edition": "Nueva edición"}),
    ("book", {"title": "Sea", "subtitle": "A Life"}, {"title": "Sea: A Life"}),
    ("book", {"title": "Sea?", "subtitle": "A Life"}, {"title": "Sea? A Life"}),
    ("book", {"title": "Sea", "titleaddon": "a novel"}, {"title": "Sea", "note": "a novel"}),
    ("book", {"title": "II", "maintitle": "Works"}, {"title": "II", "container_title": "Works"}),
    ("book", {"publisher": "Hart and Sons", "address": "Leeds"},
     {"publisher": "Hart and Sons", "publisher_place": "Leeds"}),
    ("inbook", {"booktitle": "B", "bookauthor": "Roe, A."}, {"container_author": (Name("Roe", "A."),)}),
    ("phdthesis", {"school": "U"}, {"type": "thesis", "genre": "PhD thesis", "publisher": "U"}),
    ("mastersthesis", {"type": "Tesina"}, {"type": "thesis", "genre": "Tesina"}),
    ("thesis", {"type": "mathesis", "institution": "U"}, {"genre": "MA thesis", "publisher": "U"}),
    ("report", {"type": "techreport", "number": "7"}, {"type": "report", "genre": "", "number": "7"}),
    ("report", {"author": "Roe, A.", "authortype": "editor"}, {"author": (), "editor": (Name("Roe", "A."),)}),
    ("online", {"organization": "Site", "urldate": "2020-02"},
     {"container_title": "Site", "accessed": Date(((2020, 2),))}),
    ("misc", {"howpublished": "\\url{http://x.org/a\\_b}"},
     {"type": "webpage", "url": "http://x.org/a_b", "publisher": ""}),
    ("misc", {"howpublished": "Talk"}, {"type": "document", "publisher": "Talk"}),
    ("misc", {"eprint": "2101.00001", "archiveprefix": "arXiv", "primaryclass": "cs.DL"},
     {"type": "article", "arxiv": "2101.00001 [cs.DL]"}),
    ("article", {"eprint": "31234567", "eprinttype": "pubmed"}, {"pmid": "31234567"}),
    ("article", {"eprint": "abc", "eprinttype": "jstor"}, {"note": "jstor: abc"}),
    ("article", {"pmid": "1", "pmcid": "PMC1"}, {"pmid": "1", "pmcid": "PMC1"}),
    ("article", {"doi": "https://doi.org/10.1000/a_b"}, {"doi": "10.1000/a_b"}),
    ("article", {"doi": r"10.1000/a\_b"}, {"doi": "10.1000/a_b"}),
    ("online", {"url": "http://x.org/a_b%20c?x=1&y=2#z~"}, {"url": "http://x.org/a_b%20c?x=1&y=2#z~"}),
    ("article", {"pages": "117--36"}, {"page": "117-36"}),
    ("article", {"pages": "xii–xv, 3"}, {"page": "xii-xv, 3"}),
    ("book", {"volume": "2", "part": "1", "volumes": "4"}, {"volume": "2, 1", "number_of_volumes": "4"}),
    ("book", {"langid": "ngerman"}, {"language": "de"}),
    ("book", {"language": "Spanish"}, {"language": "es"}),
    ("book", {"language": "pt-BR"}, {"language": "pt-BR"}),
    ("book", {"language": "Klingon"}, {"language": "", "note": "Klingon"}),
    ("book", {"pubstate": "inpress"}, {"status": "in press"}),
    ("book", {"editor": "Roe, A.", "foreword": "Doe, B."}, {"note": "Foreword by B. Doe"}),
    ("book", {"editora": "Roe, A.", "editoratype": "translator"}, {"translator": (Name("Roe", "A."),)}),
    ("book", {"note": "Rare. Accessed 2020-02-29. PMID: 12"},
     {"note": "Rare.", "accessed": Date(((2020, 2, 29),)), "pmid": "12"}),
    ("book", {"note": "see vol. 3"}, {"note": "see vol. 3", "volume": ""}),  # a sentence of its own, or a note
    ("inproceedings", {"booktitle": "B", "organization": "O", "publisher": "P"}, {"publisher": "P", "note": "O"}),
    ("software", {"version": "2.1"}, {"edition": "2.1"}),
    ("unpublished", {"eventtitle": "Days", "venue": "Kiel", "eventdate": "2012-09"},
     {"event_title": "Days", "event_place": "Kiel", "event_date": Date(((2012, 9),))}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "wanted"), FIELDS)
def test_fields(kind: str, fields: dict[str, str], wanted: dict[str, object]) -> None:
    made = entry(kind, **fields)
    assert {name: getattr(made, name) for name in wanted} == wanted


def test_every_type_that_is_written_is_read() -> None:
    for fmt in ("bibtex", "biblatex"):
        assert set(dialect(fmt).admits) <= set(tables().types)
    assert set(tables().types.values()) <= tables().csl


def test_every_language_that_is_written_is_read() -> None:
    table = {"nb": "norsk", "pt-BR": "brazilian", "en-GB": "british", "de": "german", "zh": "chinese", "la": "latin"}
    assert {code: language_code(babel) for code, babel in table.items()} == {code: code for code in table}


# ------------------------------------------------------------------ strings, xdata, crossref
def test_strings_and_months() -> None:
    found = record(
        '@string{jrn = "Journal of Things"}\n@STRING(pub = {Pub \\& Co})\n'
        '@article{a, Journal = jrn, month = "10~" # jan, year = 1999, note = "see " # JRN # ", p. 3", publisher=pub}'
    )
    assert (found.container_title, found.note) == ("Journal of Things", "see Journal of Things, p. 3")
    assert (found.publisher, found.issued) == ("Pub & Co", Date(((1999, 1, 10),)))


def test_a_string_that_is_not_there_is_a_doubt() -> None:
    found = read("@article{a, journal = prl, title = {T}}")
    assert found.readings[0].record.container_title == "prl"
    assert said(found) == [(1, "BN424")]


PARENTS = """
@book{works, author = {Roe, A.}, title = {Works}, subtitle = {All}, publisher = {Faro}, year = 1990, doi = {10.1/x}}
@inbook{part, crossref = {Works}, title = {Part}, pages = {1--2}}
@proceedings{talks, editor = {Doe, B.}, title = {Talks}, year = 1991}
@inproceedings{talk, crossref = {talks}, author = {Moe, C.}, title = {Talk}, year = 1992}
@xdata{house, publisher = {Faro}, location = {Kiel}}
@book{home, xdata = {house}, title = {Home}}
@article{lost, crossref = {nowhere}, title = {Lost}}
@book{ring, crossref = {ring}, title = {Ring}}
"""


def test_what_entries_take_from_others() -> None:
    found = read(PARENTS)
    made = dict(zip(found.keys, (reading.record for reading in found.readings), strict=True))
    assert list(made) == ["works", "part", "talks", "talk", "home", "lost", "ring"]  # @xdata is no work
    part, talk, home = made["part"], made["talk"], made["home"]
    assert (part.container_title, part.publisher, part.doi) == ("Works: All", "Faro", "")
    assert part.author == part.container_author == (Name("Roe", "A."),)
    assert (talk.container_title, talk.editor, talk.author) == ("Talks", (Name("Doe", "B."),), (Name("Moe", "C."),))
    assert talk.issued == Date(((1992,),))  # its own
    assert (home.publisher, home.publisher_place) == ("Faro", "Kiel")
    assert said(found) == [(8, "BN424")]


# ------------------------------------------------------------------ what is broken
BROKEN = [
    # (text, keys that are read, remarks)
    ("@book{a, title = {T}\n year = 1990}", ("a",), [(1, "BN420")]),
    ("@book{a, title = {T}, title = {U}}", ("a",), [(1, "BN406")]),
    ("@book{a, title = {T}, title = {T}}", ("a",), []),  # said twice, nothing is lost
    ("@book{a, title = {T}}\n@book{A, title = {U}}", ("a", ""), [(2, "BN421")]),
    ("@book{, title = {T}}", ("",), [(1, "BN421")]),
    ("@book{title = {T}}", ("",), [(1, "BN421")]),
    ("@book{a, title = {T", (), [(1, "BN406")]),
    ("@book{a, title = {T\n}\n\n@book{b, title = {U}}", ("b",), [(1, "BN406")]),
    ("@book{a, title = {T {x}\n}\n@book{b, title = {U}}}", ("b",), [(1, "BN406")]),  # never one value
    ("@book{a, title = }", (), [(1, "BN406")]),
    ("@book{a title = {T}}\n@book{b, title = {U}}", ("b",), [(1, "BN406")]),
    ("@book{a, = {T}}\n@book{b, title = {U}}", ("b",), [(1, "BN406")]),
    ("@book", (), [(1, "BN422")]),
    ("@set{s, entryset = {a, b}}", (), [(1, "BN406")]),
    ('@preamble{"\\newcommand{\\x}" # {y}}', (), [(1, "BN422")]),
    ("Hello\n@book{a, title = {T}}", ("a",), [(1, "BN422")]),
    ("% Hello\n% @book{b, title = {U}}\n@book{a, title = {T}}\n@comment{c, {d}}", ("a",), []),
    ("mail me@x.org (now)\n@book{a, title = {T}}", ("a",), [(1, "BN422")]),
    ("@book{a, title = {T}, weird-field = {x}, file = {y}}", ("a",), [(1, "BN422"), (1, "BN422")]),
    ("@tome{a, title = {T}}", ("a",), [(1, "BN425")]),
    ("@book{a, author = {A, B, C, D}}", ("a",), [(1, "BN425")]),
    ("@book{a, title = {\\emph{T}}}", ("a",), [(1, "BN423")]),
    ("@book(a, title = {T (x)})", ("a",), []),
    ("@book{a,\n  title = {T}, % a comment\n  year = 1990\n}", ("a",), []),
    ("", (), []),
]


@pytest.mark.parametrize(("text", "keys", "remarks"), BROKEN)
def test_broken_files(text: str, keys: tuple[str, ...], remarks: list[tuple[int, str]]) -> None:
    found = read(text)
    assert found.keys == keys
    assert said(found) == remarks


@given(st.text(st.sampled_from(list('@book{}(),="#%\n ab1\\\r')), max_size=60))
def test_blocks_cover_the_file(text: str) -> None:
    """Would show a character that belongs to no block, and so is lost without a word."""
    blocks = list(scan(text))
    assert "".join(text[block.start : block.end] for block in blocks) == text
    lines = Lines(text)
    for block in blocks:
        assert lines.pieces(block.start, block.end)[0][1:] == lines.position(block.start)
    read(text)


def test_a_finding_knows_its_line() -> None:
    found = read("@book{a,\n  title = {T},\n  year = {1990}\n  note = {x},\n  year = {1991},\n}\r\n")
    assert [(r.line.number, r.line.column, r.diagnostic.code) for r in found.remarks] == [
        (3, 16, "BN420"), (5, 3, "BN406"),
    ]  # fmt: skip
    block = found.readings[0].block
    assert block.position(block.text.index("note")) == (4, 3)


# ------------------------------------------------------------------ the command
def run(*arguments: object, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


CASES = [
    # (file, exit code, keys in the output, codes)
    ("bom.bib", 0, ["a1"], []),
    ("crlf.bib", 0, ["a1", "b2"], []),
    ("dupfield.bib", 1, ["a1"], ["BN406"]),
    ("dupkey.bib", 0, ["a1", "smith2001title", "b2"], ["BN421"]),
    ("empty.bib", 0, [], []),
    ("missingcomma.bib", 0, ["a1", "bad", "b2"], ["BN420"]),
    ("nokey.bib", 0, ["a1", "keynd", "b2"], ["BN421"]),
    ("ok.bib", 0, ["a1", "b2"], []),
    ("rich.bib", 0, ["Key:One/2020", "ParenKey", "utf8key-ñ", "u"], ["BN422", "BN425"]),
    ("rich2.bib", 0, ["Key:One/2020", "ParenKey", "utf8key-ñ", "u"], ["BN422", "BN425"]),
    ("truncated.bib", 1, ["a1"], ["BN406"]),
    ("unbalanced.bib", 1, ["a1", "b2"], ["BN406"]),
]


@pytest.mark.parametrize(("name", "code", "keys", "codes"), CASES)
def test_cases(name: str, code: int, keys: list[str], codes: list[str], shared: Path) -> None:
    result = run("convert", shared / "bibcases" / name, "-t", "biblatex")
    assert result.exit_code == code, result.stderr
    assert [line.partition("{")[2].rstrip(",") for line in result.stdout.splitlines() if line[:1] == "@"] == keys
    findings = {word for word in result.stderr.split() if word.startswith("BN")} - {"BN301"}
    assert findings == set(codes)


def test_cases_are_all_there(shared: Path) -> None:
    names = {path.name for path in (shared / "bibcases").iterdir()}
    assert names == {case[0] for case in CASES} | {"latin1.bib"}


def test_latin_1_is_read_when_it_is_named(shared: Path) -> None:
    path = shared / "bibcases" / "latin1.bib"
    unnamed = run("convert", path)
    assert unnamed.exit_code == 2 and "line 9" in unnamed.stderr and "--encoding" in unnamed.stderr
    named = run("convert", path, "--encoding", "latin-1")
    assert named.exit_code == 0 and "Núñez, José" in named.stdout


def test_keys_and_formats_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "mine.bib"
    path.write_text("@book{Roe:1990, title = {Der Salzweg der Alten}, year = 1990}\n", encoding="utf-8")
    assert run("convert", path).stdout.startswith("@book{Roe:1990,\n")
    assert '"id": "Roe:1990"' in run("convert", path, "-t", "csl-json").stdout
    assert "language" not in run("convert", path, "-t", "csl-json").stdout  # nobody said it
    assert "langid        = {german}" in run("convert", path, "-t", "biblatex").stdout  # the writer has to know
    assert "@book{Roe:1990" in run("convert", "-", stdin=path.read_bytes()).stdout  # by its content
    assert run("convert", path, "-f", "bibtex").stdout == run("convert", path, "-f", "biblatex").stdout
    assert "custom" not in run("convert", path, "-t", "csl-json", "--trace").stdout  # there is no print to trace


def test_keys_of_several_files_do_not_clash(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.bib").write_text(f"@book{{roe, title = {{{name} book}}}}\n", encoding="utf-8")
    result = run("convert", tmp_path / "a.bib", tmp_path / "b.bib")
    assert [line for line in result.stdout.splitlines() if line[:1] == "@"] == ["@book{roe,", "@book{roea,"]
    assert "b.bib:1:1: BN421 the key “roe” is taken" in result.stderr
