"""An attacker with an editor: frames of a real recording, chosen and moved to hit each target.

A video follows no target, so a recording of an attack that is merely played proves little: it is
given up. Here its own pixels answer the protocol: the frame whose face has the size that is wanted,
moved to the place that is wanted, at a person's pace. What is left to refuse it is what the
recording shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget, Sighter
from inperson.vision import FacePipeline, Image
from inperson_lab.presenter import VideoUnusable, play_video

_RATE_HZ = 10.0
_REACTION_S = (0.25, 0.45)
_PACE_S = 0.45
"""After so long a little under two thirds of the way to a target is done."""
_MOST_SCALE = 1.4
"""How far a frame is scaled beyond the recording's own sizes; more is what `injection` does."""
_NOISE, _ROOM_PX = 1.5, 64
_QUALITY = 85


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A frame of a recording and the face in it."""

    image: Image
    place: NDArray[np.float64]
    """(2,) the eyes' middle from the frame's, in shares of its shorter side."""
    size: float


def read_shots(
    path: Path, pipeline: FacePipeline, focus: float = 0.5, rate_hz: float = _RATE_HZ
) -> Sequence[Shot]:
    """Find the face in a recording's frames; those without one are left out.

    Args:
        path: the video.
        pipeline: finds the face.
        focus: where an oblong frame is cut, as in `play_video`.
        rate_hz: frames looked at a second.

    Raises:
        VideoUnusable: if it cannot be read.

    """
    presenter, sighter = play_video(path, focus=focus), Sighter(pipeline)
    shots: list[Shot] = []
    count = 0
    while True:
        try:
            image = Image(presenter.frame(count / rate_hz, None))
        except VideoUnusable:
            if count:
                return shots
            raise
        seen = sighter.sight(image, count / rate_hz, 0)
        count += 1
        if seen.place is not None:
            shots.append(Shot(image, np.array(seen.place), seen.size))


class Steered:
    """Presents a recording's frames, chosen and moved to follow the targets."""

    def __init__(self, shots: Sequence[Shot], seed: int) -> None:
        self._shots = shots
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

    def frame(self, at_s: float, target: FaceTarget | None) -> NDArray[np.uint8]:
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
        shot = self._shots[int(np.argmin(np.abs(self._sizes - size)))]
        scale = float(np.clip(np.exp(size) / shot.size, 1 / _MOST_SCALE, _MOST_SCALE))
        return self._moved(shot, np.array(place), scale)

    def jpeg(self, at_s: float, target: FaceTarget | None) -> bytes:
        """Return the frame as JPEG."""
        bgr = cv2.cvtColor(self.frame(at_s, target), cv2.COLOR_RGB2BGR)
        return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()

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
