"""The network in torch: imported only to train and to export.

Word features and a character convolution make one vector for each distinct word, context
features one for each distinct context; their sum goes through a bidirectional LSTM of two
layers. Distinct words and contexts are computed once a batch.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import Tensor, nn

from bibnorm.tag.features import CHARACTER_ROWS, CHARACTERS, CONTEXT_BUCKETS, CONTEXT_SLOTS, WORD_BUCKETS, WORD_SLOTS
from bibnorm.tag.ranges import fix_scores, fix_vectors

WORD_WIDTH = 32
CHARACTER_WIDTH = 24
FILTERS = 64


class Table(nn.Module):
    """An embedding whose rows can be frozen to eight bits with one scale a row."""

    def __init__(self, rows: int, width: int, spread: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(rows, width) * spread)
        with torch.no_grad():
            self.weight[0] = 0
        self.bits: Tensor | None = None
        self.scale: Tensor | None = None

    def freeze(self) -> None:
        """Quantise the rows; from now on look-ups read the eight-bit rows."""
        with torch.no_grad():
            peak = self.weight.abs().amax(1, keepdim=True).clamp(min=1e-8)
            self.bits = torch.round(self.weight / peak * 127).to(torch.int8)
            self.scale = peak / 127

    def forward(self, rows: Tensor) -> Tensor:
        if self.bits is None or self.scale is None:
            return nn.functional.embedding(rows, self.weight)
        return self.bits[rows].float() * self.scale[rows]


class Network(nn.Module):
    """Rows of features in, scores of labels out.

    Shapes: ``words`` (U, WORD_SLOTS), ``letters`` (U, CHARACTERS), ``contexts`` (V, CONTEXT_SLOTS),
    ``word_of`` and ``context_of`` (T, B) indices into them; result (T, B, labels).
    """

    def __init__(self, labels: int, width: int = 160, drop: float = 0.3) -> None:
        super().__init__()
        self.words = Table(WORD_BUCKETS, WORD_WIDTH, 0.5)
        self.contexts = Table(CONTEXT_BUCKETS, width, 0.3)
        self.letters = nn.Embedding(CHARACTER_ROWS, CHARACTER_WIDTH, padding_idx=0)
        self.filters = nn.Conv1d(CHARACTER_WIDTH, FILTERS, 3, padding=1)
        self.join = nn.Linear(WORD_SLOTS * WORD_WIDTH + FILTERS, width)
        self.drop = nn.Dropout(drop)
        self.lstm = nn.LSTM(width, width, 2, bidirectional=True, dropout=drop)
        self.out = nn.Linear(2 * width, labels)

    def vectors(self, words: Tensor, letters: Tensor, contexts: Tensor) -> tuple[Tensor, Tensor]:
        """What each distinct word and each distinct context adds to a token: (U, width) and (V, width)."""
        looked = self.words(words).flatten(1)
        spelled = torch.tanh(self.filters(self.letters(letters).transpose(1, 2)).amax(2))
        word: Tensor = self.join(self.drop(torch.cat([looked, spelled], 1)))
        return word, self.contexts(contexts).sum(1)

    def scores(self, sums: Tensor) -> Tensor:
        """Scores of labels (T, B, labels) for the sums of word and context (T, B, width)."""
        states, _ = self.lstm(self.drop(torch.tanh(sums)))
        scores: Tensor = self.out(self.drop(states))
        return scores

    def forward(self, words: Tensor, letters: Tensor, contexts: Tensor, word_of: Tensor, context_of: Tensor) -> Tensor:
        word, context = self.vectors(words, letters, contexts)
        return self.scores(word[word_of] + context[context_of])


class _Vectors(nn.Module):
    """The part of the network that runs once a call."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, words: Tensor, letters: Tensor, contexts: Tensor) -> tuple[Tensor, Tensor]:
        return self.network.vectors(words, letters, contexts)


class _Scores(nn.Module):
    """The part of the network that runs once for each length of references."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, sums: Tensor) -> Tensor:
        return torch.log_softmax(self.network.scores(sums), -1)


def export(network: Network, folder: Path) -> None:
    """Write the network as two ONNX graphs, tables and matrices in eight bits, scores as log-probabilities.

    Weights keep to seven bits, so that processors without 8-bit dot products cannot saturate and every
    machine computes the same integers; the ranges of what is multiplied are fixed (see ``ranges``), so that
    a reference gets the same scores in any company.
    """
    network.eval()
    network.words.freeze()
    network.contexts.freeze()
    rows = torch.ones(5, WORD_SLOTS, dtype=torch.long)
    letters = torch.ones(5, CHARACTERS, dtype=torch.long)
    contexts = torch.ones(4, CONTEXT_SLOTS, dtype=torch.long)
    axes = {"words": {0: "U"}, "letters": {0: "U"}, "contexts": {0: "V"}, "word": {0: "U"}, "context": {0: "V"}}
    _export(
        _Vectors(network),
        (rows, letters, contexts),
        ["words", "letters", "contexts"],
        ["word", "context"],
        axes,
        folder / "vectors.onnx",
    )
    sums = torch.zeros(3, 2, network.join.out_features)
    both = {0: "T", 1: "B"}
    _export(_Scores(network), (sums,), ["sums"], ["scores"], {"sums": both, "scores": both}, folder / "scores.onnx")
    fix_vectors(folder / "vectors.onnx")
    fix_scores(folder / "scores.onnx")


def _export(
    module: nn.Module, example: tuple[Tensor, ...], inputs: list[str], outputs: list[str], axes: Any, path: Path
) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = str(Path(folder) / "plain.onnx")
        torch.onnx.export(
            module,
            example,
            plain,
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        kinds = ["LSTM", "MatMul", "Gemm"]
        quantize_dynamic(plain, str(path), weight_type=QuantType.QInt8, op_types_to_quantize=kinds, reduce_range=True)
