"""Edits of an output: what was asked happens, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.errors import InputError, OutputError
from bibnorm.existing import (
    Edit,
    Existing,
    Insert,
    Remove,
    Replace,
    decode_output,
    digest_of,
    encode_output,
    read_existing,
    splice,
)


def read(text: str, fmt: str = "bibtex") -> Existing:
    return read_existing(text, fmt, "refs")


def dense(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())


def entry(key: str, title: str = "New") -> str:
    return f"@book{{{key},\n  title         = {{{title}}},\n}}\n"


THREE = entry("a") + "\n" + entry("b") + "\n" + entry("c")
NEW = entry("n")

TABLE: list[tuple[str, str, list[Edit], str]] = [
    ("nothing", THREE, [], THREE),
    ("replaced", THREE, [Replace("b", entry("b", "B"))], THREE.replace(entry("b"), entry("b", "B"))),
    ("another key", THREE, [Replace("b", entry("z"))], entry("a") + "\n" + entry("z") + "\n" + entry("c")),
    ("behind", THREE, [Insert(NEW, "a")], entry("a") + "\n" + NEW + "\n" + entry("b") + "\n" + entry("c")),
    ("at the end", THREE, [Insert(NEW, "c")], THREE + "\n" + NEW),
    ("at the start", THREE, [Insert(NEW)], NEW + "\n" + THREE),
    ("taken out", THREE, [Remove("b")], entry("a") + "\n" + entry("c")),
    ("the last one", THREE, [Remove("c")], entry("a") + "\n" + entry("b")),
    ("the last two", THREE, [Remove("b"), Remove("c")], entry("a")),
    ("all", THREE, [Remove("a"), Remove("b"), Remove("c")], ""),
    ("two behind one", THREE, [Insert(NEW, "c"), Insert(entry("m"), "c")], THREE + "\n" + NEW + "\n" + entry("m")),
    ("a chain", THREE, [Insert(NEW, "c"), Insert(entry("m"), "n")], THREE + "\n" + NEW + "\n" + entry("m")),
    ("two at the start", THREE, [Insert(NEW), Insert(entry("m"))], NEW + "\n" + entry("m") + "\n" + THREE),
    ("behind a removed one", THREE, [Remove("b"), Insert(NEW, "b")], entry("a") + "\n" + NEW + "\n" + entry("c")),
    ("into an empty file", "", [Insert(NEW)], NEW),
    ("into blanks", "\n\n", [Insert(NEW)], "\n\n" + NEW),
    ("no final newline", THREE[:-1], [Insert(NEW, "c")], THREE + "\n" + NEW[:-1]),
    ("lines of Windows", "@misc{a,\r\n}\r\n", [Insert(NEW, "a")], "@misc{a,\r\n}\r\n\r\n" + NEW.replace("\n", "\r\n")),
    ("a byte order mark", "\ufeff@misc{a}\n", [Insert(NEW)], "\ufeff" + NEW + "\n@misc{a}\n"),
    ("no blank lines", "@misc{a}\n@misc{b}\n", [Insert(NEW, "a")], "@misc{a}\n" + NEW + "@misc{b}\n"),
    ("one line for all", "@misc{a} @misc{b}", [Insert(NEW, "a")], "@misc{a}\n\n" + NEW + "\n@misc{b}"),
    ("a remark behind", "@misc{a} % x\n\n@misc{b}\n", [Insert(NEW, "a")], f"@misc{{a}} % x\n\n{NEW}\n@misc{{b}}\n"),
    ("a remark above", "% of a\n@misc{a}\n", [Insert(NEW)], NEW + "\n% of a\n@misc{a}\n"),
    ("JabRef's line", "% Encoding: UTF-8\n@misc{a}\n", [Insert(NEW)], "% Encoding: UTF-8\n\n" + NEW + "@misc{a}\n"),
    ("strings above", '@string{j = "J"}\n@misc{a}\n', [Insert(NEW)], '@string{j = "J"}\n\n' + NEW + "@misc{a}\n"),
    ("JabRef's comment", "@misc{a}\n\n@Comment{x}\n", [Insert(NEW, "a")], "@misc{a}\n\n" + NEW + "\n@Comment{x}\n"),
    ("a person's remark stays", "% mine\n@misc{a}\n@misc{b}\n", [Remove("a")], "% mine\n@misc{b}\n"),
    ("bibnorm's goes", "% BN101 what\n% not sure of title (0.4)\n@misc{a}\n@misc{b}\n", [Remove("a")], "@misc{b}\n"),
    ("bibnorm's is renewed", "% BN101 what\n@misc{a}\n", [Replace("a", "% BN102 x\n" + NEW)], "% BN102 x\n" + NEW),
    ("only comments", "% mine\n", [Insert(NEW)], "% mine\n\n" + NEW),
    ("only what is broken", "@book{x,\n  title = {T", [Insert(NEW)], NEW + "\n@book{x,\n  title = {T"),
    ("before what is broken", "@misc{a}\n@book{x, t = {T", [Insert(NEW, "a")], f"@misc{{a}}\n\n{NEW}@book{{x, t = {{T"),
    ("odd blanks", "@misc{a}\n\n\n@misc{b}\n \n", [Insert(NEW, "b")], f"@misc{{a}}\n\n\n@misc{{b}}\n\n\n{NEW} \n"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "before", "edits", "after"), TABLE, ids=[row[0] for row in TABLE])
def test_edits_of_a_bib(label: str, before: str, edits: list[Edit], after: str) -> None:
    assert splice(read(before), edits) == after


def test_an_edit_of_what_is_not_there_is_an_error() -> None:
    for edit in (Remove("z"), Replace("z", NEW), Insert(NEW, "z"), Remove("A")):
        with pytest.raises(KeyError):
            splice(read(THREE), [edit])
    with pytest.raises(ValueError, match="no entry"):
        splice(read(THREE), [Replace("a", "nothing")])


# ------------------------------------------------------------------ properties
_BETWEEN = st.sampled_from(
    ["", "\n", "\n\n", "\r\n\r\n", " ", "\n\n\n\t\n", "\n% mine\n", " % tail\n", "\n% BN101 x\n", "free text\n\n",
     "\n% @book{old, title = {T}}\n\n", "\n@comment{x {y}}\n", '\n@string{j = "J"}\n\n',
     "\n@book{broken,\n  title = {T}\n  year = {1}\n}\n"]
)  # fmt: skip
_ENTRY = st.sampled_from(
    ["@book{KEY,\n  title         = {T},\n}", "@Misc(KEY, title = {T})", '@misc{KEY,title="T"}', "@x{KEY}",
     "@a{KEY,\r\n t = {T},\r\n}"]
)  # fmt: skip
_KEPT = ("% mine", "% tail", "% @book{old, title = {T}}", "free text", "@comment{x {y}}", '@string{j = "J"}', "\ufeff")


@st.composite
def _files(draw: st.DrawFn) -> tuple[str, list[str]]:
    count = draw(st.integers(0, 5))
    keys = [f"k{number}" for number in range(count)]
    parts = [draw(st.sampled_from(["", "\ufeff"])), draw(_BETWEEN)]
    for key in keys:
        parts += [draw(_ENTRY).replace("KEY", key), draw(_BETWEEN)]
    return "".join(parts), keys


@st.composite
def _cases(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text, keys = draw(_files())
    keys = [e.key for e in read(text).entries]
    edits: list[Edit] = []
    touched: set[str] = set()
    for number in range(draw(st.integers(0, 4))):
        places = [None, *keys, *(f"n{other}" for other in range(number) if any(_inserts(e, other) for e in edits))]
        kind = draw(st.sampled_from(["insert", "replace", "remove"]))
        free = [key for key in keys if key not in touched]
        if kind == "insert" or not free:
            edits.append(Insert(entry(f"n{number}"), draw(st.sampled_from(places))))
            continue
        key = draw(st.sampled_from(free))
        touched.add(key)
        edits.append(Replace(key, entry(key, "Changed")) if kind == "replace" else Remove(key))
    return text, edits


def _inserts(edit: Edit, number: int) -> bool:
    return isinstance(edit, Insert) and edit.text == entry(f"n{number}")


def _expected(keys: list[str], edits: list[Edit]) -> set[str]:
    gone = {edit.key for edit in edits if isinstance(edit, Remove)}
    return {key for key in keys if key not in gone} | {f"n{n}" for n in range(9) if any(_inserts(e, n) for e in edits)}


@given(_cases())
def test_what_was_asked_happens_and_nothing_else(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    before = read(text)
    after = read(splice(before, edits))
    assert {e.key for e in after.entries} == _expected([e.key for e in before.entries], edits)
    named = {edit.key for edit in edits if not isinstance(edit, Insert)}
    for found in before.entries:
        if found.key not in named:
            now = after.by_key[found.key]
            assert after.text[now.start : now.end] == text[found.start : found.end]
    kept = [e.key for e in before.entries if e.key in after.by_key]
    assert [e.key for e in after.entries if e.key in set(kept)] == kept  # moved by nobody
    assert all(after.by_key[e.key].digest == digest_of(entry("x", "Changed"), "bibtex") for e in after.entries
               if any(isinstance(edit, Replace) and edit.key == e.key for edit in edits))  # fmt: skip
    assert len(after.unread) == len(before.unread)


@given(_cases())
def test_all_that_is_no_entry_stays(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    after = splice(read(text), edits)
    for part in _KEPT:
        assert after.count(part) == text.count(part)
    broken = "@book{broken,\n  title = {T}\n  year = {1}\n}"
    assert after.count(broken) == text.count(broken)
    if text.strip("\ufeff\r\n\t ") and not any(isinstance(edit, Remove) for edit in edits):
        assert after.endswith("\n") == text.endswith("\n")


@given(_files(), st.integers(0, 5))
def test_what_is_put_in_and_taken_out_leaves_the_rest(case: tuple[str, list[str]], at: int) -> None:
    text, _ = case
    keys = [e.key for e in read(text).entries]
    with_new = splice(read(text), [Insert(NEW, keys[at % len(keys)] if keys else None)])
    without = splice(read(with_new), [Remove("n")])
    assert dense(without) == dense(text)


# ------------------------------------------------------------------ CSL-JSON
def item(key: str, title: str = "New") -> str:
    return f'[\n  {{\n    "id": "{key}",\n    "type": "book",\n    "title": "{title}"\n  }}\n]\n'


def _body(key: str, title: str = "New") -> str:
    return item(key, title)[2:-3]


OWN = f"[\n{_body('a')},\n{_body('b')}\n]\n"
CSL: list[tuple[str, str, list[Edit], str]] = [
    ("replaced", OWN, [Replace("b", item("b", "B"))], f"[\n{_body('a')},\n{_body('b', 'B')}\n]\n"),
    ("behind", OWN, [Insert(item("n"), "a")], f"[\n{_body('a')},\n{_body('n')},\n{_body('b')}\n]\n"),
    ("at the end", OWN, [Insert(item("n"), "b")], f"[\n{_body('a')},\n{_body('b')},\n{_body('n')}\n]\n"),
    ("at the start", OWN, [Insert(item("n"))], f"[\n{_body('n')},\n{_body('a')},\n{_body('b')}\n]\n"),
    ("taken out", OWN, [Remove("a")], f"[\n{_body('b')}\n]\n"),
    ("the last one", OWN, [Remove("b")], f"[\n{_body('a')}\n]\n"),
    ("all", OWN, [Remove("a"), Remove("b")], "[]\n"),
    ("into nothing", "", [Insert(item("n"))], item("n")),
    ("into an empty array", "[]\n", [Insert(item("n"))], item("n")),
    ("into a lone one", "[ ]", [Insert(item("n"))], item("n")[:-1]),
    ("an item alone", OWN, [Replace("a", item("a", "A")[2:-3])], f"[\n{_body('a', 'A')},\n{_body('b')}\n]\n"),
    ("one line", '[{"id":"a"}, {"id":"b"}]', [Insert(item("n"))],
     '[{"id": "n", "type": "book", "title": "New"}, {"id":"a"}, {"id":"b"}]'),
    ("tabs", '[\n\t{\n\t\t"id": 7\n\t}\n]\n', [Insert(item("n"), "7")],
     '[\n\t{\n\t\t"id": 7\n\t},\n\t{\n\t\t"id": "n",\n\t\t"type": "book",\n\t\t"title": "New"\n\t}\n]\n'),
    ("Windows", OWN.replace("\n", "\r\n"), [Insert(item("n"), "b")],
     f"[\n{_body('a')},\n{_body('b')},\n{_body('n')}\n]\n".replace("\n", "\r\n")),
    ("odd blanks", '\ufeff[ {"id":"a"} ,\n\n {"id":"b", "x-mine": [1,  2]} ]', [Remove("a")],
     '\ufeff[ {"id":"b", "x-mine": [1,  2]} ]'),
    ("no id", '[{"title": "T"}, {"id": "a"}, 5]', [Remove("a")], '[{"title": "T"}, 5]'),
]  # fmt: skip


@pytest.mark.parametrize(("label", "before", "edits", "after"), CSL, ids=[row[0] for row in CSL])
def test_edits_of_csl_json(label: str, before: str, edits: list[Edit], after: str) -> None:
    found = read(before, "csl-json")
    assert splice(found, []) == before
    assert splice(found, edits) == after
    json.loads(after.removeprefix("\ufeff"))


@given(st.lists(st.sampled_from(["", " ", "\n  ", "\r\n\t"]), min_size=9, max_size=9), st.integers(0, 3), st.data())
def test_json_stays_json(blanks: list[str], count: int, data: st.DataObject) -> None:
    items = [f'{{"id": "k{n}", "mine": [{n}]}}' for n in range(count)]
    text = "[" + ",".join(blanks[2 * n] + raw + blanks[2 * n + 1] for n, raw in enumerate(items)) + blanks[8] + "]"
    before = read(text, "csl-json")
    gone = data.draw(st.sets(st.sampled_from([f"k{n}" for n in range(count)]))) if count else set()
    edits: list[Edit] = [Remove(key) for key in sorted(gone)]
    edits += [Insert(item(f"n{n}"), data.draw(st.sampled_from([None, *before.by_key]))) for n in range(2)]
    after = splice(before, edits)
    ids = [row["id"] for row in json.loads(after)]
    assert sorted(ids) == sorted([*(key for key in before.by_key if key not in gone), "n0", "n1"])
    assert all(raw in after for n, raw in enumerate(items) if f"k{n}" not in gone)


def test_items_are_compared_by_their_values() -> None:
    written = item("a").replace('"book",', '"book",\n    "volume": "3",\n    "issued": {"date-parts": [[1999, 5]]},')
    same = '[{"title":"New","volume":3,"type":"book","issued":{"date-parts":[["1999","5"]]},"id":"b","note":""}]'
    assert digest_of(same, "csl-json") == digest_of(written, "csl-json")
    traced = same.replace('"note":""', '"custom": {"bibnorm": {"line": 4}}')
    assert digest_of(traced, "csl-json") == digest_of(written, "csl-json")
    for old, new in (("New", "new"), ("[1999, 5]", "[1999]"), ('"3"', '"4"'), ("book", "chapter"), ("volume", "issue"),
                     ('"id": "a"', '"id": "a", "custom": {"mine": 1}')):  # fmt: skip
        assert old in written
        assert digest_of(written.replace(old, new), "csl-json") != digest_of(written, "csl-json")


def test_items_know_their_place() -> None:
    text = '[\n  {"id": "a", "title": "A"},\n  {"id": 5},\n  {"title": "T"},\n  {"id": "a"}, "x"\n]\n'
    found = read(text, "csl-json")
    assert [(e.key, e.line, text[e.start : e.end]) for e in found.entries] == [
        ("a", 2, '{"id": "a", "title": "A"}'),
        ("5", 3, '{"id": 5}'),
    ]
    assert [(b.key, b.line, b.reason) for b in found.unread] == [
        ("", 4, "has no id"),
        ("a", 5, "the id a stands on line 2 already"),
        ("", 5, "is no object"),
    ]
    assert found.taken == {"a", "5"}


@pytest.mark.parametrize(
    ("text", "line"),
    [("{}", 1), ('[\n{"id": "a"}\n{"id": "b"}]', 3), ("[1", 1), ("[1]\n\nx", 3), ("[\n{'id': 1}]", 2), ("\n[1,\n]", 3),
     ("[" * 100_000, 1), ('[{"id": "a\n"}]', 1)],
)  # fmt: skip
def test_what_is_no_json_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"^refs:{line}: "):
        read(text, "csl-json")


# ------------------------------------------------------------------ bytes
def test_a_file_of_any_encoding_comes_back_as_it_was() -> None:
    for text in ("é", "\ufeffé\r\n", "plain", ""):
        for encoding in ("utf-8", "cp1252", "utf-16-le", "koi8-r"):
            data = text.encode(encoding, "ignore")
            assert encode_output(*decode_output(data, "refs.bib"), "refs.bib") == data
    every = bytes(range(256))
    assert encode_output(*decode_output(every, "refs.bib"), "refs.bib") == every
    declared = "% Encoding: KOI8-R\nМир".encode("koi8-r")
    assert decode_output(declared, "refs.bib") == ("% Encoding: KOI8-R\nМир", "KOI8-R")
    assert decode_output("\ufeffé".encode("utf-16-le"), "refs.bib") == ("\ufeffé", "utf-16-le")


def test_what_an_encoding_lacks_is_refused() -> None:
    with pytest.raises(OutputError, match=r"refs\.bib: .*cp1252.*Мир"):
        encode_output("a Мир", "cp1252", "refs.bib")


def test_nothing_of_the_shared_cases_is_lost(shared: Path) -> None:
    for path in sorted((shared / "bibcases").glob("*.bib")):
        data = path.read_bytes()
        text, encoding = decode_output(data, path.name)
        before = read(text)
        assert encode_output(splice(before, []), encoding, path.name) == data
        places = [None, *before.by_key]
        for after in places:
            added = splice(before, [Insert(entry("zz9new"), after)])
            newline = "\r\n" if "\r\n" in text else "\n"
            start = added.index("@book{zz9new")
            end = start + len(entry("zz9new")[:-1].replace("\n", newline))
            assert dense(added[:start] + added[end:]) == dense(text)
            assert "zz9new" in read(added).by_key
            assert [b.key for b in read(added).unread] == [b.key for b in before.unread]
        for key in before.by_key:
            found = before.by_key[key]
            without = splice(before, [Remove(key)])
            assert dense(without) == dense(text[: found.start] + text[found.end :])
