"""The strength of perspective in a face, measured in the image itself.

Coming nearer, a head's nose grows faster than its ears; a picture of it grows as a whole. How much
is read off the pixels (dense optical flow between frames laid over each other), not off learned
landmarks: a network that was shown faces bends what it sees towards one. On rendered approaches
landmarks report a third to a half of a living head's perspective, the flow reports all of it and
nothing (0.00 +- 0.03) for a flat print.

1. The flow from the farthest frame to the nearer ones (`key_frame`) is sampled on the face.
2. Robust least squares splits it: a homography (all that a plane can do), then what depth adds:
   rotation about two axes (z, 0), (0, z) and perspective (-x z, -y z). The last coefficient is the
   change of perspective: inter-ocular distance over distance from the camera. Only points on bone
   count: a smile would be depth otherwise (two flat pictures of one person reach 2.0).
3. Perspective grows in proportion to apparent size, by one factor for all frames: one over the
   focal length. That factor is the strength; the scatter around it tells a screen that plays an
   approach, where size and perspective come from different distances.

How deep the head is, whatever the lens, `head` tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.flow import solve
from inperson.liveness.key_frame import FAR_ENOUGH, Moved
from inperson.liveness.shape import FaceShape


@dataclass(frozen=True, slots=True)
class Relief:
    """How perspective changes with apparent size."""

    strength: float
    """Change of perspective over change of size: 1 / focal length (in shorter sides) of a head,
    0 of a plane, and in proportion to its depth of a mask."""
    scatter: float
    """Root mean square deviation from proportionality, as a share of the change explained."""
    residual: float
    """What nothing explains on bone, in inter-ocular distances."""


def measure_relief(approach: Sequence[Moved], shape: FaceShape) -> Relief | None:
    """Measure how perspective changes with size; None without a change.

    Args:
        approach: what moved from far to near, see `key_frame.approach`.
        shape: the mean face.

    """
    nearer = [each for each in approach if each.after.size >= each.before.size + FAR_ENOUGH]
    if not nearer:
        return None
    bone = shape.rigid
    head = np.concatenate(fields(shape))[:, bone]
    rows = []
    for each in nearer:
        found, residual = solve(head, each.by[bone], each.weight[bone])
        rows.append((each.after.size - each.before.size, found[-1], residual))
    step, perspective, residuals = np.array(rows).T
    strength = float(step @ perspective / (step @ step))
    scatter = float(np.sqrt(np.mean((perspective - strength * step) ** 2)))
    explained = abs(strength) * float(np.sqrt(np.mean(step**2))) + 1e-9
    return Relief(strength, scatter / explained, float(np.mean(residuals)))


def fields(shape: FaceShape) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return displacement fields, (F, N, 2) each: of a plane, of depth."""
    x, y = shape.grid.T
    z, zero, one = shape.depth, np.zeros_like(x), np.ones_like(x)

    def both(*pairs: tuple[NDArray[np.float64], NDArray[np.float64]]) -> NDArray[np.float64]:
        return np.array([np.stack(pair, axis=1) for pair in pairs])

    plane = both(
        (one, zero), (zero, one), (x, y), (-y, x), (x, -y), (y, x), (x * x, x * y), (x * y, y * y)
    )
    return plane, both((z, zero), (zero, z), (-x * z, -y * z))
