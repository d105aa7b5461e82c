"""The samples: their gold is sound, all layouts read alike, nothing is lost, and what is read exactly stays so."""

import json
import os
import re
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from judge import DATES, FILES, FOLDER, JUDGED, NAMES, OTHERS, PARTS, WRAPPED, Row, fold, gold, wrong

from bibnorm.cli import main

PASS = Path(__file__).parent / "corpus/pass.txt"
LINES = tuple(name for name in FILES if name not in WRAPPED)


def convert(*arguments: str | Path) -> list[Row]:
    """The records of a conversion with its trace."""
    result = CliRunner().invoke(main, ["convert", *map(str, arguments), "-t", "csl-json", "--trace"])
    assert result.exit_code == 0, result.output
    items: list[Row] = json.loads(result.stdout)
    return items


@pytest.fixture(scope="module")
def read() -> dict[str, list[Row]]:
    """What bibnorm reads in each file."""
    return {
        name: convert(FOLDER / f"{name}.txt", *([] if name in WRAPPED else ["-f", "refs", "--one-per-line"]))
        for name in FILES
    }


# ------------------------------------------------------------------ the gold
@pytest.mark.parametrize("name", FILES)
def test_gold_is_sound(name: str) -> None:
    rows = gold(name)
    assert [row["id"] for row in rows] == [f"{name}:{n}" for n in range(1, len(rows) + 1)]
    for row in rows:
        named = {*row["fields"], *row.get("also", {})}
        assert named <= set(JUDGED), f"{row['id']}: unknown {named - set(JUDGED)}"
        assert row["fields"]["type"], row["id"]


@pytest.mark.parametrize("name", FILES)
def test_gold_invents_nothing(name: str) -> None:
    """A value that is not printed in its reference would be the gold's own invention."""
    for row in gold(name):
        text = fold(row["text"])
        for field, value in row["fields"].items():
            values = [n[part] for n in value for part in PARTS if part in n] if field in NAMES else [value]
            if field != "type" and isinstance(value, str | list):
                assert all(fold(v) in text for v in values if v != "others"), f"{row['id']} {field}: {value}"


@pytest.mark.parametrize("name", LINES)
def test_gold_stands_beside_its_lines(name: str) -> None:
    assert (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines() == [row["text"] for row in gold(name)]


@pytest.mark.parametrize("name", WRAPPED)
def test_wrapped_lines_are_joined(name: str, read: dict[str, list[Row]]) -> None:
    texts = [item["custom"]["bibnorm"]["text"] for item in read[name]]
    assert [fold(text) for text in texts] == [fold(row["text"]) for row in gold(name)]


# ------------------------------------------------------------------ layouts
def wrapped(text: str, indent: str = "", width: int = 60) -> str:
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def broken(text: str) -> str:
    """Lines of some 60 characters; where a long word begins near the end of one, it is broken with a hyphen."""
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) > 40 and re.fullmatch(r"[^\W\d_]{9,}[.,]?", word) and word[1:].islower():
            lines.append(f"{line} {word[:4]}-")
            line = word[4:]
        elif len(line) + len(word) > 60:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def test_broken_breaks_words() -> None:
    texts = [row["text"] for row in gold("spanish")]
    assert [fold(broken(text)) for text in texts] == [fold(text) for text in texts]
    assert sum("-\n" in broken(text) for text in texts) > len(texts) / 3


LAYOUTS = {
    "numbered": lambda texts: [f"{n}. {text}" for n, text in enumerate(texts, 1)],
    "bracketed": lambda texts: [wrapped(f"[{n}] {text}", " " * 5) for n, text in enumerate(texts, 1)],
    "bulleted": lambda texts: [f"- {text}" for text in texts],
    "hanging": lambda texts: [wrapped(text, " " * 4) for text in texts],
    "blank lines": lambda texts: [wrapped(text) + "\n" for text in texts],
    "broken words": lambda texts: [broken(text) + "\n" for text in texts],
}
ENCODINGS = {
    "crlf": ("\r\n", "utf-8"),
    "utf-16": ("\n", "utf-16"),
    "utf-8 with a mark": ("\n", "utf-8-sig"),
    "no line end": ("", "utf-8"),
}


def records(items: list[Row]) -> list[Row]:
    return [{key: value for key, value in item.items() if key != "custom"} for item in items]


@pytest.fixture(scope="module")
def one_a_line() -> dict[str, list[Row]]:
    return {name: records(convert(FOLDER / f"{name}.txt")) for name in LINES}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", LINES)
def test_layouts_read_alike(name: str, layout: str, one_a_line: dict[str, list[Row]], tmp_path: Path) -> None:
    file = tmp_path / "refs.txt"
    file.write_text("\n".join(LAYOUTS[layout]([row["text"] for row in gold(name)])) + "\n", encoding="utf-8")
    assert records(convert(file)) == one_a_line[name]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", LINES)
def test_encodings_read_alike(name: str, encoding: str, one_a_line: dict[str, list[Row]], tmp_path: Path) -> None:
    end, codec = ENCODINGS[encoding]
    text = (end or "\n").join(row["text"] for row in gold(name)) + end
    file = tmp_path / "refs.txt"
    file.write_bytes(text.encode(codec))
    assert records(convert(file)) == one_a_line[name]


# ------------------------------------------------------------------ the account
def stretches(trace: dict[str, Any]) -> list[list[int]]:
    return [span for spans in trace["spans"].values() for span in spans] + trace["labels"] + trace["leftover"]


@pytest.mark.parametrize("name", FILES)
def test_every_character_is_accounted_for(name: str, read: dict[str, list[Row]]) -> None:
    for item in read[name]:
        trace = item["custom"]["bibnorm"]
        held = {position for start, end in stretches(trace) for position in range(start, end)}
        print_ = enumerate(trace["text"])
        lost = "".join(c for i, c in print_ if (c.isalnum() or c in "()[]{}") and i not in held)
        assert not lost, f"{lost!r} of {trace['text']}"


# Readings that change letters: dates are read, pages completed, "et al." becomes others, arXiv is named.
READ = ("type", "page", "edition", *DATES)


def same_letters(field: str, value: Any, print_: str) -> bool:
    """Whether a value has the letters of its print: in their order, but for names, whose parts may change places."""
    if field not in NAMES:
        return fold(value) == fold(print_)
    here = Counter(fold("".join(name.get(part, "") for name in value if name != OTHERS for part in PARTS)))
    there = Counter(fold(print_))
    return here <= there if OTHERS in value else here == there


@pytest.mark.parametrize("name", FILES)
def test_values_have_the_letters_of_their_spans(name: str, read: dict[str, list[Row]]) -> None:
    for item in read[name]:
        trace = item["custom"]["bibnorm"]
        for field in [f for f in item if f in JUDGED and f not in READ]:
            inherited = field == "author" and trace["text"].startswith("———")
            if not inherited and not str(item[field]).startswith("arXiv:"):
                print_ = "".join(trace["text"][start:end] for start, end in trace["spans"][field])
                assert same_letters(field, item[field], print_), f"{field} {item[field]!r} from {print_!r}"


# ------------------------------------------------------------------ what is read exactly
def verdicts(read: dict[str, list[Row]]) -> dict[str, dict[str, tuple[Any, Any]]]:
    """For each sample the fields that are wrong."""
    return {row["id"]: wrong(row, item) for name in FILES for row, item in zip(gold(name), read[name], strict=True)}


def test_pass_list(read: dict[str, list[Row]]) -> None:
    """Red when a listed sample is not read exactly, and when one that is read exactly is not listed."""
    judged = verdicts(read)
    exact = [id_ for id_, fields in judged.items() if not fields]
    if os.environ.get("BIBNORM_REWRITE") == "corpus":
        PASS.parent.mkdir(exist_ok=True)
        PASS.write_text("\n".join(exact) + "\n", encoding="utf-8")
    listed = PASS.read_text(encoding="utf-8").split()
    assert len(listed) == len(set(listed)), "an id stands twice"
    spoilt = {id_: judged.get(id_, "no such sample") for id_ in listed if id_ not in exact}
    assert not spoilt, "listed in tests/corpus/pass.txt, but not read exactly any more"
    assert not set(exact) - set(listed), "read exactly, but not listed: run `make corpus` and review the diff"
