"""What every use case of this room works with: one tenant's desk, staffed by one actor."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from inperson.audit import Act, AuditLog, Entry, commitment
from inperson.core import Clock, Entropy, SubjectId, TenantId
from inperson.desks.errors import OutboundClosed
from inperson.desks.ports import SettingRows
from inperson.desks.record_sealing import open_record, seal_record, setting_id
from inperson.people import Person
from inperson.sessions import OpenCaptures, Pseudonym, Pseudonyms, SubjectRows, TenantSubjects
from inperson.tenants import AppToken, Authority, GoverningAuthority, Silo, TokenKind, Transaction
from inperson.vault import StatementSigner, TenantVault
from inperson.workers import Workers

_SALT = 16


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """What this server is, as its settings say: a notice is rendered from it and nothing else."""

    deployment: str
    """`managed` or `private`."""
    operator: str
    """Who runs the server: a name."""
    operator_contact: str
    location: str
    """Where the data is, in words for people, such as `Frankfurt, Germany`."""
    public_url: str
    """Where people reach this server, without a slash at its end."""
    key_backup: timedelta
    """How long backups of the keys are kept."""
    outbound: bool = True
    """Whether it sends anything by itself. A private deployment does not unless it is told to."""
    delivery_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Which networks, beside public addresses, its operator lets tenants have messages sent to."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a use case about one tenant's subjects of one kind of token may touch.

    It is bound to the tenant: nothing that is reached through it takes a tenant's id.
    """

    authority: Authority
    tenant_name: str
    silo: Silo
    vault: TenantVault
    audit: AuditLog
    subjects: TenantSubjects
    captures: OpenCaptures
    signer: StatementSigner
    facts: LiveFacts
    workers: Workers
    clock: Clock
    entropy: Entropy
    roster: Callable[[], Sequence[AppToken | Person]]
    """Returns who acts for the tenant: its app tokens and its staff, as they are now."""

    @property
    def tenant_id(self) -> TenantId:
        """Return whose desk it is."""
        return self.authority.tenant_id

    @property
    def kind(self) -> TokenKind:
        """Return the kind of token whose subjects it is about."""
        return self.authority.kind

    @property
    def actor(self) -> str:
        """Return whose name stands in the audit log."""
        return self.authority.actor

    @property
    def pseudonyms(self) -> Pseudonyms:
        """Return the keyed hashes of this desk's kind of token."""
        return Pseudonyms(self.vault, self.kind)

    def look(self, subject_ref: str) -> AbstractContextManager[Transaction]:
        """Open a transaction that reads what is kept of a reference.

        It takes `reference`, and writes only where an earlier pseudonym is to be replaced.

        Raises:
            InvalidReference: if the reference is malformed.

        """
        self.pseudonyms.reference(subject_ref)
        return self.silo.read() if self.pseudonyms.settled(subject_ref) else self.silo.begin()

    def reference(self, tx: Transaction, subject_ref: str) -> Pseudonym:
        """Return the current pseudonym of a tenant's own reference, enrolled or not.

        Raises:
            InvalidReference: if the reference is malformed.

        """
        reference = self.pseudonyms.reference(subject_ref)
        self.pseudonyms.settle(tx, subject_ref)
        return reference

    def subject_id(self, tx: Transaction, reference: Pseudonym) -> SubjectId | None:
        """Return the enrolled subject of a reference, or None."""
        subject = tx.rows(SubjectRows).subject_by_reference(reference)
        return None if subject is None else subject.id

    def require_outbound(self) -> None:
        """Let a receiver be set.

        Raises:
            OutboundClosed: if this server sends nothing.

        """
        if not self.facts.outbound:
            raise OutboundClosed("This server sends nothing by itself: INPERSON_OUTBOUND.")

    def salt(self) -> bytes:
        """Return what opens one leaf of the audit log, 16 bytes."""
        return self.entropy.bytes(_SALT)

    def entry(
        self,
        act: Act,
        *,
        subject_id: SubjectId | None = None,
        purpose: str | None = None,
        salt: bytes | None = None,
        **detail: str,
    ) -> Entry:
        """Return what the audit log has to take before an act is done.

        Args:
            act: what is done.
            subject_id: whom it is about, if it is enrolled.
            purpose: what for.
            salt: of the record whose details the leaf commits to.
            detail: those details. The leaf holds a salted hash of them only.

        Raises:
            AuditUnavailable: if the subject's key has to be unwrapped, and that not be recorded.

        """
        tag = None if subject_id is None else self.vault.tag(subject_id)
        committed = None if salt is None else commitment(salt, detail)
        return Entry(act, self.actor, tag, purpose, committed)

    def note(
        self,
        act: Act,
        *,
        subject_id: SubjectId | None = None,
        purpose: str | None = None,
        salt: bytes | None = None,
        **detail: str,
    ) -> None:
        """Put an act on the audit log. Call it last in a transaction, so that both stand or fall.

        Raises:
            AuditUnavailable: if the leaf cannot be written.

        """
        self.audit.append(
            self.entry(act, subject_id=subject_id, purpose=purpose, salt=salt, **detail)
        )

    def seal(self, record_id: str, content: Mapping[str, Any]) -> bytes:
        """Encrypt a record of this room, as JSON, bound to its id."""
        return seal_record(self.vault, record_id, content)

    def open(self, record_id: str, sealed: bytes) -> dict[str, Any]:
        """Decrypt what `seal` returned.

        Raises:
            SealBroken: if it is not what was sealed, or another record's.

        """
        return open_record(self.vault, record_id, sealed)

    def setting(self, tx: Transaction, name: str) -> dict[str, Any] | None:
        """Return one of the tenant's own settings of this room, or None."""
        sealed = tx.rows(SettingRows).tenant_document(name)
        return None if sealed is None else self.open(setting_id(name), sealed)


@dataclass(frozen=True, slots=True)
class GoverningDesk(Desk):
    """A desk for what holds for the whole tenant. No developer token has one."""

    authority: GoverningAuthority
    whole: Silo
    """All of the tenant's data, of both kinds of token: for sweeps, messages and bills."""

    @property
    def everybody(self) -> TenantSubjects:
        """Return the subjects of both kinds of token."""
        return replace(self.subjects, silo=self.whole)

    def keep_setting(self, tx: Transaction, name: str, content: Mapping[str, Any]) -> None:
        """Replace one of the tenant's own settings of this room."""
        tx.rows(SettingRows).put_tenant_document(
            name, self.seal(setting_id(name), content), self.clock.now()
        )
