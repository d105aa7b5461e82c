"""Findings and summary: what is said, in which order, in which form."""

import json

import pytest
from fake import read

from bibnorm.model import Block, Diagnostic, Reading, Record
from bibnorm.read import join_lines, read_plain, split_lines
from bibnorm.report import CODES, collect_findings, format_github, format_json, progress_bar, summarise

CLEAN = "Abbott, Ann. Fairs. London: Stall, 1990."


def reading(text: str, line: int, *diagnostics: Diagnostic, sure: float = 0.9, doubtful: bool = False) -> Reading:
    return Reading(
        Record(), Block(text, "refs.txt", line, ((0, line, 1),)), sure=sure, doubtful=doubtful, diagnostics=diagnostics
    )


def test_doubts_come_first_the_least_sure_before_the_others() -> None:
    names = Diagnostic("BN201", "names", (2, 4))
    note = Diagnostic("BN110", "dash", level="note")
    found = collect_findings(
        [reading("a", 1, note), reading("bcdef", 2, names, sure=0.7), reading("c", 3, sure=0.3, doubtful=True)]
    )
    assert [str(f).split(" ")[:2] for f in found] == [
        ["refs.txt:3:1:", "BN100"], ["refs.txt:2:3:", "BN201"], ["refs.txt:1:1:", "BN110"],
    ]  # fmt: skip


def test_a_doubtful_record_names_its_fields() -> None:
    (finding,) = collect_findings([read(Block("Abbott, Ann, and so on"))])
    assert "only 0.20 sure" in finding.text and "Abbott, Ann" in finding.text
    unsure = read(Block("Abbott, Ann. Fairs?. London: Stall, 1990."))
    assert "check title 0.50: “Abbott" in collect_findings([unsure])[0].text


def test_a_finding_stands_where_its_characters_do() -> None:
    block = join_lines(list(split_lines("Abbott, Ann. Fairs.\n   London: Stall, 1990. Rest.")), "refs.txt")
    (finding,) = collect_findings([read(block)])
    assert (finding.line, finding.column, finding.code) == (2, 25, "BN120")


def test_what_a_source_left_aside_is_a_note() -> None:
    source = read_plain(f"References\n\n{CLEAN}", "refs.txt")
    (finding,) = collect_findings([], [source])
    assert str(finding) == "refs.txt:1:1: BN010 heading left out: References"
    assert finding.level == "note"


def test_every_code_is_in_the_table() -> None:
    source = read_plain("# A\n----\nAbbott\n", "refs.txt")
    found = collect_findings([read(Block("x"))], [source])
    assert {f.code for f in found} <= set(CODES)


def test_github_escapes() -> None:
    (finding,) = collect_findings([reading("a", 1, Diagnostic("BN201", "100 %\nsure"))])
    assert format_github(finding) == "::warning file=refs.txt,line=1,col=1,title=BN201::100 %25%0Asure"


def test_json_is_one_object() -> None:
    readings = [read(Block(CLEAN)), read(Block("nothing"))]
    data = json.loads(format_json(collect_findings(readings), summarise(readings, [read_plain(CLEAN, "refs.txt")])))
    assert data["findings"][0]["code"] == "BN100"
    assert data["summary"]["records"] == 2 and data["summary"]["layouts"] == {"refs.txt": "one a line"}


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        ((CLEAN,), ["1 record, 0 doubtful"]),
        ((), ["0 records, 0 doubtful"]),
        (
            (CLEAN, "———. B. London: Stall, 1991. xyz", "It's"),
            [
                "3 records, 1 doubtful",
                "1 record took the names of the entry above",
                "left over: 3 letters in 1 record, in no field",
                "next: look at the doubtful record, the least sure first: bibnorm explain 'It'\"'\"'s'",
            ],
        ),
    ],
)
def test_summary(texts: tuple[str, ...], lines: list[str]) -> None:
    from fake import read_references

    assert list(summarise(read_references([Block(text) for text in texts])).lines()) == lines


def test_a_long_reference_is_no_command() -> None:
    long = reading("x" * 400, 1, sure=0.1, doubtful=True)
    assert list(summarise([long]).lines())[-1].endswith("bibnorm explain '…'")
    shown = summarise([long, reading("y", 2, sure=0.2, doubtful=True)])
    assert list(shown.lines())[-1].endswith("the 2 doubtful records, the least sure first: bibnorm explain y")


def test_progress_counts() -> None:
    with progress_bar(3, visible=False) as nothing:
        assert nothing is None
