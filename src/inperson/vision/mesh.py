"""468 landmarks in three dimensions: MediaPipe's face mesh (Kartynnik et al., 2019)."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision.model import Face, Image
from inperson.vision.ports import Network

MESH_PX = 192
MESH_POINTS = 468
_BOX_SCALE = 1.5
_EYES = (33, 263)
"""The outer corners of the person's right and left eye."""
_AXIS = (10, 152)
"""The middle of the forehead's top, and the chin."""


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """What the network says of a face."""

    landmarks_px: NDArray[np.float32]
    """(468, 3): x and y in pixels of the image, z (depth, nearer is smaller) in the same unit."""
    presence: float
    """The network's own logit that an upright face is in its input. Of 300 photographs of
    `lfw-dev` it is 14 to 50 where the face is upright there, and at most 13 on its side or head."""
    roll_deg: float
    """How far the face is turned in the image, clockwise; right where `presence` is high."""


def fit_mesh(network: Network, image: Image, face: Face, upright_deg: float | None = None) -> Mesh:
    """Lay the mesh on a detected face.

    The face's box is made square, enlarged by half and turned upright, as the network was trained.

    Args:
        network: MediaPipe's mesh, for one input of 192 x 192.
        image: the image that the face was found in.
        face: the face.
        upright_deg: how far the face is turned in the image, clockwise; what its eyes say if None.

    """
    way = _crop(face, eyes_deg(face) if upright_deg is None else upright_deg)
    crop = cv2.warpAffine(image.pixels, way, (MESH_PX, MESH_PX), flags=cv2.INTER_LINEAR)
    outputs = network(np.asarray(crop, np.uint8)[None]).values()
    points = next(each for each in outputs if each.size == 3 * MESH_POINTS).reshape(MESH_POINTS, 3)
    presence = next(float(each.reshape(-1)[0]) for each in outputs if each.size == 1)
    back = cv2.invertAffineTransform(way)
    scale = float(np.hypot(back[0, 0], back[1, 0]))
    flat = points[:, :2] @ back[:, :2].T + back[:, 2]
    landmarks = np.concatenate([flat, points[:, 2:] * scale], axis=1).astype(np.float32)
    return Mesh(landmarks, presence, _roll_deg(landmarks))


def eyes_deg(face: Face) -> float:
    """Return how far the line of the detected eyes is turned, clockwise, in degrees."""
    across = face.points_px[1] - face.points_px[0]
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _roll_deg(landmarks: NDArray[np.float32]) -> float:
    """Return the turn of a mesh: of the line of its eyes and of its long axis, the mean."""
    across = landmarks[_EYES[1], :2] - landmarks[_EYES[0], :2]
    down = landmarks[_AXIS[1], :2] - landmarks[_AXIS[0], :2]
    by_eyes = np.degrees(np.arctan2(across[1], across[0]))
    by_axis = np.degrees(np.arctan2(-down[0], down[1]))
    apart = (by_axis - by_eyes + 180.0) % 360.0 - 180.0
    return float((by_eyes + apart / 2 + 180.0) % 360.0 - 180.0)


def _crop(face: Face, upright_deg: float) -> NDArray[np.float64]:
    """Return the (2, 3) transform from the image into the network's input."""
    left, top, width, height = face.box_px
    centre = np.array([left + width / 2, top + height / 2])
    angle = np.radians(upright_deg)
    scale = MESH_PX / (_BOX_SCALE * max(width, height))
    turn = scale * np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float64
    )
    return np.concatenate([turn, (MESH_PX / 2 - turn @ centre)[:, None]], axis=1)
