"""How those behave in front of the camera whom the presenter does not know."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget, Hint
from inperson.vision import FacePipeline, Image, decode_image
from inperson_lab.coverings import LAID, Cloth, lay_canvas
from inperson_lab.pad import HeadMaker
from inperson_lab.people.conditions import Condition

_HEARS_S = (1.2, 1.8)
"""From one word to the next: spoken, understood, done."""
_NOISE = 4.0
"""Of a dark picture whose gain is at its end, of 255."""


class Ear:
    """Moves as the spoken way says, by steps that shrink when the way turns round."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self._next_s = 0.0
        self._goal: FaceTarget | None = None
        self._steps: dict[str, tuple[float, int]] = {}

    def goal(
        self, at_s: float, hint: Hint, target: FaceTarget, face: FaceTarget | None
    ) -> FaceTarget | None:
        """Return where to go, having heard a hint for where the face was.

        Args:
            at_s: now.
            hint: the last one that was heard.
            target: tells the way alone: left, right, up or down, the longer of the two.
            face: where the camera saw the face.

        """
        if at_s < self._next_s or face is None:
            return self._goal
        x, y, size = face.x, face.y, face.inter_ocular
        if hint in {Hint.MOVE_CLOSER, Hint.MOVE_BACK}:
            size *= float(np.exp(self._step("size", 0.35, 1 if hint is Hint.MOVE_CLOSER else -1)))
        elif hint is Hint.MOVE_INTO_OVAL:
            right, down = target.x - x, target.y - y
            if abs(right) > abs(down):
                x += self._step("x", 0.08, 1 if right > 0 else -1)
            else:
                y += self._step("y", 0.08, 1 if down > 0 else -1)
        else:
            return self._goal
        self._goal = FaceTarget(x, y, size)
        self._next_s = at_s + float(self._generator.uniform(*_HEARS_S))
        return self._goal

    def _step(self, axis: str, first: float, sign: int) -> float:
        step, before = self._steps.get(axis, (first, sign))
        step = max(first / 4, step / 2) if sign != before else step
        self._steps[axis] = step, sign
        return sign * step * float(self._generator.uniform(0.8, 1.2))


def heads_of(condition: Condition, pipeline: FacePipeline) -> HeadMaker:
    """Return what makes heads from portraits, with what is worn."""
    if condition.wears is None:
        return HeadMaker(pipeline)
    lay = LAID[condition.wears]

    def dress(image: Image, landmarks: NDArray[np.float32], seed: int) -> Image:
        canvas = lay_canvas(image, landmarks)
        cloth = Cloth(image.pixels, canvas.skin())
        return canvas.blend(*lay(canvas, cloth, np.random.default_rng(seed)))

    return HeadMaker(pipeline, dress)


def over_the_line(jpeg: bytes, condition: Condition, generator: np.random.Generator) -> Image:
    """Return what the server decodes of a frame."""
    image, line = decode_image(jpeg), condition.line
    pixels = image.pixels
    if condition.light < 1:
        noise = generator.normal(0, _NOISE, pixels.shape)
        pixels = np.clip(pixels * condition.light + noise, 0, 255).astype(np.uint8)
    scale = line.side_px / min(pixels.shape[:2])
    if scale < 1:
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        pixels = np.asarray(small, np.uint8)
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    coded = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, line.quality))[1]
    return decode_image(coded.tobytes())
