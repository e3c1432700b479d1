"""Where coverings are drawn: the face's own plane, and which of its regions they hide."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision import Image, Region

Plane = NDArray[np.float32]
"""(H, W) float32, one value a pixel."""

UNIT_PX = 48
"""Inter-ocular distance on the canvas."""
LEFT, TOP, WIDTH, HEIGHT = 2.0, 1.6, 4.0, 4.6
"""The canvas reaches so far from the middle of the eyes, in inter-ocular distances."""
SHAPE = (round(HEIGHT * UNIT_PX), round(WIDTH * UNIT_PX))
HIDDEN, SHOWN = 0.6, 0.15
"""From this share on a region is covered, and up to that one it is not; what lies between is
neither, and counted nowhere."""
_CORNERS = ((33, 133), (362, 263))
_NOSE, _MOUTH, _CHIN = 4, (61, 291), 152


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A face laid into its plane: x along its eyes, y down, in inter-ocular distances."""

    image: Image
    way: NDArray[np.float64]
    """(2, 3): from the image's pixels to the canvas'."""
    mesh: NDArray[np.float64]
    """(468, 3) the landmarks, in the plane; z towards the camera is negative."""
    pixels: NDArray[np.uint8]
    """The image, laid into the canvas."""

    @property
    def grid(self) -> tuple[Plane, Plane]:
        """Return x and y of every pixel of the canvas."""
        row, column = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32)
        return column / UNIT_PX - LEFT, row / UNIT_PX - TOP

    @property
    def nose(self) -> NDArray[np.float64]:
        """Return the tip of the nose: x, y."""
        return np.asarray(self.mesh[_NOSE, :2])

    @property
    def mouth(self) -> NDArray[np.float64]:
        """Return the middle of the mouth: x, y."""
        return np.asarray(self.mesh[list(_MOUTH), :2].mean(axis=0))

    @property
    def chin(self) -> NDArray[np.float64]:
        """Return the tip of the chin: x, y."""
        return np.asarray(self.mesh[_CHIN, :2])

    def eye(self, side: int) -> NDArray[np.float64]:
        """Return the middle of an eye: x, y."""
        return np.asarray(self.mesh[list(_CORNERS[side]), :2].mean(axis=0))

    def skin(self) -> NDArray[np.float32]:
        """Return the colour of the cheeks: (3,)."""
        places = self.place(self.mesh[[50, 280, 205, 425], :2]).round().astype(int)
        inside = np.clip(places, 2, np.array(SHAPE[::-1]) - 3)
        cheeks = [self.pixels[y - 2 : y + 3, x - 2 : x + 3].mean(axis=(0, 1)) for x, y in inside]
        return np.asarray(np.mean(cheeks, axis=0), np.float32)

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points of the plane are on the canvas, in pixels."""
        return np.add(points, (LEFT, TOP)) * UNIT_PX

    def polygon(self, points: NDArray[np.float64]) -> Plane:
        """Return 1 inside of a polygon of the plane."""
        plane = np.zeros(SHAPE, np.uint8)
        corners = np.round(self.place(points) * 16).astype(np.int32)
        cv2.fillPoly(plane, [corners], 255, cv2.LINE_AA, 4)
        return np.asarray(plane / 255, np.float32)

    def hidden(self, alpha: Plane) -> Mapping[Region, float]:
        """Return the share of each region that a covering hides; of two eyes, the better hidden."""
        x, y = self.grid

        def share(centre: NDArray[np.float64], across: float, up: float) -> float:
            inside = ((x - centre[0]) / across) ** 2 + ((y - centre[1]) / up) ** 2 < 1
            return float(alpha[inside].mean()) if inside.any() else 0.0

        return {
            Region.EYES: max(share(self.eye(side), 0.24, 0.13) for side in (0, 1)),
            Region.NOSE: share(self.nose, 0.2, 0.17),
            Region.MOUTH: share(self.mouth, 0.34, 0.15),
        }

    def blend(self, colours: NDArray[np.float32], alpha: Plane) -> Image:
        """Lay colours over the face, where alpha says, and take it back into the image."""
        size = (self.image.width_px, self.image.height_px)
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        over = cv2.warpAffine(colours, self.way, size, flags=how)
        share = cv2.warpAffine(alpha, self.way, size, flags=how)[..., None]
        mixed = self.image.pixels * (1 - share) + over * share
        return Image(np.clip(mixed, 0, 255).astype(np.uint8))


def lay_canvas(image: Image, landmarks: NDArray[np.float32]) -> Canvas:
    """Lay a face into its plane.

    Args:
        image: the photograph.
        landmarks: (468, 3), as `FacePipeline.landmarks` gives them.

    """
    points = np.asarray(landmarks, np.float64)
    right, left = (points[list(pair), :2].mean(axis=0) for pair in _CORNERS)
    across = left - right
    apart = float(np.hypot(*across)) + 1e-6
    cosine, sine = across / apart / apart
    turn = np.array([[cosine, sine], [-sine, cosine]])
    flat = (points[:, :2] - (right + left) / 2) @ turn.T
    mesh = np.concatenate([flat, points[:, 2:] / apart], axis=1)
    way = np.concatenate(
        [
            turn * UNIT_PX,
            ((LEFT, TOP) - turn @ ((right + left) / 2))[:, None] * UNIT_PX,
        ],
        axis=1,
    )
    warped = cv2.warpAffine(
        image.pixels, way, SHAPE[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return Canvas(image, way, mesh, np.asarray(warped, np.uint8))
