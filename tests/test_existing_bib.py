"""Outputs in .bib: what is read, what is compared, and what does not count as a change."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import NASTY, reading

from bibnorm.errors import InputError
from bibnorm.existing import Existing, digest_of, merge_marker, read_existing, records
from bibnorm.existing.bib import _all_blocks, _own_blocks, read_bib
from bibnorm.write import write

REFORMATTED = Path(__file__).parent / "reformatted"
TOOLS = sorted(path.name for path in REFORMATTED.glob("*.*.bib"))


def read(text: str) -> Existing:
    return read_existing(text, "bibtex", "refs.bib")


def same(a: str, b: str) -> bool:
    """Whether an entry that bibnorm wrote as ``a`` is taken for untouched as ``b``."""
    (entry,) = read(b).entries
    return entry.agrees(digest_of(a, "bibtex"))


# ------------------------------------------------------------------ reading
def test_entries_know_their_place() -> None:
    text = "% mine\n@string{j = {Journal}}\n\n@Book{Sea,\n  Title = {Sea}\n}\n  @misc(sky, year = 2001)\n"
    found = read(text)
    assert [(e.key, e.type, e.line, text[e.start : e.end]) for e in found.entries] == [
        ("Sea", "book", 4, "@Book{Sea,\n  Title = {Sea}\n}"),
        ("sky", "misc", 7, "@misc(sky, year = 2001)"),
    ]
    assert found.unread == () and found.taken == {"Sea", "sky"}
    assert found.get("Sea") is found.entries[0] and found.get("sea") is None


BROKEN = {
    "a missing comma": ("@book{a,\n  title = {T}\n  year = {1999}\n}", "a"),
    "a missing comma after a number": ("@book{a,\n  year = 1999\n  title = {T}\n}", "a"),
    "no comma after the key": ("@book{a\n  title = {T}\n}", ""),
    "a field twice": ("@book{a,\n  title = {T},\n  Title = {U}\n}", "a"),
    "no key": ("@book{,\n  title = {T}\n}", ""),
    "an unclosed brace": ("@book{a,\n  title = {T,\n  year = {1999},\n}\n", "a"),
    "an unclosed quote": ('@book{a,\n  title = "T,\n  year = {1999},\n}\n', "a"),
    "the end of the file": ("@book{a,\n  title = {T", "a"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_block_is_reported_and_its_neighbours_are_read(case: str) -> None:
    broken, key = BROKEN[case]
    text = f"@book{{before, title = {{B}}}}\n\n{broken}\n@book{{after, title = {{A}}}}\n"
    found = read(text)
    assert [entry.key for entry in found.entries] == ["before", "after"]
    (block,) = found.unread
    assert (block.key, block.line) == (key, 3) and block.reason
    assert text[block.start : block.end].rstrip() == broken.rstrip()


def test_a_key_that_stands_twice_is_the_first_ones() -> None:
    found = read("@book{a, title = {T}}\n@misc{b}\n@book{a, title = {U}}\n")
    assert [entry.key for entry in found.entries] == ["a", "b"]
    assert [(block.key, block.line) for block in found.unread] == [("a", 3)] and "line 1" in found.unread[0].reason


def test_an_entry_that_is_commented_out_is_none_but_its_key_is_taken() -> None:
    found = read("% @book{old, title = {T}}\n%@misc{older,\n%  title = {T},\n%}\n@book{new, title = {T}}\n")
    assert [entry.key for entry in found.entries] == ["new"]
    assert found.taken == {"old", "older", "new"} and not found.unread


def test_strings_comments_and_free_text_are_no_entries() -> None:
    text = (
        'Free text, mail a@b.org.\n@comment{@book{x}}\n@preamble{"\\x"}\n@STRING(a = "b")\n@set{s, entryset = {a,b}}\n'
    )
    found = read(text)
    assert [entry.key for entry in found.entries] == ["s"] and not found.unread


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", ">>>>>>> other", "||||||| 1234567", "<<<<<<<\r"])
def test_merge_markers_are_refused_with_their_line(marker: str) -> None:
    text = f"@book{{a,\n  title = {{T}},\n{marker}\n}}\n"
    assert merge_marker(text) == 3
    for fmt in ("bibtex", "csl-json"):
        with pytest.raises(InputError, match=r"refs\.bib:3: .*conflict"):
            read_existing(text, fmt, "refs.bib")


def test_what_only_looks_like_a_marker_is_none() -> None:
    assert merge_marker("Title\n=======\n <<<<<<< x\n<<<<<<<< x\n<<<<<<<x\n") == 0


@given(st.text("@book{}(),=\"#%\\ \n\r\tab1'", max_size=60))
def test_reading_never_fails_and_spans_are_in_order(text: str) -> None:
    found = read_bib(text, "bibtex", "x")
    spans = sorted((block.start, block.end) for block in (*found.entries, *found.unread))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert len({entry.key for entry in found.entries}) == len(found.entries)


def test_well_formed_files_are_divided_as_bibtexparser_divides_them() -> None:
    from bibtexparser import parse_string

    texts = [path.read_text(encoding="utf-8") for path in sorted(REFORMATTED.glob("*.bib"))]
    for text in texts:
        ours = [(entry.key, text[entry.start : entry.end]) for entry in read(text).entries]
        assert ours == [(entry.key, entry.raw) for entry in parse_string(text, parse_stack=[]).entries]


# ------------------------------------------------------------------ bibnorm's own layout
@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_own_entries_are_read_alike_with_and_without_the_scanner(fmt: str, ascii: bool) -> None:
    text = write([reading(r) for r in NASTY.values()], [f"k{n}" for n in range(len(NASTY))], fmt, ascii=ascii)
    for variant in (text, text.replace("\n", "\r\n"), "\ufeff% head\n\n" + text):
        quick = _own_blocks(variant)
        assert quick is not None and len(quick) == len(NASTY)
        assert quick == [block for block in _all_blocks(variant) if block.is_entry]


NOT_OWN = [
    "@book{a,\n  title = {T},\n  title = {U},\n}\n",
    "@book{a,\n  t = {},\n}\nx\n",
    "@book{a, t = {}}",
    "@a{b,\n",
]


@pytest.mark.parametrize("text", NOT_OWN)
def test_another_layout_is_left_to_the_scanner(text: str) -> None:
    assert _own_blocks(text) is None


@pytest.mark.parametrize("fmt", ["bibtex", "biblatex"])
def test_every_entry_that_is_written_has_a_digest(fmt: str) -> None:
    readings = [reading(record) for record in NASTY.values()]
    keys = [f"k{number}" for number in range(len(readings))]
    found = read_existing(write(readings, keys, fmt), fmt, "refs.bib")
    assert [entry.key for entry in found.entries] == keys and not found.unread
    alone = [digest_of(write([roe], [key], fmt), fmt) for roe, key in zip(readings, keys, strict=True)]
    assert [entry.digest for entry in found.entries] == alone
    annotated = "% BN101 who knows\n" + write(readings[:1], keys[:1], fmt)
    assert digest_of(annotated, fmt) == alone[0]


@pytest.mark.parametrize("text", ["", "% x\n", "@book{a, title = {T}}\n@book{b}\n", "@book{a, title = {T"])
def test_one_entry_is_wanted(text: str) -> None:
    with pytest.raises(ValueError, match="one entry"):
        digest_of(text, "bibtex")


# ------------------------------------------------------------------ what counts
@pytest.mark.parametrize("name", TOOLS)
def test_a_file_that_a_tool_reformatted_is_not_edited(name: str) -> None:
    written = read((REFORMATTED / f"{name.partition('.')[0]}.bib").read_text(encoding="utf-8"))
    after = read((REFORMATTED / name).read_text(encoding="utf-8"))
    assert not after.unread and len(after.entries) == len(written.entries) == 8
    changed = [e.key for e in written.entries if not (found := after.get(e.key)) or not found.agrees(e.digest)]
    # bibtex-tidy makes a person of an organisation when it takes the braces off an author
    assert changed == (["who2020guide"] if "tidy-all" in name else [])


def test_the_tools_did_change_the_files() -> None:
    assert len(TOOLS) == 9
    for name in TOOLS:
        text = (REFORMATTED / name).read_text(encoding="utf-8")
        written = (REFORMATTED / f"{name.partition('.')[0]}.bib").read_text(encoding="utf-8")
        assert len(set(text.splitlines()) & set(written.splitlines())) < len(written.splitlines()) * 0.6


OWN = """@article{roe2008,
  author        = {Roe, Jane and {Sea \\& Sky} and Peña, Íñigo},
  title         = {The tides of {Chile} – “a” test_},
  journal       = {Mar y cielo},
  year          = {2008},
  month         = oct,
  pages         = {117--136},
  url           = {https://example.org/a_b%20c},
}
"""
REFORMATS = [
    ("@article{", "@ARTICLE {"),
    ("{roe2008,", "{ roe2008 ,"),
    ("  author        = {Roe", "\tAuthor={Roe"),
    ("Jane and {Sea", "Jane\n    and\n    {Sea"),
    ("{2008}", "2008"),
    ("{2008}", '"2008"'),
    ("{117--136}", '"117 - 136"'),
    ("{117--136}", "{117–136}"),
    ("oct,", "{October},"),
    ("oct,", '"oct",'),
    ("oct,", "OCT,"),
    ("oct,", "10,"),
    ("oct,", "{oct.},"),
    ("Peña, Íñigo", r"Pe{\~n}a, {\'I}\~{n}igo"),
    ("Peña", "Pen\u0303a"),
    ("– “a” test_", r"-- ``a'' test\_"),
    ("– “a”", r"{\textendash} {\textquotedblleft}a\textquotedblright{}"),
    (r"\&", "&"),
    ("a_b%20c", r"a\_b\%20c"),
    ("a_b%20c", r"a\%5Fb%20c"),
    ("20c},\n}", "20c}\n}"),
    ("  year          = {2008},\n", "  year          = {2008},\n  note = {},\n"),
]
EDITS = [
    ("@article{", "@misc{"),
    ("Jane", "Joan"),
    ("Peña", "Pena"),
    ("of {Chile}", "{of} {Chile}"),
    ("The tides", "the tides"),
    ("The tides", "The~tides"),
    ("The tides", r"The \emph{tides}"),
    ("{Sea \\& Sky}", "Sea \\& Sky"),
    ("Jane and", "Jane,"),
    ("{2008}", "{2009}"),
    ("oct,", "nov,"),
    ("{117--136}", "{117--137}"),
    ("  year          = {2008},\n", ""),
    ("  year          = {2008},\n", "  year          = {2008},\n  note = {mine},\n"),
    ("  year ", "  date "),
    ("example.org", "Example.org"),
    ("{The tides of {Chile} – “a” test_}", "{{The tides of {Chile} – “a” test_}}"),
]


@pytest.mark.parametrize(("old", "new"), REFORMATS)
def test_a_reformatted_entry_is_untouched(old: str, new: str) -> None:
    assert old in OWN
    assert same(OWN, OWN.replace(old, new))


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_an_edited_entry_is_edited(old: str, new: str) -> None:
    assert old in OWN
    assert not same(OWN, OWN.replace(old, new))


def test_a_renamed_entry_keeps_its_digest() -> None:
    assert digest_of(OWN.replace("{roe2008,", "{Mine:1,"), "bibtex") == digest_of(OWN, "bibtex")


def test_the_order_of_fields_does_not_count() -> None:
    head, *fields, tail = OWN.splitlines(keepends=True)
    assert same(OWN, head + "".join(reversed(fields)) + tail)


def test_braces_may_be_taken_off_but_not_be_added() -> None:
    braced = "@book{a,\n  title         = {{El mar}},\n}\n"
    plain = "@book{a,\n  title         = {El mar},\n}\n"
    assert same(braced, plain) and not same(plain, braced)
    assert not same(braced, plain.replace("mar", "Mar"))
    partly = "@book{a,\n  title         = {El {Mar}},\n}\n"
    assert same(partly, partly.replace("{Mar}", "Mar")) and not same(partly, "@book{a, title = {{El} Mar}}")


def test_apostrophes_may_be_made_straight_but_not_curly() -> None:
    curly = "@book{a,\n  title         = {L’art des {WTO} ‘x’ – “y”},\n}\n"
    straight = curly.replace("’", "'").replace("‘", "`")
    assert same(curly, straight) and not same(straight, curly)
    assert same(curly, straight.replace("– “y”", "-- ``y''")) and not same(curly, straight.replace("art", "Art"))
    assert same(curly, straight.replace("{WTO}", "WTO")) and not same(curly, curly.replace("L’", "L'"))


def test_a_string_of_a_person_is_an_edit() -> None:
    text = '@string{m = "Mar y cielo"}\n' + OWN.replace("{Mar y cielo}", "m")
    (entry,) = read(text).entries
    assert not entry.agrees(digest_of(OWN, "bibtex"))


@pytest.mark.parametrize("name", [row[0] for row in NASTY.items() if row[0].startswith(("name", "title"))])
def test_escaped_to_ascii_is_no_edit(name: str) -> None:
    texts = [write([reading(NASTY[name])], ["k"], "biblatex", ascii=ascii) for ascii in (False, True)]
    assert same(*texts) and same(*reversed(texts))


# ------------------------------------------------------------------ the shared cases
def test_the_shared_cases_are_read_as_far_as_they_can_be(shared: Path) -> None:
    expected = {
        "bom": 1, "crlf": 2, "dupfield": 0, "dupkey": 2, "empty": 0, "latin1": 2, "missingcomma": 2, "nokey": 2,
        "ok": 2, "rich": 4, "rich2": 4, "truncated": 1, "unbalanced": 2,
    }  # fmt: skip
    for path in sorted((shared / "bibcases").glob("*.bib")):
        text = path.read_bytes().decode("latin-1" if path.stem == "latin1" else "utf-8")
        found = read(text)
        assert len(found.entries) == expected[path.stem], path.name
        blocks = len(re.findall(r"^\ufeff?@(?!comment|preamble|string)", text, re.MULTILINE | re.IGNORECASE))
        assert len(found.entries) + len(found.unread) == blocks, path.name


# ------------------------------------------------------------------ works
def test_entries_are_works_that_can_be_compared() -> None:
    text = '\ufeff@string{j = "Sea"}\n@article{a, title = {A {B}}, journal = j}\n@book{b, title = {T\n@misc{c}\n'
    found = records(read(text))
    assert found["a"].container_title == "Sea" and found["a"].title == "A B" and set(found) == {"a", "c"}
    items = '\ufeff[{"id": "a", "type": "book", "title": "A"}, {"id": 7, "type": "book", "title": "B"}, {"title": "C"}]'
    works = records(read_existing(items, "csl-json", "refs.json"))
    assert {key: work.title for key, work in works.items()} == {"a": "A", "7": "B"}
    assert records(read("")) == {} == records(read_existing("", "csl-json", "refs.json"))


# ------------------------------------------------------------------ speed
def test_an_unchanged_output_is_read_quickly() -> None:
    records = [NASTY["all of article-journal"], NASTY["all of book"], NASTY["title es"]] * 100
    text = write([reading(record) for record in records], [f"k{number}" for number in range(300)], "bibtex")
    times = []
    for _ in range(5):
        started = process_time()
        assert len(read(text).entries) == 300
        times.append(process_time() - started)
    assert min(times) < 0.06


def test_an_unchanged_output_is_read_without_the_scanner() -> None:
    path = REFORMATTED / "bibtex.bib"
    script = (
        "import sys; from pathlib import Path; from bibnorm.existing import read_existing;"
        "assert len(read_existing(Path(sys.argv[1]).read_text('utf-8'), 'bibtex', '').entries) == 8;"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "bibnorm.existing.bib" in loaded
    assert not loaded & {"bibnorm.read", "bibnorm.lang", "bibtexparser", "numpy", "onnxruntime", "click", "rich"}
