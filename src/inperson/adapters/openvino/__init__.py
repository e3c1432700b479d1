"""The one inference runtime: OpenVINO on the CPU, behind `vision.Runtime`.

The way from uint8 RGB to what a network takes (layout, colour order, scale) is compiled into the
network itself, so no caller converts a pixel. Each thread that calls a network gets an inference
request of its own.
"""

from inperson.adapters.openvino.runtime import OpenVinoRuntime

__all__ = ["OpenVinoRuntime"]
