"""The colours that a page shows, one after the other, as the server draws them.

All are as bright as each other (relative luminance 0.58 to 0.62), none is a saturated red, and one
stays half a second at least: what WCAG 2.3.1 calls a flash is a change of luminance by a tenth, or
to and from a saturated red, and these are neither at any rate. They are told one at a time, when
they are due: who would know them before could have the answer ready.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inperson.core import Entropy

SHORTEST_S = 0.5
"""Two changes a second at most."""
_LONGEST_S = 0.7
_AWAY_S = 0.4
"""Without a face for so long the light stops; a frame in which none was found is no absence."""
FADE_S = 0.2
"""So long a page takes from one colour to the next."""


class Colour(StrEnum):
    """What a page shows; the order and the values are those of the capture protocol."""

    NEUTRAL = "neutral"
    SKY = "sky"
    ROSE = "rose"
    AMBER = "amber"
    MINT = "mint"


SRGB: Mapping[Colour, tuple[int, int, int]] = {
    Colour.NEUTRAL: (206, 206, 206),
    Colour.SKY: (160, 208, 255),
    Colour.ROSE: (255, 180, 205),
    Colour.AMBER: (255, 195, 110),
    Colour.MINT: (140, 222, 165),
}
_DRAWN = (Colour.SKY, Colour.ROSE, Colour.AMBER, Colour.MINT)


def linear(srgb: tuple[int, int, int]) -> tuple[float, float, float]:
    """Return how much light a colour is of each primary's most: IEC 61966-2-1."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (value / 255 for value in srgb)
    )
    return red, green, blue


@dataclass(frozen=True, slots=True)
class ColourChange:
    """A colour, and from when on the page was told to show it."""

    at_s: float
    colour: Colour


@dataclass(slots=True)
class LightSequence:
    """The light of one capture. Not shared between threads."""

    entropy: Entropy
    shown: list[ColourChange] = field(default_factory=list)
    """One after the other, the first of them neutral."""
    _due_s: float = 0.0
    _face_s: float = -np.inf

    @property
    def colour(self) -> Colour:
        """Return what the page is to show now."""
        return self.shown[-1].colour if self.shown else Colour.NEUTRAL

    @property
    def drawn(self) -> int:
        """Return how many colours were drawn so far."""
        return sum(each.colour is not Colour.NEUTRAL for each in self.shown)

    def step(self, at_s: float, *, face: bool) -> Colour:
        """Let time pass until a frame with or without a face, and return what is to be shown."""
        if not self.shown:
            self.shown.append(ColourChange(at_s, Colour.NEUTRAL))
            self._due_s = at_s + SHORTEST_S
        if face:
            self._face_s = at_s
        away = at_s - self._face_s > _AWAY_S
        if at_s < self._due_s or (away and self.colour is Colour.NEUTRAL):
            return self.colour
        self.shown.append(ColourChange(at_s, Colour.NEUTRAL if away else self._another()))
        self._due_s = at_s + SHORTEST_S + (_LONGEST_S - SHORTEST_S) * self.entropy.bytes(1)[0] / 255
        return self.colour

    def _another(self) -> Colour:
        """Draw any colour but the one that is shown, each as likely as the others."""
        others = [each for each in _DRAWN if each is not self.colour]
        usable = 256 - 256 % len(others)
        while (byte := self.entropy.bytes(1)[0]) >= usable:
            pass
        return others[byte % len(others)]


def signal(shown: Sequence[ColourChange], times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a page showed that does so at once: (T, 3) linear red, green and blue."""
    at, colours = [], []
    for before, after in zip([shown[0], *shown], shown, strict=False):
        at += [after.at_s, after.at_s + FADE_S]
        colours += [linear(SRGB[before.colour]), linear(SRGB[after.colour])]
    rgb = np.array(colours)
    return np.column_stack([np.interp(times_s, at, rgb[:, each]) for each in range(3)])
