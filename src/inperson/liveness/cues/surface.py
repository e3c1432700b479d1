"""Traces of what shows a face: the grid of a screen, the straight edges of paper or of a bezel."""

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness.finding import Finding
from inperson.liveness.shape import eyes_middle, inter_ocular_px
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Key, Track

PATCH_PX = 128
_LOW, _HIGH = 0.12, 0.47
"""Cycles a pixel between which a grid beats against the sensor's; below are faces."""
_LONG = 0.3
"""Shortest straight edge, in shares of the frame's height."""
_UPRIGHT = np.radians(30)
_NEAR, _FAR = 0.9, 6.0
"""How far beside the face an edge may be, in inter-ocular distances."""
_SAME = 0.12
"""Edges that lie this near to each other over the face, in inter-ocular distances, are one."""
_LEAST_STEP = 1.25
"""Between the sizes of two key frames: without it a wall's edges stay with the face too."""

_STILL_PX = 4.0
"""An edge that moved less in the frame is the room's."""

Edges = NDArray[np.float64]
"""(E, 3) float64: direction (0 upright, 1 level), offset from the eyes' middle in inter-ocular
distances, place in pixels of the frame at half its size."""


def surface(track: Track, limits: Thresholds) -> Finding | None:
    """Neither a grid's pattern nor edges that move with the face."""
    if not track.keys:
        return None
    grid = max(moire(key.patch) for key in track.keys)
    return limits.finding("surface", moire=grid, edges=moving_edges(track.keys))


def texture(track: Track, limits: Thresholds) -> Finding | None:
    """Ask the texture network, where there is one."""
    margins = [key.texture for key in track.keys if key.texture is not None]
    if not margins:
        return None
    return limits.finding("texture", texture=sum(margins) / len(margins))


def face_patch(grey: NDArray[np.uint8], landmarks_px: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Cut the middle of a face out at the frame's own resolution: (128, 128) uint8.

    Args:
        grey: (H, W) uint8, at least as large as the patch.
        landmarks_px: (468, 3) float32.

    """
    corner = landmarks_px[:, :2].mean(axis=0).astype(int) - PATCH_PX // 2
    left = int(np.clip(corner[0], 0, grey.shape[1] - PATCH_PX))
    top = int(np.clip(corner[1], 0, grey.shape[0] - PATCH_PX))
    return grey[top : top + PATCH_PX, left : left + PATCH_PX].copy()


def moire(patch: NDArray[np.uint8]) -> float:
    """Return the largest peak of a patch's spectrum over what is usual at its frequency.

    Args:
        patch: (N, N) uint8, skin at the camera's own resolution.

    Returns:
        Height of the logarithm's peak, in deviations from the median of its ring.

    """
    side = patch.shape[0]
    window = np.hanning(side)[:, None] * np.hanning(side)
    centred = patch.astype(np.float64) - float(patch.mean())
    power = np.log(np.abs(np.fft.fftshift(np.fft.fft2(centred * window))) + 1.0)
    power = np.asarray(cv2.GaussianBlur(power, (3, 3), 0.7))
    at = np.fft.fftshift(np.fft.fftfreq(side))
    radius = np.hypot(at[:, None], at)
    # JPEG's own blocks beat along the axes
    free = (np.abs(at)[:, None] > 2.5 / side) & (np.abs(at) > 2.5 / side)
    ring = np.floor(radius * 24).astype(int)
    peak = 0.0
    for number in range(int(_LOW * 24), int(_HIGH * 24) + 1):
        values = power[(ring == number) & free]
        if len(values) < 20:
            continue
        middle = float(np.median(values))
        spread = 1.48 * float(np.median(np.abs(values - middle))) + 0.05
        peak = max(peak, (float(values.max()) - middle) / spread)
    return peak


def moving_edges(keys: Sequence[Key]) -> float:
    """Return how many straight edges beside the face are in one place over it at two sizes.

    The mean over the pairs of key frames whose sizes differ; 0 without such a pair. Edges of a room
    meet by chance, and the most of all pairs would grow with the number of frames.
    """
    found = ((key.sighting.size, key.edges) for key in keys)
    shared = [
        _shared(edges, others)
        for (size, edges), (other_size, others) in combinations(found, 2)
        if max(size, other_size) / min(size, other_size) >= _LEAST_STEP
    ]
    return sum(shared) / len(shared) if shared else 0.0


def straight_edges(grey: NDArray[np.uint8], landmarks_px: NDArray[np.float32]) -> Edges:
    """Find long straight edges beside the face, upright or level: looked for at half the size.

    Args:
        grey: (H, W) uint8, the whole frame.
        landmarks_px: (468, 3) float32.

    """
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    height = half.shape[0]
    eyes = eyes_middle(landmarks_px) / 2
    apart = inter_ocular_px(landmarks_px) / 2
    found = cv2.createLineSegmentDetector(0).detect(half)[0]
    rows = []
    for x1, y1, x2, y2 in [] if found is None else found.reshape(-1, 4):
        if np.hypot(x2 - x1, y2 - y1) < _LONG * height:
            continue
        angle = np.arctan2(abs(y2 - y1), abs(x2 - x1))
        middle = ((x1 + x2) / 2 - eyes[0], (y1 + y2) / 2 - eyes[1])
        upright = angle > np.pi / 2 - _UPRIGHT
        if not upright and angle > _UPRIGHT:
            continue
        place = middle[0] if upright else middle[1]
        if _NEAR <= abs(place / apart) <= _FAR:
            rows.append((0.0 if upright else 1.0, place / apart, place + eyes[int(not upright)]))
    return np.array(rows, np.float64).reshape(-1, 3)


def _shared(edges: Edges, others: Edges) -> int:
    """Count the edges of one frame that are in the other too and moved, each place once."""
    places = set()
    for way, offset, place in edges:
        alike = others[others[:, 0] == way]
        still = (np.abs(alike[:, 2] - place) < _STILL_PX).any()
        if not still and (np.abs(alike[:, 1] - offset) < _SAME).any():
            places.add((int(way), round(offset / (2 * _SAME))))
    return len(places)
