"""Finding faces: YuNet (Wu et al., Machine Intelligence Research 2023) with its five points."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision.model import Face, Image
from inperson.vision.ports import Network

MIN_SCORE = 0.6
NMS_IOU = 0.3
STRIDES = (8, 16, 32)


@dataclass(frozen=True, slots=True)
class Detector:
    """Detects on a small input first, and on a large one only if that found nothing."""

    small: Network
    small_px: int
    large: Network
    large_px: int

    def detect(self, image: Image) -> tuple[Face, ...]:
        """Find all faces, the largest first.

        Args:
            image: an image of any size.

        """
        faces = _detect(self.small, self.small_px, image)
        if not faces:
            faces = _detect(self.large, self.large_px, image)
        return faces


def _detect(network: Network, side_px: int, image: Image) -> tuple[Face, ...]:
    scale = side_px / max(image.width_px, image.height_px)
    outputs = network(_letterbox(image, side_px, scale))
    rows = np.concatenate([_decode(outputs, stride, side_px) for stride in STRIDES])
    rows = rows[rows[:, 14] >= MIN_SCORE]
    chosen = suppress_overlaps(rows[:, :4], rows[:, 14], NMS_IOU)
    faces = [_face(rows[index], scale) for index in chosen]
    return tuple(sorted(faces, key=_area, reverse=True))


def _letterbox(image: Image, side_px: int, scale: float) -> NDArray[np.uint8]:
    """Resize into the top left of a black square, in one step."""
    canvas = np.zeros((1, side_px, side_px, 3), np.uint8)
    width = min(side_px, max(1, round(image.width_px * scale)))
    height = min(side_px, max(1, round(image.height_px * scale)))
    # Averaging over areas keeps small faces that skipping over pixels would lose.
    method = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    canvas[0, :height, :width] = cv2.resize(image.pixels, (width, height), interpolation=method)
    return canvas


def _decode(
    outputs: Mapping[str, NDArray[np.float32]], stride: int, side_px: int
) -> NDArray[np.float32]:
    """Turn one stride's heads into rows: box (left, top, width, height), five points, score.

    An anchor sits at the corner of each cell. Offsets and logarithmic sizes are in strides; the
    score is the geometric mean of class and objectness, as in OpenCV's FaceDetectorYN.
    """
    cells = side_px // stride
    row, column = np.divmod(np.arange(cells * cells, dtype=np.float32), cells)
    anchor = np.stack([column, row], axis=1)
    heads = {
        name: outputs[f"{name}_{stride}"].reshape(cells * cells, -1)
        for name in ("cls", "obj", "bbox", "kps")
    }
    centre = (anchor + heads["bbox"][:, :2]) * stride
    size = np.exp(heads["bbox"][:, 2:]) * stride
    points = (heads["kps"].reshape(-1, 5, 2) + anchor[:, None]) * stride
    score = np.sqrt(np.clip(heads["cls"], 0, 1) * np.clip(heads["obj"], 0, 1))
    return np.concatenate([centre - size / 2, size, points.reshape(-1, 10), score], axis=1)


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


def _area(face: Face) -> float:
    return face.box_px[2] * face.box_px[3]
