#!/usr/bin/env python3
"""Draw the README's picture: its two references as ``bibnorm explain`` shows them, in docs/explain.svg."""

import re
from pathlib import Path

from bibnorm.explain import format_svg
from bibnorm.pipeline import read_references
from bibnorm.read import read_plain

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    printed = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    if printed is None:
        raise SystemExit("README.md: no references in a ```text block")
    target = ROOT / "docs/explain.svg"
    target.parent.mkdir(exist_ok=True)
    target.write_text(format_svg(read_references(read_plain(printed.group(1)).blocks)), encoding="utf-8")


if __name__ == "__main__":
    main()
