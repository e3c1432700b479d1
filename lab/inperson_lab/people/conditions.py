"""Who comes, to what screen, and over what."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from inperson_lab.presenter import Manner


@dataclass(frozen=True, slots=True)
class Line:
    """What a line leaves of the frames: as the SDK adapted them in Chromium (docs/web.md)."""

    rate_hz: float = 10.0
    side_px: int = 480
    quality: int = 85
    delay_s: float = 0.03
    """Each way."""


@dataclass(frozen=True, slots=True)
class Cable:
    """What a line between browser and server is; each person's is drawn out of these."""

    kbit_s: tuple[float, float]
    """Each way; drawn even over its logarithm, as the next one is."""
    round_trip_ms: tuple[float, float]
    loss: tuple[float, float] = (0.0, 0.0)
    """Share of the packets."""

    def draw(self, generator: np.random.Generator) -> tuple[float, float, float]:
        """Return one line's kbit/s, round trip in ms and loss."""
        rate, late = (
            float(np.exp(generator.uniform(*np.log(each))))
            for each in (self.kbit_s, self.round_trip_ms)
        )
        return rate, late, float(generator.uniform(*self.loss))


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page is looked at on."""

    width: int = 1100
    """In CSS pixels: a window of 1280 at 400 % has 320."""
    height: int = 900
    scale: float = 1.0
    touch: bool = False
    """Whether it is a phone's."""
    dark: bool = False

    def context(self) -> dict[str, Any]:
        """Return it as Playwright takes it."""
        return {
            "viewport": {"width": self.width, "height": self.height},
            "device_scale_factor": self.scale,
            "is_mobile": self.touch,
            "has_touch": self.touch,
            "color_scheme": "dark" if self.dark else "light",
            "locale": "en",
        }


@dataclass(frozen=True, slots=True)
class Condition:
    """One kind of person, place or line."""

    name: str
    manner: Manner = field(default_factory=Manner)
    line: Line = field(default_factory=Line)
    """Without a browser."""
    cable: Cable | None = None
    """With one."""
    screen: Screen = field(default_factory=Screen)
    by_ear: bool = False
    """Hears the way, and sees no oval."""
    wears: str | None = None
    """One of `coverings.LAID`."""
    light: float = 1.0
    """Share of the light that is left."""


_PHONE = Screen(390, 844, 2.0, touch=True)

CONDITIONS = (
    Condition("usual"),
    Condition("slow: 0 to 5 s", Manner(reaction_s=(0.0, 5.0), duration_s=(0.8, 2.0))),
    Condition("by ear", by_ear=True),
    Condition("tremor", Manner(sway_mm=4.0, turn_deg=(4.0, 3.5, 2.0))),
    Condition(
        "one-handed",
        Manner(sway_mm=2.5, drift_mm=6.0, place_error=0.018, size_error=0.04, moves_camera=True),
        screen=_PHONE,
    ),
    Condition("from a wheelchair", Manner(tilt_deg=15.0)),
    Condition("glasses", wears="glasses without tint"),
    Condition(
        "120 kbit/s, 600 ms", line=Line(2.2, 240, 50, 0.45), cable=Cable((120, 120), (600, 600))
    ),
    Condition(
        "500 kbit/s, 200 ms", line=Line(4.0, 360, 60, 0.2), cable=Cable((500, 500), (200, 200))
    ),
    Condition("dark room", light=0.4, screen=Screen(dark=True)),
)
"""Those that concern more than the page: with a browser and without."""
OF_THE_PAGE = (
    Condition("weak line", cable=Cable((120, 10_000), (50, 800), (0.0, 0.05))),
    Condition("small screen", screen=Screen(320, 568, 2.0, touch=True)),
    Condition("landscape", screen=Screen(844, 390, 2.0, touch=True)),
    Condition("400 % zoom", screen=Screen(320, 256, 4.0)),
)
"""Those that only a browser has."""
