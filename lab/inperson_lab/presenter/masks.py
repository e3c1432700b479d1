"""Shells of paper, and prints with the attacker's own eyes behind them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import Lens
from inperson_lab.presenter.head import Head
from inperson_lab.presenter.living import at_ease, placed
from inperson_lab.presenter.motion import Follower, Manner, steady
from inperson_lab.presenter.photo import Photo, sheet
from inperson_lab.presenter.raster import Mesh
from inperson_lab.presenter.stage import Layer

_BEHIND_MM = np.array((0.0, 0.0, 12.0))
_CUT = np.array((1.3, 1.65))
"""Half axes of the mask's outline, in inter-ocular distances around the middle of the face."""


class PaperMask:
    """Wears, or holds up, the victim's face printed on a shell, mostly flatter than the face."""

    def __init__(
        self,
        head: Head,
        wearer: Head,
        lens: Lens,
        generator: np.random.Generator,
        depths: tuple[float, float],
    ) -> None:
        depth = float(generator.uniform(*depths))
        self._shell_mm = head.posed(0.0, depth) - (0, 0, float(generator.uniform(8, 20)))
        self._mesh = Mesh(_cut_out(head), head.mesh.uv_px, head.mesh.pyramid)
        self._wearer = wearer if generator.random() < 0.5 else None
        manner = Manner() if self._wearer else steady(Manner(), 2.5, 1.5)
        self._follower = Follower(
            generator,
            lambda target: lens.place(target, head.inter_ocular_mm),
            at_ease(generator),
            replace(manner, blinks=False),
        )
        self._paleness = float(generator.uniform(0.88, 1.05))

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the mask, before the head that wears it."""
        pose = self._follower.pose(at_s, target)
        mask = Layer(self._mesh, placed(self._shell_mm, pose), self._paleness)
        if self._wearer is None:
            return (mask,)
        # The wearer's nose would come through a shell this flat: the head is pushed behind it.
        behind = self._wearer.posed(0.0, 0.6) + _BEHIND_MM
        return (Layer(self._wearer.mesh, placed(behind, pose)), mask)


class CutPrint:
    """Holds a print with its eyes cut out before the own, living ones."""

    def __init__(
        self, photo: Photo, wearer: Head, lens: Lens, generator: np.random.Generator
    ) -> None:
        self._wearer = wearer
        self._sheet = sheet(_without_eyes(photo), wearer.inter_ocular_mm, 16)
        self._gap_mm = np.array((0.0, 0.0, generator.uniform(8, 15)))
        bends = generator.random() < 0.5
        self._curvature = 1 / float(generator.uniform(80, 200)) if bends else 0.0
        self._follower = Follower(
            generator,
            lambda target: lens.place(target, wearer.inter_ocular_mm),
            at_ease(generator),
            replace(Manner(), turn_deg=(2.0, 1.7, 1.2)),
        )

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the living head, and the print before it."""
        pose = self._follower.pose(at_s, target)
        behind = self._wearer.posed(pose.closed) + self._gap_mm
        paper = placed(self._sheet.bent(self._curvature), pose)
        return (
            Layer(self._wearer.mesh, placed(behind, pose), 0.9),
            Layer(self._sheet.mesh, paper),
        )


def _cut_out(head: Head) -> NDArray[np.intp]:
    """Return the triangles inside the mask's outline."""
    unit = head.vertices_mm[:, :2] / head.inter_ocular_mm - (0, 0.45)
    inside = ((unit / _CUT) ** 2).sum(axis=1) < 1
    kept: NDArray[np.intp] = head.mesh.triangles[inside[head.mesh.triangles].all(axis=1)]
    return kept


def _without_eyes(photo: Photo) -> Photo:
    """Return the photo with two almonds cut out of it."""
    pixels = photo.pixels.copy()
    apart = photo.inter_ocular_px
    row, column = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    for side in (-0.5, 0.5):
        x = (column - photo.eyes_px[0] - side * apart) / (0.27 * apart)
        y = (row - photo.eyes_px[1]) / (0.14 * apart)
        pixels[x**2 + y**2 < 1, 3] = 0
    return Photo(pixels, photo.eyes_px, apart)
