"""Photographs on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import Lens
from inperson_lab.presenter.living import at_ease, placed
from inperson_lab.presenter.motion import Follower, Manner, steady
from inperson_lab.presenter.photo import Photo, sheet
from inperson_lab.presenter.stage import Layer

_SWING_RAD = np.radians(25.0)


@dataclass(frozen=True, slots=True)
class Handling:
    """What the hand does with the paper besides following."""

    tilts: bool = False
    """Swing about both axes by up to 25 degrees: a flat thing that moves like a head."""
    bends: bool = False
    """Roll the paper around a cylinder of 8 to 25 cm, now more, now less."""


class Print:
    """Moves a photograph by hand, so that its face meets the targets."""

    def __init__(
        self,
        photo: Photo,
        inter_ocular_mm: float,
        lens: Lens,
        generator: np.random.Generator,
        handling: Handling,
    ) -> None:
        self._sheet = sheet(photo, inter_ocular_mm, 20 if handling.bends else 8)
        self._handling = handling
        self._follower = Follower(
            generator,
            lambda target: lens.place(target, inter_ocular_mm),
            at_ease(generator) * (1, 1, inter_ocular_mm / 63),
            steady(Manner(), 2.2, 1.5),
        )
        self._periods_s = generator.uniform(2.0, 5.0, 3)
        self._phases = generator.uniform(0, 2 * np.pi, 3)
        self._upright = bool(generator.random() < 0.5)
        self._radii_mm = np.sort(generator.uniform(80, 250, 2))
        self._side = float(generator.choice((1.0, 1.0, 1.0, -1.0)))

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the paper where it is."""
        pose = self._follower.pose(at_s, target)
        swing = np.sin(2 * np.pi * at_s / self._periods_s + self._phases)
        if self._handling.tilts:
            yaw, pitch = pose.yaw + _SWING_RAD * swing[0], pose.pitch + _SWING_RAD * swing[1]
            yaw, pitch = np.clip((yaw, pitch), -_SWING_RAD, _SWING_RAD)
            pose = replace(pose, yaw=float(yaw), pitch=float(pitch))
        curvature = 0.0
        if self._handling.bends:
            share = 0.5 + 0.5 * swing[2]
            sharp, gentle = 1 / self._radii_mm
            curvature = self._side * float(gentle + share * (sharp - gentle))
        points = self._sheet.bent(curvature, upright=self._upright)
        return (Layer(self._sheet.mesh, placed(points, pose)),)
