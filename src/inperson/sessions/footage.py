"""Every frame of one capture, as it came: what a trial keeps of a developer session.

A session keeps pictures of its targets at most. A capture that is to be judged again, by a later
engine, needs all of its frames as they were encoded, when each came, and which target was shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inperson.liveness import Capture, FaceTarget
from inperson.vision import ImageRefused, bare_jpeg

_MOST_BYTES = 64 * 2**20
"""Of one capture, in memory until it is decided: a gentle one of 10 frames a second has a third."""


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """One frame, without what a camera says beside its pixels."""

    at_s: float
    """Since the first."""
    index: int
    """Of the target that was shown."""
    target: FaceTarget | None
    """None when all were reached."""
    jpeg: bytes = field(repr=False)


@dataclass(slots=True)
class Footage:
    """The frames so far. Not shared between threads."""

    profile: str
    """By its name."""
    frames: list[FilmFrame] = field(default_factory=list, repr=False)
    whole: bool = True
    """Whether no frame is missing; without one of them it cannot be judged again."""
    origin: Mapping[str, float] = field(default_factory=dict)
    """What the cue `origin` measured, once it is decided: no frame tells that again. Empty where
    the client told nothing."""
    _began_s: float = 0.0
    _bytes: int = 0

    def add(self, at_s: float, capture: Capture, jpeg: bytes) -> None:
        """Take a frame that a capture is about to see; one that cannot be kept ends the footage."""
        if not self.frames:
            self._began_s = at_s
        self._bytes += len(jpeg)
        try:
            bare = bare_jpeg(jpeg) if self.whole and self._bytes <= _MOST_BYTES else None
        except ImageRefused:
            bare = None
        if bare is None:
            self.whole = False
            self.frames.clear()
            return
        index, target = capture.guidance.target_index, capture.target
        self.frames.append(FilmFrame(at_s - self._began_s, index, target, bare))
