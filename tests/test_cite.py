"""Documents with notes, from the file to the mention: what is cited in full, what points back, what stays open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.cite.back import Back, read_back
from bibnorm.cite.match import Fit, fit
from bibnorm.cli import main
from bibnorm.model import Date, Name, Record
from bibnorm.segment import segment

NOTES = Path(__file__).parent / "notes"
ROE = Record(author=(Name("Roe", "Ann"),), title="The sea of stories", issued=Date(((1990,),)), page="10-25")
BOTH = Record(author=(Name("Roe", "Ann"), Name("Poe", "Bo")), title="Salt")


def cited(text: str, tmp_path: Path) -> list[dict[str, object]]:
    """The mentions that a document makes."""
    path = tmp_path / "paper.md"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["convert", str(path), "-t", "citations", "-q"])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def rows(found: list[dict[str, object]]) -> list[tuple[str, ...]]:
    return [tuple(str(row.get(name) or "-") for name in ("note", "kind", "key", "locator")) for row in found]


@pytest.mark.parametrize("code", ["es", "de", "ru", "fr", "it", "pt", "oscola", "chicago"])
def test_notes_in_a_language_or_a_style(code: str, tmp_path: Path) -> None:
    wanted = [tuple(line.split("\t")) for line in (NOTES / f"{code}.tsv").read_text(encoding="utf-8").splitlines()]
    assert rows(cited((NOTES / f"{code}.md").read_text(encoding="utf-8"), tmp_path)) == wanted


# ------------------------------------------------------------------ what a back-reference says
@pytest.mark.parametrize(
    ("text", "kind", "words", "year", "note", "locator"),
    [
        ("Ibid. p. 67", "ibid", (), None, "", "67"),
        ("*Ibid.*, p. 50.", "ibid", (), None, "", "50"),
        ("Ebenda, S. 138-186", "ibid", (), None, "", "138-186"),
        ("Там же. С. 20.", "ibid", (), None, "", "20"),
        ("id., para. 5.11", "ibid", (), None, "", "para. 5.11"),
        ("Leavis, op. cit., n. 20, p. 120", "opcit", ("Leavis",), None, "20", "120"),
        ("ACLEC, id., para 4.6", "opcit", ("ACLEC",), None, "", "para 4.6"),
        ("Schmidt (wie Anm. 3), S. 7", "opcit", ("Schmidt", "wie"), None, "3", "7"),
        ("Müller, a. a. O., S. 44", "opcit", ("Müller",), None, "", "44"),
        ("Иванов И. И. Указ. соч. С. 33", "opcit", ("Иванов", "И", "И"), None, "", "33"),
        ("Black, 1973 S. 125 ff.", "short", ("Black",), 1973, "", "125 ff"),
    ],
)
def test_read_back(text: str, kind: str, words: tuple[str, ...], year: int | None, note: str, locator: str) -> None:
    back = read_back(text)
    assert (back.kind, back.words, back.year, back.note, back.locator) == (kind, words, year, note, locator)


@given(st.text(max_size=60))
def test_any_text_can_be_read_back(text: str) -> None:
    assert read_back(text).kind in ("ibid", "opcit", "short")


# ------------------------------------------------------------------ which work fits
@pytest.mark.parametrize(
    ("words", "record", "found"),
    [
        (("Roe",), ROE, Fit(1, True, False)),
        (("A", "Roe"), ROE, Fit(1, True, False)),
        (("J", "Roe"), ROE, None),
        (("Poe",), ROE, None),
        (("Roe", "Sea"), ROE, Fit(1, True, True)),
        (("Roe", "Salt"), ROE, None),
        (("Roe",), BOTH, Fit(1, False, False)),
        (("Roe", "Poe"), BOTH, Fit(2, True, False)),
    ],
)
def test_names_and_title_words(words: tuple[str, ...], record: Record, found: Fit | None) -> None:
    assert fit(Back("opcit", words), record) == found


def test_year_and_pages_forbid() -> None:
    assert fit(Back("short", ("Roe",), year=1990), ROE) is not None
    assert fit(Back("short", ("Roe",), year=1991), ROE) is None
    assert fit(Back("opcit", ("Roe",), first_page=12), ROE) is not None
    assert fit(Back("opcit", ("Roe",), first_page=99), ROE) is None


# ------------------------------------------------------------------ one pass
FULL = (
    "[^1]: Roe, Ann. *The Sea of Stories*. London: Stall, 1990.\n\n"
    "[^2]: Roe, Jim. *Salt and Sand*. Oslo: Fjord, 1991.\n\n"
)


def test_two_people_of_one_name_leave_it_open(tmp_path: Path) -> None:
    assert cited(f"{FULL}[^3]: Roe, op. cit., p. 3.\n", tmp_path)[-1]["key"] is None
    assert cited(f"{FULL}[^3]: Jim Roe, op. cit., p. 3.\n", tmp_path)[-1]["key"] == "roe1991salt"


def test_a_note_that_is_pointed_to(tmp_path: Path) -> None:
    assert cited(f"{FULL}[^3]: Roe, op. cit., n. 1, p. 3.\n", tmp_path)[-1]["key"] == "roe1990sea"


def test_ibid_behind_a_note_without_citation_stays_open(tmp_path: Path) -> None:
    text = f"{FULL}[^3]: The sea is wide.\n\n[^4]: Ibid.\n"
    assert [row["key"] for row in cited(text, tmp_path)][-1] is None


def test_an_author_and_a_year_of_the_list_at_the_end(tmp_path: Path) -> None:
    text = "Sea.[^1]\n\n[^1]: Roe 1990, p. 7.\n\n# References\n\nRoe, Ann. *The Sea of Stories*. London: Stall, 1990.\n"
    (only,) = cited(text, tmp_path)
    assert (only["kind"], only["key"], only["locator"]) == ("short", "roe1990sea", "7")


def test_a_short_name_in_brackets(tmp_path: Path) -> None:
    full = "Roe, Ann. *The Sea of Stories*. London: Stall, 1990 (hereafter Stories)."
    text = f"[^1]: {full}\n\n[^2]: Stories, op. cit., p. 4.\n"
    assert cited(text, tmp_path)[-1]["key"] == "roe1990sea"


def test_a_chapter_of_a_book_that_is_cited_back(tmp_path: Path) -> None:
    text = (
        "[^1]: P. Thomas, ‘Introduction’ in *Salt Studies*, ed. P. Thomas (London: Stall, 1997) 19.\n\n"
        "[^2]: S. Wheeler, ‘Company Law’ in Thomas, op. cit., n. 1, at p. 285.\n"
    )
    last = cited(text, tmp_path)[-1]
    fields = last["fields"]
    assert isinstance(fields, dict)
    assert (last["kind"], last["locator"], fields["title"]) == ("full", "285", "Company Law")
    assert (fields["container-title"], fields["issued"]) == ("Salt Studies", {"date-parts": [[1997]]})


def test_a_note_at_the_end_changes_nothing_before_it(tmp_path: Path) -> None:
    text = (NOTES / "es.md").read_text(encoding="utf-8")
    before = rows(cited(text, tmp_path))
    after = rows(cited(f"{text}\n¹¹ SOTO, Ana. *El sur*, Ancud: Puerto, 2004.\n", tmp_path))
    assert after[: len(before)] == before and len(after) == len(before) + 1


def test_open_ones_are_found_with_their_place_and_candidates(tmp_path: Path) -> None:
    path = tmp_path / "paper.md"
    path.write_text(f"{FULL}[^3]: Roe, op. cit., p. 3.\n", encoding="utf-8")
    said = CliRunner().invoke(main, ["convert", str(path)]).stderr
    assert f"{path}:5:7: BN503 note 3: “Roe, op. cit., p. 3.” stays open" in said
    assert "roe1990sea, roe1991salt" in said
    assert "3 notes (0 without a citation), 3 citations of 2 works, back-references: 0 resolved, 1 open" in said


def test_the_bibliography_has_each_work_once(tmp_path: Path) -> None:
    path = tmp_path / "paper.md"
    path.write_text((NOTES / "es.md").read_text(encoding="utf-8"), encoding="utf-8")
    out = CliRunner().invoke(main, ["convert", str(path), "-t", "biblatex"]).stdout
    assert out.count("@") == 3 and "Ibíd" not in out and "op. cit" not in out


@pytest.mark.parametrize("text", ["", "No notes here.\n", "[^1]: Just a remark.\n"])
def test_nothing_cited_is_an_empty_result(text: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.md"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["convert", str(path), "-f", "notes", "-t", "citations"])
    assert (result.exit_code, result.stdout) == (0, "")


# ------------------------------------------------------------------ segments
WORDS = st.sampled_from(
    ["Roe,", "A.", "*Sea*", "1990", "Ibid.", "See", ";", "(", ")", "p. 7.", "“Salt”", "op. cit.", "и"]
)


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=80))
def test_stretches_cover_a_note(text: str) -> None:
    (stretches,) = segment([text])
    assert "".join(text[s.start : s.end] for s in stretches) == text
    assert all(s.start < s.end for s in stretches)


@pytest.mark.parametrize("text", ["(" * 3000, "A. " * 1000, "Roe, " * 3000, "“" * 3000, "Word word 1990. " * 500])
def test_odd_notes_are_read_in_seconds(text: str) -> None:
    (stretches,) = segment([text])
    assert "".join(text[s.start : s.end] for s in stretches) == text
