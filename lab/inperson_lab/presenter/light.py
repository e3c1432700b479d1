"""The light of the page's own screen, on whatever is in front of it.

A screen is small and near, and the room's light is neither: what the screen adds falls with the
square of the distance, and with the angle at which a surface is turned to it. Light is added in
linear intensities; pictures are its 2.2th root. What a camera makes of it, exposure and white
balance, follows with a lag.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson_lab.presenter.raster import Patch

_GAMMA = 2.2
_ADAPTS_S = 0.35
_SCREENS = (
    # half height in mm, area in square metres, cd/m2 of its white
    (95.0, 0.052, (150.0, 400.0)),  # a laptop
    (75.0, 0.0095, (250.0, 700.0)),  # a phone
    (170.0, 0.16, (120.0, 350.0)),  # a monitor with a camera on top
)
_WARM = np.array((1.55, 1.0, 0.5))
"""A lamp's red, green and blue over daylight's, to which screens are set."""
_GLASS, _HAZE = 0.04, 0.003
"""What the glass of a display gives back, where it mirrors the page and elsewhere."""

Rgb = tuple[float, float, float]
"""Red, green and blue of a page, 0 to 1, linear: 1 is the screen's white."""


@dataclass(frozen=True, slots=True)
class Room:
    """The screen and the room before it."""

    below_mm: float
    """From the camera down to the middle of the screen."""
    area_m2: float
    white_nit: float
    lux: float
    """Of the room, on what faces the camera."""
    lamp: NDArray[np.float64]
    """(3,) red, green and blue of the room's light over the screen's white."""
    towards: NDArray[np.float64]
    """(3,) unit: where the room's light mainly comes from."""
    ambient: float
    """Share of it that comes from everywhere."""
    wall_mm: float
    balances: float
    """Share of a cast over the frame that white balance takes out."""
    balance_s: float
    mirrors: float
    """What a display's glass gives back of the page."""

    def screen_lux(
        self, points_mm: NDArray[np.float64], normals: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what the white page adds on each point: (N,) lux."""
        way = np.array((0.0, self.below_mm, 0.0)) - points_mm
        square = (way**2).sum(axis=1) * 1e-6
        way = way / np.linalg.norm(way, axis=1, keepdims=True)
        facing = np.clip((way * normals).sum(axis=1), 0, 1) * np.clip(-way[:, 2], 0, 1)
        # A disk of that area: near by it is no point.
        lux: NDArray[np.float64] = (
            self.white_nit * self.area_m2 * facing / (square + self.area_m2 / np.pi)
        )
        return lux

    def room_lux(self, normals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the room gives each point: (N,) lux."""
        directed = np.clip(normals @ self.towards, 0, 1)
        frontal = self.ambient + (1 - self.ambient) * max(float(-self.towards[2]), 0.0)
        shape = (self.ambient + (1 - self.ambient) * directed) / max(frontal, 0.3)
        lux: NDArray[np.float64] = self.lux * np.maximum(shape, 0.05)
        return lux


def draw_room(generator: np.random.Generator, lux: tuple[float, float] = (20.0, 500.0)) -> Room:
    """Draw a screen and a room, from one lamp in the evening to a desk at a window."""
    below, area, nits = _SCREENS[int(generator.integers(len(_SCREENS)))]
    around, up = generator.uniform(0, 2 * np.pi), np.radians(generator.uniform(0, 75))
    across = np.array((np.sin(around) * np.cos(up), -np.sin(up), -np.cos(around) * np.cos(up)))
    warm = generator.uniform(0, 1)
    mirrors = _GLASS if generator.random() < 0.4 else _HAZE
    return Room(
        below_mm=below,
        area_m2=area,
        white_nit=float(generator.uniform(*nits)),
        lux=float(np.exp(generator.uniform(*np.log(lux)))),
        lamp=_WARM**warm,
        towards=across,
        ambient=float(generator.uniform(0.35, 0.8)),
        wall_mm=float(generator.uniform(900, 3000)),
        balances=float(generator.uniform(0.0, 0.8)),
        balance_s=float(generator.uniform(0.8, 3.0)),
        mirrors=mirrors,
    )


def normals_of(triangles: NDArray[np.intp], points_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal of each vertex, out of the side that is seen: (N, 3) unit."""
    first, second, third = (points_mm[triangles[:, corner]] for corner in range(3))
    faces = -np.cross(second - first, third - first)
    total = np.zeros_like(points_mm)
    for corner in range(3):
        np.add.at(total, triangles[:, corner], faces)
    unit: NDArray[np.float64] = total / np.maximum(
        np.linalg.norm(total, axis=1, keepdims=True), 1e-9
    )
    return unit


class Lit:
    """A room with the page's light in it, and the camera's way of getting used to it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._exposure = 1.0
        self._cast: NDArray[np.float64] | None = None
        self._balance = np.zeros(3)
        self._last_s: float | None = None
        self._elapsed_s = 0.0

    def begin(self, at_s: float) -> None:
        """Begin a frame."""
        self._elapsed_s = 1e3 if self._last_s is None else max(at_s - self._last_s, 0.0)
        self._last_s = at_s

    def wall(self, picture: NDArray[np.uint8], light: Rgb) -> NDArray[np.uint8]:
        """Return the room's far end under the page's light."""
        away = np.array([[0.0, 0.0, self.room.wall_mm]])
        facing = np.array([[0.0, 0.0, -1.0]])
        share = float(self.room.screen_lux(away, facing)[0]) / self.room.lux
        added = share * np.array(light) / self.room.lamp
        return self._through(picture, np.repeat((1 + added)[:, None], 256, axis=1))

    def shaded(self, patch: Patch, share: NDArray[np.float32]) -> Patch:
        """Return a surface in the room's light: (H, W) of it, over what faces the camera has."""
        gain = cv2.pow(share, 1 / _GAMMA)
        pixels = cv2.multiply(patch.pixels, cv2.merge([gain] * 3), dtype=cv2.CV_8U)
        return Patch(patch.left, patch.top, np.asarray(pixels, np.uint8), patch.alpha)

    def diffuse(self, patch: Patch, share: NDArray[np.float32], light: Rgb) -> Patch:
        """Return skin or paper under the page's light.

        Args:
            patch: as the room alone lights it.
            share: (H, W) float32: lux of the white page over lux of the room.
            light: what the page shows.

        """
        skin = patch.alpha > 0.5
        usual = float(np.median(share[skin])) if skin.any() else 0.0
        wanted = (1 + usual * float(np.mean(light))) ** (1 / _GAMMA)
        lag = 1 - np.exp(-self._elapsed_s / _ADAPTS_S)
        self._exposure += lag * (wanted - self._exposure)
        added = cv2.merge(
            [share * np.float32(c / r) for c, r in zip(light, self.room.lamp, strict=True)]
        )
        gain = cv2.pow(1 + added, 1 / _GAMMA) * np.float32(1 / self._exposure)
        pixels = cv2.multiply(patch.pixels, gain, dtype=cv2.CV_8U)
        return Patch(patch.left, patch.top, np.asarray(pixels, np.uint8), patch.alpha)

    def display(self, patch: Patch, light: Rgb) -> Patch:
        """Return a display, whose glass gives a little of the page back over what it shows."""
        veil = self.room.mirrors * self.room.white_nit / 300 * np.array(light)
        levels = (np.arange(1, 257) / 256) ** _GAMMA
        pixels = self._through(patch.pixels, 1 + veil[:, None] / levels[None])
        return Patch(patch.left, patch.top, pixels, patch.alpha)

    def balanced(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the frame with its cast taken out as far as the camera does."""
        means = np.log(np.array(cv2.mean(frame)[:3]) + 1.0)
        cast = means - means[1]
        if self._cast is None:
            self._cast = cast
        lag = 1 - np.exp(-min(self._elapsed_s, 0.2) / self.room.balance_s)
        self._balance += lag * (self.room.balances * (cast - self._cast) - self._balance)
        table = np.clip(np.arange(256)[:, None] * np.exp(-self._balance), 0, 255)
        return np.asarray(cv2.LUT(frame, table.astype(np.uint8)[None]), np.uint8)

    def _through(
        self, picture: NDArray[np.uint8], linear: NDArray[np.float64]
    ) -> NDArray[np.uint8]:
        """Multiply a picture's linear light by (3, 256) factors, and expose it."""
        levels = np.arange(256)[:, None] * linear.T ** (1 / _GAMMA) / self._exposure
        table = np.clip(levels + 0.5, 0, 255).astype(np.uint8)[None]
        return np.asarray(cv2.LUT(picture, table), np.uint8)
