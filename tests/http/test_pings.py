"""CIBA's ping mode: a call centre is told that its request was answered, and asks then."""

import json

import pytest

from inperson.deliveries import DeliveryKind, Outbox
from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api
from tests.http.test_ciba import PENDING, ask, error, poll
from tests.http.test_logout import ears, send
from tests.http.test_openid import BACK, Party, made, register, verified, visiting
from tests.openid.test_calls import WRONG_PINGS
from tests.receiving import Receiver, answering, receiving

__all__ = ["ears"]
TOKEN = "8d67dc78-7faa-4d41-aabd-67707b374255"


@pytest.fixture
def centre(api: Api, ears: Receiver) -> Party:
    """A call centre that is told, and one of whose people is enrolled."""
    party = register(api, ciba=True, ping_uri=ears.url)
    assert api.capture("enroll")["decision"] == "enrolled"
    return party


def test_a_call_centre_is_told_once_and_asks_then(centre: Party, ears: Receiver) -> None:
    called = ask(centre, client_notification_token=TOKEN).json()
    assert send(centre.api) == 0
    assert error(poll(centre, called)) == PENDING
    made(centre.api, called["verification_uri_complete"], 1)
    (waits,) = Outbox(centre.api.scene.desk(centre.api.tenant)).pending()
    assert waits.kind is DeliveryKind.PING
    assert TOKEN.encode() not in (waits.payload or b"")
    assert send(centre.api) == 1
    (told,) = ears.received
    assert told.headers["authorization"] == f"Bearer {TOKEN}"
    assert told.headers["content-type"] == "application/json"
    assert json.loads(told.body) == {"auth_req_id": called["auth_req_id"]}
    assert send(centre.api) == 0
    verified(centre, poll(centre, called), nonce=None, amr=["face"])


def test_a_ping_says_nothing_of_the_answer(centre: Party, ears: Receiver) -> None:
    refused, cancelled = (ask(centre, client_notification_token=TOKEN).json() for _ in range(2))
    made(centre.api, refused["verification_uri_complete"], 2)
    with visiting(centre.api, cancelled["verification_uri_complete"]) as (browser, _):
        browser.post("cancel")
    assert send(centre.api) == 2
    told = [json.loads(each.body) for each in ears.received]
    for called in (refused, cancelled):
        assert {"auth_req_id": called["auth_req_id"]} in told
        assert error(poll(centre, called)) == "access_denied"


def test_whoever_is_told_names_a_token_of_its_own(centre: Party) -> None:
    for way, token in WRONG_PINGS.items():
        answer = ask(centre, client_notification_token=token)
        assert error(answer) == "invalid_request", way


def test_who_polls_is_not_told(api: Api, ears: Receiver) -> None:
    party = register(api, ciba=True)
    assert api.capture("enroll")["decision"] == "enrolled"
    called = ask(party, client_notification_token=TOKEN).json()
    made(api, called["verification_uri_complete"], 1)
    assert Outbox(api.scene.desk(api.tenant)).pending() == []


def test_what_is_not_taken_is_told_again_until_nobody_could_ask(api: Api) -> None:
    assert api.capture("enroll")["decision"] == "enrolled"
    with receiving(answering(401)) as ears:
        party = register(api, ciba=True, ping_uri=ears.url)
        called = ask(party, client_notification_token=TOKEN).json()
        made(api, called["verification_uri_complete"], 1)
        assert send(api) == 0
        (waits,) = Outbox(api.scene.desk(api.tenant)).pending()
        assert waits.failure == "http_401"
        api.scene.clock.advance(2 * 3600)
        assert send(api) == 1  # forgotten: its `auth_req_id` is nobody's now
        assert len(ears.received) == 1


def test_a_client_that_is_over_is_told_nothing(centre: Party, ears: Receiver) -> None:
    called = ask(centre, client_notification_token=TOKEN).json()
    made(centre.api, called["verification_uri_complete"], 1)
    centre.api.scene.tenants.revoke(centre.api.tenant, centre.token_id)
    send(centre.api)
    assert ears.received == []
    assert Outbox(centre.api.scene.desk(centre.api.tenant)).pending() == []


def test_where_it_is_told_is_registered_with_the_app_token(api: Api) -> None:
    admin = api.by(TokenKind.DEVELOPER, None, Scope.ADMIN, Scope.OPENID)
    there = "backchannel_client_notification_endpoint"
    wanted = {"scopes": ["openid"], "returns": [BACK], "ciba": True}
    for url in ("http://shop.example/out", "https://10.0.0.1/out", "https://u@shop.example/", "x"):
        answer = admin.call("POST", "/v1/tokens", json=wanted | {there: url})
        assert (answer.status_code, answer.json()["code"]) == (422, "webhook_url_refused"), url
    for less in ({"ciba": False}, {"scopes": ["sessions"], "ciba": False}):
        body = wanted | {there: "https://shop.example/told"} | less
        answer = admin.call("POST", "/v1/tokens", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "token_limits_invalid")
    discovery = api.http.get("/.well-known/openid-configuration").json()
    assert discovery["backchannel_token_delivery_modes_supported"] == ["poll", "ping"]
