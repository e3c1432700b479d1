"""Light: colours that the page shows, and the skin that answers them.

The server draws the colours one at a time, frame by frame is read what the skin reflects, and at
the end it is fitted how the one answered the other (`PageLight` does all three for one capture):
with which delay, how much, how much more when near, and how differently over the face. What no
recording has is the order of the colours; what no flat thing has is the last.

Promises: two changes a second at most, all colours as bright as each other, none without a face;
where there was too little to fit nothing is measured, and nothing of it speaks against anybody.
"""

from inperson.liveness.light.colours import (
    SRGB,
    Colour,
    ColourChange,
    LightSequence,
    linear,
    signal,
)
from inperson.liveness.light.page_light import PageLight
from inperson.liveness.light.reflection import Reflection, read_reflection
from inperson.liveness.light.response import Response, measure_response

__all__ = [
    "SRGB",
    "Colour",
    "ColourChange",
    "LightSequence",
    "PageLight",
    "Reflection",
    "Response",
    "linear",
    "measure_response",
    "read_reflection",
    "signal",
]
