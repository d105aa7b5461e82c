"""Train the tagger: ``python -m bibnorm.tag.train --help``. Needs the extra ``train``.

Deterministic for one device and number of threads; a run stopped half-way goes on from its
last epoch. What it reads and how much of it is the table `MIX`.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from bibnorm.tag.corpora import IGNORED, LABELS, Row, read_rows
from bibnorm.tag.features import CHARACTERS, CONTEXT_SLOTS, WORD_SLOTS, characters, context_features, word_features
from bibnorm.tag.network import Network

# file stem: rows an epoch in the first part of the training, and in its last third (real references weigh more there)
MIX = {
    "anystyle_core": (1700, 1700),
    "anystyle_good": (3221, 4800),
    "anystyle_ugly": (2660, 1300),
    "grobid": (5058, 6500),
    "kisti": (1060, 1060),
    "linkedbooks": (9000, 9000),
    "linkedbooks.short": (700, 300),
    "scielo": (3900, 5200),
    "recomb": (9000, 6000),
    "styles": (9000, 7000),
    "gen": (16000, 9000),
    "own": (12000, 9000),
}
LATE = 0.66
BATCH = 2200  # tokens


@dataclass(frozen=True, slots=True)
class Encoded:
    """A row as arrays: features by token and label indices."""

    words: tuple[tuple[str, str], ...]
    contexts: tuple[tuple[int, ...], ...]
    labels: tuple[int, ...]
    weight: float


def encode(row: Row) -> Encoded:
    """Features of all tokens of a row."""
    words = tuple(((t.identifier and t.text[:40]) or t.text, t.identifier) for t in row.tokens)
    return Encoded(words, tuple(context_features(row.text, row.tokens)), row.labels, row.weight)


def load(files: Iterable[Path]) -> dict[str, list[Encoded]]:
    """All rows of the files, by file stem."""
    return {path.name.removesuffix(".jsonl"): [encode(row) for row in read_rows(path)] for path in files}


def epoch_rows(data: dict[str, list[Encoded]], part: int, chance: random.Random) -> list[Encoded]:
    """One epoch's rows: each corpus whole as often as it fits, then a draw."""
    rows: list[Encoded] = []
    for stem, pool in sorted(data.items()):
        wanted = MIX.get(stem, (0, 0))[part]
        rows += pool * (wanted // len(pool)) + chance.sample(pool, wanted % len(pool))
    return rows


def batches(rows: Sequence[Encoded], chance: random.Random) -> list[list[Encoded]]:
    """Rows of equal length together, so that nothing is padded; batches in random order."""
    by_length: dict[int, list[Encoded]] = {}
    for row in rows:
        by_length.setdefault(len(row.labels), []).append(row)
    made = []
    for length, group in by_length.items():
        chance.shuffle(group)
        size = max(1, min(128, BATCH // length))
        made += [group[i : i + size] for i in range(0, len(group), size)]
    chance.shuffle(made)
    return made


def collate(batch: Sequence[Encoded], mask: np.random.Generator | None) -> tuple[tuple[Tensor, ...], Tensor, Tensor]:
    """Arrays of one batch; with ``mask`` some words are hidden, wholly or but for their affixes."""
    distinct: dict[tuple[str, str], int] = {}
    around: dict[tuple[int, ...], int] = {}
    word_of = np.array([[distinct.setdefault(w, len(distinct)) for w in row.words] for row in batch]).T
    context_of = np.array([[around.setdefault(c, len(around)) for c in row.contexts] for row in batch]).T
    words = np.array([word_features(*w) for w in distinct], dtype=np.int64).reshape(-1, WORD_SLOTS)
    letters = np.array([characters(w) for w, _ in distinct], dtype=np.int64).reshape(-1, CHARACTERS)
    contexts = np.array(list(around), dtype=np.int64).reshape(-1, CONTEXT_SLOTS)
    if mask is not None:
        words[mask.random(len(words)) < 0.10, 0] = 0
        hidden = mask.random(len(words)) < 0.03
        words[hidden, 2:9] = 0
        words[hidden, 0] = 0
        contexts[mask.random(contexts.shape) < 0.03] = 0
    labels = torch.from_numpy(np.array([row.labels for row in batch]).T.copy())
    weights = torch.tensor([row.weight for row in batch]).expand(labels.shape[0], -1)
    inputs = tuple(torch.from_numpy(np.ascontiguousarray(a)) for a in (words, letters, contexts, word_of, context_of))
    return inputs, labels, weights


def loss_of(network: Network, batch: Sequence[Encoded], mask: np.random.Generator) -> Tensor:
    inputs, labels, weights = collate(batch, mask)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network(*inputs).float()
    losses = nn.functional.cross_entropy(
        scores.flatten(0, 1), labels.flatten(), ignore_index=IGNORED, reduction="none", label_smoothing=0.02
    )
    counted = (labels.flatten() != IGNORED).float() * weights.flatten()
    return (losses * counted).sum() / counted.sum().clamp(min=1)


class Run:
    """A training run: the network, its optimiser and schedule, and a running average of its weights."""

    def __init__(self, width: int, rate: float, steps: int, seed: int, start: Path | None) -> None:
        torch.manual_seed(seed)
        self.width, self.steps, self.step, self.epoch = width, steps, 0, 0
        self.network = Network(len(LABELS), width)
        if start:
            self.network.load_state_dict(torch.load(start, weights_only=False)["network"])
        weights = self.network.parameters()
        self.optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimizer, rate, total_steps=steps, pct_start=0.15)
        self.average = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
        self.chance, self.mask = random.Random(seed), np.random.default_rng(seed)

    def learn(self, batch: Sequence[Encoded]) -> float:
        """One step; the loss before it."""
        loss = loss_of(self.network, batch, self.mask)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        if self.step < self.steps:
            self.schedule.step()
        if self.step % 5 == 0:
            decay = min(0.99, self.step / (self.step + 200))
            with torch.no_grad():
                for name, value in self.network.state_dict().items():
                    self.average[name].lerp_(value, 1 - decay)
        return float(loss.item())

    def save(self, out: Path) -> None:
        """The averaged weights for use, and beside them the state from which a run goes on."""
        torch.save({"network": self.average, "width": self.width, "labels": LABELS, "epoch": self.epoch}, out)
        parts = {name: getattr(self, name).state_dict() for name in ("network", "optimizer", "schedule")}
        own = {"average": self.average, "epoch": self.epoch, "step": self.step, "chance": self.chance.getstate()}
        torch.save({**parts, **own}, out.with_suffix(".state"))

    def resume(self, out: Path) -> None:
        """Go on where a run that saved to ``out`` stopped, if there is one."""
        if not out.with_suffix(".state").exists():
            return
        state = torch.load(out.with_suffix(".state"), weights_only=False)
        for name in ("network", "optimizer", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        self.average, self.epoch, self.step = state["average"], state["epoch"] + 1, state["step"]
        self.chance.setstate(state["chance"])


def train(data: dict[str, list[Encoded]], out: Path, epochs: int, run: Callable[[int], Run]) -> None:
    """Train and leave ``out`` after every epoch; ``run`` makes a run of so many steps."""
    sizes = [len(batches(epoch_rows(data, part, random.Random(0)), random.Random(0))) for part in (0, 1)]
    late = round(epochs * LATE)
    this = run(late * (sizes[0] + 5) + (epochs - late) * (sizes[1] + 5))
    this.resume(out)
    while this.epoch < epochs:
        begun = time.time()
        this.network.train()
        todo = batches(epoch_rows(data, int(this.epoch >= late), this.chance), this.chance)
        losses = [this.learn(batch) for batch in todo]
        said = {"epoch": this.epoch, "loss": round(sum(losses) / len(losses), 4), "seconds": round(time.time() - begun)}
        print(json.dumps({**said, "rate": this.schedule.get_last_lr()[0]}), flush=True)
        this.save(out)
        this.epoch += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, help="labelled references, JSON Lines")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--epochs", type=int, default=22)
    parser.add_argument("--width", type=int, default=160)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to start from")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    begun = time.time()
    data = load(args.files)
    print(
        json.dumps({"rows": {k: len(v) for k, v in data.items()}, "read in seconds": round(time.time() - begun)}),
        flush=True,
    )
    train(data, args.out, args.epochs, lambda steps: Run(args.width, args.rate, steps, args.seed, args.start))


if __name__ == "__main__":
    main()
