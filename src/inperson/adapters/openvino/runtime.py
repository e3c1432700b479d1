"""Networks compiled by OpenVINO."""

import queue
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as opset
from openvino.preprocess import ColorFormat, PrePostProcessor

from inperson.vision import ModelSpec, ModelUnusable


class OpenVinoRuntime:
    """Compiles networks for the CPU.

    Args:
        threads: threads that one inference uses.
        streams: inferences that run side by side.

    """

    def __init__(self, threads: int = 1, streams: int = 1) -> None:
        self._core = ov.Core()
        self._options = {
            "INFERENCE_NUM_THREADS": threads * streams,
            "NUM_STREAMS": streams,
            # bfloat16 would be faster on some machines and differ between machines
            "INFERENCE_PRECISION_HINT": "f32",
        }

    def load(
        self, path: Path, spec: ModelSpec, batch: int, side_px: int, layer: str | None = None
    ) -> "OpenVinoNetwork":
        """Compile a model file for (batch, side, side, 3) uint8 RGB inputs.

        Raises:
            ModelUnusable: if OpenVINO refuses the file.

        """
        try:
            model = self._core.read_model(path)
            shape = [batch, 3, side_px, side_px]
            if spec.input.layout == "NHWC":
                shape = [batch, side_px, side_px, 3]
            model.reshape(shape)
            if layer is not None:
                _add_cells(model, layer)
            # taken here, because preprocessing gives the outputs further names
            outputs = [str(port.get_any_name()) for port in model.outputs]
            compiled = self._core.compile_model(_with_uint8_rgb(model, spec), "CPU", self._options)
        except (RuntimeError, ValueError) as error:  # the latter where no layer has that name
            raise ModelUnusable(f"{spec.name} cannot be loaded.") from error
        return OpenVinoNetwork(compiled, spec.name, outputs)


def _add_cells(model: ov.Model, layer: str) -> None:
    """Give a layer too, averaged in here: the whole is four times as much to bring out."""
    (place,) = [
        port for node in model.get_ops() for port in node.outputs() if layer in port.get_names()
    ]
    cells = opset.avg_pool(place, [2, 2], [0, 0], [0, 0], [2, 2], True)
    place.get_tensor().set_names(set())
    cells.output(0).get_tensor().set_names({layer})
    model.add_outputs([cells.output(0)])


def _with_uint8_rgb(model: ov.Model, spec: ModelSpec) -> ov.Model:
    steps = PrePostProcessor(model)
    source = steps.input().tensor()
    source.set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    source.set_color_format(ColorFormat.RGB)
    steps.input().model().set_layout(ov.Layout(spec.input.layout))
    way = steps.input().preprocess()
    if spec.input.colour == "BGR":
        way.convert_color(ColorFormat.BGR)
    way.convert_element_type(ov.Type.f32)
    if spec.input.mean:
        way.mean(spec.input.mean)
    if spec.input.scale != 1.0:
        way.scale(spec.input.scale)
    return steps.build()


class OpenVinoNetwork:
    """A compiled network with a pool of inference requests."""

    def __init__(self, compiled: ov.CompiledModel, name: str, outputs: Sequence[str]) -> None:
        self._compiled = compiled
        self._name = name
        self._outputs = outputs
        self._idle: queue.SimpleQueue[ov.InferRequest] = queue.SimpleQueue()

    def __call__(self, images: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        """Run the network on (N, H, W, 3) uint8 RGB.

        Raises:
            ModelUnusable: if OpenVINO fails.

        """
        try:
            request = self._idle.get_nowait()
        except queue.Empty:
            request = self._compiled.create_infer_request()
        try:
            # `infer` would convert inputs and outputs on the way: 0.3 ms a call
            request.set_input_tensor(ov.Tensor(images, shared_memory=True))
            request.start_async()
            request.wait()
            # copied, because the request's next run overwrites its outputs
            return {
                name: np.array(request.get_output_tensor(index).data, np.float32)
                for index, name in enumerate(self._outputs)
            }
        except RuntimeError as error:
            raise ModelUnusable(f"{self._name} cannot be run.") from error
        finally:
            self._idle.put(request)
