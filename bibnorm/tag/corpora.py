"""Labelled references for training, read with one convention.

The corpora disagree on what a span holds: some keep ``vol.``, ``pp.`` and ``(eds.)``
inside, some cut a name before its last initial, some call an extent (``193 p.``) a page.
`read_rows` gives every token one label by the convention of the output: label words and
edge punctuation belong to no span. Source of the rows: the folder of labelled references
that `train` is pointed at (see the model card for names and licences).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bibnorm.lang import word_class, words
from bibnorm.tag.tokens import Token, tokenize
from bibnorm.text import fold

LABELS = (
    "other",
    "author",
    "editor",
    "translator",
    "title",
    "container-title",
    "collection-title",
    "volume",
    "issue",
    "page",
    "date",
    "publisher",
    "publisher-place",
    "edition",
    "genre",
    "medium",
    "accessed",
    "note",
    "citation-number",
    "event",
    "number",
    "number-of-pages",
    "url",
)
NAMES = ("author", "editor", "translator")
IGNORED = -1  # a token that the loss passes over
LONGEST = 300  # tokens; longer rows are several references run together

# "45 p", "XII-345 pp" as the whole of a span
EXTENT = re.compile(
    r"[\[(]?(?:[ivxlc]+\s?[-,+]\s?)?\d+\]?\s?(?:p|pp|S|с|c|s|str|pages?|págs?|Seiten|стр|blz|ff?)?\.?", re.I
)
# the initials after which a span was cut: "Smith, J" + ". A."
LAST_INITIALS = re.compile(r",? ?[A-ZÀ-Ý]{1,2}\.?(?:[ -]?[A-ZÀ-Ý]\.)*(?=[\s,;&(]|$)")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled reference: its tokens, a label index for each (or `IGNORED`), its corpus and weight."""

    text: str
    tokens: tuple[Token, ...]
    labels: tuple[int, ...]
    corpus: str
    weight: float = 1.0


def read_rows(path: Path) -> Iterator[Row]:
    """The usable rows of one JSON Lines file, labels harmonised.

    Source of the format: README.md of the folder of labelled references.
    """
    corpus = path.name.split(".")[0]
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            if row.get("spans") and len(row["text"]) < 900:
                made = make_row(row["text"], row["spans"], corpus)
                if 0 < len(made.tokens) <= LONGEST:
                    yield made


def make_row(text: str, spans: list[list[Any]], corpus: str) -> Row:
    """Label the tokens of one reference.

    >>> row = make_row("Vol. 3, pp. 4-9", [[0, 6, "volume"], [8, 15, "page"]], "x")
    >>> [LABELS[label] for label in row.labels]
    ['other', 'volume', 'other', 'page', 'page']
    """
    tokens = tokenize(text)
    labels = _spread(tokens, _mend(text, spans))
    labels = harmonise(tokens, labels, text)
    keep = _trusted(tokens, labels, corpus)
    indices = tuple(
        IGNORED if t.identifier or not k else LABELS.index(label)
        for t, label, k in zip(tokens, labels, keep, strict=True)
    )
    return Row(text, tokens, indices, corpus, 0.5 if corpus == "anystyle_ugly" else 1.0)


def _mend(text: str, spans: list[list[Any]]) -> list[tuple[int, int, str]]:
    """Name spans take their last initials back; an extent gets its own label."""
    mended = []
    for i, (start, end, label) in enumerate(spans):
        limit = spans[i + 1][0] if i + 1 < len(spans) else len(text)
        if label in NAMES and re.search(r"[^\W\d_]{2,}$", text[start:end]):
            initials = LAST_INITIALS.match(text[end:limit])
            end += initials.end() if initials else 0
        if (
            label == "other"
            and EXTENT.fullmatch(text[start:end])
            and re.search(r"\d\s?[^\W\d_]", text[start : end + 3])
        ):
            label = "number-of-pages"
        mended.append((start, end, label if label in LABELS else "other"))
    return mended


def _spread(tokens: tuple[Token, ...], spans: list[tuple[int, int, str]]) -> list[str]:
    labels, i = [], 0
    for token in tokens:
        while i < len(spans) and spans[i][1] <= token.start:
            i += 1
        inside = i < len(spans) and spans[i][0] <= token.start
        labels.append(spans[i][2] if inside else "other")
    return labels


@lru_cache
def vocabulary(*terms: str) -> frozenset[str]:
    """The single words, folded, of all printed forms of some terms."""
    forms = (fold(form) for term in terms for form in words(term))
    return frozenset(w for form in forms for w in re.findall(r"[^\W_]+", form))


def harmonise(tokens: tuple[Token, ...], labels: list[str], text: str) -> list[str]:
    """Bring one row's labels under the common convention."""
    folded = [fold(t.text) for t in tokens]
    labels = _join_names(folded, list(labels))
    for start, end in _runs(labels):
        label = labels[start]
        if label in NAMES:
            _strip_roles(tokens, folded, labels, start, end, text)
        elif label in ("volume", "issue", "page"):
            _strip_marks(tokens, folded, labels, start, end)
        elif label == "container-title" and end - start > 1 and _opens(tokens[start], folded[start], text):
            labels[start] = "other"
    return _extents(folded, _dates(folded, _journal_places(tokens, labels, text)))


def _runs(labels: list[str]) -> list[tuple[int, int]]:
    bounds = [0] + [i for i in range(1, len(labels)) if labels[i] != labels[i - 1]] + [len(labels)]
    return [(a, b) for a, b in itertools.pairwise(bounds) if b > a]


def _join_names(folded: list[str], labels: list[str]) -> list[str]:
    """Name runs parted by a connector only are one run."""
    connectors = vocabulary("and", "et-al")
    for (a, b), (c, _) in zip(runs := _runs(labels), runs[2:], strict=False):
        between = range(b, c)
        same = labels[a] == labels[c] and labels[a] in NAMES
        if same and c - b <= 2 and all(labels[i] == "other" and folded[i] in connectors for i in between):
            labels[b:c] = [labels[a]] * (c - b)
    return labels


def _strip_roles(
    tokens: tuple[Token, ...], folded: list[str], labels: list[str], start: int, end: int, text: str
) -> None:
    """Role words at the edges of names are no names: ``hrsg. von``, ``In:``, ``(eds.)``, ``a cura di``."""
    roles = vocabulary("editor-before", "editor-after", "translator-before", "translator-after", "in")
    small = {w for w in roles if len(w) <= 4}
    first = start
    phrase = _before_names().match(text, tokens[start].start)
    while phrase and first < end - 1 and tokens[first].end <= phrase.end():
        labels[first] = "other"
        first += 1
    while (
        first < end - 1
        and folded[first] in roles
        and (tokens[first].text.islower() or folded[first] not in small or _opens(tokens[first], folded[first], text))
    ):
        if (
            first == start
            and folded[first] in vocabulary("particles")
            and len(folded[first]) <= 3
            and tokens[first].text.islower()
        ):
            break  # "de la Cruz", "von Beyme" begin a name
        labels[first] = "other"
        first += 1
    after = vocabulary("editor-after", "translator-after")
    last = end
    while last - first > 1 and folded[last - 1] in after and not _initials(tokens, last - 1, text):
        labels[last - 1] = "other"
        last -= 1
    if last - first > 3 and folded[last - 2 : last] == ["cura", "di"]:
        labels[last - 2 : last] = ["other", "other"]
        last -= 2
    if last - first > 2 and last < end and folded[last - 1] == "a" and folded[last] == "cura":
        labels[last - 1] = "other"


@lru_cache
def _before_names() -> re.Pattern[str]:
    """``hrsg. von``, ``a cura di``, ``translated by``: phrases of two words or more."""
    phrases = [w for term in ("editor-before", "translator-before") for w in words(term) if " " in w and len(w) > 5]
    return re.compile("|".join(re.escape(w) for w in sorted(phrases, key=len, reverse=True)) + r"(?!\w)", re.I)


def _opens(token: Token, folded: str, text: str) -> bool:
    """``In:`` or a lower-case ``in`` before a name or a book."""
    after = text[token.end : token.end + 1]
    return folded in vocabulary("in") and (
        token.text.islower() or after == ":" or (after == " " and 1 < len(folded) <= 5)
    )


def _initials(tokens: tuple[Token, ...], i: int, text: str) -> bool:
    """``ED`` in ``Costa Filho ED`` are initials, ``(ED)`` is a role."""
    word = tokens[i].text
    return word.isupper() and len(word) < 4 and text[tokens[i].start - 1 : tokens[i].start] not in ("(", "[")


def _strip_marks(tokens: tuple[Token, ...], folded: list[str], labels: list[str], start: int, end: int) -> None:
    """``vol.``, ``N°``, ``pp.`` before the number they announce."""
    marks = vocabulary("volume", "issue", "page")
    first = start
    while first < end - 1 and not tokens[first].text.isdigit() and folded[first] in marks:
        if tokens[first].end == tokens[first + 1].start and len(tokens[first].text) == 1 and labels[start] == "page":
            break  # "p12", "S45": an article number or a page as printed
        labels[first] = "other"
        first += 1


def _extents(folded: list[str], labels: list[str]) -> list[str]:
    """``345 p.`` with the word behind the number and none before: the length of a book."""
    marks = vocabulary("page", "number-of-pages")
    for start, end in _runs(labels):
        if labels[start] != "page" or end - start > 3:
            continue
        if end - start == 3 and len(folded[start]) > 4:  # 075001 (9pp): an article number and its extent
            start += 1
        if sum(word.isdigit() for word in folded[start:end]) > 1:  # 21-40頁 is a range; xii-345 p. is none
            continue
        inside = end - start > 1 and folded[end - 1] in marks and folded[end - 2].isdigit()
        outside = end < len(labels) and folded[end] in marks and labels[end] == "other" and folded[end - 1].isdigit()
        announced = (start > 0 and folded[start - 1] in marks) or folded[start] in marks
        follows = (
            end + (not inside) < len(labels)
            and folded[end + (not inside)].isdigit()
            and labels[end + (not inside)] == "page"
        )
        if (inside or outside) and not announced and not follows:
            labels[start : end - inside] = ["number-of-pages"] * (end - inside - start)
            labels[end - 1 if inside else end] = "number-of-pages"
    return labels


def _dates(folded: list[str], labels: list[str]) -> list[str]:
    """Month and day beside a year belong to the date: ``2001 Mar 7``, ``(Sept.) 1982``."""
    for start, end in [run for run in _runs(labels) if labels[run[0]] == "date"]:
        after = end
        while after < min(len(labels), end + 2) and labels[after] == "other" and _month(folded[after]):
            after += 1
        if (
            after > end
            and after < len(labels)
            and labels[after] == "other"
            and folded[after].isdigit()
            and len(folded[after]) < 3
        ):
            after += 1
        before = start
        while before > max(0, start - 2) and labels[before - 1] == "other" and _month(folded[before - 1]):
            before -= 1
        labels[before:after] = ["date"] * (after - before)
    return labels


def _month(folded: str) -> bool:
    return not folded.isdigit() and word_class(folded) == "month"


def _journal_places(tokens: tuple[Token, ...], labels: list[str], text: str) -> list[str]:
    """The bracketed place in a journal's name: ``Front Endocrinol (Lausanne)``."""
    for i in range(1, len(labels) - 1):
        word = tokens[i]
        alone = text[tokens[i - 1].end : word.start].strip(" .*_") == "(" and text[word.end : word.end + 1] == ")"
        counted = labels[i + 1] in ("volume", "date", "issue") and labels[i] in ("other", "publisher-place")
        if alone and counted and labels[i - 1] == "container-title" and word.text.isalpha() and len(word.text) > 3:
            labels[i] = "container-title"
    return labels


def _trusted(tokens: tuple[Token, ...], labels: list[str], corpus: str) -> list[bool]:
    """Which labels the loss may learn: in a corpus with gaps, a word left unlabelled says nothing."""
    if corpus != "linkedbooks":
        return [True] * len(labels)
    marks = vocabulary(
        "volume", "issue", "page", "in", "editor-before", "editor-after", "and", "translator-before", "series"
    )
    return [
        label != "other" or len(t.text) < 3 or not t.text.isalpha() or fold(t.text) in marks
        for t, label in zip(tokens, labels, strict=True)
    ]
