"""What living eyes and real light do."""

import numpy as np

from inperson.liveness.requirements import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track

_FEWEST = 8
"""Frames from which a usual openness can be told."""


def blink(track: Track, limits: Thresholds) -> Finding | None:
    """Find a blink; the evidence is the least openness of the eyes over the usual one.

    A capture of a few seconds need not hold one: it is evidence, and not required.
    """
    openness = np.array([each.openness for each in track.faces])
    if len(openness) < _FEWEST:
        return None
    usual = float(np.median(openness))
    lowest = int(np.argmin(openness))
    opened = lowest < len(openness) - 1 and openness[lowest + 1 :].max() > 0.85 * usual
    share = float(openness[lowest]) / max(usual, 1e-6)
    return Finding("blink", opened and share <= limits.blink, share)


def exposure(track: Track, limits: Thresholds) -> Finding | None:
    """Find the change of brightness that any camera's exposure makes as a face comes nearer.

    A script that scales one photograph keeps it. The evidence is the spread of the face's mean
    grey over the key frames.
    """
    levels = [key.sighting.quality.brightness for key in track.keys]
    if len(levels) < 2:
        return None
    spread = max(levels) - min(levels)
    return Finding("exposure", spread >= limits.exposure, spread)
