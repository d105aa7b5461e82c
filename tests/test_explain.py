"""``explain``: fields over the text, plain, coloured, as JSON and as a picture."""

import json
import re
import xml.etree.ElementTree as ET

import fake
import pytest
from click.testing import CliRunner, Result

from bibnorm.cli import main
from bibnorm.explain import find_runs, format_plain, format_svg, make_block
from bibnorm.model import Block, Date, Name, Reading, Record

TEXT = "Abbott, Ann. Fairs?. London: Stall, 1990. [x]"


@pytest.fixture(autouse=True)
def _fake(monkeypatch: pytest.MonkeyPatch) -> None:
    fake.install(monkeypatch)


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], input=stdin)


def test_plain() -> None:
    result = run(TEXT)
    assert result.exit_code == 0 and result.stderr == ""
    assert result.stdout == (
        "[author: Abbott, Ann]. [title: Fairs?]. [publisher-place: London]: [publisher: Stall], [issued: 1990]."
        " [left over: [x]]\n\n"
        "      type             book\n"
        "0.98  author           Abbott, Ann\n"
        "0.50  title            Fairs?\n"
        "0.98  issued           1990\n"
        "0.98  publisher        Stall\n"
        "0.98  publisher-place  London\n"
        "      language         en\n\n"
        "0.50 sure of the whole record; a human should look\n"
        "BN120 left over, in no field: “[x]”\n"
    )


def test_color_is_asked_for_or_not_there() -> None:
    colored = run(TEXT, "--color", "always").stdout
    assert "\x1b[" in colored and re.sub(r"\x1b\[[\d;]*m", "", colored).startswith("Abbott, Ann. Fairs?.")
    assert "\x1b[" not in run(TEXT).stdout


def test_json_is_the_item_with_its_trace() -> None:
    item = json.loads(run(TEXT, "--json").stdout)
    assert item["title"] == "Fairs?" and item["id"] == "abbott1990fairs"
    trace = item["custom"]["bibnorm"]
    assert trace["text"] == TEXT and trace["leftover"] == [[42, 45]] and trace["doubtful"] is True


def test_stdin_and_wrapped_lines_are_one_reference() -> None:
    result = run("-", stdin="[7] Abbott, Ann. Fairs.\nLondon: Stall, 1990.\n")
    assert result.stdout.startswith("[author: Abbott, Ann]. [title: Fairs]. [publisher-place: London]")
    assert make_block("Abbott.\nBell.").text == "Abbott. Bell."
    assert (make_block("1. Abbott").text, make_block("1. Abbott").label) == ("Abbott", "1.")


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_to_explain(text: str) -> None:
    result = run(text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("bibnorm: nothing to explain; give a reference") and result.stderr.count("\n") == 1


def test_a_reference_without_quotation_marks_is_a_usage_error() -> None:
    result = run("Abbott,", "Ann.")
    assert result.exit_code == 2 and "explain --help" in result.stderr


def test_runs_cover_the_text() -> None:
    reading = Reading(Record(), Block("abcdef"), {"author": ((0, 4),), "title": ((2, 6),)}, labels=((1, 5),))
    assert "".join("abcdef"[run.start : run.end] for run in find_runs(reading)) == "abcdef"
    assert [run.name for run in find_runs(reading)] == ["author", "title"]
    assert find_runs(Reading(Record(), Block(""))) == []


def test_values_in_words() -> None:
    record = Record(
        editor=(Name(family="Haar", given="Bernard", non_dropping_particle="ter"), Name(literal="Stall Press")),
        issued=Date(parts=((1990,),), seasons=(1, 2)), accessed=Date(printed="in May"),
    )  # fmt: skip
    shown = format_plain(Reading(record, Block("x")))
    for words in ("ter Haar, Bernard; {Stall Press}", "1990, spring/summer", "in May"):
        assert words in shown


def test_picture_is_whole_and_needs_no_net() -> None:
    svg = format_svg([fake.read(Block(TEXT)), fake.read(Block("———. B & <C>. London: Stall, 1991."))])
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg") and "@font-face" not in svg and "url(http" not in svg
    assert "Fairs?" in svg and svg == format_svg(
        [fake.read(Block(TEXT)), fake.read(Block("———. B & <C>. London: Stall, 1991."))]
    )
