#!/usr/bin/env python3
"""Speed of the command line, as ratios to AnyStyle 1.6.0.

    speed.py [--runs N] [--refs FILE]

Medians of whole processes: `--help` and one reference from a cold start, and a file of 2,000 references to biblatex
with default options. AnyStyle's figures were recorded on a machine of the same kind (2 shared cores, one process);
the machine is noisy, so trust ratios of CPU time more than those of wall time. Without ../shared the 2,000 references
are the samples, repeated.
"""

import argparse
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from common import SAMPLES, SHARED, bibnorm

ONE = "Lenz, Hannelore. El bosque y la sal. 3ª ed. Madrid: Ediciones del Olivo, 1998."
COLD, WALL, CPU, MEMORY = 0.47, 7.3, 5.6, 98  # AnyStyle: s, s, s, MB
BUDGET_HELP, BUDGET_ONE, BUDGET_TIMES = 0.15, 0.45, 10


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of wall time and of CPU, children included."""

    wall: float
    cpu: float


def run(arguments: list[str], text: str = "") -> Timing:
    """One process from start to end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([bibnorm(), *arguments], input=text, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Timing(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def timing(arguments: list[str], runs: int, text: str = "") -> Timing:
    """The medians of several runs, after one that warms the disk's cache."""
    run(arguments, text)
    timings = [run(arguments, text) for _ in range(runs)]
    return Timing(median(t.wall for t in timings), median(t.cpu for t in timings))


def two_thousand(folder: Path) -> Path:
    """The 2,000 references that AnyStyle was timed on, or as many lines of the samples."""
    recorded = SHARED / "score/refs2000.txt"
    if recorded.exists():
        return recorded
    files = [p for p in sorted(SAMPLES.glob("*.txt")) if p.name not in ("thesis.txt", "mixed.txt")]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    made = folder / "refs.txt"
    made.write_text("\n".join(itertools.islice(itertools.cycle(lines), 2000)) + "\n", encoding="utf-8")
    return made


def verdict(value: float, budget: float) -> str:
    return f"budget {budget} s: {'within' if value <= budget else 'OVER'}"


def seconds(name: str, took: Timing, remark: str = "") -> str:
    """One line of the table."""
    return f"{name:24} {took.wall:7.3f} s wall {took.cpu:7.3f} s CPU   {remark}"


def against_anystyle(many: Timing, size: int) -> str:
    """The ratios to AnyStyle's recorded figures, for as many references."""
    wall, cpu = (recorded * size / 2000 / ours for recorded, ours in ((WALL, many.wall), (CPU, many.cpu)))
    goal = "reached" if wall >= BUDGET_TIMES else "MISSED"
    return f"{wall:.1f} times as fast by wall, {cpu:.1f} by CPU; {BUDGET_TIMES} times by wall is {goal}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--refs", type=Path)
    args = parser.parse_args()
    helped, one = timing(["--help"], args.runs), timing(["convert", "-"], args.runs, ONE + "\n")
    with tempfile.TemporaryDirectory() as folder:
        refs = args.refs or two_thousand(Path(folder))
        size = sum(1 for line in refs.read_text(encoding="utf-8").splitlines() if line.strip())
        many = timing(["convert", str(refs), "-t", "biblatex"], args.runs)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {args.runs} runs, {refs.name}")
    print(seconds("--help", helped, verdict(helped.wall, BUDGET_HELP)))
    print(seconds("one reference", one, verdict(one.wall, BUDGET_ONE)))
    print(seconds(f"{size:,} to biblatex", many, f"{size / many.wall:,.0f} references a second"))
    print(f"AnyStyle (recorded): one {COLD} s, 2,000 {WALL} s wall {CPU} s CPU")
    print(f"bibnorm: one {COLD / one.wall:.1f} times as fast; {size:,} {against_anystyle(many, size)}")
    print(f"memory of the largest process {peak:.0f} MB, AnyStyle {MEMORY} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
