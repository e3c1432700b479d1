"""A head: a textured surface in millimetres, with eyelids."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson_lab.presenter.raster import Mesh

INTER_OCULAR_MM = 63.0
"""Between the middles of an adult's eyes (Dodgson, SPIE 5291, 2004: mean 63, sd 3.8)."""


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A head in its own frame: x right as a camera in front sees it, y down, z away from it."""

    vertices_mm: NDArray[np.float64]
    """(N, 3); the origin is the middle of the eyes."""
    mesh: Mesh = field(repr=False)
    inter_ocular_mm: float
    lids_mm: NDArray[np.float64] = field(repr=False)
    """(N,) how far down each vertex goes when the eyes close; 0 where there is nothing to close."""

    def posed(self, closed: float = 0.0, depth_scale: float = 1.0) -> NDArray[np.float64]:
        """Return the vertices with the eyes closed by a share, and the relief made flatter.

        Args:
            closed: 0 open, 1 closed.
            depth_scale: 1 for a head, less for a shell of paper.

        """
        if not closed and depth_scale == 1.0:
            return self.vertices_mm
        posed = self.vertices_mm * (1.0, 1.0, depth_scale)
        posed[:, 1] += closed * self.lids_mm
        return posed

    def tinted(self, shares: NDArray[np.float64]) -> "Head":
        """Return the head giving back less light: (3,) shares of its red, green and blue."""
        levels = 255 * ((np.arange(256)[:, None] / 255) ** 2.2 * shares) ** (1 / 2.2)
        table = np.clip(np.column_stack([levels, np.arange(256)]), 0, 255).astype(np.uint8)
        pyramid = tuple(
            np.asarray(cv2.LUT(each, table[None]), np.uint8) for each in self.mesh.pyramid
        )
        return replace(self, mesh=replace(self.mesh, pyramid=pyramid))

    def sized(self, inter_ocular_mm: float, depth_scale: float = 1.0) -> "Head":
        """Return the head of another size, its depth scaled further.

        Args:
            inter_ocular_mm: between the middles of the eyes.
            depth_scale: how much deeper than its width says.

        """
        scale = inter_ocular_mm / self.inter_ocular_mm
        return replace(
            self,
            vertices_mm=self.vertices_mm * (scale, scale, scale * depth_scale),
            inter_ocular_mm=inter_ocular_mm,
            lids_mm=self.lids_mm * scale,
        )


def turn(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    """Return the rotation of a head or a hand: about the vertical, the horizontal, the view.

    Args:
        yaw: radians; positive turns the front to the right of the frame.
        pitch: radians; positive turns the front down.
        roll: radians; positive is clockwise in the frame.

    Returns:
        (3, 3), to be multiplied with column vectors.

    """
    (cy, cp, cr), (sy, sp, sr) = np.cos((yaw, pitch, roll)), np.sin((yaw, pitch, roll))
    about_y = np.array([[cy, 0, -sy], [0, 1, 0], [sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    turned: NDArray[np.float64] = about_z @ about_y @ about_x
    return turned
