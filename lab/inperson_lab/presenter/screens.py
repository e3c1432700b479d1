"""Displays: a photo on one, and a recorded approach on one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import HEIGHT_PX, SHORTER_PX, WIDTH_PX, Lens
from inperson_lab.presenter.living import at_ease, placed
from inperson_lab.presenter.motion import Follower, Manner, Pose, steady
from inperson_lab.presenter.photo import Photo, sheet, with_border
from inperson_lab.presenter.raster import Patch, texture_pyramid
from inperson_lab.presenter.recording import Shot
from inperson_lab.presenter.stage import Layer

_NEAREST_MM, _FARTHEST_MM = 110.0, 900.0
_HAND_LAG_S = 0.22


@dataclass(frozen=True, slots=True, eq=False)
class Display:
    """What a display does to a picture."""

    gamma: float
    gain: float
    pitch_mm: float
    """Between pixels: seen through a sensor's own grid they make moire."""
    moire: float
    glare: NDArray[np.float32]
    """(64, 64) light that the glass reflects, 0 to 255."""

    def shown(self, colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a picture as the display shows it, with the glare on its glass."""
        table = 255 * (np.arange(256) / 255) ** self.gamma
        lit = cv2.LUT(colours, table.astype(np.uint8)[None])
        glare = cv2.resize(self.glare, colours.shape[1::-1]).astype(np.uint8)
        return np.asarray(cv2.add(lit, cv2.merge([glare] * 3)), np.uint8)

    def finish(self, mm_per_px: float, roll: float) -> Callable[[Patch], Patch]:
        """Return what adds the moire of the display's pixels under the sensor's.

        Args:
            mm_per_px: size of one of the sensor's pixels on the display.
            roll: how the two grids are turned against each other.

        """
        density = mm_per_px / self.pitch_mm
        alias = np.array((np.cos(roll), np.sin(roll))) * density
        alias = alias - np.rint(alias)

        def add(patch: Patch) -> Patch:
            height, width = patch.alpha.shape
            across = 2 * np.pi * alias[0] * (np.arange(width) + patch.left)
            down = 2 * np.pi * alias[1] * (np.arange(height) + patch.top)
            # cos(a + b), from what is known along each side. Red, green and blue lie side by side
            # in a display's pixel, a third of a wave apart.
            waves = [
                np.outer(np.cos(down), np.cos(across + shift))
                - np.outer(np.sin(down), np.sin(across + shift))
                for shift in (0.0, 2.1, 4.2)
            ]
            factor = (1 + self.moire * cv2.merge(waves)).astype(np.float32)
            pixels = cv2.multiply(patch.pixels, factor, dtype=cv2.CV_8U)
            return Patch(patch.left, patch.top, np.asarray(pixels, np.uint8), patch.alpha)

        return add


def draw_display(generator: np.random.Generator) -> Display:
    """Draw a phone's or a tablet's display and the lamp that it mirrors."""
    row, column = np.mgrid[:64, :64] / 63
    where = generator.uniform(-0.2, 1.2, 2)
    wide = generator.uniform(0.1, 0.4)
    spot = np.exp(-((row - where[0]) ** 2 + (column - where[1]) ** 2) / (2 * wide**2))
    glare = spot * generator.uniform(5, 70) + generator.uniform(2, 12)
    return Display(
        gamma=float(generator.uniform(0.8, 1.1)),
        gain=float(generator.uniform(1.05, 1.35)),
        pitch_mm=float(generator.uniform(0.055, 0.16)),
        moire=float(generator.uniform(0.01, 0.05)),
        glare=glare.astype(np.float32),
    )


class ScreenPhoto:
    """Moves a display that shows one photo, so that its face meets the targets."""

    def __init__(
        self, photo: Photo, inter_ocular_mm: float, lens: Lens, generator: np.random.Generator
    ) -> None:
        self._display = draw_display(generator)
        self._lens = lens
        self._sheet = sheet(_framed(photo, self._display, generator), inter_ocular_mm, 6)
        self._follower = Follower(
            generator,
            lambda target: lens.place(target, inter_ocular_mm),
            at_ease(generator) * (1, 1, inter_ocular_mm / 63),
            steady(Manner(), 2.5, 1.2),
        )

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the display where it is."""
        pose = self._follower.pose(at_s, target)
        mm_per_px = float(pose.position_mm[2]) / (self._lens.focal * SHORTER_PX)
        points = placed(self._sheet.bent(), pose)
        finish = self._display.finish(mm_per_px, pose.roll)
        return (Layer(self._sheet.mesh, points, self._display.gain, finish, emits=True),)


class Footage(Protocol):
    """What is played on a display."""

    def shot(self, at_s: float, shown: FaceTarget | None) -> Shot:
        """Return the frame of a time, in which a target is shown."""
        ...


class ScreenReplay:
    """Shows a recording of the victim on a display, held still or moved to meet the targets.

    One that follows the targets itself is held still.
    """

    def __init__(
        self, footage: Footage, lens: Lens, generator: np.random.Generator, *, follows: bool = False
    ) -> None:
        self._footage, self._lens = footage, lens
        self._display = draw_display(generator)
        self._border_px = int(generator.integers(10, 34))
        blank = np.full((HEIGHT_PX, WIDTH_PX, 4), 255, np.uint8)
        middle = np.array(((WIDTH_PX - 1) / 2, (HEIGHT_PX - 1) / 2))
        # One "inter-ocular distance" of 100 pixels only sets the scale of the sheet.
        width_mm = float(generator.uniform(140, 270))
        self._mm_per_px = width_mm / WIDTH_PX
        framed = with_border(Photo(blank, middle, 100.0), self._border_px, (18, 18, 20))
        self._sheet = sheet(framed, 100 * self._mm_per_px, 6)
        self._canvas = framed.pixels.copy()
        self._follows = follows
        self._moves = bool(generator.random() < 0.5) and not follows
        filling = float(generator.uniform(0.85, 1.1))
        depth = lens.focal * SHORTER_PX * self._mm_per_px * filling
        self._rest_mm = np.array((*generator.uniform(-6, 6, 2), depth))
        manner = steady(Manner(), 1.5, 1.0 if self._moves else 0.4)
        self._wobble = Follower(generator, lambda _: self._rest_mm, self._rest_mm, manner)
        self._place_mm = self._rest_mm
        self._last_s: float | None = None

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the display where it is, with what it shows now."""
        shot = self._footage.shot(at_s, self._shown(target))
        pose = self._wobble.pose(at_s, None)
        if self._moves and target is not None:
            pose = self._followed(at_s, target, pose, shot)
        edge = self._border_px
        inner = self._canvas[edge : edge + HEIGHT_PX, edge : edge + WIDTH_PX]
        inner[..., :3] = self._display.shown(shot.image.pixels)
        mesh = replace(self._sheet.mesh, pyramid=texture_pyramid(self._canvas.copy(), 3))
        mm_per_px = float(pose.position_mm[2]) / (self._lens.focal * SHORTER_PX)
        finish = self._display.finish(mm_per_px, pose.roll)
        return (
            Layer(mesh, placed(self._sheet.bent(), pose), self._display.gain, finish, emits=True),
        )

    def _shown(self, target: FaceTarget | None) -> FaceTarget | None:
        """Return where a face has to be on the display, to be on a target for the camera."""
        if target is None or not self._follows:
            return target
        far = float(self._rest_mm[2]) / (self._lens.focal * SHORTER_PX * self._mm_per_px)
        aside = self._rest_mm[:2] / float(self._rest_mm[2]) * self._lens.focal
        return FaceTarget(
            (target.x - float(aside[0])) * far,
            (target.y - float(aside[1])) * far,
            target.inter_ocular * far,
        )

    def _followed(self, at_s: float, target: FaceTarget, pose: Pose, shot: Shot) -> Pose:
        """Move the display until the face that it shows is where the target is."""
        goal = self._lens.place(target, shot.size * SHORTER_PX * self._mm_per_px)
        goal = goal * (np.clip(goal[2], _NEAREST_MM, _FARTHEST_MM) / goal[2])
        goal[:2] -= shot.place * SHORTER_PX * self._mm_per_px
        elapsed = 0.1 if self._last_s is None else max(at_s - self._last_s, 0.0)
        self._last_s = at_s
        share = 1 - np.exp(-elapsed / _HAND_LAG_S)
        self._place_mm = self._place_mm + share * (goal - self._place_mm)
        return replace(pose, position_mm=self._place_mm + pose.position_mm - self._rest_mm)


def _framed(photo: Photo, display: Display, generator: np.random.Generator) -> Photo:
    """Return the photo on the display, with its bezel."""
    lit = np.dstack(
        [display.shown(np.ascontiguousarray(photo.pixels[..., :3])), photo.pixels[..., 3]]
    )
    shown = Photo(lit, photo.eyes_px, photo.inter_ocular_px)
    return with_border(shown, int(generator.integers(8, 30)), (18, 18, 20))
