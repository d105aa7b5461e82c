#!/usr/bin/env python3
"""Accuracy by corpus and by language: run bibnorm over the dev references and write benchmarks/accuracy.md.

    accuracy.py [--only scielo,kisti] [--out FILE]

The scorer and the figures of the rivals are ../shared/score; a record is *whole* with every scored field right and
none invented.
"""

import argparse
import datetime
import importlib.util
import platform
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from types import ModuleType

from common import ROOT, bibnorm, need_shared

UNCHECKED = "anystyle_ugly"  # rough labels: in the first table only
FEW = 5  # references; languages with fewer stand together


def load(path: Path) -> ModuleType:
    """A script of the scorer as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_language(shared: Path, corpora: list[str], outputs: Path) -> dict[str, tuple[int, int]]:
    """Whole records and all records of each language, over the checked corpora."""
    scorer, table = load(shared / "score/refscore.py"), load(shared / "score/table.py")
    pooled: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for corpus in corpora:
        output = outputs / f"{corpus}.json"
        if corpus == UNCHECKED or not output.exists():
            continue
        gold = scorer.read_gold(table.paths(corpus)[1])
        predicted, _ = scorer.read_pred(output, len(gold))
        for lang, (whole, all_) in scorer.score(gold, predicted)[4].items():
            pooled[lang][0] += whole
            pooled[lang][1] += all_
    many = {lang: (whole, n) for lang, (whole, n) in pooled.items() if n >= FEW}
    few = [counts for lang, counts in pooled.items() if lang not in many]
    rest = {f"{len(few)} others": (sum(w for w, _ in few), sum(n for _, n in few))} if few else {}
    return dict(sorted(many.items(), key=lambda item: -item[1][1])) | rest


def language_table(pooled: dict[str, tuple[int, int]]) -> str:
    """The languages as a Markdown table, the largest first."""
    rows = [f"| {lang} | {n} | {whole} | {whole / n:.3f} |" for lang, (whole, n) in pooled.items()]
    whole, n = (sum(column) for column in zip(*pooled.values(), strict=True)) if pooled else (0, 1)
    return "\n".join(
        [
            "| language | references | whole | share |",
            "|---|---|---|---|",
            *rows,
            f"| all | {n} | {whole} | {whole / n:.3f} |",
        ]
    )


PAGE = """# Accuracy
Written by `{command}` on {today}; {version}, Python {python}.
Each reference is read alone: `bibnorm convert FILE -f refs --one-per-line -t csl-json --trace`.
No reference of these files was trained on.

## By corpus
F1 over fields / share of whole records; *exact* also asks for accents, case, type and full dates.
`<` is below the floor. What the corpora are: `README.md`.

```text
{corpora}
```

## By language
Whole records over the corpora whose gold was checked record by record (all but {unchecked}).
The language is what the corpus says, by its own guess (`und`: none; `la` is mostly formulas and abbreviations).

{languages}
"""


def report(corpora: str, languages: str, command: str) -> str:
    """The page, with what made it."""
    version = subprocess.run([bibnorm(), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return PAGE.format(
        command=command,
        today=datetime.date.today().isoformat(),
        version=version,
        python=platform.python_version(),
        corpora=corpora.rstrip(),
        unchecked=UNCHECKED,
        languages=languages,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="corpora, joined by commas")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/accuracy.md")
    args = parser.parse_args()
    shared = need_shared()
    only = ["--only", args.only] if args.only else []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, shared / "score/table.py", "--bibnorm", bibnorm(), "--keep", folder, *only]
        run = subprocess.run(command, capture_output=True, text=True)
        print(run.stdout, run.stderr, sep="", end="")
        corpora = args.only.split(",") if args.only else list(load(shared / "score/table.py").PEERS)
        languages = language_table(by_language(shared, corpora, Path(folder)))
    print(languages)
    args.out.write_text(report(run.stdout, languages, " ".join(["benchmarks/accuracy.py", *only])), encoding="utf-8")
    print(f"wrote {args.out}", file=sys.stderr)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
