"""References that nobody printed: books, articles and chapters in eight languages, the same ones each time."""

import tomllib
from pathlib import Path

LANGUAGES = tomllib.loads((Path(__file__).parent / "cases" / "invented.toml").read_text(encoding="utf-8"))
CODES = tuple(LANGUAGES)
MOST = len(CODES) * 49  # each head meets each subject once


def reference(number: int) -> str:
    """One reference; no other number gives the same work.

    >>> reference(4)
    'Abernathy, Louisa. A History of River Ferries. Chicago: Lakeshore Press, 1956.'
    """
    words = LANGUAGES[CODES[number % len(CODES)]]
    turn = number // len(CODES)
    family, given = words["people"][turn % 8].split(", ")
    editor = " ".join(reversed(words["people"][(turn * 5 + 3) % 8].split(", ")))
    first = 3 + number * 13 % 400
    return str(words["styles"][turn % 3]).format(
        family=family,
        given=given,
        initial=f"{given[0]}.",
        title=f"{words['heads'][turn % 7]} {words['subjects'][turn // 7 % 7]}",
        year=1950 + number * 37 % 71 - number // 100,
        place=words["places"][turn % len(words["places"])],
        journal=words["journals"][turn % 2],
        volume=1 + number % 60,
        first=first,
        last=first + 5 + number % 30,
        editor=editor,
        book=words["books"][turn // 3 % 2],
    )


def references(count: int) -> list[str]:
    """The first ones.

    >>> len(set(references(300)))
    300
    """
    assert count <= MOST
    return [reference(number) for number in range(count)]
