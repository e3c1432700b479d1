"""Whether a capture is one take: what is behind a face goes on from one frame to the next.

A camera that stands still, or that a hand holds, sees most of a room again a moment later. Who
answers the targets with different photographs of one person shows another room with each: it
changes all at once, and no motion leads from one to the other.

1. Of each frame a small grey picture is kept until the next, and where in it no face is, nor what
   is below one.
2. Dense flow says where each place has gone, and the picture is brought back by it. Either way,
   moved or as it was, each place is compared with what it was: correlation over its neighbours,
   which brightness and contrast leave as it is.
3. The share of the places with something to see that are still what they were is what was kept.
   The second least of a capture counts: one frame may be torn, and two photographs are no album.

Frames that are farther apart in time are not compared: a hand may have moved the camera meanwhile.
Of ten frames a second every second one is looked at, which costs half.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

_WIDTH, _HEIGHT = 160, 120
_SHORTEST_S, _LONGEST_S = 0.15, 0.3
"""Between two frames that are compared: a picture that answers a target is held for longer."""
_AROUND = (0.85, 0.95)
"""Half the width and height of what belongs to a face, in its landmarks' own: hair moves along."""
_BODY_FROM, _BODY = 0.4, 1.3
"""The body begins so far below the landmarks' middle and reaches so far aside."""
_NEIGHBOURS_PX = 17
_LEAST_CONTRAST = 20.0
"""Variance of the grey levels: a bare wall looks like any other."""
_LEAST_SEEN = 0.08
"""Of the frame; with less in sight a corner that a head uncovers would speak for the room."""
_NOISE = 4.0
_ALIKE = 0.5
_HERE = np.indices((_HEIGHT, _WIDTH), np.float32)[::-1].transpose(1, 2, 0)
"""(120, 160, 2): the place of each pixel, across and down."""
Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is kept of a frame until the next one."""

    at_s: float
    grey: NDArray[np.uint8]
    """(120, 160) uint8."""
    behind: NDArray[np.bool_]
    """(120, 160) bool: neither face nor body."""


def make_scene(grey: NDArray[np.uint8], landmarks_px: NDArray[np.float32], at_s: float) -> Scene:
    """Keep of a frame what is behind its face.

    Args:
        grey: (H, W) uint8, the whole frame.
        landmarks_px: (468, 3) float32.
        at_s: when it came.

    """
    small = np.asarray(cv2.resize(grey, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)
    points = landmarks_px[:, :2] * np.array((_WIDTH, _HEIGHT)) / grey.shape[::-1]
    x, y = (float(each) for each in points.mean(axis=0))
    wide, high = (float(each) for each in np.ptp(points, axis=0))
    down, across = np.ogrid[:_HEIGHT, :_WIDTH]
    aside, below = np.abs(across - x), down - y
    head = np.hypot(aside / (_AROUND[0] * wide), (below + 0.1 * high) / (_AROUND[1] * high))
    body = (aside < _BODY * wide) & (below > _BODY_FROM * high)
    return Scene(at_s, small, (head > 1) & ~body)


def kept(before: Scene, now: Scene) -> float | None:
    """Return which share of what was behind a face still is; None where too little was to see."""
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    found = np.asarray(flow.calc(before.grey, now.grey, None), np.float32)  # type: ignore[call-overload]
    was, still = before.grey.astype(np.float32), now.grey.astype(np.float32)
    across, down = np.ascontiguousarray((found + _HERE).transpose(2, 0, 1), np.float32)
    moved = cv2.remap(still, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    alike, contrast = _correlation(was, np.asarray(moved, np.float32))
    alike = np.maximum(alike, _correlation(was, still)[0])
    seen = before.behind & now.behind & (contrast > _LEAST_CONTRAST)
    if seen.mean() < _LEAST_SEEN:
        return None
    return float((alike[seen] > _ALIKE).mean())


def _correlation(one: Grey, other: Grey) -> tuple[Grey, Grey]:
    """Return how alike two pictures are around each place, and the greater contrast there."""
    means = [_around(each) for each in (one, other)]
    spreads = [
        np.maximum(_around(each * each) - mean * mean, 0)
        for each, mean in zip((one, other), means, strict=True)
    ]
    together = _around(one * other) - means[0] * means[1]
    alike = together / np.sqrt((spreads[0] + _NOISE) * (spreads[1] + _NOISE))
    return np.asarray(alike, np.float32), np.asarray(np.maximum(*spreads), np.float32)


def _around(picture: Grey) -> Grey:
    return np.asarray(cv2.blur(picture, (_NEIGHBOURS_PX, _NEIGHBOURS_PX)), np.float32)


@dataclass(slots=True)
class Take:
    """Compares each frame with the one before. Not shared between threads."""

    _last: Scene | None = field(default=None, repr=False)
    _kept: list[float] = field(default_factory=list, repr=False)

    def see(self, grey: NDArray[np.uint8], landmarks_px: NDArray[np.float32], at_s: float) -> None:
        """Look at one frame with a face: (H, W) uint8, (468, 3) float32."""
        last = self._last
        if last is not None and at_s - last.at_s < _SHORTEST_S:
            return
        self._last = make_scene(grey, landmarks_px, at_s)
        if last is None or at_s - last.at_s > _LONGEST_S:
            return
        share = kept(last, self._last)
        if share is not None:
            self._kept.append(share)

    @property
    def kept(self) -> float | None:
        """Return the second least share of what was behind the face; None of too few frames."""
        return sorted(self._kept)[1] if len(self._kept) > 1 else None
