"""What living eyes and real light do."""

import numpy as np

from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track

_FEWEST = 8
"""Frames from which a usual openness can be told."""


def blink(track: Track, limits: Thresholds) -> Finding | None:
    """Find a blink: eyes that close, as shares of how open they usually are, and open again.

    A capture of a few seconds need not hold one: it is evidence, and not required.
    """
    openness = np.array([each.openness for each in track.faces])
    if len(openness) < _FEWEST:
        return None
    usual = float(np.median(openness))
    lowest = int(np.argmin(openness))
    after = max(openness[lowest + 1 :], default=0.0)
    usual = max(usual, 1e-6)
    return limits.finding(
        "blink", blink=float(openness[lowest]) / usual, reopened=float(after) / usual
    )


def exposure(track: Track, limits: Thresholds) -> Finding | None:
    """Find the change of brightness that any camera's exposure makes as a face comes nearer.

    A script that scales one photograph keeps the face's mean grey over the key frames.
    """
    levels = [key.sighting.quality.brightness for key in track.keys]
    if len(levels) < 2:
        return None
    return limits.finding("exposure", exposure=max(levels) - min(levels))
