"""Edits of an output: what no edit names stays byte for byte."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from bibnorm.existing.bib import Raw, blocks
from bibnorm.existing.csljson import Array, item_key, read_array
from bibnorm.existing.model import Edit, Existing, Insert, Remove

NEW, REMOVED = "new", "removed"

_LINE = re.compile(r"[^\r\n]*\S")
_BREAK = re.compile(r"\r\n|\n")
_REMARK = re.compile(r"% (?:BN\d{3} |not sure of )[^\r\n]*")  # what --annotate writes above an entry
_MODELINE = re.compile(r"%+ *(?:Encoding: |-\*-)", re.IGNORECASE)  # belongs to the file, not to the entry below
_KEY = re.compile(r"^@\w+\{([^,\s]+)", re.MULTILINE)


@dataclass(slots=True)
class Slot:
    """A stretch of the file that an edit may take, move apart or replace.

    Attributes:
        text: its characters.
        lead, trail: the blanks before and behind it.
        keys: the keys by which edits know it.
        tied: it goes on in the line of the slot before, from which nothing may part it.
        state: ``""``, ``new`` or ``removed``.
    """

    text: str
    lead: str = ""
    trail: str = ""
    keys: tuple[str, ...] = ()
    tied: bool = False
    state: str = ""


Fit = Callable[[str], tuple[str, str]]  # a text as the writers make it → its key, and the text as the file has it


def apply(slots: list[Slot], edits: Sequence[Edit], fit: Fit, first: int = 0) -> list[Slot]:
    """The slots after some edits; removed ones stay among them. Nothing is inserted before the slot ``first``."""
    at = 0
    for edit in edits:
        if isinstance(edit, Insert):
            anchor = -1 if edit.after is None else _place(slots, edit.after, at)
            at = first if edit.after is None else _behind(slots, anchor)
            if anchor < 0 or slots[anchor].state != NEW:
                at = _behind_new(slots, at)
            key, text = fit(edit.text)
            slots.insert(at, Slot(text, keys=(key,), state=NEW))
            continue
        at = _place(slots, edit.key, at)
        slot = slots[at]
        if isinstance(edit, Remove):
            slot.state = REMOVED
        else:
            key, slot.text = fit(edit.text)
            slot.keys = (*slot.keys, key)
    return slots


def _place(slots: Sequence[Slot], key: str, near: int = 0) -> int:
    """Where the slot with a key is; looked for from a place on, as edits mostly come in the order of the file."""
    for at in chain(range(near, len(slots)), range(near)):
        if key in slots[at].keys:
            return at
    raise KeyError(f"no entry has the key {key}")


def _behind(slots: Sequence[Slot], at: int) -> int:
    at += 1
    while at < len(slots) and slots[at].tied:
        at += 1
    return at


def _behind_new(slots: Sequence[Slot], at: int) -> int:
    """Behind what was inserted there before, so that several inserted behind one entry keep their order."""
    while at < len(slots) and slots[at].state == NEW:
        at += 1
    return at


# ------------------------------------------------------------------ .bib
def splice_bib(existing: Existing, edits: Sequence[Edit]) -> str:
    """The text of a .bib file after some edits."""
    text = existing.text
    start = len(text) - len(text[int(text.startswith("\ufeff")) :].lstrip())
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    known = {entry.start: entry.key for entry in existing.entries}
    slots = _with_remarks(list(_bib_slots(text, start, known)))
    separator = _separator(slots, newline)

    def fit(written: str) -> tuple[str, str]:
        found = _KEY.search(written)
        if found is None:
            raise ValueError("the text of an edit is no entry")
        return found[1], _BREAK.sub(newline, written.strip("\r\n"))

    slots = apply(slots, edits, fit, _first(slots))
    return text[:start] + _bib_text(slots, separator, newline)


def _bib_slots(text: str, at: int, known: dict[int, str]) -> Iterator[Slot]:
    """The blocks and the lines between them, each with the blanks behind it."""
    for raw in [*(raw for raw in blocks(text) if raw.kind != "text"), Raw("text", len(text), len(text))]:
        while at < raw.start and (line := _LINE.match(text, at, raw.start)):
            yield _slot(text, at, line.end())
            at = _blank(text, line.end())
        if raw.start < raw.end:
            yield _slot(text, raw.start, raw.end, known.get(raw.start, ""))
            at = _blank(text, raw.end)


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _slot(text: str, start: int, end: int, key: str = "") -> Slot:
    line = text[max(text.rfind("\n", 0, start) + 1, 0) : start]
    tied = not key and bool(line.strip("\ufeff \t")) and not text.startswith("@", start)
    return Slot(text[start:end], trail=text[end : _blank(text, end)], keys=(key,) if key else (), tied=tied)


def _with_remarks(slots: list[Slot]) -> list[Slot]:
    """The slots, an entry together with the remarks that bibnorm wrote above it."""
    joined: list[Slot] = []
    for slot in slots:
        while slot.keys and joined and _is_remark(joined[-1]):
            remark = joined.pop()
            slot.text = remark.text + remark.trail + slot.text
        joined.append(slot)
    return joined


def _is_remark(slot: Slot) -> bool:
    return slot.trail in ("\n", "\r\n") and not slot.tied and bool(_REMARK.fullmatch(slot.text))


def _first(slots: Sequence[Slot]) -> int:
    """Where an entry before all others goes: above the comment of the first one; without one, before what is broken."""
    entries = [at for at, slot in enumerate(slots) if slot.keys]
    broken = [at for at, slot in enumerate(slots) if re.match(r"@(?!(?:string|preamble|comment)\b)", slot.text, re.I)]
    at = next(iter(entries or broken), len(slots))
    while 0 < at < len(slots) and _is_comment_of(slots[at - 1]):
        at -= 1
    return at


def _is_comment_of(slot: Slot) -> bool:
    """Whether a line of free text stands directly above what follows."""
    lone = slot.trail.count("\n") == 1 and not slot.tied
    return lone and not slot.text.startswith("@") and not _MODELINE.match(slot.text)


def _separator(slots: Sequence[Slot], newline: str) -> str:
    """What stands between two entries for the most part."""
    found = Counter(
        a.trail for a, b in pairwise(slots) if a.keys and b.keys and "\n" in a.trail and not a.trail.strip("\r\n")
    )
    return found.most_common(1)[0][0] if found else newline * 2


def _bib_text(slots: Sequence[Slot], separator: str, newline: str) -> str:
    done: list[Slot] = []
    kept = [at for at, slot in enumerate(slots) if slot.state != NEW]
    last = kept[-1] if kept else -1
    for at, slot in enumerate(slots):
        if slot.state == NEW:
            before = done[-1] if done else None
            final = at > last
            slot.trail = separator
            if before and (final or "\n" in before.trail):
                slot.trail = before.trail
            elif final:
                slot.trail = newline
            if before:
                before.trail = separator
        if slot.state != REMOVED:
            done.append(slot)
        elif at == len(slots) - 1 and done:
            done[-1].trail = slot.trail
    return "".join(slot.text + slot.trail for slot in done)


# ------------------------------------------------------------------ CSL-JSON
def splice_csl(existing: Existing, edits: Sequence[Edit]) -> str:
    """The text of a CSL-JSON file after some edits."""
    array = read_array(existing.text, existing.name)
    seen: set[str] = set()
    slots = []
    for item in array.items:
        key, _ = item_key(item.value)
        slots.append(Slot(item.raw, item.lead, item.trail, (key,) if key and key not in seen else ()))
        seen.add(key)
    leads = [item.lead for item in array.items]
    lead = leads[min(1, len(leads) - 1)] if leads else _BREAK.sub(_newline(existing.text), "\n  ")
    slots = apply(slots, edits, lambda written: _fitted_item(written, lead))
    return array.head + _csl_text(slots, array, lead) + array.tail


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _fitted_item(written: str, lead: str) -> tuple[str, str]:
    """An item as the file lays its items out: on one line, or with the indent that the others have."""
    array = read_array(written if written.lstrip().startswith("[") else f"[{written}]", "")
    (item,) = array.items
    key, reason = item_key(item.value)
    if reason:
        raise ValueError(f"the text of an edit {reason}")
    if "\n" not in lead:
        return key, json.dumps(item.value, ensure_ascii=False)
    newline, indent = _newline(lead), lead.rpartition("\n")[2]
    first, *lines = _BREAK.split(item.raw)
    return key, newline.join([first, *(indent + _indented(line.removeprefix("  "), indent or "  ") for line in lines)])


def _indented(line: str, unit: str) -> str:
    """A line of an item with another unit of indent than two blanks."""
    text = line.lstrip(" ")
    return unit * ((len(line) - len(text)) // 2) + text


def _csl_text(slots: Sequence[Slot], array: Array, lead: str) -> str:
    """The items with commas between them; the blanks behind ``[`` and before ``]`` stay where they are."""
    done = [slot for slot in slots if slot.state != REMOVED]
    if not done:
        return ""
    for slot in done:
        slot.lead = lead if slot.state == NEW else slot.lead
    opening, closing = lead, _newline(lead) if "\n" in lead else ""
    old = [slot for slot in slots if slot.state != NEW]
    if old:
        opening, closing = old[0].lead, old[-1].trail
        old[0].lead, old[-1].trail = lead, ""
    done[0].lead, done[-1].trail = opening, closing
    return ",".join(slot.lead + slot.text + slot.trail for slot in done)
