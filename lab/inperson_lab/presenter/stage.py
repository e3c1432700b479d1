"""Whoever performs, in front of the camera: surfaces in, frames out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import HEIGHT_PX, WIDTH_PX, Camera, blur
from inperson_lab.presenter.light import Lit, Rgb, draw_room, normals_of
from inperson_lab.presenter.raster import Mesh, Patch, blend, draw, spread
from inperson_lab.presenter.surroundings import nearness

_MARGIN_PX = 8


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A surface where it is at one moment."""

    mesh: Mesh
    points_mm: NDArray[np.float64]
    """(N, 3) in the camera's frame."""
    gain: float = 1.0
    """How much brighter than its texture it is."""
    finish: Callable[[Patch], Patch] | None = None
    """Done to what was drawn: glare, moire."""
    emits: bool = False
    """Whether it shines itself: then the page's light is but a veil on its glass."""


class Act(Protocol):
    """What is done in front of the camera."""

    def layers(self, at_s: float, target: FaceTarget | None) -> Sequence[Layer]:
        """Return the surfaces at a time, the farthest first.

        Args:
            at_s: seconds, never less than in the call before.
            target: what is shown; None if nothing yet.

        """
        ...


class Staged:
    """Presents an act through a camera."""

    def __init__(
        self, camera: Camera, act: Act, generator: np.random.Generator, *, held: bool = False
    ) -> None:
        self.camera = camera
        self._held_from: NDArray[np.float64] | None = None
        self._held = held or camera.around.held
        self._act = act
        self._nearness = float(generator.uniform(-0.1, 0.14))
        self._last: tuple[float, NDArray[np.float64]] | None = None
        self._rows: dict[int, tuple[float, NDArray[np.float64]]] = {}
        # a stream of its own, so that who is filmed without the page's light stays as it is
        self.lit = Lit(draw_room(generator.spawn(1)[0]))
        camera.gathers = camera.around.exposed(self.lit.room.lux)

    def frame(
        self, at_s: float, target: FaceTarget | None, light: Rgb | None = None
    ) -> NDArray[np.uint8]:
        """Return what the camera sees, before JPEG: as `Camera.expose`."""
        self.lit.begin(at_s)
        layers = self._act.layers(at_s, target)
        canvas = self._behind(layers)
        if light is not None:
            canvas = self.lit.wall(canvas, light)
        boxes = []
        for index, layer in enumerate(layers):
            points_px, depth = self.camera.project(layer.points_mm)
            patch = self._drawn(layer, self._rolled(index, points_px, at_s), depth, light)
            if patch is not None:
                blend(canvas, patch)
                height, width = patch.alpha.shape
                boxes.append((patch.left, patch.top, patch.left + width, patch.top + height))
        motion = self._motion(layers, at_s)
        if boxes:
            left, top = (max(0, min(box[side] for box in boxes) - _MARGIN_PX) for side in (0, 1))
            right = min(WIDTH_PX, max(box[2] for box in boxes) + _MARGIN_PX)
            bottom = min(HEIGHT_PX, max(box[3] for box in boxes) + _MARGIN_PX)
            box = (left, top, right - left, bottom - top)
            blur(canvas, box, motion, self.camera.sensor.blur_px)
        if light is not None:
            canvas = self.lit.balanced(canvas)
        return self.camera.expose(canvas, at_s)

    def jpeg(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> bytes:
        """Return the frame as the camera's JPEG."""
        return self.camera.jpeg(self.frame(at_s, target, light))

    def _behind(self, layers: Sequence[Layer]) -> NDArray[np.uint8]:
        """Return the room, as it lies from where a camera is that is held in a hand."""
        if not self._held or not layers:
            return self.camera.room.copy()
        place = np.median(layers[-1].points_mm, axis=0)
        if self._held_from is None:
            self._held_from = place
        return self.camera.room_from(self._held_from - place)

    def _rolled(
        self, index: int, points_px: NDArray[np.float64], at_s: float
    ) -> NDArray[np.float64]:
        """Return where a surface is when the rows are read in which it is: the (N, 2) pixels."""
        before_s, before = self._rows.get(index, (at_s, points_px))
        self._rows[index] = at_s, points_px
        if at_s <= before_s or before.shape != points_px.shape:
            return points_px
        late_s = (points_px[:, 1:] / HEIGHT_PX - 0.5) * self.camera.around.rolling_s
        rolled: NDArray[np.float64] = points_px + (points_px - before) / (at_s - before_s) * late_s
        return rolled

    def _drawn(
        self,
        layer: Layer,
        points_px: NDArray[np.float64],
        depth: NDArray[np.float64],
        light: Rgb | None,
    ) -> Patch | None:
        patch = draw(layer.mesh, points_px, depth, (WIDTH_PX, HEIGHT_PX))
        if patch is None:
            return None
        # The light of the room and of the display changes on what comes nearer.
        gain = layer.gain * (1 + self._nearness * nearness(float(np.median(depth))))
        lit = np.asarray(cv2.convertScaleAbs(patch.pixels, alpha=float(gain)), np.uint8)
        patch = Patch(patch.left, patch.top, lit, patch.alpha)
        if self.camera.around.shaded and not layer.emits:
            normals = normals_of(layer.mesh.triangles, layer.points_mm)
            share = self.lit.room.room_lux(normals) / self.lit.room.lux
            frame = (WIDTH_PX, HEIGHT_PX)
            seen = spread(layer.mesh.triangles, points_px, depth, share, frame)
            patch = self.lit.shaded(patch, seen)
        if light is not None:
            patch = self._under(light, layer, patch, points_px, depth)
        return patch if layer.finish is None else layer.finish(patch)

    def _under(
        self,
        light: Rgb,
        layer: Layer,
        patch: Patch,
        points_px: NDArray[np.float64],
        depth: NDArray[np.float64],
    ) -> Patch:
        """Return what was drawn under the page's light too."""
        if layer.emits:
            return self.lit.display(patch, light)
        normals = normals_of(layer.mesh.triangles, layer.points_mm)
        room = self.lit.room
        share = room.screen_lux(layer.points_mm, normals) / room.room_lux(normals)
        seen = spread(layer.mesh.triangles, points_px, depth, share, (WIDTH_PX, HEIGHT_PX))
        return self.lit.diffuse(patch, seen, light)

    def _motion(self, layers: Sequence[Layer], at_s: float) -> NDArray[np.float64]:
        """Return how far the nearest surface moved in the frame while the shutter was open."""
        if not layers:
            return np.zeros(2)
        points_px, depth = self.camera.project(layers[-1].points_mm)
        points = points_px[depth > 1]
        place = np.median(points, axis=0) if len(points) else np.zeros(2)
        last, self._last = self._last, (at_s, place)
        if last is None or at_s <= last[0]:
            return np.zeros(2)
        moved: NDArray[np.float64] = (place - last[1]) / (at_s - last[0])
        return moved * self.camera.sensor.exposure_s


class Unlit:
    """Presents what the page's light never falls on: a script's own picture."""

    def __init__(self, staged: Staged) -> None:
        self._staged = staged

    def frame(
        self, at_s: float, target: FaceTarget | None, light: Rgb | None = None
    ) -> NDArray[np.uint8]:
        """Return what the script renders: (480, 640, 3) uint8 RGB."""
        return self._staged.frame(at_s, target)

    def jpeg(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> bytes:
        """Return the frame as JPEG."""
        return self._staged.jpeg(at_s, target)
