"""A call centre asks by CIBA: a client polls, and a person makes the check that a link leads to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from inperson.openid.calls import GRANT
from tests.http.conftest import Api
from tests.http.test_logout import ENDS
from tests.http.test_openid import (
    ASIDE,
    Party,
    assertion,
    keyed,
    made,
    register,
    strangers,
    verified,
    visiting,
)
from tests.openid.test_calls import RIGHT_CALL, WRONG_CALLS

PENDING = "authorization_pending"
PACE_S = 5


@pytest.fixture
def centre(api: Api) -> Party:
    """A call centre one of whose people is enrolled."""
    party = register(api, ciba=True)
    assert api.capture("enroll")["decision"] == "enrolled"
    return party


def ask(party: Party, **change: str | None) -> httpx.Response:
    given = {**RIGHT_CALL, "login_hint": "subject-1", **change}
    return party.post("backchannel", {n: v for n, v in given.items() if v is not None})


def poll(party: Party, called: Mapping[str, Any], **change: str) -> httpx.Response:
    """Poll once, in good time."""
    party.api.scene.clock.advance(PACE_S)
    return at_once(party, called, **change)


def at_once(party: Party, called: Mapping[str, Any], **change: str) -> httpx.Response:
    given = {"grant_type": GRANT, "auth_req_id": called["auth_req_id"], **change}
    return party.post("token", given)


def error(answer: httpx.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert set(said) == {"error", "error_description"}
    return str(said["error"])


def test_a_call_centre_learns_that_the_person_was_there(centre: Party) -> None:
    called = ask(centre).json()
    assert set(called) == {"auth_req_id", "expires_in", "interval", "verification_uri_complete"}
    assert (called["expires_in"], called["interval"]) == (600, PACE_S)
    assert error(poll(centre, called)) == PENDING
    assert error(at_once(centre, called)) == "slow_down"
    assert error(poll(centre, called)) == PENDING
    ended = made(centre.api, called["verification_uri_complete"], 1)
    assert (ended["stage"], ended["returns"], ended["hand_off"]) == ("done", None, False)
    answer = poll(centre, called)
    claims = verified(centre, answer, nonce=None, amr=["face"])
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr", "at_hash"}
    access = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert centre.api.http.get("/openid/userinfo", headers=access).json() == {"sub": claims["sub"]}
    assert error(poll(centre, called)) == "invalid_grant"  # one check gives one ID token
    by_browser = verified(centre, centre.exchange(centre.code()))
    assert by_browser["sub"] == claims["sub"]


def test_a_person_compares_the_message_and_says_no(centre: Party) -> None:
    called = ask(centre, binding_message="Call 4711, 20.50 EUR").json()
    with visiting(centre.api, called["verification_uri_complete"]) as (browser, entered):
        assert entered["message"] == "Call 4711, 20.50 EUR"
        assert browser.post("cancel").json()["stage"] == "cancelled"
    for _ in range(2):  # it stays so
        assert error(poll(centre, called)) == "access_denied"


def test_another_face_is_no_sign_in(centre: Party) -> None:
    called = ask(centre, binding_message=None).json()
    assert made(centre.api, called["verification_uri_complete"], 2)["message"] is None
    assert error(poll(centre, called)) == "access_denied"


def test_a_request_for_anything_else_is_refused_and_leads_nobody_anywhere(centre: Party) -> None:
    for way, (change, wanted) in WRONG_CALLS.items():
        assert error(ask(centre, **change)) == wanted.value, way
    assert error(ask(centre, login_hint="two words")) == "unknown_user_id"
    assert error(ask(centre, login_hint="x" * 129)) == "unknown_user_id"


@pytest.mark.parametrize("end", ["erasure", "withdrawal", "restriction"])
def test_who_ends_it_while_its_client_waits_is_not_signed_in(centre: Party, end: str) -> None:
    passed, waiting = ask(centre).json(), ask(centre).json()
    made(centre.api, passed["verification_uri_complete"], 1)
    ENDS[end](centre.api)
    assert error(poll(centre, passed)) == "access_denied"
    assert error(at_once(centre, waiting)) == "access_denied"
    # nor does a new request say more than of somebody whom nobody knows
    refused = ask(centre)
    assert error(refused, 403) == "access_denied"
    assert refused.json() == ask(centre, login_hint="nobody-0").json()


def test_only_a_client_that_is_registered_asks_without_a_browser(centre: Party) -> None:
    called, plain = ask(centre).json(), register(centre.api)
    assert error(ask(plain)) == "unauthorized_client"
    assert error(poll(plain, called)) == "unauthorized_client"
    other = register(centre.api, ciba=True)
    assert error(poll(other, called)) == "invalid_grant"
    assert error(poll(centre, called)) == PENDING


def test_who_does_not_prove_who_it_is_asks_nobody(centre: Party) -> None:
    for way, change in strangers(centre).items():
        form = {**RIGHT_CALL, "login_hint": "subject-1", **change.get("form", {})}
        headers = change.get("headers", centre.basic)
        answer = centre.post("backchannel", form, headers=headers)
        assert error(answer, 401) == "invalid_client", way


def test_an_auth_req_id_is_its_own_kind_of_thing(centre: Party) -> None:
    called = ask(centre).json()
    pushed = centre.push().json()["request_uri"].rpartition(":")[2]
    for wrong in ("", "x", called["auth_req_id"][:-2], pushed):
        assert error(poll(centre, called, auth_req_id=wrong)) == "invalid_grant", wrong
    assert error(centre.exchange(called["auth_req_id"])) == "invalid_grant"


def test_a_request_ends_when_it_was_told_to(centre: Party) -> None:
    called = ask(centre, requested_expiry="60").json()
    assert called["expires_in"] == 60
    centre.api.scene.clock.advance(54)
    assert error(poll(centre, called)) == PENDING
    centre.api.scene.clock.advance(1)
    assert error(poll(centre, called)) == "expired_token"
    centre.api.scene.clock.advance(600)
    assert error(poll(centre, called)) == "expired_token"
    centre.api.scene.clock.advance(3600)
    assert error(poll(centre, called)) == "invalid_grant"


def test_with_its_app_token_a_clients_request_is_over(centre: Party) -> None:
    called = ask(centre).json()
    made(centre.api, called["verification_uri_complete"], 1)
    tenants = centre.api.scene.tenants
    fresh = tenants.rotate(centre.api.tenant, centre.token_id, timedelta(0))
    renewed = replace(centre, token_id=fresh.token.id, secret=fresh.secret)
    assert error(poll(centre, called), 401) == "invalid_client"
    assert error(poll(renewed, called)) == "invalid_grant"


def test_a_key_proves_a_client_at_the_endpoint_that_it_names(centre: Party) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    mine = keyed(centre.api, key, ciba=True)
    here = centre.api.http.get("/.well-known/openid-configuration").json()[ASIDE]
    given = {**RIGHT_CALL, "login_hint": "subject-1", **assertion(mine, key, "ES256", aud=here)}
    assert mine.post("backchannel", given, headers={}).status_code == 200
