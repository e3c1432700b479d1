"""`/v1/disclosures`, as two people of a tenant use it."""

import base64
import hashlib
from typing import Any

import pyrage
import pytest

from inperson.tenants import Scope, TokenKind, TokenLimits
from tests.http.conftest import Api, code

IDENTITY = pyrage.x25519.Identity.generate()
PROPOSAL: dict[str, Any] = {
    "basis": "legal_request",
    "subject_ref": "subject-1",
    "extent": {
        "scope": ["decisions", "enrolment_fact"],
        "since": "2026-01-01T00:00:00Z",
        "until": "2026-01-05T13:00:00+01:00",
    },
    "recipient": {
        "name": "Police",
        "address": "records@police.example",
        "key": str(IDENTITY.to_public()),
    },
    "request": {
        "authority": "District court of Freedonia",
        "country": "DE",
        "instrument": "12 Gs 345/26",
        "legal_basis": "section 100j StPO",
        "received_at": "2026-01-05T09:00:00Z",
        "document_sha256": "ab" * 32,
    },
}
FOR_SUBJECT = {
    **{name: PROPOSAL[name] for name in ("subject_ref", "extent", "recipient")},
    "basis": "user_approved",
    "why": "Your new bank asks.",
}


def person(api: Api, label: str, kind: TokenKind = TokenKind.PRODUCTION) -> Api:
    limits = TokenLimits(frozenset({Scope.DISCLOSURE}))
    token = api.scene.tenants.issue_token(api.tenant, kind, label, None, limits)
    return Api(api.scene, api.tenant, api.http, token.secret)


def test_one_proposes_another_approves_and_the_package_comes_once(api: Api) -> None:
    alice, bob = person(api, "Alice"), person(api, "Bob")
    made = alice.call("POST", "/v1/disclosures", json=PROPOSAL)
    assert made.status_code == 201
    told = made.json()
    assert "subject_ref" not in told
    assert (told["state"], told["extent"]["until"]) == ("proposed", "2026-01-05T12:00:00Z")
    assert alice.call("POST", "/v1/disclosures", json=PROPOSAL).json() == told
    path = f"/v1/disclosures/{told['id']}"
    assert code(alice.call("POST", f"{path}/approve"), 403) == "second_person_required"
    assert code(bob.call("POST", f"{path}/deliver"), 409) == "disclosure_not_approved"
    assert bob.call("POST", f"{path}/approve").json()["state"] == "approved"
    answer = bob.call("POST", f"{path}/deliver")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{told["id"]}.age"'
    assert answer.headers["cache-control"] == "no-store"
    digest = hashlib.sha256(answer.content)
    text = base64.b64encode(digest.digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{text}:"
    assert pyrage.decrypt(answer.content, [IDENTITY])[:2] == b"PK"
    assert code(bob.call("POST", f"{path}/deliver"), 409) == "disclosure_delivered"
    now = alice.call("GET", path).json()
    assert (now["state"], now["package_sha256"]) == ("delivered", digest.hexdigest())
    assert (
        code(bob.call("POST", f"{path}/refuse", json={"reason": "x"}), 409) == "disclosure_closed"
    )


def test_what_the_subject_has_to_sign_nobody_approves_here(api: Api) -> None:
    alice, bob = person(api, "Alice"), person(api, "Bob")
    made = alice.call("POST", "/v1/disclosures", json=FOR_SUBJECT).json()
    path = f"/v1/disclosures/{made['id']}"
    assert code(bob.call("POST", f"{path}/approve"), 403) == "approval_invalid"
    assert code(bob.call("POST", f"{path}/deliver"), 409) == "disclosure_not_approved"
    refused = bob.call("POST", f"{path}/refuse", json={"reason": "the subject moved"}).json()
    assert (refused["state"], refused["refusal"]) == ("refused", "the subject moved")


def test_they_are_listed_in_pages(api: Api) -> None:
    alice = person(api, "Alice")
    made = []
    for number in range(3):
        body = {**FOR_SUBJECT, "why": f"reason {number}"}
        made.append(alice.call("POST", "/v1/disclosures", json=body).json())
        api.scene.clock.advance(1)
    first = alice.call("GET", "/v1/disclosures", params={"limit": 2}).json()
    rest = alice.call("GET", "/v1/disclosures", params={"limit": 2, "after": first["next"]}).json()
    assert [*first["disclosures"], *rest["disclosures"]] == made[::-1]
    assert rest["next"] is None
    full = alice.call("GET", "/v1/disclosures", params={"limit": 3}).json()
    assert (full["disclosures"], full["next"]) == (made[::-1], None), (
        "nothing is behind a full page"
    )
    unknown = alice.call("GET", "/v1/disclosures", params={"after": "dsc_x"})
    assert code(unknown, 404) == "disclosure_not_found"
    other = person(api, "Alice", TokenKind.DEVELOPER)
    assert other.call("GET", "/v1/disclosures").json() == {"disclosures": [], "next": None}


BAD: dict[str, dict[str, Any]] = {
    "request_invalid": {"name": "no field of it"},
    "disclosure_invalid": {
        "extent": {**PROPOSAL["extent"], "until": "2027-01-01T00:00:00Z"},
    },
    "recipient_invalid": {"recipient": {**PROPOSAL["recipient"], "key": "age1" + "q" * 58}},
}


@pytest.mark.parametrize("why", BAD)
def test_what_is_malformed_is_refused(api: Api, why: str) -> None:
    alice = person(api, "Alice")
    assert code(alice.call("POST", "/v1/disclosures", json={**PROPOSAL, **BAD[why]}), 422) == why


@pytest.mark.parametrize(
    "time", ["2026-01-01", "2026-01-01T00:00:00", 1735689600, "0001-01-01T00:00:00+14:00", "now"]
)
def test_times_are_rfc_3339_with_a_zone(api: Api, time: object) -> None:
    body = {**PROPOSAL, "extent": {**PROPOSAL["extent"], "since": time}}
    answer = person(api, "Alice").call("POST", "/v1/disclosures", json=body)
    assert code(answer, 422) == "request_invalid"


def test_a_token_without_the_scope_is_refused(api: Api) -> None:
    assert code(api.call("POST", "/v1/disclosures", json=PROPOSAL), 403) == "action_not_allowed"
    assert code(api.call("GET", "/v1/disclosures"), 403) == "action_not_allowed"
