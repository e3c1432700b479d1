"""Judging a sample: what a person in front of the camera could do better.

The limits are wide: of real photographs nearly all pass (docs/accuracy.md has the shares), and
what they stop is what recognition would fail on, or take for somebody else: two strangers in one
mask look alike. The detector's own doubt tells what hides most of a face; what hides eyes, nose or
mouth is told by the embedder on its way (`covering`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision.detect import prominence
from inperson.vision.model import Face, Image, Pixels, Points, Quality, QualityIssue, Region


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Where a sample stops being usable."""

    min_inter_ocular_px: float = 24.0
    min_brightness: float = 16.0
    max_brightness: float = 230.0
    min_sharpness: float = 12.0
    min_contrast: float = 10.0
    """These two are of a face of middle grey or paler: in less light all differences are less, and
    show as much."""
    max_yaw_deg: float = 50.0
    max_pitch_deg: float = 40.0
    min_detection_score: float = 0.72
    rival_prominence: float = 0.35
    """A second face of at least this share of the first's prominence makes the image ambiguous."""
    min_inside: float = 0.8
    """Share of the face's box that must lie inside the image."""
    min_margin: float = 0.15
    """How far inside each of the five points must lie, in inter-ocular distances: of a face that
    is cut the detector squeezes the box into the image, but not the points."""


NOTHING_FOUND = Quality(score=0.0, issues=(QualityIssue.NO_FACE,))

_MIDDLE_GREY = 125.0

_NOSE_DEPTH = 0.6
"""How far the nose's tip stands out of the plane of eyes and mouth, in inter-ocular distances."""
_NOSE_HEIGHT = 0.52
"""Where the nose's tip is on the way from the eyes' middle to the mouth's, seen from the front."""


def judge(
    image: Image,
    faces: Sequence[Face],
    chip: Pixels,
    limits: QualityLimits,
    *,
    sure: bool,
) -> Quality:
    """Judge the first face of an image.

    Args:
        image: the image.
        faces: all faces found in it, the one to judge first.
        chip: (112, 112, 3) uint8 RGB, that face aligned.
        limits: where a sample stops being usable.
        sure: whether the face's points can be relied on (`upright`).

    """
    face = faces[0]
    yaw, pitch, roll = head_pose(face.points_px)
    grey = cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY)[24:104, 24:88]  # the face without background
    brightness, contrast = float(grey.mean()), float(grey.std())
    lit = min(brightness / _MIDDLE_GREY, 1.0)
    sharpness = _sharpness(np.asarray(grey))
    apart = float(np.linalg.norm(face.points_px[1] - face.points_px[0]))
    checks = (
        (QualityIssue.MULTIPLE_FACES, _has_rival(image, faces, limits.rival_prominence)),
        (QualityIssue.FACE_TOO_SMALL, apart < limits.min_inter_ocular_px),
        (QualityIssue.FACE_AT_EDGE, _at_edge(face, image, apart, limits)),
        (QualityIssue.TOO_DARK, brightness < limits.min_brightness),
        (QualityIssue.TOO_BRIGHT, brightness > limits.max_brightness),
        (QualityIssue.LOW_CONTRAST, contrast < limits.min_contrast * lit),
        (QualityIssue.BLURRED, sharpness < limits.min_sharpness * lit**2),
        (QualityIssue.TURNED, not sure),
        (QualityIssue.TURNED_AWAY, _turned_away(yaw, pitch, limits)),
        (QualityIssue.OCCLUDED, face.score < limits.min_detection_score),
    )
    return Quality(
        score=_score(face.score, apart, sharpness, yaw, pitch),
        issues=tuple(issue for issue, found in checks if found),
        inter_ocular_px=apart,
        sharpness=sharpness,
        brightness=brightness,
        contrast=contrast,
        yaw_deg=yaw,
        pitch_deg=pitch,
        roll_deg=roll,
    )


def covered(quality: Quality, hidden: NDArray[np.float32]) -> Quality:
    """Add to a judgement what hides the face.

    Args:
        quality: the judgement.
        hidden: (3,) of eyes, nose and mouth; above 0 something hides them (`Covering`).

    """
    regions = tuple(each for each, odds in zip(Region, hidden, strict=True) if odds > 0)
    issues = quality.issues
    if regions and not quality.covered:
        issues = (*issues, QualityIssue.OCCLUDED)
    return replace(quality, issues=issues, hidden=regions)


def head_pose(points: Points) -> tuple[float, float, float]:
    """Estimate yaw, pitch and roll from the five points, in degrees.

    Seen from the front the nose's tip lies between the eyes; when the head turns by an angle it
    moves by its depth times the tangent. Good to about 10 degrees, enough to tell a profile.

    Args:
        points: (5, 2) right eye, left eye, nose, right and left corner of the mouth.

    """
    eyes = (points[0] + points[1]) / 2
    mouth = (points[3] + points[4]) / 2
    across = points[1] - points[0]
    apart = float(np.linalg.norm(across)) + 1e-6
    roll = float(np.degrees(np.arctan2(across[1], across[0])))
    level = across / apart
    down = np.array([-level[1], level[0]], np.float32)
    nose = points[2]
    height = float((mouth - eyes) @ down) + 1e-6
    aside = float((nose - (eyes + mouth) / 2) @ level)
    below = float((nose - eyes) @ down) / height - _NOSE_HEIGHT
    yaw = float(np.degrees(np.arctan2(aside, _NOSE_DEPTH * apart)))
    pitch = float(np.degrees(np.arctan2(below * abs(height), _NOSE_DEPTH * apart)))
    return yaw, pitch, roll


def _sharpness(grey: NDArray[np.uint8]) -> float:
    """Return the variance of the Laplacian (Pech-Pacheco et al., ICPR 2000)."""
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())


def _has_rival(image: Image, faces: Sequence[Face], share: float) -> bool:
    least = share * prominence(faces[0], image)
    return any(prominence(face, image) >= least for face in faces[1:])


def _at_edge(face: Face, image: Image, apart: float, limits: QualityLimits) -> bool:
    far = (image.width_px, image.height_px) - face.points_px
    margin = min(float(face.points_px.min()), float(far.min()))
    return margin < limits.min_margin * apart or _inside(face, image) < limits.min_inside


def _inside(face: Face, image: Image) -> float:
    """Return the share of the face's box that lies inside the image."""
    left, top, width, height = face.box_px
    seen_width = min(left + width, image.width_px) - max(left, 0.0)
    seen_height = min(top + height, image.height_px) - max(top, 0.0)
    return max(seen_width, 0.0) * max(seen_height, 0.0) / max(width * height, 1e-6)


def _turned_away(yaw: float, pitch: float, limits: QualityLimits) -> bool:
    return abs(yaw) > limits.max_yaw_deg or abs(pitch) > limits.max_pitch_deg


def _score(detection: float, apart: float, sharpness: float, yaw: float, pitch: float) -> float:
    """Combine what recognition suffers from, each 0 to 1, so that one bad thing is enough."""
    parts = (
        detection,
        min(1.0, apart / 60.0),
        min(1.0, sharpness / 100.0) ** 0.5,
        float(np.cos(np.radians(min(abs(yaw), 90.0)))),
        float(np.cos(np.radians(min(abs(pitch), 90.0)))),
    )
    return float(np.prod(parts))
