"""Write labelled references in styles of many countries and kinds, for training only.

    python -m bibnorm.tag.compose --n 16000 --seed 3 --pool ../shared/synth/pool.jsonl --out own.jsonl

The styles and words are the tables in ``compose_styles/``; `compose_grammar` says how they read. The same seed
and tables give the same rows. The pool (titles, names, journals, houses) may be left out.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

from bibnorm.tag import compose_values as values
from bibnorm.tag.compose_grammar import Choice, Labelled, Node, Slot, parse
from bibnorm.tag.compose_noise import disturb
from bibnorm.tag.compose_pool import Pool
from bibnorm.tag.compose_tables import Tables

LABEL_OF = {
    "a": "author", "e": "editor", "tr": "translator", "t": "title", "ts": "title", "j": "container-title",
    "b": "container-title", "news": "container-title", "site": "container-title", "blog": "container-title",
    "blogw": "container-title", "p": "publisher-place", "u": "publisher", "uni": "publisher", "inst": "publisher",
    "s": "collection-title", "y": "date", "ya": "date", "md": "date", "fd": "date", "v": "volume", "n": "issue",
    "pp": "page", "pf": "page", "art": "page", "x": "other", "near": "other",
    "cn": "number", "num": "number", "np": "number-of-pages",
    "ed": "edition", "doi": "doi", "url": "url", "isbn": "isbn", "issn": "issn", "pmid": "pmid", "arxiv": "arxiv",
    "acc": "accessed", "org": "author", "med": "medium", "genre": "genre", "genrex": "genre", "ev": "event",
    "event-place": "publisher-place", "number-of-volumes": "other",
}  # fmt: skip

Piece = tuple[str, str]  # text, label or ""


class Composer:
    """Draws references; one `random.Random` drives all."""

    def __init__(self, tables: Tables, pool: Pool, seed: int) -> None:
        self.tables, self.pool, self.rng = tables, pool, random.Random(seed)

    def reference(self, number: int) -> dict[str, Any]:
        """One row: ``{"id", "text", "spans", "fields"}``, spans sorted and disjoint."""
        style = self.rng.choices(self.tables.styles, self.tables.weights)[0]
        template = self.rng.choice(self.tables.lists[style]["templates"])
        state = values.State(self.rng, style, self.tables, self.pool)
        if "url}" in template or "doi}" in template:
            state.year = self.rng.randint(1999, 2025)
        pieces: list[Piece] = []
        self._walk(parse(template), "", pieces, state)
        text, spans = assemble(disturb(pieces, self.rng, self.tables.noise(style)))
        return {"id": f"own:{style}:{number}", "text": text, "spans": spans, "fields": {}}

    def _walk(self, node: Choice | Labelled | Slot | str, label: str, out: list[Piece], state: values.State) -> None:
        if isinstance(node, str):
            out.append((node, label))
        elif isinstance(node, Choice):
            self._all(self.rng.choice(node.options), label, out, state)
        elif isinstance(node, Labelled):
            inner: list[Piece] = []
            self._all(node.body, node.label, inner, state)
            out.append(
                (state.contract("".join(text for text, _ in inner)), label or LABEL_OF.get(node.label, node.label))
            )
        else:
            self._slot(node, label, out, state)

    def _all(self, body: Node, label: str, out: list[Piece], state: values.State) -> None:
        for item in body:
            self._walk(item, label, out, state)

    def _slot(self, slot: Slot, label: str, out: list[Piece], state: values.State) -> None:
        made = values.make(slot.name, slot.argument, state)
        own = label or LABEL_OF.get(slot.name, "")
        if made is not None:
            out.append((made, own))
            return
        inner: list[Piece] = []
        self._walk(parse(state.table(slot.name)), own, inner, state)
        if own:
            text = state.contract("".join(text for text, _ in inner))
            inner = [(text[:1].upper() + text[1:] if slot.name in ("t", "b") else text, own)]
        out.extend(inner)


EDGE = " ,;:，、；："


def assemble(pieces: list[Piece]) -> tuple[str, list[list[Any]]]:
    """Join the pieces; spans lose blanks and commas at their edges.

    >>> assemble([("Roe, A.", "author"), (" ", ""), ("1999,", "date")])
    ('Roe, A. 1999,', [[0, 7, 'author'], [8, 12, 'date']])
    """
    text = ""
    spans: list[list[Any]] = []
    for piece, label in pieces:
        core = piece.strip(EDGE)
        if label and core:
            start = len(text) + piece.index(core)
            spans.append([start, start + len(core), label])
        text += piece
    clean = text.rstrip()
    return clean, [[a, min(b, len(clean)), label] for a, b, label in spans if a < len(clean)]


def main() -> None:
    """Entry point."""
    options = argparse.ArgumentParser(description="Write labelled references for training.")
    options.add_argument("--n", type=int, default=16000)
    options.add_argument("--seed", type=int, default=3)
    options.add_argument("--pool", type=Path)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--only", default="", help="styles whose name begins so")
    chosen = options.parse_args()
    tables = Tables.load(chosen.only)
    composer = Composer(tables, Pool.load(chosen.pool), chosen.seed)
    with chosen.out.open("w", encoding="utf-8") as out:
        for number in range(chosen.n):
            row = composer.reference(number)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
