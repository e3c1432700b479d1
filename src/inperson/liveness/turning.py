"""How deep a head is and what lens is before it: from a turn and an approach together.

Coming nearer shows depth over focal length, so that a long lens looks like a flat head (`relief`).
Turning shows depth alone: two pictures of one head from two sides at one distance. In inter-ocular
distances, X right and Z away, a point that was seen at x when the head was turned by e is seen at

    x' = x cos t / cos e  -  Z sin(t - e) / cos e

when it is turned by t, through any lens; perspective adds only terms that a homography explains,
and such as go with x Z. So the flow between the two pictures, split as `relief` splits it, gives
two numbers: how much narrower the face became, and the parallax of the mean face's depth.

1. Two numbers of each turn, and three unknowns of the first: the depth d (times the mean face's),
   t and e. A second turn adds one unknown and two numbers. What is missing of one turn alone is
   told by the mesh, which sees to a few degrees whether a face looks straight; turned the other way
   the same error has the other sign.
2. All are fitted at once (Gauss and Newton), each number with its own error, and the depth comes
   with an uncertainty: a thing that hardly turned has shown nothing.
3. Depth over the strength of `relief` is the focal length.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.flow import checked_displacements, landmarks_flow, solve
from inperson.liveness.relief import KeyFrame, fields
from inperson.liveness.shape import FaceShape

_STRAIGHT_SD = np.radians(2.5)
"""How well the mesh tells that a face looks straight: rendered heads, -2 to 5 degrees."""
_USUAL, _USUAL_SD = 0.5, 0.7
"""Depth before anything was seen: so vague that only who hardly turned is held to it."""
_NARROWER_SD, _NARROWER_OF_RESIDUAL = 0.01, 0.3
_PARALLAX_SD, _PARALLAX_OF_RESIDUAL = 0.015, 1.0
"""Errors of the two numbers: at best, and by what is left unexplained."""
_WIDEST, _NARROWEST = 0.995, 0.5
_ROUNDS, _LONGEST_STEP, _NUDGE = 12, 0.2, 1e-5


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn showed."""

    narrower: float
    """Width of the face over its height, as a share of what it was before."""
    parallax: float
    """How far the mean face's depth moved aside, for each inter-ocular distance of it."""
    residual: float
    """What neither explains on bone, in inter-ocular distances."""
    straight_rad: float
    """How far the head was turned before, as the mesh says."""


@dataclass(frozen=True, slots=True)
class HeadDepth:
    """How deep a head is."""

    depth: float
    """Times the mean face's: 1 of a head, 0 of a plane."""
    error: float
    """Standard deviation of that."""

    @property
    def least(self) -> float:
        """Return what it is at least, as far as one deviation goes."""
        return self.depth - self.error

    def focal(self, strength: float) -> float:
        """Return the focal length in shorter sides, given the strength of `relief`."""
        return self.depth / strength if strength > 0 else float("inf")


def measure_turn(straight: KeyFrame, turned: KeyFrame, shape: FaceShape) -> Turn:
    """Measure what a turn shows.

    Args:
        straight: the face that looked straight ahead.
        turned: the same face at about the same size, turned.
        shape: the mean face.

    """
    bone = shape.rigid
    plane, depth, _ = fields(shape)
    guesses = landmarks_flow(straight.landmarks, turned.landmarks)
    moved, weight = checked_displacements(straight.chip, turned.chip, shape, guesses)
    found, residual = solve(np.concatenate([plane, depth])[:, bone], moved[bone], weight[bone])
    larger, uneven, parallax = found[2], found[4], found[len(plane)]
    narrower = (1 + larger + uneven) / (1 + larger - uneven)
    return Turn(float(narrower), float(parallax), residual, float(np.radians(straight.turn_deg)))


def head_depth(turns: Sequence[Turn]) -> HeadDepth | None:
    """Fit one head to what its turns showed; None without one."""
    if not turns:
        return None
    straight = float(np.mean([each.straight_rad for each in turns]))
    seen = np.array([(each.narrower, each.parallax) for each in turns])
    residual = np.array([each.residual for each in turns])
    errors = np.column_stack(
        [
            _NARROWER_SD + _NARROWER_OF_RESIDUAL * residual,
            _PARALLAX_SD + _PARALLAX_OF_RESIDUAL * residual,
        ]
    )

    def off(guess: NDArray[np.float64]) -> NDArray[np.float64]:
        depth, before, after = guess[0], guess[1], guess[2:]
        expected = np.column_stack([np.cos(after), -depth * np.sin(after - before)])
        away = (expected / np.cos(before) - seen) / errors
        known = ((before - straight) / _STRAIGHT_SD, (depth - _USUAL) / _USUAL_SD)
        return np.concatenate([away.ravel(), known])

    narrow = np.clip(seen[:, 0] * np.cos(straight), _NARROWEST, _WIDEST)
    side = np.where(seen[:, 1] > 0, -1.0, 1.0)  # a plane's is neither, and its depth none on both
    guess = np.concatenate([[1.0, straight], side * np.arccos(narrow)])
    normal = np.eye(len(guess))
    for _ in range(_ROUNDS):
        away = off(guess)
        slopes = np.array(
            [(off(guess + each) - away) / _NUDGE for each in _NUDGE * np.eye(len(guess))]
        )
        normal = slopes @ slopes.T
        step = np.linalg.solve(normal, -slopes @ away)
        guess = guess + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
    return HeadDepth(float(guess[0]), float(np.sqrt(np.linalg.inv(normal)[0, 0])))
