"""Standards that print fields between signs of their own: there the signs say more than the labels.

GOST 7.1 puts who is responsible between `` / `` and `` // ``; ABNT NBR 6023 prints a congress with
number, year and place before its proceedings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bibnorm.lang.kinds import kinds
from bibnorm.lang.lookup import find_words, lexicon
from bibnorm.model import Labelled

# "Title : subtitle / A. B. Author, C. Author // Journal. – 2003."   "Title / ред. А. Б. Автор. – М."
RESPONSIBLE = re.compile(
    r"\s/\s(?P<who>[^/]{3,200}?)(?P<end>\s//\s|\.\s[–—-]\s|\.\s(?=[A-ZА-ЯЁ][^\W\d_]{0,20}\.?\s?:))"
)
# the heading of an entry: "Тарле Е. В. ", "Иванов, И. И. "
HEADING = re.compile(r"(?P<family>[^\W\d_]{2,}(?:-[^\W\d_]+)?),?\s(?:[^\W\d_]\.\s?){1,3}(?=[^\W_])")
INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]\.")
# "In: CONGRESSO DE X, 3., 2012, Mossoró. Anais [...]. Mossoró: …"
PROCEEDINGS = re.compile(
    r"\b(?:In|Em|En|in)\s?:?\s+(?P<event>[^\d.:;]{8,160}?),\s*(?P<number>\d{1,3}\s?[.ºªo]?\.?|[IVXL]+),\s*"
    r"(?P<date>[12]\d{3}),\s*(?P<place>[^.\d]{3,60})\.\s*(?P<container>[^.\[…]{4,90}?)(?P<cut>\s*\[?(?:\.\s?\.\s?\.|…)\]?)?\s*[.:]"
)


def by_signs(text: str, runs: Sequence[Labelled]) -> list[Labelled]:
    """Relabel what the signs of a standard divide otherwise than the labels do.

    >>> text = "Sea / A. Roe // Acta. - 2003."
    >>> runs = [Labelled(0, 12, "title", 0.9), Labelled(16, 20, "container-title", 0.9)]
    >>> [(r.label, text[r.start : r.end]) for r in by_signs(text, runs)]
    [('title', 'Sea'), ('other', 'A. Roe'), ('container-title', 'Acta')]
    """
    runs = _proceedings(text, list(runs)) if "," in text else list(runs)
    return _responsibility(text, runs) if " / " in text else runs


def _responsibility(text: str, runs: list[Labelled]) -> list[Labelled]:
    """Who is responsible is no part of the title before nor of the container behind; editors stay editors."""
    found = RESPONSIBLE.search(text)
    runs = _headed(text, runs, found) if found else runs
    title = next((run for run in runs if run.label == "title"), None)
    if not found or not title or title.start > found.start() or not INITIAL.search(found["who"]):
        return runs
    start, end = found.span("who")
    said = find_words(found["who"], lexicon("editor-before", "translator-before", "editor-after", "translator-after"))
    editors = [r for r in runs if r.label in ("editor", "translator") and start <= r.start and r.end <= end]
    named = bool(editors) and any(word.term for word in said)
    role = bool(find_words(found["who"], lexicon("editor-before"))[0].term)
    out = [
        piece
        for run in runs
        for piece in _outside(text, run, start - 3, found.end("end") if found["end"] == " // " else end)
    ]
    out += editors if named else []
    if not named and not role and (fellows := _fellows(text, runs, found)):
        out += [Labelled(start, fellows.start, "other", title.confidence), fellows]
    elif not named:
        out.append(Labelled(start, end, "editor" if role else "other", title.confidence))
    return sorted(out, key=lambda run: run.start)


def _headed(text: str, runs: list[Labelled], found: re.Match[str]) -> list[Labelled]:
    """``Тарле Е. В. Наполеон / Е. В. Тарле``: whom the heading and the statement both name ends before the title."""
    heading = HEADING.match(text)
    first = runs[0]
    if not heading or heading["family"] not in found["who"] or first.start or first.label != "author":
        return runs
    if not heading.end() < found.start() < first.end:
        return runs
    author = replace(first, end=heading.start() + len(heading[0].rstrip(" .")))
    title = replace(first, start=heading.end(), end=found.start(), label="title")
    behind = [run for run in runs if run.start >= found.end("who")]
    roles = [run for run in runs if run.label in ("editor", "translator", "other") and first.end <= run.start]
    return sorted([author, title, *{*behind, *roles}], key=lambda run: run.start)


def _fellows(text: str, runs: list[Labelled], found: re.Match[str]) -> Labelled | None:
    """``/ И. И. Иванов, П. П. Петров``: the heading names the first author alone, the statement the others too."""
    heading, author = HEADING.match(text), runs[0]
    first, comma, _ = found["who"].partition(", ")
    if not heading or author.label != "author" or not comma or not first.endswith(heading["family"]):
        return None
    start = found.start("who") + len(first) + len(comma)
    rest = re.match(r"[^;\[(]*[^\s;\[(]", text[start : found.end("who")])
    listed = text[author.start : author.end].count(",") > heading[0].count(",")
    return replace(author, start=start, end=start + rest.end()) if rest and not listed else None


def _outside(text: str, run: Labelled, start: int, end: int) -> list[Labelled]:
    """What a stretch has before and behind a region, signs at the new edges off."""
    pieces = [(run.start, min(run.end, start)), (max(run.start, end), run.end)]
    made = []
    for a, b in pieces:
        words = re.search(r"[^\W_].*[^\W_]|[^\W_]", text[a:b], re.S) if b > a else None
        if words:
            made.append(
                replace(
                    run, start=a + words.start() if a != run.start else a, end=a + words.end() if b != run.end else b
                )
            )
    return made


def _proceedings(text: str, runs: list[Labelled]) -> list[Labelled]:
    """The event with its number, year and place, and the proceedings, as ABNT prints them."""
    found = PROCEEDINGS.search(text)
    if not found or "proceedings" not in kinds(found["container"]):
        return runs
    kept = [run for run in runs if run.end <= found.start() or run.start >= found.end()]
    inside = {"event": "event", "date": "event-date", "place": "event-place", "container": "container-title"}
    made = [Labelled(*found.span(group), label, 0.9) for group, label in inside.items()]
    cut = [piece for run in runs if run not in kept for piece in _outside(text, run, found.start(), found.end())]
    return sorted([*kept, *made, *cut], key=lambda run: run.start)
