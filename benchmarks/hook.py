#!/usr/bin/env python3
"""Speed of the hook: `bibnorm convert --write` in a repository of 300 references.

    hook.py [--runs N] [--references N]

Medians of whole processes of bibnorm, without git and the runner of the hooks: nothing changed (the budget is half a
second; nothing is read again, so neither numpy nor onnxruntime is loaded), one reference added, and the first run.
The references are made up; the machine is noisy, so more runs tell more.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from common import bibnorm

BUDGET = 0.5
FAMILIES = ("Abbott", "Bell", "Carr", "Dunn", "Eyre", "Ford", "Gray", "Hale", "Ives", "Kemp", "Lane", "Moss", "Park")
THINGS = ("Fairs", "Roads", "Salt", "Letters", "Harbours", "Mills", "Bridges", "Parishes", "Dialects", "Kilns", "Inns")
PLACES = ("the north", "an island", "the lower valley", "a mining town", "two rivers", "the old coast", "the border")
TIMES = ("after the flood", "in wartime", "under the guilds", "in winter", "before the railway")


def reference(number: int) -> str:
    """A book that is like no other one."""
    title = f"{THINGS[number % 11]} of {PLACES[number % 7]} {TIMES[number % 5]}, {number}"
    return f"{FAMILIES[number % 13]}, Ann. {title}. London: Stall House, {1900 + number % 120}."


def run(folder: Path, code: int) -> float:
    """Seconds of one process."""
    start = time.perf_counter()
    done = subprocess.run([bibnorm(), "convert", "--write"], cwd=folder, capture_output=True, text=True)
    took = time.perf_counter() - start
    if done.returncode != code:
        sys.exit(f"exit code {done.returncode} instead of {code}:\n{done.stderr}")
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--references", type=int, default=300)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = [reference(number) for number in range(args.references)]
        (folder / "bibnorm.toml").write_text('sources = ["refs.txt"]\noutput = "references.bib"\n', encoding="utf-8")

        def save() -> None:
            (folder / "refs.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

        save()
        first = run(folder, 1)
        unchanged = median(run(folder, 0) for _ in range(args.runs))
        added = []
        for _ in range(max(args.runs // 3, 1)):
            lines.insert(len(lines) // 2, reference(len(lines)))
            save()
            added.append(run(folder, 1))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {args.references} references, {args.runs} runs")
    verdict = "within" if unchanged <= BUDGET else "OVER"
    print(f"nothing changed {unchanged:7.3f} s   budget {BUDGET} s: {verdict}")
    print(f"one added       {median(added):7.3f} s")
    print(f"first run       {first:7.3f} s")
    return int(unchanged > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
