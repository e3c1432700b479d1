"""One photograph that becomes another, as a script makes it that knows no more than the two."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson_lab.presenter.photo import Photo

_SCALE = 0.5
"""Of the pictures between which the way is looked for."""


class Morph:
    """What lies between two photographs whose eyes are at the same place.

    Dense flow says where each place of one goes in the other; on the way both are moved by their
    share of it, and blended.
    """

    def __init__(self, first: Photo, second: Photo) -> None:
        self._first, self._second = first, second
        one, other = (_grey(each) for each in (first, second))
        self._there, self._back = _flow(one, other), _flow(other, one)

    def at(self, share: float) -> Photo:
        """Return the photograph at a share of the way: 0 is the first, 1 the second."""
        one = _moved(self._first, self._there, share)
        other = _moved(self._second, self._back, 1 - share)
        pixels = cv2.addWeighted(one, 1 - share, other, share, 0)
        return Photo(np.asarray(pixels, np.uint8), self._first.eyes_px, self._first.inter_ocular_px)


def _grey(photo: Photo) -> NDArray[np.uint8]:
    grey = cv2.cvtColor(np.ascontiguousarray(photo.pixels[..., :3]), cv2.COLOR_RGB2GRAY)
    # what is cut away is one grey in both
    shown = np.where(photo.pixels[..., 3] > 0, grey, 128).astype(np.uint8)
    return np.asarray(cv2.resize(shown, None, fx=_SCALE, fy=_SCALE), np.uint8)


def _flow(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return where each place goes, in pixels of the whole picture: (H, W, 2) of the small one."""
    dense = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return np.asarray(dense.calc(one, other, None) / _SCALE, np.float32)  # type: ignore[call-overload]


def _moved(photo: Photo, flow: NDArray[np.float32], share: float) -> NDArray[np.uint8]:
    height, width = photo.pixels.shape[:2]
    whole = cv2.resize(flow, (width, height))
    here = np.indices((height, width), np.float32)[::-1].transpose(1, 2, 0)
    # the flow of where it comes from stands in for that of where it goes: near enough in between
    way = np.asarray(here - share * whole, np.float32)
    moved = cv2.remap(photo.pixels, way, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    return np.asarray(moved, np.uint8)
