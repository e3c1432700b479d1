"""How those behave in front of the camera whom the presenter does not know."""

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget, Hint
from inperson.vision import Image, decode_image
from inperson_lab.browser.actor import Word
from inperson_lab.people.conditions import Condition

_HEARS_S = (1.2, 1.8)
"""From one word to the next: spoken, understood, done."""
_GOES_ON = 1.4
"""So much longer is a step where the same word was heard again, up to the first one's length."""
_LETTER_S = 0.065
"""Of a word that is spoken, about 15 a second."""
_NOISE = 4.0
"""Of a dark picture whose gain is at its end, of 255."""


Way = tuple[str, int]
"""The axis, and in which sense of a frame that is not mirrored."""
SAID: Mapping[str, Way] = {
    "Move left": ("x", 1),
    "Move right": ("x", -1),
    "Move up": ("y", -1),
    "Move down": ("y", 1),
    "Move closer": ("size", 1),
    "Move back": ("size", -1),
    "Turn your head left": ("turn", 1),
    "Turn your head right": ("turn", -1),
    "Look straight ahead": ("straight", 0),
}
"""What the page's words ask for, as a mirror shows it."""
_FIRST = {"x": 0.08, "y": 0.08, "size": 0.35, "turn": 15.0}
"""How far by one word, the first time: shares of the frame, of the size, and degrees."""


def way_to(hint: Hint, target: FaceTarget, face: FaceTarget) -> Way | None:
    """Return what a page says of a hint: the longer way, or the side to turn to."""
    if hint is Hint.LOOK_STRAIGHT:
        return "straight", 0
    if hint is Hint.TURN_HEAD:
        return "turn", 1 if target.turn_deg > face.turn_deg else -1
    if hint in {Hint.MOVE_CLOSER, Hint.MOVE_BACK}:
        return "size", 1 if hint is Hint.MOVE_CLOSER else -1
    if hint is not Hint.MOVE_INTO_OVAL:
        return None
    right, down = target.x - face.x, target.y - face.y
    return ("x", 1 if right > 0 else -1) if abs(right) > abs(down) else ("y", 1 if down > 0 else -1)


class Ear:
    """Moves as the spoken way says: shorter when the way turns round, longer when it goes on."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator
        self._next_s = 0.0
        self._heard = 0
        self._goal: FaceTarget | None = None
        self._steps: dict[str, tuple[float, int]] = {}

    def goal(
        self, at_s: float, hint: Hint, target: FaceTarget, face: FaceTarget | None
    ) -> FaceTarget | None:
        """Return where to go, having heard a hint for where the face was, without a page.

        Args:
            at_s: now.
            hint: the last one that was heard.
            target: tells the way alone.
            face: where the camera saw the face.

        """
        if at_s < self._next_s or face is None:
            return self._goal
        way = way_to(hint, target, face)
        if way is not None:
            self._go(way, face)
            self._next_s = at_s + float(self._generator.uniform(*_HEARS_S))
        return self._goal

    def hear(self, at_s: float, word: Word | None) -> FaceTarget | None:
        """Return where to go, having heard a page's words: at their end, and once each time."""
        if word is None:
            return self._goal
        if word.number != self._heard:
            self._heard, self._next_s = word.number, at_s + _LETTER_S * len(word.text)
        way = SAID.get(word.text)
        if way is not None and word.face is not None and at_s >= self._next_s:
            self._next_s = float("inf")
            self._go(way, word.face)
        return self._goal

    def _go(self, way: Way, face: FaceTarget) -> None:
        axis, sign = way
        stays = self._goal or replace(face, turn_deg=0.0)
        if axis == "straight":
            self._goal = replace(stays, turn_deg=0.0)
            return
        step = self._step(axis, sign)
        # whoever moves one way stays, as for the others, where they meant to be
        if axis == "turn":
            self._goal = replace(stays, turn_deg=stays.turn_deg + step)
        elif axis == "size":
            self._goal = replace(stays, inter_ocular=face.inter_ocular * float(np.exp(step)))
        elif axis == "x":
            self._goal = replace(stays, x=face.x + step)
        else:
            self._goal = replace(stays, y=face.y + step)

    def _step(self, axis: str, sign: int) -> float:
        first = _FIRST[axis]
        step, before = self._steps.get(axis, (first, sign))
        step = max(first / 4, step / 2) if sign != before else min(first, step * _GOES_ON)
        self._steps[axis] = step, sign
        return sign * step * float(self._generator.uniform(0.8, 1.2))


def over_the_line(jpeg: bytes, condition: Condition, generator: np.random.Generator) -> Image:
    """Return what the server decodes of a frame."""
    image, line = decode_image(jpeg), condition.line
    pixels = _dimmed(image.pixels, condition.light, generator)
    scale = line.side_px / min(pixels.shape[:2])
    if scale < 1:
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        pixels = np.asarray(small, np.uint8)
    return decode_image(_coded(pixels, line.quality))


def in_its_light(jpeg: bytes, light: float, generator: np.random.Generator) -> bytes:
    """Return a frame as a camera gives it where only a share of the light is left."""
    return _coded(_dimmed(decode_image(jpeg).pixels, light, generator), 95)


def _dimmed(
    pixels: NDArray[np.uint8], light: float, generator: np.random.Generator
) -> NDArray[np.uint8]:
    if light >= 1:
        return pixels
    noise = generator.normal(0, _NOISE, pixels.shape)
    return np.clip(pixels * light + noise, 0, 255).astype(np.uint8)


def _coded(pixels: NDArray[np.uint8], quality: int) -> bytes:
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes()
