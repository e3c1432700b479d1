"""Whoever gets hold of a session token, or of something like one, makes no capture with it."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from inperson.core import WEB_VIEW_ORIGINS, SystemEntropy
from inperson.core.ids import new_token_id
from inperson.sessions import SessionTicket
from inperson.tenants import Scope, TokenKind, TokenLimits
from tests.capturing import wire
from tests.http.conftest import Api, code


def refused(api: Api, session: str, token: str, **options: object) -> str:
    with wire(api.url, session, **options) as line:
        line.hello(token)
        assert line.said[-1]["type"] == "error", line.said
        return str(line.said[-1]["code"])


def test_a_token_is_of_one_session_and_one_tenant(api: Api) -> None:
    mine, other = api.open("enroll"), api.open("enroll", "subject-2")
    assert refused(api, other["id"], mine["session_token"]) == "session_token_invalid"
    stranger = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"))
    foreign = stranger.open("enroll")
    assert refused(api, mine["id"], foreign["session_token"]) == "session_token_invalid"
    assert refused(api, "ses_" + "a" * 26, mine["session_token"]) == "session_token_invalid"
    assert refused(api, "x", mine["session_token"]) == "session_token_invalid"
    assert len(api.scene.sessions.captures) == 0


def test_a_token_that_was_used_is_no_good_any_more(api: Api) -> None:
    opened = api.open("enroll")
    with wire(api.url, opened["id"]) as line:
        line.hello(opened["session_token"])
        line.follow()
    assert refused(api, opened["id"], opened["session_token"]) == "session_ended"
    assert api.call("GET", f"/v1/sessions/{opened['id']}").json()["decision"] == "enrolled"


def test_a_token_expires_with_its_session(api: Api) -> None:
    opened = api.open("enroll")
    api.scene.clock.advance(180)
    assert refused(api, opened["id"], opened["session_token"]) == "session_token_expired"


def test_an_erased_subjects_session_is_gone(api: Api) -> None:
    enrolled = api.capture("enroll")
    opened = api.open("authenticate")
    api.call("DELETE", f"/v1/subjects/{enrolled['subject_id']}")
    assert refused(api, opened["id"], opened["session_token"]) == "session_not_found"


def test_a_decision_is_no_token_and_a_token_no_decision(api: Api) -> None:
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    enrolled = api.capture("enroll")
    opened = api.open("authenticate")
    assert refused(api, opened["id"], enrolled["statement"]) == "session_token_invalid"
    published = KeySet.import_key_set(api.http.get("/v1/jwks").json())
    with pytest.raises((JoseError, ValueError)):  # even without a look at type and audience
        jws.deserialize_compact(opened["session_token"], published, algorithms=["Ed25519"])
    header, claims, _ = (decoded(part) for part in opened["session_token"].split("."))
    assert (header["typ"], claims["aud"]) == ("inperson-session+jwt", "inperson-capture")
    header, claims, _ = (decoded(part) for part in enrolled["statement"].split("."))
    assert (header["typ"], claims["aud"]) == ("inperson-decision+jwt", api.tenant)


def decoded(part: str) -> dict[str, object]:
    try:
        return dict(json.loads(base64.urlsafe_b64decode(part + "==")))
    except ValueError:
        return {}


def test_an_app_token_and_a_session_token_do_not_stand_in_for_each_other(api: Api) -> None:
    opened = api.open("enroll")
    assert refused(api, opened["id"], api.token) == "session_token_invalid"
    headers = {"Authorization": f"Bearer {opened['session_token']}"}
    answer = api.http.get(f"/v1/sessions/{opened['id']}", headers=headers)
    assert code(answer, 401) == "token_malformed"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA"])
def test_the_algorithm_cannot_be_chosen(api: Api, algorithm: str) -> None:
    opened = api.open("enroll")
    header, claims, signature = opened["session_token"].split(".")
    changed = decoded(header) | {"alg": algorithm}
    text = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")
    for end in ("", signature):
        token = f"{text}.{claims}.{end}"
        assert refused(api, opened["id"], token) == "session_token_invalid"


def test_an_idempotent_repeat_gives_the_token_until_the_session_is_decided(api: Api) -> None:
    key = {"Idempotency-Key": "k-1"}
    body = {"kind": "enroll", "subject_ref": "subject-1"}
    first = api.call("POST", "/v1/sessions", json=body, headers=key).json()
    again = api.call("POST", "/v1/sessions", json=body, headers=key).json()
    assert again["id"] == first["id"]
    assert again["session_token_expires_at"] == first["expires_at"]
    with wire(api.url, first["id"]) as line:
        line.hello(again["session_token"])
        line.follow()
    late = api.call("POST", "/v1/sessions", json=body, headers=key).json()
    assert (late["session_token"], late["session_token_expires_at"]) == (None, None)


def limited(api: Api, **limits: tuple[str, ...]) -> Api:
    own = TokenLimits(frozenset({Scope.SESSIONS}), **limits)
    issued = api.scene.tenants.issue_token(api.tenant, TokenKind.DEVELOPER, "", None, own)
    return Api(api.scene, api.tenant, api.http, issued.secret)


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "https://a.example.evil"])
def test_a_page_of_another_origin_makes_no_capture(api: Api, origin: str | None) -> None:
    shop = limited(api, origins=("https://a.example", "https://b.example"))
    page = {"page_origin": "https://a.example"}
    opened = shop.open("enroll", device=page)
    options = {} if origin is None else {"origin": origin}
    assert refused(api, opened["id"], opened["session_token"], **options) == "origin_not_allowed"
    with wire(api.url, opened["id"], origin="https://b.example") as line:
        assert line.hello(opened["session_token"])["type"] == "welcome"


def test_an_app_names_no_origin_and_a_page_cannot_pass_for_one(api: Api) -> None:
    shop = limited(api, packages=("org.example.shop",))
    opened = shop.open("enroll", device={"package_name": "org.example.shop"})
    token = opened["session_token"]
    assert refused(api, opened["id"], token, origin="https://evil.example") == "origin_not_allowed"
    with wire(api.url, opened["id"]) as line:
        assert line.hello(token)["type"] == "welcome"


@pytest.mark.parametrize("origin", sorted(WEB_VIEW_ORIGINS))
def test_a_page_that_an_app_carries_makes_its_captures(api: Api, origin: str) -> None:
    shop = limited(api, packages=("org.example.shop",))
    app = {"package_name": "org.example.shop", "page_origin": origin}
    opened = shop.open("enroll", device=app)
    with wire(api.url, opened["id"], origin=origin) as line:
        assert line.hello(opened["session_token"])["type"] == "welcome"


def test_a_sandboxed_page_passes_for_an_app_that_names_null_and_for_nothing_else(api: Api) -> None:
    plain = limited(api, packages=("org.example.shop",))
    named = limited(api, packages=("org.example.shop",), origins=("null", "https://a.example"))
    app, page = {"package_name": "org.example.shop"}, {"page_origin": "https://a.example"}
    for shop, device in ((plain, app), (named, page)):
        opened = shop.open("enroll", device=device)
        token = opened["session_token"]
        assert refused(api, opened["id"], token, origin="null") == "origin_not_allowed"
    opened = named.open("enroll", device=app)
    with wire(api.url, opened["id"], origin="null") as line:
        assert line.hello(opened["session_token"])["type"] == "welcome"


def revocable(api: Api) -> tuple[Api, Callable[[], None]]:
    """Return a back end with a token of its own, and what ends that token."""
    issued = api.scene.token(api.tenant)
    own = Api(api.scene, api.tenant, api.http, issued.secret)
    return own, lambda: api.scene.tenants.revoke(api.tenant, issued.token.id)


def test_a_session_token_does_not_outlive_its_revoked_app_token(api: Api) -> None:
    thief, revoke = revocable(api)
    opened = thief.open("enroll")
    revoke()
    assert refused(api, opened["id"], opened["session_token"]) == "session_token_invalid"
    assert len(api.scene.sessions.captures) == 0


def test_a_capture_that_runs_is_not_decided_once_its_app_token_is_revoked(api: Api) -> None:
    thief, revoke = revocable(api)
    opened = thief.open("enroll")
    with wire(api.url, opened["id"]) as line:
        line.hello(opened["session_token"])
        revoke()
        line.follow()
        assert (line.said[-1]["type"], line.said[-1].get("code")) == (
            "error",
            "session_token_invalid",
        )
    session = api.call("GET", f"/v1/sessions/{opened['id']}").json()
    assert (session["decision"], session["subject_id"]) == (None, None)


def test_a_ticket_does_nothing_but_capture(api: Api) -> None:
    from inperson.tenants import Action
    from inperson.tenants.errors import ActionNotAllowed

    now = api.scene.clock.now()
    ids = api.open("enroll")["id"], api.tenant
    own = new_token_id(SystemEntropy())
    ticket = SessionTicket(*ids, TokenKind.DEVELOPER, now, now + timedelta(minutes=3), own)
    for action in Action:
        if action is not Action.CAPTURE:
            with pytest.raises(ActionNotAllowed):
                ticket.require(action)
    ticket.require(Action.CAPTURE)
