"""Two people of a tenant, a subject with records, an authority with an age key."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from inperson.core import DisclosureId, SessionId, TenantId
from inperson.desks import Desk
from inperson.liveness import STANDARD
from inperson.rights.acts import PersonalAct
from inperson.rights.disclosures import (
    Disclosure,
    DisclosureRecipient,
    DisclosureScope,
    Extent,
    LegalRequest,
)
from inperson.rights.disclosures.service import Disclosures
from inperson.sessions import AnySession, Device, SessionKind
from inperson.sessions.model import Pseudonym
from inperson.tenants import AppToken, IssuedToken, Scope, TokenKind, TokenLimits
from tests.camera import look
from tests.rights.proving import shown
from tests.scene import START, Scene

EVERYTHING = frozenset(DisclosureScope) - {DisclosureScope.TEMPLATE}
ORDER = hashlib.sha256(b"an order").digest()
DAY = timedelta(days=1)


def extent(scene: Scene, *scope: DisclosureScope) -> Extent:
    """Return the last day, of these parts or of all that need no words of an order."""
    now = scene.clock.now()
    return Extent(frozenset(scope) or EVERYTHING, now - DAY, now)


def request(of: Extent, **more: Any) -> LegalRequest:
    facts: dict[str, Any] = {
        "authority": "District court of Freedonia",
        "country": "DE",
        "instrument": "12 Gs 345/26",
        "legal_basis": "section 100j StPO",
        "extent": of,
        "received_at": of.until,
        "document_sha256": ORDER,
    }
    return LegalRequest(**(facts | more))


class Browser:
    """The subject's: makes a key, signs a text as WebCrypto does."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def jwk(self) -> dict[str, object]:
        numbers = self._key.public_key().public_numbers()
        x, y = (
            base64.urlsafe_b64encode(each.to_bytes(32, "big")).decode().rstrip("=")
            for each in (numbers.x, numbers.y)
        )
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y, "ext": True, "key_ops": ["verify"]}

    def sign(self, text: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(text, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class Office:
    """A tenant with two people who disclose, in one scene."""

    scene: Scene
    tenant: TenantId
    kind: TokenKind = TokenKind.DEVELOPER
    identity: Any = field(default_factory=pyrage.x25519.Identity.generate)

    def __post_init__(self) -> None:
        self.alice = self.token("Alice").token
        self.bob = self.token("Bob").token

    def token(self, label: str, *scopes: Scope) -> IssuedToken:
        limits = TokenLimits(frozenset(scopes or {Scope.DISCLOSURE}))
        return self.scene.tenants.issue_token(self.tenant, self.kind, label, None, limits)

    @property
    def tokens(self) -> Sequence[AppToken]:
        return self.scene.tenants.tokens(self.tenant)

    def desk(self, actor: str = "server") -> Desk:
        return self.scene.desk(self.tenant, self.kind, actor)

    def by(self, who: AppToken | str) -> Disclosures:
        return Disclosures(self.desk(who if isinstance(who, str) else who.id))

    @property
    def recipient(self) -> DisclosureRecipient:
        return DisclosureRecipient(
            "Police", "records@police.example", str(self.identity.to_public())
        )

    def legal(self, ref: str = "subject-1", *scope: DisclosureScope, **more: Any) -> Disclosure:
        asked = request(extent(self.scene, *scope), **more)
        return self.by(self.alice).propose_legal(ref, asked, self.recipient)

    def approved(self, ref: str = "subject-1", *scope: DisclosureScope, **more: Any) -> Disclosure:
        proposed = self.legal(ref, *scope, **more)
        return self.by(self.bob).approve(proposed.id)

    def for_subject(self, ref: str = "subject-1", *scope: DisclosureScope) -> Disclosure:
        of = extent(self.scene, *scope)
        return self.by(self.alice).propose_approved(ref, of, self.recipient, "Your new bank asks.")

    def reference(self, ref: str = "subject-1") -> Pseudonym:
        desk = self.desk()
        with desk.silo.begin() as tx:
            return desk.reference(tx, ref)

    def capture(
        self,
        kind: SessionKind = SessionKind.AUTHENTICATE,
        ref: str = "subject-1",
        person: int = 1,
        start: int = 0,
        device: Device | None = None,
    ) -> AnySession:
        """Make a live capture, and return the decided session."""
        mine = self.scene.sessions.of(self.scene.caller(self.tenant, self.kind))
        opened = mine.create(kind, ref, None, device=device or Device())
        ticket = mine.ticket(opened)
        assert ticket is not None
        capture = self.scene.sessions.captures_of(ticket).open(opened.id, STANDARD)
        for serial in range(start, start + 6):
            capture.see(look(person, "", serial), 0.0)
        capture.finish()
        return mine.get(opened.id)

    def approving(self, disclosure: Disclosure) -> PersonalAct:
        """Return the act of approving a disclosure, as its subject reads it."""
        return self.by("subject").approving(disclosure.reference, disclosure.id)

    def prove(
        self, disclosure: Disclosure, ref: str = "subject-1", person: int = 1, start: int = 1000
    ) -> SessionId:
        """Show a face to the text of an approval, and return the session."""
        desk, act = self.desk("subject"), self.approving(disclosure)
        return shown(self.scene, desk, act, ref, person=person, start=start)

    def sign(
        self, disclosure: Disclosure, proof: SessionId, browser: Browser | None = None
    ) -> Disclosure:
        """Approve as the subject whose it is."""
        browser, mine = browser or Browser(), self.by("subject")
        signature = browser.sign(self.approving(disclosure).texts["en"].encode())
        reference = disclosure.reference
        return mine.approve_by_subject(reference, disclosure.id, proof, browser.jwk, signature)

    def opened(self, package: bytes) -> dict[str, Any]:
        """Return the files of a package, as its recipient reads them."""
        with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(package, [self.identity]))) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def records(self, package: bytes) -> dict[str, Any]:
        return dict(json.loads(self.opened(package)["records.json"]))


def office_of(scene: Scene, kind: TokenKind = TokenKind.DEVELOPER) -> Office:
    assert scene.clock.now() == START
    made = Office(scene, scene.add_tenant("one"), kind)
    scene.clock.advance(3600)
    return made


def disclosed(scene: Scene, tenant: TenantId, *, approved: bool = False) -> DisclosureId:
    """Return the id of a legal request that an operator proposed, and another approved."""
    one, two = (
        Disclosures(scene.desk(tenant, TokenKind.DEVELOPER, f"operator:{each}"))
        for each in ("a", "b")
    )
    key = str(pyrage.x25519.Identity.generate().to_public())
    recipient = DisclosureRecipient("Police", "records@police.example", key)
    made = one.propose_legal("subject-1", request(extent(scene)), recipient)
    if approved:
        two.approve(made.id)
    return made.id
