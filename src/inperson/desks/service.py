"""Gives each authority its own desk, bound to its tenant and to its kind of token."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar, overload

from inperson.core import Clock, Entropy, TenantId
from inperson.desks.desk import Desk, GoverningDesk, LiveFacts
from inperson.people import People, Person
from inperson.sessions import OpenCaptures, OpenSubjects
from inperson.tenants import AppToken, Authority, GoverningAuthority, Silo, Tenants
from inperson.vault import StatementSigner
from inperson.workers import Workers

_D = TypeVar("_D", bound=Desk)


class Desks:
    """The desks of a server.

    Args:
        tenants: who there is.
        people: the staff of each.
        open_subjects: opens a tenant's subjects.
        captures: those that are open in this process, which a withdrawal may end.
        open_whole: gives all of a tenant's data store, to who governs the tenant.
        signer: signs receipts, certificates and manifests.
        facts: what this server is.
        workers: do what is dear apart.
        clock: the time.
        entropy: chance.

    """

    def __init__(
        self,
        tenants: Tenants,
        people: People,
        open_subjects: OpenSubjects,
        captures: OpenCaptures,
        open_whole: Callable[[GoverningAuthority], Silo],
        signer: StatementSigner,
        facts: LiveFacts,
        workers: Workers,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.tenants = tenants
        self.facts = facts
        self._people = people
        self._open_subjects = open_subjects
        self._captures = captures
        self._open_whole = open_whole
        self._signer = signer
        self._workers = workers
        self._clock = clock
        self._entropy = entropy

    @overload
    def of(self, authority: GoverningAuthority) -> GoverningDesk: ...

    @overload
    def of(self, authority: Authority) -> Desk: ...

    def of(self, authority: Authority) -> Desk:
        """Return the desk of an authority: a governing one's is a governing desk.

        Raises:
            TenantNotFound: if there is no such tenant.
            SiloUnavailable: if the tenant's data store cannot be opened.
            KeyUnavailable: if the tenant's keys cannot be opened.

        """
        if isinstance(authority, GoverningAuthority):
            return self._opened(GoverningDesk, authority, whole=self._open_whole(authority))
        return self._opened(Desk, authority)

    def _opened(self, form: Callable[..., _D], authority: Authority, **more: Silo) -> _D:
        tenant = self.tenants.tenant(authority.tenant_id)
        subjects = self._open_subjects(authority)
        return form(
            authority=authority,
            tenant_name=tenant.name,
            silo=subjects.silo,
            vault=subjects.vault,
            audit=subjects.audit,
            subjects=subjects,
            captures=self._captures,
            signer=self._signer,
            facts=self.facts,
            workers=self._workers,
            clock=self._clock,
            entropy=self._entropy,
            roster=partial(self._roster, tenant.id),
            **more,
        )

    def _roster(self, tenant_id: TenantId) -> Sequence[AppToken | Person]:
        return [*self.tenants.tokens(tenant_id), *self._people.of(tenant_id)]
