"""468 landmarks in three dimensions: MediaPipe's face mesh (Kartynnik et al., 2019)."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision.model import Face, Image
from inperson.vision.ports import Network

MESH_PX = 192
MESH_POINTS = 468
_BOX_SCALE = 1.5


def mesh_landmarks(network: Network, image: Image, face: Face) -> NDArray[np.float32]:
    """Find the landmarks of a detected face.

    The face's box is made square, enlarged by half and turned until the eyes are level, as the
    network was trained.

    Args:
        network: MediaPipe's mesh, for one input of 192 x 192.
        image: the image that the face was found in.
        face: the face.

    Returns:
        (468, 3) float32: x and y in pixels of the image, z (depth, nearer is smaller) in the
        same unit.

    """
    way = _crop(face)
    crop = cv2.warpAffine(image.pixels, way, (MESH_PX, MESH_PX), flags=cv2.INTER_LINEAR)
    outputs = network(np.asarray(crop, np.uint8)[None])
    found = next(each for each in outputs.values() if each.size == 3 * MESH_POINTS)
    points = found.reshape(MESH_POINTS, 3)
    back = cv2.invertAffineTransform(way)
    scale = float(np.hypot(back[0, 0], back[1, 0]))
    flat = points[:, :2] @ back[:, :2].T + back[:, 2]
    return np.concatenate([flat, points[:, 2:] * scale], axis=1).astype(np.float32)


def _crop(face: Face) -> NDArray[np.float64]:
    """Return the (2, 3) transform from the image into the network's input."""
    left, top, width, height = face.box_px
    centre = np.array([left + width / 2, top + height / 2])
    across = face.points_px[1] - face.points_px[0]
    angle = float(np.arctan2(across[1], across[0]))
    scale = MESH_PX / (_BOX_SCALE * max(width, height))
    turn = scale * np.array(
        [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float64
    )
    return np.concatenate([turn, (MESH_PX / 2 - turn @ centre)[:, None]], axis=1)
