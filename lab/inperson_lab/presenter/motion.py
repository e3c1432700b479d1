"""How a willing person, or a hand with something in it, follows the targets.

A reaction, a minimum-jerk movement (Flash and Hogan, 1985) that lands a little beyond its goal,
then slow correction; around it sway, drift and turning as first-order autoregressive processes. A
head that is asked to turn does so about its neck, and a hand turns what it holds about its middle.
Time goes in steps of 20 ms inside, so that how often a frame is asked for changes nothing but that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget

TICK_S = 0.02
_SWAY_S, _DRIFT_S, _TURN_S = 0.8, 8.0, 2.5
_CLOSING_S, _CLOSED_S, _OPENING_S = 0.08, 0.05, 0.14
_CORRECTS_S = 0.25
_REFINES_S = 2.0
_SEEKS_AFTER_S, _SEEKS_S, _SEEKS_RAD = 0.4, 4.0, np.radians(12.0)
"""Who has turned and is not told that this is enough turns farther, and then less."""
_QUICK_TURN = np.radians(45.0)
"""A turn by so much takes as long as the longest movement."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How well someone follows."""

    reaction_s: tuple[float, float] = (0.2, 0.45)
    duration_s: tuple[float, float] = (0.4, 0.8)
    overshoot: tuple[float, float] = (0.01, 0.05)
    """Of the way."""
    place_error: float = 0.009
    """Standard deviation of where the movement ends, in shares of the frame's shorter side."""
    size_error: float = 0.022
    """And of the size, as a share of it."""
    sway_mm: float = 1.2
    drift_mm: float = 1.2
    turn_deg: tuple[float, float, float] = (2.5, 2.0, 1.4)
    """Standard deviation of yaw, pitch and roll."""
    faces_camera: float = 0.4
    """How much of the angle to the camera is made up by turning towards it."""
    blinks: bool = True
    tilt_deg: float = 0.0
    """How far the head is seen from above."""
    neck_mm: float = 90.0
    """How far behind the eyes the axis is, about which a head turns that is asked to."""
    turn_error_deg: float = 3.0
    """Standard deviation of where a turn ends."""
    moves_camera: bool = False
    """Whether it is the camera that moves, in a hand, and the room with the face."""


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Where something is and how it is turned."""

    position_mm: NDArray[np.float64]
    """(3,) in the camera's frame."""
    yaw: float
    pitch: float
    roll: float
    """In radians: see `head.turn`."""
    closed: float
    """How far the eyes are closed, 0 to 1."""


Aim = Callable[[FaceTarget], NDArray[np.float64]]
"""Where one has to be to meet a target: (3,) millimetres in the camera's frame."""


class Follower:
    """Follows targets, one tick after the other. Not shared: it remembers where it is."""

    def __init__(
        self,
        generator: np.random.Generator,
        aim: Aim,
        rest_mm: NDArray[np.float64],
        manner: Manner | None = None,
    ) -> None:
        self._generator = generator
        self._aim = aim
        self._manner = manner or Manner()
        self._now_s: float | None = None
        self._target: FaceTarget | None = None
        self._base = self._start = self._goal = rest_mm.astype(np.float64)
        self._aimed = self._exact = self._base
        self._turned = self._turned_from = self._turned_to = 0.0
        self._from_s = self._until_s = -1.0
        self._wobble = generator.standard_normal(9)
        self._blink_s = float(generator.uniform(0.5, 4.0))

    def pose(self, at_s: float, target: FaceTarget | None) -> Pose:
        """Go on until a time, seeing a target, and return where that leads.

        Args:
            at_s: seconds; an earlier time than before counts as that.
            target: what is shown now; None leaves everything where it is.

        """
        if self._now_s is None:
            self._now_s = at_s
            self._blink_s += at_s
            self._from_s = self._until_s = at_s - 1.0
        if target is not None and target != self._target:
            self._notice(target)
        while self._now_s + TICK_S <= at_s + 1e-9:
            self._now_s += TICK_S
            self._step(self._now_s)
        return self._current()

    def _notice(self, target: FaceTarget) -> None:
        assert self._now_s is not None  # noqa: S101 - set by pose
        manner, draw = self._manner, self._generator
        self._target = target
        size = np.clip(draw.normal(0, manner.size_error), -0.045, 0.045)
        aside = np.clip(draw.normal(0, manner.place_error, 2), -0.018, 0.018)
        self._aimed = self._aim(
            FaceTarget(
                target.x + float(aside[0]),
                target.y + float(aside[1]),
                target.inter_ocular * float(1 + size),
            )
        )
        self._exact = self._aim(target)
        way = self._aimed - self._base
        self._turned_to = self._turn(target)
        turns = abs(self._turned_to - self._turned) / _QUICK_TURN
        effort = min(1.0, max(float(np.linalg.norm(way)) / 300, turns))
        shortest, longest = manner.duration_s
        self._from_s = self._now_s + float(draw.uniform(*manner.reaction_s))
        lasts = shortest + (longest - shortest) * effort * float(draw.uniform(0.75, 1))
        self._until_s = self._from_s + lasts
        self._start = self._base
        self._goal = self._aimed + way * float(draw.uniform(*manner.overshoot))

    def _turn(self, target: FaceTarget) -> float:
        """Return where a turn ends, in radians; facing the camera is not missed."""
        if not target.turn_deg:
            return 0.0
        error = np.clip(self._generator.normal(0, self._manner.turn_error_deg), -6, 6)
        return float(np.radians(target.turn_deg + error))

    def _step(self, now_s: float) -> None:
        for lag_s, part in (
            (_SWAY_S, slice(0, 3)),
            (_DRIFT_S, slice(3, 6)),
            (_TURN_S, slice(6, 9)),
        ):
            keep = np.exp(-TICK_S / lag_s)
            fresh = self._generator.standard_normal(3)
            self._wobble[part] = keep * self._wobble[part] + np.sqrt(1 - keep**2) * fresh
        if now_s < self._from_s or self._target is None:
            self._start, self._turned_from = self._base, self._turned
        elif now_s <= self._until_s:
            share = (now_s - self._from_s) / (self._until_s - self._from_s)
            smooth = share**3 * (10 - 15 * share + 6 * share**2)
            self._base = self._start + smooth * (self._goal - self._start)
            self._turned = self._turned_from + smooth * (self._turned_to - self._turned_from)
        else:
            self._aimed = self._aimed + (self._exact - self._aimed) * (TICK_S / _REFINES_S)
            self._base = self._base + (self._aimed - self._base) * (TICK_S / _CORRECTS_S)
            seeks_s = max(0.0, now_s - self._until_s - _SEEKS_AFTER_S) if self._turned_to else 0.0
            swing = _SEEKS_RAD * np.sin(2 * np.pi * seeks_s / _SEEKS_S)
            self._turned = self._turned_to + float(np.copysign(1.0, self._turned_to) * swing)
        if now_s > self._blink_s + _CLOSING_S + _CLOSED_S + _OPENING_S:
            self._blink_s = now_s + float(self._generator.uniform(2.0, 5.0))

    def _current(self) -> Pose:
        assert self._now_s is not None  # noqa: S101 - set by pose
        manner, wobble = self._manner, self._wobble
        place = self._base + manner.sway_mm * wobble[:3] + manner.drift_mm * wobble[3:6]
        yaw, pitch, roll = np.radians(manner.turn_deg) * wobble[6:9]
        away = np.arctan2(place[:2], max(float(place[2]), 1.0)) * manner.faces_camera
        closed = self._closed(self._now_s) if manner.blinks else 0.0
        pitch += np.radians(manner.tilt_deg)
        place = place + manner.neck_mm * np.array(
            (np.sin(self._turned), 0.0, 1 - np.cos(self._turned))
        )
        yaw = float(yaw - away[0]) + self._turned
        return Pose(place, yaw, float(pitch - away[1]), float(roll), closed)

    def _closed(self, now_s: float) -> float:
        since = now_s - self._blink_s
        if since <= _CLOSING_S:
            return float(np.clip(since / _CLOSING_S, 0, 1))
        return float(np.clip(1 - (since - _CLOSING_S - _CLOSED_S) / _OPENING_S, 0, 1))


def steady(manner: Manner, turn_deg: float, sway_mm: float) -> Manner:
    """Return the manner of a hand: it tilts by so much, sways by so much, and does not blink."""
    turns = (turn_deg, turn_deg, 0.6 * turn_deg)
    return replace(
        manner, turn_deg=turns, sway_mm=sway_mm, faces_camera=0.3, blinks=False, neck_mm=0.0
    )
