"""The script that builds the tables of the languages, for the tests of both."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "build_lang.py"


def script() -> ModuleType:
    """The script as a module of its own, whose paths a test may change."""
    spec = importlib.util.spec_from_file_location("build_lang", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
