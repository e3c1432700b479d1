"""What is handed out: the records of one subject, one scope and one period, for one recipient.

A ZIP file inside an age file. `records.json` holds a member for each part of the scope and nothing
else, `manifest.json` says what that is and hashes it, `manifest.jws` signs the manifest. Nothing in
it says whose records they are: who asked knows, and the file or order is named in the manifest.
"""

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inperson.core import rfc3339
from inperson.desks import Desk
from inperson.rights import packages
from inperson.rights.disclosures.contents import Contents
from inperson.rights.disclosures.model import Disclosure, DisclosureScope, Extent
from inperson.sessions import (
    AnySession,
    ConsentRows,
    Decision,
    RecordSealing,
    SessionRows,
    Subject,
    SubjectRows,
)
from inperson.tenants import Transaction
from inperson.vault import KeyDestroyed, Purpose

FORMAT, VERSION = "inperson-disclosure", 1
_STILL = (1980, 1, 1, 0, 0, 0)
"""The time of every member of the ZIP file; the manifest says when it was made."""
_RECOGNISED = frozenset({Decision.ENROLLED, Decision.MATCH})
_MARK = "A template of a face. It enrols nobody: enrolment takes photographs and nothing else."


@dataclass(frozen=True, slots=True)
class Package:
    """What the recipient alone opens."""

    data: bytes
    sha256: bytes


def records_of(desk: Desk, tx: Transaction, disclosure: Disclosure, contents: Contents) -> bytes:
    """Return what a package is of: its scope, its period, its subject.

    Args:
        desk: whose vault is used.
        tx: where it is read.
        disclosure: what was approved.
        contents: the same, opened.

    Raises:
        KeyUnavailable: if the tenant's keys cannot be used.

    """
    found = _Found.of(desk, tx, disclosure, contents.extent)
    return _json({each.value: _PARTS[each](found) for each in contents.extent.in_order()})


def pack(desk: Desk, disclosure: Disclosure, contents: Contents, records: bytes) -> Package:
    """Return the package of these records. Never call it inside a transaction.

    Args:
        desk: whose signer is used.
        disclosure: what was approved.
        contents: the same, opened.
        records: as `records_of` returned them.

    """
    manifest = _json(_manifest(desk, disclosure, contents, records))
    claims = {
        "aud": contents.recipient.key,
        "jti": disclosure.id,
        "iat": int(desk.clock.now().timestamp()),
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
    }
    files = {
        "records.json": records,
        "manifest.json": manifest,
        "manifest.jws": desk.signer.sign(claims, "disclosure").encode(),
    }
    recipient = packages.AgeRecipient(contents.recipient.key)
    data = packages.encrypt(_zipped(files), recipient, desk.workers, owner=desk.tenant_id)
    return Package(data, hashlib.sha256(data).digest())


@dataclass(frozen=True, slots=True)
class _Found:
    """All that a package can be made of."""

    desk: Desk
    tx: Transaction
    disclosure: Disclosure
    extent: Extent
    subject: Subject | None
    """None also if it enrolled after the period."""
    sessions: Sequence[AnySession]

    @classmethod
    def of(cls, desk: Desk, tx: Transaction, disclosure: Disclosure, extent: Extent) -> "_Found":
        subject = tx.rows(SubjectRows).subject_by_reference(disclosure.reference)
        if subject is not None and subject.enrolled_at >= extent.until:
            subject = None
        sessions = tx.rows(SessionRows).sessions_between(
            disclosure.reference, extent.since, extent.until
        )
        return cls(desk, tx, disclosure, extent, subject, sessions)


def _decisions(found: _Found) -> list[dict[str, Any]]:
    return [
        {
            "session": each.id,
            "kind": each.kind.value,
            "opened_at": rfc3339(each.created_at),
            "decided_at": _time(each.ended_at),
            "decision": each.verdict.decision.value,
            "reasons": [reason.value for reason in each.verdict.reasons],
            "level": each.verdict.level,
            "level_required": each.verdict.level_required,
            "liveness": each.verdict.liveness.value,
            "model_sha256": each.verdict.model_digest,
        }
        for each in found.sessions
        if each.verdict is not None
    ]


def _session_records(found: _Found) -> list[dict[str, Any]]:
    """Return the device records of sessions that recognised the subject.

    Where somebody was not recognised, the device may be somebody else's.
    """
    records, now = RecordSealing(found.desk.vault), found.desk.clock.now()
    return [
        {
            "session": each.id,
            "opened_at": rfc3339(each.created_at),
            "device": dict(records.open(each).pruned(each.created_at, now).values),
        }
        for each in found.sessions
        if each.verdict is not None and each.verdict.decision in _RECOGNISED
    ]


def _consents(found: _Found) -> list[dict[str, Any]]:
    covers, until = found.extent.covers, found.extent.until
    return [
        {
            "purpose": each.purpose.value,
            "notice_version": each.notice_version,
            "notice_sha256": each.notice_sha256.hex(),
            "language": each.language,
            "method": each.method.value,
            "given_at": rfc3339(each.given_at),
            "withdrawn_at": _before(each.withdrawn_at, until),
        }
        for each in found.tx.rows(ConsentRows).consents(found.disclosure.reference)
        if covers(each.given_at)
    ]


def _enrolment(found: _Found) -> dict[str, Any]:
    if found.subject is None:
        return {"enrolled": False}
    since = found.subject.enrolled_at
    # what was before the period is said as that, and not when
    within = found.extent.covers(since)
    return {"enrolled": True, "since": rfc3339(since) if within else "before the period"}


def _template(found: _Found) -> dict[str, Any] | None:
    stored = (
        None if found.subject is None else found.tx.rows(SubjectRows).template(found.subject.id)
    )
    if found.subject is None or stored is None:
        return None
    try:
        opened = found.desk.vault.open(
            found.subject.id, Purpose.REFERENCE_TEMPLATE, stored.model_digest, stored.sealed
        )
    except KeyDestroyed:  # erased, and its rows about to go
        return None
    encoded = b64encode(opened).decode("ascii")
    return {"mark": _MARK, "model_sha256": stored.model_digest, "template": encoded}


_PARTS: Mapping[DisclosureScope, Callable[[_Found], Any]] = {
    DisclosureScope.DECISIONS: _decisions,
    DisclosureScope.SESSION_RECORDS: _session_records,
    DisclosureScope.CONSENTS: _consents,
    DisclosureScope.ENROLMENT_FACT: _enrolment,
    DisclosureScope.TEMPLATE: _template,
}


def _manifest(
    desk: Desk, disclosure: Disclosure, contents: Contents, records: bytes
) -> dict[str, Any]:
    request = contents.request
    return {
        "format": FORMAT,
        "version": VERSION,
        "disclosure": disclosure.id,
        "controller": {"id": desk.tenant_id, "name": desk.tenant_name},
        "recipient": {"name": contents.recipient.name, "key": contents.recipient.key},
        "basis": disclosure.basis.value,
        "instrument": None if request is None else request.instrument,
        "scope": [each.value for each in contents.extent.in_order()],
        "since": rfc3339(contents.extent.since),
        "until": rfc3339(contents.extent.until),
        "approved_at": _time(disclosure.approved_at),
        "made_at": rfc3339(desk.clock.now()),
        "use": "For the purpose that it was disclosed for, and no other. It holds personal data.",
        "files": {"records.json": hashlib.sha256(records).hexdigest()},
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)


def _before(at: datetime | None, until: datetime) -> str | None:
    """Return a time of the period; what came after it is not told."""
    return _time(at) if at is not None and at < until else None


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _STILL), data)
    return made.getvalue()
