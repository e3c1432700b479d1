"""The gate of sessions: no session of a purpose without a recorded consent that holds.

A consent is recorded only for what the person was shown: the current notice, in one of its
languages, which tells of the purpose. What stands already is not recorded again, so that a repeated
request changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inperson.audit import Act, Entry, commitment
from inperson.core import Clock, Entropy, SessionId, new_consent_id
from inperson.sessions import (
    AgeClaim,
    AnySession,
    Consent,
    ConsentPurpose,
    ConsentRows,
    CurrentNotice,
    GivenConsent,
    ImprovementNotAllowed,
    LivenessDemand,
    NoticeMissing,
    Pseudonym,
    SaidAge,
    SessionRows,
    SubjectRestricted,
    SubjectRows,
    TenantSubjects,
    require_consent,
)
from inperson.tenants import TokenKind, Transaction

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _About:
    """Whom a consent is about: a subject, or whoever is in a session about nobody."""

    reference: Pseudonym | None
    session_id: SessionId | None
    said_age: SaidAge | None = None

    @classmethod
    def of(cls, session: AnySession) -> "_About":
        named = session.subject is not None
        return cls(session.subject, None if named else session.id, session.said_age)

    def latest(self, tx: Transaction, purpose: ConsentPurpose) -> Consent | None:
        """Return the latest consent to a purpose, withdrawn or not."""
        about = self.session_id if self.reference is None else self.reference
        return None if about is None else tx.rows(ConsentRows).consent(about, purpose)


class ConsentRule:
    """Implements `sessions.ports.ConsentGate` for one tenant, kind of token and actor."""

    def __init__(self, subjects: TenantSubjects, clock: Clock, entropy: Entropy) -> None:
        self._subjects = subjects
        self._clock = clock
        self._entropy = entropy

    def at_opening(
        self,
        tx: Transaction,
        session: AnySession,
        given: GivenConsent | None,
        claim: AgeClaim | None,
        *,
        improvement: bool,
    ) -> AnySession:
        """Record what was agreed to, and check what a session needs before it stays stored."""
        notice = self._admit(tx, session)
        if (said := _said(tx, notice, _About.of(session), claim)) is not None:
            session = replace(session, said_age=said)
            tx.rows(SessionRows).set_age(session.id, said)
        about = _About.of(session)
        if improvement:
            self._admit_improvement(session.token_kind, notice)
        at_once = session.liveness is LivenessDemand.UNSAFE_NO_LIVENESS
        identity = None
        if at_once or given is not None:
            identity = self._agreed(tx, about, notice, given, ConsentPurpose.IDENTITY)
        if improvement:
            agreed = self._agreed(tx, about, notice, given, ConsentPurpose.IMPROVEMENT)
            require_consent(agreed, notice)
        if at_once:
            require_consent(identity, notice, about.said_age)
        return session

    def at_capture(self, tx: Transaction, session: AnySession, given: GivenConsent | None) -> None:
        """Record what was agreed to, and check that it is, before a capture is claimed."""
        notice, about = self._admit(tx, session), _About.of(session)
        if notice.gate is not None:  # it may be newer than the session
            notice.gate.admit(about.said_age)
        identity = self._agreed(tx, about, notice, given, ConsentPurpose.IDENTITY)
        require_consent(identity, notice, about.said_age)

    def give(
        self,
        tx: Transaction,
        reference: Pseudonym,
        given: GivenConsent,
        purpose: ConsentPurpose,
        claim: AgeClaim | None = None,
    ) -> Consent:
        """Record a consent that was given outside of any session.

        Raises:
            AgeUnknown, BelowMinimumAge, GuardianMissing: as for a session.
            NoticeMissing: if the tenant has no notice that tells of it.
            NoticeChanged: if another notice was shown than the current one.
            ImprovementNotAllowed: if it is to improvement, and the caller a production token.

        """
        notice = self._notice(tx, self._subjects.kind)
        if purpose is ConsentPurpose.IMPROVEMENT:
            self._admit_improvement(self._subjects.kind, notice)
        about = _About(reference, None)
        about = replace(about, said_age=_said(tx, notice, about, claim))
        return self._keep(tx, about, notice, given, purpose)

    def _admit(self, tx: Transaction, session: AnySession) -> CurrentNotice:
        if session.subject is not None and tx.rows(SubjectRows).restricted(session.subject):
            raise SubjectRestricted("The subject's data is kept and not used.")
        return self._notice(tx, session.token_kind)

    def _notice(self, tx: Transaction, kind: TokenKind) -> CurrentNotice:
        notice = tx.rows(ConsentRows).notice()
        if notice is None or (notice.draft and kind is not TokenKind.DEVELOPER):
            raise NoticeMissing("Publish a notice first: it says who is the controller.")
        return notice

    def _admit_improvement(self, kind: TokenKind, notice: CurrentNotice) -> None:
        if kind is not TokenKind.DEVELOPER:
            raise ImprovementNotAllowed("Production data is never used for improvement.")
        if not notice.improvement:
            raise NoticeMissing("The notice does not tell of improvement; publish one that does.")

    def _agreed(
        self,
        tx: Transaction,
        about: _About,
        notice: CurrentNotice,
        given: GivenConsent | None,
        purpose: ConsentPurpose,
    ) -> Consent | None:
        """Return the consent that is given now, which is recorded, or else the latest."""
        if given is None:
            return about.latest(tx, purpose)
        return self._keep(tx, about, notice, given, purpose)

    def _keep(
        self,
        tx: Transaction,
        about: _About,
        notice: CurrentNotice,
        given: GivenConsent,
        purpose: ConsentPurpose,
    ) -> Consent:
        """Store a consent unless the same one stands, and put it on the audit log."""
        language, latest = notice.shown(given), about.latest(tx, purpose)
        if (
            latest is not None
            and latest.withdrawn_at is None
            and latest.notice_sha256 == given.notice_sha256
            and latest.said_age == about.said_age
        ):
            return latest
        consent = Consent(
            id=new_consent_id(self._entropy),
            purpose=purpose,
            token_kind=self._subjects.kind,
            reference=about.reference,
            session_id=about.session_id,
            notice_version=notice.version,
            notice_sha256=given.notice_sha256,
            language=language,
            method=given.method,
            given_at=_after(latest, self._clock.now()),
            salt=self._entropy.bytes(16),
            said_age=about.said_age,
        )
        tx.rows(ConsentRows).add_consent(consent)
        self._subjects.events.agreed(tx, consent)
        committed = commitment(consent.salt, commits_to(consent))
        entry = Entry(Act.CONSENT_GIVEN, self._subjects.actor, None, purpose.value, committed)
        self._subjects.audit.append(entry)
        return consent


def _said(
    tx: Transaction, notice: CurrentNotice, about: _About, claim: AgeClaim | None
) -> SaidAge | None:
    """Return what is kept of an age: of what is said now, or was with the consent that stands."""
    if notice.gate is None:  # nobody asks, so nothing is kept
        return None
    if claim is not None:
        said: SaidAge | None = notice.gate.said(claim)
    else:
        latest = about.latest(tx, ConsentPurpose.IDENTITY)
        said = None if latest is None or latest.withdrawn_at is not None else latest.said_age
    notice.gate.admit(said)
    return said


def _after(latest: Consent | None, now: datetime) -> datetime:
    """Return the time of a new consent: a clock that was set back puts it before no earlier one."""
    return now if latest is None or latest.given_at < now else latest.given_at + _TICK


def commits_to(consent: Consent) -> dict[str, str]:
    """Return what the leaf of a consent commits to."""
    said = consent.said_age
    return {
        "consent": consent.id,
        "notice": consent.notice_sha256.hex(),
        "given_at": consent.given_at.isoformat(),
    } | ({} if said is None else said.content())
