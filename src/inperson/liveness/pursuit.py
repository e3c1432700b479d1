"""Following the targets: what to tell the person after each frame, and when all are reached.

The pace is the person's: time is lost by whoever comes no nearer to a target, and not by who comes
slowly or begins late. Both have an end, which is the time that an attacker has too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from inperson.liveness.challenge import FaceTarget
from inperson.liveness.model import FrameGuidance, Hint, Profile, Sighting
from inperson.vision import QualityIssue

_HINTS = (
    (QualityIssue.OCCLUDED, Hint.NO_FACE),  # whose words are "show your face"
    (QualityIssue.TOO_DARK, Hint.TOO_DARK),
    (QualityIssue.TOO_BRIGHT, Hint.TOO_BRIGHT),
    (QualityIssue.TURNED, Hint.LOOK_STRAIGHT),
    (QualityIssue.TURNED_AWAY, Hint.LOOK_STRAIGHT),
    (QualityIssue.BLURRED, Hint.TOO_BLURRED),
)
"""What keeps a frame from counting, in the order in which a person is told."""


_NEARER = 0.02
"""By so much, in shares of the frame's shorter side, a face has come nearer: sway is a tenth."""


def apart(seen: Sighting, target: FaceTarget) -> float:
    """Return how far a face is from a target: place and size together."""
    assert seen.place is not None  # noqa: S101 -- narrows for the type checker
    aside = math.dist(seen.place, (target.x, target.y))
    return math.hypot(aside, 0.2 * math.log(max(seen.size, 1e-6) / target.inter_ocular))


@dataclass(slots=True)
class Reach:
    """How one target was followed."""

    shown_s: float
    """When it was first shown; of the first target, to a face that was seen."""
    reached_s: float | None = None
    """When it had been held long enough."""
    nearest: float = math.inf
    """How near the face came to it."""
    nearer_s: float = -math.inf
    """When it last came nearer."""

    @property
    def seen(self) -> bool:
        """Tell whether there was a face meanwhile."""
        return self.nearest < math.inf

    def approached(self, away: float, at_s: float) -> None:
        """Book how far away the face is."""
        if away < self.nearest - _NEARER:
            self.nearest, self.nearer_s = away, at_s


@dataclass(slots=True)
class Pursuit:
    """The pursuit of one challenge's targets. Not shared between threads."""

    targets: Sequence[FaceTarget]
    profile: Profile
    began_s: float
    """When the capture began."""
    shown_s: float | None = None
    """When the first target was shown, if later."""
    reaches: list[Reach] = field(default_factory=list)
    held: int = 0
    given_up: bool = False

    def __post_init__(self) -> None:
        self.reaches.append(Reach(self.began_s if self.shown_s is None else self.shown_s))

    @property
    def index(self) -> int:
        """Return the index of the current target; their number when all are reached."""
        return sum(each.reached_s is not None for each in self.reaches)

    @property
    def target(self) -> FaceTarget | None:
        """Return the target to follow; None when the pursuit is over."""
        return None if self.finished else self.targets[self.index]

    @property
    def complete(self) -> bool:
        """Tell whether every target was reached."""
        return self.index == len(self.targets)

    @property
    def finished(self) -> bool:
        """Tell whether no more frames are needed."""
        return self.given_up or self.complete

    def step(self, seen: Sighting) -> FrameGuidance:
        """Take what was seen in a frame.

        1. After the capture's or the target's time the pursuit is given up, and before if the face
           comes no nearer.
        2. A frame counts if the eyes are on the target and nothing spoils the picture; counting
           begins anew when they leave it.
        3. After enough such frames the next target is shown.
        """
        self.tick(seen.at_s)
        if self.finished:
            return self.guidance(Hint.HOLD_STILL, seen)
        hint = self._hint(seen, self.targets[self.index])
        if seen.place is not None:
            reach = self.reaches[-1]
            if self.index == 0 and not reach.seen:  # who cannot see has to find the camera first
                reach.shown_s = seen.at_s
            reach.approached(apart(seen, self.targets[self.index]), seen.at_s)
        self.held = self.held + 1 if hint is Hint.HOLD_STILL else 0
        if self.held >= self.profile.hold_frames:
            self.held = 0
            self.reaches[-1].reached_s = seen.at_s
            if not self.finished:
                self.reaches.append(Reach(seen.at_s))
        return self.guidance(hint, seen)

    def tick(self, at_s: float) -> None:
        """Give up if the time of the target or of the capture is over, or the patience."""
        reach = self.reaches[-1]
        waited_s = at_s - max(reach.shown_s, reach.nearer_s)
        late = at_s - reach.shown_s > self.profile.window_s
        late |= (reach.seen or self.index > 0) and waited_s > self.profile.patience_s
        if not self.finished and (late or at_s - self.began_s > self.profile.capture_s):
            self.given_up = True

    def guidance(self, hint: Hint, seen: Sighting | None = None) -> FrameGuidance:
        """Return what to tell the client of the frame in which this was seen."""
        face = None
        if seen is not None and seen.faces == 1 and seen.place is not None:
            face = FaceTarget(*seen.place, float(seen.size))
        return FrameGuidance(
            hint=hint,
            target_index=self.index,
            targets=len(self.targets),
            progress=1.0 if self.finished else self.held / self.profile.hold_frames,
            finished=self.finished,
            face=face,
        )

    def _hint(self, seen: Sighting, target: FaceTarget) -> Hint:
        if seen.faces > 1:
            return Hint.MULTIPLE_FACES
        if seen.place is None:
            return Hint.NO_FACE
        size = seen.size / target.inter_ocular
        if abs(size - 1) > self.profile.size_tolerance:
            return Hint.MOVE_CLOSER if size < 1 else Hint.MOVE_BACK
        aside = math.hypot(seen.place[0] - target.x, seen.place[1] - target.y)
        if aside > self.profile.place_tolerance:
            return Hint.MOVE_INTO_OVAL
        return next((hint for issue, hint in _HINTS if issue in seen.issues), Hint.HOLD_STILL)
