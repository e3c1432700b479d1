"""The one inference runtime: OpenVINO on the CPU, behind `vision.Runtime`.

The way from uint8 RGB to what a network takes (layout, colour order, scale) is compiled into the
network itself, so no caller converts a pixel. Each thread that calls a network gets an inference
request of its own.

OpenVINO's package tells its maker over the Internet that it was imported, unless somebody forbade
it on that machine. Here it cannot: `tests/attacks/test_nothing_leaves.py` watches.
"""

import sys

# A module that is None cannot be imported; OpenVINO then takes its own stub in its place.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

from inperson.adapters.openvino.runtime import OpenVinoRuntime  # noqa: E402

__all__ = ["OpenVinoRuntime"]
