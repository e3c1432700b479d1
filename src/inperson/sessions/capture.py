"""One live capture of one session, from the claim to the decision. No connection in it.

1. It is opened with a session token, once: a column of the silo names the process that holds it,
   and only that one goes on. `processes` says who may follow it.
2. One connection at a time feeds it frames. Where one drops, the next may go on.
3. It ends once, whatever ends it: judged when its targets are reached or its time is over,
   cancelled, abandoned, or left to another process. With the end, frames and embeddings are let go.
4. What was judged is decided as `decisions` says, and only then, of a developer session under a
   consent, the images that made the template go to the improvement set.
"""

import threading
from collections.abc import Callable, Mapping

from inperson.core import SessionId, TenantId
from inperson.liveness import Capture, Colour, FaceTarget, FrameGuidance, Judgement, Origin, Profile
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.decisions import Decisions
from inperson.sessions.errors import (
    CaptureEnded,
    CaptureInUse,
    CaptureMoved,
    ConsentWithdrawn,
    FramesSeenMeanwhile,
    SessionEnded,
    SessionNotFound,
)
from inperson.sessions.findings import Findings, Known, Unusable
from inperson.sessions.footage import Footage
from inperson.sessions.model import AnySession
from inperson.sessions.outcomes import CaptureOutcome, outcome_of
from inperson.sessions.reasons import Reason
from inperson.vision import Image

_TRIES = 3
_Answer = tuple[FrameGuidance, FaceTarget | None]


class OpenCapture:
    """An open capture. Safe to call from several threads; the engine's own part is called by one.

    Args:
        tenant_id: whose session it is.
        session: with its capture claimed.
        profile: how much time and precision it asks for.
        capture: the engine's part.
        engine: tells the time and makes the template.
        decisions: decide and store.
        seat: called before each frame is looked at; the first takes a place.
        release: called once when the capture is over.
        let_go: gives the capture's session up in the silo.
        standing: raises where the app token ended that opened the session.
        footage: takes every frame, where the session is filmed.
        camera: what its client told of its camera.

    """

    def __init__(
        self,
        tenant_id: TenantId,
        session: AnySession,
        profile: Profile,
        capture: Capture,
        engine: SessionEngine,
        decisions: Decisions,
        seat: Callable[[SessionId], None],
        release: Callable[[SessionId], None],
        let_go: Callable[[AnySession], bool],
        standing: Callable[[], None],
        footage: Footage | None = None,
        camera: Mapping[str, str] | None = None,
    ) -> None:
        self.tenant_id = tenant_id
        self.session = session
        self.profile = profile
        self.next_sequence = self.undecodable = 0
        self._capture: Capture | None = capture
        self._engine, self._decisions = engine, decisions
        self._seat, self._release = seat, release
        self._let_go, self._standing = let_go, standing
        self._footage = footage
        self._origin = Origin(camera or {})
        self._connected, self._connection = True, 1
        self._withdrawn = self._moved = False
        self._at_s = 0.0
        self._lock = threading.Lock()

    @property
    def over(self) -> bool:
        """Tell whether it takes no more frames."""
        return self._capture is None

    @property
    def connected(self) -> bool:
        """Tell whether a connection holds it."""
        return self._connected

    def attach(self) -> None:
        """Let a connection take it.

        Raises:
            CaptureInUse: while another one has it.
            SessionEnded: if it is over.

        """
        with self._lock:
            if self._capture is None:
                raise SessionEnded("The session is decided; open a new one.")
            if self._connected:
                raise CaptureInUse("Another connection holds the capture.")
            self._connected = True
            self._connection += 1

    def detach(self) -> int:
        """Let the connection go, and return its number; another one may take the capture."""
        with self._lock:
            self._connected = False
            return self._connection

    def now(self) -> _Answer:
        """Return the last answer and the target to follow.

        Raises:
            CaptureEnded: if it is over.

        """
        with self._lock:
            return (capture := self._open()).guidance, capture.target

    @property
    def colour(self) -> Colour | None:
        """Return what the page is to show now; None where it shows no light, or all is over."""
        return None if (capture := self._capture) is None else capture.colour

    def see(
        self, image: Image, arrived_s: float, jpeg: bytes = b"", taken_ms: int | None = None
    ) -> _Answer:
        """Look at one frame, and return the answer and the target to follow.

        Args:
            image: the frame.
            arrived_s: when it came, on the monotonic clock: not when there was time to look.
            jpeg: as it came, for a session that is filmed.
            taken_ms: when it was taken, on the client's clock.

        Raises:
            CaptureEnded: if it is over.
            ServerFull: if it is the first, and there is no place for the capture: leave it.

        """
        with self._lock:
            capture = self._open()
            self._seat(self.session.id)
            at_s = self._forward(arrived_s)
            if self._footage is not None:
                self._footage.add(at_s, capture, jpeg)
            self._origin = self._origin.saw((image.width_px, image.height_px), taken_ms)
            return capture.see(image, at_s), capture.target

    def wait(self) -> FrameGuidance:
        """Let time pass without a frame.

        Raises:
            CaptureEnded: if it is over.

        """
        with self._lock:
            return self._open().give_up(self._forward(self._engine.clock.monotonic_s()))

    def finish(self) -> CaptureOutcome:
        """Judge what was seen and decide the session.

        Raises:
            CaptureEnded: if it was over before.
            ConsentWithdrawn: if its subject withdrew meanwhile.
            SessionTokenInvalid: if the app token ended that opened the session.
            StoreUnavailable: if the decision could not be stored; the session stays undecided.
            SessionNotFound: if the subject was erased meanwhile.

        """
        capture = self._end()
        try:
            self._standing()
            judgement, known, ended = self._judged(capture)
        except (SessionEnded, SessionNotFound) as error:
            if self._withdrawn:
                raise ConsentWithdrawn("The subject withdrew its consent.") from error
            raise
        finally:
            self._release(self.session.id)
        self.session = ended
        self._decisions.improve(ended, known, judgement.images, self._footage)
        return outcome_of(ended, judgement)

    def cancel(self) -> None:
        """End it because the person wants to; raises what `finish` raises."""
        self._decide_refused(self._end(), Reason.CANCELLED)

    def abandon(self) -> None:
        """End it because the client breaks the protocol; raises what `finish` raises."""
        self._decide_refused(self._end(), Reason.CAPTURE_ABANDONED)

    def abandon_after(self, connection: int) -> bool:
        """End it as `finish` does, for nobody came after a connection; False if it did not end."""
        with self._lock:
            if self._capture is None or self._connected or self._connection != connection:
                return False
            capture, self._capture = self._capture, None
        self._decide_refused(capture, Reason.CAPTURE_ABANDONED)
        return True

    def discard(self) -> None:
        """Let everything go without a decision: after a bug. The session expires."""
        with self._lock:
            self._capture = None
        self._release(self.session.id)

    def withdraw(self) -> None:
        """Let everything go because its subject withdrew: the session is ended already.

        Its connection learns why from whatever it asks next.
        """
        with self._lock:
            self._withdrawn = True
        self.discard()

    def leave(self) -> bool:
        """Let go of it, so that another process begins it anew: nothing of it is decided.

        False, and nothing changed, if it is over, or just decided.

        Raises:
            StoreUnavailable: if nobody could be told; it is let go here all the same.

        """
        return self.lose() and self._let_go(self.session)

    def lose(self) -> bool:
        """Let everything go because another process holds it; False if it is over."""
        with self._lock:
            if self._capture is None:
                return False
            self._capture, self._moved = None, True
        self._release(self.session.id)
        return True

    def _forward(self, at_s: float) -> float:
        """Let time never go back: a frame may come while the capture is told that none came."""
        self._at_s = max(self._at_s, at_s)
        return self._at_s

    def _open(self) -> Capture:
        if self._withdrawn:
            raise ConsentWithdrawn("The subject withdrew its consent.")
        if self._moved:
            raise CaptureMoved("The capture goes on elsewhere.")
        if self._capture is None:
            raise CaptureEnded("The capture is over.")
        return self._capture

    def _end(self) -> Capture:
        """Take the engine's part out, so that one caller alone ends the capture."""
        with self._lock:
            capture, self._capture = self._open(), None
        return capture

    def _judged(self, capture: Capture) -> tuple[Judgement, Known, AnySession]:
        """Judge and decide; again if another capture showed the same frames meanwhile."""
        fingerprints = capture.fingerprints()
        for _ in range(_TRIES):
            known, seen = self._decisions.look(self.session, fingerprints)
            try:
                return self._decide(capture, known, fingerprints, seen)
            except FramesSeenMeanwhile:
                continue
        # each time: the frames count as copies, and the attempt as a failed one
        known, _ = self._decisions.look(self.session, fingerprints)
        return self._decide(capture, known, fingerprints, len(fingerprints))

    def _decide(
        self, capture: Capture, known: Known, fingerprints: tuple[bytes, ...], seen: int
    ) -> tuple[Judgement, Known, AnySession]:
        with self._engine.timed("judge"):
            judgement = capture.judge(seen, self._origin)
        found = Findings(
            self._engine.seen(judgement, self.session.kind),
            known,
            evidence=judgement.evidence,
            fingerprints=fingerprints,
            seen_before=seen,
        )
        return judgement, known, self._decisions.decide(self.session, found)

    def _decide_refused(self, capture: Capture, reason: Reason) -> None:
        try:
            seen = capture.fingerprints()  # nothing was judged, so nothing is judged again
            found = Findings(Unusable((reason,)), fingerprints=seen, seen_before=len(seen))
            self.session = self._decisions.decide(self.session, found)
        finally:
            self._release(self.session.id)
