"""A tenant's back end tries to give a person's approval, or to use a person's rights, by itself.

It holds an app token with every scope, knows every finished login, lets itself into the privacy
centre with a code of its own, and sends whatever headers it likes.
"""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pyrage
import pytest

from inperson.tenants import Scope, TokenKind
from tests.capturing import wire
from tests.http.conftest import Api, code
from tests.rights.disclosing import Browser
from tests.scene import FACTS

REF = "subject-1"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
WORDS = {"passphrase": "twelve or more characters"}


@pytest.fixture
def back_end(api: Api) -> Api:
    """The tenant's back end, with a subject that logged in just now."""
    mine = api.by(TokenKind.DEVELOPER, api.tenant, *Scope)
    mine.capture("enroll")
    api.scene.clock.advance(3600)
    return mine


@pytest.fixture
def inside(back_end: Api) -> Iterator[httpx.Client]:
    """The back end in its subject's privacy centre, as a script."""
    invited = {"subject_ref": REF}
    made = back_end.call("POST", "/v1/privacy-centre/invitations", json=invited).json()
    base = f"{back_end.url}/privacy/{back_end.tenant}/api/"
    with httpx.Client(base_url=base, headers=OWN_PAGE, timeout=120) as script:
        assert script.post("enter", json={"code": made["code"]}).status_code == 200
        yield script


def propose(back_end: Api) -> str:
    now = back_end.scene.clock.now()
    body = {
        "basis": "user_approved",
        "subject_ref": REF,
        "extent": {
            "scope": ["decisions"],
            "since": (now - timedelta(days=1)).isoformat(),
            "until": now.isoformat(),
        },
        "recipient": {
            "name": "Broker",
            "address": "buy@broker.example",
            "key": str(pyrage.x25519.Identity.generate().to_public()),
        },
        "why": "Because we like to.",
    }
    answer = back_end.call("POST", "/v1/disclosures", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def signed(text: str) -> dict[str, Any]:
    """Sign a text with a key that the back end made."""
    browser = Browser()
    made = base64.urlsafe_b64encode(browser.sign(text.encode())).decode().rstrip("=")
    return {"jwk": browser.jwk, "signature": made}


def test_a_login_approves_nothing(back_end: Api, inside: httpx.Client) -> None:
    proposed = propose(back_end)
    login = back_end.capture("authenticate", start=100)
    assert (login["decision"], login["act_sha256"]) == ("match", None)
    waiting = inside.get("disclosures").json()["disclosures"]
    ready = inside.post("acts", json={"kind": "approve", "disclosure": proposed, "language": "en"})
    for text in (waiting[0]["text"], ready.json()["text"]):
        body = {"proof": login["id"], **signed(text)}
        answer = inside.post(f"disclosures/{proposed}/approve", json=body)
        assert code(answer, 403) == "proof_invalid"
    assert back_end.call("POST", f"/v1/disclosures/{proposed}/approve").status_code == 403
    answer = back_end.call("POST", f"/v1/disclosures/{proposed}/deliver")
    assert code(answer, 409) == "disclosure_not_approved"


def test_a_login_is_no_key_to_the_centre(back_end: Api) -> None:
    login = back_end.open("authenticate")
    with wire(back_end.url, login["id"]) as line:
        line.hello(login["session_token"])
        line.follow(start=100)
    body = {
        "session": login["id"],
        "session_token": login["session_token"],
        "subject_ref": REF,
    }
    path = f"/privacy/{back_end.tenant}/api/face"
    answer = back_end.http.post(path, json=body, headers=OWN_PAGE)
    assert code(answer, 404) == "not_found"
    assert "set-cookie" not in answer.headers


def test_a_code_and_a_login_together_erase_withdraw_and_copy_nothing(
    back_end: Api, inside: httpx.Client
) -> None:
    login = {"proof": back_end.capture("authenticate", start=100)["id"]}
    withdrawal = {"kind": "withdrawal", "purpose": "identity"}
    for path, body in (
        ("requests", {"kind": "erasure"}),
        ("requests", withdrawal),
        ("copy", WORDS),
    ):
        assert code(inside.post(path, json=body), 403) == "proof_required", body
        assert code(inside.post(path, json=body | login), 403) == "proof_invalid", body
    assert back_end.capture("authenticate", start=200)["decision"] == "match"


@pytest.mark.parametrize("origin", [None, "https://shop.example", "null"])
def test_an_acts_capture_is_made_on_this_servers_own_page_alone(
    back_end: Api, inside: httpx.Client, origin: str | None
) -> None:
    """The back end puts the token of an erasure into its own login page."""
    ready = inside.post("acts", json={"kind": "erase", "language": "en"}).json()
    token = ready["session_token"]
    clock, tokens = back_end.scene.clock, back_end.scene.services.session_tokens
    session = tokens.read(token, clock.now()).session_id
    options = {} if origin is None else {"origin": origin}
    with wire(back_end.url, session, **options) as line:
        assert line.hello(token)["code"] == "origin_not_allowed"
    # no answer of the tenant's API has the token
    read = back_end.call("GET", f"/v1/sessions/{session}").json()
    assert "session_token" not in read
    with wire(back_end.url, session, origin=FACTS.public_url) as line:
        assert line.hello(token)["act"] == ready["act_sha256"] == read["act_sha256"]


def test_the_back_end_opens_no_session_for_an_act(back_end: Api) -> None:
    body = {"kind": "authenticate", "subject_ref": REF, "act_sha256": "00" * 32}
    answer = back_end.call("POST", "/v1/sessions", json=body)
    assert code(answer, 422) == "request_invalid"


def test_the_tenants_own_erasure_is_on_record_as_the_tenants(back_end: Api) -> None:
    body = {"kind": "erasure", "subject_ref": REF}
    made = back_end.call("POST", "/v1/privacy-requests", json=body).json()
    assert (made["channel"], made["state"]) == ("tenant", "completed")
