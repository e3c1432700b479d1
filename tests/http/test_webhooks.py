"""`/v1/webhook` over HTTP."""

import json

from inperson.adapters.outgoing import HttpSender
from inperson.deliveries import Outbox
from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api, code
from tests.receiving import HERE, receiving
from tests.scene import png

URL = "https://shop.example/hooks"


def admin(api: Api) -> Api:
    return api.by(TokenKind.PRODUCTION, None, Scope.ADMIN)


def deliver(api: Api) -> int:
    desk = api.scene.desk(api.tenant)
    return Outbox(desk).run_due(HttpSender(HERE))


def test_a_secret_is_shown_once(api: Api) -> None:
    body = {"url": URL, "events": ["session.decided", "consent.given", "session.decided"]}
    made = admin(api).call("PUT", "/v1/webhook", json=body)
    assert made.status_code == 200, made.text
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["events"] == ["consent.given", "session.decided"]
    shown = admin(api).call("GET", "/v1/webhook")
    assert shown.json() == {
        "url": URL,
        "events": ["consent.given", "session.decided"],
        "set_at": "2026-01-05T12:00:00Z",
        "pending": 0,
        "failed": 0,
        "last_failure": None,
    }
    again = admin(api).call("PUT", "/v1/webhook", json=body)
    assert again.json()["secret"] != made.json()["secret"]


def test_a_decided_session_arrives(api: Api) -> None:
    with receiving() as receiver:
        body = {"url": receiver.url, "events": ["session.decided"]}
        assert admin(api).call("PUT", "/v1/webhook", json=body).status_code == 200
        session = api.run("enroll", png(1))
        assert admin(api).call("GET", "/v1/webhook").json()["pending"] == 1
        assert deliver(api) == 1
    (came,) = receiver.received
    assert json.loads(came.body)["data"]["session_id"] == session["id"]


def test_a_test_message_is_on_its_way(api: Api) -> None:
    with receiving() as receiver:
        body = {"url": receiver.url, "events": ["session.decided"]}
        admin(api).call("PUT", "/v1/webhook", json=body)
        put = admin(api).call("POST", "/v1/webhook/test")
        assert put.status_code == 202
        assert deliver(api) == 1
    assert receiver.ids == [put.json()["webhook_id"]]


def test_what_did_not_arrive_is_counted(api: Api) -> None:
    body = {"url": "http://127.0.0.1:9/", "events": ["session.decided"]}
    admin(api).call("PUT", "/v1/webhook", json=body)
    admin(api).call("POST", "/v1/webhook/test")
    assert deliver(api) == 0
    shown = admin(api).call("GET", "/v1/webhook").json()
    assert (shown["pending"], shown["failed"], shown["last_failure"]) == (1, 0, "unreachable")
    assert admin(api).call("DELETE", "/v1/webhook").status_code == 204
    assert code(admin(api).call("GET", "/v1/webhook"), 404) == "webhook_missing"


def test_without_a_webhook_there_is_nothing_to_see(api: Api) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/test")):
        assert code(admin(api).call(method, f"/v1/webhook{path}"), 404) == "webhook_missing"


def test_a_url_where_nothing_goes_is_refused(api: Api) -> None:
    for url in (
        "https://169.254.169.254/",
        "https://user:secret@shop.example/",
        "http://shop.example/",
    ):
        body = {"url": url, "events": ["subject.erased"]}
        answer = admin(api).call("PUT", "/v1/webhook", json=body)
        assert code(answer, 422) == "webhook_url_refused"
        assert "secret" not in answer.text
    for wrong in (
        {"url": "ftp://shop.example/", "events": ["subject.erased"]},
        {"url": URL, "events": []},
        {"url": URL, "events": ["subject.smiled"]},
        {"url": URL},
        {"url": URL, "events": ["subject.erased"], "secret": "whsec_mine"},
    ):
        answer = admin(api).call("PUT", "/v1/webhook", json=wrong)
        assert code(answer, 422) == "request_invalid"


def test_another_tenant_sees_nothing_of_it(api: Api) -> None:
    admin(api).call("PUT", "/v1/webhook", json={"url": URL, "events": ["subject.erased"]})
    other = api.by(TokenKind.PRODUCTION, api.scene.add_tenant("two"), Scope.ADMIN)
    assert code(other.call("GET", "/v1/webhook"), 404) == "webhook_missing"
