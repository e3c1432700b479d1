"""Photographs on something round: a tin, a balloon, a dummy's blank head."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import Lens
from inperson_lab.presenter.living import at_ease, placed
from inperson_lab.presenter.motion import Follower, Manner, steady
from inperson_lab.presenter.photo import Photo, Sheet, sheet
from inperson_lab.presenter.stage import Layer

_FARTHEST_RAD = 1.45
"""What lies farther round the side is not seen."""
Shape = Callable[[Sheet, np.random.Generator], NDArray[np.float64]]
"""Draws the round thing and bends a sheet around it: (N, 3) millimetres."""


class Wrap:
    """Moves a round thing with a photograph on it by hand, so that its face meets the targets."""

    def __init__(
        self,
        photo: Photo,
        inter_ocular_mm: float,
        lens: Lens,
        generator: np.random.Generator,
        shape: Shape,
    ) -> None:
        made = sheet(photo, inter_ocular_mm, 28)
        self._mesh = made.mesh
        self._points_mm, seen_mm = _with_eyes(made, shape(made, generator))
        self._follower = Follower(
            generator,
            lambda target: lens.place(target, seen_mm),
            at_ease(generator) * (1, 1, seen_mm / 63),
            steady(Manner(), 2.2, 1.5),
        )

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the round thing where it is."""
        pose = self._follower.pose(at_s, target)
        return (Layer(self._mesh, placed(self._points_mm, pose)),)


def _with_eyes(flat: Sheet, points_mm: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Move a round thing so that the eyes are at depth 0; return how far apart they are seen."""
    half = flat.inter_ocular_mm / 2
    right, left = (
        int(np.argmin(np.linalg.norm(flat.flat_mm - (side * half, 0.0), axis=1)))
        for side in (-1, 1)
    )
    across = float(points_mm[left, 0] - points_mm[right, 0])
    shrunk = across / float(flat.flat_mm[left, 0] - flat.flat_mm[right, 0])
    deep = (points_mm[left, 2] + points_mm[right, 2]) / 2
    return points_mm - (0, 0, deep), 2 * half * shrunk


def cylinder(flat: Sheet, generator: np.random.Generator) -> NDArray[np.float64]:
    """Wrap a sheet around a standing tin, as wide as a narrow or a wide head."""
    radius_mm = float(generator.uniform(50, 110))
    reach = _FARTHEST_RAD * radius_mm
    turned = Sheet(flat.mesh, np.clip(flat.flat_mm, (-reach, -1e4), (reach, 1e4)), 0.0)
    return turned.bent(1 / radius_mm)


def balloon(flat: Sheet, generator: np.random.Generator) -> NDArray[np.float64]:
    """Draw a sheet over an ellipsoid of a head's size, its front anywhere from brow to nose."""
    radii_mm = generator.uniform(70, 130, 2)
    depth_mm = float(generator.uniform(70, 130))
    front_mm = np.array((0.0, flat.inter_ocular_mm * float(generator.uniform(0.0, 0.7))))
    aside = (flat.flat_mm - front_mm) / radii_mm
    angle = np.linalg.norm(aside, axis=1)
    way = aside / np.maximum(angle, 1e-9)[:, None]
    angle = np.minimum(angle, _FARTHEST_RAD)
    across = front_mm + radii_mm * way * np.sin(angle)[:, None]
    deep = depth_mm * (1 - np.cos(angle))
    return np.column_stack([across, deep])
