"""A whole service over SQLite in a folder, with a clock to turn and faces that need no camera."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import cv2
import numpy as np

from inperson.adapters.jose import FileSessionTokens, FileStatementSigner
from inperson.adapters.kms import FileKeyProvider
from inperson.adapters.sql import Stores, open_stores
from inperson.core import ManualClock, SystemEntropy, TenantId
from inperson.http import CaptureLimits, Services
from inperson.improvement import ImprovementSet
from inperson.matching import Calibration, Rung
from inperson.sessions import OpenCaptures, SessionEngine, Sessions
from inperson.tenants import Caller, IssuedToken, Scope, Tenants, TokenKind, TokenLimits
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


SHORT = CaptureLimits(hello_s=0.5, idle_s=0.6, resume_s=0.4, tick_s=0.02, workers=2)
"""The protocol's limits, with times that a test can wait for."""


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

    def vault(self, tenant_id: TenantId) -> TenantVault:
        keyring = self.stores.keyrings.open(tenant_id)
        kek = self.provider.open(tenant_id)
        return TenantVault(tenant_id, kek, keyring, SystemEntropy(), self.clock)

    def improvement(self, tenant_id: TenantId) -> ImprovementSet:
        store = self.stores.improvement.open(tenant_id)
        return ImprovementSet(store, self.vault(tenant_id), self.clock, SystemEntropy())

    def add_tenant(self, name: str) -> TenantId:
        tenant = self.tenants.create_tenant(name)
        self.provider.create(tenant.id)
        self.stores.keyrings.create(tenant.id)
        self.stores.silos.create(tenant.id)
        self.stores.improvement.create(tenant.id)
        return tenant.id

    def token(
        self, tenant_id: TenantId, kind: TokenKind = TokenKind.DEVELOPER, *scopes: Scope
    ) -> IssuedToken:
        limits = TokenLimits(frozenset(scopes)) if scopes else TokenLimits()
        return self.tenants.issue_token(tenant_id, kind, "", None, limits)

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
) -> Scene:
    """Open a service; what an earlier one left in the folder is still there."""
    clock, entropy = ManualClock(START), SystemEntropy()
    urls = (data or f"sqlite:///{folder / 'data'}", keys or f"sqlite:///{folder / 'keys'}")
    stores = open_stores(data=urls[0], keys=urls[1])
    provider = FileKeyProvider(folder / "kek", entropy)
    tenants = Tenants(stores.directory, clock, entropy)
    seeing = examiner or ColourExaminer()
    engine = SessionEngine(
        seeing, ladder(seeing.model_digest), 3, clock, entropy, liveness=ColourLiveness()
    )
    vaults: dict[TenantId, TenantVault] = {}

    def vault(tenant_id: TenantId) -> TenantVault:
        if tenant_id not in vaults:
            vaults[tenant_id] = TenantVault(
                tenant_id, provider.open(tenant_id), stores.keyrings.open(tenant_id), entropy, clock
            )
        return vaults[tenant_id]

    def improvement(tenant_id: TenantId) -> ImprovementSet:
        store = stores.improvement.open(tenant_id)
        return ImprovementSet(store, vault(tenant_id), clock, entropy)

    sessions = Sessions(engine, stores.silos, vault, improvement, OpenCaptures(most))
    signer = FileStatementSigner(folder / "kek" / "signing.jwk", "test")
    session_tokens = FileSessionTokens(folder / "kek" / "session-tokens.jwk", "test")
    services = Services(tenants, sessions, signer, session_tokens, limits)
    return Scene(folder, clock, stores, provider, tenants, sessions, services, urls)


def reopen(scene: Scene, examiner: ColourExaminer) -> Scene:
    """Open the same stores with another model."""
    return open_scene(scene.folder, examiner, data=scene.urls[0], keys=scene.urls[1])
