"""What is proved of consent (clauses 3.2 and 7.6): nothing biometric is there without one."""

from sqlalchemy import ColumnElement, Select, exists, or_, select

from inperson.app import Server
from inperson.policy.looking import Broken, Look, Seen, looks
from inperson.store import standing_holds, tables
from inperson.store.privacy_tables import consents, notices

_ACCEPTED = ("enrolled", "match", "live")


NOT_THEN = "a session was accepted when no consent stood, or the clock was set back"
"""Dates alone tell which came first."""


def no_session_without_consent(deployment: Server) -> Seen:
    """Prove that each accepted session, and each template, was agreed to under a notice."""
    count = 0
    session, agreed = tables.sessions.c, consents.c
    accepted = session.decision.in_(_ACCEPTED) & session.act_sha256.is_(None)
    identity = agreed.purpose == "identity"
    for look in looks(deployment):
        told = exists().where(
            notices.c.sha256 == agreed.notice_sha256, notices.c.version == agreed.notice_version
        )
        if look.count(consents, ~told):
            raise Broken("a consent is to a notice that was never published")
        mine = or_(agreed.reference == session.subject, agreed.session_id == session.id)
        stood = or_(agreed.withdrawn_at.is_(None), agreed.withdrawn_at >= session.created_at)
        has = exists().where(mine, identity, agreed.given_at <= session.ended_at, stood)
        if look.count(tables.sessions, accepted, ~exists().where(mine, identity)):
            raise Broken("an accepted session has no consent")
        if look.count(tables.sessions, accepted, ~has):
            raise Broken(NOT_THEN)
        ever = exists().where(agreed.reference == tables.subjects.c.reference, identity)
        if look.count(tables.subjects, ~ever):
            raise Broken("a template is kept that nobody agreed to")
        if look.count(tables.subjects, tables.subjects.c.reference.in_(_alone())):
            raise Broken("a template is kept of who was too young to agree, and no guardian did")
        count += look.count(tables.sessions, accepted) + look.count(tables.subjects)
    return Seen(count, f"{count} accepted sessions and templates, each under a consent")


def withdrawals_are_obeyed(deployment: Server) -> Seen:
    """Prove that of who withdrew there is no template, no open session and no sample."""
    count = 0
    for look in looks(deployment):
        count += look.count(consents, consents.c.withdrawn_at.is_not(None))
        gone = _withdrawn("identity")
        subject = tables.subjects.c
        if look.count(tables.subjects, subject.reference.in_(gone), _free(look)):
            raise Broken("a template is kept whose consent was withdrawn")
        session = tables.sessions.c
        going = session.subject.in_(gone), session.state == "open", session.act_sha256.is_(None)
        if look.count(tables.sessions, *going):
            raise Broken("a session goes on whose consent was withdrawn")
        ended = select(subject.id).where(subject.reference.in_(_withdrawn("improvement")))
        ids = [row.id for row in look.rows(ended.where(_free(look)))]
        samples = tables.improvement_samples
        if ids and look.count(samples, samples.c.subject_id.in_(ids), engine=look.improvement):
            raise Broken("samples are kept whose consent was withdrawn")
    return Seen(count, f"{count} withdrawals, each obeyed")


def _alone() -> Select[tuple[bytes]]:
    """Return the query for whose latest consent is of somebody below, without a guardian."""
    agreed, other = consents.c, consents.alias()
    later = exists().where(
        other.c.reference == agreed.reference,
        other.c.purpose == "identity",
        other.c.given_at > agreed.given_at,
    )
    below = (agreed.age == "below") & agreed.guardian.is_(None)
    return select(agreed.reference).where((agreed.purpose == "identity") & below & ~later)


def _withdrawn(purpose: str) -> Select[tuple[bytes]]:
    """Return the query for who withdrew a consent and gave none since."""
    agreed, other = consents.c, consents.alias()
    stands = exists().where(
        other.c.reference == agreed.reference,
        other.c.purpose == purpose,
        other.c.withdrawn_at.is_(None),
    )
    mine = (agreed.purpose == purpose) & agreed.withdrawn_at.is_not(None) & ~stands
    return select(agreed.reference).where(mine & agreed.reference.is_not(None))


def _free(look: Look) -> ColumnElement[bool]:
    """Return the condition for subjects that no legal order keeps."""
    held = standing_holds(look.deployment.clock.now())
    return tables.subjects.c.reference.not_in(held)
