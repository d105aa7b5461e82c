"""Fix the ranges in which an exported network counts in eight bits, so that a reference is read alone.

Dynamic quantisation takes the range of each product from all that stands in the call: the same reference
would get other scores in other company. Here no range depends on the values:

- the joined word vectors and the last states are bounded, and get a constant scale;
- the input of an LSTM gets two columns of 1 and -1, the ends of a tanh;
- the states of an LSTM get two units that always hold the largest state that any unit can have after as many
  steps, and the smallest. (With every gate open a cell counts the steps, ``t`` or ``-t``, and its state is
  ``tanh(t)``; no cell can count faster.)

No weight leads from what is added to anything else. Calls still have to hold references of one length.

Imported only to export (``onnx`` comes with the extra ``train``); run alone, it mends exported graphs in place:
``python -m bibnorm.tag.ranges FOLDER``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPEN = 40.0  # a gate with this bias is open
BITS = 127  # steps from 0 to the bound
ZERO = 128  # where 0 stands among them
ANCHORS = 2


def fix_vectors(path: Path) -> None:
    """Give the joined word vectors a constant scale: no value of a word table is larger than its row says."""
    model = onnx.load(str(path))
    tables = [_value(node) for node in model.graph.node if node.op_type == "Constant"]
    scales = [table for table in tables if table.dtype == np.float32 and table.ndim == 2]
    if len(scales) != 2:
        raise ValueError(f"{path}: the scales of two tables were expected, not of {len(scales)}")
    _fix_scale(model, max(1.0, float(scales[0].max()) * 127))  # the words' come first
    onnx.save(model, str(path))


def fix_scores(path: Path) -> None:
    """Anchor both LSTMs, and give the last states, which lie between -1 and 1, a constant scale."""
    model = onnx.load(str(path))
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    layers = [node for node in model.graph.node if node.op_type == "DynamicQuantizeLSTM"]
    width = next(attribute.i for attribute in layers[0].attribute if attribute.name == "hidden_size")
    _pad_input(model, layers[0])
    for number, layer in enumerate(layers):
        _, inputs, states, bias = layer.input[:4]
        place = [width, 2 * width + ANCHORS] if number else [width]  # behind each half of what comes in
        _change(weights[inputs], lambda w, place=place: _with_units(_with_rows(w, place), width))
        _change(weights[states], lambda w: _with_units(_with_rows(w, [width]), width))
        _change(weights[bias], lambda b: _with_anchors(b, width))
        layer.input[5] = layer.input[6] = ""  # states and cells begin with 0 in any case
        for attribute in layer.attribute:
            if attribute.name == "hidden_size":
                attribute.i = width + ANCHORS
    last = next(node for node in model.graph.node if node.op_type == "MatMulInteger")
    _change(weights[last.input[1]], lambda w: _with_rows(w[None], [width, 2 * width + ANCHORS])[0])
    _fix_scale(model, 1.0)
    _drop_unused(model)
    onnx.save(model, str(path))


def _value(node: Any) -> Any:
    return numpy_helper.to_array(node.attribute[0].t)


def _change(tensor: Any, change: Any) -> None:
    tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(change(numpy_helper.to_array(tensor))), tensor.name))


def _fix_scale(model: Any, bound: float) -> None:
    """A constant scale in place of the only dynamic one outside of the LSTMs."""
    graph = model.graph
    (dynamic,) = [node for node in graph.node if node.op_type == "DynamicQuantizeLinear"]
    quantized, scale, zero = dynamic.output
    graph.initializer.append(numpy_helper.from_array(np.array(bound / BITS, np.float32), scale))
    graph.initializer.append(numpy_helper.from_array(np.array(ZERO, np.uint8), zero))
    fixed = helper.make_node("QuantizeLinear", [dynamic.input[0], scale, zero], [quantized])
    graph.node.insert(list(graph.node).index(dynamic), fixed)
    graph.node.remove(dynamic)


def _pad_input(model: Any, layer: Any) -> None:
    """Columns of 1 and -1 behind what goes into the first LSTM, (T, B, width) to (T, B, width + 2)."""
    graph, name = model.graph, layer.input[0]
    graph.initializer.append(numpy_helper.from_array(np.array([0, 0, 0, 0, 0, 1], np.int64), "one_column"))
    for value in (1.0, -1.0):
        end, out = f"end_{value:.0f}", f"{layer.input[0]}_to_{value:.0f}"
        graph.initializer.append(numpy_helper.from_array(np.array(value, np.float32), end))
        graph.node.insert(list(graph.node).index(layer), helper.make_node("Pad", [name, "one_column", end], [out]))
        name = out
    layer.input[0] = name


def _with_rows(weight: Any, places: list[int]) -> Any:
    """Two rows of 0 in (directions, rows, columns), from each place of the result on."""
    for place in places:
        weight = np.insert(weight, [place] * ANCHORS, 0, axis=1)
    return weight


def _with_units(weight: Any, width: int) -> Any:
    """Two units more in (directions, rows, 4 x width), whose gates hear nothing."""
    gates = weight.reshape(*weight.shape[:2], 4, width)
    return np.pad(gates, [(0, 0), (0, 0), (0, 0), (0, ANCHORS)]).reshape(*weight.shape[:2], -1)


def _with_anchors(bias: Any, width: int) -> Any:
    """The biases (directions, 8 x width) of the same units: all gates open, one cell counts up, one down.

    Gates stand in the order of ONNX: input, output, forget, cell; first those of the input, then of the states.
    """
    gates = np.pad(bias.reshape(len(bias), 2, 4, width), [(0, 0), (0, 0), (0, 0), (0, ANCHORS)])
    gates[:, 0, :, width:] = OPEN
    gates[:, 0, 3, -1] = -OPEN
    return gates.reshape(len(bias), -1)


def _drop_unused(model: Any) -> None:
    """Take out nodes whose results nobody reads any more, and shapes that were inferred before."""
    graph = model.graph
    graph.ClearField("value_info")
    results = {output.name for output in graph.output}
    for node in list(reversed(graph.node)):
        if not any(name in results for name in node.output):
            graph.node.remove(node)
        else:
            results.update(node.input)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    fix_vectors(folder / "vectors.onnx")
    fix_scores(folder / "scores.onnx")


if __name__ == "__main__":
    main()
