"""How a face answers the page's light: when, how much, how it grows with nearness, and where.

1. The colour of light is two ratios of its linear red, green and blue, as logarithms: exposure
   cancels. Taken against what is behind the face, white balance cancels too, and so does a cast
   that a script lays over the whole picture.
2. A page that shows s adds to the room's light: each ratio is that of 1 + q s, where q is how much
   a white page would add. By the inverse square q grows with the second power of the face's size in
   the frame, for a screen that is small; the power is fitted beside q, at the delay that fits best.
   What changes with the size alone (another lamp, more shadow) is left out.
3. Where a face turns away from the page q is less. Patch by patch the same is fitted: how far the
   logarithms of q are spread is nothing on what is flat.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.light.colours import Colour, ColourChange, signal
from inperson.liveness.light.reflection import Reflection

_DELAYS_S = np.arange(0.0, 1.21, 0.06)
_SHARES = np.exp(np.linspace(math.log(0.002), math.log(8.0), 36))
_POWERS = np.arange(-1.0, 4.01, 0.25)
_USUAL_SIZE, _USUAL_SHARE, _USUAL_POWER = 0.2, 0.2, 1.5
_LEAST_FRAMES, _LEAST_COLOURS = 16, 4
_SEEN = 0.9
"""A patch that is outside or blown out in more than a tenth of the frames is left out."""
_LEAST_PATCHES = 12
_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Response:
    """What was fitted."""

    follows: float
    """Correlation of the face's colour with what the page showed."""
    share: float
    """Light of a white page over the room's, on a face of a usual size (0.2)."""
    nearer: float
    """Power of the face's size that the share grows with: 2 is the inverse square."""
    curved: float
    """Spread of the logarithm of the share over the face."""
    delay_s: float
    """From when a colour was told until it was seen."""


def measure_response(
    reflections: Sequence[Reflection], shown: Sequence[ColourChange]
) -> Response | None:
    """Fit how a face answered the light; None where there is too little to fit.

    Args:
        reflections: of a capture's frames, in their order.
        shown: the colours, one after the other.

    """
    drawn = sum(each.colour is not Colour.NEUTRAL for each in shown)
    if len(reflections) < _LEAST_FRAMES or drawn < _LEAST_COLOURS:
        return None
    seen = _Seen.of(reflections)
    if seen is None:
        return None
    delay_s = max(_DELAYS_S, key=lambda each: _alike(seen.usual(shown, each), seen.face))
    light = signal(shown, seen.at_s - delay_s)
    shares = _SHARES[:, None, None] * np.exp(_POWERS[None, :, None] * seen.near)
    error = ((seen.face - seen.lit(shares, light)) ** 2).sum(axis=(2, 3))
    best_share, best_power = np.unravel_index(int(error.argmin()), error.shape)
    share = shares[best_share, best_power]
    return Response(
        follows=_alike(seen.lit(share, light), seen.face),
        share=float(_SHARES[best_share]),
        nearer=float(_POWERS[best_power]),
        curved=_spread(seen, share, light),
        delay_s=float(delay_s),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """The colours of a face over time; what follows from its size alone is taken out of them."""

    at_s: NDArray[np.float64]
    near: NDArray[np.float64]
    """(T,) logarithm of the size over the usual one."""
    face: NDArray[np.float64]
    """(T, 2): the median of the patches, against what is behind."""
    patches: NDArray[np.float64]
    """(T, P, 2): each patch against that median."""
    _without_size: NDArray[np.float64]
    """(T, T) projection."""

    @classmethod
    def of(cls, reflections: Sequence[Reflection]) -> "_Seen | None":
        skin = np.stack([each.skin for each in reflections])
        skin = skin[:, np.isfinite(skin).all(axis=2).mean(axis=0) > _SEEN]
        whole = np.isfinite(skin).all(axis=(1, 2))
        if skin.shape[1] < _LEAST_PATCHES or whole.sum() < _LEAST_FRAMES:
            return None
        patches = _ratios(skin[whole])
        near = np.log(np.array([each.size for each in reflections])[whole] / _USUAL_SIZE)
        known = np.column_stack([np.ones_like(near), near])
        without = np.eye(len(near)) - known @ np.linalg.pinv(known)
        median = np.median(patches, axis=1)
        against = _behind(reflections)[whole]
        return cls(
            at_s=np.array([each.at_s for each in reflections])[whole],
            near=near,
            face=without @ (median - against if np.isfinite(against).all() else median),
            patches=np.einsum("st,tpc->spc", without, patches - median[:, None]),
            _without_size=without,
        )

    def lit(self, share: NDArray[np.float64], light: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the colours (..., T, 2) of what is lit by shares (..., T) of light (T, 3)."""
        colours = _ratios(1 + share[..., None] * light)
        lit: NDArray[np.float64] = np.einsum("st,...tc->...sc", self._without_size, colours)
        return lit

    def usual(self, shown: Sequence[ColourChange], delay_s: float) -> NDArray[np.float64]:
        """Return the colours (T, 2) of a face that answers as most do."""
        share = _USUAL_SHARE * np.exp(_USUAL_POWER * self.near)
        return self.lit(share, signal(shown, self.at_s - delay_s))


def _behind(reflections: Sequence[Reflection]) -> NDArray[np.float64]:
    """Return the colours (T, 2) of the corner that the face stays farther away from."""
    beside = [each.beside for each in reflections]
    side = 0 if min(beside) + max(beside) > 0 else 1
    return _ratios(np.stack([each.behind[side] for each in reflections]))


def _spread(seen: _Seen, share: NDArray[np.float64], light: NDArray[np.float64]) -> float:
    """Return how far the patches' shares are spread, beyond what noise does: robust."""
    more, less = seen.lit(share * (1 + _STEP), light), seen.lit(share * (1 - _STEP), light)
    slope = (more - less) / (2 * _STEP)
    strength = float((slope**2).sum())
    found = (seen.patches * slope[:, None]).sum(axis=(0, 2)) / strength
    left = seen.patches - found[None, :, None] * slope[:, None]
    noise = (left**2).sum(axis=(0, 2)) / (2 * len(slope) - 5) / strength
    spread = 1.48 * np.median(np.abs(found - np.median(found)))
    return math.sqrt(max(float(spread**2 - np.median(noise)), 0.0))


def _ratios(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithms of red and of blue over green: (..., 3) to (..., 2)."""
    logs = np.log(np.maximum(linear, 1e-4))
    return np.stack([logs[..., 0] - logs[..., 1], logs[..., 2] - logs[..., 1]], axis=-1)


def _alike(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    norms = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float((first * second).sum()) / max(norms, 1e-9)
