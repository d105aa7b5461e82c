"""What print and extraction do to a reference: quotes, dashes, italics, numbers in front, odd blanks."""

from __future__ import annotations

import random
import re

Piece = tuple[str, str]
QUOTES = ("“”", '""', "«»", "''", "‘’", "„“", "„”", "»«", "‹›", "``''", '“"')
LEADS = ("[{}] ", "{}. ", "{}) ", "({}) ", "{} ", "[{}]", "{}- ", "{}.- ")
DOUBLED = re.compile(r"(?:[.?!]\.|,,|[.,][”'\"][.,])$")
IDENTIFIERS = ("url", "doi", "isbn", "issn", "arxiv", "pmid")
DIGITS = {"arabic": ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"), "cjk": ("０１２３４５６７８９",)}
WIDE = {",": "，", ":": "：", ";": "；", "(": "（", ")": "）"}
ITALIC = (("*", "*"), ("_", "_"), ("<i>", "</i>"), ("**", "**"))


def disturb(pieces: list[Piece], rng: random.Random, habit: str) -> list[Piece]:
    """The pieces as a careless printer or a converter leaves them."""
    made = _collapse(pieces)
    if habit == "latin":
        made = _quotes(made, rng)
        made = _dashes(made, rng)
    if rng.random() < 0.04:
        made = _capitals(made, rng)
    if habit in DIGITS and rng.random() < (0.06 if habit == "cjk" else 0.2):
        made = _digits(made, rng.choice(DIGITS[habit]))
    if habit == "cjk":
        made = _width(made, rng)
    if habit == "arabic" and rng.random() < 0.85:
        marks = str.maketrans({",": "،", ";": "؛"})
        made = [(t if label in IDENTIFIERS else t.translate(marks), label) for t, label in made]
    if habit != "cjk" and rng.random() < 0.05:
        made = _italics(made, rng)
    if habit == "pdf" or (habit == "latin" and rng.random() < 0.03):
        made = _blanks(made, rng, 0.09 if habit == "pdf" else 0.04)
    made = _ends(made, rng)
    return _lead(made, rng)


def _collapse(pieces: list[Piece]) -> list[Piece]:
    """No doubled blanks and stops where an optional part was left out."""
    made: list[Piece] = []
    for text, label in pieces:
        if made and text:
            before = made[-1][0]
            if not label and text[0] in ".,;:" and before.endswith(" ") and not made[-1][1]:
                made[-1] = (before := before.rstrip(), "")
            if before.endswith(" "):
                text = text.lstrip(" ")
            if text and not label and DOUBLED.search(before + text[0]):
                text = text[1:]
        if text:
            made.append((text, label))
    return [piece for piece in made if piece[0]]


def _quotes(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    if rng.random() < 0.5:
        return pieces
    pair = rng.choice(QUOTES)
    first, last = pair[: len(pair) // 2], pair[len(pair) // 2 :]
    return [(t if label else t.replace("“", first).replace("”", last), label) for t, label in pieces]


def _dashes(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    dash = rng.choice(["-", "-", "-", "–", "–", "—", " - ", "‐", "--"])
    kinds = ("page", "issue", "date", "volume", "other")
    return [(re.sub(r"(?<=\d)[–-](?=\d)", dash, t) if label in kinds else t, label) for t, label in pieces]


def _italics(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    first, last = rng.choice(ITALIC)
    kinds = rng.choice([("container-title",), ("title",), ("container-title", "volume")])
    made: list[Piece] = []
    for text, label in pieces:
        made += [(first, ""), (text, label), (last, "")] if label in kinds else [(text, label)]
    return made


def _capitals(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    kind = rng.choice(["title", "title", "publisher", "author", "container-title", "date"])
    return [(text.upper() if label == kind else text, label) for text, label in pieces]


def _digits(pieces: list[Piece], signs: str) -> list[Piece]:
    table = str.maketrans("0123456789", signs)
    return [(t if label in IDENTIFIERS else t.translate(table), label) for t, label in pieces]


def _width(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    """Half-width and full-width marks change places."""
    roll = rng.random()
    if roll < 0.06:
        return [(t if label else re.sub(r"([,:;]) ?", lambda m: WIDE[m[1]], t), label) for t, label in pieces]
    if roll < 0.12:
        narrow = str.maketrans({wide: mark for mark, wide in WIDE.items()})
        return [(t if label else t.translate(narrow), label) for t, label in pieces]
    if roll < 0.2:
        return [(t if label else re.sub(r"(?<=[.,:;]) ", "", t), label) for t, label in pieces]
    return pieces


def _blanks(pieces: list[Piece], rng: random.Random, share: float) -> list[Piece]:
    def noise(found: re.Match[str]) -> str:
        roll = rng.random()
        if roll > share * 3:
            return found[0]
        mark = found[0].strip()
        return rng.choice([f" {mark} ", mark, f" {mark}", f"{mark}  "])

    return [
        (t if label in IDENTIFIERS else re.sub(r"(?<=\w) ?[.,;:()–-] ?(?=\w)", noise, t), label) for t, label in pieces
    ]


def _ends(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    if rng.random() < 0.15 and pieces and not pieces[-1][1]:
        text = pieces[-1][0].rstrip(" .。")
        return [*pieces[:-1], (text, "")] if text else pieces[:-1]
    return pieces


def _lead(pieces: list[Piece], rng: random.Random) -> list[Piece]:
    if rng.random() > 0.06:
        return pieces
    before, after = rng.choice(LEADS).split("{}")
    return [(before, ""), (str(rng.randint(1, 240)), "citation-number"), (after, ""), *pieces]
