"""Wires the server: settings in, services out. The only place that knows every adapter."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import FastAPI

from inperson.adapters.jose import FileSessionTokens, FileStatementSigner
from inperson.adapters.kms import KeyAccess, open_provider
from inperson.adapters.openvino import OpenVinoRuntime
from inperson.adapters.sql import Stores, open_stores
from inperson.config import Settings
from inperson.core import Clock, SystemClock, SystemEntropy, TenantId
from inperson.http import CaptureLimits, Services, create_app
from inperson.improvement import ImprovementSet
from inperson.liveness import build_engine
from inperson.matching import load_calibration
from inperson.sessions import OpenCaptures, SessionEngine, Sessions
from inperson.sessions.subjects import replay_erasures
from inperson.tenants import Tenant, Tenants
from inperson.vault import KeyProvider, TenantVault
from inperson.vision import FacePipeline, ModelStore, load_manifest, load_pipeline


@dataclass(frozen=True, slots=True)
class Deployment:
    """A server's tenants and what each owns: a silo, a keyring, a KEK and an improvement set."""

    settings: Settings
    stores: Stores
    provider: KeyProvider
    tenants: Tenants
    clock: Clock = field(default_factory=SystemClock)
    _vaults: dict[TenantId, TenantVault] = field(default_factory=dict, repr=False)

    def add_tenant(self, name: str) -> Tenant:
        """Create a tenant with its own keys and its own data store.

        A process killed in between leaves a tenant whose stores are made at the next start.
        """
        tenant = self.tenants.create_tenant(name)
        self._prepare(tenant.id)
        return tenant

    def prepare(self) -> None:
        """Bring every store up to date, and make restored backups forget who was erased.

        A server calls it before it serves; whatever goes wrong in it stops the start.
        """
        oldest = self.clock.now() - timedelta(days=self.settings.key_backup_days)
        for tenant in self.tenants.tenants():
            self._prepare(tenant.id)
            self.vault(tenant.id).check()
            silo, keyring = self.stores.silos.open(tenant.id), self.stores.keyrings.open(tenant.id)
            replay_erasures(silo, self.vault(tenant.id), self.improvement(tenant.id))
            with silo.begin() as tx:
                tx.forget_tombstones(oldest)
            keyring.forget_tombstones(oldest)

    def vault(self, tenant_id: TenantId) -> TenantVault:
        """Return a tenant's vault, always the same one, so that its key cache serves."""
        if tenant_id not in self._vaults:
            keyring, kek = self.stores.keyrings.open(tenant_id), self.provider.open(tenant_id)
            fresh = TenantVault(tenant_id, kek, keyring, SystemEntropy(), self.clock)
            self._vaults.setdefault(tenant_id, fresh)
        return self._vaults[tenant_id]

    def improvement(self, tenant_id: TenantId) -> ImprovementSet:
        """Return a tenant's improvement set."""
        store = self.stores.improvement.open(tenant_id)
        return ImprovementSet(store, self.vault(tenant_id), self.clock, SystemEntropy())

    def _prepare(self, tenant_id: TenantId) -> None:
        self.provider.create(tenant_id)
        self.stores.keyrings.create(tenant_id)
        self.stores.silos.create(tenant_id)
        self.stores.improvement.create(tenant_id)


@contextmanager
def open_deployment(settings: Settings) -> Iterator[Deployment]:
    """Open the stores of a server, and close them at the end of the block."""
    stores = open_stores(data=settings.data, keys=settings.keys)
    try:
        tenants = Tenants(stores.directory, SystemClock(), SystemEntropy())
        deployment = Deployment(
            settings, stores, open_provider(settings.kek_provider, _access(settings)), tenants
        )
        deployment.prepare()
        yield deployment
    finally:
        stores.close()


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
    pipeline = open_pipeline(settings)
    engine = SessionEngine(
        examiner=pipeline,
        calibration=load_calibration(pipeline.model_digest),
        required_level=settings.required_level,
        clock=SystemClock(),
        entropy=SystemEntropy(),
        key_backup=timedelta(days=settings.key_backup_days),
        liveness=build_engine(pipeline),
    )
    services = Services(
        tenants=deployment.tenants,
        sessions=Sessions(
            engine,
            deployment.stores.silos,
            deployment.vault,
            deployment.improvement,
            OpenCaptures(settings.max_captures),
        ),
        signer=FileStatementSigner(settings.kek_dir / "signing.jwk", settings.issuer),
        session_tokens=FileSessionTokens(settings.kek_dir / "session-tokens.jwk", settings.issuer),
        capture_limits=CaptureLimits(workers=settings.capture_workers),
    )
    return create_app(services, max_body_bytes=settings.max_body_bytes)
