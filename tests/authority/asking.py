"""What a caller sends to each route of the API, and how the thing is made that it names."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pyrage

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import (
    new_disclosure_id,
    new_hold_id,
    new_request_id,
    new_session_id,
    new_subject_id,
    new_token_id,
)
from inperson.tenants import Scope, TokenKind
from inperson.tlog import KeyUse, SignedCheckpoint, VerifierKey, cosign
from tests.authority.town import Headers, Town
from tests.rights.disclosing import extent, request
from tests.rights.requesting import House
from tests.scene import Scene, png
from tests.tlog.test_note import Signer

_ID = re.compile(r"\{[a-z_]+\}")
TERMS = {"controller": "Shop Ltd", "contact": "p@shop.example", "country": "DE"}
HASH = "ab" * 32
KEY = str(pyrage.x25519.Identity.generate().to_public())
EXTENT = {
    "scope": ["decisions"],
    "since": "2026-01-01T00:00:00Z",
    "until": "2026-01-05T00:00:00Z",
}
RECIPIENT = {"name": "Bank", "address": "privacy@bank.example", "key": KEY}
ORDER = {"authority": "Court of Freedonia", "instrument": "Order 1/26"}
LEGAL = {
    "basis": "legal_request",
    "extent": EXTENT,
    "recipient": RECIPIENT,
    "request": {
        **ORDER,
        "country": "DE",
        "legal_basis": "section 100j StPO",
        "received_at": "2026-01-05T00:00:00Z",
        "document_sha256": HASH,
    },
}
FOR_SUBJECT = {
    "basis": "user_approved",
    "extent": EXTENT,
    "recipient": RECIPIENT,
    "why": "Your new bank asks.",
}
WITNESS = Signer("chamber.example")
WITNESS_KEY = VerifierKey(WITNESS.name, WITNESS.public_key, KeyUse.WITNESS).text()
SEEN = "/v1/audit/witnesses/seen"
BODIES: Mapping[str, dict[str, Any]] = {
    "POST /v1/sessions": {"kind": "authenticate"},
    "POST /v1/subjects/lookup": {},
    "POST /v1/tokens": {"scopes": ["admin"]},
    "POST /v1/tokens/{token_id}/rotate": {"overlap_hours": 1},
    "PUT /v1/notices": TERMS,
    "POST /v1/consents": {"purpose": "identity"},
    "POST /v1/consents/lookup": {},
    "POST /v1/disclosures of a legal request": LEGAL,
    "POST /v1/disclosures for the subject": FOR_SUBJECT,
    "POST /v1/disclosures/{disclosure_id}/refuse": {"reason": "no jurisdiction"},
    "PUT /v1/retention": {"jurisdictions": ["EU"], "days": {"template": 90}},
    "POST /v1/holds": {
        **ORDER,
        "basis": "Code 1",
        "document_sha256": HASH,
        "until": "2026-06-01T00:00:00Z",
    },
    "PUT /v1/audit/witnesses": {"witnesses": [{"name": "chamber", "key": WITNESS_KEY}]},
    "PUT /v1/appearance": {"accent": "#b3261e"},
    "PUT /v1/webhook": {"url": "https://shop.example/hooks", "events": ["session.decided"]},
    "POST /v1/privacy-requests": {"kind": "objection"},
    "POST /v1/privacy-requests/{request_id}/extend": {"reason": "many requests"},
    "POST /v1/privacy-requests/{request_id}/refuse": {
        "justification": "justifications:ProcessExcessive",
        "reason": "the third one today",
    },
    "POST /v1/privacy-requests/{request_id}/answer": {"text": "we looked into it"},
    "POST /v1/privacy-requests/{request_id}/copy": {"passphrase": "twelve or more characters"},
    "POST /v1/privacy-centre/invitations": {},
}
SPARES = {
    "a session": new_session_id,
    "a subject": new_subject_id,
    "a token": new_token_id,
    "a hold": new_hold_id,
    "a request": new_request_id,
    "a review": new_request_id,
    "a disclosure": new_disclosure_id,
}


def never(town: Town, noun: str) -> str:
    """Return what names nothing that ever was."""
    if noun == "a reference":
        return town.new_ref()
    return "999999" if noun == "a leaf" else str(SPARES[noun](SystemEntropy()))


def own(town: Town, route: str, noun: str, kind: TokenKind, tenant: TenantId | None = None) -> str:
    """Make what a route names, so that it can be done to it, or what it carries."""
    if "/v1/webhook" in route:
        hook = BODIES["PUT /v1/webhook"]
        town.ask("PUT /v1/webhook", town.bearer(TokenKind.PRODUCTION), json=hook)
    if "/v1/audit/witnesses" in route:
        who = BODIES["PUT /v1/audit/witnesses"]
        town.ask("PUT /v1/audit/witnesses", town.bearer(TokenKind.PRODUCTION), json=who)
    if SEEN in route:
        return _witnessed(town)
    return _MAKERS[noun.replace("each", "a")](town, route, kind, tenant) if noun else ""


def send(town: Town, route: str, headers: Headers, named: str) -> httpx.Response:
    """Ask a row's route about what it names, with a body that fits."""
    method, path, *_ = route.split(" ")
    more: dict[str, Any] = {}
    if path.endswith("/samples"):
        more["files"] = [("image", ("a.png", png(1), "image/png"))]
    elif route in BODIES:
        more["json"] = dict(BODIES[route])
        if named and "{" not in path:
            more["json"]["subject_ref"] = named
    if path == "/v1/consents":
        shown = town.ask("GET /v1/notices/current", town.bearer(TokenKind.DEVELOPER)).json()
        more["json"]["notice_sha256"] = shown["documents"][0]["sha256"]
    if path == SEEN:
        more["json"] = {"checkpoint": named}
    return town.ask(f"{method} {_ID.sub(named, path)}", headers, **more)


def _witnessed(town: Town) -> str:
    """Return the log's present checkpoint as its witness signs it."""
    note = str(town.scene.audit(town.one).checkpoint())
    return note + cosign(SignedCheckpoint.parse(note).checkpoint, WITNESS, 1)


def _session(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    if "samples" not in route or kind is TokenKind.PRODUCTION:
        return str(town.session(kind, tenant)["id"])
    body = {"kind": "enroll", "subject_ref": town.new_ref(), "liveness": "unsafe_no_liveness"}
    return str(town.make("/v1/sessions", kind, tenant, body)["id"])


def _subject(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    return town.enrol(kind, tenant)


def _reference(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    ref = town.new_ref()
    town.enrol(kind, tenant, ref)
    return ref


def _token(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    return str(town.scene.token(tenant or town.one, kind, Scope.ADMIN).token.id)


def _leaf(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    return "0"


def _hold(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    body = BODIES["POST /v1/holds"] | {"subject_ref": town.new_ref()}
    return str(town.make("/v1/holds", kind, tenant, body)["id"])


def _request(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    asked = "access" if route.endswith("/copy") else "objection"
    body = {"kind": asked, "subject_ref": town.new_ref()}
    return str(town.make("/v1/privacy-requests", kind, tenant, body)["id"])


def _review(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    return reviewed(town.scene, tenant or town.one, kind, town.new_ref())


def reviewed(scene: Scene, tenant: TenantId, kind: TokenKind, ref: str) -> str:
    """Ask that a person looks at a check that went against somebody, and return the request."""
    return str(House(scene, tenant, scene.caller(tenant, kind), kind).review(ref).id)


def _disclosure(town: Town, route: str, kind: TokenKind, tenant: TenantId | None) -> str:
    """Legal requests of production; of a developer token's subjects, what they agree to."""
    ref, office = _reference(town, route, kind, tenant), town.office(kind, tenant)
    if kind is TokenKind.PRODUCTION:
        proposed = office.by("operator:ann").propose_legal(
            ref, request(extent(town.scene)), office.recipient
        )
        if route.endswith("/deliver"):
            office.by("operator:ben").approve(proposed.id)
    else:
        proposed = office.for_subject(ref)
        if route.endswith("/deliver"):
            office.sign(proposed, office.prove(proposed, ref, start=town.new_start()))
    return str(proposed.id)


_MAKERS: Mapping[str, Callable[[Town, str, TokenKind, TenantId | None], str]] = {
    "a session": _session,
    "a subject": _subject,
    "a reference": _reference,
    "a token": _token,
    "a leaf": _leaf,
    "a hold": _hold,
    "a request": _request,
    "a review": _review,
    "a disclosure": _disclosure,
}
