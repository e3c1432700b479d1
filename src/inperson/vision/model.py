"""Images and what is found in them, as values."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""(H, W, 3) uint8, RGB."""
Points = NDArray[np.float32]
"""(N, 2) float32, x and y in pixels of the image."""
Embedding = NDArray[np.float32]
"""(128,) float32 of unit length."""


@dataclass(frozen=True, slots=True)
class Image:
    """A decoded image: upright, without metadata."""

    pixels: Pixels

    @property
    def width_px(self) -> int:
        """Return the width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Return the height in pixels."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Face:
    """A detected face."""

    box_px: tuple[float, float, float, float]
    """Left, top, width, height; may reach over the image's edge."""
    points_px: Points
    """(5, 2): right eye, left eye, nose tip, right and left corner of the mouth, of the person."""
    score: float
    """The detector's confidence, 0 to 1."""


class QualityIssue(StrEnum):
    """Why a sample cannot be used: what the person in front of the camera can change."""

    NO_FACE = "no_face"
    MULTIPLE_FACES = "multiple_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_AT_EDGE = "face_at_edge"
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    LOW_CONTRAST = "low_contrast"
    TURNED = "turned"
    TURNED_AWAY = "turned_away"
    OCCLUDED = "occluded"


class Region(StrEnum):
    """What of a face must be seen."""

    EYES = "eyes"
    NOSE = "nose"
    MOUTH = "mouth"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a sample serves recognition, with the numbers that say so."""

    score: float
    """0 to 1: the weight of the sample in a template."""
    issues: tuple[QualityIssue, ...]
    inter_ocular_px: float = 0.0
    sharpness: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    hidden: tuple["Region", ...] = ()
    """Where something covers the face, as far as it is told."""

    @property
    def covered(self) -> bool:
        """Tell whether something hides the face."""
        return QualityIssue.OCCLUDED in self.issues

    @property
    def acceptable(self) -> bool:
        """Tell whether the sample may be used."""
        return not self.issues


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in one image. Without a usable face there is no embedding."""

    face: Face | None
    quality: Quality
    embedding: Embedding | None
