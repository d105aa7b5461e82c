"""Printed references, in many languages and styles, into clean BibTeX, biblatex, CSL-JSON or RIS.

The names are imported when they are first used, so that the command line starts quickly.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bibnorm.api import normalize, parse, write
    from bibnorm.errors import BibnormError
    from bibnorm.model import Date, Diagnostic, Name, Reading, Record

__all__ = ["BibnormError", "Date", "Diagnostic", "Name", "Reading", "Record", "normalize", "parse", "write"]

_HOME = dict.fromkeys(("normalize", "parse", "write"), "bibnorm.api") | {"BibnormError": "bibnorm.errors"}


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(_HOME.get(name, "bibnorm.model")), name)
    raise AttributeError(f"module 'bibnorm' has no attribute {name!r}")


class _Package(ModuleType):
    """``bibnorm.normalize`` and ``bibnorm.write`` are functions; the stages of those names must not hide them."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
