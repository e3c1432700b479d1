"""What is kept of a frame that is on its target, until the decision."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness.cues import face_patch, straight_edges
from inperson.liveness.key_frame import make_key_frame
from inperson.liveness.model import Sighting
from inperson.liveness.shape import FaceShape, eyes_middle, inter_ocular_px
from inperson.liveness.track import Key
from inperson.vision import Examination, Image, covered

_CROP, _CROP_PX = 2.2, 320
"""A kept picture reaches so many inter-ocular distances from the eyes, and has so many pixels."""


def make_key(
    seen: Sighting, grey: NDArray[np.uint8], shape: FaceShape, texture: float | None = None
) -> Key:
    """Keep of a frame with a face what the decision looks at.

    Args:
        seen: what was seen in it.
        grey: (H, W) uint8, the whole frame.
        shape: the mean face.
        texture: margin of the texture network; None without one.

    """
    assert seen.landmarks_px is not None  # noqa: S101 -- narrows for the type checker
    return Key(
        sighting=seen,
        frame=make_key_frame(grey, seen.landmarks_px, shape),
        edges=straight_edges(grey, seen.landmarks_px),
        patch=face_patch(grey, seen.landmarks_px),
        texture=texture,
    )


def cut_out(image: Image, landmarks_px: NDArray[np.float32]) -> Image:
    """Cut the face out: what a consented developer session may keep holds no room around it."""
    reach = _CROP * inter_ocular_px(landmarks_px)
    x, y = eyes_middle(landmarks_px)
    left, top = max(int(x - reach), 0), max(int(y - 0.7 * reach), 0)
    right, bottom = int(x + reach), int(y + 1.3 * reach)
    part = image.pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    scale = min(1.0, _CROP_PX / max(part.shape[:2]))
    if scale < 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=3), np.uint8)
    return Image(np.ascontiguousarray(part))


def examined(key: Key, embedding: NDArray[np.float32], hidden: NDArray[np.float32]) -> Examination:
    """Say what was found in a frame: who it is only if nothing hides the face."""
    quality = covered(key.sighting.quality, hidden)
    return Examination(key.sighting.face, quality, None if quality.covered else embedding)


def chip_of(key: Key) -> NDArray[np.uint8]:
    """Return the face of a key frame, aligned for the embedder."""
    assert key.sighting.chip is not None  # noqa: S101 -- a key frame has a face
    return key.sighting.chip
