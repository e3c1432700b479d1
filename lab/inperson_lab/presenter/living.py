"""A living person."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import Lens
from inperson_lab.presenter.expression import Talk
from inperson_lab.presenter.head import Head, turn
from inperson_lab.presenter.motion import Follower, Manner, Pose
from inperson_lab.presenter.stage import Layer


def at_ease(generator: np.random.Generator) -> NDArray[np.float64]:
    """Draw where someone waits who sees no target yet: (3,) millimetres."""
    return np.array((*generator.uniform(-30, 30, 2), generator.uniform(420, 600)))


def placed(vertices_mm: NDArray[np.float64], pose: Pose) -> NDArray[np.float64]:
    """Bring vertices from their own frame to a pose in the camera's: (N, 3) millimetres."""
    moved: NDArray[np.float64] = vertices_mm @ turn(pose.yaw, pose.pitch, pose.roll).T
    return moved + pose.position_mm


class Living:
    """Follows the targets with the own head."""

    def __init__(
        self,
        head: Head,
        lens: Lens,
        generator: np.random.Generator,
        manner: Manner | None = None,
        talk: Talk | None = None,
    ) -> None:
        self._head, self._talk = head, talk
        self._follower = Follower(
            generator,
            lambda target: lens.place(target, head.inter_ocular_mm),
            at_ease(generator),
            manner,
        )

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the head where it is."""
        pose = self._follower.pose(at_s, target)
        surface = self._head.posed(pose.closed)
        if self._talk is not None:
            surface = surface + self._talk.moved_mm(at_s)
        return (Layer(self._head.mesh, placed(surface, pose)),)
