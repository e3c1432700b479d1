"""Where a capture's frames seem to come from: signs, and no proof.

A browser says what its camera calls itself, what it can do and how it is set, and stamps frames
with a clock that no machine keeps to the millisecond. Who puts a program in the camera's place has
to make all of that up. All of it is the client's own word: a script that copies a browser's passes.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

_VIRTUAL = re.compile(
    r"virtual|obs|manycam|droidcam|snap|xsplit|splitcam|v4l2loopback|dummy|emulat|fake",
    re.IGNORECASE,
)
"""Names of cameras that play what a program gives them."""
_OPAQUE = re.compile(r"[0-9a-fA-F{}-]{16,}|[0-9A-Za-z+/=_-]{40,}")
"""What browsers call a stream that no camera feeds: a random number."""
_FACTS = ("label", "width", "height", "frame_rate", "group", "track", "asked", "offers")
_NATIVE = {"track": "MediaStreamTrack", "asked": "native"}
"""What a camera's stream is, and how it was asked for, where no script stands in between."""
_FEWEST = 8
"""Intervals from which their evenness can be told."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a client told of its camera, and how its frames came."""

    camera: Mapping[str, str]
    """The facts of its `hello`: docs/formats/capture-protocol.md."""
    sides_px: tuple[int, int] = (0, 0)
    """Of the last frame."""
    taken_ms: tuple[int, ...] = ()
    """When each frame was taken, on the client's clock."""

    def saw(self, sides_px: tuple[int, int], taken_ms: int | None) -> "Origin":
        """Return it with one more frame."""
        times_ms = () if taken_ms is None else (taken_ms,)
        return Origin(self.camera, sides_px, self.taken_ms + times_ms)

    @property
    def named(self) -> float:
        """Return 1 for a camera's name, 0 for none, -1 for that of a known virtual camera."""
        name = self.camera.get("label", "")
        if is_virtual(name):
            return -1.0
        return float(bool(name.strip()) and not _OPAQUE.fullmatch(name))

    @property
    def told(self) -> float:
        """Return which share was told of what a browser knows of a camera."""
        return sum(bool(self.camera.get(each)) for each in _FACTS) / len(_FACTS)

    @property
    def stands_in(self) -> float:
        """Count what a script leaves that stands in the camera's place."""
        told = {name: self.camera.get(name) for name in _NATIVE}
        return float(sum(told[name] not in {None, right} for name, right in _NATIVE.items()))

    @property
    def misshapen(self) -> float:
        """Return how far the frames' shape is from the told one, as a logarithm; 0 of none."""
        sides = [_number(self.camera.get(each)) for each in ("width", "height")]
        if not all(sides) or not all(self.sides_px):
            return 0.0
        return abs(math.log(_shape(*sides) / _shape(*self.sides_px)))

    @property
    def uneven_ms(self) -> float | None:
        """Return the middle half's spread of the times between frames; None of too few."""
        between = np.diff(self.taken_ms)
        if len(between) < _FEWEST:
            return None
        low, high = np.quantile(between, (0.25, 0.75))
        return float(high - low)


def is_virtual(name: str) -> bool:
    """Tell whether a camera's name is that of a known virtual one."""
    return bool(_VIRTUAL.search(name))


def _number(text: str | None) -> float:
    return float(text) if text and re.fullmatch(r"\d{1,5}(\.\d{1,6})?", text) else 0.0


def _shape(one: float, other: float) -> float:
    return max(one, other) / min(one, other)
