"""The mean face in three dimensions: what relief a living head has.

Only its depth is used, to tell which displacements between two frames perspective explains. People
differ from it by about a tenth, which moves the cues by no more than that.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray

OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""The face's outline in the mesh, clockwise from the top."""
_RIGHT_SIDE, _LEFT_SIDE = [33, 133, 127, 234], [362, 263, 356, 454]
"""Eyes, temples and cheeks of the person's sides."""
RIGHT_EYE, LEFT_EYE = (33, 133), (362, 263)
"""The corners of each of the person's eyes."""
STEP = 0.1
"""Between sampled points, in inter-ocular distances."""
_INSIDE = 0.15
"""How far inside the outline a sampled point lies: hair and background move otherwise, and the
flow smooths what they do into the cheeks."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceShape:
    """The mean face, in inter-ocular distances: x right, y down, z away; eyes' middle is 0."""

    vertices: NDArray[np.float64]
    """(468, 3) float64, one for each landmark."""
    grid: NDArray[np.float64]
    """(N, 2) float64: points sampled evenly inside the outline."""
    depth: NDArray[np.float64]
    """(N,) float64: z of each sampled point."""

    @property
    def rigid(self) -> NDArray[np.bool_]:
        """Return which points lie on bone, whatever the face says: (N,) bool.

        Forehead, temples, cheekbones, nose: not mouth and jaw, nor the folds from the nose to the
        mouth that a smile lifts. Lids blink in few frames, and what fits badly counts for little.
        """
        x, y = np.abs(self.grid[:, 0]), self.grid[:, 1]
        folds = (y > 0.45) & (x > 0.36) & (x < 0.75)
        return ~(folds | (y > 0.7))

    @property
    def above_mouth(self) -> NDArray[np.bool_]:
        """Return which points no jaw moves: (N,) bool."""
        above: NDArray[np.bool_] = self.grid[:, 1] <= 0.75
        return above


@lru_cache(maxsize=1)
def load_shape() -> FaceShape:
    """Read the mean face that comes with the package, and sample it."""
    text = resources.files("inperson.liveness").joinpath("face_shape.json").read_text("utf-8")
    vertices = np.array(json.loads(text)["vertices"], np.float64)
    outline = vertices[list(OVAL), :2].astype(np.float32)
    low, high = outline.min(axis=0), outline.max(axis=0)
    across, down = np.meshgrid(np.arange(low[0], high[0], STEP), np.arange(low[1], high[1], STEP))
    points = np.stack([across.ravel(), down.ravel()], axis=1)
    inside = [
        cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=True) > _INSIDE
        for x, y in points
    ]
    grid = points[inside]
    # here, and not above: it takes a second, which a process without captures need not spend
    from scipy.interpolate import LinearNDInterpolator

    depth = LinearNDInterpolator(vertices[:, :2], vertices[:, 2])(grid)
    return FaceShape(vertices, grid, np.asarray(depth, np.float64))


def eyes_middle(landmarks_px: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the middle between the eyes: (2,) pixels."""
    corners = landmarks_px[[*RIGHT_EYE, *LEFT_EYE], :2].astype(np.float64)
    middle: NDArray[np.float64] = corners.mean(axis=0)
    return middle


def inter_ocular_px(landmarks_px: NDArray[np.float32]) -> float:
    """Return the distance between the middles of the eyes in pixels."""
    right = landmarks_px[list(RIGHT_EYE), :2].mean(axis=0)
    left = landmarks_px[list(LEFT_EYE), :2].mean(axis=0)
    return float(np.linalg.norm(left - right))


def turn_deg(landmarks_px: NDArray[np.float32]) -> float:
    """Return how far a head is turned to the frame's right, in degrees.

    Of rendered heads turned by up to 30 degrees it tells 0.55 to 1.35 of the angle, and of those
    that face the camera -2 to 5.
    """
    across = (landmarks_px[_LEFT_SIDE] - landmarks_px[_RIGHT_SIDE]).mean(axis=0)
    return float(np.degrees(np.arctan2(across[2], np.hypot(across[0], across[1]))))
