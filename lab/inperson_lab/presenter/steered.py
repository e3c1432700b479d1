"""An attacker with an editor: frames of a recording, chosen and moved to hit each target.

A recording follows no target, so one that is merely played proves little: it is given up. Here its
own pixels answer the protocol: the frame whose face has the size that is wanted, moved to the place
that is wanted, at a person's pace. What is left to refuse it is what the recording shows.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson.vision import Image
from inperson_lab.presenter.light import Rgb
from inperson_lab.presenter.recording import Shot

_REACTION_S = (0.25, 0.45)
_PACE_S = 0.45
"""After so long a little under two thirds of the way to a target is done."""
_MOST_SCALE = 1.4
"""How far a frame is scaled beyond the recording's own sizes; more is what `injection` does."""
_NOISE, _ROOM_PX = 1.5, 64
_QUALITY = 85


class Steered:
    """Presents a recording's frames, chosen and moved to follow the targets.

    Args:
        shots: the recording.
        seed: draws how he reacts and trembles.
        once: never show a frame twice, as an attacker does who knows that it is looked for; of a
            recording that is too short the last ones come again.

    """

    def __init__(self, shots: Sequence[Shot], seed: int, *, once: bool = False) -> None:
        self._shots = shots
        self._once, self._spent = once, np.zeros(len(shots))
        self._sizes = np.log([each.size for each in shots])
        self._generator = np.random.default_rng(seed)
        self._target: FaceTarget | None = None
        self._moves_s = 0.0
        self._last_s = 0.0
        first = shots[int(self._generator.integers(len(shots)))]
        self._state = np.array([np.log(first.size), *first.place])
        height, width = first.image.pixels.shape[:2]
        grain = self._generator.normal(0, _NOISE, (height + _ROOM_PX, width + _ROOM_PX, 3))
        self._grain = np.round(grain).astype(np.int16)

    def frame(
        self, at_s: float, target: FaceTarget | None, light: Rgb | None = None
    ) -> NDArray[np.uint8]:
        """Return the frame of a time: (480, 640, 3) uint8 RGB."""
        if target is not None and target != self._target:
            self._target = target
            self._moves_s = at_s + float(self._generator.uniform(*_REACTION_S))
        if self._target is not None and at_s >= self._moves_s:
            goal = np.array([np.log(self._target.inter_ocular), self._target.x, self._target.y])
            part = 1 - np.exp(-(at_s - self._last_s) / _PACE_S)
            self._state = self._state + part * (goal - self._state)
        self._last_s = at_s
        trembling = self._generator.normal(0, (0.002, 0.001, 0.001))
        size, *place = self._state + trembling
        shot = self._chosen(size)
        scale = float(np.clip(np.exp(size) / shot.size, 1 / _MOST_SCALE, _MOST_SCALE))
        return self._moved(shot, np.array(place), scale)

    def shot(self, at_s: float, shown: FaceTarget | None) -> Shot:
        """Return the frame of a time as one of a display's, with the face where it was steered."""
        pixels = self.frame(at_s, shown)
        return Shot(Image(pixels), self._state[1:], float(np.exp(self._state[0])))

    def jpeg(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> bytes:
        """Return the frame as JPEG."""
        bgr = cv2.cvtColor(self.frame(at_s, target), cv2.COLOR_RGB2BGR)
        return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()

    def _chosen(self, size: float) -> Shot:
        """Return the frame whose face is nearest in size, of those that may be shown."""
        apart = np.abs(self._sizes - size) + self._spent
        best = int(np.argmin(apart))
        if self._once:
            self._spent[best] += 10.0
        return self._shots[best]

    def _moved(self, shot: Shot, place: NDArray[np.float64], scale: float) -> NDArray[np.uint8]:
        pixels = shot.image.pixels
        height, width = pixels.shape[:2]
        shorter, middle = min(height, width), np.array([width, height]) / 2
        shift = middle + place * shorter - scale * (middle + shot.place * shorter)
        way = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
        mirrored = cv2.BORDER_REFLECT_101
        frame = cv2.warpAffine(pixels, way, (width, height), borderMode=mirrored)
        # one field of noise, cut out elsewhere each time: drawing it anew would take longest
        top, left = self._generator.integers(0, _ROOM_PX, 2)
        noisy = frame + self._grain[top : top + height, left : left + width]
        return np.asarray(np.clip(noisy, 0, 255), np.uint8)
