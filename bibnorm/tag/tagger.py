"""The shipped network behind a small face: texts in, labelled stretches out."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bibnorm.errors import ConfigurationError
from bibnorm.model import Labelled
from bibnorm.tag.decode import SINGLE, repeats, runs, single_runs, viterbi
from bibnorm.tag.features import characters, context_features, word_features
from bibnorm.tag.rules import Identifier, find_identifiers
from bibnorm.tag.tokens import Token, tokenize

MODEL = Path(__file__).parent.parent / "models" / "tagger"
GROUP = 48  # references of one length in one call of the network
LONGEST = 400  # tokens that are read; what a reference has beyond is left over
NUMBERS_APART = re.compile(r"[):]")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text with its labelled stretches and the identifiers found by rule, both in order."""

    text: str
    runs: tuple[Labelled, ...]
    identifiers: tuple[Identifier, ...]


class Tagger(Protocol):
    """Whatever labels texts."""

    def tag(self, texts: Sequence[str]) -> list[Tagged]:
        """Label each text alone; the result aligns with ``texts``."""
        ...


class OnnxTagger:
    """The network in ONNX, its label names and label pairs in the JSON file beside it."""

    def __init__(self, folder: Path = MODEL) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        failure = onnxruntime.capi.onnxruntime_pybind11_state

        def session(name: str) -> Any:
            return onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])

        try:
            self._vectors, self._scores = session("vectors.onnx"), session("scores.onnx")
            about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, failure.NoSuchFile, failure.Fail, failure.InvalidProtobuf) as error:
            raise ConfigurationError(
                f"{folder}: the model cannot be loaded ({error}); install bibnorm again"
            ) from error
        self.labels: list[str] = about["labels"]
        self._other = self.labels.index("other")
        self._single = frozenset(i for i, name in enumerate(self.labels) if name in SINGLE)
        self._pairs, self._first, self._last = (
            np.array(about[k], dtype=np.float32) for k in ("pairs", "first", "last")
        )

    def tag(self, texts: Sequence[str]) -> list[Tagged]:
        """Label each text alone; texts of one length go through the network together."""
        found = [find_identifiers(text) for text in texts]
        tokens = [tokenize(text, ids)[:LONGEST] for text, ids in zip(texts, found, strict=True)]
        sums = self._sums(texts, tokens)
        by_length: dict[int, list[int]] = {}
        for i, sequence in enumerate(tokens):
            by_length.setdefault(len(sequence), []).append(i)
        result: list[tuple[Labelled, ...]] = [()] * len(texts)
        for length, group in by_length.items():
            for k in range(0, len(group) if length else 0, GROUP):
                part = group[k : k + GROUP]
                scores = self._scores.run(None, {"sums": np.stack([sums[i] for i in part], 1)})[0]
                paths = viterbi(scores, self._pairs, self._first, self._last)
                for b, i in enumerate(part):
                    result[i] = self._spans(texts[i], tokens[i], paths[:, b].tolist(), scores[:, b])
        return [Tagged(*row) for row in zip(texts, result, found, strict=True)]

    def _sums(self, texts: Sequence[str], tokens: Sequence[tuple[Token, ...]]) -> list[Any]:
        """For each text what its words and contexts add to its tokens, (T, width); distinct ones are computed once."""
        words: dict[tuple[str, str], int] = {}
        around: dict[tuple[int, ...], int] = {}
        word_of = [words.setdefault((t.text, t.identifier), len(words)) for sequence in tokens for t in sequence]
        context_of = [
            around.setdefault(c, len(around))
            for text, sequence in zip(texts, tokens, strict=True)
            for c in context_features(text, sequence)
        ]
        if not words:
            return [None] * len(texts)
        inputs = {
            "words": np.array([word_features(*w) for w in words], dtype=np.int64),
            "letters": np.array([characters(w[0]) for w in words], dtype=np.int64),
            "contexts": np.array(list(around), dtype=np.int64),
        }
        word, context = self._vectors.run(None, inputs)
        ends = np.cumsum([len(sequence) for sequence in tokens])
        return np.split(word[word_of] + context[context_of], ends[:-1])

    def _spans(self, text: str, tokens: tuple[Token, ...], path: list[int], scores: Any) -> tuple[Labelled, ...]:
        """Runs of equal labels; identifiers part them and are left out."""
        for i, token in enumerate(tokens):
            if token.identifier:
                path[i] = self._other
        if repeats(path, self._single):
            barred = [False] + [bool(NUMBERS_APART.search(text, a.end, b.start)) for a, b in itertools.pairwise(tokens)]
            path = single_runs(path, scores, self.labels, barred)
        chances = np.exp(scores[np.arange(len(path)), path]).tolist()
        spans = []
        for begin, end, label in runs([-1 if t.identifier else p for t, p in zip(tokens, path, strict=True)]):
            if label >= 0:
                sure = sum(chances[begin:end]) / (end - begin)
                spans.append(Labelled(tokens[begin].start, tokens[end - 1].end, self.labels[label], sure))
        return tuple(spans)


@lru_cache(maxsize=4)
def load(folder: Path = MODEL) -> Tagger:
    """The tagger, loaded once a process."""
    return OnnxTagger(folder)
