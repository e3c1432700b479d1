"""One head before one lens: its depth and the focal length, fitted to all key frames at once.

Coming nearer shows depth over focal length, so that a long lens looks like a flat head. Turning
shows depth times the angle; that one side of the face grows while the other shrinks shows the angle
over the focal length; and a face that moves aside is seen from its side, by an angle that the lens
tells. Together they give depth and lens apart.

1. A point of the farthest frame lies on a ray through the lens, at a distance that is unknown but
   for the mean face: `depth` times its depth, plus the smooth bends in which people differ from it.
2. In each other frame the head has moved and turned as a whole; where the point is seen there, the
   flow tells (`key_frame`). Only points on bone count.
3. Lens, depth, bends and poses are fitted together (Gauss and Newton, robust), each with what is
   known of it beforehand, and the depth comes with its uncertainty.
4. The same with bends that cost nothing, and others in every frame: the depth that is left then no
   bent picture has. Photographs on balloons, on tins and on paper that is rolled meanwhile have the
   first and not the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.key_frame import Moved
from inperson.liveness.shape import FaceShape

_FOCAL, _FOCAL_SD = float(np.log(1.15)), 0.3
"""Logarithm of the focal length in shorter sides: 0.85 to 1.77 are in use."""
_DEPTH, _DEPTH_SD = 0.8, 0.7
"""Depth before anything was seen: so vague that only who hardly moves is held to it."""
_FLAT = 0.05
"""Of so little depth no share is told."""
_LEANS_SD = 0.15
"""How far a face in the farthest frame leans beside the mean face, as a slope."""
_BENDS_SD = np.array((0.08, 0.08, 0.03, 0.08, 0.08, 0.03, 0.03, 0.12))
"""How people differ from the mean face: the coefficients of `_bends`, little to one side alone."""
_FREE = np.array((True, True, True, False, False, False, False, False))
"""Those that a bent picture has."""
_FREE_SD, _ROLLED_SD, _RIGID_SD = 1.0, 0.15, 1e-4
"""How far a picture is bent, and in another frame otherwise; a head is bent otherwise in none."""
_EVERY = 2
"""Flow is smooth: of the sampled points every second one is enough."""
_NOISE, _ALIKE = 0.006, 6.0
"""Error of the flow at a point at best, and how many of these points err together."""
_SPREAD_LEAST = 0.003
_ROUNDS, _LONGEST_STEP, _NUDGE, _SETTLED = 12, 0.3, 1e-5, 1e-3
_VAGUE_SD = 1e3
"""What is known of a pose beforehand: nothing, and enough to be solved for."""
_POSE = 6
"""Numbers of a pose: yaw, pitch, roll, place in the frame, logarithm of the distance. After them
come those of the bends that are otherwise than in the farthest frame."""
_NOSE, _NOSE_WIDE, _NOSE_HIGH = 0.55, 0.22, 0.3


@dataclass(frozen=True, slots=True)
class HeadFit:
    """How deep a head is, and through which lens it was seen."""

    depth: float
    """On bone, times the mean face's: 1 of a head, 0 of a plane."""
    error: float
    """Standard deviation of that."""
    unbent: float
    """How much of that is left beside any bend, as a share; 0 of what has no depth."""
    focal: float
    """In shares of the frame's shorter side."""


def fit_head(moved: Sequence[Moved], shape: FaceShape) -> HeadFit | None:
    """Fit one head and one lens; None without a movement.

    Args:
        moved: from the farthest frame, which the first one tells, to others; what moved from
            another frame is left out.
        shape: the mean face.

    """
    of_one = [each for each in moved if each.before is moved[0].before]
    if not of_one:
        return None
    fit = _Fit(of_one, shape)
    fit.settle(_BENDS_SD, _RIGID_SD)
    (depth, error), focal = fit.whole_depth(), float(np.exp(fit.head[0]))
    fit.settle(np.where(_FREE, _FREE_SD, _BENDS_SD), _ROLLED_SD)
    return HeadFit(depth, error, float(fit.head[1]) / depth if depth > _FLAT else 0.0, focal)


class _Fit:
    """The fit of `head` (lens, depth, leaning, bends) and of `poses`, one a frame."""

    def __init__(self, moved: Sequence[Moved], shape: FaceShape) -> None:
        bone, before = np.flatnonzero(shape.rigid)[::_EVERY], moved[0].before
        at = shape.grid[bone]
        bends = _bends(at)
        self._shape = np.column_stack([shape.depth[bone], at, bends])
        self._rolls = bends[:, _FREE]
        self._rays, self._away = before.in_frame(at), before.unit
        self._middle = np.array((before.middle.real, before.middle.imag))
        self._seen = np.stack([each.after.in_frame(at + each.by[bone]) for each in moved])
        self._weight = np.stack([each.weight[bone] for each in moved])
        self._units = np.array([abs(each.after.unit) for each in moved])
        self._known = np.concatenate([(_FOCAL, _DEPTH, 0.0, 0.0), np.zeros(bends.shape[1])])
        self.head = self._known
        self.poses = np.array([_pose(each) for each in moved])
        self._normal = np.eye(len(self.head))

    def whole_depth(self) -> tuple[float, float]:
        """Return the depth, bends included, and its standard deviation."""
        plane = np.column_stack([np.ones(len(self._shape)), self._shape[:, 1:3]])
        mean = self._shape[:, 0]
        beside = mean - plane @ np.linalg.lstsq(plane, mean, rcond=None)[0]
        shares = beside @ self._shape / (beside @ beside)
        shares[1:3] = 0.0
        slopes = np.concatenate([(0.0,), shares])
        error = np.sqrt(slopes @ np.linalg.solve(self._normal, slopes))
        return float(slopes @ self.head), float(error)

    def settle(self, bends_sd: NDArray[np.float64], rolled_sd: float) -> None:
        """Fit from where it is.

        Args:
            bends_sd: (B,) how much bends may be.
            rolled_sd: how far a frame's may be otherwise than the farthest one's.

        """
        heads_sd = np.concatenate([(_FOCAL_SD, _DEPTH_SD, _LEANS_SD, _LEANS_SD), bends_sd])
        poses_sd = np.array([_VAGUE_SD] * _POSE + [rolled_sd] * self._rolls.shape[1])
        known, usual = heads_sd**-2, poses_sd**-2
        for _ in range(_ROUNDS):
            away = self._off(self.head, self.poses)
            scale = self._scale(away)
            of_head, of_pose = (
                np.stack([(self._off(*each) - away) / _NUDGE * scale for each in nudged])
                .reshape(len(nudged), len(away), -1)
                .swapaxes(0, 1)
                for nudged in (
                    [(self.head + each, self.poses) for each in _NUDGE * np.eye(len(self.head))],
                    [(self.head, self.poses + each) for each in _NUDGE * np.eye(len(usual))],
                )
            )
            seen = (away * scale).reshape(len(away), -1, 1)
            both, pose = of_head @ of_pose.swapaxes(1, 2), of_pose @ of_pose.swapaxes(1, 2)
            usually = np.where(np.arange(len(usual)) < _POSE, 0.0, usual * self.poses)[:, :, None]
            # each frame has a pose of its own: they are solved for first, and put in
            of_poses = np.linalg.inv(pose + np.diag(usual))
            put_in = both @ of_poses
            normal = (of_head @ of_head.swapaxes(1, 2) - put_in @ both.swapaxes(1, 2)).sum(axis=0)
            normal += np.diag(known)
            right = (of_head @ seen - put_in @ (of_pose @ seen + usually)).sum(axis=0)[:, 0]
            step = -np.linalg.solve(normal, right + known * (self.head - self._known))
            turn = -of_poses @ (of_pose @ seen + usually + both.swapaxes(1, 2) @ step[:, None])
            self.head = self.head + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
            self.poses = self.poses + np.clip(turn[:, :, 0], -_LONGEST_STEP, _LONGEST_STEP)
            if max(np.abs(step).max(), np.abs(turn).max()) < _SETTLED:
                break
        self._normal = normal  # of `head`, whatever the poses are

    def _scale(self, away: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what each number counts, (F, N, 1): points that fit badly count for little."""
        apart = np.linalg.norm(away, axis=2)
        spread = np.maximum(1.48 * np.median(apart, axis=1, keepdims=True), _SPREAD_LEAST)
        weight = self._weight / (1 + (apart / (2 * spread)) ** 2)
        scale: NDArray[np.float64] = np.sqrt(weight / _ALIKE) / np.maximum(spread, _NOISE)
        return scale[:, :, None]

    def _off(self, head: NDArray[np.float64], poses: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how much each point is seen elsewhere, (F, N, 2) in inter-ocular distances."""
        focal = np.exp(head[0])
        distance = focal / abs(self._away)
        rays = np.column_stack([self._rays / focal, np.ones(len(self._rays))])
        points = rays * (distance + self._shape @ head[1:])[:, None]
        points -= np.array((*self._middle / focal, 1.0)) * distance
        rotations = _rotations(*poses[:, :3].T)
        turned = np.einsum("fij,nj->fni", rotations, points)
        rolled = self._rolls @ poses[:, _POSE:].T  # (N, F), away from where the picture looks
        turned += rolled.T[:, :, None] * rotations[:, None, :, 2]
        there = distance * np.exp(poses[:, 5])
        to = np.column_stack([poses[:, 3:5] * (there / focal)[:, None], there])
        x, y, z = np.moveaxis(turned + to[:, None], 2, 0)
        seen = focal * np.stack([x, y], axis=2) / np.maximum(z, distance / 20)[:, :, None]
        off: NDArray[np.float64] = (seen - self._seen) / self._units[:, None, None]
        return off


def _bends(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return smooth reliefs, (N, B): what a bent picture has first, then cubics and a nose."""
    x, y = at.T
    nose = np.exp(-(x**2) / (2 * _NOSE_WIDE**2) - (y - _NOSE) ** 2 / (2 * _NOSE_HIGH**2))
    return np.column_stack([x * x, y * y, x * y, x * x * y, y**3, x**3, x * y * y, nose])


def _pose(moved: Moved) -> Sequence[float]:
    """Return where a fit begins: turned as the mesh says, and where the face is in the frame."""
    before, after = moved.before, moved.after
    yaw = np.radians(after.turn_deg - before.turn_deg)
    nearer = np.log(abs(before.unit) / abs(after.unit))
    no_bends = (0.0,) * int(_FREE.sum())
    return float(yaw), 0.0, 0.0, after.middle.real, after.middle.imag, float(nearer), *no_bends


def _rotations(
    yaw: NDArray[np.float64], pitch: NDArray[np.float64], roll: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return rotations about the vertical, the horizontal and the view, (F, 3, 3)."""
    (cy, cp, cr), (sy, sp, sr) = (each((yaw, pitch, roll)) for each in (np.cos, np.sin))
    none, one = np.zeros_like(yaw), np.ones_like(yaw)

    def matrix(*rows: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        return np.moveaxis(np.array(rows), 2, 0)

    about_y = matrix((cy, none, -sy), (none, one, none), (sy, none, cy))
    about_x = matrix((one, none, none), (none, cp, -sp), (none, sp, cp))
    about_z = matrix((cr, -sr, none), (sr, cr, none), (none, none, one))
    return about_z @ about_y @ about_x
