"""The notice comes before the camera: what a capture says of it, what the server makes of it."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from inperson.tenants import TokenKind
from tests.capturing import wire
from tests.http.conftest import Api, code
from tests.scene import TERMS, png


def claims(opened: dict[str, Any]) -> dict[str, Any]:
    part = opened["session_token"].split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def first(api: Api, opened: dict[str, Any], **hello: Any) -> dict[str, Any]:
    with wire(api.url, opened["id"]) as line:
        return line.hello(opened["session_token"], **hello)


def digest(api: Api) -> str:
    """Return what a hello names as agreed to: the digest of the current notice."""
    return base64.urlsafe_b64encode(api.scene.notice(api.tenant).sha256).decode().rstrip("=")


@pytest.mark.parametrize("kind", TokenKind)
def test_nobody_is_captured_who_was_not_asked(asking_api: Api, kind: TokenKind) -> None:
    mine = asking_api.by(kind)
    opened = mine.open("enroll")
    assert claims(opened)["ask"] == "required"
    assert claims(opened)["ntc"] == {"en": digest(asking_api)}
    assert first(mine, opened)["code"] == "consent_required"
    assert first(mine, opened, consent=digest(asking_api))["type"] == "welcome"


def test_who_agreed_is_not_asked_again(asking_api: Api) -> None:
    opened = asking_api.open("enroll")
    with wire(asking_api.url, opened["id"]) as line:
        line.hello(opened["session_token"], consent=digest(asking_api))
        line.follow(1)
    again = asking_api.open("authenticate")
    assert "ask" not in claims(again)
    assert first(asking_api, again)["type"] == "welcome"


def test_a_session_about_nobody_asks_each_time(asking_api: Api) -> None:
    for _ in range(2):
        opened = asking_api.open("liveness", None)
        assert claims(opened)["ask"] == "required"
        assert first(asking_api, opened)["code"] == "consent_required"
        assert first(asking_api, opened, consent=digest(asking_api))["type"] == "welcome"


def test_another_notice_than_the_current_one_is_not_agreed_to(asking_api: Api) -> None:
    opened = asking_api.open("enroll")
    assert first(asking_api, opened, consent=WELL_FORMED)["code"] == "notice_changed"


def test_a_consent_to_an_older_notice_asks_anew(asking_api: Api) -> None:
    opened = asking_api.open("enroll")
    assert first(asking_api, opened, consent=digest(asking_api))["type"] == "welcome"
    notices = asking_api.scene.server.notices(asking_api.tenant)
    notices.publish(replace(TERMS, controller="Other Ltd"))
    opened = asking_api.open("enroll")
    assert claims(opened)["ask"] == "changed"
    assert first(asking_api, opened)["code"] == "notice_changed"
    assert first(asking_api, opened, consent=digest(asking_api))["type"] == "welcome"


WELL_FORMED = base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")


@pytest.mark.parametrize(
    "consent", ["", "x", WELL_FORMED + "A", WELL_FORMED[:-1] + "B", 7, None, ["a"]]
)
def test_a_malformed_digest_is_a_malformed_hello(asking_api: Api, consent: object) -> None:
    opened = asking_api.open("enroll")
    answer = first(asking_api, opened, consent=consent)
    expected = "consent_required" if consent is None else "message_invalid"
    assert answer["code"] == expected


def test_still_images_need_the_consent_before(asking_api: Api) -> None:
    assert code(asking_api.create(), 403) == "consent_required"
    body = {"kind": "enroll", "subject_ref": "s", "liveness": "unsafe_no_liveness"}
    given = {
        "notice_sha256": asking_api.scene.notice(asking_api.tenant).sha256.hex(),
        "method": "form",
    }
    opened = asking_api.call("POST", "/v1/sessions", json=body | {"consent": given})
    assert opened.status_code == 201, opened.text
    assert asking_api.submit(opened.json()["id"], png(1)).json()["decision"] == "enrolled"
    wrong = {"notice_sha256": "00" * 32}
    again = body | {"subject_ref": "t", "consent": wrong}
    assert code(asking_api.call("POST", "/v1/sessions", json=again), 409) == "notice_changed"
