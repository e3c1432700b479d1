"""What is proved of developer and production sessions (clause 1)."""

from sqlalchemy import select

from inperson.app import Server
from inperson.policy.looking import Broken, Look, Seen, looks
from inperson.sessions import LivenessDemand
from inperson.store import tables
from inperson.store.privacy_tables import consents
from inperson.tenants import TokenKind


def kinds_are_apart(deployment: Server) -> Seen:
    """Prove that the database keeps production data out of improvement, and holds none there."""
    count = 0
    for look in looks(deployment):
        _demand(look, "ck_improvement_samples_developer_only", "improvement_samples")
        _demand(look, "ck_consents_improvement_is_developers", "consents")
        _demand(look, "ck_sessions_production_is_live", "sessions")
        held, said = deployment.stores.silos.standing(look.tenant_id)
        if not held:
            raise Broken(said)
        count += _apart(look)
    return Seen(count, f"constraints stand; {count} sessions and samples, none of the wrong kind")


def improvement_is_consented(deployment: Server) -> Seen:
    """Prove that every kept sample is a developer's, under a consent that was not withdrawn."""
    count = 0
    samples, agreed, subject = tables.improvement_samples, consents.c, tables.subjects.c
    for look in looks(deployment):
        for row in look.rows(select(samples.c.subject_id).distinct(), look.improvement):
            count += 1
            standing = (
                select(agreed.id)
                .join(tables.subjects, subject.reference == agreed.reference)
                .where(subject.id == row.subject_id, agreed.purpose == "improvement")
                .where(agreed.withdrawn_at.is_(None))
            )
            if next(look.rows(standing), None) is None:
                raise Broken("a subject's samples are kept without its consent")
    return Seen(count, f"{count} subjects gave samples, each under a consent")


def _apart(look: Look) -> int:
    """Look at the rows themselves: a constraint may have the name of another one."""
    samples, session, agreed = tables.improvement_samples, tables.sessions.c, consents.c
    production = TokenKind.PRODUCTION.value
    unsafe = session.liveness == LivenessDemand.UNSAFE_NO_LIVENESS.value
    if look.count(tables.sessions, session.token_kind == production, unsafe):
        raise Broken("a production session did not ask for liveness")
    if look.count(consents, agreed.token_kind == production, agreed.purpose == "improvement"):
        raise Broken("a production consent is to improvement")
    taken = set()
    for row in look.rows(select(samples.c.session_id, samples.c.token_kind), look.improvement):
        taken.add(row.session_id)
        if row.token_kind != TokenKind.DEVELOPER.value:
            raise Broken("an improvement set holds a sample of a production session")
    real = select(session.id).where(session.token_kind == production)
    if any(row.id in taken for row in look.rows(real)):
        raise Broken("an improvement set holds a sample of a production session")
    return look.count(tables.sessions) + len(taken)


def _demand(look: Look, constraint: str, table: str) -> None:
    engine = look.improvement if table == "improvement_samples" else look.silo
    if constraint not in look.constraints(engine, table):
        raise Broken(f"{table} has lost a constraint: {constraint}")
