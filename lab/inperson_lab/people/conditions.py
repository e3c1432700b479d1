"""Who comes, and over what."""

from dataclasses import dataclass, field

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
class Condition:
    """One kind of person, place or line."""

    name: str
    manner: Manner = field(default_factory=Manner)
    line: Line = field(default_factory=Line)
    by_ear: bool = False
    """Hears the way, and sees no oval."""
    wears: str | None = None
    """One of `coverings.LAID`."""
    light: float = 1.0
    """Share of the light that is left."""


CONDITIONS = (
    Condition("usual"),
    Condition("slow: 0 to 5 s", Manner(reaction_s=(0.0, 5.0), duration_s=(0.8, 2.0))),
    Condition("by ear", by_ear=True),
    Condition("tremor", Manner(sway_mm=4.0, turn_deg=(4.0, 3.5, 2.0))),
    Condition(
        "one-handed",
        Manner(sway_mm=2.5, drift_mm=6.0, place_error=0.018, size_error=0.04),
    ),
    Condition("from a wheelchair", Manner(tilt_deg=15.0)),
    Condition("glasses", wears="glasses without tint"),
    Condition("120 kbit/s, 600 ms", line=Line(2.2, 240, 50, 0.45)),
    Condition("500 kbit/s, 200 ms", line=Line(4.0, 360, 60, 0.2)),
    Condition("dark room", light=0.4),
)
