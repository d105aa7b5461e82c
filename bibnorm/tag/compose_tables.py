"""The tables of words and styles in ``compose_styles/``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "compose_styles"


@dataclass(frozen=True, slots=True)
class Tables:
    """Styles with their weights, and the word table of each."""

    styles: tuple[str, ...]
    weights: tuple[float, ...]
    lists: dict[str, dict[str, Any]]
    order: dict[str, tuple[str, ...]]  # style -> the tables in which its words are looked up

    @classmethod
    def load(cls, prefix: str = "") -> Tables:
        """Read every table; a style is a table that has ``templates``."""
        lists: dict[str, dict[str, Any]] = {}
        for path in sorted(HERE.glob("*.toml")):
            for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
                lists.setdefault(name, {}).update(table)
        for table in lists.values():
            shared = [pattern for name in table.get("use", []) for pattern in lists[name]["patterns"]]
            if shared:
                table["templates"] = [*table.get("templates", []) * int(table.get("own", 1)), *shared]
        styles = tuple(n for n, table in lists.items() if table.get("templates") and n.startswith(prefix))
        weights = tuple(float(lists[n].get("weight", 1)) for n in styles)
        order = {n: (n, *_parents(n, lists), "base") for n in styles}
        return cls(styles, weights, lists, order)

    def find(self, style: str, name: str) -> str | None:
        """The forms of a name for a style, as one template."""
        for table in self.order[style]:
            found = self.lists[table].get(name)
            if found is not None:
                return found if isinstance(found, str) else "|".join(found)
        return None

    def noise(self, style: str) -> str:
        """Which habits of print a style has: ``latin``, ``cjk``, ``pdf`` or ``plain``."""
        return self.find(style, "noise") or "latin"


def _parents(name: str, lists: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    found: list[str] = []
    for parent in lists[name].get("inherit", []):
        found += [parent, *_parents(parent, lists)]
    return tuple(found)
