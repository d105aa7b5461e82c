"""Sources merged into an output that a person works on too: small stories, then anything at random."""

from __future__ import annotations

import string
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import fake
import pytest
from desk import Desk
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bibnorm.errors import InputError
from bibnorm.lock import fingerprint, format_lock, read_lock
from bibnorm.model import Block, Date, Reading

ROOT = Path(__file__).resolve().parent.parent
SEA = "Roe, Jane. The sea of stories. Oslo: Fjord, 1990."
SKY = "Doe, Ann. The sky at night. Rome: Aria, 1991."
SALT = "Poe, Max. Salt and water. Paris: Sel, 1992."
OWN = "@misc{mine,\n  title = {My notes},\n}\n"


@pytest.fixture(params=["biblatex", "bibtex", "csl-json"])
def any_desk(request: pytest.FixtureRequest) -> Desk:
    """A desk with two references, merged once, in each of the formats."""
    return merged(SEA, SKY, format=request.param)


@pytest.fixture
def desk() -> Desk:
    return merged(SEA, SKY)


def merged(*refs: str, format: str = "biblatex") -> Desk:
    desk = Desk(format=format)
    desk.refs[:] = refs
    desk.run()
    return desk


def is_silent(desk: Desk) -> bool:
    """Whether a run changes nothing, says nothing and reads nothing."""
    before = desk.output, desk.lock
    plan = desk.run()
    return not (plan.edits or plan.findings or plan.attention or desk.read) and before == (desk.output, desk.lock)


# ------------------------------------------------------------------ sources that change
def test_first_run(any_desk: Desk) -> None:
    assert any_desk.keys == ["roe1990sea", "doe1991sky"]
    assert any_desk.plan.counts.added == 2
    assert any_desk.read == [SEA, SKY]
    assert is_silent(any_desk)


def test_added_at_its_place(any_desk: Desk) -> None:
    any_desk.refs.insert(1, SALT)
    any_desk.run()
    assert any_desk.keys == ["roe1990sea", "poe1992salt", "doe1991sky"]
    assert any_desk.read == [SALT]
    assert is_silent(any_desk)


def test_added_before_all_others(desk: Desk) -> None:
    desk.output = f"{OWN}\n{desk.output}"
    desk.refs[:0] = [SALT, "Zoe, Eve. Wine and bread. Bern: Au, 1993."]
    desk.run()
    assert desk.keys == ["mine", "poe1992salt", "zoe1993wine", "roe1990sea", "doe1991sky"]


def test_added_behind_an_entry_that_was_moved(desk: Desk) -> None:
    text = desk.entry("roe1990sea")
    desk.delete("roe1990sea")
    desk.output = f"{desk.output}\n{text}\n"
    desk.refs.insert(1, SALT)
    desk.run()
    assert desk.keys == ["doe1991sky", "roe1990sea", "poe1992salt"]


@pytest.mark.parametrize("first", [SEA, SALT])
def test_added_in_the_order_of_keys(first: str) -> None:
    desk = Desk()
    desk.refs[:] = [first]
    desk.run(order="key")
    desk.refs[:] = [SEA, SKY, SALT]
    desk.run(order="key")
    assert desk.keys == ["doe1991sky", "poe1992salt", "roe1990sea"]


def test_several_sources(desk: Desk) -> None:
    desk.sources["more.txt"] = [SALT, SEA]
    desk.run()
    assert desk.keys == ["roe1990sea", "doe1991sky", "poe1992salt"]
    assert is_silent(desk)
    desk.sources = {"renamed.txt": desk.sources.pop("refs.txt"), **desk.sources}
    desk.run()
    assert not desk.read and not desk.plan.edits and "renamed.txt" in str(desk.lock)
    assert is_silent(desk)


MENDED = {
    "a letter": SEA.replace("stories", "storys"),
    "a subtitle": SEA.replace("stories", "stories: a history of the north"),
    "the year": SEA.replace("1990", "1989"),
    "the first name": SEA.replace("Jane", "Jane Ann"),
    "the family name": SEA.replace("Roe", "Rowe"),
    "house and place": SEA.replace("Oslo: Fjord", "Bergen: Hav"),
    "what cannot be read": "Roe, Jane, The sea of stories, Oslo, Fjord, 1990",
}


@pytest.mark.parametrize("text", MENDED.values(), ids=MENDED.keys())
@pytest.mark.parametrize("place", [0, 1])
def test_mended_keeps_its_key(text: str, place: int) -> None:
    desk = merged(SEA, SKY)
    del desk.refs[0]
    desk.refs.insert(place, text)
    desk.run()
    assert sorted(desk.keys) == ["doe1991sky", "roe1990sea"]
    assert desk.read == [text] and desk.plan.counts.replaced == 1
    assert is_silent(desk)


OTHERS = {
    "another work in its place": "Roe, Jane. Wine and bread. Oslo: Fjord, 1990.",
    "another title of one author": "Roe, Jane. The land of cattle. Oslo: Fjord, 1990.",
    "of another author": "Loe, Kim. A grammar of birds. Oslo: Fjord, 1990.",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_replaced_by_another_work(text: str) -> None:
    desk = merged(SEA, SKY)
    desk.refs[0] = text
    desk.run()
    assert desk.keys[:1] + desk.keys[-1:] == ["roe1990sea", "doe1991sky"] or len(desk.keys) == 3
    assert desk.plan.counts.added == 1 and desk.plan.counts.replaced == 0
    assert desk.codes() == ["BN404"]
    assert is_silent(desk)


def test_another_edition_elsewhere_is_no_mending() -> None:
    first = "Roe, Jane. The sea of stories, volume 1. Oslo: Fjord, 1990."
    desk = merged(first, SKY)
    desk.refs[:] = [SKY, first.replace("volume 1", "volume 2").replace("1990", "1994").replace("Fjord", "Hav")]
    desk.run()
    assert desk.plan.counts.added == 1 and "roe1990sea" in desk.keys


def test_of_a_vanished_reference_the_entry_stays(any_desk: Desk) -> None:
    any_desk.refs.remove(SEA)
    before = any_desk.output
    any_desk.run()
    assert any_desk.output == before and any_desk.codes() == ["BN404"]
    assert is_silent(any_desk)
    any_desk.refs.append(SEA)
    any_desk.run()
    assert not any_desk.read and any_desk.output == before and not any_desk.plan.findings
    assert is_silent(any_desk)


def test_prune(any_desk: Desk) -> None:
    any_desk.refs.remove(SEA)
    any_desk.run(prune=True)
    assert any_desk.keys == ["doe1991sky"] and any_desk.plan.counts.removed == 1
    assert is_silent(any_desk)


def test_prune_spares_what_a_person_edited_or_accepted(desk: Desk) -> None:
    desk.edit("{Fjord}", "{Fjord Press}")
    desk.refs.clear()
    desk.run()
    desk.run(accept=frozenset({"doe1991sky"}))
    desk.run(prune=True)
    assert desk.keys == ["roe1990sea", "doe1991sky"]
    assert [f.text for f in desk.plan.findings if "person's" in f.text and "roe1990sea" in f.text]


# ------------------------------------------------------------------ a person's edits
def test_edited_stays(any_desk: Desk) -> None:
    any_desk.edit("Fjord", "Fjord Press")
    before = any_desk.output
    assert is_silent(any_desk)
    any_desk.run(refresh=True)
    assert any_desk.output == before
    assert any_desk.read == [SKY]


def test_edited_and_mended(any_desk: Desk) -> None:
    any_desk.edit("Fjord", "Fjord Press")
    any_desk.refs[0] = SEA.replace("1990", "1989")
    before = any_desk.output
    plan = any_desk.run()
    (finding,) = plan.findings
    assert (finding.code, finding.file, finding.line) == ("BN402", "refs.txt", 1)
    assert "issued “1989” for “1990”" in finding.text
    assert "bibnorm convert --write --take-source roe1990sea" in finding.text
    assert plan.attention and plan.counts.conflicts == 1 and plan.shown[0].key == "roe1990sea"
    assert "1989" in plan.shown[0].text
    assert any_desk.output == before
    assert is_silent(any_desk)  # the next one passes
    any_desk.run(take_source=frozenset({"roe1990sea"}))
    assert "1989" in any_desk.entry("roe1990sea") and "Press" not in str(any_desk.output)
    assert is_silent(any_desk)


def test_an_edit_that_is_undone_gives_way_to_the_source(desk: Desk) -> None:
    desk.edit("Fjord", "Fjord Press")
    desk.refs[0] = SEA.replace("1990", "1989")
    desk.run()
    desk.edit("Fjord Press", "Fjord")
    desk.run()
    assert "1989" in desk.entry("roe1990sea")
    assert is_silent(desk)


def test_both_corrected_alike(desk: Desk) -> None:
    desk.edit("1990}", "1989}")
    desk.refs[0] = SEA.replace("1990", "1989")
    desk.run()
    assert not desk.plan.findings and not desk.plan.edits
    desk.refs[0] = SEA.replace("1990", "1988")
    desk.run()
    assert "1988" in desk.entry("roe1990sea")


def test_mended_without_another_reading(desk: Desk) -> None:
    desk.edit("Fjord", "Fjord Press")
    desk.refs[0] = f"{SEA} "
    assert is_silent(desk)
    desk.refs[0] = SEA.replace("Jane. The", "Jane.  The") + " Paperback"
    desk.run()  # what follows the year is read into no field
    assert not desk.plan.findings and not desk.plan.attention and desk.read
    assert is_silent(desk)


def test_accepted_for_good(desk: Desk) -> None:
    desk.edit("Fjord", "Fjord Press")
    desk.run(accept=frozenset({"roe1990sea"}))
    for year in ("1989", "1988"):
        desk.refs[0] = SEA.replace("1990", year)
        desk.run()
        assert not desk.plan.findings and not desk.plan.attention
    assert "Fjord Press" in desk.entry("roe1990sea")
    assert is_silent(desk)


def test_accepting_the_conflict_itself(desk: Desk) -> None:
    desk.edit("Fjord", "Fjord Press")
    desk.refs[0] = SEA.replace("1990", "1989")
    desk.run()
    desk.run(accept=frozenset({"roe1990sea"}))
    assert not desk.plan.findings and "accepted" in str(desk.lock)
    assert is_silent(desk)


def test_renamed(any_desk: Desk) -> None:
    any_desk.edit("roe1990sea", "Roe:Sea")
    any_desk.run()
    assert not any_desk.plan.edits and not any_desk.read and not any_desk.plan.findings
    assert is_silent(any_desk)
    any_desk.refs[0] = SEA.replace("1990", "1989")
    any_desk.run()
    assert any_desk.keys == ["Roe:Sea", "doe1991sky"] and "1989" in any_desk.entry("Roe:Sea")


def test_renamed_and_mended_at_once(any_desk: Desk) -> None:
    any_desk.edit("roe1990sea", "sea")
    any_desk.refs[0] = SEA.replace("1990", "1989")
    any_desk.run()
    assert any_desk.keys == ["sea", "doe1991sky"] and "1989" in any_desk.entry("sea")
    assert is_silent(any_desk)


def test_renamed_and_edited_at_once(any_desk: Desk) -> None:
    any_desk.edit("roe1990sea", "sea")
    any_desk.edit("Fjord", "Fjord Press")
    before = any_desk.output
    any_desk.run()
    assert any_desk.output == before and not any_desk.plan.findings
    any_desk.refs[0] = SEA.replace("1990", "1989")
    any_desk.run()
    assert any_desk.codes() == ["BN402"] and any_desk.output == before


def test_renamed_edited_and_mended_at_once(any_desk: Desk) -> None:
    any_desk.edit("roe1990sea", "sea")
    any_desk.edit("Fjord", "Fjord Press")
    any_desk.refs[0] = SEA.replace("Oslo", "Bergen")
    before = any_desk.output
    any_desk.run()
    assert any_desk.output == before
    assert is_silent(any_desk)


def test_renamed_in_case_only(desk: Desk) -> None:
    desk.edit("roe1990sea", "Roe1990Sea")
    desk.run()
    assert desk.keys == ["Roe1990Sea", "doe1991sky"] and not desk.plan.findings


def test_copied_and_edited_is_not_renamed(desk: Desk) -> None:
    copy = desk.entry("roe1990sea").replace("roe1990sea", "copy")
    desk.edit("Fjord", "Fjord Press")
    desk.output = f"{desk.output}\n{copy}\n"
    desk.refs[0] = SEA.replace("1990", "1989")
    before = desk.output
    desk.run()
    assert desk.codes() == ["BN402"] and desk.output == before


def test_deleted_stays_deleted(any_desk: Desk) -> None:
    keys = drop(any_desk, "roe1990sea")
    any_desk.run()
    assert any_desk.codes() == ["BN403"] and any_desk.keys == keys and not any_desk.read
    assert is_silent(any_desk)
    any_desk.refs[0] = SEA.replace("Oslo", "Bergen")
    any_desk.run()
    assert any_desk.keys == keys and any_desk.codes() == ["BN403"]
    assert is_silent(any_desk)
    any_desk.run(refresh=True, add_missing=True)
    assert any_desk.keys == keys
    any_desk.run(take_source=frozenset({"roe1990sea"}))
    assert any_desk.keys == ["roe1990sea", "doe1991sky"] and "Bergen" in any_desk.entry("roe1990sea")
    assert is_silent(any_desk)


def drop(desk: Desk, key: str) -> list[str]:
    """A person deletes an entry; the keys that stay."""
    if desk.format == "csl-json":
        import json

        items = [item for item in json.loads(desk.output or "[]") if item["id"] != key]
        desk.output = json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    else:
        desk.delete(key)
    return desk.keys


def test_deleted_in_the_source_too(desk: Desk) -> None:
    desk.delete("roe1990sea")
    desk.refs.remove(SEA)
    desk.run()
    assert not desk.plan.findings and fingerprint(SEA) not in str(desk.lock)
    assert is_silent(desk)


def test_put_back_by_hand(desk: Desk) -> None:
    text = desk.entry("roe1990sea")
    desk.delete("roe1990sea")
    desk.run()
    desk.output = f"{desk.output}\n{text}\n"
    desk.run()
    assert not desk.plan.findings
    desk.refs[0] = SEA.replace("1990", "1989")
    desk.run()
    assert "1989" in desk.entry("roe1990sea") and desk.keys == ["doe1991sky", "roe1990sea"]


def test_own_entries_are_left_alone(desk: Desk) -> None:
    desk.output = f"{OWN}\n{desk.output}"
    assert is_silent(desk)
    desk.refs.clear()
    desk.run(prune=True)
    assert desk.keys == ["mine"]


def test_a_reference_that_has_an_own_entry(desk: Desk) -> None:
    own = "@book{salt,\n author = {Poe, M.},\n title = {{Salt} and water},\n year = 1992,\n note = {mine}\n}\n"
    desk.output = f"{desk.output}\n{own}"
    desk.refs.append(SALT)
    before = desk.output
    desk.run()
    assert desk.output == before and desk.codes() == ["BN401"] and "salt" in desk.plan.findings[0].text
    assert is_silent(desk)
    desk.refs[2] = SALT.replace("1992", "1993")
    desk.run()
    assert desk.output == before and desk.codes() == ["BN402"]


def test_a_broken_entry_is_not_a_deleted_one(desk: Desk) -> None:
    desk.edit("{The sea of stories}", "{The sea of stories")
    broken = desk.output
    desk.refs[0] = SEA.replace("1990", "1989")
    desk.run()
    assert desk.output == broken and not desk.plan.findings and not desk.plan.counts.added
    assert is_silent(desk)
    with pytest.raises(InputError, match="cannot be read"):
        desk.run(take_source=frozenset({"roe1990sea"}))
    desk.edit("{The sea of stories", "{The sea of stories}")
    desk.run()
    assert "1989" in desk.entry("roe1990sea") and desk.keys == ["roe1990sea", "doe1991sky"]


@pytest.mark.parametrize("option", ["take_source", "accept"])
def test_unknown_keys_are_an_error(desk: Desk, option: str) -> None:
    with pytest.raises(InputError, match="nobody1999"):
        desk.run(**{option: frozenset({"nobody1999"})})


def test_a_vanished_reference_cannot_be_taken(desk: Desk) -> None:
    desk.refs.remove(SEA)
    with pytest.raises(InputError, match="no source"):
        desk.run(take_source=frozenset({"roe1990sea"}))


# ------------------------------------------------------------------ keys
def test_keys_do_not_collide(desk: Desk) -> None:
    desk.output = f"{desk.output}\n@misc{{POE1992salt, title = {{Other}}}}\n% @misc{{poe1992salta,\n"
    desk.delete("roe1990sea")
    desk.run()
    desk.refs.extend([SALT, "Roe, Pat. Sea and land. Bern: Au, 1990."])
    desk.run()
    assert desk.keys == ["doe1991sky", "poe1992saltb", "roe1990seaa", "POE1992salt"]


def test_a_second_chen_changes_no_key() -> None:
    first = "Chen, Ada. Light on water. Rome: Aria, 2014."
    desk = merged(first)
    desk.refs.insert(0, "Chen, Bo. Light in stone. Bonn: Rhein, 2014.")
    desk.run()
    assert desk.keys == ["chen2014lighta", "chen2014light"] and "Ada" in desk.entry("chen2014light")


def test_keys_that_inputs_bring(desk: Desk) -> None:
    other = "Zoe, Eve. Wine and bread. Bern: Au, 1993."
    desk.brought = {SALT: "Poe:92", other: "ROE1990SEA"}
    desk.refs.extend([SALT, other])
    desk.run()
    assert desk.keys[2:] == ["Poe:92", "ROE1990SEAa"] and desk.codes() == ["BN421"]
    assert is_silent(desk)


def test_a_brought_key_tells_what_was_mended(desk: Desk) -> None:
    other = "Roe, Jean. Another name altogether. Lund: Sol, 1970."
    desk.brought = {other: "roe1990sea"}
    desk.refs[0] = other
    desk.run()
    assert desk.keys == ["roe1990sea", "doe1991sky"] and "altogether" in desk.entry("roe1990sea")


# ------------------------------------------------------------------ one work printed twice
TWICE = "Roe, J. The Sea of Stories. Bergen: Fjord, 1990."


def test_printed_twice_at_once() -> None:
    desk = merged(SEA, TWICE, SKY)
    assert desk.keys == ["roe1990sea", "doe1991sky"] and desk.codes() == ["BN401"]
    said = desk.plan.findings[0]
    assert said.line == 2 and "refs.txt:1" in said.text and "publisher-place “Bergen” for “Oslo”" in said.text
    assert is_silent(desk)
    desk.refs.remove(SEA)
    desk.run()
    assert desk.keys == ["roe1990sea", "doe1991sky"] and not desk.plan.findings


def test_printed_once_more_later(any_desk: Desk) -> None:
    any_desk.refs.append(TWICE)
    before = any_desk.output
    any_desk.run()
    assert any_desk.output == before and any_desk.codes() == ["BN401"] and any_desk.read == [TWICE]
    assert is_silent(any_desk)


def test_a_further_printing_fills_what_is_missing() -> None:
    desk = Desk()
    desk.refs[:] = ["The long sea of many stories"]  # which the reader takes for a title
    desk.run()
    full = "Roe, Jane. The long sea of many stories. Oslo: Fjord, 1990."
    desk.refs.append(full)
    desk.run()
    assert desk.codes() == ["BN415"]  # a title alone is not enough to join them
    assert len(desk.keys) == 2
    assert is_silent(desk)


def test_a_doubt_names_the_other_entry() -> None:
    desk = merged("Roe, Jane. The sea. Oslo: Fjord, 1990.", "Roe, Jane. The sea. Rome: Aria, 1990.")
    assert desk.codes() == ["BN415"] and "roe1990sea" in desk.plan.findings[0].text
    assert desk.keys == ["roe1990sea", "roe1990seaa"]


def test_letters_behind_years_are_two_works(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (f"Roe, Jane. The sea of many stories. Oslo: Fjord, 1990. [= 1990{letter}]" for letter in "ab")
    monkeypatch.setattr(Desk, "_read", lambda desk, prints: [with_letter(p.block) for p in prints])
    desk = merged(first)
    desk.refs.append(second)
    desk.run()
    assert desk.keys == ["roe1990sea", "roe1990seaa"] and desk.codes() == ["BN415"]
    assert "1990b and 1990a" in desk.plan.findings[0].text
    assert merged(first, second).codes() == ["BN415"]


def with_letter(block: Block) -> Reading:
    reading = fake.read(block)
    return replace(reading, record=replace(reading.record, issued=Date(((1990,),), printed=block.text[-6:-1])))


def test_the_same_letters_twice() -> None:
    desk = merged(SEA, SKY, SEA)
    assert desk.keys == ["roe1990sea", "doe1991sky"] and desk.codes() == ["BN401"]
    assert is_silent(desk)


def test_another_year_is_another_work(desk: Desk) -> None:
    desk.refs.append(SEA.replace("1990", "2009"))
    desk.run()
    assert desk.keys == ["roe1990sea", "doe1991sky", "roe2009sea"] and not desk.plan.findings


# ------------------------------------------------------------------ lock and output that are lost
def test_without_a_lock_every_entry_is_a_persons(any_desk: Desk) -> None:
    any_desk.lock = None
    any_desk.refs.append(SALT)
    before = any_desk.output
    any_desk.run()
    assert any_desk.output == before and any_desk.codes() == ["BN405"] and any_desk.plan.attention
    assert any_desk.plan.counts.missing == 1
    assert is_silent(any_desk)
    any_desk.refs[0] = SEA.replace("1990", "1989")
    any_desk.run()
    assert any_desk.output == before and any_desk.codes() == ["BN402"]
    any_desk.run(add_missing=True)
    assert any_desk.keys == ["roe1990sea", "doe1991sky", "poe1992salt"] and any_desk.read == [SALT]
    assert is_silent(any_desk)


def test_without_a_lock_and_all_asked_for(any_desk: Desk) -> None:
    any_desk.lock = "rubbish"
    any_desk.refs.append(SALT)
    any_desk.edit("Fjord", "Fjord Press")
    any_desk.run(add_missing=True)
    assert any_desk.keys == ["roe1990sea", "doe1991sky", "poe1992salt"]
    assert "Fjord Press" in str(any_desk.output) and not any_desk.plan.findings


def test_first_run_onto_a_persons_file() -> None:
    desk = Desk(output="% my library\n" + OWN)
    desk.refs[:] = [SEA]
    desk.run()
    assert desk.keys == ["mine"] and desk.codes() == ["BN405"]
    desk.run(add_missing=True)
    assert desk.keys == ["mine", "roe1990sea"] and str(desk.output).startswith("% my library\n" + OWN)


@pytest.mark.parametrize("text", ["", "\n", "% only a comment\n@string{x = {y}}\n"])
def test_first_run_onto_a_file_without_entries(text: str) -> None:
    desk = Desk(output=text)
    desk.refs[:] = [SEA]
    desk.run()
    assert desk.keys == ["roe1990sea"] and not desk.plan.findings and str(desk.output).startswith(text.strip())


def test_an_output_that_is_gone_is_made_again(desk: Desk) -> None:
    desk.edit("roe1990sea", "sea")
    desk.delete("doe1991sky")
    desk.refs.append(SALT)
    desk.run()
    desk.output = None
    desk.run()
    assert desk.keys == ["sea", "poe1992salt"] and not desk.plan.findings
    assert is_silent(desk)


def test_an_output_that_a_person_emptied_stays_empty(desk: Desk) -> None:
    desk.output = ""
    desk.run()
    assert desk.codes() == ["BN403", "BN403"] and desk.output == ""
    assert is_silent(desk)


# ------------------------------------------------------------------ two branches
def branches(desk: Desk) -> tuple[Desk, Desk]:
    def copy() -> Desk:
        return replace(desk, sources={name: list(refs) for name, refs in desk.sources.items()})

    return copy(), copy()


def union(ours: Desk, theirs: Desk, base: Desk) -> str:
    """The lock as git leaves it where both sides changed it: with conflict markers."""
    a, b = (str(desk.lock).splitlines(keepends=True) for desk in (ours, theirs))
    both = [line for line in a if line in b]
    mine, yours = ("".join(line for line in side if line not in both) for side in (a, b))
    middle = f"<<<<<<< ours\n{mine}=======\n{yours}>>>>>>> theirs\n"
    return "".join([*both[:-1], middle, *both[-1:]])


def test_two_branches_add_and_are_merged(desk: Desk) -> None:
    ours, theirs = branches(desk)
    ours.refs.append(SALT)
    theirs.refs.insert(0, "Zoe, Eve. Wine and bread. Bern: Au, 1993.")
    ours.run()
    theirs.run()
    merged = replace(ours, sources={"refs.txt": [*theirs.refs, SALT]}, lock=union(ours, theirs, desk))
    merged.output = f"{theirs.output}\n{ours.entry('poe1992salt')}\n"
    merged.run()
    assert merged.keys == ["zoe1993wine", "roe1990sea", "doe1991sky", "poe1992salt"]
    assert not merged.read and not merged.plan.edits and not merged.plan.findings
    assert is_silent(merged)


def test_two_branches_give_one_key_to_two_works(desk: Desk) -> None:
    ours, theirs = branches(desk)
    ada, bo = "Chen, Ada. Light on water. Rome: Aria, 2014.", "Chen, Bo. Light in stone. Bonn: Rhein, 2014."
    ours.refs.append(ada)
    theirs.refs.append(bo)
    ours.run()
    theirs.run()
    merged = replace(ours, sources={"refs.txt": [SEA, SKY, ada, bo]}, lock=union(ours, theirs, desk))
    clash = f"{ours.output}\n{theirs.entry('chen2014light')}\n"
    merged.output = clash
    merged.run()
    assert merged.output == clash  # the key stands twice: nothing is done to either
    merged.output = clash[::-1].replace("chen2014light"[::-1], "chen2014bo"[::-1], 1)[::-1]
    merged.run()
    assert merged.keys[2:] == ["chen2014light", "chen2014bo"] and not merged.plan.edits and not merged.plan.findings
    assert is_silent(merged)
    # or only one of the two survived the merge
    merged = replace(ours, sources={"refs.txt": [SEA, SKY, ada, bo]}, lock=union(ours, theirs, desk))
    merged.run()
    assert merged.keys[2:] == ["chen2014light", "chen2014lighta"] and "Bo" in merged.entry("chen2014lighta")


def test_two_branches_give_two_keys_to_one_work(desk: Desk) -> None:
    ours, theirs = branches(desk)
    for side in (ours, theirs):
        side.refs.append(SALT)
    ours.run()
    theirs.run(key_pattern="{family}{year}")
    merged = replace(ours, lock=union(ours, theirs, desk))
    merged.output = both = f"{ours.output}\n{theirs.entry('poe1992')}\n"
    merged.run()
    assert merged.codes() == ["BN416"] and merged.output == both
    assert is_silent(merged)
    merged.delete("poe1992")
    merged.run()
    assert merged.keys == ["roe1990sea", "doe1991sky", "poe1992salt"] and not merged.plan.findings
    assert is_silent(merged)


def test_two_branches_mend_one_reference(desk: Desk) -> None:
    ours, theirs = branches(desk)
    ours.refs[0] = SEA.replace("Oslo", "Bergen")
    theirs.refs[0] = SEA.replace("Oslo", "Bodø")
    ours.run()
    theirs.run()
    merged = replace(theirs, lock=union(ours, theirs, desk), sources={"refs.txt": ours.refs})
    merged.run()  # the output is theirs, the source ours
    assert merged.keys == ["roe1990sea", "doe1991sky"] and "Bergen" in merged.entry("roe1990sea")
    assert is_silent(merged)


# ------------------------------------------------------------------ upgrades, and runs that die
def test_an_upgrade_alone_changes_nothing(desk: Desk) -> None:
    before = desk.output, desk.lock
    desk.run(model="new")
    assert (desk.output, desk.lock) == before and not desk.read


def test_refresh_reads_untouched_entries_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.edit("Aria", "Aria Press")
    read = desk._read
    monkeypatch.setattr(desk, "_read", lambda prints: [with_pages(reading) for reading in read(prints)])
    desk.run(refresh=True, model="new")
    assert desk.read == [SEA] and "300" in desk.entry("roe1990sea") and "Aria Press" in desk.entry("doe1991sky")
    assert "# model new" in str(desk.lock)
    assert is_silent(desk)


def with_pages(reading: Reading) -> Reading:
    return replace(reading, record=replace(reading.record, number_of_pages="300"))


@pytest.mark.parametrize("upto", [1, 2])
def test_a_run_that_died_is_finished_by_the_next(upto: int) -> None:
    desk = merged(SEA, SKY, SALT, "Zoe, Eve. Wine and bread. Bern: Au, 1993.")
    desk.edit("Aria", "Aria Press")
    desk.delete("poe1992salt")
    desk.run()
    desk.refs[0] = SEA.replace("1990", "1989")
    desk.refs[1:1] = ["Koe, Lea. Bread alone. Bonn: Rhein, 2001."]
    del desk.refs[-1]
    desk.run(upto=upto, prune=True)
    desk.run(prune=True)
    assert desk.keys == ["roe1990sea", "koe2001bread", "doe1991sky"]
    assert "1989" in desk.entry("roe1990sea") and "Aria Press" in str(desk.output)
    assert not desk.plan.findings  # none of its own text was taken for a person's
    assert is_silent(desk)
    desk.refs[0], desk.refs[1] = SEA.replace("1990", "1988"), desk.refs[1].replace("Bonn", "Bern")
    desk.run()
    assert desk.plan.counts.replaced == 2 and not desk.plan.findings


def test_a_key_that_was_about_to_be_given_stays(desk: Desk) -> None:
    desk.refs.append(SALT)
    desk.run(upto=1)
    desk.refs.insert(0, "Poe, Ida. Salt of the earth. Bern: Au, 1992.")
    desk.run()
    assert "Max" in desk.entry("poe1992salt") and "Ida" in desk.entry("poe1992salta")


# ------------------------------------------------------------------ anything at random
FAMILIES = [f"{a}{b}er" for a in ("Ab", "Bel", "Cor", "Dam") for b in ("ern", "ost", "ulk")]
WORDS = ["amber", "bronze", "copper", "dune", "ember", "flint", "garnet", "heath", "ivory", "jasper", "kelp", "lichen"]


class Author(RuleBasedStateMachine):
    """An author who works on sources and output in any order, and a bibnorm that runs now and then.

    ``marks`` are what a person put into the output, by the token of the work; ``away`` the tokens of
    works whose entry a person deleted, ``renamed`` of those to whose entry a person gave a key;
    ``fresh`` the references that have changed since the last run.
    """

    @initialize()
    def start(self) -> None:
        self.desk = Desk()
        self.marks: dict[str, str] = {}
        self.away: set[str] = set()
        self.renamed: set[str] = set()
        self.fresh: set[str] = set()
        self.seen: list[str] = []
        self.count = 0

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _token(self, number: int) -> str:
        """A word that stands for a work: ten letters, so that two titles are not alike."""
        digits = fingerprint(str(number))[:10]
        return "q" + "".join(string.ascii_lowercase[int(digit, 16)] for digit in digits) + "x"

    def _token_of(self, text: str) -> str:
        return next(
            word.strip(".,{}") for word in text.split() if word.startswith("q") and word.rstrip(".,{}")[-1] == "x"
        )

    def _key_of(self, token: str) -> str | None:
        return next((key for key in self.desk.keys if token in self.desk.entry(key)), None)

    # -------------------------------------------------------------- the sources
    @rule(place=st.integers(0, 30), data=st.data())
    def add(self, place: int, data: st.DataObject) -> None:
        number = self._next()
        family = data.draw(st.sampled_from(FAMILIES))
        first, second = data.draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=2, unique=True))
        text = f"{family}, Ann. The {first} {self._token(number)} {second}. Oslo: Fjord, {1900 + number % 90}."
        self.desk.refs.insert(min(place, len(self.desk.refs)), text)
        self.fresh.add(text)

    @precondition(lambda self: self.desk.refs)
    @rule(place=st.integers(0, 30), kind=st.sampled_from(["house", "town", "tail"]))
    def mend(self, place: int, kind: str) -> None:
        place %= len(self.desk.refs)
        text = self.desk.refs[place]
        mark = self._token(self._next())[1:-1]
        new = {
            "house": text.replace(": ", f": New{mark} ", 1) if text.count("New") < 2 else text.replace("Ann.", "Anna."),
            "town": text.replace(". Oslo", ". Old Oslo", 1),
            "tail": f"{text} Reprint",
        }[kind]
        self.desk.refs[place] = new
        self.fresh.add(new)

    @precondition(lambda self: len(self.desk.refs) > 1)
    @rule(a=st.integers(0, 30), b=st.integers(0, 30))
    def move(self, a: int, b: int) -> None:
        text = self.desk.refs.pop(a % len(self.desk.refs))
        self.desk.refs.insert(b % (len(self.desk.refs) + 1), text)

    @precondition(lambda self: self.desk.refs)
    @rule(place=st.integers(0, 30))
    def remove(self, place: int) -> None:
        text = self.desk.refs.pop(place % len(self.desk.refs))
        self.away.discard(self._token_of(text))

    # -------------------------------------------------------------- the output
    def _pick(self, place: int) -> str:
        keys = self.desk.keys
        return keys[place % len(keys)]

    @precondition(lambda self: self.desk.keys)
    @rule(place=st.integers(0, 30))
    def edit(self, place: int) -> None:
        key = self._pick(place)
        text = self.desk.entry(key)
        mark = f"mark{self._next()}"
        self.desk.edit(text, text.replace("publisher     = {", f"publisher     = {{{mark} ", 1))
        self.marks[self._token_of(text)] = mark

    @precondition(lambda self: self.desk.keys)
    @rule(place=st.integers(0, 30))
    def rename(self, place: int) -> None:
        text = self.desk.entry(key := self._pick(place))
        self.desk.edit(text, text.replace(f"{{{key},", f"{{Own:{self._next()},", 1))
        self.renamed.add(self._token_of(text))

    @precondition(lambda self: self.desk.keys)
    @rule(place=st.integers(0, 30))
    def delete(self, place: int) -> None:
        key = self._pick(place)
        token = self._token_of(self.desk.entry(key))
        self.desk.delete(key)
        self.marks.pop(token, None)
        if any(token in ref for ref in self.desk.refs):
            self.away.add(token)

    @precondition(lambda self: len(self.desk.keys) > 1)
    @rule(place=st.integers(0, 30))
    def carry(self, place: int) -> None:
        """A person moves an entry to the end."""
        text = self.desk.entry(key := self._pick(place))
        self.desk.delete(key)
        self.desk.output = f"{self.desk.output}\n{text}\n"

    @precondition(lambda self: self.desk.output)
    @rule()
    def reformat(self) -> None:
        """Another tool lays the file out anew, which is no edit."""
        self.desk.output = str(self.desk.output).replace("  title         = {", "\ttitle={").replace(",\n}", "\n}")

    # -------------------------------------------------------------- bibnorm
    @rule(upto=st.sampled_from([3, 3, 3, 3, 2, 1]))
    def run(self, upto: int) -> None:
        before = self.desk.keys
        if upto < 3:
            self.desk.run(upto=upto)
            assert set(self.desk.read) <= self.fresh
        self.desk.run()
        assert set(self.desk.read) <= self.fresh
        after = self.desk.keys
        assert [key for key in after if key in before] == before  # no key gone or moved
        self.fresh.clear()
        output, lock = self.desk.output, self.desk.lock
        again = self.desk.run()
        assert (self.desk.output, self.desk.lock) == (output, lock)
        assert not again.edits and not again.findings and not again.attention and not self.desk.read
        for ref in self.desk.refs:
            token = self._token_of(ref)
            if token in self.away & self.renamed:
                continue  # deleted, and then its reference mended: nothing is left by which it could be known
            assert (self._key_of(token) is None) == (token in self.away), ref

    @precondition(lambda self: self.desk.keys and self.desk.lock)
    @rule(place=st.integers(0, 30))
    def take(self, place: int) -> None:
        self.run(3)
        key = self._pick(place)
        token = self._token_of(self.desk.entry(key))
        ref = next((ref for ref in self.desk.refs if token in ref), "")
        lock = read_lock(str(self.desk.lock), "lock")
        assert lock
        if not ref or fingerprint(ref) not in {line.fingerprint for line in lock.lines if line.key == key}:
            return
        self.desk.run(take_source=frozenset({key}))
        self.marks.pop(token, None)
        assert self.desk.run().edits == ()

    @invariant()
    def nothing_of_a_persons_is_lost(self) -> None:
        for token, mark in getattr(self, "marks", {}).items():
            key = self._key_of(token)
            assert key is not None and mark in self.desk.entry(key), (token, mark)

    @invariant()
    def no_work_stands_twice(self) -> None:
        if not hasattr(self, "desk"):
            return
        tokens = [self._token_of(self.desk.entry(key)) for key in self.desk.keys]
        assert len(tokens) == len(set(tokens))


Author.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAuthor = Author.TestCase


def test_a_lock_with_anything_in_it_is_written_as_it_was_read(desk: Desk) -> None:
    lock = read_lock(str(desk.lock), "lock")
    assert lock and format_lock(lock) == desk.lock


def test_where_nothing_changed_nothing_heavy_is_imported() -> None:
    """The hook runs at every commit; what compares works is there for references that are new."""
    code = (
        "import sys; sys.path[:0] = ['tests', '.']\n"
        "import bibnorm.merge\n"
        "from bibnorm.merge import Options, plan\n"
        "from bibnorm.existing import digest_of, read_existing\n"
        "plan([], None, read_existing('', 'bibtex', 'refs.bib'), Options(), list, str, str)\n"
        "print([m for m in sys.modules if m.startswith(('rapidfuzz', 'numpy', 'bibnorm.dedupe', 'bibnorm.keys'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"
