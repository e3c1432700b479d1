"""Opening captures, and the bounded list of those that are open in this process."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from inperson.core import SessionId
from inperson.liveness import Assurance, Capture, Profile
from inperson.sessions.capture import OpenCapture
from inperson.sessions.consents import GivenConsent
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.decisions import Decisions
from inperson.sessions.errors import (
    CaptureInUse,
    LivenessUnavailable,
    SessionTokenInvalid,
)
from inperson.sessions.findings import Findings, Unusable
from inperson.sessions.ledger import SessionLedger, require_open
from inperson.sessions.model import AnySession, LivenessDemand, SessionKind
from inperson.sessions.places import Holder, Places
from inperson.sessions.ports import ConsentGate
from inperson.sessions.processes import Processes, check_owner
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.sessions.reasons import Reason
from inperson.sessions.record_sealing import RecordSealing
from inperson.sessions.rows import AttemptRows, CaptureRows, SessionRows, SubjectRows
from inperson.sessions.subjects import TenantSubjects
from inperson.sessions.tickets import SessionTicket
from inperson.tenants import Action, Transaction
from inperson.usage import FactRows, known_sdk

MARGIN = timedelta(seconds=30)
"""A capture that began in time may end: its session ends this long after the capture's own time."""
_NOTHING_TOLD: Mapping[str, str] = {}


class OpenCaptures:
    """The captures that are open in this process. Safe to share.

    One that showed nothing yet waits at the door, and takes none of the places: whoever only says
    hello keeps nobody out.

    Args:
        most: how many may have been shown a face, and how many may wait, at most.
        processes: of the server.
        shared: whether several tenants share the places.

    """

    def __init__(self, most: int, processes: Processes, *, shared: bool = True) -> None:
        self.processes = processes
        self._seats, self._door = Places(most, shared=shared), Places(most, shared=shared)
        self._lock = threading.Lock()
        self._open: dict[SessionId, OpenCapture | None] = {}
        self._at: dict[SessionId, tuple[Places, Holder]] = {}
        self._stopped: set[SessionId] = set()
        """Of those whose place is taken: to be let go as soon as they are there."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._open)

    def all(self) -> Sequence[OpenCapture]:
        """Return those that are there just now."""
        with self._lock:
            return [each for each in self._open.values() if each is not None]

    def get(self, session_id: SessionId) -> OpenCapture | None:
        """Return a session's capture, or None."""
        return self._open.get(session_id)

    def reserve(self, session_id: SessionId, holder: Holder) -> bool:
        """Let a session's capture wait at the door; False if it is there already.

        Raises:
            ServerFull: if its holder has no room there, or would have none when it shows a face.

        """
        with self._lock:
            if session_id in self._open:
                return False
            self._seats.check(holder)
            self._door.take(holder)
            self._open[session_id], self._at[session_id] = None, (self._door, holder)
            return True

    def seat(self, session_id: SessionId) -> None:
        """Give a capture that was shown a frame its place; it may have it already.

        Raises:
            ServerFull: if there is none for its holder.

        """
        with self._lock:
            place, holder = self._at[session_id]
            if place is self._seats:
                return
            self._seats.take(holder)
            self._door.give(holder)
            self._at[session_id] = self._seats, holder

    def put(self, capture: OpenCapture) -> None:
        """Put a capture into the place that was taken for it."""
        with self._lock:
            self._open[capture.session.id] = capture
            stopped = capture.session.id in self._stopped
        if stopped:
            capture.withdraw()

    def stop(self, session_ids: Iterable[SessionId]) -> None:
        """Let captures go at once, without a decision: their sessions are ended already."""
        with self._lock:
            known = [each for each in session_ids if each in self._open]
            captures = [self._open[each] for each in known]
            self._stopped |= {each for each in known if self._open[each] is None}
        for capture in captures:
            if capture is not None:
                capture.withdraw()

    def release(self, session_id: SessionId) -> None:
        """Give a session's place back."""
        with self._lock:
            self._open.pop(session_id, None)
            if (at := self._at.pop(session_id, None)) is not None:
                place, holder = at
                place.give(holder)
            self._stopped.discard(session_id)


class TenantCaptures:
    """What the holder of one session token may do: make that session's capture."""

    def __init__(
        self,
        engine: SessionEngine,
        ticket: SessionTicket,
        subjects: TenantSubjects,
        gate: ConsentGate,
        captures: OpenCaptures,
        standing: Callable[[SessionTicket], None],
    ) -> None:
        self._gate = gate
        self._standing = partial(standing, ticket)
        self._engine = engine
        self._ticket = ticket
        self._subjects = subjects
        self._captures = captures
        self._records = RecordSealing(subjects.vault)
        pseudonyms = Pseudonyms(subjects.vault, subjects.kind)
        self._ledger = SessionLedger(pseudonyms, engine.clock)
        self._decisions = Decisions(engine, subjects, self._ledger, self._records)

    def open(
        self,
        session_id: SessionId,
        profile: Profile,
        signs: Mapping[str, str] = _NOTHING_TOLD,
        consent: GivenConsent | None = None,
        camera: Mapping[str, str] = _NOTHING_TOLD,
    ) -> OpenCapture:
        """Open the session's capture, or go on with the one that a connection dropped.

        1. The token must be of this session, the role of a device covers the capture, and the app
           token stands that opened the session: it is asked for once more before the decision.
        2. A capture that is open here and has no connection goes on, if it is still held here.
        3. Otherwise the session must be open, its subject may try, its capture has not begun, or
           not in a process that is there, and its purpose is agreed to: with this capture, or
           before.
        4. It is let in at this process, then claimed in the silo; its first frame takes a place.

        Args:
            session_id: the session that the connection names.
            profile: how much time and precision a new capture asks for.
            signs: what the client tells of its camera and itself, for the session's record.
            consent: the notice that the person saw and agreed to with the capture's beginning.
            camera: all that the client tells of its camera, for the judgement alone.

        Raises:
            SessionTokenInvalid: if the token is of another session, or the app token ended that
                opened it.
            CaptureInUse: while another connection has it, here or at another process.
            SessionNotFound: if the session was erased.
            SessionEnded: if it is decided.
            SessionExpired: if its time is over.
            NoticeMissing: if the tenant has published no notice that covers the session.
            NoticeChanged: if another notice was shown, or it has changed since the consent.
            ConsentRequired: if nobody agreed to the purpose.
            AgeUnknown, BelowMinimumAge, GuardianMissing: if the notice has a minimum age since.
            SubjectRestricted: if the subject's data is to be kept and not used.
            SubjectLocked: after too many failures.
            SubjectDisabled: after far too many failures.
            CaptureLost: if its capture was lost here, or began anew too often.
            ServerFull: if this process holds as many captures as it may, or of its tenant's.
            LivenessUnavailable: if this server cannot check liveness.

        """
        self._ticket.require(Action.CAPTURE)
        if session_id != self._ticket.session_id:
            raise SessionTokenInvalid("The session token is of another session.")
        self._standing()
        if (going := self._going(session_id)) is not None:
            going.attach()
            return going
        session = self._claimable(session_id, consent)
        if not self._captures.reserve(session_id, (self._ticket.tenant_id, session.token_kind)):
            raise CaptureInUse("Another connection opens the capture just now.")
        try:
            part = _begin(self._engine, profile, session.assurance)
            session = self._claim(session, profile, signs)
            capture = OpenCapture(
                self._ticket.tenant_id,
                session,
                profile,
                part,
                self._engine,
                self._decisions,
                self._captures.seat,
                self._captures.release,
                self._let_go,
                self._standing,
                self._engine.film(session, profile),
                camera,
            )
        except BaseException:
            self._captures.release(session_id)
            raise
        self._captures.put(capture)
        return capture

    def decline(self) -> AnySession:
        """End the session because the person wants no capture; raises what `open` raises."""
        with self._subjects.silo.read() as tx:
            session = self._ledger.find(tx, self._ticket.session_id)
        require_open(session)
        if session.begun:
            raise CaptureInUse("The capture runs; it is stopped where it is made.")
        return self._decisions.decide(session, Findings(Unusable((Reason.CANCELLED,))))

    def _going(self, session_id: SessionId) -> OpenCapture | None:
        """Return the session's capture that is open here, unless another process holds it now."""
        going = self._captures.get(session_id)
        if going is None:
            return None
        if going.tenant_id != self._ticket.tenant_id:
            raise SessionTokenInvalid("The session token is of another tenant.")
        with self._subjects.silo.read() as tx:
            held = tx.rows(CaptureRows).captures_held([session_id]).get(session_id)
        if held in {None, (going.session.capture_owner, going.session.capture_restarts)}:
            return going
        going.lose()  # this process was paused meanwhile
        return None

    def _let_go(self, session: AnySession) -> bool:
        with self._subjects.silo.begin() as tx:
            return tx.rows(CaptureRows).release_capture(session)

    def _claimable(self, session_id: SessionId, consent: GivenConsent | None) -> AnySession:
        with self._subjects.silo.begin() as tx:
            session = self._ledger.find(tx, session_id)
            require_open(session)
            if session.liveness is not LivenessDemand.REQUIRED:
                raise SessionTokenInvalid("The session takes no capture.")
            if session.act_sha256 is None:  # a right is used by who restricted all other use, too
                self._gate.at_capture(tx, session, consent)
            self._check_attempts(tx, session)
        check_owner(session, self._captures.processes)
        return session

    def _check_attempts(self, tx: Transaction, session: AnySession) -> None:
        if session.kind is SessionKind.AUTHENTICATE and session.subject_id is not None:
            self._subjects.own(tx.rows(SubjectRows).subject(session.subject_id))
            tx.rows(AttemptRows).attempts(session.subject_id).check(self._engine.clock.now())

    def _claim(self, session: AnySession, profile: Profile, signs: Mapping[str, str]) -> AnySession:
        now, ends, owner = self._engine.clock.now(), session.expires_at, self._captures.processes.me
        if session.capture_restarts == 0:  # the first time, and once more: no session is endless
            ends = max(ends, now + timedelta(seconds=profile.capture_s) + MARGIN)
        with self._subjects.silo.begin() as tx:
            if not tx.rows(CaptureRows).claim_capture(session, owner, now, ends):
                raise CaptureInUse("The capture was begun elsewhere just now.")
            if signs:
                record = self._records.open(session).with_signs(signs)
                tx.rows(SessionRows).set_record(session.id, self._records.seal(record, session))
            if "sdk_version" in signs:
                tx.rows(FactRows).put_sdk(session.id, known_sdk(signs["sdk_version"]))
            return self._ledger.find(tx, session.id)


def _begin(engine: SessionEngine, profile: Profile, assurance: Assurance) -> Capture:
    """Draw a challenge and open the engine's part of a capture.

    Raises:
        LivenessUnavailable: if this server cannot check liveness.

    """
    if engine.liveness is None:
        raise LivenessUnavailable("This server cannot check liveness.")
    return engine.liveness.open(engine.entropy, profile, engine.clock.monotonic_s(), assurance)
