"""Finding faces: YuNet (Wu et al., Machine Intelligence Research 2023) with its five points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision.model import Face, Image
from inperson.vision.ports import Network

MIN_SCORE = 0.6
NMS_IOU = 0.3
STRIDES = (8, 16, 32)
MIN_WIDTH_PX = 44.0
"""Width of a face in the network's input below which a larger input is tried."""


@dataclass(frozen=True, slots=True)
class Detector:
    """Detects on a small input first, and on a larger one where the face is too small in it.

    YuNet places the five points as well on a face of 60 pixels as on one of 140, and worse below
    about 40 (docs/accuracy.md), so most images need no more than the first pass.
    """

    passes: Sequence[tuple[int, Network]]
    """Side of the square input in pixels, and the network compiled for it; rising."""

    def detect(self, image: Image) -> tuple[Face, ...]:
        """Find all faces, the most prominent first.

        Args:
            image: an image of any size.

        """
        faces: tuple[Face, ...] = ()
        for side_px, network in self.passes:
            scale = side_px / max(image.width_px, image.height_px)
            faces = _detect(network, side_px, image, scale) or faces
            if faces and faces[0].box_px[2] * scale >= MIN_WIDTH_PX:
                break
        return faces


def _detect(network: Network, side_px: int, image: Image, scale: float) -> tuple[Face, ...]:
    rows = _decode(network(_letterbox(image, side_px, scale)), side_px)
    chosen = suppress_overlaps(rows[:, :4], rows[:, 14], NMS_IOU)
    faces = [_face(rows[index], scale) for index in chosen]
    return tuple(sorted(faces, key=lambda face: prominence(face, image), reverse=True))


def _letterbox(image: Image, side_px: int, scale: float) -> NDArray[np.uint8]:
    """Resize into the top left of a black square, in one step."""
    canvas = np.zeros((1, side_px, side_px, 3), np.uint8)
    width = min(side_px, max(1, round(image.width_px * scale)))
    height = min(side_px, max(1, round(image.height_px * scale)))
    # Averaging over areas keeps small faces that skipping over pixels would lose.
    method = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    canvas[0, :height, :width] = cv2.resize(image.pixels, (width, height), interpolation=method)
    return canvas


def _decode(outputs: Mapping[str, NDArray[np.float32]], side_px: int) -> NDArray[np.float32]:
    """Turn the heads into rows: box (left, top, width, height), five points, score.

    An anchor sits at the corner of each cell. Offsets and logarithmic sizes are in strides; the
    score is the geometric mean of class and objectness, as in OpenCV's FaceDetectorYN.
    """

    def head(name: str, width: int) -> NDArray[np.float32]:
        return np.concatenate([outputs[f"{name}_{each}"].reshape(-1, width) for each in STRIDES])

    class_score, objectness = np.clip(head("cls", 1), 0, 1), np.clip(head("obj", 1), 0, 1)
    score = np.sqrt(class_score * objectness)
    found = np.flatnonzero(score >= MIN_SCORE)
    corner, stride = (each[found] for each in _anchors(side_px))
    box, points = head("bbox", 4)[found], head("kps", 10)[found].reshape(-1, 5, 2)
    size = np.exp(box[:, 2:]) * stride
    left_top = (corner + box[:, :2]) * stride - size / 2
    points = (points + corner[:, None]) * stride[:, None]
    return np.concatenate([left_top, size, points.reshape(-1, 10), score[found]], axis=1)


@lru_cache
def _anchors(side_px: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return every anchor's corner in cells, (N, 2), and its stride, (N, 1)."""
    corners, strides = [], []
    for stride in STRIDES:
        cells = side_px // stride
        row, column = np.divmod(np.arange(cells * cells, dtype=np.float32), cells)
        corners.append(np.stack([column, row], axis=1))
        strides.append(np.full((cells * cells, 1), stride, np.float32))
    return np.concatenate(corners), np.concatenate(strides)


def suppress_overlaps(
    boxes: NDArray[np.float32], scores: NDArray[np.float32], max_iou: float
) -> list[int]:
    """Keep the best of boxes that overlap (greedy non-maximum suppression).

    Args:
        boxes: (N, 4) left, top, width, height.
        scores: (N,).
        max_iou: how far two kept boxes may overlap, as intersection over union.

    Returns:
        Indices of the kept boxes, best first.

    """
    order = list(np.argsort(-scores))
    kept: list[int] = []
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    area = boxes[:, 2] * boxes[:, 3]
    while order:
        best = int(order.pop(0))
        kept.append(best)
        rest = np.asarray(order, np.intp)
        overlap = np.minimum(high[best], high[rest]) - np.maximum(low[best], low[rest])
        shared = np.prod(np.clip(overlap, 0, None), axis=1)
        iou = shared / (area[best] + area[rest] - shared)
        order = list(rest[iou <= max_iou])
    return kept


def _face(row: NDArray[np.float32], scale: float) -> Face:
    left, top, width, height = (float(value) / scale for value in row[:4])
    points = (row[4:14].reshape(5, 2) / scale).astype(np.float32)
    return Face((left, top, width, height), points, float(row[14]))


def prominence(face: Face, image: Image) -> float:
    """Tell how much a face is the one that the image is of: large, and near the middle.

    Its area, halved at half of the way from the middle to the edge of the longer side: of 3,451
    photographs of somebody the largest face is somebody else's in four, the most prominent in none
    (docs/accuracy.md).
    """
    left, top, width, height = face.box_px
    aside = np.hypot(left + (width - image.width_px) / 2, top + (height - image.height_px) / 2)
    distance = float(aside) / (max(image.width_px, image.height_px) / 2)
    return width * height / (1 + 4 * distance**2)
