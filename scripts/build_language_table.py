"""Build bibnorm/lang/letters.tsv, the table from which the language of a title is guessed.

    python scripts/build_language_table.py ../shared --messages Django-5.2-py3-none-any.whl

A maximum entropy model over character trigrams, 4-grams and words, pruned to SIZE features and quantised.
Sources: titles of ``synth/pool.jsonl`` and of ``data/train`` (their licences stand in the README files
there), invented titles of ``synth/topics.py``, and, for the languages that these lack, the interface messages of
Django (BSD-3-Clause), as ``pip download --no-deps django`` brings them. The table holds weights only, no text.

The sources' own labels are partly wrong (they were guessed too), so a label counts where the function words of
``bibnorm.lang`` agree with it; the other titles join when a first model agrees. Needs ``bibnorm[train]``.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import random
import re
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bibnorm import lang
from bibnorm.lang.letters import BIAS, FIRST, LEVELS, STEP, WORD, grams

LANGUAGES = [
    "en",
    "es",
    "pt",
    "fr",
    "de",
    "it",
    "nl",
    "pl",
    "ca",
    "la",
    "cs",
    "sv",
    "da",
    "nb",
    "fi",
    "hu",
    "ro",
    "tr",
    "hr",
    "sk",
    "sl",
    "gl",
    "eu",
    "id",
]
CLASSES = [*LANGUAGES, "und"]
RICH = frozenset(
    ["en", "es", "pt", "fr", "de", "it", "nl", "la", "id"]
)  # languages of which the sources have titles enough
SIZE = 4000
CAP = 14000  # titles of one language, so that English does not drown the rest
TARGET = Path(__file__).resolve().parent.parent / "bibnorm" / "lang" / "letters.tsv"
INTERFACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[^}]*\}|<[^>]*>|https?://\S+|\\n")

Title = tuple[str, str]  # text, language


# ------------------------------------------------------------------ sources
def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def printed_titles(shared: Path) -> list[Title]:
    """Titles of the pool and of the training references, each once, with the label of the source."""
    found: dict[str, Title] = {}
    for row in _rows(shared / "synth" / "pool.jsonl"):
        for field in ("title", "container-title") if row["type"] in ("chapter", "paper-conference") else ("title",):
            if row.get(field):
                found.setdefault(row[field].lower()[:80], (row[field], row.get("lang", "und")))
    for name in ("scielo", "linkedbooks", "kisti", "anystyle_core", "grobid"):
        for row in _rows(shared / "data" / "train" / f"{name}.jsonl"):
            title = row["fields"].get("title")
            if isinstance(title, str) and title:
                found.setdefault(title.lower()[:80], (title, row.get("lang", "und")))
    return [(text, code) for text, code in found.values() if re.search("[A-Za-z]", text)]


def invented_titles(shared: Path, each: int = 1200) -> list[Title]:
    """Titles of invented works of the humanities."""
    spec = importlib.util.spec_from_file_location("topics", shared / "synth" / "topics.py")
    assert spec and spec.loader
    topics = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(topics)
    rng = random.Random(5)
    return [(text, code) for code in topics.TP if code in LANGUAGES for text in _invented(topics.TP[code], each, rng)]


def _invented(parts: Mapping[str, Any], each: int, rng: random.Random) -> Iterator[str]:
    for _ in range(each):
        yield f"{rng.choice(parts['a'])} {rng.choice(parts['p'])}: {rng.choice(parts['s'])}"


def messages(wheel: Path) -> list[Title]:
    """Sentences of three words and more from translated interface messages."""
    found: list[Title] = []
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            match = re.search(r"locale/([A-Za-z_]+)/LC_MESSAGES/.*\.po$", name)
            code = {"pt_BR": "pt"}.get(match[1], match[1]) if match else ""
            if code in LANGUAGES:
                for block in re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', archive.read(name).decode("utf-8"), re.M):
                    text = INTERFACE.sub(" ", "".join(re.findall(r'"(.*)"', block)))
                    found += [(s, code) for s in re.split(r"(?<=[.!?])\s", text) if len(WORD.findall(s)) > 2]
    return found


def names(shared: Path, count: int = 5000) -> list[Title]:
    """Names of persons: words in no language."""
    found = [
        (f"{name['given']} {name['family']}", "und")
        for i, row in enumerate(_rows(shared / "synth" / "pool.jsonl"))
        if i % 11 == 0
        for name in row.get("author", [])[:2]
        if len(name.get("given", "")) > 4 and name.get("family")
    ]
    return random.sample(found, min(count, len(found)))


# ------------------------------------------------------------------ labels
@lru_cache(maxsize=1)
def _owners() -> dict[str, list[str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for code in LANGUAGES:
        for word in lang.words("stopwords", code):
            owners[word.lower().rstrip("'’")].append(code)
    return owners


def function_words(text: str) -> Counter[str]:
    """For each language how many of its function words stand in a text; a shared word counts in parts."""
    scores: Counter[str] = Counter()
    for word in WORD.findall(text.lower()):
        for code in _owners().get(word, ()):
            scores[code] += 1 / len(_owners()[word])  # type: ignore[assignment]
    return scores


def agreed(titles: Iterable[Title]) -> tuple[list[Title], list[Title]]:
    """The titles whose label their function words confirm or, surely, correct; and the others."""
    good: list[Title] = []
    rest: list[Title] = []
    for text, code in titles:
        scores = function_words(text)
        ranked = scores.most_common(2)
        margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0) if ranked else 0
        if code in RICH and ranked and scores[code] == ranked[0][1] >= 0.5:
            good.append((text, code))
        elif margin >= 1.5 and ranked[0][0] in RICH:
            good.append((text, ranked[0][0]))
        else:
            rest.append((text, code))
    return good, rest


def capped(titles: Iterable[Title]) -> list[Title]:
    """At most CAP titles of a language."""
    by_code: dict[str, list[Title]] = defaultdict(list)
    for title in titles:
        by_code[title[1]].append(title)
    return [title for group in by_code.values() for title in random.sample(group, min(CAP, len(group)))]


# ------------------------------------------------------------------ model
class Model:
    """Weights of features for the classes."""

    def __init__(self, features: Sequence[str]) -> None:
        self.index = {feature: i for i, feature in enumerate(features)}
        self.weights = np.zeros((len(features), len(CLASSES)), dtype=np.float32)
        self.bias = np.zeros(len(CLASSES), dtype=np.float32)

    def known(self, text: str) -> list[int]:
        """The features of a text that the model has."""
        return [self.index[gram] for gram in grams(text) if gram in self.index]

    def probabilities(self, text: str) -> Any:
        """One probability a class."""
        scores = self.weights[self.known(text)].sum(0) + self.bias
        odds = np.exp(scores - scores.max())
        return odds / odds.sum()

    def fit(self, titles: Sequence[Title], epochs: int, sparsity: float) -> None:
        """Maximum likelihood by Adam; rare languages weigh more than their number."""
        bags, targets, stakes = self._batches(titles)
        table = torch.nn.EmbeddingBag(len(self.index), len(CLASSES), mode="sum")
        torch.nn.init.zeros_(table.weight)
        bias = torch.zeros(len(CLASSES), requires_grad=True)
        optimizer = torch.optim.Adam([table.weight, bias], lr=0.02)
        for epoch in range(epochs):
            for group in optimizer.param_groups:
                group["lr"] = 0.02 * (1 - epoch / epochs) + 0.001
            order = torch.randperm(len(bags)).tolist()
            for start in range(0, len(order), 2048):
                chosen = order[start : start + 2048]
                offsets = torch.tensor([0, *np.cumsum([len(bags[i]) for i in chosen])[:-1].tolist()])
                scores = table(torch.cat([bags[i] for i in chosen]), offsets) + bias
                loss = torch.nn.functional.cross_entropy(
                    scores, targets[chosen], reduction="none", label_smoothing=0.02
                )
                total = (loss * stakes[chosen]).mean() + sparsity * table.weight.abs().sum()
                optimizer.zero_grad()
                total.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
        self.weights, self.bias = table.weight.detach().numpy(), bias.detach().numpy()

    def _batches(self, titles: Sequence[Title]) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor]:
        counts = Counter(code for _, code in titles)
        bags: list[torch.Tensor] = []
        targets: list[int] = []
        for text, code in titles:
            bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
            for form in (text, bare) if bare != text and random.random() < 0.25 else (text,):
                bags.append(torch.tensor(self.known(form), dtype=torch.long))
                targets.append(CLASSES.index(code))
        stakes = [1.0 if CLASSES[t] == "en" else (3000 / max(counts[CLASSES[t]], 300)) ** 0.5 for t in targets]
        return bags, torch.tensor(targets), torch.tensor(stakes)


def _second(rest: Iterable[Title], model: Model) -> list[Title]:
    """What the first model makes of the titles without sure label: its own language, another surely, or none."""
    known: list[Title] = []
    unknown: list[Title] = []
    for text, code in rest:
        odds = model.probabilities(text)
        best = CLASSES[int(odds.argmax())]
        if code in CLASSES and odds[CLASSES.index(code)] > 0.6:
            known.append((text, code))
        elif odds.max() < 0.5 or code == "und":
            unknown.append((text, "und"))
        elif odds.max() > 0.95:
            known.append((text, best))
    return [t for t in known if t[1] != "und"] + random.sample(unknown, min(3000, len(unknown)))


def train(shared: Path, wheel: Path) -> Model:
    """Fit on many features, keep those that weigh most, fit again."""
    training = [title for title in printed_titles(shared) if not held_out(title[0])]
    good, rest = agreed(training)
    told = [title for title in messages(wheel) if not held_out(title[0])]
    titles = capped([*good, *told, *invented_titles(shared), *names(shared)])
    seen = Counter(gram for text, _ in titles for gram in set(grams(text)))
    wide = Model([gram for gram, count in seen.most_common(50000) if count >= 5])
    wide.fit(titles, 5, 2e-7)
    spread = np.abs(wide.weights - wide.weights.mean(1, keepdims=True)).max(1)
    worth = spread * np.array([seen[gram] for gram in wide.index]) ** 0.5
    ranked = sorted(zip(worth.tolist(), wide.index, strict=True), reverse=True)
    model = Model([gram for _, gram in ranked[:SIZE]])
    model.fit(capped([*titles, *_second(rest, wide)]), 7, 0.0)
    return model


def held_out(text: str) -> bool:
    """One title in ten is kept for measuring, the same whatever the order of the sources."""
    letters = "".join(c for c in text.lower() if c.isalnum())[:40]
    return hashlib.md5(letters.encode(), usedforsecurity=False).digest()[0] < 26


def write(model: Model, target: Path) -> None:
    """One feature a line, blanks as ``_``, and one sign a language: its weight in steps, 0 in the middle."""

    def signs(row: Any) -> str:
        levels = np.clip(np.round(row / STEP), -LEVELS, LEVELS).astype(int)
        return "".join(chr(FIRST + LEVELS + level) for level in levels)

    lines = ["# made by scripts/build_language_table.py, which names the sources", "\t".join(CLASSES)]
    lines.append("bias\t" + signs(model.bias / BIAS))
    lines += [f"{gram.replace(' ', '_')}\t{signs(model.weights[i])}" for gram, i in sorted(model.index.items())]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the data folder")
    parser.add_argument("--messages", type=Path, required=True, help="a Django wheel")
    arguments = parser.parse_args()
    random.seed(1)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    write(train(arguments.shared, arguments.messages), TARGET)


if __name__ == "__main__":
    main()
