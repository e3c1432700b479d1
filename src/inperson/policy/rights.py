"""What is proved of disclosure and of people's rights (clauses 6 and 7)."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inperson.app import Server
from inperson.audit import Act
from inperson.core import TenantId
from inperson.deliveries import MOST_ATTEMPTS, TOO_FAR, DeliveryKind, Webhooks, WebhookTarget
from inperson.policy.looking import LATE, Broken, Look, Seen, looks
from inperson.policy.seen import Outsiders, hold_against
from inperson.rights.breaches import Breach
from inperson.rights.notices import LegalBasis
from inperson.rights.requests import Cascade, Casebook, RequestRows
from inperson.rights.retention import Category, Retention
from inperson.sessions import ConsentPurpose, SubjectRows, TombstoneRows
from inperson.store import tables
from inperson.store.export_tables import exported_files
from inperson.store.privacy_tables import deliveries, disclosures, notices
from inperson.tenants import TokenKind
from inperson.vault import SUBJECT_KEYS

_OPENED = 50


def notices_are_published(deployment: Server) -> Seen:
    """Prove that real people are told who, why, where, how long, and if asked, of another way."""
    count = 0
    for look in looks(deployment):
        columns = (notices.c.draft, notices.c.version, notices.c.document)
        newest = select(*columns).where(notices.c.language == "en")
        row = next(look.rows(newest.order_by(notices.c.version.desc()).limit(1)), None)
        if row is None:
            raise Broken("a tenant has no notice")
        live = look.count(
            tables.subjects, tables.subjects.c.token_kind == TokenKind.PRODUCTION.value
        )
        if row.draft and live:
            raise Broken("a tenant has enrolled real people under a draft")
        if not row.draft and not _free(json.loads(row.document)):
            raise Broken("a tenant asks for consent and names no other way")
        count += 1
    return Seen(count, f"{count} tenants have a notice")


def _free(notice: Mapping[str, Any]) -> bool:
    """Tell whether a notice rests on no consent to identity, or names another way.

    A consent is not free without one (GDPR Art. 7(4), recital 43).
    """
    bases = {
        each["dct:identifier"]: each["dpv:hasLegalBasis"]["dct:identifier"]
        for each in notice["dpv:hasProcess"]
    }
    asked = bases.get(ConsentPurpose.IDENTITY.value) == LegalBasis.EXPLICIT_CONSENT.value
    return not asked or notice.get("inp:alternative") is not None


def erasures_are_whole(deployment: Server) -> Seen:
    """Prove that who was erased, by the stores or by the log, is erased in every store."""
    # that the log was restored with them is told by nothing here, but by who keeps a checkpoint
    count = waiting = 0
    for look in looks(deployment):
        keyring = deployment.keyring(look.tenant_id)
        with deployment.own(look.tenant_id).read() as tx:
            graves = set(tx.rows(TombstoneRows).tombstones())
            left = [
                each for each in graves if tx.rows(SubjectRows).subject(each.subject_id) is not None
            ]
        if graves != set(keyring.tombstones()):
            raise Broken("the stores disagree on who was erased: restart the server")
        if left or any(keyring.get(SUBJECT_KEYS + each.subject_id) for each in graves):
            raise Broken("an erased subject has rows or a key")
        sample = tables.improvement_samples
        ids = [each.subject_id for each in graves]
        if ids and look.count(sample, sample.c.subject_id.in_(ids), engine=look.improvement):
            raise Broken("an erased subject has samples")
        file = exported_files.c
        if ids and look.count(exported_files, file.subject_id.in_(ids), engine=look.improvement):
            raise Broken("an erased subject is in an export that was not recalled")
        _log_agrees(look, len(graves))
        waiting += _waiting_elsewhere(look)
        count += len(graves)
    said = "whole in data, keys and improvement sets, and no fewer than on the log"
    said += f"; {waiting} wait for another server" if waiting else ""
    return Seen(count, f"{count} erasures, {said}; its size outside proves the log itself")


def messages_arrive(deployment: Server) -> Seen:
    """Prove that no message was given up, put off, or left without anybody who gets it."""
    count, each, now = 0, deliveries.c, deployment.clock.now()
    for look in looks(deployment):
        waits = each.done_at.is_(None)
        count += look.count(deliveries)
        if lost := look.count(deliveries, waits, each.attempts >= MOST_ATTEMPTS):
            raise Broken(f"{lost} messages were given up: `inperson webhooks retry`")
        if late := look.count(deliveries, waits, each.next_at > now + TOO_FAR + LATE):
            raise Broken(f"{late} messages are put off further than any is")
        if lost := Webhooks(look.desk).dropped():
            raise Broken(f"{lost} messages were dropped as their webhook was removed: set one")
        for kind, target in _targets(look).items():
            if not target and (lost := look.count(deliveries, waits, each.kind == kind.value)):
                raise Broken(f"{lost} messages wait for a receiver that is not set any more")
    return Seen(count, f"{count} messages, none given up")


def disclosures_are_recorded(deployment: Server) -> Seen:
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
    return Seen(count, f"{count} disclosures, each approved twice and on the audit log")


def nobody_rewrote_the_log(deployment: Server) -> Seen:
    """Prove that every audit log is what its checkpoints say, and what others saw of it."""
    outsiders, seen = Outsiders.of(deployment), 0
    server = deployment.server_audit()
    if found := server.verify().findings:
        raise Broken(f"an audit log was changed: {found[0].code}")
    leaves, logs = server.size(), 1
    for look in looks(deployment):
        log = deployment.audit(look.tenant_id)
        seen += hold_against(look, log, outsiders)
        leaves, logs = leaves + log.size(), logs + 1
    said = f"{logs} logs, {leaves} leaves, every hash as it was"
    return Seen(leaves, f"{said}; {seen} of them as witnesses saw them")


def breaches_are_in_time(deployment: Server) -> Seen:
    """Prove that of no open breach the 72 hours passed before word reached those responsible."""
    register, now = deployment.breaches().list(), deployment.clock.now()
    if late := [each for each in register if each.overdue(now)]:
        raise Broken(f"{len(late)} breaches are past their 72 hours")
    for breach in register:
        if breach.closed_at is None and now > breach.due_at:
            missed = sum(not _reached(deployment, each, breach) for each in breach.tenants)
            if missed:
                raise Broken(f"no word of a breach left to {missed} tenants: tell them, close it")
    return Seen(len(register), f"{len(register)} breaches on the register, none is late")


def _log_agrees(look: Look, graves: int) -> None:
    """Hold what the log has of erasures against what the stores remember.

    A tag names its subject by its own key: one that was erased and has a key is back.
    """
    deployment, log = look.deployment, look.deployment.audit(look.tenant_id)
    since = deployment.clock.now() - timedelta(days=deployment.settings.key_backup_days)
    erased, recent = set(), set()
    for leaf in log.tail(log.size()):
        if leaf.entry.act is Act.SUBJECT_ERASED and leaf.entry.subject is not None:
            erased.add(leaf.entry.subject)
            if leaf.at > since:
                recent.add(leaf.entry.subject)
    if len(recent) > graves:
        raise Broken("the log has erasures that the stores do not remember: they were restored")
    if erased:
        for row in look.some(select(tables.subjects.c.id), _OPENED):
            if look.vault.tag(row.id) in erased:
                raise Broken("a subject that the log has as erased is back")


def _waiting_elsewhere(look: Look) -> int:
    """Count the erasures that another server has not certified; each needs one that is set."""
    target, book = Cascade(look.desk).get(), Casebook(look.desk)
    with look.desk.whole.read() as tx:
        rows = tx.rows(RequestRows)
        found = [rows.request(each) for kind in TokenKind for each in rows.open_requests(kind)]
    details = [book.read(each) for each in found if each is not None]
    servers = [each.erasing.elsewhere for each in details if each.erasing and each.erasing.waiting]
    if lost := sum(target is None or each != target.url for each in servers):
        raise Broken(f"{lost} erasures wait for a server that is not set: `inperson cascade set`")
    return len(servers)


def _targets(look: Look) -> dict[DeliveryKind, object]:
    with look.desk.silo.read() as tx:
        webhook = WebhookTarget.of(look.desk.setting(tx, "webhook"))
    return {DeliveryKind.WEBHOOK: webhook, DeliveryKind.CASCADE: Cascade(look.desk).get()}


def _reached(deployment: Server, tenant_id: TenantId, breach: Breach) -> bool:
    """Tell whether the message about a breach arrived, as long as the log of deliveries tells."""
    look, message = Look(deployment, tenant_id), breach.messages.get(tenant_id)
    if message is None:
        return False
    row = next(look.rows(select(deliveries.c.done_at).where(deliveries.c.id == message)), None)
    if row is None:  # dropped, or forgotten in its time
        days = Retention(look.desk).schedule().days[Category.DELIVERY_LOG]
        return deployment.clock.now() > breach.due_at + timedelta(days=days)
    return row.done_at is not None
