"""The cues: small pure functions from what a capture left to one finding each.

Each gives numbers, and every number that counts; whether they hold is told by their limits
(`liveness.finding`), and which cues are needed by `liveness.requirements`.
A cue that cannot be computed gives no finding, and what is needed and missing refuses.
"""

from collections.abc import Callable, Sequence

from inperson.liveness.cues.beginning import origin
from inperson.liveness.cues.following import reaction, size_range, target_following
from inperson.liveness.cues.geometry import depth, perspective
from inperson.liveness.cues.life import blink, exposure
from inperson.liveness.cues.reflecting import clearly_lit, light
from inperson.liveness.cues.sameness import continuity, freshness, motion, repeats
from inperson.liveness.cues.surface import face_patch, moire, straight_edges, surface, texture
from inperson.liveness.finding import Finding
from inperson.liveness.thresholds import Thresholds
from inperson.liveness.track import Track

Cue = Callable[[Track, Thresholds], Finding | None]
ALL: Sequence[Cue] = (
    target_following,
    reaction,
    size_range,
    depth,
    perspective,
    continuity,
    motion,
    repeats,
    freshness,
    blink,
    exposure,
    surface,
    texture,
    light,
    origin,
)

__all__ = [
    "ALL",
    "Cue",
    "clearly_lit",
    "face_patch",
    "moire",
    "straight_edges",
]
