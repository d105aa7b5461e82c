"""What the benchmarks share: where the data lie, and the program under test."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"  # optional: labelled references and the scorer


def bibnorm() -> str:
    """The program of the running Python's environment."""
    program = Path(sys.executable).with_name("bibnorm")
    if not program.exists():
        sys.exit(f"{program} is not there; run `make setup`, or this script with the Python that has bibnorm")
    return str(program)


def need_shared() -> Path:
    """The data folder, or the end of the run with a reason."""
    if not SHARED.is_dir():
        sys.exit("needs the data folder ../shared, which is not there")
    return SHARED
