"""What an attacker recorded of the victim, by rendering a living presenter again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget, draw_challenge
from inperson_lab.presenter.camera import SHORTER_PX, Camera
from inperson_lab.presenter.head import Head
from inperson_lab.presenter.living import at_ease, placed
from inperson_lab.presenter.motion import Follower, Pose
from inperson_lab.presenter.stage import Layer, Staged

_FAR_MM, _NEAR_MM = 550.0, 200.0
_STEP_S = 2.4
"""How long the victim took for each target of the recorded session."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One frame of a recording, and where its face is."""

    pixels: NDArray[np.uint8]
    """(480, 640, 3) uint8 RGB."""
    eyes_px: NDArray[np.float64]
    inter_ocular_px: float


class Recording:
    """Plays a session of the victim: an approach from 55 to 20 cm, or one of other targets."""

    def __init__(self, head: Head, generator: np.random.Generator) -> None:
        camera = Camera(generator)
        approaches = generator.random() < 0.5
        self._act = _Victim(head, camera, generator, approaches)
        self._targets = None if approaches else _earlier_targets(generator)
        self._staged = Staged(camera, self._act, generator)
        self._head, self._lens = head, camera.lens
        self._start_s: float | None = None

    def shot(self, at_s: float) -> Shot:
        """Return the frame that is shown at a time; the first call starts the recording."""
        if self._start_s is None:
            self._start_s = at_s
        since = at_s - self._start_s
        target = None if self._targets is None else self._targets(since)
        pixels = self._staged.frame(since, target)
        eyes, depth = self._lens.project(self._act.place_mm[None])
        apart = self._lens.focal * SHORTER_PX * self._head.inter_ocular_mm / float(depth[0])
        return Shot(pixels, eyes[0], apart)


class _Victim:
    """The victim as it was recorded, who did not know what for."""

    def __init__(
        self, head: Head, camera: Camera, generator: np.random.Generator, approaches: bool
    ) -> None:
        self._head = head
        rest = at_ease(generator)
        if approaches:
            rest = np.array((*rest[:2] / 2, _FAR_MM))
        self._follower = Follower(
            generator, lambda target: camera.lens.place(target, head.inter_ocular_mm), rest
        )
        self._approach_s = float(generator.uniform(5, 11)) if approaches else None
        self.place_mm = rest

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the head where it was."""
        pose = self._approached(self._follower.pose(at_s, target), at_s)
        self.place_mm = pose.position_mm
        return (Layer(self._head.mesh, placed(self._head.posed(pose.closed), pose)),)

    def _approached(self, pose: Pose, at_s: float) -> Pose:
        if self._approach_s is None:
            return pose
        share = float(np.clip((at_s - 0.5) / self._approach_s, 0, 1))
        depth = _FAR_MM + (_NEAR_MM - _FAR_MM) * share
        return replace(pose, position_mm=pose.position_mm * (depth / _FAR_MM))


def _earlier_targets(generator: np.random.Generator) -> Callable[[float], FaceTarget]:
    """Draw the targets of earlier sessions, one after the other for as long as it takes."""
    drawn = [each for _ in range(8) for each in draw_challenge(_Drawn(generator))]

    def at(since_s: float) -> FaceTarget:
        return drawn[int(since_s / _STEP_S) % len(drawn)]

    return at


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Entropy that is the same for the same seed: for a simulation, never for a session."""

    generator: np.random.Generator

    def bytes(self, count: int) -> bytes:
        return self.generator.bytes(count)
