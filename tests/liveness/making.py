"""Tracks and observations made by hand, for cues that need no camera."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget, HeadFit, Sighting
from inperson.liveness.cues import straight_edges
from inperson.liveness.key_frame import KeyFrame
from inperson.liveness.pursuit import Reach
from inperson.liveness.relief import Relief
from inperson.liveness.shape import load_shape
from inperson.liveness.thresholds import Thresholds, load_thresholds
from inperson.liveness.track import Key, Track
from inperson.vision import Quality

LIMITS: Thresholds = load_thresholds()
FRAME_PX = (640, 480)


def landmarks(x: float, y: float, size: float) -> NDArray[np.float32]:
    """The mean face with its eyes' middle at a place: (468, 3) pixels."""
    middle = np.array((FRAME_PX[0] / 2 + x * FRAME_PX[1], FRAME_PX[1] / 2 + y * FRAME_PX[1], 0))
    return (load_shape().vertices * size * FRAME_PX[1] + middle).astype(np.float32)


def seen(
    at_s: float,
    place: tuple[float, float] | None = (0.0, 0.0),
    size: float = 0.2,
    *,
    index: int = 0,
    faces: int = 1,
    openness: float = 0.3,
    brightness: float = 120.0,
    jitter: float = 0.0,
    issues: tuple = (),
    turn_deg: float = 0.0,
) -> Sighting:
    if place is None:
        return Sighting(at_s, index, faces=0)
    points = landmarks(*place, size)
    points += np.random.default_rng(int(at_s * 1000)).normal(0, jitter, points.shape)
    quality = Quality(0.8, issues, brightness=brightness)
    return Sighting(
        at_s,
        index,
        faces,
        place,
        size,
        turn_deg,
        landmarks_px=points.astype(np.float32),
        quality=quality,
        openness=openness,
    )


def key_frame(
    size: float,
    chip: NDArray[np.uint8] | None = None,
    middle: complex = 0j,
    landmarks: NDArray[np.float64] | None = None,
    turn_deg: float = 0.0,
) -> KeyFrame:
    """A face that looks like the mean one, at a place in the frame."""
    chip = np.zeros((224, 192), np.uint8) if chip is None else chip
    points = load_shape().vertices[:, :2] if landmarks is None else landmarks
    return KeyFrame(size, chip, middle, complex(size), points, turn_deg)


def key(sighting: Sighting, grey: NDArray[np.uint8] | None = None) -> Key:
    frame = key_frame(sighting.size)
    points = sighting.landmarks_px
    edges = np.empty((0, 3)) if grey is None or points is None else straight_edges(grey, points)
    return Key(sighting, frame, edges, np.zeros((128, 128), np.uint8))


def track(
    sightings: Sequence[Sighting] = (),
    targets: Sequence[FaceTarget] = (
        FaceTarget(0, 0, 0.15),
        FaceTarget(0.1, 0, 0.3),
        FaceTarget(0, 0, 0.2),
    ),
    reaches: Sequence[Reach] = (),
    **more: object,
) -> Track:
    made = Track(targets, reaches, sightings, (), None, np.empty((0, 1)))
    return replace(made, **more)  # type: ignore[arg-type]


def relief(strength: float = 1.0, scatter: float = 0.05) -> Relief:
    return Relief(strength, scatter, 0.01)


def head(depth: float = 0.9, unbent: float = 0.6, focal: float = 1.2) -> HeadFit:
    return HeadFit(depth, 0.08, unbent, focal)
