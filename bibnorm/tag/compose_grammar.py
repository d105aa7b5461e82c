"""The little template language in which reference styles are written.

``<a|b|>`` is one of its alternatives (an empty one makes it optional), ``{name}`` one form of that
name in the tables, ``{label=...}`` a labelled span; a backslash takes the next sign as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Slot:
    """``{name}`` or ``{name:argument}``."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """``{label=...}``."""

    label: str
    body: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """``<a|b>``."""

    options: tuple[Node, ...]


Node = tuple["str | Slot | Labelled | Choice", ...]


@cache
def parse(text: str) -> Choice:
    """The tree of a template; bars at the top divide alternatives.

    >>> parse("<a|>{y}").options
    ((Choice(options=(('a',), ())), Slot(name='y', argument='')),)
    """
    options, end = _options(text, 0, "")
    if end != len(text):
        raise ValueError(f"unbalanced template at {end}: {text}")
    return Choice(options)


def _options(text: str, i: int, close: str) -> tuple[tuple[Node, ...], int]:
    options: list[Node] = []
    items: list[str | Slot | Labelled | Choice] = []
    plain = ""
    while True:
        sign = text[i : i + 1]
        if sign in ("", close, "|", "<", "{") and plain:
            items.append(plain)
            plain = ""
        if sign in ("", "|") or sign == close:
            options.append(tuple(items))
            items = []
            if sign != "|":
                if sign != close:
                    raise ValueError(f"missing {close}: {text}")
                return tuple(options), i + len(close)
            i += 1
        elif sign == "<":
            inner, i = _options(text, i + 1, ">")
            items.append(Choice(inner))
        elif sign == "{":
            item, i = _braces(text, i + 1)
            items.append(item)
        else:
            i += sign == "\\"
            plain += text[i]
            i += 1


def _braces(text: str, i: int) -> tuple[Slot | Labelled, int]:
    j = i
    while text[j] not in "=:}":
        j += 1
    name = text[i:j]
    if text[j] == "}":
        return Slot(name, ""), j + 1
    if text[j] == ":":
        end = text.index("}", j)
        return Slot(name, text[j + 1 : end]), end + 1
    options, end = _options(text, j + 1, "}")
    return Labelled(name, options[0] if len(options) == 1 else (Choice(options),)), end
