"""A whole service over SQLite in a folder, with a clock to turn and faces that need no camera."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np

from inperson.adapters.jose import FileCheckpointSigner
from inperson.app import Mode, Outside, Server, open_server
from inperson.app.health import make_measures
from inperson.app.serving import Eyes, make_services
from inperson.audit import AuditLog
from inperson.config import Settings
from inperson.core import ManualClock, SystemEntropy, TenantId
from inperson.desks import Desk, LiveFacts
from inperson.http import CaptureLimits, Services
from inperson.http.server_metrics import ServerMetrics
from inperson.improvement import ImprovementSet
from inperson.matching import EVERYBODY, FMR_TARGETS, Calibration, Counted, Group, Rung
from inperson.rights import ConsentRule
from inperson.rights.notices import LegalBasis, Notice, NoticeTerms
from inperson.sessions import AnySession, FootageKeeper, Sessions
from inperson.sessions.ages import AgeClaim
from inperson.sessions.consents import ConsentMethod, ConsentPurpose, GivenConsent
from inperson.sessions.ports import FaceExaminer
from inperson.sessions.processes import Processes
from inperson.sessions.rows import ConsentRows
from inperson.store import Stores
from inperson.tenants import (
    Caller,
    IssuedToken,
    Scope,
    Tenants,
    TokenKind,
    TokenLimits,
    Transaction,
    of_server,
)
from inperson.vault import KeyProvider, TenantVault
from inperson.vision import Examination, Face, Image, Quality, QualityIssue, QualityLimits
from tests.camera import ColourLiveness
from tests.receiving import HERE

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
    counted = Counted(0, 0.0, 3.7e-6, 0.0, 3.7e-6)
    return Calibration(
        model_digest,
        "colours",
        date(2026, 1, 1),
        conditions=QualityLimits(),
        photos_refused=0,
        rungs=tuple(
            Rung(level, target, 0.4 + 0.05 * level, EVERYBODY)
            for level, target in enumerate(FMR_TARGETS, start=1)
        ),
        groups=(Group(EVERYBODY, 100, 2000, 1_000_000, (counted,) * 4),),
    )


PATIENT = CaptureLimits(
    hello_s=120, idle_s=120, resume_s=120, send_s=120, tick_s=0.02, drain_s=1, workers=2
)
"""The protocol's limits, but nobody is late on a busy machine. Tests of a time set that one."""


TERMS = NoticeTerms(
    "Test Ltd",
    "privacy@test.example",
    "DE",
    purposes=dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT),
    languages=("en",),
)
"""What every tenant of a scene says of itself: enough for real people, in the fewest words."""
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
        claim: AgeClaim | None,
        *,
        improvement: bool,
    ) -> AnySession:
        return super().at_opening(tx, session, given or agreed(tx), claim, improvement=improvement)


def agreed(tx: Transaction) -> GivenConsent:
    """Return the consent of who reads the current notice and agrees."""
    notice = tx.rows(ConsentRows).notice()
    assert notice is not None
    return GivenConsent(next(iter(notice.sha256.values())), ConsentMethod.FORM)


@dataclass(frozen=True)
class Scene:
    """A real server, opened, and the parts that a test wants to turn."""

    folder: Path
    clock: ManualClock
    server: Server
    services: Services
    urls: tuple[str, str]

    @property
    def stores(self) -> Stores:
        return self.server.stores

    @property
    def provider(self) -> KeyProvider:
        return self.server.provider

    @property
    def tenants(self) -> Tenants:
        return self.server.tenants

    @property
    def sessions(self) -> Sessions:
        return self.services.sessions

    @property
    def checkpoints(self) -> FileCheckpointSigner:
        return self.server.checkpoints

    def vault(self, tenant_id: TenantId) -> TenantVault:
        """Return a vault of its own, with nothing in its cache."""
        keyring = self.stores.keyrings.open(tenant_id)
        kek = self.provider.open(tenant_id)
        audit = self.audit(tenant_id)
        return TenantVault(tenant_id, kek, keyring, SystemEntropy(), self.clock, audit)

    def audit(self, tenant_id: TenantId) -> AuditLog:
        return self.server.audit(tenant_id)

    def improvement(self, tenant_id: TenantId) -> ImprovementSet:
        return self.server.improvement(tenant_id)

    def add_tenant(self, name: str) -> TenantId:
        tenant = self.server.add_tenant(name)
        self.server.notices(tenant.id).publish(TERMS)
        return tenant.id

    def notice(self, tenant_id: TenantId) -> Notice:
        """Return the tenant's current notice in English."""
        return self.server.notices(tenant_id).current()[0]

    def token(
        self, tenant_id: TenantId, kind: TokenKind = TokenKind.DEVELOPER, *scopes: Scope
    ) -> IssuedToken:
        allowed = frozenset(scopes) or TokenLimits().scopes
        party = self.tenants.parties.new(allowed)
        limits = TokenLimits(allowed, relying_party=party)
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


def eyes(examiner: FaceExaminer | None = None, liveness: ColourLiveness | None = None) -> Eyes:
    """Return eyes that need no camera and no model."""
    seeing = examiner or ColourExaminer()
    return Eyes(seeing, ladder(seeing.model_digest), liveness or ColourLiveness())


def open_scene(
    folder: Path,
    examiner: ColourExaminer | None = None,
    *,
    data: str | None = None,
    keys: str | None = None,
    limits: CaptureLimits = PATIENT,
    most: int = 8,
    asked: bool = False,
    metrics: ServerMetrics | None = None,
    processes: Processes | None = None,
    liveness: ColourLiveness | None = None,
    footage: FootageKeeper | None = None,
) -> Scene:
    """Open a server as it is opened to serve; what an earlier one left in the folder is there.

    What differs from `inperson serve`: the clock, who looks at faces, and that everybody agrees to
    the notice without being asked, unless a test is about that: `asked`. One may ask faster here,
    because tests do.
    """
    clock = ManualClock(START)
    urls = (data or f"sqlite:///{folder / 'data'}", keys or f"sqlite:///{folder / 'keys'}")
    settings = Settings(
        data=urls[0],
        keys=urls[1],
        kek_dir=folder / "kek",
        issuer="test",
        max_captures=most,
        address_rate=10_000,
        tenant_rate=10_000,
        operator=FACTS.operator,
        operator_contact=FACTS.operator_contact,
        location=FACTS.location,
        public_url=FACTS.public_url,
        delivery_networks=HERE.networks,
    )
    server = open_server(settings, Mode.SERVE, Outside(clock, SystemEntropy(), processes))
    rule = ConsentRule if asked else EverybodyAgrees
    measured = metrics or make_measures(settings)
    try:
        seeing = eyes(examiner, liveness)
        services = make_services(server, seeing, limits, measured, rule, footage)
    except BaseException:
        server.close()
        raise
    return Scene(folder, clock, server, services, urls)


def reopen(scene: Scene, examiner: ColourExaminer) -> Scene:
    """Open the same stores with another model."""
    return open_scene(scene.folder, examiner, data=scene.urls[0], keys=scene.urls[1])
