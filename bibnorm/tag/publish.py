"""Turn a checkpoint into the shipped model: ``python -m bibnorm.tag.publish CHECKPOINT FILES…``.

Writes the folder ``bibnorm/models/tagger``: the network, and in ``about.json`` its labels and
how often one label follows another in the labelled references, as log-probabilities weighed down.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import torch

from bibnorm.tag.corpora import LABELS, read_rows
from bibnorm.tag.network import Network, export
from bibnorm.tag.tagger import MODEL

WEIGHT = 0.25  # of the label pairs beside the network's scores
SMOOTHING = 0.1


def label_pairs(files: Iterable[Path], limit: int = 4000) -> tuple[list[list[float]], list[float], list[float]]:
    """Weighted log-probabilities of label j after label i, of labels at the beginning, and at the end."""
    after: Counter[tuple[int, int]] = Counter()
    for path in files:
        for number, row in enumerate(read_rows(path)):
            if number == limit:
                break
            known = [label for label in row.labels if label >= 0]
            after.update(zip([-1, *known], [*known, -2], strict=True))
    size = range(len(LABELS))

    def weighed(counts: list[int]) -> list[float]:
        total = sum(counts) + SMOOTHING * len(counts)
        return [round(WEIGHT * math.log((c + SMOOTHING) / total), 4) for c in counts]

    pairs = [weighed([after[i, j] for j in size]) for i in size]
    return pairs, weighed([after[-1, j] for j in size]), weighed([after[i, -2] for i in size])


def publish(checkpoint: Path, files: Iterable[Path], out: Path) -> None:
    """Write the model of a checkpoint into the folder ``out``."""
    state = torch.load(checkpoint, weights_only=False)
    network = Network(len(LABELS), state["width"])
    network.load_state_dict(state["network"])
    out.mkdir(parents=True, exist_ok=True)
    export(network, out)
    pairs, first, last = label_pairs(files)
    about = {"labels": list(LABELS), "width": state["width"], "pairs": pairs, "first": first, "last": last}
    (out / "about.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("files", nargs="+", type=Path, help="labelled references for the label pairs")
    parser.add_argument("--out", type=Path, default=MODEL)
    args = parser.parse_args()
    publish(args.checkpoint, args.files, args.out)
    size = sum(file.stat().st_size for file in args.out.iterdir())
    print(f"{args.out}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
