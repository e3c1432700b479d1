"""An opened server: its tenants, and what each owns."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Self

from inperson.adapters.jose import FileCheckpointSigner, FileStatementSigner
from inperson.adapters.kms import open_provider
from inperson.app.chosen import access_of, admits, facts_of
from inperson.app.modes import Mode, Outside
from inperson.audit import Act, AdministrationLog, AuditLog, Entry
from inperson.config import Settings
from inperson.core import SERVER, TenantId, new_process_id
from inperson.deliveries import WebhookEvents
from inperson.desks import Desks, GoverningDesk, LiveFacts
from inperson.improvement import ImprovementSet
from inperson.openid import ClientEvents
from inperson.people import People
from inperson.rights import usage_book
from inperson.rights.breaches import Breaches, telling
from inperson.rights.notices import Notices
from inperson.sessions import OpenCaptures, TenantSubjects
from inperson.store import SqlSilo, Stores
from inperson.tenants import (
    Authority,
    GoverningAuthority,
    OneTenantOnly,
    Role,
    Tenant,
    Tenants,
    of_server,
)
from inperson.usage import Overview, PrivateDeployments, UsageBook
from inperson.usage.statistics import AcrossParameters, AcrossStatistics, Parameters, SiloStatistics
from inperson.vault import KeyProvider, Keyring, KeyUnavailable, TenantVault
from inperson.workers import Workers


class Server:
    """A server's tenants and what each owns: a silo, a keyring, a KEK and an improvement set.

    Whoever asks for what a tenant owns finds it of this program's version, or is refused.

    Args:
        settings: where everything is.
        mode: what it was opened for.
        stores: opened in that mode.
        outside: time, chance and other processes.
        prepare: brings what a tenant owns up to date, when it is first asked for; None stands for
            what is the server's own.

    """

    def __init__(
        self,
        settings: Settings,
        mode: Mode,
        stores: Stores,
        outside: Outside,
        prepare: Callable[["Server", TenantId | None], None],
    ) -> None:
        self.settings = settings
        self.mode = mode
        self.stores = stores
        self.clock = outside.clock
        self.entropy = outside.entropy
        self.tenants = Tenants(stores.directory, self.clock, self.entropy, admits(settings))
        self.processes = stores.processes(new_process_id(self.entropy))
        others, shared = outside.processes or self.processes, settings.deployment == "managed"
        self.captures = OpenCaptures(settings.max_captures, others, shared=shared)
        """Those that are open in this process. Whoever asks shares these, and no others."""
        self.workers = Workers(settings.workers)
        self._prepare = prepare
        self._ready: set[TenantId | None] = set()
        self._vaults: dict[TenantId, TenantVault] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, and close the stores."""
        self.workers.close()
        self.stores.close()

    def add_tenant(self, name: str, actor: str = SERVER) -> Tenant:
        """Create a tenant with its own keys and its own data store.

        A process killed in between leaves a tenant whose stores are made when it is next asked for.

        Raises:
            OneTenantOnly: if the deployment is private and has its tenant.

        """
        self.at_most(0)
        self.ready(None)
        tenant = self.tenants.create_tenant(name)
        self.ready(tenant.id)
        self.server_audit().append(Entry(Act.TENANT_CREATED, actor))
        self.notices(tenant.id).publish_draft()
        return tenant

    def at_most(self, tenants: int) -> None:
        """Hold a private deployment to its one tenant.

        Raises:
            OneTenantOnly: if it has more than so many.

        """
        if self.settings.deployment == "private" and len(self.tenants.tenants()) > tenants:
            raise OneTenantOnly("A private deployment has one tenant, and no other.")

    def ready(self, tenant_id: TenantId | None) -> None:
        """See to it, once, that what a tenant owns can be used; None is the server itself.

        Raises:
            TenantNotFound: if there is no such tenant.
            StoreMissing: if a store is not there, and the server was opened to read.
            StoreOutdated: if a store is older, and may not be changed now.
            StoreTooNew: if a store is newer than this program.

        """
        if tenant_id in self._ready:
            return
        self._ready.add(tenant_id)  # what prepares it asks for it
        try:
            self._prepare(self, tenant_id)
        except BaseException:
            self._ready.discard(tenant_id)
            raise

    def silo(self, authority: Authority) -> SqlSilo:
        """Return a tenant's data store as an authority sees it; raises what `ready` raises."""
        self.ready(authority.tenant_id)
        return self.stores.silos.of(authority)

    def whole(self, authority: GoverningAuthority) -> SqlSilo:
        """Return a tenant's data store, both kinds of it; raises what `ready` raises."""
        self.ready(authority.tenant_id)
        return self.stores.silos.whole(authority)

    def own(self, tenant_id: TenantId) -> SqlSilo:
        """Return all of a tenant's data store, for the server's own upkeep."""
        return self.whole(of_server(tenant_id))

    def keyring(self, tenant_id: TenantId) -> Keyring:
        """Return a tenant's wrapped keys; raises what `ready` raises."""
        self.ready(tenant_id)
        return self.stores.keyrings.open(tenant_id)

    def vault(self, tenant_id: TenantId) -> TenantVault:
        """Return a tenant's vault, always the same one, so that its key cache serves."""
        if tenant_id not in self._vaults:
            keyring, kek = self.keyring(tenant_id), self.provider.open(tenant_id)
            witness = self.audit(tenant_id)
            fresh = TenantVault(tenant_id, kek, keyring, self.entropy, self.clock, witness)
            self._vaults.setdefault(tenant_id, fresh)
        return self._vaults[tenant_id]

    def improvement(self, tenant_id: TenantId, actor: str = SERVER) -> ImprovementSet:
        """Return a tenant's improvement set, in the name of an actor."""
        self.ready(tenant_id)
        store, vault = self.stores.improvement.open(tenant_id), self.vault(tenant_id).by(actor)
        return ImprovementSet(store, vault, self.clock, self.entropy)

    def audit(self, tenant_id: TenantId) -> AuditLog:
        """Return a tenant's audit log."""
        self.ready(tenant_id)
        store = self.stores.audit.open(tenant_id)
        return AuditLog(store, f"inperson/{tenant_id}", self.checkpoints, self.clock)

    def server_audit(self) -> AuditLog:
        """Return the log of what is done to the server itself."""
        self.ready(None)
        store = self.stores.audit.open_server()
        return AuditLog(store, "inperson/server", self.checkpoints, self.clock)

    def log(self, tenant_id: TenantId | None) -> AuditLog:
        """Return the log of a tenant, or of the server itself."""
        return self.server_audit() if tenant_id is None else self.audit(tenant_id)

    @cached_property
    def provider(self) -> KeyProvider:
        """Return who holds the key-encryption keys."""
        return open_provider(self.settings.kek_provider, access_of(self.settings), self.entropy)

    @cached_property
    def checkpoints(self) -> FileCheckpointSigner:
        """Return what signs the audit logs' checkpoints."""
        # the issuer as a name that a signature line can hold
        name = re.sub(r"[\s+]", "-", self.settings.issuer) or "inperson"
        return FileCheckpointSigner(self.key_file("audit"), name)

    @cached_property
    def signer(self) -> FileStatementSigner:
        """Return what signs decisions, receipts and certificates."""
        return FileStatementSigner(self.key_file("signing"), self.settings.issuer)

    def make_keys(self) -> None:
        """Make the signing keys if they are not there, for who reads makes none."""
        _ = self.signer, self.checkpoints

    def key_file(self, name: str) -> Path:
        """Return the file of a signing key, which is made on first use.

        Raises:
            KeyUnavailable: if it is not there, and the server was opened to read.

        """
        path = self.settings.kek_dir / f"{name}.jwk"
        if self.mode.looks and not path.exists():
            raise KeyUnavailable(f"There is no {path.name} where INPERSON_KEK_DIR says.")
        return path

    def key_uses(self) -> tuple[int, int]:
        """Return how many data keys were found in memory, and how many had to be unwrapped."""
        uses = [vault.uses for vault in list(self._vaults.values())]
        return sum(hits for hits, _ in uses), sum(misses for _, misses in uses)

    def subjects(self, authority: Authority) -> TenantSubjects:
        """Return the subjects that an authority reaches."""
        tenant_id, actor = authority.tenant_id, authority.actor
        return TenantSubjects(
            kind=authority.kind,
            actor=actor,
            silo=self.silo(authority),
            vault=self.vault(tenant_id).by(actor),
            audit=self.audit(tenant_id),
            keeper=self.improvement(tenant_id, actor),
            events=self.events(tenant_id),
            clock=self.clock,
            key_backup=timedelta(days=self.settings.key_backup_days),
        )

    def events(self, tenant_id: TenantId) -> WebhookEvents:
        """Return what a tenant, and its relying parties, may be told of."""
        return ClientEvents(self.vault(tenant_id), self.clock, self.entropy)

    @cached_property
    def desks(self) -> Desks:
        """Return the desks for people's rights."""
        return Desks(
            self.tenants,
            self.people(),
            self.subjects,
            self.captures,
            self.whole,
            self.signer,
            self.facts,
            self.workers,
            self.clock,
            self.entropy,
        )

    def notices(self, tenant_id: TenantId) -> Notices[GoverningDesk]:
        """Return a tenant's notices, in the name of the server."""
        return Notices(self.desks.of(of_server(tenant_id)))

    def people(self) -> People:
        """Return who uses the consoles."""
        return People(self.stores.people, self.log, self.clock, self.entropy)

    def breaches(self, actor: str = Role.OPERATOR) -> Breaches:
        """Return the server's register of breaches."""
        log, tell = self.server_audit(), telling(self.desks, actor)
        return Breaches(self.stores.breaches, log, tell, self.clock, self.entropy, actor)

    def clients(self) -> PrivateDeployments:
        """Return the private clients that report to this server."""
        log, entropy = self.server_audit(), self.entropy
        return PrivateDeployments(self.stores.clients, log, self.clock, entropy)

    def overview(self, actor: str = Role.OPERATOR) -> Overview:
        """Return what every client of this server used."""
        desks = self.desks

        def book(tenant_id: TenantId) -> UsageBook:
            return usage_book(desks.of(of_server(tenant_id, actor)))

        return Overview(self.tenants, book, self.clients())

    def statistics(self, tenant_id: TenantId, actor: str = SERVER) -> SiloStatistics:
        """Return a tenant's private statistics, and its own exact figures, for an actor."""
        log = AdministrationLog(self.audit(tenant_id), actor)
        released = partial(log.note, Act.STATISTICS_RELEASED)
        return SiloStatistics(self.own(tenant_id), self.clock, Parameters(), released)

    def statistics_across(self) -> AcrossStatistics:
        """Return the statistics over all clients of this server."""
        return AcrossStatistics(self.stores.across, self.clock, AcrossParameters())

    @cached_property
    def facts(self) -> LiveFacts:
        """Return what this server is, for notices."""
        return facts_of(self.settings)
