"""Chinese, Japanese and Korean names: kept whole, their lists split where print parts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bibnorm import lang
from bibnorm.model import Name, Span

_SCRIPT = r"\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_HAN, _HANGUL = r"\u3400-\u9fff", r"\uac00-\ud7af"
_CLOSING = ")）]］】"
_EDGE = " \t\u3000.．,，、;；·:：\"'“”‘’()（）[]［］【】"
_ROLES = ("editor-before", "editor-after", "translator-before", "translator-after")


@lru_cache(maxsize=1)
def _has() -> re.Pattern[str]:
    """A sign of these scripts; the class takes long to compile."""
    return re.compile(rf"[{_SCRIPT}]")


def has_east_asian(text: str) -> bool:
    """Whether a list is in Chinese, Japanese or Korean script, more than in another.

    >>> has_east_asian("김현, 고석원 et al."), has_east_asian("Kim, Chulsoo (김철수)")
    (True, False)
    """
    if text.isascii() or not _has().search(text):
        return False
    count = len(_has().findall(text))
    return count * 2 > sum(map(str.isalpha, text)) - count


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands between names and behind them; compiled when the first list in these scripts is met."""

    separator: re.Pattern[str]
    connector: re.Pattern[str]  # 와, 和, and
    bracket: re.Pattern[str]
    others: re.Pattern[str]  # 외 2인, 等, 他 at the end
    role: re.Pattern[str]  # 編, 엮음, (主编)
    word: re.Pattern[str]
    full_name: re.Pattern[str]  # so long that blanks part names, not the words of one


@lru_cache(maxsize=1)
def marks() -> Marks:
    """The patterns of these scripts, with the words of their languages."""
    latin = "|".join(re.escape(f) for f in lang.words("and", "en") if f.isalpha())
    behind = rf"(?:(?<=[\s,，、)(（\[])|(?<=[{_HAN}]{{2}}))"
    return Marks(
        separator=re.compile(rf"[,，、;；·・•/／&＆|:：\n]|(?<=[{_HAN}{_HANGUL}])[.．](?=\s*[{_HAN}{_HANGUL}])"),
        connector=re.compile(rf"\s+({_pattern('and')}|{latin})\s+", re.I),
        bracket=re.compile(r"[(（\[［【][^()（）\[\]［］【】]*[)）\]］】]"),
        others=re.compile(rf"{behind}(?:{_pattern('et-al')})\s*\d*\s*[인명人名]?\s*[.。．]?\s*$|\bet\s+al\b\.?\s*$"),
        role=re.compile(rf"{behind}({_pattern(*_ROLES)})\s*[)）\]］】]?\s*$"),
        word=re.compile(r"[^\s\u3000]+"),
        full_name=re.compile(rf"[{_HANGUL}]{{2,4}}"),
    )


def _pattern(*terms: str) -> str:
    forms = {f for term in terms for f in lang.words(term) if _has().search(f)}
    return "|".join(sorted(map(re.escape, forms), key=lambda f: (-len(f), f)))


def read_east_asian(text: str) -> tuple[tuple[Name, ...], tuple[Span, ...], tuple[Span, ...], bool]:
    """The names of a list in Chinese, Japanese or Korean script, each as a literal.

    A blank inside a name parts family and given name: then both are told. Returns names, their spans, the
    labels (connectors, roles, *et al.*), and whether the list ends with *et al.*.

    >>> [n.literal for n in read_east_asian("김현, 고석원 외 2인")[0]]
    ['김현', '고석원']
    """
    labels: list[Span] = []
    end, others = len(text), False
    found = marks().others.search(text)
    if found and _has().search(text[: found.start()]):
        labels.append(found.span())
        end, others = found.start(), True
    names: list[Name] = []
    spans: list[Span] = []
    for start, stop in _pieces(text, end, labels):
        for name, span in _people(text, start, stop, labels):
            names.append(name)
            spans.append(span)
    return tuple(names), tuple(spans), tuple(sorted(labels)), others


def _pieces(text: str, end: int, labels: list[Span]) -> list[Span]:
    """The stretches between separators; a bracket is part of the name before it."""
    cuts = [m.span() for m in marks().separator.finditer(text, 0, end) if not _inside(text, m.start())]
    for m in marks().connector.finditer(text, 0, end):
        cuts.append(m.span())
        labels.append(m.span(1))
    edges, at = [], 0
    for first, last in sorted(cuts):
        edges.append((at, first))
        at = last
    return [*edges, (at, end)]


def _inside(text: str, at: int) -> bool:
    return any(m.start() < at < m.end() for m in marks().bracket.finditer(text))


def _people(text: str, start: int, stop: int, labels: list[Span]) -> list[tuple[Name, Span]]:
    """The names of one stretch: one, or several where only blanks part them."""
    start, stop = _trim(text, start, stop)
    role = marks().role.search(text, start, stop)
    if role and role.start() > start:
        labels.append(role.span(1))
        start, stop = _trim(text, start, role.start())
    if start >= stop or not any(c.isalnum() for c in text[start:stop]):
        return []
    words = [(m.start(), m.end()) for m in marks().word.finditer(text, start, stop)]
    korean = len(words) > 1 and all(marks().full_name.fullmatch(text, *w) for w in words)
    if korean or (len(words) > 2 and all(1 < last - first < 5 for first, last in words)):
        return [(_one(text, [w]), w) for w in words]
    return [(_one(text, words), (start, stop))]


def _trim(text: str, start: int, stop: int) -> Span:
    while start < stop and text[start] in _EDGE:
        start += 1
    while stop > start and text[stop - 1] in _EDGE:
        if text[stop - 1] in _CLOSING and marks().bracket.search(text, start, stop):
            break
        stop -= 1
    return start, stop


def _one(text: str, words: list[Span]) -> Name:
    """A name of one word is a literal; of two in the one script, family name first."""
    parts = [text[s:e] for s, e in words]
    if len(parts) == 2 and all(_has().match(p) and len(p) < 5 for p in parts):
        return Name(family=parts[0], given=parts[1])
    return Name(literal=" ".join(parts))
