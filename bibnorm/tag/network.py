"""The network in torch: imported only to train and to export.

Word features and a character convolution make one vector for each distinct word, context
features one for each distinct context; their sum goes through a bidirectional LSTM of two
layers. Distinct words and contexts are computed once a batch.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from bibnorm.tag.features import CHARACTER_ROWS, CONTEXT_BUCKETS, CONTEXT_SLOTS, WORD_BUCKETS, WORD_SLOTS

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

    def forward(self, words: Tensor, letters: Tensor, contexts: Tensor, word_of: Tensor, context_of: Tensor) -> Tensor:
        looked = self.words(words).flatten(1)
        spelled = torch.tanh(self.filters(self.letters(letters).transpose(1, 2)).amax(2))
        word = self.join(self.drop(torch.cat([looked, spelled], 1)))
        context = self.contexts(contexts).sum(1)
        inputs = torch.tanh(word[word_of] + context[context_of])
        states, _ = self.lstm(self.drop(inputs))
        scores: Tensor = self.out(self.drop(states))
        return scores


def export(network: Network, path: str) -> None:
    """Write the network as ONNX, tables and matrices in eight bits, scores as log-probabilities."""
    import warnings
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Scored(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = network

        def forward(self, *inputs: Tensor) -> Tensor:
            return torch.log_softmax(self.inner(*inputs), -1)

    network.eval()
    network.words.freeze()
    network.contexts.freeze()
    names = ["words", "letters", "contexts", "word_of", "context_of"]
    axes: dict[str, Any] = {"words": {0: "U"}, "letters": {0: "U"}, "contexts": {0: "V"}, "scores": {0: "T", 1: "B"}}
    axes |= {"word_of": {0: "T", 1: "B"}, "context_of": {0: "T", 1: "B"}}
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = str(Path(folder) / "plain.onnx")
        torch.onnx.export(
            Scored(),
            _example(),
            plain,
            input_names=names,
            output_names=["scores"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, op_types_to_quantize=["LSTM", "MatMul", "Gemm"])


def _example() -> tuple[Tensor, ...]:
    from bibnorm.tag.features import CHARACTERS

    whole = torch.zeros(3, 2, dtype=torch.long)
    return (
        torch.ones(5, WORD_SLOTS, dtype=torch.long),
        torch.ones(5, CHARACTERS, dtype=torch.long),
        torch.ones(4, CONTEXT_SLOTS, dtype=torch.long),
        whole,
        whole,
    )
