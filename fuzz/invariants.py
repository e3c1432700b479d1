"""What must hold of a deployment's stores at every moment, whatever was done to it.

Each invariant is a function over an opened server that yields what breaks it. They read the tables
themselves, and not what the code makes of them. What the policy proves already is asked of it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from inperson.app import Server
from inperson.audit import Act
from inperson.core import InpersonError, SubjectId
from inperson.policy import agreement, kinds, sealed
from inperson.policy.looking import Broken, Look, looks
from inperson.store import tables
from inperson.tenants import TokenKind
from inperson.vault import Purpose

_COMPARED = ("enrolled", "match", "no_match")
_NEWEST = 50
"""Templates that one check opens: each costs a leaf."""
_KEY = "subject/"

Invariant = Callable[[Server], Iterator[str]]


def no_decision_without_a_leaf(deployment: Server) -> Iterator[str]:
    """Before a template was made or compared, its key's use was on the audit log."""
    sessions = tables.sessions.c
    for look in looks(deployment):
        log, vault = deployment.audit(look.tenant_id), deployment.vault(look.tenant_id)
        query = select(sessions.id, sessions.subject_id, sessions.ended_at).where(
            sessions.decision.in_(_COMPARED), sessions.subject_id.is_not(None)
        )
        first_used = dict[SubjectId, Any]()
        for row in list(look.rows(query)):
            if row.subject_id not in first_used:
                tag = vault.tag(row.subject_id)
                uses = [] if tag is None else log.of_subject(tag)
                first_used[row.subject_id] = tag is None or min(
                    (each.at for each in uses if each.entry.purpose == Purpose.REFERENCE_TEMPLATE),
                    default=None,
                )
            used = first_used[row.subject_id]
            if used is None or (used is not True and used > row.ended_at):
                yield f"{row.id} was decided without a leaf"


def the_log_holds(deployment: Server) -> Iterator[str]:
    """Every log is what its leaves make it, and has as many erasures as the stores remember."""
    for look in looks(deployment):
        log = deployment.audit(look.tenant_id)
        for finding in log.verify().findings:
            yield f"the log of {look.tenant_id}: {finding.code}"
        acts = Counter(leaf.entry.act for leaf in log.tail(log.size()))
        erased = len(deployment.vault(look.tenant_id).tombstones())
        if erased > acts[Act.SUBJECT_ERASED] and not acts[Act.RETENTION_SWEPT]:
            yield f"{look.tenant_id} erased {erased} subjects, {acts[Act.SUBJECT_ERASED]} on record"


def no_key_without_an_owner(deployment: Server) -> Iterator[str]:
    """Every data key is that of a subject who is there. A kill may leave one that opens nothing."""
    for look in looks(deployment):
        owners = _subjects(look)
        for name in deployment.keyring(look.tenant_id).names(_KEY):
            if name.removeprefix(_KEY) not in owners:
                yield f"a key without a subject: {name}"


def no_record_without_a_key(deployment: Server) -> Iterator[str]:
    """What is kept of a subject can be shredded: there is a key for it."""
    for look in looks(deployment):
        keys = set(deployment.keyring(look.tenant_id).names(_KEY))
        kept = {str(row[0]) for row in look.rows(select(tables.templates.c.subject_id))}
        samples = select(tables.improvement_samples.c.subject_id)
        kept |= {str(row[0]) for row in look.rows(samples, look.improvement)}
        yield from (f"a record without a key: {each}" for each in kept if _KEY + each not in keys)
        for each in _subjects(look) - kept:
            yield f"a subject without a template: {each}"


def no_template_after_an_erasure(deployment: Server) -> Iterator[str]:
    """Who was erased is in no table and has no key, and both stores remember the same people."""
    for look in looks(deployment):
        erased = {str(row[0]) for row in look.rows(select(tables.tombstones.c.subject_id))}
        remembered = {
            str(each.subject_id) for each in deployment.vault(look.tenant_id).tombstones()
        }
        if erased != remembered:
            yield f"{len(erased ^ remembered)} erasures that one store alone remembers"
        keys = deployment.keyring(look.tenant_id).names(_KEY)
        places = {
            "subjects": _subjects(look),
            "templates": {str(row[0]) for row in look.rows(select(tables.templates.c.subject_id))},
            "keys": {each.removeprefix(_KEY) for each in keys},
            "samples": {
                str(row[0])
                for row in look.rows(
                    select(tables.improvement_samples.c.subject_id), look.improvement
                )
            },
        }
        for place, found in places.items():
            yield from (f"{each} was erased and is in {place}" for each in found & erased)


def no_enrolment_without_liveness(deployment: Server) -> Iterator[str]:
    """Who was enrolled was live, or a developer said in so many words that nobody looked."""
    session = tables.sessions.c
    enrolled = select(
        session.id, session.token_kind, session.liveness, session.liveness_verdict
    ).where(session.decision == "enrolled")
    for look in looks(deployment):
        for row in look.rows(enrolled):
            unsafe = (row.token_kind, row.liveness) == (TokenKind.DEVELOPER, "unsafe_no_liveness")
            if row.liveness_verdict != "live" and not unsafe:
                yield f"{row.id} enrolled without liveness"


def no_row_of_another_tenant(deployment: Server) -> Iterator[str]:
    """No id is in two silos, and a tenant's own keys open every template in its own."""
    seen = dict[str, str]()
    for look in looks(deployment):
        for table in (tables.subjects, tables.sessions):
            for (each,) in list(look.rows(select(table.c.id))):
                if seen.setdefault(each, look.tenant_id) != look.tenant_id:
                    yield f"{each} is in two silos"
        yield from _foreign_templates(look)


def _foreign_templates(look: Look) -> Iterator[str]:
    vault = look.deployment.vault(look.tenant_id).by("operator:fuzz")
    newest = select(tables.templates).order_by(tables.templates.c.subject_id.desc()).limit(_NEWEST)
    for row in list(look.rows(newest)):
        try:
            vault.open(row.subject_id, Purpose.REFERENCE_TEMPLATE, row.model_digest, row.sealed)
        except InpersonError as error:
            yield f"a template that is not its tenant's or subject's: {error.code}"


def the_policy_holds(deployment: Server) -> Iterator[str]:
    """What the policy proves of consents and sealing."""
    for prove in (
        agreement.no_session_without_consent,
        kinds.improvement_is_consented,
        sealed.nothing_is_in_the_clear,
    ):
        try:
            prove(deployment)
        except Broken as broken:
            yield str(broken)


def _subjects(look: Look) -> set[str]:
    return {str(each) for (each,) in look.rows(select(tables.subjects.c.id))}


INVARIANTS: Sequence[Invariant] = (
    no_decision_without_a_leaf,
    the_log_holds,
    no_key_without_an_owner,
    no_record_without_a_key,
    no_template_after_an_erasure,
    no_enrolment_without_liveness,
    no_row_of_another_tenant,
    the_policy_holds,
)


def broken(deployment: Server, invariants: Sequence[Invariant] = INVARIANTS) -> list[str]:
    """Return what does not hold, invariant by invariant."""
    return [f"{each.__name__}: {said}" for each in invariants for said in each(deployment)]
