"""Photographs of a head, and the sheets that carry them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson_lab.presenter.backdrop import paint_room
from inperson_lab.presenter.head import Head, turn
from inperson_lab.presenter.raster import Mesh, blend, draw, texture_pyramid


@dataclass(frozen=True, slots=True)
class Framing:
    """How a photograph is composed."""

    size_px: tuple[int, int]
    eyes_px: tuple[float, float]
    inter_ocular_px: float
    cut_out: bool = False
    """Make what is behind the person transparent."""


UPRIGHT = Framing((480, 640), (240.0, 260.0), 140.0)
"""On 21 x 29 cm of paper this makes a face of natural size."""
CLOSE = Framing((420, 640), (210.0, 250.0), 150.0)
"""The face fills a phone."""
WIDE = Framing((1300, 1000), (650.0, 600.0), 100.0)
"""Room enough around the face to scale it down to a far target."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A picture of a face, and where in it the eyes are."""

    pixels: NDArray[np.uint8]
    """(H, W, 4) uint8 RGBA."""
    eyes_px: NDArray[np.float64]
    """(2,) the middle of the eyes."""
    inter_ocular_px: float


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A photo on something flat or bent: its own frame has the middle of the eyes at 0."""

    mesh: Mesh
    flat_mm: NDArray[np.float64]
    """(N, 2) each vertex on the sheet."""
    inter_ocular_mm: float

    def bent(self, curvature: float = 0.0, *, upright: bool = True) -> NDArray[np.float64]:
        """Return the vertices, rolled around a cylinder.

        Args:
            curvature: 1 over the radius in millimetres; positive bends the edges away.
            upright: whether the cylinder stands.

        Returns:
            (N, 3) millimetres.

        """
        bent = np.column_stack([self.flat_mm, np.zeros(len(self.flat_mm))])
        if abs(curvature) < 1e-7:
            return bent
        across = 0 if upright else 1
        angle = self.flat_mm[:, across] * curvature
        bent[:, across] = np.sin(angle) / curvature
        bent[:, 2] = (1 - np.cos(angle)) / curvature
        return bent


_AWAY_MM = (600.0, 1200.0)
"""From how far people are photographed."""


def photograph(
    head: Head,
    generator: np.random.Generator,
    framing: Framing = UPRIGHT,
    *,
    turned_deg: float = 0.0,
    away_mm: tuple[float, float] = _AWAY_MM,
) -> Photo:
    """Photograph a head before a made-up room.

    Args:
        head: of whom.
        generator: draws the distance, the room and the turn of a few degrees.
        framing: how large, and where the face is.
        turned_deg: how far it looks to the frame's right.
        away_mm: from how far.

    """
    depth = float(generator.uniform(*away_mm))
    yaw, pitch, roll = np.radians(generator.normal((turned_deg, 0, 0), (2.5, 2.0, 1.0)))
    points = head.posed() @ turn(yaw, pitch, roll).T + (0, 0, depth)
    focal_px = framing.inter_ocular_px * depth / head.inter_ocular_mm
    points_px = points[:, :2] / points[:, 2:] * focal_px + framing.eyes_px
    canvas = paint_room(generator, framing.size_px)
    alpha = np.full(canvas.shape[:2], 0 if framing.cut_out else 255, np.uint8)
    patch = draw(head.mesh, points_px, points[:, 2], framing.size_px)
    if patch is not None:
        blend(canvas, patch)
        height, width = patch.alpha.shape
        under = alpha[patch.top : patch.top + height, patch.left : patch.left + width]
        np.maximum(under, (patch.alpha * 255).astype(np.uint8), out=under)
    eyes = np.array(framing.eyes_px)
    return Photo(np.dstack([canvas, alpha]), eyes, framing.inter_ocular_px)


def sheet(photo: Photo, inter_ocular_mm: float, cells: int = 14) -> Sheet:
    """Put a photo on a sheet.

    Args:
        photo: the picture.
        inter_ocular_mm: how large it is on the sheet.
        cells: of the grid, along each side; what is bent needs many.

    """
    height, width = photo.pixels.shape[:2]
    column, row = np.meshgrid(
        np.linspace(-0.5, width - 0.5, cells + 1), np.linspace(-0.5, height - 0.5, cells + 1)
    )
    uv = np.column_stack([column.ravel(), row.ravel()])
    corner = (np.arange(cells)[:, None] * (cells + 1) + np.arange(cells)).ravel()
    beside, below, across = corner + 1, corner + cells + 1, corner + cells + 2
    triangles = np.concatenate(
        [np.column_stack([corner, beside, across]), np.column_stack([corner, across, below])]
    ).astype(np.intp)
    flat = (uv - photo.eyes_px) * (inter_ocular_mm / photo.inter_ocular_px)
    mesh = Mesh(triangles, uv.astype(np.float32), texture_pyramid(photo.pixels))
    return Sheet(mesh, flat, inter_ocular_mm)


def with_border(photo: Photo, border_px: int, colour: tuple[int, int, int]) -> Photo:
    """Return the photo with a border of one colour around it."""
    framed = cv2.copyMakeBorder(
        photo.pixels, *(border_px,) * 4, cv2.BORDER_CONSTANT, value=(*colour, 255)
    )
    return Photo(np.asarray(framed, np.uint8), photo.eyes_px + border_px, photo.inter_ocular_px)


def printed(photo: Photo, generator: np.random.Generator) -> Photo:
    """Return the photo as a printer renders it: paler, tinted, a little soft, edges of paper."""
    contrast, lift = generator.uniform(0.75, 0.95), generator.uniform(8, 28)
    tint = generator.uniform(0.94, 1.04, 3)
    colours = photo.pixels[..., :3].astype(np.float32) * contrast * tint + lift
    soft = cv2.GaussianBlur(np.clip(colours, 0, 255), (0, 0), float(generator.uniform(0.5, 1.0)))
    pixels = np.dstack([soft.astype(np.uint8), photo.pixels[..., 3]])
    paper = Photo(pixels, photo.eyes_px, photo.inter_ocular_px)
    white = int(generator.integers(220, 250))
    return with_border(paper, int(generator.choice((0, 6, 22))), (white, white, white - 4))
