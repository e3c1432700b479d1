"""Gives each caller its own desk, bound to its tenant and to its kind of token."""

from collections.abc import Callable

from inperson.audit import AuditLog
from inperson.core import Clock, Entropy, TenantId
from inperson.desks.desk import Desk, LiveFacts
from inperson.sessions import OpenCaptures
from inperson.sessions.ports import StatementSigner
from inperson.sessions.subjects import OpenSubjects
from inperson.tenants import Caller, Silo, Tenants, TokenKind


class Desks:
    """The desks of a server.

    Args:
        tenants: who there is.
        open_subjects: opens a tenant's subjects.
        captures: those that are open in this process, which a withdrawal may end.
        open_silo: gives a tenant's data store.
        open_audit: gives a tenant's audit log.
        signer: signs receipts, certificates and manifests.
        facts: what this server is.
        clock: the time.
        entropy: chance.

    """

    def __init__(
        self,
        tenants: Tenants,
        open_subjects: OpenSubjects,
        captures: OpenCaptures,
        open_silo: Callable[[TenantId], Silo],
        open_audit: Callable[[TenantId], AuditLog],
        signer: StatementSigner,
        facts: LiveFacts,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.tenants = tenants
        self.facts = facts
        self._open_subjects = open_subjects
        self._captures = captures
        self._open_silo = open_silo
        self._open_audit = open_audit
        self._signer = signer
        self._clock = clock
        self._entropy = entropy

    def of(self, caller: Caller) -> Desk:
        """Return the desk of one caller.

        Raises:
            SiloUnavailable: if the tenant's data store cannot be opened.
            KeyUnavailable: if the tenant's keys cannot be opened.

        """
        return self.desk_of(caller.tenant_id, caller.kind, caller.token_id)

    def desk_of(self, tenant_id: TenantId, kind: TokenKind, actor: str) -> Desk:
        """Return a tenant's desk in the name of an actor: of the server itself, or of a subject.

        Raises:
            TenantNotFound: if there is no such tenant; and what `of` raises.

        """
        tenant = self.tenants.tenant(tenant_id)
        subjects = self._open_subjects(tenant_id, kind, actor)
        return Desk(
            tenant_id=tenant_id,
            tenant_name=tenant.name,
            kind=kind,
            actor=actor,
            silo=self._open_silo(tenant_id),
            vault=subjects.vault,
            audit=self._open_audit(tenant_id),
            subjects=subjects,
            captures=self._captures,
            signer=self._signer,
            facts=self.facts,
            clock=self._clock,
            entropy=self._entropy,
        )
