"""What a capture sees and says, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inperson.liveness.challenge import FaceTarget
from inperson.liveness.finding import Finding
from inperson.vision import NOTHING_FOUND, Examination, Face, Image, Quality, QualityIssue


class Hint(StrEnum):
    """The one thing to tell the person now. Closed: every client has words for each."""

    NO_FACE = "no_face"
    MULTIPLE_FACES = "multiple_faces"
    MOVE_CLOSER = "move_closer"
    MOVE_BACK = "move_back"
    MOVE_INTO_OVAL = "move_into_oval"
    TURN_HEAD = "turn_head"
    LOOK_STRAIGHT = "look_straight"
    HOLD_STILL = "hold_still"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TOO_BLURRED = "too_blurred"


class Improvement(StrEnum):
    """What a person who did not pass can do better. Never which cue refused, never a score."""

    FOLLOW_THE_OVAL = "follow_the_oval"
    MOVE_CLOSER_AND_BACK = "move_closer_and_back"
    SHOW_ONE_FACE = "show_one_face"
    MORE_LIGHT = "more_light"
    LESS_LIGHT = "less_light"
    HOLD_STEADY = "hold_steady"
    LOOK_STRAIGHT = "look_straight"
    UNCOVER_FACE = "uncover_face"
    BRIGHTEN_SCREEN = "brighten_screen"
    TRY_AGAIN = "try_again"


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """What was seen in one frame. Arrays are kept for the decision and end with the capture."""

    at_s: float
    """Arrival on the server's monotonic clock."""
    target_index: int
    """The target that was shown when the frame arrived."""
    faces: int
    """0, 1, or 2 if another face rivals the first."""
    place: tuple[float, float] | None = None
    """The middle of the eyes, right of and below the frame's middle, in shares of its shorter
    side; None without a face."""
    size: float = 0.0
    """Inter-ocular distance in shares of the frame's shorter side."""
    turn_deg: float = 0.0
    """How far the head is turned to the frame's right."""
    face: Face | None = None
    landmarks_px: NDArray[np.float32] | None = field(default=None, repr=False)
    """(468, 3) float32, x right, y down, z away from the camera, in pixels of the frame."""
    quality: Quality = NOTHING_FOUND
    chip: NDArray[np.uint8] | None = field(default=None, repr=False)
    """(112, 112, 3) uint8 RGB: the face aligned for the embedder; kept for key frames only."""
    openness: float = 0.0
    """Eye aspect ratio: about 0.3 open, under 0.15 closed."""
    surroundings: float = 0.0
    """Mean grey of the frame away from the face, 0 to 255."""

    @property
    def issues(self) -> tuple[QualityIssue, ...]:
        """Return what spoils the picture."""
        return self.quality.issues


@dataclass(frozen=True, slots=True)
class FrameGuidance:
    """The answer to one frame."""

    hint: Hint
    target_index: int
    """The target to follow now; one more than the last one when all are reached."""
    targets: int
    """How many there are."""
    progress: float
    """How far the current target's holding is, 0 to 1."""
    finished: bool
    """No more frames are needed: judge the capture."""
    face: FaceTarget | None = None
    """Where the one face of the frame is, measured as a target is: it tells which way to move."""


class Shortfall(StrEnum):
    """Why a capture is no answer to its challenge: nothing of it speaks against anybody."""

    TARGETS_NOT_REACHED = "targets_not_reached"
    """Time was over, or who followed stopped."""
    NETWORK_TOO_SLOW = "network_too_slow"
    """Too few frames came, or none for too long."""
    LIGHT_NOT_SEEN = "light_not_seen"
    """All else spoke for a living person, and too little of the page's light came back to tell."""
    ORIGIN_UNCLEAR = "origin_unclear"
    """All else spoke for a living person, and the frames do not seem to be a camera's."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What a finished (or given up) capture comes to."""

    live: bool
    against: tuple[str, ...]
    """Names of the cues that stand against it: for the tenant's back end, never for the client."""
    improve: tuple[Improvement, ...]
    """For the client, only if not live."""
    findings: tuple[Finding, ...]
    """Every cue's finding."""
    examinations: tuple[Examination, ...] = field(repr=False)
    """The best frames, far and near, with their embeddings: a template is built from these."""
    images: tuple[Image, ...] = field(repr=False)
    """The frames of `examinations`; only a consented developer session may keep them."""
    fingerprints: tuple[bytes, ...] = field(repr=False)
    """Coarse digests of the frames, to be keyed and kept so that a replay is known again."""
    shortfall: Shortfall | None = None
    """Why there is nothing to judge, so that `live` is False and yet nobody was refused."""

    @property
    def evidence(self) -> Mapping[str, float]:
        """Return every number that decided, by `cue.measure`."""
        return {name: value for each in self.findings for name, value in each.evidence.items()}


@dataclass(frozen=True, slots=True)
class Profile:
    """How much time and precision a challenge asks for."""

    name: str
    targets: tuple[int, ...]
    """Possible numbers of targets."""
    patience_s: float
    """So long a target waits for a face that comes no nearer to it."""
    window_s: float
    """Each target must be reached within it, and a moment more for each step nearer."""
    hold_frames: int
    """Frames in a row that must be on the target."""
    place_tolerance: float
    """How far the middle of the eyes may be off, in shares of the frame's shorter side."""
    size_tolerance: float
    """How far the inter-ocular distance may be off, as a share of the target's."""
    capture_s: float
    """The whole capture ends after it."""
    turns: int = 0
    """How many turns of the head are asked for beside the targets."""
    more_turns: int = 0
    """How many more may be asked for of who is in doubt, whom a refusal awaits otherwise."""


STANDARD = Profile("standard", (3, 4, 5), 6.0, 12.0, 2, 0.06, 0.12, 90.0, more_turns=3)
GENTLE = Profile("gentle", (3,), 12.0, 16.0, 2, 0.09, 0.16, 90.0, more_turns=3)
PROFILES = {profile.name: profile for profile in (STANDARD, GENTLE)}
