"""A head from one portrait: the face's mesh, and behind it what surrounds the face in the photo."""

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, QhullError

from inperson.vision import Image
from inperson_lab.presenter.body import body_below
from inperson_lab.presenter.errors import HeadUnusable
from inperson_lab.presenter.head import INTER_OCULAR_MM, Head, turn
from inperson_lab.presenter.raster import Mesh, texture_pyramid

POINTS = 468
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
"""The face's outline in MediaPipe's mesh, clockwise from the top."""
CORNERS = ((33, 133), (362, 263))
"""Each eye's corners, from left to right in the frame."""
_UPPER = ((246, 161, 160, 159, 158, 157, 173), (398, 384, 385, 386, 387, 388, 466))
_LOWER = ((7, 163, 144, 145, 153, 154, 155), (382, 381, 380, 374, 373, 390, 249))
_FOLD = ((247, 30, 29, 27, 28, 56, 190), (414, 286, 258, 257, 259, 260, 467))
"""The row of points above the upper lid: it goes half of the way down."""
_CENTRE = np.array((0.0, 0.35))
"""What the rings around the face grow from, in inter-ocular distances from the eyes' middle."""
_RINGS = (1.05, 1.12, 1.22, 1.36, 1.55, 1.85, 2.4, 3.3)
_BACK_MM = 92.0
"""How far behind the eyes ears, hair and neck lie."""
_APART_PX = 100.0
"""The texture's scale; its origin is the eyes' middle, so many inter-ocular distances from ..."""
_LEFT, _TOP, _WIDTH, _HEIGHT = 2.8, 2.3, 5.6, 6.1
_ORIGIN = np.array((_LEFT, _TOP))
_SHRUNK = 0.25
"""The figure is cut out at this scale."""


def head_from_portrait(
    image: Image,
    landmarks: NDArray[np.float32],
    seed: int,
    shape: NDArray[np.float64] | None = None,
) -> Head:
    """Make a head from a photograph of one.

    1. The mesh is turned until the eyes are level and equally far away; millimetres follow from
       the distance between the eyes, which is drawn, as is how deep the relief is. A shape that is
       given takes the mesh's place, and is as deep as it is.
    2. Rings around the face fall back to where ears, hair and neck are.
    3. The photo is the texture; what does not belong to the person (GrabCut) becomes transparent.

    Args:
        image: the photograph, its face seen from the front.
        landmarks: (468, 3) float32, as `FacePipeline.landmarks` gives them.
        seed: draws the inter-ocular distance (58 to 68 mm) and the depth (0.92 to 1.08).
        shape: (468, 3) of another face, in inter-ocular distances (`FaceShapes.draw`).

    Raises:
        HeadUnusable: if the landmarks are not those of a face in the image.

    """
    points = np.asarray(landmarks, np.float64)
    if points.shape != (POINTS, 3) or not np.isfinite(points).all():
        raise HeadUnusable(f"A portrait needs ({POINTS}, 3) finite landmarks.")
    apart_px = eyes_apart(points)
    inside = (points[OVAL, :2] >= 0) & (points[OVAL, :2] <= (image.width_px, image.height_px))
    if apart_px < 8 or inside.mean() < 0.8:
        raise HeadUnusable("The landmarks are too close together, or outside the image.")
    generator = np.random.default_rng(seed)
    own_mm, relief = generator.uniform(58, 68), generator.uniform(0.92, 1.08)
    face = _upright(points) * (INTER_OCULAR_MM / apart_px)
    if shape is not None:
        face, relief = shape * INTER_OCULAR_MM, 1.0
    uv, way = _texture_points(points, apart_px)
    rings, rings_uv = _rings(face, uv)
    vertices = np.concatenate([face, rings])
    uv_px = np.concatenate([uv, rings_uv]).astype(np.float32)
    triangles = _triangulated(vertices)
    texture = _texture(image, way, uv)
    lids = np.concatenate([_lids(face), np.zeros(len(rings))])
    head = Head(vertices, Mesh(triangles, uv_px, texture_pyramid(texture)), INTER_OCULAR_MM, lids)
    return head.sized(own_mm, relief)


def eyes_apart(points: NDArray[np.float64]) -> float:
    """Return the distance between the eyes of a mesh: (468, 2 or 3), in its own unit."""
    return float(np.linalg.norm(_eye(points, 1) - _eye(points, 0)))


def _eye(points: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    middle: NDArray[np.float64] = points[list(CORNERS[side])].mean(axis=0)
    return middle


def _upright(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put the middle of the eyes at the origin and the line between them on the x axis."""
    right, left = _eye(points, 0), _eye(points, 1)
    centred = points - (right + left) / 2
    across = left - right
    roll = np.arctan2(across[1], across[0])
    centred = centred @ turn(0, 0, -roll).T
    # The network flattens what is far from the front; more than this is its error, not a pose.
    yaw = np.clip(np.arctan2(across[2], np.hypot(*across[:2])), -0.45, 0.45)
    level: NDArray[np.float64] = centred @ turn(-yaw, 0, 0).T
    return level


def _texture_points(
    points: NDArray[np.float64], apart_px: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the landmarks in the texture, and the (2, 3) way from the photo into it."""
    right, left = _eye(points, 0)[:2], _eye(points, 1)[:2]
    angle = np.arctan2(*(left - right)[::-1])
    scale = _APART_PX / apart_px
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    level = np.array([[cosine, sine], [-sine, cosine]])
    origin = _ORIGIN * _APART_PX
    way = np.concatenate([level, (origin - level @ ((right + left) / 2))[:, None]], axis=1)
    return points[:, :2] @ level.T + way[:, 2], way


def _rings(
    face: NDArray[np.float64], uv: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Continue the face outwards: vertices in millimetres, and where they are in the texture."""
    oval, oval_uv = face[list(OVAL)], uv[list(OVAL)]
    centre = _CENTRE * INTER_OCULAR_MM
    centre_uv = (_CENTRE + _ORIGIN) * _APART_PX
    vertices, texture = [], []
    # The forehead goes on upwards as it is; cheeks and chin end sooner.
    reach = np.where(oval[:, 1] < -0.3 * INTER_OCULAR_MM, 0.5, 0.2)
    for scale in _RINGS:
        ring = centre + (oval[:, :2] - centre) * scale
        back = np.maximum(oval[:, 2], _BACK_MM)
        # A chest is not as far behind the eyes as the ears are.
        back = back - 30 * np.clip((ring[:, 1] - 130) / 60, 0, 1)
        depth = oval[:, 2] + (back - oval[:, 2]) * (1 - np.exp(-(scale - 1) / reach))
        vertices.append(np.column_stack([ring, depth]))
        texture.append(centre_uv + (oval_uv - centre_uv) * scale)
    # The rings are round; a chest goes on to both sides down to the frame's edge.
    corners = np.array(((-3.4, 5.0), (3.4, 5.0)))
    depth = np.full((2, 1), _BACK_MM - 30)
    vertices.append(np.hstack([corners * INTER_OCULAR_MM, depth]))
    texture.append((corners + _ORIGIN) * _APART_PX)
    return np.concatenate(vertices), np.concatenate(texture)


def _triangulated(vertices: NDArray[np.float64]) -> NDArray[np.intp]:
    try:
        found = Delaunay(vertices[:, :2]).simplices.astype(np.intp)
    except QhullError as error:
        raise HeadUnusable("The landmarks lie on a line.") from error
    first, second, third = (vertices[found[:, corner], :2] for corner in range(3))
    a, b = second - first, third - first
    wrong = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] < 0
    found[wrong] = found[wrong][:, ::-1]
    clockwise: NDArray[np.intp] = found
    return clockwise


def _lids(face: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far down each of the face's points goes when the eyes close."""
    travel = np.zeros(len(face))
    for upper, lower, fold in zip(_UPPER, _LOWER, _FOLD, strict=True):
        gap = face[list(lower), 1] - face[list(upper), 1]
        travel[list(upper)] = 0.97 * gap
        travel[list(fold)] = 0.5 * gap
    return travel


def _texture(image: Image, way: NDArray[np.float64], uv: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the photo around the face, the person cut out of it: (H, W, 4) uint8 RGBA."""
    size = (round(_WIDTH * _APART_PX), round(_HEIGHT * _APART_PX))
    scale = float(np.hypot(way[0, 0], way[0, 1]))
    pixels = image.pixels
    if scale < 0.6:  # a sharp photo would alias
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.4 / scale), np.uint8)
    edges = cv2.BORDER_REPLICATE
    warped = cv2.warpAffine(pixels, way, size, flags=cv2.INTER_CUBIC, borderMode=edges)
    photo = np.asarray(warped, np.uint8)
    seen = np.asarray(cv2.warpAffine(_shown(image.pixels), way, size), np.float32)
    figure = _figure(photo, uv, seen)
    body, cover = body_below(photo, figure, uv[list(OVAL)], _ORIGIN, _APART_PX)
    colours = cv2.blendLinear(photo, body, figure, 1 - figure)
    alpha = np.maximum(figure, cover) * 255
    return np.dstack([colours, alpha.astype(np.uint8)])


def _shown(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return 1 where a photo has a picture, 0 in black corners that an earlier turn left."""
    black = (pixels.max(axis=2) < 14).astype(np.uint8)
    _, labels = cv2.connectedComponents(black)
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    empty = np.isin(labels, np.unique(rim[rim > 0]))
    shown = cv2.erode((~empty).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.asarray(shown, np.float32)


def _figure(
    texture: NDArray[np.uint8], uv: NDArray[np.float64], seen: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return how much each pixel belongs to the person: (H, W) float32, 0 to 1."""
    small = cv2.resize(texture, None, fx=_SHRUNK, fy=_SHRUNK, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    row, column = np.mgrid[:height, :width].astype(np.float64)
    unit = _APART_PX * _SHRUNK
    x, y = np.abs(column / unit - _LEFT), row / unit - _TOP
    mask = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    mask[(x / 1.25) ** 2 + ((y - 0.2) / 1.85) ** 2 < 1] = cv2.GC_PR_FGD
    mask[(y > 1.7) & (x < 0.55 + 1.6 * np.clip(y - 1.9, 0, 1.2))] = cv2.GC_PR_FGD
    outline = (uv[list(OVAL)] * _SHRUNK).astype(np.int32)
    face = np.asarray(cv2.fillPoly(np.zeros_like(mask), [outline], 1))
    beside = (y < 1.5) & ((x / 1.75) ** 2 + ((y - 0.2) / 2.2) ** 2 > 1)
    hidden = cv2.resize(seen, (width, height), interpolation=cv2.INTER_AREA) < 0.99
    mask[beside | (y < -2.05) | ((y > 1.5) & (x > 0.5 + 2.2 * np.clip(y - 1.5, 0, 1)))] = cv2.GC_BGD
    mask[(y > 1.8) & (y < 2.6) & (x < 0.3)] = cv2.GC_FGD
    mask[hidden] = cv2.GC_BGD
    mask[face > 0] = cv2.GC_FGD
    cv2.setRNGSeed(0)  # GrabCut starts from a k-means of its own
    models = np.zeros((1, 65)), np.zeros((1, 65))
    whole = (0, 0, width, height)
    cv2.grabCut(small, mask, whole, *models, 3, cv2.GC_INIT_WITH_MASK)
    figure = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    figure = np.asarray(cv2.morphologyEx(figure, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))
    figure = _largest(np.asarray(cv2.morphologyEx(figure, cv2.MORPH_OPEN, np.ones((3, 3)))))
    soft = cv2.resize(figure.astype(np.float32), texture.shape[1::-1])
    sharper = cv2.GaussianBlur(soft, (0, 0), 3) * 2 - 0.63
    return np.asarray(np.clip(sharper, 0, 1), np.float32)


def _largest(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Keep the largest connected part of a mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return mask
    best = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels == best, np.uint8)
