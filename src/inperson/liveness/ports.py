"""What the use cases call of the room, so that tests can put something simpler in its place."""

from typing import Protocol

from inperson.core import Entropy
from inperson.liveness.assurance import Assurance
from inperson.liveness.challenge import FaceTarget
from inperson.liveness.light import Colour
from inperson.liveness.model import FrameGuidance, Judgement, Profile
from inperson.liveness.origin import Origin
from inperson.vision import Image


class Capture(Protocol):
    """One live capture: targets drawn when it was opened, and what was seen since.

    Not shared between threads: one call at a time.
    """

    @property
    def target(self) -> FaceTarget | None:
        """Return the target to follow now; None when the capture is finished."""
        ...

    @property
    def colour(self) -> Colour | None:
        """Return what the page is to show now; None where it shows no light."""
        ...

    @property
    def guidance(self) -> FrameGuidance:
        """Return the last answer again (or the first, before any frame)."""
        ...

    def see(self, image: Image, at_s: float) -> FrameGuidance:
        """Look at one frame.

        Args:
            image: the decoded frame.
            at_s: its arrival on a monotonic clock; never earlier than the frame's before.

        """
        ...

    def give_up(self, at_s: float) -> FrameGuidance:
        """Tell that time passes without frames; finishes the capture when its time is over."""
        ...

    def fingerprints(self) -> tuple[bytes, ...]:
        """Return coarse digests of the frames seen, each once: key them before they are stored."""
        ...

    def judge(self, seen_before: int, origin: Origin | None = None) -> Judgement:
        """Judge what was seen.

        Args:
            seen_before: how many of the fingerprints are known from earlier captures.
            origin: what the client told of its camera; None of frames that no client sent.

        """
        ...


class LivenessEngine(Protocol):
    """Opens captures. Safe to share; holds the models, the thresholds and what is required."""

    def open(
        self,
        entropy: Entropy,
        profile: Profile,
        at_s: float,
        assurance: Assurance = Assurance.PERSPECTIVE,
    ) -> Capture:
        """Draw the targets of one capture and begin it.

        Args:
            entropy: a CSPRNG.
            profile: how much time and precision is asked for.
            at_s: now, on the monotonic clock that frames will be timed by.
            assurance: what its judgement is to rest on.

        Raises:
            AssuranceUnavailable: if nothing here can show that.

        """
        ...
