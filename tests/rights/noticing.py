"""A tenant that publishes notices, and people who are asked."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inperson.core import TenantId
from inperson.desks import Desk
from inperson.rights.consents.service import Consents
from inperson.rights.notices import (
    AlternativeKind,
    LegalBasis,
    Notice,
    NoticeTerms,
    Recipient,
    Safeguard,
    Transfer,
)
from inperson.rights.notices.service import Notices
from inperson.sessions import AnySession, LivenessDemand, SessionKind, TenantSessions
from inperson.sessions.consents import ConsentMethod, ConsentPurpose, GivenConsent
from inperson.tenants import TokenKind
from tests.scene import Scene, open_scene

IDENTITY, IMPROVEMENT = ConsentPurpose.IDENTITY, ConsentPurpose.IMPROVEMENT
PLAIN = NoticeTerms("Shop Ltd", "privacy@shop.example", "DE")
BOTH = replace(PLAIN, purposes=dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT))
FULL = replace(
    BOTH,
    dpo="dpo@shop.example",
    alternative="Call +49 30 123456",
    alternative_kind=AlternativeKind.STAFF,
    recipients=(Recipient("Parcel GmbH", "It hears whether the face matched.", "DE"),),
    transfers=(Transfer("Support Inc.", "US", Safeguard.STANDARD_CLAUSES),),
)
"""Terms that use everything there is."""


@dataclass
class Shop:
    """One tenant of a scene in which people are asked."""

    scene: Scene
    tenant: TenantId

    def desk(self, kind: TokenKind = TokenKind.DEVELOPER, **facts: Any) -> Desk:
        desk = self.scene.desk(self.tenant, kind)
        return replace(desk, facts=replace(desk.facts, **facts))

    @property
    def office(self) -> Desk:
        """The desk of who governs the tenant."""
        return self.desk(TokenKind.PRODUCTION)

    def notices(self, **facts: Any) -> Notices:
        return Notices(self.desk(TokenKind.PRODUCTION, **facts))

    def consents(self, kind: TokenKind = TokenKind.DEVELOPER) -> Consents:
        return Consents(self.desk(kind))

    def publish(self, terms: NoticeTerms = BOTH, **facts: Any) -> Notice:
        return self.notices(**facts).publish(terms)[0]

    def sessions(self, kind: TokenKind = TokenKind.DEVELOPER) -> TenantSessions:
        return self.scene.sessions.of(self.scene.caller(self.tenant, kind))

    def stills(
        self, consent: GivenConsent | None = None, ref: str = "subject-1", **more: Any
    ) -> AnySession:
        """Open a session with still images."""
        unsafe = LivenessDemand.UNSAFE_NO_LIVENESS
        return self.sessions().create(SessionKind.ENROLL, ref, unsafe, consent=consent, **more)


def shop(tmp_path: Path, name: str = "Shop") -> Shop:
    """Return a tenant as it is when it was added: with a draft, and nothing published yet."""
    scene = open_scene(tmp_path, asked=True)
    return Shop(scene, scene.server.add_tenant(name).id)


def given(notice: Notice, method: ConsentMethod = ConsentMethod.FORM) -> GivenConsent:
    return GivenConsent(notice.sha256, method)


def document(notice: Notice) -> dict[str, Any]:
    return dict(json.loads(notice.document))
