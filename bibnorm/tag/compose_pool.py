"""Real names, titles, journals and houses to draw from, by language."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

NAME = re.compile(r"[^\W\d_a-z][^\d,;()/]{0,24}")
LETTERS = re.compile(r"[^\W\d_]{3}")
KINDS = ("title", "container-title", "publisher", "publisher-place", "collection-title", "book", "series")
LONGEST = {"title": 150, "container-title": 90, "publisher": 50, "publisher-place": 30, "collection-title": 70}


@dataclass(frozen=True, slots=True)
class Pool:
    """``values[kind][lang]`` strings; ``people[lang]`` family and given name."""

    values: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    people: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None) -> Pool:
        """Read a pool of CSL-JSON records, one a line; nothing gives an empty pool."""
        pool = cls()
        if path is not None:
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    pool._add(json.loads(line))
        return pool

    def _add(self, record: dict[str, object]) -> None:
        lang = str(record.get("lang"))
        journal = record.get("type") == "article-journal"
        for kind in KINDS:
            value = record.get(kind)
            if kind == "container-title" and not journal:
                kind = "book"
            if kind in ("publisher", "publisher-place") and isinstance(value, str) and ":" in value:
                continue
            if isinstance(value, str) and 2 < len(value) < LONGEST.get(kind, 110) and LETTERS.search(value):
                if kind == "title" and record.get("type") == "book":
                    self.values.setdefault("book", {}).setdefault(lang, []).append(value.strip(" .,"))
                self.values.setdefault(kind, {}).setdefault(lang, []).append(value.strip(" .,"))
        authors = record.get("author")
        if isinstance(authors, list):
            for person in authors[:3]:
                if (
                    person.get("family")
                    and person.get("given")
                    and len(person["family"]) < 25
                    and NAME.fullmatch(person["given"])
                    and person["family"] != "Unknown"
                ):
                    particle = person.get("non-dropping-particle")
                    family = f"{particle} {person['family']}" if particle else person["family"]
                    self.people.setdefault(lang, []).append((family, person["given"]))

    def draw(self, kind: str, lang: str, rng: random.Random) -> str | None:
        """One value, or None where the pool has none."""
        found = self.values.get(kind, {}).get(lang)
        return rng.choice(found) if found else None

    def person(self, lang: str, rng: random.Random) -> tuple[str, str] | None:
        """One name, or None."""
        found = self.people.get(lang)
        return rng.choice(found) if found else None
