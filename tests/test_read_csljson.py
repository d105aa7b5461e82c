"""The CSL-JSON reader: what bibnorm writes, what other programs write, and what is broken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from losses import CASES
from remarks import said

from bibnorm.cli import main
from bibnorm.errors import InputError
from bibnorm.model import OTHERS, Date, Name, Record
from bibnorm.read.bibtables import tables
from bibnorm.read.csljson import read_csljson
from bibnorm.write.csljson import item


def record(**variables: Any) -> Record:
    names = {name.replace("_", "-"): value for name, value in variables.items()}
    return read_csljson(json.dumps([{"id": "a", "type": "book", **names}])).readings[0].record


def test_all_of_a_library_is_read_and_written_as_it_was() -> None:
    text = (CASES / "library.json").read_text(encoding="utf-8")
    found = read_csljson(text, "library.json")
    written = [item(reading, key) for reading, key in zip(found.readings, found.keys, strict=True)]
    assert written == json.loads(text)
    assert found.remarks == () and not any(reading.diagnostics for reading in found.readings)


def test_every_type_of_csl_is_known() -> None:
    schema = (CASES.parent / "schema" / "csl-data.json").read_text(encoding="utf-8")
    listed = json.loads(schema)["items"]["properties"]["type"]["enum"]
    assert tables().csl == set(listed)


VALUES = [
    # (variables, what the record has)
    ({"issued": {"date-parts": [["2001", "2"]]}}, {"issued": Date(((2001, 2),))}),  # Zotero writes words
    ({"issued": {"date-parts": [[2001, 2, 3], [2001, 4]]}}, {"issued": Date(((2001, 2, 3), (2001, 4)))}),
    ({"issued": {"date-parts": [[2001, 0, 0]]}}, {"issued": Date(((2001,),))}),
    ({"issued": {"date-parts": [[]]}}, {"issued": None}),
    ({"issued": {"raw": "2001-02-03"}}, {"issued": Date(((2001, 2, 3),))}),
    ({"issued": {"literal": "in press"}}, {"issued": Date(printed="in press")}),
    ({"issued": "2019"}, {"issued": Date(((2019,),))}),  # no CSL, but written
    ({"issued": {"date-parts": [[2007]], "season": "22"}}, {"issued": Date(((2007,),), (2,))}),
    ({"issued": {"date-parts": [[1796]], "circa": 1}}, {"issued": Date(((1796,),), circa=True)}),
    ({"issued": {"date-parts": [[2001, 2, 30]]}}, {"issued": Date(((2001, 2, 30),), printed="2001-2-30")}),
    ({"author": [{"literal": "others"}]}, {"author": (OTHERS,)}),
    ({"author": [{"family": "Roe", "given": "A.", "suffix": "Jr.", "comma-suffix": True}]},
     {"author": (Name("Roe", "A.", suffix="Jr."),)}),
    ({"author": "Roe, A."}, {"author": (Name(literal="Roe, A."),)}),
    ({"volume": 3, "page": "1-9"}, {"volume": "3", "page": "1-9"}),
    ({"title": "On <i>Homo</i> and <span class=\"nocase\">DNA</span>"}, {"title": "On Homo and DNA"}),
    ({"title": "a < b"}, {"title": "a < b"}),
    ({"container_title_short": "Ann."}, {"container_title": "Ann."}),
    ({"container_title_short": "Ann.", "container_title": "Annals"}, {"container_title": "Annals"}),
    ({"event": "Sea Days"}, {"event_title": "Sea Days"}),  # CSL 1.0.1
    ({"number": "arXiv:2101.00001 [cs.DL]"}, {"arxiv": "2101.00001 [cs.DL]", "number": ""}),
    ({"number": "7", "note": "Rare. arXiv:2101.00001"}, {"arxiv": "2101.00001", "note": "Rare.", "number": "7"}),
    ({"type": "software", "version": "2.1"}, {"edition": "2.1"}),
]  # fmt: skip


@pytest.mark.parametrize(("variables", "wanted"), VALUES)
def test_values(variables: dict[str, Any], wanted: dict[str, Any]) -> None:
    made = record(**variables)
    assert {name: getattr(made, name) for name in wanted} == wanted


ODD = [
    # (text, keys, line and code of what is said)
    ("", (), []),
    ("[]", (), []),
    ('{"id": "a", "type": "book", "title": "T"}', ("a",), []),  # one item alone
    ('{"items": [{"id": "a", "type": "book", "title": "T"}]}', ("a",), []),
    ('[{"id": 7, "type": "book"}, {"id": 1, "type": "book"}]', ("7", "1"), []),
    ('[\n{"type": "book"}]', ("",), [(2, "BN421")]),
    ('[{"id": "a", "type": "book"},\n {"id": "a", "type": "book"}]', ("a", ""), [(2, "BN421")]),
    ('[{"id": "a", "type": "book"},\n 12]', ("a",), [(2, "BN406")]),
    ('[{"id": "a", "type": "tome"}]', ("a",), [(1, "BN425")]),
    ('[{"id": "a", "type": "book", "volume": {"x": 1}}]', ("a",), [(1, "BN406")]),
    ('[{"id": "a", "type": "book", "author": [{}]}]', ("a",), [(1, "BN406")]),
    ('[{"id": "a", "type": "book", "abstract": "x", "keyword": "y"}]', ("a",), [(1, "BN422"), (1, "BN422")]),
    ('[{"id": "a", "type": "book", "title": "<b>T</b>"}]', ("a",), [(1, "BN423")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "keys", "remarks"), ODD)
def test_odd_files(text: str, keys: tuple[str, ...], remarks: list[tuple[int, str]]) -> None:
    found = read_csljson(text, "refs.json")
    assert (found.keys, said(found)) == (keys, remarks)


NO_CSL = [
    ("{", "refs.json:1:2"),
    ('[{"id": "a"},\n {"id": }]', "refs.json:2:9"),
    ("12", "no array of CSL items"),
    ('"text"', "no array of CSL items"),
    ('{"name": "package", "version": "1"}', "no CSL item"),
]


@pytest.mark.parametrize(("text", "message"), NO_CSL)
def test_what_is_no_csl_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_csljson(text, "refs.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["date-parts", "family"]), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(["id", "type", "title", "issued", "author", "page", "x"]), JSON))
def test_any_item_is_read_or_reported(variables: dict[str, Any]) -> None:
    """Would show a value of a type that nobody thought of."""
    found = read_csljson(json.dumps([variables]))
    assert len(found.readings) == 1


def test_ids_that_no_bib_file_takes_are_changed_and_named() -> None:
    text = '[{"id": "Roe 1990, p. 3", "type": "book", "title": "T"}]'
    as_json = CliRunner().invoke(main, ["convert", "-", "-t", "csl-json"], input=text)
    assert '"id": "Roe 1990, p. 3"' in as_json.stdout and "BN421" not in as_json.stderr
    as_bib = CliRunner().invoke(main, ["convert", "-", "-t", "bibtex"], input=text)
    assert "@book{Roe-1990-p.-3," in as_bib.stdout
    assert "-:1:2: BN421 the key “Roe 1990, p. 3” has characters that a .bib file does not take" in as_bib.stderr
