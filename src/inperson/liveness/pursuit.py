"""Following the targets: what to tell the person after each frame, and when all are reached.

The pace is the person's: time is lost by whoever comes no nearer to a target, and not by who comes
slowly or begins late; who comes nearer step by step, as those do who hear the way instead of
seeing it, gains time with each step. All have an end, which is the time that an attacker has too.
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


_TURNED = (QualityIssue.TURNED, QualityIssue.TURNED_AWAY)
"""What does not spoil the picture of who is asked to turn."""
_NEARER = 0.02
"""By so much, in shares of the frame's shorter side, a face has come nearer: sway is a tenth."""
_STEP_S = 1.5
"""So much time a target gains by each step nearer: as long as one spoken word takes."""
_DEGREE = 1 / 150
"""How much of that a degree of turning is."""
_TURN_TOLERANCE_DEG = 10.0
"""The mesh says 0.55 to 1.35 of a turn, and people know their own no better."""
_STRAIGHT_DEG = 15.0
"""A head that has turned faces the camera again when it is turned by less."""
_SWING = 1.8
"""How far the eyes may go aside in a turn, by the sine of the angle, in inter-ocular distances:
they go round the neck."""


def apart(seen: Sighting, target: FaceTarget) -> float:
    """Return how far a face is from a target: aside, up or down and in size, added; or in turn.

    Who hears the way mends one after the other, and each step has to count whole.
    """
    assert seen.place is not None  # noqa: S101 -- narrows for the type checker
    if target.turn_deg:  # who turns goes aside and looks smaller: neither leads there
        return abs(seen.turn_deg - target.turn_deg) * _DEGREE
    aside, down = abs(seen.place[0] - target.x), abs(seen.place[1] - target.y)
    return aside + down + 0.3 * abs(math.log(max(seen.size, 1e-6) / target.inter_ocular))


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
    steps: int = 0
    """How often it came nearer."""

    @property
    def seen(self) -> bool:
        """Tell whether there was a face meanwhile."""
        return self.nearest < math.inf

    def approached(self, away: float, at_s: float) -> None:
        """Book how far away the face is."""
        if away < self.nearest - _NEARER:
            self.nearest, self.nearer_s, self.steps = away, at_s, self.steps + 1


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

    def add(self, target: FaceTarget, at_s: float) -> None:
        """Show one more target to who has reached all."""
        self.targets = (*self.targets, target)
        self.reaches.append(Reach(at_s))

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
        late = at_s - reach.shown_s > self.profile.window_s + _STEP_S * reach.steps
        late |= (reach.seen or self.index > 0) and waited_s > self.profile.patience_s
        if not self.finished and (late or at_s - self.began_s > self.profile.capture_s):
            self.given_up = True

    def guidance(self, hint: Hint, seen: Sighting | None = None) -> FrameGuidance:
        """Return what to tell the client of the frame in which this was seen."""
        face = None
        if seen is not None and seen.faces == 1 and seen.place is not None:
            face = FaceTarget(*seen.place, float(seen.size), seen.turn_deg)
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
        turn = math.radians(target.turn_deg)
        size = seen.size / target.inter_ocular / math.cos(turn)
        if abs(size - 1) > self.profile.size_tolerance * (2 if turn else 1):
            return Hint.MOVE_CLOSER if size < 1 else Hint.MOVE_BACK
        right, down = seen.place[0] - target.x, seen.place[1] - target.y
        swing = _SWING * target.inter_ocular * math.sin(turn)
        right -= min(max(right, min(swing, 0.0)), max(swing, 0.0))
        if math.hypot(right, down) > self.profile.place_tolerance:
            return Hint.MOVE_INTO_OVAL
        if turn and abs(seen.turn_deg - target.turn_deg) > _TURN_TOLERANCE_DEG:
            return Hint.TURN_HEAD
        if self._back and abs(seen.turn_deg) > _STRAIGHT_DEG:
            return Hint.LOOK_STRAIGHT
        spoils = [each for each in seen.issues if not (turn and each in _TURNED)]
        return next((hint for issue, hint in _HINTS if issue in spoils), Hint.HOLD_STILL)

    @property
    def _back(self) -> bool:
        """Tell whether a head that has turned has to face the camera again."""
        at = self.index
        return at > 0 and bool(self.targets[at - 1].turn_deg) and not self.targets[at].turn_deg
