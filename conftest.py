"""What pytest collects: modules that need the extra ``train`` only where it is installed."""

import re
from importlib.util import find_spec
from pathlib import Path

TRAINING = re.compile(r"^(?:import|from) (?:torch|onnx)\b", re.MULTILINE)
MODULES = (Path(__file__).parent / "bibnorm").rglob("*.py")

collect_ignore = [
    str(path) for path in MODULES if not find_spec("torch") and TRAINING.search(path.read_text(encoding="utf-8"))
]
