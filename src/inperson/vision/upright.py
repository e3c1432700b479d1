"""Finding out how a face is turned in the image, and its five points with it.

The detector sets its five points as if every face stood upright: of a face on its head it calls
the mouth's corners eyes, and two strangers, both aligned wrongly, look alike. So the mesh is asked,
whose own doubt tells an upright face from any other:

1. The mesh is laid on the face as the detector's eyes say. A sure mesh that is turned no farther
   than `_AS_FOUND_DEG` against them: the points stand.
2. Unless it is sure, the four quarter turns are tried, then those between them.
3. From the surest one on the mesh itself says how far to turn on: it under-reads, so some rounds.
4. The turned face is cut out and detected again, and the points are carried back.
5. The mesh is asked once more: it must be sure, or much surer than at any other quarter turn, and
   agree with the points, as far as a head turned aside lets it. Else the face stays as it was
   found and is said to be turned: no level is claimed for it.

Figures: docs/accuracy.md, "Turned photographs".
"""

from collections.abc import Callable

import cv2
import numpy as np

from inperson.vision.mesh import Mesh, eyes_deg
from inperson.vision.model import Face, Image, Points

SURE = 10.0
"""From this presence on the mesh is believed."""
_SURER = 8.0
"""How much surer than at other quarter turns it has to be below that."""
_AS_FOUND_DEG = 8.0
"""How far the mesh may be turned against the detector's eyes before they are looked for anew."""
_AGREE_DEG = 15.0
"""How far it may be afterwards: of a head that looks aside eyes and chin say different things."""
_STILL_DEG = 3.0
_ROUNDS = 4
_UNDER_READ = 1.3
"""What the mesh's own turn is multiplied by: of a face turned by 20 degrees it reads 11."""
_QUARTERS, _BETWEEN = (0, 90, 180, 270), (45, 135, 225, 315)
_SIDE_PX = 320
_REACH = 3.0
"""Side of the part that is detected again, in sides of the face's box."""

Lay = Callable[[Image, Face, float], Mesh]
"""Lays the mesh on a face that is turned by so many degrees, clockwise."""
Detect = Callable[[Image], tuple[Face, ...]]


def upright(image: Image, face: Face, lay: Lay, detect: Detect) -> tuple[Face, bool]:
    """Return a face with its five points where they belong, however it is turned.

    Args:
        image: the image.
        face: as it was detected.
        lay: the mesh.
        detect: finds faces in a part of the image that was turned upright.

    Returns:
        The face, and whether its points can be relied on.

    """
    mesh = lay(image, face, eyes_deg(face))
    if stands(face, mesh):
        return face, True
    found = _detect_turned(image, face, _turn_of(image, face, mesh, lay), detect)
    if found is not None and _confirmed(image, found, lay):
        return found, True
    return face, False


def stands(face: Face, mesh: Mesh) -> bool:
    """Tell whether a mesh that was laid as a face's eyes say confirms the face's points."""
    return mesh.presence >= SURE and _aside(face, mesh) <= _AS_FOUND_DEG


def _confirmed(image: Image, face: Face, lay: Lay) -> bool:
    eyes = eyes_deg(face)
    mesh = lay(image, face, eyes)
    if _aside(face, mesh) > _AGREE_DEG:
        return False
    if mesh.presence >= SURE:
        return True
    others = max(lay(image, face, eyes + turn).presence for turn in _QUARTERS[1:])
    return mesh.presence >= others + _SURER


def _turn_of(image: Image, face: Face, mesh: Mesh, lay: Lay) -> float:
    """Return how far a face is turned, as the mesh sees it: degrees, clockwise."""
    start = eyes_deg(face)
    tried = [(mesh, start)]
    for turns in (_QUARTERS[1:], _BETWEEN):
        mesh, turn = max(tried, key=lambda each: each[0].presence)
        if mesh.presence >= SURE:
            break
        tried += [(lay(image, face, start + each), start + each) for each in turns]
    mesh, turn = max(tried, key=lambda each: each[0].presence)
    for _ in range(_ROUNDS):
        rest = _between(mesh.roll_deg, turn)
        if abs(rest) < _STILL_DEG:
            break
        turn += _UNDER_READ * rest
        mesh = lay(image, face, turn)
    return turn


def _detect_turned(image: Image, face: Face, turn: float, detect: Detect) -> Face | None:
    """Detect a face again in the part around it, turned upright, and carry it back."""
    left, top, width, height = face.box_px
    scale = _SIDE_PX / (_REACH * max(width, height))
    centre = (left + width / 2, top + height / 2)
    way = np.asarray(cv2.getRotationMatrix2D(centre, turn, scale), np.float64)
    way[:, 2] += _SIDE_PX / 2 - np.array(centre)
    part = cv2.warpAffine(image.pixels, way, (_SIDE_PX, _SIDE_PX), flags=cv2.INTER_AREA)
    faces = detect(Image(np.asarray(part, np.uint8)))
    if not faces:
        return None
    back = cv2.invertAffineTransform(way)

    def carry(points: Points) -> Points:
        return (points @ back[:, :2].T + back[:, 2]).astype(np.float32)

    x, y, w, h = faces[0].box_px
    ((middle_x, middle_y),) = carry(np.array([[x + w / 2, y + h / 2]], np.float32))
    w, h = w / scale, h / scale
    box = (float(middle_x) - w / 2, float(middle_y) - h / 2, w, h)
    return Face(box, carry(faces[0].points_px), faces[0].score)


def _between(one_deg: float, other_deg: float) -> float:
    """Return the smaller angle from one direction to another, -180 to 180 degrees."""
    return (one_deg - other_deg + 180.0) % 360.0 - 180.0


def _aside(face: Face, mesh: Mesh) -> float:
    return abs(_between(mesh.roll_deg, eyes_deg(face)))
