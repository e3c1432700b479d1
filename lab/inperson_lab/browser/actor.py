"""Who stands in front of the browser's camera."""

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inperson.liveness import FaceTarget
from inperson_lab.presenter import Presenter

_FRAME_S = 1 / 15


@dataclass(frozen=True, slots=True)
class Word:
    """What the page's live region said last."""

    number: int
    """Counted: what is said again is heard again."""
    text: str
    face: FaceTarget | None
    """Where the camera saw the face then."""


Listens = Callable[[float, Word | None], FaceTarget | None]
"""Where one goes at a time, in seconds, having heard that."""


@dataclass
class Actor:
    """Somebody who looks at the page and follows its oval, or listens to it."""

    presenter: Presenter
    blind: bool = False
    """Whether it does not see the oval."""
    ear: Listens | None = None
    """How it follows what it hears; whoever has one sees nothing."""
    develop: Callable[[bytes], bytes] | None = None
    """Done to each JPEG of the camera."""
    turned: bool = False
    """Whether it was asked to turn the head, and did."""
    frames: int = 0
    """How many were rendered."""
    clock: Callable[[], float] = time.monotonic
    began_s: float | None = None
    last_s: float = 0.0

    def frame(
        self, drawn: Mapping[str, float] | None, said: Mapping[str, Any] | None = None
    ) -> str:
        """Return the next frame as base64, no sooner than a camera would.

        Args:
            drawn: the oval that is on the screen now, as a place in the frame.
            said: by the live region, the last time.

        """
        self.began_s = self.began_s or self.clock()
        while (now_s := self.clock()) - self.last_s < _FRAME_S:
            time.sleep(_FRAME_S - (now_s - self.last_s))
        self.last_s = now_s
        at_s = self.last_s - self.began_s
        target = self._goal(at_s, drawn, said)
        self.turned |= bool(target and target.turn_deg)
        self.frames += 1
        jpeg = self.presenter.jpeg(at_s, target)
        return base64.b64encode(self.develop(jpeg) if self.develop else jpeg).decode()

    def _goal(
        self, at_s: float, drawn: Mapping[str, float] | None, said: Mapping[str, Any] | None
    ) -> FaceTarget | None:
        if self.ear is not None:
            word = said and Word(int(said["number"]), str(said["text"]), _place(said["face"]))
            return self.ear(at_s, word or None)
        return None if self.blind else _place(drawn)


def _place(told: Mapping[str, float] | None) -> FaceTarget | None:
    return None if told is None else FaceTarget(told["x"], told["y"], told["size"], told["turn"])
