"""How a session is decided: one verdict, stored in one transaction with all that follows from it.

1. Not live: refused (`not_live` for a session of that kind), whatever else was seen.
2. `liveness`: live.
3. No template could be made of the samples: refused with reasons.
4. `enroll`: the template is sealed under a new key of the subject.
   `authenticate`: the reference is unsealed, compared, and must reach the required level.
5. In one transaction: an authentication that is stopped by earlier failures is refused without
   saying what was compared; the others count; the verdict, the template, the idempotency record
   and the digests of the frames are stored, and a message about it is put. A process that is
   killed before it leaves the session open, one killed after it leaves it decided.

A failed attempt is one that was judged: `Reason.counts` says so of each reason, and nothing else
does.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inperson.core import SubjectId, new_subject_id
from inperson.matching import Template
from inperson.sessions.consents import Consent, ConsentPurpose
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.errors import FramesSeenMeanwhile, SessionNotFound
from inperson.sessions.findings import Findings, Known, NotLive, Unusable
from inperson.sessions.footage import Footage
from inperson.sessions.ledger import SessionLedger
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import (
    AnySession,
    Decision,
    DeveloperSession,
    LivenessVerdict,
    Pseudonym,
    SealedTemplate,
    SeenFrames,
    SessionKind,
    SessionState,
    Subject,
    Verdict,
)
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.sessions.reasons import Reason
from inperson.sessions.record_sealing import RecordSealing
from inperson.sessions.rows import AttemptRows, ConsentRows, FrameRows, SubjectRows
from inperson.sessions.session_record import FRAMES_KEPT
from inperson.sessions.subjects import TenantSubjects
from inperson.tenants import Transaction
from inperson.vault import KeyDestroyed, Purpose
from inperson.vision import Image


class Decisions:
    """Decides the sessions of one caller."""

    def __init__(
        self,
        engine: SessionEngine,
        subjects: TenantSubjects,
        ledger: SessionLedger,
        records: RecordSealing,
    ) -> None:
        self._engine = engine
        self._subjects = subjects
        self._ledger = ledger
        self._records = records
        self._pseudonyms = Pseudonyms(subjects.vault, subjects.kind)

    def decide(self, session: AnySession, found: Findings) -> AnySession:
        """Decide a session and store what follows.

        Raises:
            SessionEnded: if another request was faster.
            SessionNotFound: if the subject was erased meanwhile.
            ModelChanged: if the reference was made by another model.
            IdempotencyConflict: if the key is in use by another request.
            FramesSeenMeanwhile: if another session showed the same frames at the same time;
                nothing was stored.

        """
        with self._engine.timed("decide"):
            return self._decide(session, found)

    def _decide(self, session: AnySession, found: Findings) -> AnySession:
        seen, only = found.seen, session.kind is SessionKind.LIVENESS
        if isinstance(seen, NotLive):
            decision = Decision.NOT_LIVE if only else Decision.REFUSED
            return self._end(session, self._verdict(decision, found, *seen.reasons), found)
        if only and seen.liveness is LivenessVerdict.LIVE:
            return self._end(session, self._verdict(Decision.LIVE, found), found)
        if isinstance(seen, Unusable):
            return self._end(session, self._verdict(Decision.REFUSED, found, *seen.reasons), found)
        if session.kind is SessionKind.ENROLL:
            return self._enroll(session, seen.template, found)
        return self._authenticate(session, seen.template, found)

    def improve(
        self,
        session: AnySession,
        known: Known,
        images: Sequence[Image],
        footage: Footage | None = None,
    ) -> None:
        """Keep the images of a decided session if it is a developer's, under a consent.

        Of one that a trial films all is kept instead, whatever the decision.
        """
        verdict, consent = session.verdict, known.improvement
        if not isinstance(session, DeveloperSession) or session.subject is None:
            return
        if footage is not None:
            self._keep_footage(session, consent, footage)
            return
        if verdict is None or verdict.decision not in {Decision.ENROLLED, Decision.MATCH}:
            return  # who did not match may be somebody who consented to nothing
        if session.subject_id is not None and consent is not None:
            device = self._records.open(session).values
            self._subjects.keeper.keep(session, consent, device, images)
            self._unless_withdrawn(session.subject, session.subject_id)

    def _keep_footage(
        self, session: DeveloperSession, consent: Consent | None, footage: Footage
    ) -> None:
        keeper, subject = self._engine.footage, session.subject
        if keeper is None or consent is None or subject is None:
            return
        record = self._records.open(session)
        footage.origin = record.measured_by("origin")
        keeper.keep(session, consent, record.values, footage)
        if session.subject_id is not None:
            self._unless_withdrawn(subject, session.subject_id)

    def _unless_withdrawn(self, reference: Pseudonym, subject_id: SubjectId) -> None:
        """Remove what was kept while its consent was withdrawn.

        Who withdraws removes the samples after the withdrawal is stored: either this sees it, or
        that removal finds what was kept.
        """
        with self._subjects.silo.read() as tx:
            consent = tx.rows(ConsentRows).consent(reference, ConsentPurpose.IMPROVEMENT)
        if consent is None or consent.withdrawn_at is not None:
            self._subjects.keeper.remove(subject_id)

    def look(self, session: AnySession, fingerprints: Sequence[bytes]) -> tuple[Known, int]:
        """Return what is known, and how many of these frames were seen in earlier captures."""
        now = self._pseudonyms.frames(fingerprints)
        earlier = self._pseudonyms.earlier_frames(fingerprints)
        with self._subjects.silo.read() as tx:
            seen = tx.rows(FrameRows).count_seen([*now, *earlier]) if fingerprints else 0
            return self.known(tx, session), seen

    def known(self, tx: Transaction, session: AnySession) -> Known:
        """Return what is kept of a session's subject, for whoever decides the session."""
        subject = template = consent = None
        if session.subject is not None and session.kind is SessionKind.AUTHENTICATE:
            subject = tx.rows(SubjectRows).subject_by_reference(session.subject)
            template = None if subject is None else tx.rows(SubjectRows).template(subject.id)
        if session.subject is not None and isinstance(session, DeveloperSession):
            consent = tx.rows(ConsentRows).consent(session.subject, ConsentPurpose.IMPROVEMENT)
        if consent is not None:
            notice = tx.rows(ConsentRows).notice()
            consent = consent if notice is not None and consent.holds(notice) else None
        return Known(subject, template, consent)

    def _verdict(self, decision: Decision, found: Findings, *reasons: Reason) -> Verdict:
        return self._engine.verdict(decision, *reasons, liveness=found.seen.liveness)

    def _enroll(self, session: AnySession, template: Template, found: Findings) -> AnySession:
        vault, now = self._subjects.vault, self._engine.clock.now()
        if session.subject is None:
            raise SessionNotFound("The session has no subject.")
        subject_id = new_subject_id(self._engine.entropy)
        subject = Subject(subject_id, session.subject, self._subjects.kind, now)
        vault.create_subject_key(subject_id)
        digest = template.model_digest
        sealed = vault.seal(subject_id, Purpose.REFERENCE_TEMPLATE, digest, template.to_bytes())
        try:
            with self._subjects.silo.begin() as tx:
                if enrolled := tx.rows(SubjectRows).add_subject(
                    subject, SealedTemplate(subject_id, digest, sealed)
                ):
                    verdict = self._verdict(Decision.ENROLLED, found)
                    ended = self._close(tx, session, verdict, found, enrolled=subject_id)
                else:
                    verdict = self._verdict(Decision.REFUSED, found, Reason.ALREADY_ENROLLED)
                    ended = self._close(tx, session, verdict, found)
        except FramesSeenMeanwhile:
            vault.discard_subject_key(subject_id)
            raise
        if not enrolled:
            vault.discard_subject_key(subject_id)
        # A transaction that failed otherwise leaves a key that opens nothing; it is not destroyed
        # here, because a commit whose answer was lost would lose the enrolment with it.
        return ended

    def _authenticate(self, session: AnySession, probe: Template, found: Findings) -> AnySession:
        subject, stored = found.known.subject, found.known.template
        if subject is None or stored is None:
            raise SessionNotFound("The subject of the session was erased.")
        try:
            reference = self._subjects.vault.open(
                subject.id, Purpose.REFERENCE_TEMPLATE, stored.model_digest, stored.sealed
            )
        except KeyDestroyed as error:
            self._subjects.erase_found(subject)  # finish an erasure that was cut short
            raise SessionNotFound("The subject of the session was erased.") from error
        verdict = self._engine.match(Template.from_bytes(reference), probe, found.seen.liveness)
        return self._end(session, verdict, found)

    def _end(self, session: AnySession, verdict: Verdict, found: Findings) -> AnySession:
        with self._subjects.silo.begin() as tx:
            return self._close(tx, session, verdict, found)

    def _close(
        self,
        tx: Transaction,
        session: AnySession,
        verdict: Verdict,
        found: Findings,
        *,
        enrolled: SubjectId | None = None,
    ) -> AnySession:
        now = self._engine.clock.now()
        verdict = self._counted(tx, session, verdict, found, now)
        verdict = replace(verdict, samples=found.samples)
        ended = replace(
            session,
            state=SessionState.COMPLETED,
            ended_at=now,
            verdict=verdict,
            subject_id=enrolled or session.subject_id,
        )
        if found.evidence or enrolled:
            # from here on the record of who enrolled is the subject's own, and is shredded with it
            record = self._records.open(session).with_evidence(found.evidence)
            ended = replace(ended, record=self._records.seal(record, ended))
        self._ledger.close(tx, ended, found.idempotency)
        if found.fingerprints:
            keys = self._pseudonyms.frames(found.fingerprints)
            if (
                tx.rows(FrameRows).keep_seen(SeenFrames(keys, ended.id, now + FRAMES_KEPT))
                > found.seen_before
            ):
                raise FramesSeenMeanwhile("Another session showed the same frames just now.")
        self._subjects.events.decided(tx, ended)
        return ended

    def _counted(
        self,
        tx: Transaction,
        session: AnySession,
        verdict: Verdict,
        found: Findings,
        now: datetime,
    ) -> Verdict:
        """Count an authentication; refuse it where earlier ones have used up the attempts."""
        subject_id = session.subject_id
        succeeded = verdict.decision is Decision.MATCH
        if session.kind is not SessionKind.AUTHENTICATE or not (succeeded or verdict.failed):
            return verdict
        subject = None if subject_id is None else tx.rows(SubjectRows).subject(subject_id)
        if subject is None:
            return verdict  # erased meanwhile, and the session with it: it cannot be closed
        attempts = tx.rows(AttemptRows).attempts(subject.id)
        if stopped := attempts.stopped(now):
            return self._verdict(Decision.REFUSED, found, stopped)
        later = Attempts() if succeeded else attempts.failed(now)
        if later != attempts:
            tx.rows(AttemptRows).set_attempts(subject.id, later)
        if later.disabled:  # until its tenant enables it again
            self._subjects.events.stopped(tx, subject.reference)
        return verdict
