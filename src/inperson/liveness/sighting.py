"""From a frame to what is known of it: 640 x 480 in a few milliseconds of one core."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness.model import Sighting
from inperson.liveness.shape import eyes_middle, inter_ocular_px, turn_deg
from inperson.vision import (
    CHIP_PX,
    Face,
    FacePipeline,
    Image,
    QualityIssue,
    QualityLimits,
    align,
    judge,
    stands,
)

_LIMITS = QualityLimits(
    min_brightness=30.0,  # the cues were measured in no less light
    min_sharpness=6.0,  # of frames in motion: the sharpest of each target is what is used
    min_inside=0.7,  # a near face fills the frame
    min_margin=0.05,
    max_yaw_deg=30.0,
    max_pitch_deg=30.0,
)
_EYES = ((33, 160, 158, 133, 153, 144), (362, 385, 387, 263, 373, 380))
"""Corner, two of the upper lid, corner, two of the lower lid."""


@dataclass(frozen=True, slots=True)
class Sighter:
    """Looks at frames. Safe to share."""

    pipeline: FacePipeline
    limits: QualityLimits = field(default_factory=lambda: _LIMITS)

    def sight(self, image: Image, at_s: float, target_index: int) -> Sighting:
        """Look at one frame.

        Args:
            image: the frame.
            at_s: its arrival on the server's monotonic clock.
            target_index: the target that was shown.

        """
        faces = self.pipeline.detector.detect(image)
        if not faces:
            return Sighting(at_s, target_index, faces=0)
        chip = np.empty((CHIP_PX, CHIP_PX, 3), np.uint8)
        align(image.pixels, faces[0].points_px, out=chip)
        mesh = self.pipeline.lay_mesh(image, faces[0])
        quality = judge(image, faces, chip, self.limits, sure=stands(faces[0], mesh))
        landmarks = mesh.landmarks_px
        shorter = min(image.width_px, image.height_px)
        middle = np.array([image.width_px, image.height_px]) / 2
        place = (eyes_middle(landmarks) + 0.5 - middle) / shorter
        several = QualityIssue.MULTIPLE_FACES in quality.issues
        return Sighting(
            at_s=at_s,
            target_index=target_index,
            faces=2 if several else 1,
            place=(float(place[0]), float(place[1])),
            size=inter_ocular_px(landmarks) / shorter,
            turn_deg=turn_deg(landmarks),
            face=faces[0],
            landmarks_px=landmarks,
            quality=quality,
            chip=chip,
            openness=eye_openness(landmarks),
            surroundings=_surroundings(image, faces),
        )


def eye_openness(landmarks_px: NDArray[np.float32]) -> float:
    """Return the eye aspect ratio, the mean of both eyes (Soukupova and Cech, CVWW 2016)."""
    ratios = []
    for outer, upper_a, upper_b, inner, lower_b, lower_a in _EYES:
        points = landmarks_px[[outer, upper_a, upper_b, inner, lower_b, lower_a], :2]
        height = np.linalg.norm(points[1] - points[5]) + np.linalg.norm(points[2] - points[4])
        ratios.append(float(height / (2 * np.linalg.norm(points[3] - points[0]) + 1e-6)))
    return sum(ratios) / 2


def _surroundings(image: Image, faces: Sequence[Face]) -> float:
    """Return the mean grey of the frame's upper corners, away from the face."""
    height, width = image.pixels.shape[:2]
    left = image.pixels[: height // 3 : 8, : width // 8 : 4]
    right = image.pixels[: height // 3 : 8, -(width // 8) :: 4]
    middle = faces[0].box_px[0] + faces[0].box_px[2] / 2
    return float((right if middle < width / 2 else left).mean())


def grey_of(image: Image) -> NDArray[np.uint8]:
    """Return an image in grey: (H, W) uint8."""
    return np.asarray(cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY), np.uint8)
