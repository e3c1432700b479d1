"""What an attacker recorded of the victim, by rendering a living presenter again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget, draw_challenge
from inperson.vision import Image
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
    """A frame of a recording and the face in it."""

    image: Image
    place: NDArray[np.float64]
    """(2,) the eyes' middle from the frame's, in shares of its shorter side."""
    size: float
    """Inter-ocular distance in shares of the shorter side."""


class Recording:
    """Plays a session of the victim: an approach from 55 to 20 cm, or one of other targets."""

    def __init__(self, head: Head, generator: np.random.Generator) -> None:
        camera = Camera(generator)
        approaches = generator.random() < 0.5
        self._act = _Victim(head, camera, generator, approaches)
        self._targets = None if approaches else _earlier_targets(generator)
        self._staged = Staged(camera, self._act, generator)
        self._head = head
        self._start_s: float | None = None

    def shot(self, at_s: float, shown: FaceTarget | None = None) -> Shot:
        """Return the frame that is shown at a time; the first call starts the recording.

        Args:
            at_s: seconds.
            shown: the target of now, which a recording knows nothing of.

        """
        if self._start_s is None:
            self._start_s = at_s
        since = at_s - self._start_s
        target = None if self._targets is None else self._targets(since)
        return _shot(self._staged, self._act, self._head, since, target)


def lean_in(head: Head, generator: np.random.Generator, frames: int, leans: int = 1) -> list[Shot]:
    """Film the victim coming from 55 cm to 20, and back, so often.

    Args:
        head: whose.
        generator: draws the camera and the victim's pace.
        frames: in all, evenly spread.
        leans: one: in; two: in and out; and so on.

    """
    camera = Camera(generator)
    act = _Victim(head, camera, generator, approaches=True, leans=leans)
    staged = Staged(camera, act, generator)
    times = np.linspace(0.5, act.ends_s, frames)
    return [_shot(staged, act, head, float(at_s), None) for at_s in times]


def _shot(
    staged: Staged, act: "_Victim", head: Head, at_s: float, target: FaceTarget | None
) -> Shot:
    pixels, lens = staged.frame(at_s, target), staged.camera.lens
    eyes, depth = lens.project(act.place_mm[None])
    middle = (np.array(pixels.shape[1::-1]) - 1) / 2
    size = lens.focal * head.inter_ocular_mm / float(depth[0])
    return Shot(Image(pixels), (eyes[0] - middle) / SHORTER_PX, size)


class _Victim:
    """The victim as it was recorded, who did not know what for."""

    def __init__(
        self,
        head: Head,
        camera: Camera,
        generator: np.random.Generator,
        approaches: bool,
        leans: int = 1,
    ) -> None:
        self._head = head
        rest = at_ease(generator)
        if approaches:
            rest = np.array((*rest[:2] / 2, _FAR_MM))
        self._follower = Follower(
            generator, lambda target: camera.lens.place(target, head.inter_ocular_mm), rest
        )
        self._approach_s = float(generator.uniform(5, 11)) if approaches else None
        self._leans = leans
        self.place_mm = rest

    @property
    def ends_s(self) -> float:
        """Return when the last approach or retreat is over."""
        return 0.5 + self._leans * (self._approach_s or 0.0)

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the head where it was."""
        pose = self._approached(self._follower.pose(at_s, target), at_s)
        self.place_mm = pose.position_mm
        return (Layer(self._head.mesh, placed(self._head.posed(pose.closed), pose)),)

    def _approached(self, pose: Pose, at_s: float) -> Pose:
        if self._approach_s is None:
            return pose
        way = np.clip((at_s - 0.5) / self._approach_s, 0, self._leans) % 2
        share = float(min(way, 2 - way))
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
