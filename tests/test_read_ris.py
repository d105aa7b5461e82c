"""The RIS reader: what bibnorm writes, what EndNote, Zotero, PubMed and publishers write, and what is broken."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from remarks import said

from bibnorm.cli import main
from bibnorm.model import OTHERS, Date, Name, Record
from bibnorm.read import choose_input_format
from bibnorm.read.ris import parse_date, parse_name, read_ris


def record(*lines: str, kind: str = "JOUR") -> Record:
    text = "\n".join([f"TY  - {kind}", *lines, "ER  - "])
    return read_ris(text).readings[0].record


FOREIGN = [
    # (TY, lines, what the record has)
    ("JOUR", ["A1  - Roe, A.", "T1  - Sea", "JF  - Annals", "Y1  - 2008/10/28/", "M3  - 10.1000/x"],
     {"author": (Name("Roe", "A."),), "title": "Sea", "container_title": "Annals", "doi": "10.1000/x", "genre": "",
      "issued": Date(((2008, 10, 28),))}),
    ("JOUR", ["TI  - Sea", "T2  - Annals of Sea", "JO  - Ann. Sea", "SP  - 1", "EP  - 9"],
     {"container_title": "Annals of Sea", "page": "1-9"}),
    ("JOUR", ["TI  - Sea", "SP  - 12-34", "DO  - https://doi.org/10.1000/a"], {"page": "12-34", "doi": "10.1000/a"}),
    ("JOUR", ["TI  - Sea", "SN  - 978-3-16-148410-0"], {"isbn": "978-3-16-148410-0", "issn": ""}),
    ("BOOK", ["TI  - Sea", "SN  - 0378-5955"], {"issn": "0378-5955", "isbn": ""}),
    ("BOOK", ["TI  - Sea", "A2  - Doe, B.", "SP  - 345"], {"editor": (Name("Doe", "B."),), "number_of_pages": "345"}),
    ("BOOK", ["TI  - Sea", "ED  - Doe, B."], {"editor": (Name("Doe", "B."),)}),
    ("EDBOOK", ["AU  - Doe, B.", "TI  - Sea"], {"type": "book", "editor": (Name("Doe", "B."),), "author": ()}),
    ("BOOK", ["BT  - Sea"], {"title": "Sea"}),
    ("CHAP", ["TI  - Part", "BT  - Sea"], {"title": "Part", "container_title": "Sea"}),
    ("CONF", ["TI  - Talk", "T2  - Acta"], {"type": "paper-conference", "container_title": "Acta", "event_title": ""}),
    ("CPAPER", ["TI  - Talk", "T2  - Days", "C3  - Acta"], {"container_title": "Acta", "event_title": "Days"}),
    ("JOUR", ["TI  - Sea", "AN  - 123", "DB  - PubMed"], {"pmid": "123"}),
    ("JOUR", ["TI  - Sea", "LA  - eng"], {"language": "en"}),
    ("JOUR", ["TI  - Sea", "LA  - Spanish"], {"language": "es"}),
    ("JOUR", ["TI  - Sea", "LA  - und"], {"language": "", "note": ""}),
    ("JOUR", ["TI  - Sea", "N1  - one", "N1  - two"], {"note": "one two"}),
    ("JOUR", ["TI  - Sea", "VL  - 1", "VL  - 2"], {"volume": "1", "note": "2"}),  # nothing is lost
    ("JOUR", ["TI  - Sea", "UR  - http://x.org/a;b?c=1"], {"url": "http://x.org/a;b?c=1"}),
    ("JOUR", ["TI  - Sea that", "goes on"], {"title": "Sea that goes on"}),
    ("JOUR", ["AU  - Roe, A.", "AU  - et al.", "PY  - 1990"], {"author": (Name("Roe", "A."), OTHERS)}),
    ("GOVDOC", ["TI  - Sea"], {"type": "report"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "lines", "wanted"), FOREIGN)
def test_what_others_write(kind: str, lines: list[str], wanted: dict[str, object]) -> None:
    made = record(*lines, kind=kind)
    assert {name: getattr(made, name) for name in wanted} == wanted


DATES = [
    ("2008/10/28/", Date(((2008, 10, 28),))),
    ("2008/10", Date(((2008, 10),))),
    ("2008-10-28", Date(((2008, 10, 28),))),
    ("2008//", Date(((2008,),))),
    ("2008///spring", Date(((2008,),), (1,))),
    ("2008/10//2008-10/2008-12", Date(((2008, 10), (2008, 12)))),
    ("29/06/07", Date(printed="29/06/07")),  # which of them is the year?
    ("2001/02/30", Date(printed="2001/02/30")),
    ("forthcoming", Date(printed="forthcoming")),
]


@pytest.mark.parametrize(("text", "date"), DATES)
def test_dates(text: str, date: Date) -> None:
    assert parse_date(text) == date


NAMES = [
    ("van Beethoven, Ludwig", Name("Beethoven", "Ludwig", non_dropping_particle="van")),
    ("King, Martin, Jr.", Name("King", "Martin", suffix="Jr.")),
    ("Plato,", Name("Plato")),
    ("World Bank", Name(literal="World Bank")),
    ("A, B, C, D", Name(literal="A, B, C, D")),
    ("Et al.", OTHERS),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names(text: str, name: Name) -> None:
    assert parse_name(text) == name


ODD = [
    # (text, keys, line and code of what is said)
    ("", (), []),
    ("TY  - BOOK\nID  - a\nER  - \nTY  - BOOK\nID  - a\nER  -", ("a", ""), [(4, "BN421")]),
    ("TY  - BOOK\nTI  - T\nER  - ", ("",), [(1, "BN421")]),
    ("1.\nTY  - BOOK\nID  - a\nER  - \n\n2.\nTY  - BOOK\nID  - b\nER  - \n", ("a", "b"), []),  # rispy numbers them
    ("\r\nTY  - BOOK\r\nID  - a\r\nER  - \r\n", ("a",), []),
    ("TY  - BOOK\nID  - a\nTY  - BOOK\nID  - b\nER  - ", ("a", "b"), [(1, "BN420")]),
    ("TY  - BOOK\nID  - a\nTI  - T", ("a",), [(1, "BN420")]),
    ("TI  - T\nER  - \n", (), [(1, "BN406")]),
    ("Hello\nTY  - BOOK\nID  - a\nER  - ", ("a",), [(1, "BN406")]),
    ("TY  - TOME\nID  - a\nER  - ", ("a",), [(1, "BN425")]),
    ("TY  - BOOK\nID  - a\nKW  - x\nAB  - y\nER  - ", ("a",), [(1, "BN422"), (1, "BN422")]),
]


@pytest.mark.parametrize(("text", "keys", "remarks"), ODD)
def test_odd_files(text: str, keys: tuple[str, ...], remarks: list[tuple[int, str]]) -> None:
    found = read_ris(text, "refs.ris")
    assert (found.keys, said(found)) == (keys, remarks)


@given(st.text(st.sampled_from(list("TYERAU -12\n/")), max_size=60))
def test_the_reader_is_total(text: str) -> None:
    """Would show a file that is cut off within a record, or a tag without a value."""
    for made in read_ris(text).readings:
        assert made.record.type


def test_the_command_reads_it_by_suffix_content_and_option() -> None:
    text = "TY  - BOOK\nID  - Roe:1990\nTI  - Sea\nER  - \n"
    assert choose_input_format("refs.RIS", "") == choose_input_format("-", text) == "ris"
    result = CliRunner().invoke(main, ["convert", "-"], input=text)
    assert result.exit_code == 0 and result.stdout.startswith("@book{Roe:1990,")
    broken = CliRunner().invoke(main, ["convert", "-", "-f", "ris"], input="no such thing\n" + text)
    assert broken.exit_code == 1 and "-:1:1: BN406" in broken.stderr and "@book{Roe:1990," in broken.stdout
