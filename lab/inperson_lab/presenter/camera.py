"""A webcam: pinhole, a little distortion, automatic exposure, blur, noise and JPEG."""

from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.backdrop import paint_room
from inperson_lab.presenter.light import Rgb
from inperson_lab.presenter.surroundings import PLAIN, Surroundings, draw_surroundings

WIDTH_PX, HEIGHT_PX = 640, 480
SHORTER_PX = 480
"""What targets are shares of."""
_NOISE = (1.5, 5.0)
"""Standard deviation at middle grey, least and most, of 255."""
_NOISE_TILE_PX = 96
"""The noise is cut from a larger field at a random place: new numbers for each pixel of each frame
would take longer than drawing the head."""
_MIDDLE_GREY = 118.0
_ADAPTS_S = 0.35
_WIDE_FOCAL, _WIDE_BEND, _WIDE_QUALITY = (0.8, 1.7), (-0.12, 0.06), (50, 96)
"""64 down to 33 degrees over the shorter side; from a cheap wide lens to a corrected one."""
_ROOM_MM = 2500.0
"""How far the room is from a camera that is held in a hand."""


class Presenter(Protocol):
    """Someone, or something, in front of a camera, who sees the targets."""

    def frame(
        self, at_s: float, target: FaceTarget | None, light: Rgb | None = None
    ) -> NDArray[np.uint8]:
        """Return what the camera sees: (480, 640, 3) uint8 RGB, before JPEG.

        Args:
            at_s: seconds, never less than in the call before.
            target: what is shown; None if nothing yet.
            light: of the page, where it has a light.

        """
        ...

    def jpeg(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> bytes:
        """Return the frame as the camera's JPEG."""
        ...


@dataclass(frozen=True, slots=True)
class Lens:
    """Where a point in space falls in the frame."""

    focal: float
    """Focal length, in shares of the frame's shorter side."""
    bend: float = 0.0
    """k1 of the radial distortion, radii in focal lengths."""

    def project(
        self, points_mm: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Project points.

        Args:
            points_mm: (N, 3) x right, y down, z away, the camera at the origin.

        Returns:
            (N, 2) pixels, the middle of the frame at (319.5, 239.5), and (N,) depth in millimetres.

        """
        depth = points_mm[:, 2]
        flat = points_mm[:, :2] / np.maximum(depth, 1e-3)[:, None]
        flat = flat * (1 + self.bend * (flat**2).sum(axis=1, keepdims=True))
        middle = ((WIDTH_PX - 1) / 2, (HEIGHT_PX - 1) / 2)
        return flat * (self.focal * SHORTER_PX) + middle, depth

    def place(self, target: FaceTarget, inter_ocular_mm: float) -> NDArray[np.float64]:
        """Return where eyes so far apart have to be to meet a target: (3,) millimetres."""
        depth = self.focal * inter_ocular_mm / target.inter_ocular
        flat = np.array((target.x, target.y)) / self.focal
        flat = flat / (1 + self.bend * float(flat @ flat))
        return np.array((flat[0] * depth, flat[1] * depth, depth))


@dataclass(frozen=True, slots=True)
class Sensor:
    """What the camera makes of the light."""

    noise: float
    """Standard deviation at middle grey, of 255."""
    tint: tuple[float, float, float]
    exposure_s: float
    """How long the shutter is open: what moves meanwhile is smeared."""
    blur_px: float
    quality: int
    """Of the JPEG, 1 to 100."""


def draw_lens(generator: np.random.Generator) -> Lens:
    """Draw a laptop's or phone's lens: 60 down to 42 degrees over the shorter side."""
    return Lens(float(generator.uniform(0.85, 1.3)), float(generator.uniform(-0.05, 0.05)))


def draw_sensor(generator: np.random.Generator, noise: tuple[float, float]) -> Sensor:
    """Draw a sensor and its surroundings."""
    tint = generator.uniform(-0.06, 0.06)
    return Sensor(
        noise=float(generator.uniform(*noise)),
        tint=(float(1 + tint), float(1 + generator.uniform(-0.02, 0.02)), float(1 - tint)),
        exposure_s=float(generator.uniform(1 / 120, 1 / 30)),
        blur_px=float(generator.uniform(0.0, 0.8)),
        quality=int(generator.integers(75, 93)),
    )


def draw_camera(generator: np.random.Generator, lens: Lens | None = None) -> "Camera":
    """Draw a camera and a room out of the widest ranges: `surroundings`."""
    own = generator.spawn(1)[0]
    quality = int(own.integers(*_WIDE_QUALITY))
    return Camera(
        generator,
        lens=lens or Lens(float(own.uniform(*_WIDE_FOCAL)), float(own.uniform(*_WIDE_BEND))),
        sensor=replace(draw_sensor(own, _NOISE), quality=quality),
        around=draw_surroundings(own),
    )


class Camera:
    """A camera that stands still in a room, and remembers how bright the frame before was."""

    def __init__(
        self,
        generator: np.random.Generator,
        *,
        lens: Lens | None = None,
        noise: tuple[float, float] = _NOISE,
        sensor: Sensor | None = None,
        around: Surroundings = PLAIN,
    ) -> None:
        self.lens = lens or draw_lens(generator)
        self.sensor = sensor or draw_sensor(generator, noise)
        self.around = around
        self.gathers = 1.0
        """Share of the usual light that its shutter gets."""
        room = paint_room(generator, (WIDTH_PX, HEIGHT_PX))
        self.room = np.asarray(cv2.convertScaleAbs(room, alpha=around.behind), np.uint8)
        self._generator = generator
        self._field = _noise_field(generator)
        self._gain = 1.0
        self._bias = float(generator.uniform(0.85, 1.15))
        self._last_s: float | None = None

    def project(
        self, points_mm: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Project points of one surface through the lens as it is focused on it: as `Lens`."""
        longer = self.around.longer(float(np.median(points_mm[:, 2])))
        return replace(self.lens, focal=self.lens.focal * longer).project(self._across(points_mm))

    def _across(self, points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points as a camera has them before it that may be turned by a quarter."""
        return points_mm[..., [1, 0, 2]] * (1, -1, 1) if self.around.upright else points_mm

    def room_from(self, moved_mm: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Return the room as it is seen by a camera that was moved: (480, 640, 3) uint8 RGB.

        Args:
            moved_mm: (3,) from where it was painted; what lies at its edges goes on as in a mirror.

        """
        moved_mm = self._across(moved_mm)
        scale = _ROOM_MM / (_ROOM_MM - float(moved_mm[2]))
        shift = -moved_mm[:2] * scale * self.lens.focal * SHORTER_PX / _ROOM_MM
        middle = np.array(((WIDTH_PX - 1) / 2, (HEIGHT_PX - 1) / 2))
        warp = np.column_stack([scale * np.eye(2), middle * (1 - scale) + shift])
        size = (WIDTH_PX, HEIGHT_PX)
        seen = cv2.warpAffine(self.room, warp, size, borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(seen, np.uint8)

    def expose(self, scene: NDArray[np.uint8], at_s: float) -> NDArray[np.uint8]:
        """Turn light into a frame: (480, 640, 3) uint8 RGB, or (640, 480, 3) if upright.

        1. Exposure follows the middle of the frame with a lag, and the white balance tints.
        2. Noise grows with the signal, and with the gain.

        Args:
            scene: (480, 640, 3) uint8 RGB, blur included.
            at_s: when.

        """
        middle = scene[120:400:8, 180:460:8].astype(np.float32) * self.gathers
        wanted = np.clip(self._bias * _MIDDLE_GREY / max(float(middle.mean()), 1.0), 0.6, 1.7)
        share = 1.0
        if self._last_s is not None:
            share = 1 - np.exp(-max(at_s - self._last_s, 0.0) / _ADAPTS_S)
        self._last_s = at_s
        self._gain += share * (float(wanted) - self._gain)
        gain = self._gain * self.gathers
        levels = np.arange(256, dtype=np.float32)[:, None] * gain * self.sensor.tint
        # A soft shoulder keeps highlights from clipping all at once.
        levels = np.where(levels > 220, 220 + 35 * np.tanh((levels - 220) / 50), levels)
        table = np.clip(levels + 0.5, 0, 255).astype(np.uint8)[None]
        frame = self.grain(np.asarray(cv2.LUT(scene, table), np.uint8))
        return np.ascontiguousarray(np.rot90(frame, -1)) if self.around.upright else frame

    def jpeg(self, frame: NDArray[np.uint8]) -> bytes:
        """Encode a frame as the camera does."""
        bgr = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
        settings = (cv2.IMWRITE_JPEG_QUALITY, self.sensor.quality)
        return cv2.imencode(".jpg", bgr, settings)[1].tobytes()

    def grain(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Add the sensor's noise to a frame."""
        top, left = self._generator.integers(0, _NOISE_TILE_PX, 2)
        noise = self._field[top : top + HEIGHT_PX, left : left + WIDTH_PX]
        signal = np.arange(256) / 128
        strength = (
            self.sensor.noise * np.sqrt(self._gain / self.gathers) * (0.55 + 0.45 * np.sqrt(signal))
        )
        sigma = cv2.LUT(frame, strength.astype(np.float32))
        return np.asarray(cv2.add(frame, cv2.multiply(sigma, noise), dtype=cv2.CV_8U), np.uint8)


def blur(
    canvas: NDArray[np.uint8],
    box: tuple[int, int, int, int],
    motion_px: NDArray[np.float64],
    blur_px: float,
) -> None:
    """Blur a part of the frame by motion and defocus, in place.

    Args:
        canvas: (H, W, 3) uint8 RGB.
        box: left, top, width, height.
        motion_px: (2,) how far it moved while the shutter was open.
        blur_px: standard deviation of the defocus.

    """
    left, top, width, height = box
    part = canvas[top : top + height, left : left + width]
    length = float(np.hypot(*motion_px))
    if length >= 1.0:
        side = 2 * int(np.ceil(min(length, 24.0) / 2)) + 1
        kernel = np.zeros((side, side), np.float32)
        middle, half = side // 2, motion_px / length * min(length, 24.0) / 2
        ends = [tuple(int(value) for value in np.rint(middle + sign * half)) for sign in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0)
        part[:] = cv2.filter2D(np.ascontiguousarray(part), -1, kernel / kernel.sum())
    if blur_px >= 0.3:
        part[:] = cv2.GaussianBlur(np.ascontiguousarray(part), (0, 0), blur_px)


def _noise_field(generator: np.random.Generator) -> NDArray[np.float32]:
    """Return noise of unit variance, grey for the larger part, a little softer than white."""
    height, width = HEIGHT_PX + _NOISE_TILE_PX, WIDTH_PX + _NOISE_TILE_PX
    grey = generator.standard_normal((height, width, 1), np.float32)
    colour = generator.standard_normal((height, width, 3), np.float32)
    field = cv2.GaussianBlur(0.8 * grey + 0.6 * colour, (3, 3), 0.55)
    return np.asarray(field / field.std(), np.float32)
