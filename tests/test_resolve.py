"""Author dashes: whose names they stand for, and when nobody's."""

import pytest

from bibnorm.model import OTHERS, Block, Name, Reading, Record
from bibnorm.resolve import find_author_dashes, inherit_authors

ANDERSON = Name(family="Anderson", given="Erin")
WEITZ = Name(family="Weitz", given="Barton")
COUGHLAN = Name(family="Coughlan", given="Anne T.")


def entry(text: str, *authors: Name, editor: tuple[Name, ...] = (), label: str = "", line: int = 1) -> Reading:
    """A reading whose author (or editor) span reaches from the first letter of its names to the last."""
    spans = {}
    names = authors or editor
    if names:
        words = [part for name in names if name != OTHERS for part in (name.family, name.given, name.literal) if part]
        start, end = min(text.index(w) for w in words), max(text.index(w) + len(w) for w in words)
        spans["author" if authors else "editor"] = ((start, end),)
    record = Record(author=authors, editor=editor)
    return Reading(
        record, Block(text, "refs.txt", line, label=label), spans, confidence={"author": 0.9} if authors else {}
    )


HEAD = entry("Anderson, Erin; Weitz, Barton. A. 1985.", ANDERSON, WEITZ, line=3)

INHERITED = [
    ("———. B. 1986.", (), (ANDERSON, WEITZ)),
    ("—. B. 1986.", (), (ANDERSON, WEITZ)),
    ("--, 1986: B.", (), (ANDERSON, WEITZ)),
    ("---. B. 1986.", (), (ANDERSON, WEITZ)),
    ("______. B. 1986.", (), (ANDERSON, WEITZ)),
    ("— — —. B. 1986.", (), (ANDERSON, WEITZ)),
    ("——— (1986) B.", (), (ANDERSON, WEITZ)),
    ("——— and Anne T. Coughlan (2002), B.", (COUGHLAN,), (ANDERSON, COUGHLAN)),
    ("———, ———, y Anne T. Coughlan. B. 2002.", (COUGHLAN,), (ANDERSON, WEITZ, COUGHLAN)),
    ("———, and ———. B. 2002.", (), (ANDERSON, WEITZ)),
]


@pytest.mark.parametrize(("text", "own", "authors"), INHERITED)
def test_inherited(text: str, own: tuple[Name, ...], authors: tuple[Name, ...]) -> None:
    _, reading = inherit_authors([HEAD, entry(text, *own)])
    assert reading.record.author == authors
    assert [(d.code, d.level) for d in reading.diagnostics] == [("BN110", "note")]
    assert "Erin Anderson" in reading.diagnostics[0].message and "line 3" in reading.diagnostics[0].message
    assert not set("".join(text[slice(*span)] for span in reading.labels)) - set("—–-_ andy")
    assert not reading.doubtful and reading.confidence["author"] == 0.9


NO_DASH = [
    "1990–1995. B.",
    "— B. 1990" * 0 + "-. B.",
    "- B. 1986.",
    "–1990",
    "__Bold__ title",
    "Roe, P. — B.",
    "_Italic_. B.",
]


@pytest.mark.parametrize("text", NO_DASH)
def test_no_dash(text: str) -> None:
    assert find_author_dashes(text) is None
    assert inherit_authors([HEAD, entry(text)])[1] == entry(text)


def test_a_chain_goes_on() -> None:
    readings = inherit_authors(
        [HEAD, entry("———. B."), entry("——— and Anne T. Coughlan. C.", COUGHLAN), entry("———. D.")]
    )
    assert [r.record.author for r in readings[1:]] == [
        (ANDERSON, WEITZ), (ANDERSON, COUGHLAN), (ANDERSON, COUGHLAN),
    ]  # fmt: skip


def test_a_role_makes_the_names_editors() -> None:
    _, reading = inherit_authors([HEAD, entry("———, eds. B. 1986.")])
    assert reading.record.editor == (ANDERSON, WEITZ) and not reading.record.author


def test_editors_above_are_taken_too() -> None:
    above = entry("Weitz, Barton (ed.). A. 1985.", editor=(WEITZ,))
    _, reading = inherit_authors([above, entry("———. B. 1986.")])
    assert reading.record.author == (WEITZ,)


def test_a_dash_read_as_a_name_goes() -> None:
    text = "——— and Anne T. Coughlan. B."
    read = Reading(Record(author=(Name(literal="———"), COUGHLAN)), Block(text, "refs.txt"), {"author": ((0, 24),)})
    _, reading = inherit_authors([HEAD, read])
    assert reading.record.author == (ANDERSON, COUGHLAN)
    assert [text[slice(*span)] for span in reading.spans["author"]] == ["Anne T. Coughlan"]
    assert [text[slice(*span)] for span in reading.labels] == ["———", "and"]


REFUSED = [
    ("nothing above", [entry("———. B. 1986.")], "no entry above"),
    ("nobody above", [HEAD, entry("The anonymous book. 1986."), entry("———. B. 1986.")], "names nobody"),
    ("a number is missing", [entry("Weitz, Barton. A.", WEITZ, label="[3]"), entry("———. B.", label="[5]")], "entry 5"),
    ("more dashes than names", [entry("Weitz, Barton. A.", WEITZ), entry("———, ———. B.")], "only 1 of the 2"),
    ("names elsewhere", [HEAD, entry("———. The life of Anne T. Coughlan.", COUGHLAN)], "other names"),
    ("another file", [Reading(HEAD.record, Block("A", "other.txt")), entry("———. B. 1986.")], "no entry above"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "readings", "why"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(name: str, readings: list[Reading], why: str) -> None:
    last = inherit_authors(readings)[-1]
    assert last.record.author == readings[-1].record.author
    assert last.doubtful and [(d.code, d.level) for d in last.diagnostics] == [("BN111", "doubt")]
    assert why in last.diagnostics[0].message


def heads(*families: str) -> list[Reading]:
    return [
        entry(f"{f}, X. Title.", Name(family=f, given="X.")) if f != "-" else entry("———. Title.") for f in families
    ]


def test_a_moved_entry_is_noticed() -> None:
    readings = inherit_authors(heads("Abbott", "Baker", "Zola", "-", "Clark", "Dunn", "Evans", "Frost", "Good"))
    assert readings[3].doubtful and "zola, between baker and clark" in readings[3].diagnostics[-1].message


@pytest.mark.parametrize(
    "families",
    [
        ("Abbott", "Baker", "-", "Clark", "Dunn", "Evans"),  # in order
        ("Zola", "Baker", "-", "Abbott", "Young", "Clark"),  # never was in order
        ("Zola", "-", "Baker", "Clark", "Dunn", "Evans"),  # the first may stand anywhere
    ],
)
def test_other_lists_are_believed(families: tuple[str, ...]) -> None:
    assert not any(reading.doubtful for reading in inherit_authors(heads(*families)))


def test_a_second_run_changes_nothing() -> None:
    once = inherit_authors([HEAD, entry("———. B."), entry("The book."), entry("———. C.")])
    assert inherit_authors(once) == once
