"""The strength of perspective in a face, measured in the image itself.

Coming nearer, a head's nose grows faster than its ears; a picture of it grows as a whole. How much
is read off the pixels (dense optical flow between frames laid over each other), not off learned
landmarks: a network that was shown faces bends what it sees towards one. On rendered approaches
landmarks report a third to a half of a living head's perspective, the flow reports all of it and
nothing (0.00 +- 0.03) for a flat print.

1. Every key frame is warped so that the landmarks lie over those of the mean face: what remains
   between two frames is rotation, perspective, relief, expression and noise.
2. The flow from the farthest frame to each other one is sampled on the face.
3. Robust least squares splits it: a homography (all that a plane can do), then what depth adds:
   rotation about two axes (z, 0), (0, z) and perspective (-x z, -y z). The last coefficient is the
   change of perspective: inter-ocular distance over distance from the camera. Only points on bone
   count: a smile would be depth otherwise (two flat pictures of one person reach 2.0).
4. The same once more beside everything that a *bent* plane can do (relief that is any quadratic
   of x and y), with all points above the mouth: between a bend and a head is little to choose, and
   fewer points choose by chance. For the same reason a bend that hardly shows is held to be none.
   A face that smiles may move its cheeks beside all of that: the better of the two fits counts.
5. Perspective grows in proportion to apparent size, by one factor for all frames: one over the
   focal length. That factor is the strength; the scatter around it tells a screen that plays an
   approach, where size and perspective come from different distances.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.flow import checked_displacements, laid_over, landmarks_over, solve
from inperson.liveness.shape import FaceShape, inter_ocular_px, turn_deg

_SAME_SIZE = 0.05
"""Sizes that differ by less belong to one target; one frame of each is enough."""
_BEND = 5e-4
"""How much a bend has to explain, in squares of inter-ocular distances at each point, for each
square of its coefficients. Without it what is left for a head that turns and talks is chance."""
_SMILE = 5e-4
"""The same for how far cheeks and mouth move: dearer it leaves a smile in the relief, cheaper it
takes relief along."""
_MOVES, _REACH = [50, 280, 61, 291], 0.35
"""The mesh's points on the cheeks and at the mouth's corners; how far what they do reaches, in
inter-ocular distances."""
FAR_ENOUGH = 0.04
"""Sizes nearer than this to the farthest one's tell nothing about perspective."""


@dataclass(frozen=True, slots=True, eq=False)
class KeyFrame:
    """A frame that is kept until the decision: a face, laid over the mean face."""

    size: float
    """Inter-ocular distance in shares of the frame's shorter side."""
    chip: NDArray[np.uint8]
    """(224, 192) uint8, local contrast evened out."""
    landmarks: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 2)), repr=False)
    """(468, 2) float64 where the landmarks lie over the mean face, in inter-ocular distances."""
    turn_deg: float = 0.0
    """How far the head is turned to the frame's right, as the mesh says."""


@dataclass(frozen=True, slots=True)
class Relief:
    """How perspective changes with apparent size."""

    strength: float
    """Change of perspective over change of size: 1 / focal length (in shorter sides) of a head,
    0 of a plane, and in proportion to its depth of a mask."""
    strength_unbent: float
    """The same, counting only what no bent plane explains: the more of with and without a smile."""
    scatter: float
    """Root mean square deviation from proportionality, as a share of the change explained."""
    residual: float
    """What nothing explains on bone, in inter-ocular distances."""


def make_key_frame(
    grey: NDArray[np.uint8],
    landmarks_px: NDArray[np.float32],
    shape: FaceShape,
) -> KeyFrame:
    """Lay a face over the mean face.

    Args:
        grey: (H, W) uint8.
        landmarks_px: (468, 3) float32.
        shape: the mean face.

    """
    size = inter_ocular_px(landmarks_px) / min(grey.shape[:2])
    chip = laid_over(grey, landmarks_px, shape)
    return KeyFrame(size, chip, landmarks_over(landmarks_px, shape), turn_deg(landmarks_px))


def measure_relief(frames: Sequence[KeyFrame], shape: FaceShape) -> Relief | None:
    """Measure how perspective changes with size; None if the sizes hardly differ.

    Args:
        frames: key frames of one face at several sizes.
        shape: the mean face.

    """
    pairs = _pairs(frames)
    if not pairs:
        return None
    plane, depth, bent = fields(shape)
    bone, above = shape.rigid, shape.above_mouth
    head = np.concatenate([plane, depth])[:, bone]
    still = np.concatenate([plane, bent, depth])[:, above]
    rare = np.array([0.0] * len(plane) + [_BEND] * len(bent) + [_BEND / 10] * 2 + [0.0])
    smile = _smile(shape)[:, above]
    smiling, dear = np.concatenate([smile, still]), np.array([_SMILE] * len(smile) + [*rare])
    rows = []
    for far, near in pairs:
        moved, weight = checked_displacements(far.chip, near.chip, shape)
        whole, residual = solve(head, moved[bone], weight[bone])
        unbent, _ = solve(still, moved[above], weight[above], rare)
        unsmiling, _ = solve(smiling, moved[above], weight[above], dear)
        rows.append((near.size - far.size, whole[-1], unbent[-1], unsmiling[-1], residual))
    step, perspective, unbent_still, unbent_smiling, residuals = np.array(rows).T
    strength = _slope(step, perspective)
    scatter = float(np.sqrt(np.mean((perspective - strength * step) ** 2)))
    explained = abs(strength) * float(np.sqrt(np.mean(step**2))) + 1e-9
    return Relief(
        strength=strength,
        strength_unbent=max(_slope(step, unbent_still), _slope(step, unbent_smiling)),
        scatter=scatter / explained,
        residual=float(np.mean(residuals)),
    )


def _pairs(frames: Sequence[KeyFrame]) -> Sequence[tuple[KeyFrame, KeyFrame]]:
    """Return the two farthest frames, each with every size that is nearer: one frame a size.

    A second far frame halves what its pose and its noise bring into every pair.
    """
    ordered = sorted(frames, key=lambda each: each.size)
    if not ordered:
        return []
    far = [each for each in ordered if each.size < ordered[0].size + FAR_ENOUGH][:2]
    near: list[KeyFrame] = []
    for frame in reversed(ordered):
        if frame.size >= ordered[0].size + FAR_ENOUGH and (
            not near or frame.size < near[-1].size * (1 - _SAME_SIZE)
        ):
            near.append(frame)
    return [(one, other) for one in far for other in near if other.size - one.size > 0]


def _slope(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    return float(x @ y / (x @ x))


def _smile(shape: FaceShape) -> NDArray[np.float64]:
    """Return displacement fields, (F, N, 2): what cheeks and mouth do, sideways and upwards."""
    found = []
    for middle in shape.vertices[_MOVES, :2]:
        far = ((shape.grid - middle) ** 2).sum(axis=1)
        near, none = np.exp(-far / (2 * _REACH**2)), np.zeros(len(far))
        found += [np.stack((near, none), axis=1), np.stack((none, near), axis=1)]
    return np.array(found)


def fields(
    shape: FaceShape,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return displacement fields, (F, N, 2) each: of a plane, of depth, of a bent plane."""
    x, y = shape.grid.T
    zero, one = np.zeros_like(x), np.ones_like(x)

    def both(*pairs: tuple[NDArray[np.float64], NDArray[np.float64]]) -> NDArray[np.float64]:
        return np.array([np.stack(pair, axis=1) for pair in pairs])

    def relief(z: NDArray[np.float64]) -> NDArray[np.float64]:
        return both((z, zero), (zero, z), (-x * z, -y * z))

    plane = both(
        (one, zero), (zero, one), (x, y), (-y, x), (x, -y), (y, x), (x * x, x * y), (x * y, y * y)
    )
    bent = np.concatenate([relief(each) for each in (x * x, x * y, y * y)])
    return plane, relief(shape.depth), bent
