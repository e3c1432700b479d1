"""What is proved of disclosure and of people's rights (clauses 6 and 7)."""

from sqlalchemy import select

from inperson.app import Server
from inperson.audit import Act
from inperson.deliveries import MOST_ATTEMPTS
from inperson.policy.looking import Broken, looks
from inperson.sessions import SubjectRows, TombstoneRows
from inperson.store import tables
from inperson.store.privacy_tables import deliveries, disclosures, notices, privacy_requests
from inperson.tenants import TokenKind


def notices_are_published(deployment: Server) -> str:
    """Prove that each tenant that serves real people tells them who, why, where and how long."""
    count = 0
    for look in looks(deployment):
        newest = select(notices.c.draft, notices.c.version).order_by(notices.c.version.desc())
        row = next(look.rows(newest.limit(1)), None)
        if row is None:
            raise Broken("a tenant has no notice")
        live = look.count(
            tables.subjects, tables.subjects.c.token_kind == TokenKind.PRODUCTION.value
        )
        if row.draft and live:
            raise Broken("a tenant has enrolled real people under a draft")
        count += 1
    return f"{count} tenants have a notice"


def requests_are_in_time(deployment: Server) -> str:
    """Prove that no privacy request is past its due date."""
    request, now, count = privacy_requests.c, deployment.clock.now(), 0
    for look in looks(deployment):
        waiting = request.closed_at.is_(None)
        count += look.count(privacy_requests, waiting)
        if late := look.count(privacy_requests, waiting, request.due_at < now):
            raise Broken(f"{late} privacy requests are past their due date")
    return f"{count} requests are open, none is late"


def erasures_are_whole(deployment: Server) -> str:
    """Prove that who was erased is erased in every store."""
    count = 0
    for look in looks(deployment):
        keyring = deployment.keyring(look.tenant_id)
        with deployment.own(look.tenant_id).read() as tx:
            graves = set(tx.rows(TombstoneRows).tombstones())
            left = [
                each for each in graves if tx.rows(SubjectRows).subject(each.subject_id) is not None
            ]
        if graves != set(keyring.tombstones()):
            raise Broken("the stores disagree on who was erased: restart the server")
        if left or any(keyring.get(f"subject/{each.subject_id}") for each in graves):
            raise Broken("an erased subject has rows or a key")
        sample = tables.improvement_samples
        ids = [each.subject_id for each in graves]
        if ids and look.count(sample, sample.c.subject_id.in_(ids), engine=look.improvement):
            raise Broken("an erased subject has samples")
        count += len(graves)
    return f"{count} erasures, whole in data, keys and improvement sets"


def messages_arrive(deployment: Server) -> str:
    """Prove that no message that must arrive was given up."""
    count = 0
    each = deliveries.c
    for look in looks(deployment):
        under_way = each.done_at.is_(None)
        count += look.count(deliveries, under_way)
        if lost := look.count(deliveries, under_way, each.attempts >= MOST_ATTEMPTS):
            raise Broken(f"{lost} messages were given up: `inperson webhooks retry`")
    return f"{count} messages are on their way"


def disclosures_are_recorded(deployment: Server) -> str:
    """Prove that whatever left was approved by somebody else, and is on the audit log."""
    each, count = disclosures.c, 0
    for look in looks(deployment):
        delivered = look.count(disclosures, each.state == "delivered")
        alone = look.count(
            disclosures,
            each.state == "delivered",
            each.approved_by.is_(None) | (each.approved_by == each.proposed_by),
        )
        if alone:
            raise Broken(f"{alone} disclosures were delivered without a second approval")
        log = deployment.audit(look.tenant_id)
        noted = sum(leaf.entry.act is Act.DISCLOSURE_DELIVERED for leaf in log.tail(log.size()))
        if noted < delivered:
            raise Broken("a disclosure is not on the audit log")
        count += delivered
    return f"{count} disclosures, each approved twice and on the audit log"


def nobody_rewrote_the_log(deployment: Server) -> str:
    """Prove that every audit log is what its checkpoints say."""
    leaves = 0
    logs = [deployment.audit(look.tenant_id) for look in looks(deployment)]
    for log in (*logs, deployment.server_audit()):
        found = log.verify()
        if found.findings:
            raise Broken(f"an audit log was changed: {found.findings[0].code}")
        leaves += log.size()
    return f"{len(logs) + 1} logs, {leaves} leaves, every hash as it was"


def breaches_are_in_time(deployment: Server) -> str:
    """Prove that no breach is past its 72 hours without word to those who are responsible."""
    register = deployment.breaches().list()
    late = [each for each in register if each.overdue(deployment.clock.now())]
    if late:
        raise Broken(f"{len(late)} breaches are past their 72 hours")
    return f"{len(register)} breaches on the register, none is late"
