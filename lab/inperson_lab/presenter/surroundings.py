"""What cameras and rooms do that a plain one does not, drawn from wide ranges.

A plain camera stands across, has one focal length for all distances and reads all its rows at once;
a plain room lights a face from everywhere. Limits were made under these: what is drawn here tells
how far they carry.
"""

from dataclasses import dataclass

import numpy as np

_ROLLING_S, _BREATHING = (0.0, 0.033), (-0.03, 0.03)
_BEHIND = (0.6, 1.9)
_UPRIGHT, _HELD = 0.4, 0.5
_DARK_LUX, _DARKEST = 150.0, 0.35
_USUAL_MM = 400.0


def nearness(away_mm: float) -> float:
    """Return how much nearer something is than usual: 0 at 40 cm, 1 at half of that, -0.5 afar."""
    return float(np.clip(_USUAL_MM / max(away_mm, 1.0) - 1, -0.5, 1.5))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How a camera and its room differ from plain ones."""

    rolling_s: float = 0.0
    """From reading the first row to reading the last: what moves meanwhile leans."""
    breathing: float = 0.0
    """How much longer the lens gets, as a share, when it focuses at half of the usual distance."""
    upright: bool = False
    """The camera is turned by a quarter: 480 by 640 pixels."""
    held: bool = False
    """It is the camera that moves, in a hand, and the room with what is before it."""
    behind: float = 1.0
    """How much brighter than it was painted the room is behind."""
    shaded: bool = False
    """The room's light comes from its own side (`light.Room`), and is as strong as it says."""

    def longer(self, away_mm: float) -> float:
        """Return how much longer the lens is that focuses so far away."""
        return 1 + self.breathing * nearness(away_mm)

    def exposed(self, lux: float) -> float:
        """Return the share of the light that a shutter can gather."""
        if not self.shaded:
            return 1.0
        return float(np.clip((lux / _DARK_LUX) ** 0.5, _DARKEST, 1.0))


PLAIN = Surroundings()


def draw_surroundings(generator: np.random.Generator) -> Surroundings:
    """Draw what a camera and its room may be."""
    upright = bool(generator.random() < _UPRIGHT)
    return Surroundings(
        rolling_s=float(generator.uniform(*_ROLLING_S)),
        breathing=float(generator.uniform(*_BREATHING)),
        upright=upright,
        held=upright and bool(generator.random() < _HELD),
        behind=float(generator.uniform(*_BEHIND)),
        shaded=True,
    )
