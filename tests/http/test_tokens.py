"""`/v1/tokens`, and what the API does with devices and consents."""

import pytest

from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api, code
from tests.scene import png

DEVICE = {"ip": "198.51.100.7", "phone_model": "Pixel 10", "page_origin": "https://shop.example"}


@pytest.fixture
def admin(api: Api) -> Api:
    return api.by(TokenKind.DEVELOPER, None, *Scope)


def test_a_token_is_issued_shown_once_used_and_revoked(admin: Api) -> None:
    body = {"label": "shop", "days": 30, "scopes": ["sessions"], "origins": ["https://a.example"]}
    answer = admin.call("POST", "/v1/tokens", json=body)
    assert answer.status_code == 201
    issued = answer.json()
    assert issued["secret"].startswith("inp_dev_")
    assert issued["token"]["origins"] == ["https://a.example"]
    listed = admin.call("GET", "/v1/tokens").json()["tokens"]
    assert issued["token"]["id"] in {each["id"] for each in listed}
    assert issued["secret"] not in admin.call("GET", "/v1/tokens").text
    made = Api(admin.scene, admin.tenant, admin.http, issued["secret"])
    assert code(made.create(), 403) == "origin_not_allowed"
    page = {"page_origin": "https://a.example"}
    body = {"kind": "enroll", "subject_ref": "s", "liveness": "unsafe_no_liveness", "device": page}
    assert made.call("POST", "/v1/sessions", json=body).status_code == 201
    path = f"/v1/tokens/{issued['token']['id']}"
    assert admin.call("DELETE", path).status_code == 204
    assert code(made.create(), 401) == "token_revoked"


def test_a_token_is_rotated_with_an_overlap(admin: Api) -> None:
    old = admin.scene.token(admin.tenant, TokenKind.DEVELOPER, Scope.SESSIONS)
    path = f"/v1/tokens/{old.token.id}/rotate"
    answer = admin.call("POST", path, json={"overlap_hours": 2})
    assert answer.status_code == 201
    new = Api(admin.scene, admin.tenant, admin.http, answer.json()["secret"])
    late = Api(admin.scene, admin.tenant, admin.http, old.secret)
    assert new.create().status_code == late.create().status_code == 201
    admin.scene.clock.advance(2 * 3600)
    assert code(late.create(), 401) == "token_expired"
    assert new.create().status_code == 201
    assert code(admin.call("POST", path, json={"overlap_hours": 2}), 404) == "token_not_found"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"scopes": ["usage"], "origins": ["shop.example"]},
        {"scopes": ["usage"], "packages": ["shop"]},
        {"scopes": ["usage"], "days": 0},
        {"scopes": ["usage"], "days": "30"},
        {"scopes": ["usage"], "kind": "production"},
    ],
)
def test_what_does_not_fit_is_refused(admin: Api, body: object) -> None:
    assert code(admin.call("POST", "/v1/tokens", json=body), 422) == "request_invalid"


@pytest.mark.parametrize("origin", ["http://a.example", "null", "capacitor://a:1:2", "ftp://a.b"])
def test_an_origin_that_no_page_of_its_can_have_is_refused(admin: Api, origin: str) -> None:
    body = {"scopes": ["usage"], "origins": [origin]}
    assert code(admin.call("POST", "/v1/tokens", json=body), 422) == "token_limits_invalid"


def test_a_plain_token_issues_none(api: Api) -> None:
    answer = api.call("POST", "/v1/tokens", json={"scopes": ["usage"]})
    assert code(answer, 403) == "action_not_allowed"


def test_a_device_is_recorded_and_a_consent_feeds_the_set(api: Api) -> None:
    body = {
        "kind": "enroll",
        "subject_ref": "subject-1",
        "liveness": "unsafe_no_liveness",
        "device": DEVICE,
        "improvement_consent": True,
    }
    session = api.call("POST", "/v1/sessions", json=body).json()["id"]
    subject = api.submit(session, png(1)).json()["subject_id"]
    samples = list(api.scene.improvement(api.tenant).samples())
    assert [each.subject_id for each in samples] == [subject]
    answer = api.call("DELETE", f"/v1/subjects/{subject}/improvement")
    assert answer.json() == {"samples_removed": 1}
    assert list(api.scene.improvement(api.tenant).samples()) == []


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ({"ip": "nowhere"}, "device_invalid"),
        ({"ip": "x" * 46}, "request_invalid"),
        ({"os": ""}, "request_invalid"),
        ({"phone_number": "123"}, "request_invalid"),
    ],
)
def test_a_malformed_device_is_refused(api: Api, device: object, expected: str) -> None:
    body = {"kind": "enroll", "subject_ref": "s", "device": device}
    assert code(api.call("POST", "/v1/sessions", json=body), 422) == expected


def test_a_production_token_cannot_ask_for_improvement(api: Api) -> None:
    live = api.by(TokenKind.PRODUCTION)
    body = {"kind": "enroll", "subject_ref": "s", "improvement_consent": True}
    answer = live.call("POST", "/v1/sessions", json=body)
    assert code(answer, 403) == "improvement_not_allowed"
