"""Values that no table can list: years, pages, numbers, names, identifiers, and draws from the pool."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bibnorm.tag.compose_names import FORMS, print_list
from bibnorm.tag.compose_pool import Pool
from bibnorm.tag.compose_tables import Tables

ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(slots=True)
class State:
    """What one reference keeps: its style and its year."""

    rng: random.Random
    style: str
    tables: Tables
    pool: Pool
    first_page: int = 0  # of the pages printed last
    year: int = field(init=False)
    lang: str = field(init=False)

    def __post_init__(self) -> None:
        recent = self.rng.random() < 0.7
        since = int(self.tables.find(self.style, "since") or 1880)
        self.year = self.rng.randint(1975, 2024) if recent else self.rng.randint(since, 2020)
        self.lang = self.tables.find(self.style, "lang") or "en"

    def table(self, name: str) -> str:
        """The forms of a name, as a template."""
        found = self.tables.find(self.style, name)
        if found is None:
            raise KeyError(f"{name} in {self.style}")
        return found

    def contract(self, text: str) -> str:
        """Articles joined to the words before them, where a language does so."""
        for pair in (self.tables.find(self.style, "contract") or "").split("|"):
            before, _, after = pair.partition("=")
            text = text.replace(before, after) if before else text
        return text


def make(name: str, argument: str, state: State) -> str | None:
    """The value of a slot, or None where the tables have to give it."""
    if name in ROLES:
        return people(name, argument, state)
    kind = DRAWN.get(name)
    if kind and not argument:
        share = float(state.tables.find(state.style, "pooled") or 0.5)
        drawn = state.pool.draw(kind, state.lang, state.rng) if state.rng.random() < share else None
        if drawn or name != "t" or state.rng.random() > float(state.tables.find(state.style, "foreign") or 0.06):
            return drawn
        return state.pool.draw(kind, "en", state.rng)
    maker = MAKERS.get(name) if name != "y" or state.tables.find(state.style, "y") is None else None
    return maker(state, argument) if maker else None


ROLES = ("a", "e", "tr", "aa")  # names; "aa" without a label of its own
DRAWN = {
    "t": "title",
    "j": "container-title",
    "u": "publisher",
    "p": "publisher-place",
    "b": "book",
    "s": "collection-title",
}


def people(role: str, argument: str, state: State) -> str:
    """A printed list of names in a form of `compose_names.FORMS`."""
    rng = state.rng
    forms = (argument or state.table("forms")).split(",")
    form = FORMS[rng.choice(forms)]
    counts = [1, 1, 1, 1, 2, 2, 3, 4] if role != "a" else [1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 9]
    count = rng.choice(counts) if not state.tables.find(state.style, "few") else rng.choice([1, 1, 1, 1, 1, 2, 2, 3])
    persons = [person(state) for _ in range(count)]
    et_al = pick(state, "etal") if rng.random() < (0.08 if count < 3 else 0.2) else ""
    return print_list(persons, form, pick(state, "and"), et_al, rng)


def person(state: State) -> tuple[str, str]:
    """Family and given name, from the pool or the tables of the language."""
    rng, table = state.rng, state.tables.find(state.style, "family")
    if table is None or rng.random() < float(state.tables.find(state.style, "pooled-names") or 0.3):
        found = state.pool.person(state.lang, rng) or state.pool.person("en", rng)
        if found:
            return found
    if table is None:
        return rng.choice(["Marlow", "Teasdale", "Okafor", "Lindqvist"]), rng.choice(["Ann", "Peter J.", "Ruth", "Ian"])
    family, given = pick(state, "family"), pick(state, "given")
    if rng.random() < float(state.tables.find(state.style, "middle") or 0.15):
        given += state.table("joint") if state.tables.find(state.style, "joint") else " "
        given += pick(state, "given")
    return family, given


def pick(state: State, name: str) -> str:
    """One form out of a plain list."""
    return state.rng.choice(state.table(name).split("|"))


def year(state: State, argument: str) -> str:
    """The year of the reference, with a letter where asked for."""
    letter = argument == "a"
    return str(state.year) + (state.rng.choice("abc") if letter else "")


def pages(state: State, argument: str) -> str:
    """A page range, the second number at times shortened (``short``) or never (``full``)."""
    rng = state.rng
    first = state.first_page = rng.randint(1, 999) if rng.random() < 0.93 else rng.randint(1000, 14000)
    last = str(first + rng.choice([1, 2, 3, 5, 8, 13, 20, 31, 47]))
    if argument == "short" or (argument != "full" and rng.random() < 0.15):
        start = str(first)
        while len(start) == len(last) > 1 and start[: len(start) - len(last) + 1] and start[0] == last[0]:
            start, last = start[1:], last[1:]
    return f"{first}-{last}"


def roman(number: int) -> str:
    """A number in Roman figures.

    >>> roman(44)
    'XLIV'
    """
    made = ""
    for value, sign in ROMAN:
        while number >= value:
            made, number = made + sign, number - value
    return made


def volume(state: State, argument: str) -> str:
    """A volume: Arabic, Roman (``r``), a Hebrew letter (``he``), plain digits (any other word)."""
    number = state.rng.randint(1, 40) if state.rng.random() < 0.6 else state.rng.randint(1, 399)
    if argument == "he":
        return state.rng.choice("אבגדהוזחטיכלמנסעפצקרשת") + state.rng.choice(
            ["'", "", '"' + state.rng.choice("אבגדהוזחט")]
        )
    return roman(min(number, 120)) if argument == "r" or (not argument and state.rng.random() < 0.06) else str(number)


def issue(state: State, argument: str) -> str:
    """An issue number, at times double; ``big`` for one counted through."""
    rng = state.rng
    first = rng.randint(1, 12)
    if argument == "big":
        return str(rng.randint(20, 399))
    return str(first) if argument or rng.random() < 0.88 else f"{first}{rng.choice('-/–')}{first + 1}"


def number(state: State, argument: str) -> str:
    """A whole number out of ``low-high``."""
    low, _, high = argument.partition("-")
    return str(state.rng.randint(int(low or 1), int(high or 99)))


def first_page(state: State, argument: str) -> str:
    """A page out of ``low-high``."""
    made = number(state, argument)
    state.first_page = int(made)
    return made


def near(state: State, argument: str) -> str:
    """A page behind the first: the place cited; ``range`` for several."""
    page = state.first_page + state.rng.randint(1, 25)
    return f"{page}-{page + state.rng.randint(1, 4)}" if argument == "range" else str(page)


def doi(state: State, argument: str) -> str:
    """A DOI without its prefix."""
    rng = state.rng
    tail = rng.choice(["s{}-0{}-{}-x", "j.{}.{}.0{}", "{}{}{}", "phys.{}.{}.{}", "{}/{}.{}", "acprof:oso/978{}.{}.{}"])
    return f"10.{rng.randint(1000, 9999)}/" + tail.format(
        rng.randint(100, 99999), rng.randint(10, 999), rng.randint(1, 99)
    )


def url(state: State, argument: str) -> str:
    """An address made of the tables' words."""
    rng = state.rng
    host = "".join(pick(state, part) for part in ("url-start", "url-host", "url-tail", "url-end"))
    steps = [
        pick(state, "url-word") + rng.choice(["", "", str(rng.randint(1, 9999))]) for _ in range(rng.randint(0, 4))
    ]
    if not steps:
        return host + rng.choice(["", "/"])
    return f"{host}/{'/'.join(steps)}" + rng.choice(
        ["", "", "/", ".html", ".pdf", f"?id={rng.randint(1, 99999)}", ".htm"]
    )


def isbn(state: State, argument: str) -> str:
    """An ISBN-like number."""
    rng = state.rng
    bare = f"{rng.randint(0, 99)}-{rng.randint(100, 9999)}-{rng.randint(100, 9999)}-{rng.choice('0123456789X')}"
    return rng.choice(["", "978-"]) + bare


def issn(state: State, argument: str) -> str:
    """An ISSN-like number."""
    return f"{state.rng.randint(0, 9999):04}-{state.rng.randint(0, 999):03}{state.rng.choice('0123456789X')}"


def arxiv(state: State, argument: str) -> str:
    """An arXiv number, old or new."""
    rng = state.rng
    old = f"{rng.choice(['hep-th', 'hep-ph', 'astro-ph', 'gr-qc', 'quant-ph', 'math'])}/{rng.randint(9201000, 9912999)}"
    return old if rng.random() < 0.35 else f"{rng.randint(7, 24):02}{rng.randint(1, 12):02}.{rng.randint(1, 19999):05}"


def era(state: State, argument: str) -> str:
    """A year of access: never before the work, nor before 1998."""
    low, _, high = argument.partition("-")
    return str(min(2026, max(1998, state.year) + state.rng.randint(int(low or 0), int(high or 3))))


def shifted(state: State, argument: str) -> str:
    """The year of an earlier edition."""
    return str(state.year - state.rng.randint(1, 90))


MAKERS: dict[str, Callable[[State, str], str]] = {
    "y": year, "Y": year, "pp": pages, "v": volume, "n": issue, "num": number, "N": number, "x": number,
    "pf": first_page, "near": near,
    "cn": number, "doi": doi, "url": url, "isbn": isbn, "issn": issn, "arxiv": arxiv, "era": era, "old": shifted,
    "R": lambda state, argument: roman(int(number(state, argument))),
}  # fmt: skip
