"""A whole service over SQLite in a folder, with a clock to turn and faces that need no camera."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from sqlalchemy import insert

from inperson.adapters.jose import (
    FileCentreTokens,
    FileCheckpointSigner,
    FileSessionTokens,
    FileStatementSigner,
)
from inperson.adapters.kms import FileKeyProvider
from inperson.audit import AuditLog
from inperson.core import ManualClock, SystemEntropy, TenantId
from inperson.deliveries import WebhookEvents
from inperson.desks import Desk, Desks, LiveFacts
from inperson.http import CaptureLimits, Services
from inperson.http.measures import Measures
from inperson.improvement import ImprovementSet
from inperson.matching import Calibration, Rung
from inperson.rights import ConsentRule
from inperson.sessions import AnySession, OpenCaptures, SessionEngine, Sessions, TenantSubjects
from inperson.sessions.consents import ConsentMethod, GivenConsent
from inperson.sessions.processes import Processes
from inperson.sessions.rows import ConsentRows
from inperson.store import Stores, open_stores
from inperson.store.privacy_tables import notices
from inperson.tenants import (
    Authority,
    Caller,
    IssuedToken,
    Scope,
    Tenants,
    TokenKind,
    TokenLimits,
    Transaction,
    of_server,
)
from inperson.usage.clients import PrivateClients
from inperson.vault import TenantVault
from inperson.vision import Examination, Face, Image, Quality, QualityIssue
from tests.camera import ColourLiveness

START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
MODEL = hashlib.sha256(b"a model that reads colours").hexdigest()
_ISSUES = tuple(QualityIssue)


def picture(person: int, variant: int = 0, issue: QualityIssue | None = None) -> Image:
    """Return an image in which `ColourExaminer` sees a person."""
    code = 0 if issue is None else 1 + _ISSUES.index(issue)
    return Image(np.full((64, 64, 3), (person, variant, code), np.uint8))


def png(person: int, variant: int = 0, issue: QualityIssue | None = None) -> bytes:
    """Return the same as a file."""
    pixels = picture(person, variant, issue).pixels
    return cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))[1].tobytes()


class ColourExaminer:
    """Sees who a picture shows by its red, and what is wrong with it by its blue."""

    def __init__(self, model_digest: str = MODEL) -> None:
        self.model_digest = model_digest

    def examine(
        self, images: Sequence[Image], *, accept_poor: bool = False
    ) -> tuple[Examination, ...]:
        return tuple(_examination(image) for image in images)


def _examination(image: Image) -> Examination:
    person, variant, code = (int(value) for value in image.pixels[0, 0])
    if code:
        return Examination(None, Quality(0.0, (_ISSUES[code - 1],)), None)
    embedding = _direction(person) + 0.3 * _direction(1000 + 256 * person + variant)
    unit = (embedding / np.linalg.norm(embedding)).astype(np.float32)
    face = Face((0, 0, 64, 64), np.zeros((5, 2), np.float32), 0.9)
    return Examination(face, Quality(0.9, ()), unit)


def _direction(seed: int) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=128)
    return values / np.linalg.norm(values)


def ladder(model_digest: str = MODEL) -> Calibration:
    """Return a calibration for the examiner's embeddings."""
    rungs = tuple(
        Rung(level, target, 0.4 + 0.05 * level, 0, 1_000_000, 0.0, 3.7e-6, 0.0, 3.7e-6)
        for level, target in enumerate((1e-2, 1e-3, 1e-4, 1e-5), start=1)
    )
    return Calibration(model_digest, "colours", 100, 2000, 0, 1_000_000, date(2026, 1, 1), rungs)


SHORT = CaptureLimits(hello_s=1.5, idle_s=2.0, resume_s=1.0, tick_s=0.02, drain_s=1.0, workers=2)
"""The protocol's limits, with times that a test can wait for."""


NOTICE = hashlib.sha256(b"a notice").digest()
FACTS = LiveFacts(
    deployment="managed",
    operator="Test operator",
    operator_contact="privacy@operator.example",
    location="Here",
    public_url="http://127.0.0.1:8018",
    key_backup=timedelta(days=30),
)


class EverybodyAgrees(ConsentRule):
    """The rule, with a person who agrees to the current notice whenever nothing is said."""

    def at_opening(
        self,
        tx: Transaction,
        session: AnySession,
        given: GivenConsent | None,
        *,
        improvement: bool,
    ) -> None:
        super().at_opening(tx, session, given or agreed(tx), improvement=improvement)


def agreed(tx: Transaction) -> GivenConsent:
    """Return the consent of who reads the current notice and agrees."""
    notice = tx.rows(ConsentRows).notice()
    assert notice is not None
    return GivenConsent(next(iter(notice.sha256.values())), ConsentMethod.FORM)


def publish(stores: Stores, tenant_id: TenantId) -> None:
    """Publish a notice that is good enough for real people, in the fewest words."""
    row = {
        "version": 1,
        "language": "en",
        "published_at": START,
        "sha256": NOTICE,
        "consents_since": 1,
        "draft": False,
        "improvement": True,
        "document": "{}",
    }
    with stores.databases[0].engine(f"silo_{tenant_id}").begin() as connection:
        connection.execute(insert(notices).values(row))


@dataclass(frozen=True)
class Scene:
    """The wired service, and the parts that a test wants to turn."""

    folder: Path
    clock: ManualClock
    stores: Stores
    provider: FileKeyProvider
    tenants: Tenants
    sessions: Sessions
    services: Services
    urls: tuple[str, str]
    checkpoints: FileCheckpointSigner

    def vault(self, tenant_id: TenantId) -> TenantVault:
        keyring = self.stores.keyrings.open(tenant_id)
        kek = self.provider.open(tenant_id)
        audit = self.audit(tenant_id)
        return TenantVault(tenant_id, kek, keyring, SystemEntropy(), self.clock, audit)

    def audit(self, tenant_id: TenantId) -> AuditLog:
        store = self.stores.audit.open(tenant_id)
        return AuditLog(store, f"test/{tenant_id}", self.checkpoints, self.clock)

    def improvement(self, tenant_id: TenantId) -> ImprovementSet:
        store = self.stores.improvement.open(tenant_id)
        return ImprovementSet(store, self.vault(tenant_id), self.clock, SystemEntropy())

    def add_tenant(self, name: str) -> TenantId:
        tenant = self.tenants.create_tenant(name)
        self.provider.create(tenant.id)
        self.stores.keyrings.create(tenant.id)
        self.stores.silos.create(tenant.id)
        self.stores.improvement.create(tenant.id)
        self.stores.audit.create(tenant.id)
        publish(self.stores, tenant.id)
        return tenant.id

    def token(
        self, tenant_id: TenantId, kind: TokenKind = TokenKind.DEVELOPER, *scopes: Scope
    ) -> IssuedToken:
        limits = TokenLimits(frozenset(scopes)) if scopes else TokenLimits()
        return self.tenants.issue_token(tenant_id, kind, "", None, limits)

    def desk(
        self,
        tenant_id: TenantId,
        kind: TokenKind = TokenKind.PRODUCTION,
        actor: str = "tester",
    ) -> Desk:
        """Return a desk of the server itself: one that governs, or over developers' subjects."""
        return self.services.desks.of(of_server(tenant_id, actor).over(kind))

    def caller(self, tenant_id: TenantId, kind: TokenKind = TokenKind.DEVELOPER) -> Caller:
        return self.tenants.authenticate(self.token(tenant_id, kind).secret)


def open_scene(
    folder: Path,
    examiner: ColourExaminer | None = None,
    *,
    data: str | None = None,
    keys: str | None = None,
    limits: CaptureLimits = SHORT,
    most: int = 8,
    asked: bool = False,
    measures: Measures | None = None,
    processes: Processes | None = None,
) -> Scene:
    """Open a service; what an earlier one left in the folder is still there.

    Everybody agrees to the notice without being asked, unless a test is about that: `asked`.
    """
    clock, entropy = ManualClock(START), SystemEntropy()
    urls = (data or f"sqlite:///{folder / 'data'}", keys or f"sqlite:///{folder / 'keys'}")
    stores = open_stores(data=urls[0], keys=urls[1])
    provider = FileKeyProvider(folder / "kek", entropy)
    checkpoints = FileCheckpointSigner(folder / "kek" / "audit.jwk", "test")
    tenants = Tenants(stores.directory, clock, entropy)
    seeing = examiner or ColourExaminer()
    figures = measures or Measures()
    engine = SessionEngine(
        seeing,
        ladder(seeing.model_digest),
        3,
        clock,
        entropy,
        liveness=ColourLiveness(),
        watch=figures.stage,
    )
    vaults: dict[TenantId, TenantVault] = {}

    def vault(tenant_id: TenantId) -> TenantVault:
        if tenant_id not in vaults:
            keyring, kek = stores.keyrings.open(tenant_id), provider.open(tenant_id)
            vaults[tenant_id] = TenantVault(
                tenant_id, kek, keyring, entropy, clock, audit(tenant_id)
            )
        return vaults[tenant_id]

    def audit(tenant_id: TenantId) -> AuditLog:
        return AuditLog(stores.audit.open(tenant_id), f"test/{tenant_id}", checkpoints, clock)

    def improvement(tenant_id: TenantId, actor: str) -> ImprovementSet:
        store = stores.improvement.open(tenant_id)
        return ImprovementSet(store, vault(tenant_id).by(actor), clock, entropy)

    def subjects(authority: Authority) -> TenantSubjects:
        tenant_id, actor = authority.tenant_id, authority.actor
        return TenantSubjects(
            kind=authority.kind,
            actor=actor,
            silo=stores.silos.open(tenant_id),
            vault=vault(tenant_id).by(actor),
            audit=audit(tenant_id),
            keeper=improvement(tenant_id, actor),
            events=WebhookEvents(vault(tenant_id), clock, entropy),
            clock=clock,
            key_backup=timedelta(days=30),
        )

    rule = ConsentRule if asked else EverybodyAgrees
    sessions = Sessions(
        engine,
        subjects,
        lambda mine: rule(mine, clock, entropy),
        OpenCaptures(most, processes),
    )
    signer = FileStatementSigner(folder / "kek" / "signing.jwk", "test")
    session_tokens = FileSessionTokens(folder / "kek" / "session-tokens.jwk", "test")
    desks = Desks(
        tenants,
        subjects,
        sessions.captures,
        stores.silos.open,
        audit,
        signer,
        FACTS,
        clock,
        entropy,
    )
    centre_tokens = FileCentreTokens(folder / "kek" / "centre-tokens.jwk", "test")
    stores.audit.create_server()
    server_log = AuditLog(stores.audit.open_server(), "test/server", checkpoints, clock)
    services = Services(
        tenants,
        sessions,
        signer,
        session_tokens,
        desks,
        limits,
        centre_tokens=centre_tokens,
        measures=figures,
        clients=PrivateClients(stores.clients, server_log, clock, entropy),
    )
    return Scene(folder, clock, stores, provider, tenants, sessions, services, urls, checkpoints)


def reopen(scene: Scene, examiner: ColourExaminer) -> Scene:
    """Open the same stores with another model."""
    return open_scene(scene.folder, examiner, data=scene.urls[0], keys=scene.urls[1])
