"""Wires the server: settings in, services out. The only place that knows every adapter."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from inperson.adapters.jose import (
    FileCentreTokens,
    FileCheckpointSigner,
    FileSessionTokens,
    FileStatementSigner,
)
from inperson.adapters.kms import KeyAccess, open_provider
from inperson.adapters.openvino import OpenVinoRuntime
from inperson.adapters.passkeys import WebAuthnAuthenticators
from inperson.adapters.webhooks import ClosedSender, HttpSender
from inperson.audit import Act, AuditLog, Entry
from inperson.backup import Obedience, Part
from inperson.config import Settings
from inperson.core import Clock, SystemClock, SystemEntropy, TenantId
from inperson.core.ids import new_process_id
from inperson.deliveries import Delivery, Outbox, WebhookEvents
from inperson.deliveries.ports import Sender
from inperson.deliveries.service import OnAnswer
from inperson.desks import Desk, Desks, GoverningDesk, LiveFacts
from inperson.http import CaptureLimits, Services, create_app
from inperson.http.console import ConsoleServices
from inperson.http.measures import Measures
from inperson.improvement import ImprovementSet
from inperson.liveness import build_engine
from inperson.matching import load_calibration
from inperson.people import Staff, staff_of
from inperson.rights import ConsentRule
from inperson.rights.billing import usage_book
from inperson.rights.breaches.service import Breaches
from inperson.rights.breaches.telling import telling
from inperson.rights.disclosures.service import Disclosures
from inperson.rights.notices.service import Notices
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.service import Requests
from inperson.rights.retention.service import Retention
from inperson.rights.upkeep import Chore, Done, Upkeep
from inperson.sessions import OpenCaptures, SessionEngine, Sessions, TenantSubjects
from inperson.sessions.rows import TombstoneRows
from inperson.sessions.subjects import replay_erasures
from inperson.store import SqlProcesses, Stores, open_stores
from inperson.store.recovery import (
    Restored,
    forget_restores,
    refuse_without_keys,
    restored,
)
from inperson.tenants import Authority, Role, Tenant, Tenants, Transaction, of_server
from inperson.tenants.errors import OneTenantOnly
from inperson.usage.book import UsageBook
from inperson.usage.clients import PrivateClients
from inperson.usage.overview import Overview
from inperson.usage.statistics import PrivateStatistics
from inperson.usage.statistics.across import AcrossClients
from inperson.vault import KeyProvider, TenantVault
from inperson.vault.service import SERVER
from inperson.vision import FacePipeline, ModelStore, load_manifest, load_pipeline
from inperson.watching import make_measures, make_readiness, make_scrape_key, show_live


@dataclass(frozen=True, slots=True)
class Deployment:
    """A server's tenants and what each owns: a silo, a keyring, a KEK and an improvement set."""

    settings: Settings
    stores: Stores
    provider: KeyProvider
    tenants: Tenants
    checkpoints: FileCheckpointSigner
    clock: Clock = field(default_factory=SystemClock)
    processes: SqlProcesses = field(kw_only=True)
    _vaults: dict[TenantId, TenantVault] = field(default_factory=dict, repr=False)

    def add_tenant(self, name: str, actor: str = SERVER) -> Tenant:
        """Create a tenant with its own keys and its own data store.

        A process killed in between leaves a tenant whose stores are made at the next start.

        Raises:
            OneTenantOnly: if the deployment is private and has its tenant.

        """
        self._at_most(0)
        tenant = self.tenants.create_tenant(name)
        self._prepare(tenant.id)
        self.server_audit().append(Entry(Act.TENANT_CREATED, actor))
        self._notices(tenant.id).publish_draft()
        return tenant

    def prepare(self) -> None:
        """Bring every store up to date, and make restored backups forget who was erased.

        A server calls it before it serves; whatever goes wrong in it stops the start.

        Raises:
            OneTenantOnly: if the deployment is private and has several tenants.

        """
        self._at_most(1)
        oldest = self.clock.now() - timedelta(days=self.settings.key_backup_days)
        restores = self._restores()
        for tenant in self.tenants.tenants():
            self._prepare(tenant.id)
            self.vault(tenant.id).check()
            silo, keyring = self.stores.silos.open(tenant.id), self.stores.keyrings.open(tenant.id)
            vault, keeper = self.vault(tenant.id), self.improvement(tenant.id)
            events = WebhookEvents(vault, self.clock, SystemEntropy())
            replay_erasures(silo, vault, keeper, self.audit(tenant.id), events)
            if restores:
                log, clock = self.audit(tenant.id), self.clock
                Obedience(silo, keyring, vault, keeper, log, events, clock).obey()
            with silo.begin() as tx:
                tx.rows(TombstoneRows).forget_tombstones(oldest)
            keyring.forget_tombstones(oldest)
            self._notices(tenant.id).refresh()
        if restores:
            forget_restores(*self.stores.databases)

    def _restores(self) -> Sequence[Restored]:
        """Return the restores since the last start, each put on the server's log."""
        found = restored(*self.stores.databases)
        if any(each.part is Part.DATA for each in found):
            data, keys, _ = self.stores.databases
            refuse_without_keys(data, keys, [each.id for each in self.tenants.tenants()])
        for each in found:
            purpose = f"{each.part.value} of {each.made_at:%Y-%m-%dT%H:%M:%SZ}"
            self.server_audit().append(Entry(Act.BACKUP_RESTORED, each.actor, purpose=purpose))
        return found

    def _at_most(self, tenants: int) -> None:
        """Hold a private deployment to its one tenant."""
        private = self.settings.deployment == "private"
        if private and len(self.tenants.tenants()) > tenants:
            raise OneTenantOnly("A private deployment has one tenant, and no other.")

    def vault(self, tenant_id: TenantId) -> TenantVault:
        """Return a tenant's vault, always the same one, so that its key cache serves."""
        if tenant_id not in self._vaults:
            keyring, kek = self.stores.keyrings.open(tenant_id), self.provider.open(tenant_id)
            witness = self.audit(tenant_id)
            fresh = TenantVault(tenant_id, kek, keyring, SystemEntropy(), self.clock, witness)
            self._vaults.setdefault(tenant_id, fresh)
        return self._vaults[tenant_id]

    def key_uses(self) -> tuple[int, int]:
        """Return how many data keys were found in memory, and how many had to be unwrapped."""
        uses = [vault.uses for vault in list(self._vaults.values())]
        return sum(hits for hits, _ in uses), sum(misses for _, misses in uses)

    def improvement(self, tenant_id: TenantId, actor: str = SERVER) -> ImprovementSet:
        """Return a tenant's improvement set, in the name of an actor."""
        store, vault = self.stores.improvement.open(tenant_id), self.vault(tenant_id).by(actor)
        return ImprovementSet(store, vault, self.clock, SystemEntropy())

    def audit(self, tenant_id: TenantId) -> AuditLog:
        """Return a tenant's audit log."""
        store = self.stores.audit.open(tenant_id)
        return AuditLog(store, f"inperson/{tenant_id}", self.checkpoints, self.clock)

    def server_audit(self) -> AuditLog:
        """Return the log of what is done to the server itself."""
        store = self.stores.audit.open_server()
        return AuditLog(store, "inperson/server", self.checkpoints, self.clock)

    def signer(self) -> FileStatementSigner:
        """Return what signs decisions, receipts and certificates."""
        settings = self.settings
        return FileStatementSigner(settings.kek_dir / "signing.jwk", settings.issuer)

    def subjects(self, authority: Authority) -> TenantSubjects:
        """Return the subjects that an authority reaches."""
        tenant_id, actor = authority.tenant_id, authority.actor
        return TenantSubjects(
            kind=authority.kind,
            actor=actor,
            silo=self.stores.silos.open(tenant_id),
            vault=self.vault(tenant_id).by(actor),
            audit=self.audit(tenant_id),
            keeper=self.improvement(tenant_id, actor),
            events=WebhookEvents(self.vault(tenant_id), self.clock, SystemEntropy()),
            clock=self.clock,
            key_backup=timedelta(days=self.settings.key_backup_days),
        )

    def desks(self, captures: OpenCaptures | None = None) -> Desks:
        """Return the desks for people's rights.

        Args:
            captures: those that are open in this process, if it serves any.

        """
        return Desks(
            self.tenants,
            self.subjects,
            OpenCaptures() if captures is None else captures,  # an empty one is falsy
            self.stores.silos.open,
            self.audit,
            self.signer(),
            self.facts(),
            self.clock,
            SystemEntropy(),
        )

    def breaches(self, actor: str = Role.OPERATOR) -> Breaches:
        """Return the server's register of breaches."""
        tell = telling(self.desks(), actor)
        log, entropy = self.server_audit(), SystemEntropy()
        return Breaches(self.stores.breaches, log, tell, self.clock, entropy, actor)

    def clients(self) -> PrivateClients:
        """Return the private clients that report to this server."""
        return PrivateClients(self.stores.clients, self.server_audit(), self.clock, SystemEntropy())

    def overview(self, actor: str = Role.OPERATOR) -> Overview:
        """Return what every client of this server used."""
        desks = self.desks()

        def book(tenant_id: TenantId) -> UsageBook:
            return usage_book(desks.of(of_server(tenant_id, actor)))

        return Overview(self.tenants, book, self.clients())

    def statistics(self, tenant_id: TenantId) -> PrivateStatistics:
        """Return a tenant's private statistics, and its own exact figures."""
        return PrivateStatistics(self.stores.silos.open(tenant_id), self.clock)

    def statistics_across(self) -> AcrossClients:
        """Return the statistics over all clients of this server."""
        return AcrossClients(self.stores.across, self.clock)

    def staff(self) -> Staff:
        """Return the people who run the server and its tenants."""

        def log(tenant_id: TenantId | None) -> AuditLog:
            return self.server_audit() if tenant_id is None else self.audit(tenant_id)

        authenticators = WebAuthnAuthenticators(self.settings.public_url)
        return staff_of(self.stores.people, authenticators, log, self.clock, SystemEntropy())

    def console(self) -> ConsoleServices:
        """Return what the consoles open onto."""
        return ConsoleServices(
            staff=self.staff(),
            public_url=self.settings.public_url,
            add_tenant=self.add_tenant,
            open_vault=self.vault,
            open_audit=self.audit,
            server_audit=self.server_audit,
            open_figures=self.stores.silos.open,
            clock=self.clock,
            usage=self.overview(),
        )

    def facts(self) -> LiveFacts:
        """Return what this server is, for notices."""
        settings = self.settings
        return LiveFacts(
            deployment=settings.deployment,
            operator=settings.operator,
            operator_contact=settings.operator_contact,
            location=settings.location,
            public_url=settings.public_url,
            key_backup=timedelta(days=settings.key_backup_days),
            outbound=settings.delivers,
        )

    def _notices(self, tenant_id: TenantId) -> Notices[GoverningDesk]:
        return Notices(self.desks().of(of_server(tenant_id)))

    def _prepare(self, tenant_id: TenantId) -> None:
        self.provider.create(tenant_id)
        self.stores.keyrings.create(tenant_id)
        self.stores.audit.create(tenant_id)
        self.stores.silos.create(tenant_id)
        self.stores.improvement.create(tenant_id)


@contextmanager
def open_deployment(settings: Settings) -> Iterator[Deployment]:
    """Open the stores of a server, and close them at the end of the block."""
    stores = open_stores(data=settings.data, keys=settings.keys, audit=settings.audit)
    try:
        tenants = Tenants(stores.directory, SystemClock(), SystemEntropy())
        deployment = Deployment(
            settings,
            stores,
            open_provider(settings.kek_provider, _access(settings)),
            tenants,
            FileCheckpointSigner(settings.kek_dir / "audit.jwk", _key_name(settings.issuer)),
            processes=stores.processes(new_process_id(SystemEntropy())),
        )
        stores.audit.create_server()
        deployment.prepare()
        yield deployment
    finally:
        stores.close()


def _key_name(issuer: str) -> str:
    """Return the issuer as a name that a signature line can hold."""
    return re.sub(r"[\s+]", "-", issuer) or "inperson"


def _access(settings: Settings) -> KeyAccess:
    return KeyAccess(
        folder=settings.kek_dir,
        secret_file=settings.kek_secret_file,
        url=settings.kek_url,
        library=settings.kek_library,
        name=settings.kek_name,
    )


def model_store(settings: Settings) -> ModelStore:
    """Return the cache of prepared models."""
    text = None if settings.manifest is None else settings.manifest.read_text("utf-8")
    return ModelStore(settings.models_dir, load_manifest(text))


def open_pipeline(settings: Settings) -> FacePipeline:
    """Load the models, each checked against its digest, on the one runtime."""
    runtime = OpenVinoRuntime(threads=settings.inference_threads)
    return load_pipeline(model_store(settings), runtime)


def build_app(deployment: Deployment) -> FastAPI:
    """Return the HTTP application over an open deployment."""
    settings = deployment.settings
    pipeline, measures = open_pipeline(settings), make_measures(settings)
    stores, tenants = deployment.stores, deployment.tenants
    engine = SessionEngine(
        examiner=pipeline,
        calibration=load_calibration(pipeline.model_digest),
        required_level=settings.required_level,
        clock=SystemClock(),
        entropy=SystemEntropy(),
        liveness=build_engine(pipeline),
        watch=measures.stage,
    )
    sessions = Sessions(
        engine,
        deployment.subjects,
        lambda subjects: ConsentRule(subjects, engine.clock, engine.entropy),
        OpenCaptures(settings.max_captures, deployment.processes),
    )
    services = Services(
        tenants=deployment.tenants,
        sessions=sessions,
        signer=deployment.signer(),
        desks=deployment.desks(sessions.captures),
        session_tokens=FileSessionTokens(settings.kek_dir / "session-tokens.jwk", settings.issuer),
        capture_limits=CaptureLimits(workers=settings.capture_workers, drain_s=settings.drain_s),
        centre_tokens=FileCentreTokens(settings.kek_dir / "centre-tokens.jwk", settings.issuer),
        measures=measures,
        readiness=make_readiness(stores, tenants, deployment.provider, pipeline),
        scrape_key=make_scrape_key(settings),
        clients=deployment.clients(),
        console=deployment.console(),
    )
    show_live(services, deployment.key_uses)
    return create_app(services, max_body_bytes=settings.max_body_bytes)


def make_sender(settings: Settings, port: int | None = None) -> Sender:
    """Return what sends webhooks, or what sends nothing.

    Args:
        settings: of the server.
        port: where it really listens, to which nothing is sent.

    """
    return HttpSender(own_port=port or settings.port) if settings.delivers else ClosedSender()


def make_upkeep(desks: Desks, sender: Sender, measures: Measures | None = None) -> Upkeep:
    """Return what a server has to keep up. This is the one list of its chores.

    Args:
        desks: of the tenants.
        sender: of webhooks.
        measures: where each run is noted.

    """

    def deliver(desk: GoverningDesk) -> int:
        return Outbox(desk, _answered(desks, desk)).run_due(sender)

    def retain(desk: GoverningDesk) -> int:
        swept = Retention(desk).run_due()
        return 0 if swept is None else swept.total

    def noted(done: Done, took_s: float) -> None:
        if measures is not None:
            measures.chore(done.chore, done.count, len(done.errors), took_s)

    def bill(desk: GoverningDesk) -> int:
        return usage_book(desk).run_due()

    return Upkeep(
        desks,
        (
            Chore("deliveries", _once(deliver), every_s=2),
            Chore("requests", lambda desk: len(Requests(desk).run_due().closed), every_s=30),
            Chore("disclosures", lambda desk: Disclosures(desk).run_due(), every_s=300),
            Chore("retention", _once(retain), every_s=600),
            Chore("usage", _once(bill), every_s=3600),
        ),
        noted,
    )


def _once(run: Callable[[GoverningDesk], int]) -> Callable[[Desk], int]:
    """Return a chore of the whole tenant: done once, and not for each kind of token."""
    return lambda desk: run(desk) if isinstance(desk, GoverningDesk) else 0


def _answered(desks: Desks, desk: GoverningDesk) -> OnAnswer:
    """Return who takes in what another server answered: the desk of the request's own kind.

    A tenant has one outbox, and a request belongs to one kind of token.
    """

    def answered(tx: Transaction, delivery: Delivery, said: Mapping[str, Any]) -> None:
        about = delivery.request_id
        if about is not None and (request := tx.rows(RequestRows).request(about)) is not None:
            own = desk.authority.over(request.token_kind)
            Requests(desks.of(own)).answered_elsewhere(tx, delivery, said)

    return answered
