"""What the audit log holds: entries, and the leaves they become.

No personal data can be in a leaf. It has no field for a name, a reference or a text: a subject is
a 32-byte *tag*, an HMAC under the subject's own data key, which nobody can make again once that
key is destroyed; details are a salted hash, and the salt stays with the record it belongs to. So a
leaf outlives an erasure without telling whom it was about, and the log never has to forget.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from inperson.audit.errors import EntryMalformed, LeafMalformed
from inperson.tlog import leaf_hash

VERSION = 1
SALT_LENGTH = 16
ERASURE = b'{"act":"subject_erased",'
"""How the body of an erasure's leaf begins, and of no other: its members are sorted."""

_PRINTABLE = re.compile(r"[\x20-\x7e]{1,64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_TAG_LENGTH = 32
_LONGEST = 1024
"""The longest leaf that can be made has some 480 bytes."""


class Act(StrEnum):
    """Everything that is recorded. The list is closed; a word never changes its meaning."""

    DEK_UNWRAPPED = "dek_unwrapped"
    SUBJECT_ERASED = "subject_erased"
    SUBJECT_ENABLED = "subject_enabled"
    SAMPLES_REMOVED = "samples_removed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NOTICE_PUBLISHED = "notice_published"
    REQUEST_RECEIVED = "request_received"
    REQUEST_ON_BEHALF = "request_on_behalf"
    REQUEST_EXTENDED = "request_extended"
    REQUEST_REFUSED = "request_refused"
    REQUEST_COMPLETED = "request_completed"
    EVIDENCE_SHOWN = "evidence_shown"
    BUNDLE_WRITTEN = "bundle_written"
    BUNDLE_TAKEN = "bundle_taken"
    COPY_DELIVERED = "copy_delivered"
    DISCLOSURE_PROPOSED = "disclosure_proposed"
    DISCLOSURE_APPROVED = "disclosure_approved"
    DISCLOSURE_REFUSED = "disclosure_refused"
    DISCLOSURE_DELIVERED = "disclosure_delivered"
    DISCLOSURE_TOLD = "disclosure_told"
    HOLD_PLACED = "hold_placed"
    HOLD_RELEASED = "hold_released"
    RETENTION_SET = "retention_set"
    RETENTION_SWEPT = "retention_swept"
    TENANT_CREATED = "tenant_created"
    TOKEN_ISSUED = "token_issued"  # noqa: S105 -- the name of an act
    TOKEN_ENDED = "token_ended"  # noqa: S105 -- the name of an act
    KEK_ROTATED = "kek_rotated"
    KEK_REWRAPPED = "kek_rewrapped"
    KEK_RETIRED = "kek_retired"
    PSEUDONYMS_ROTATED = "pseudonyms_rotated"
    OPENID_KEY_ROTATED = "openid_key_rotated"
    EXPORT_PROPOSED = "export_proposed"
    EXPORT_APPROVED = "export_approved"
    EXPORT_RECALLED = "export_recalled"
    IMPROVEMENT_EXPORTED = "improvement_exported"
    DOSSIER_WRITTEN = "dossier_written"
    SETTINGS_CHANGED = "settings_changed"
    WEBHOOK_TESTED = "webhook_tested"
    CHORE_RUN = "chore_run"
    BREACH_RECORDED = "breach_recorded"
    BREACH_NOTIFIED = "breach_notified"
    USAGE_CLOSED = "usage_closed"
    USAGE_REPORT_FORKED = "usage_report_forked"
    CLIENT_ADDED = "client_added"
    STATISTICS_RELEASED = "statistics_released"
    BACKUP_REPLAYED = "backup_replayed"
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    LOG_BEGUN = "log_begun"
    PERSON_INVITED = "person_invited"
    PERSON_DISABLED = "person_disabled"
    PERSON_SIGNED_IN = "person_signed_in"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_USED = "recovery_used"
    RECOVERY_RENEWED = "recovery_renewed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, before it has a place in the log.

    Raises:
        EntryMalformed: if a field is not of its form.

    """

    act: Act
    actor: str
    """Who acts, 1 to 64 printable ASCII characters: the id of an app token, `subject`, `server`,
    `operator:<name>`, `person:<id>`. Never a name of a subject."""
    subject: bytes | None = None
    """The tag of whom it is about, 32 bytes."""
    purpose: str | None = None
    """What for, 1 to 64 printable ASCII characters, such as `identity`; of an act
    of a request that somebody makes for a subject, the capacity; of one
    about an app token, the token's id; of one about the staff, the person's; of a chore that
    somebody ran, its name; of a statistical release, its period; of a dossier, the notice's
    version."""
    detail: bytes | None = None
    """What else there is to say, as a `commitment`, 32 bytes."""

    def __post_init__(self) -> None:
        """Check every field."""
        texts = [self.actor, *([] if self.purpose is None else [self.purpose])]
        tags = [each for each in (self.subject, self.detail) if each is not None]
        if not all(isinstance(each, str) and _PRINTABLE.fullmatch(each) for each in texts):
            raise EntryMalformed("Actor and purpose are 1 to 64 printable ASCII characters.")
        if not all(isinstance(each, bytes) and len(each) == _TAG_LENGTH for each in tags):
            raise EntryMalformed("Tag and commitment are 32 bytes each.")
        if not isinstance(self.act, Act):
            raise EntryMalformed("The act is not one that is recorded.")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry in its place."""

    number: int
    at: datetime
    """By the clock of the server that wrote it. The number, not the time, is the order."""
    entry: Entry
    body: bytes
    """The canonical form: docs/formats/audit-log.md."""
    hash: bytes
    """RFC 6962 hash of the body, 32 bytes."""

    @classmethod
    def parse(cls, number: int, body: bytes) -> Self:
        """Read a canonical body, and no other spelling of it.

        Raises:
            LeafMalformed: if it is none.

        """
        try:
            at, entry = _read(body)
            same = write_body(at, entry) == body
        except (ValueError, KeyError, TypeError, RecursionError, EntryMalformed) as error:
            raise LeafMalformed("This is no leaf of an audit log.") from error
        if not same:
            raise LeafMalformed("The leaf is not in its canonical form.")
        return cls(number, at, entry, body, leaf_hash(body))


def write_body(at: datetime, entry: Entry) -> bytes:
    """Return the canonical body of an entry: JSON, sorted members, no spaces, ASCII."""
    members: dict[str, Any] = {
        "act": entry.act.value,
        "actor": entry.actor,
        "at": f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z",
        "detail": None if entry.detail is None else entry.detail.hex(),
        "purpose": entry.purpose,
        "subject": None if entry.subject is None else entry.subject.hex(),
        "v": VERSION,
    }
    return _canonical({name: each for name, each in members.items() if each is not None})


def commitment(salt: bytes, detail: Mapping[str, str]) -> bytes:
    """Return what a leaf holds in the place of details: SHA-256(salt || canonical JSON).

    Whoever keeps salt and details can show later what the leaf committed to. Once the salt is
    gone, nobody can test a guess.

    Args:
        salt: 16 random bytes, fresh for each leaf.
        detail: names and values.

    Raises:
        EntryMalformed: if the salt is of another length, or a text is no Unicode.

    """
    if len(salt) != SALT_LENGTH:
        raise EntryMalformed("A salt has 16 bytes.")
    try:
        return hashlib.sha256(salt + _canonical(dict(detail))).digest()
    except UnicodeEncodeError as error:
        raise EntryMalformed("A detail is no Unicode text.") from error


def _canonical(members: dict[str, Any]) -> bytes:
    text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _read(body: bytes) -> tuple[datetime, Entry]:
    if len(body) > _LONGEST:
        raise ValueError
    members = json.loads(body.decode("ascii"))
    version, at = members["v"], members["at"]
    if version != VERSION or _TIME.fullmatch(at) is None:
        raise ValueError
    entry = Entry(
        act=Act(members["act"]),
        actor=members["actor"],
        subject=_bytes(members.get("subject")),
        purpose=members.get("purpose"),
        detail=_bytes(members.get("detail")),
    )
    return datetime.fromisoformat(at), entry


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
