"""The shipped network behind a small face: texts in, labelled stretches out."""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from struct import Struct
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from bibnorm.errors import ConfigurationError
from bibnorm.model import Identifier, Labelled
from bibnorm.tag.decode import SINGLE, Scores, repeats, runs, single_runs, viterbi
from bibnorm.tag.features import (
    CHARACTERS,
    CONTEXT_SLOTS,
    WORD_SLOTS,
    Context,
    characters,
    context_rows,
    contexts,
    word_features,
)
from bibnorm.tag.rules import find_identifiers
from bibnorm.tag.tokens import Token, tokenize

MODEL = Path(__file__).parent.parent / "models" / "tagger"
GROUP = 48  # references of one length in one call of the network
LONGEST = 400  # tokens that are read; what a reference has beyond is left over
NUMBERS_APART = re.compile(r"[):]")

Rows = npt.NDArray[Any]


class Tagged(NamedTuple):
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
        result: list[tuple[Labelled, ...]] = [()] * len(texts)
        order = sorted((i for i, sequence in enumerate(tokens) if sequence), key=lambda i: -len(tokens[i]))
        if order:
            lengths = [len(tokens[i]) for i in order]
            scores = self._score([texts[i] for i in order], [tokens[i] for i in order], lengths)
            paths = viterbi(scores, self._pairs, self._first, self._last, lengths)
            chances = np.exp(np.take_along_axis(scores, paths[:, :, None], 2)[:, :, 0])
            for b, (i, size) in enumerate(zip(order, lengths, strict=True)):
                path, sure = paths[:size, b].tolist(), chances[:size, b].tolist()
                result[i] = self._spans(texts[i], tokens[i], path, sure, scores[:size, b])
        return [Tagged(*row) for row in zip(texts, result, found, strict=True)]

    def _score(self, texts: Sequence[str], tokens: Sequence[tuple[Token, ...]], lengths: Sequence[int]) -> Scores:
        """Log-probabilities of the labels (T, B, L) of texts whose lengths fall, behind their ends anything."""
        words: defaultdict[tuple[str, str], int] = defaultdict(itertools.count().__next__)
        around: defaultdict[Context, int] = defaultdict(itertools.count().__next__)
        word_of = np.array([words[token[2:]] for sequence in tokens for token in sequence])
        context_of = np.array([around[c] for row in zip(texts, tokens, strict=True) for c in contexts(*row)])
        word, context = self._add(words, around)
        begin = np.cumsum([0, *lengths])
        scores = np.zeros((lengths[0], len(lengths), len(self.labels)), dtype=np.float32)
        for first, last in _groups(lengths):
            size = lengths[first]
            at = begin[first:last] + np.arange(size)[:, None]
            sums = word[word_of[at]] + context[context_of[at]]
            scores[:size, first:last] = self._scores.run(None, {"sums": sums})[0]
        return scores

    def _add(self, words: Iterable[tuple[str, str]], around: Iterable[Context]) -> tuple[Rows, Rows]:
        """What each distinct word and each distinct context add to a token, (number, width)."""
        spelled = _rows(itertools.starmap(_word, words), WORD_SLOTS + CHARACTERS)
        inputs = {
            "words": spelled[:, :WORD_SLOTS],
            "letters": spelled[:, WORD_SLOTS:],
            "contexts": _rows(itertools.starmap(_context, around), CONTEXT_SLOTS),
        }
        word, context = self._vectors.run(None, inputs)
        return word, context

    def _spans(
        self, text: str, tokens: tuple[Token, ...], path: list[int], chances: list[float], scores: Scores
    ) -> tuple[Labelled, ...]:
        """Runs of equal labels; identifiers part them and are left out."""
        rules = [i for i, token in enumerate(tokens) if token.identifier]
        for i in rules:
            path[i] = -1
        found = runs(path)
        if repeats(found, self._single):
            for i in rules:
                path[i] = self._other
            barred = [False] + [bool(NUMBERS_APART.search(text, a.end, b.start)) for a, b in itertools.pairwise(tokens)]
            path = single_runs(path, scores, self.labels, barred)
            chances = np.exp(scores[np.arange(len(path)), path]).tolist()
            for i in rules:
                path[i] = -1
            found = runs(path)
        spans = []
        for begin, end, label in found:
            if label >= 0:
                sure = sum(chances[begin:end]) / (end - begin)
                spans.append(Labelled(tokens[begin].start, tokens[end - 1].end, self.labels[label], sure))
        return tuple(spans)


def _groups(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches of one length, at most ``GROUP`` long: first and last (exclusive)."""
    for _, same in itertools.groupby(range(len(lengths)), lengths.__getitem__):
        places = [*same]
        for k in range(places[0], places[-1] + 1, GROUP):
            yield k, min(k + GROUP, places[-1] + 1)


def _rows(packed: Iterable[bytes], slots: int) -> Rows:
    """Rows of feature numbers as the network takes them."""
    return np.frombuffer(b"".join(packed), dtype=np.int32).reshape(-1, slots).astype(np.int64)


# What the network is told is kept in bytes: a tuple of numbers takes four times the room, and longer to hand over.
_pack_word, _pack_context = Struct(f"={WORD_SLOTS + CHARACTERS}i").pack, Struct(f"={CONTEXT_SLOTS}i").pack


@lru_cache(maxsize=131072)
def _word(word: str, identifier: str) -> bytes:
    return _pack_word(*word_features.__wrapped__(word, identifier), *characters.__wrapped__(word))


@lru_cache(maxsize=131072)
def _context(before: str, after: str, state: int, place: str, kind: str) -> bytes:
    return _pack_context(*context_rows.__wrapped__(before, after, state, place, kind))


@lru_cache(maxsize=4)
def load(folder: Path = MODEL) -> Tagger:
    """The tagger, loaded once a process."""
    return OnnxTagger(folder)
