"""Turns a block-quantised ONNX file into one that every runtime reads and runs fast.

The published SFace file stores its weights as 8-bit blocks, each with a scale and a zero point,
and declares 29 inputs that nothing reads, which runtimes refuse. Folding computes every
`DequantizeLinear` (and the `Reshape` behind it) once and stores the result as float32. The
numbers that the network computes with stay the same.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from inperson.vision.errors import ModelUnusable

_Array = NDArray[np.generic]


def fold_block_dequantisation(data: bytes) -> bytes:
    """Return the folded model, the same bytes each time.

    Args:
        data: an ONNX file with block dequantisation (opset 21).

    Raises:
        ModelUnusable: if the file is no such model.

    """
    try:
        model = onnx.load_from_string(data)
        graph = model.graph
        known: dict[str, _Array] = {
            each.name: numpy_helper.to_array(each) for each in graph.initializer
        }
        kept = [node for node in graph.node if not _fold(node, known)]
    except Exception as error:  # the parser of onnx raises what protobuf raises
        raise ModelUnusable("The file is no ONNX model that can be folded.") from error
    read = {name for node in kept for name in node.input}
    inputs = [each for each in graph.input if each.name in read and each.name not in known]
    weights = [numpy_helper.from_array(known[name], name) for name in sorted(read & set(known))]
    for field, values in (
        (graph.node, kept),
        (graph.input, inputs),
        (graph.initializer, weights),
        (graph.value_info, []),
    ):
        del field[:]
        field.extend(values)
    return bytes(model.SerializeToString(deterministic=True))


def _fold(node: onnx.NodeProto, known: dict[str, _Array]) -> bool:
    """Compute a node whose inputs are all constants; tell whether it is done with."""
    if not all(name in known for name in node.input):
        return False
    if node.op_type == "DequantizeLinear":
        attributes = {each.name: each.i for each in node.attribute}
        values, scales, zeros = (known[name] for name in node.input)
        known[node.output[0]] = _dequantise(
            values, scales, zeros, attributes["axis"], attributes["block_size"]
        )
        return True
    if node.op_type == "Reshape":
        values, shape = (known[name] for name in node.input)
        known[node.output[0]] = values.reshape(tuple(int(each) for each in shape))
        return True
    return False


def _dequantise(
    values: _Array, scales: _Array, zeros: _Array, axis: int, block: int
) -> NDArray[np.float32]:
    """Y = (x - zero) * scale, with one scale and zero for each block along an axis (ONNX 21)."""
    length = values.shape[axis]
    scale = np.repeat(scales, block, axis=axis).take(range(length), axis=axis)
    zero = np.repeat(zeros, block, axis=axis).take(range(length), axis=axis)
    return (values.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)
