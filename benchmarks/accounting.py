#!/usr/bin/env python3
"""The account of every character: is all of the print somewhere, and how much of it in a catch-all?

    accounting.py [FILE.txt ...]

Each line of each FILE is a reference, read with `--one-per-line --trace`; without FILE, the samples that stand one a
line.
1. Spans, labels and leftover must cover every letter, digit and bracket (exit 1 where they do not).
2. The share of letters that stand in a leftover or in one of the catch-all fields, beyond what the gold beside the file
   (FILE.gold.jsonl or FILE.jsonl) has there itself. The aim is under 3 % together.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from common import SAMPLES, bibnorm

CATCH_ALL = ("leftover", "note", "genre", "medium", "number", "event-title", "event-place", "event-date")
AIM = 0.03
Item = dict[str, Any]


def convert(path: Path) -> list[Item]:
    """The CSL-JSON of a file, a line a record, with the trace."""
    command = [bibnorm(), "convert", str(path), "-f", "refs", "--one-per-line", "-t", "csl-json", "--trace", "-q"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if run.returncode > 1:
        sys.exit(run.stderr)
    items: list[Item] = json.loads(run.stdout)
    return items


def gold_rows(path: Path) -> list[Item]:
    """The gold beside a file, or nothing."""
    for beside in (path.with_suffix(".gold.jsonl"), path.with_suffix(".jsonl")):
        if beside.exists():
            return [json.loads(line) for line in beside.read_text(encoding="utf-8").splitlines() if line.strip()]
    return []


def counts(character: str) -> bool:
    """Whether a character has to be accounted for: a letter, a digit or a bracket."""
    return character.isalnum() or character in "()[]{}"


def uncovered(trace: Item) -> str:
    """The characters that neither a field, nor a label, nor the leftover holds."""
    stretches = [span for spans in trace["spans"].values() for span in spans] + trace["labels"] + trace["leftover"]
    held = {position for start, end in stretches for position in range(start, end)}
    return "".join(c for i, c in enumerate(trace["text"]) if counts(c) and i not in held)


def letters(text: str) -> Counter[str]:
    """The letters and digits of a text, case apart."""
    return Counter(c for c in text.casefold() if c.isalnum())


def stretch(trace: Item, spans: list[list[int]]) -> str:
    """The print under some spans."""
    return " ".join(trace["text"][start:end] for start, end in spans)


def caught(trace: Item, gold: Item) -> Counter[str]:
    """How many letters each catch-all holds that gold does not have there."""
    found: Counter[str] = Counter()
    for name in CATCH_ALL:
        spans = trace["leftover"] if name == "leftover" else trace["spans"].get(name, [])
        own = [gold.get("fields", {}).get(name), *gold.get("also", {}).get(name, [])]
        allowed = letters(" ".join(str(value) for value in own if value))
        if not (name.endswith("date") and allowed):
            found[name] = (letters(stretch(trace, spans)) - allowed).total()
    return found


def account(path: Path) -> tuple[Counter[str], int, list[str]]:
    """Letters in catch-alls, letters in all, and complaints about one file."""
    items, gold = convert(path), gold_rows(path)
    held: Counter[str] = Counter()
    size, complaints = 0, []
    for item in items:
        trace = item["custom"]["bibnorm"]
        if missing := uncovered(trace):
            complaints.append(f"{path.name}:{trace['line']}: {missing!r} is nowhere in {trace['text']}")
        held += caught(trace, gold[trace["line"] - 1] if gold else {})
        size += letters(trace["text"]).total()
    return held, size, complaints


def row(name: str, held: Counter[str], size: int) -> str:
    """One line of the table."""
    shares = " ".join(f"{held[kind] / max(size, 1):>11.2%}" for kind in CATCH_ALL)
    return f"{name:16} {size:>8} {shares} {held.total() / max(size, 1):>9.2%}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    wrapped = ("thesis.txt", "mixed.txt")
    files = parser.parse_args().files or [p for p in sorted(SAMPLES.glob("*.txt")) if p.name not in wrapped]
    print(f"{'file':16} {'letters':>8} " + " ".join(f"{kind:>11}" for kind in CATCH_ALL) + "  together")
    total, size, complaints = Counter[str](), 0, list[str]()
    for path in files:
        held, letters_, found = account(path)
        print(row(path.stem, held, letters_))
        total, size, complaints = total + held, size + letters_, complaints + found
    print(row("all", total, size), "" if total.total() <= AIM * size else f" over the aim of {AIM:.0%}")
    print(*complaints, sep="\n", end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
