"""A session that asks for the page's light: from its opening to what the decision rests on."""

import json
from base64 import urlsafe_b64decode

import pytest

from inperson.client import CaptureError, Client, Target
from inperson.liveness import Colour
from inperson.tenants import Scope, TokenKind
from tests.camera import frame
from tests.capturing import wire
from tests.client.test_capture import Showing
from tests.http.conftest import Api

LIT = {"kind": "liveness", "assurance": "perspective+light"}
COLOURS = {each.value for each in Colour}


class Lit(Showing):
    """A source that notes which colours it was to show."""

    def __init__(self) -> None:
        super().__init__()
        self.colours: list[str | None] = []

    def __call__(self, at_s: float, target: Target | None) -> bytes:
        if target is not None and self.colours[-1:] != [target.light]:
            self.colours.append(target.light)
        return super().__call__(at_s, target)


def test_the_decision_says_that_it_rests_on_the_light(api: Api) -> None:
    with Client(api.url, api.by(TokenKind.PRODUCTION, None, *Scope).token) as client:
        session = client.create_session("liveness", None, assurance="perspective+light")
        with pytest.raises(CaptureError) as declined:
            client.capture(session, Showing())
        assert declined.value.code == "light_declined"
        source = Lit()
        assert client.capture(session, source, light=True).passed
        assert set(source.colours) - {None} <= COLOURS
        assert "neutral" in source.colours
        decided = client.session(session.id)
        assert decided.assurance == "perspective+light"
        plain = client.create_session("liveness", None)
        assert client.capture(plain, Showing(2, start=100), light=True).passed
        assert client.session(plain.id).assurance == "perspective"


def test_what_is_signed_names_what_was_reached(api: Api) -> None:
    opened = api.call("POST", "/v1/sessions", json=LIT).json()
    assert opened["liveness"]["assurance"] == "perspective+light"
    assert opened["liveness"]["reached"] is None
    with wire(api.url, opened["id"]) as line:
        line.hello(opened["session_token"], light=True)
        line.follow()
        assert [each["colour"] for each in line.said if each["type"] == "light"]
    decided = api.call("GET", f"/v1/sessions/{opened['id']}").json()
    assert decided["liveness"]["reached"] == "perspective+light"
    part = decided["statement"].split(".")[1]
    claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert claims["assurance"] == "perspective+light"


def test_who_is_not_live_reached_nothing(api: Api) -> None:
    opened = api.call("POST", "/v1/sessions", json=LIT).json()
    with wire(api.url, opened["id"]) as line:
        line.hello(opened["session_token"], light=True)
        line.follow(wrong="print")
    decided = api.call("GET", f"/v1/sessions/{opened['id']}").json()
    assert decided["liveness"]["reached"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"assurance": "perspective+light+attested"}, "assurance_unavailable"),
        ({"assurance": "moonlight"}, "request_invalid"),
    ],
)
def test_a_policy_that_cannot_work_is_refused_at_once(api: Api, body: dict, code: str) -> None:
    refused = api.call("POST", "/v1/sessions", json={"kind": "liveness"} | body)
    assert refused.status_code == 422
    assert refused.json()["code"] == code


def test_still_images_show_no_light(api: Api) -> None:
    body = LIT | {"kind": "enroll", "subject_ref": "s-1", "liveness": "unsafe_no_liveness"}
    refused = api.by(TokenKind.DEVELOPER).call("POST", "/v1/sessions", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "assurance_unavailable")


def test_a_frame_is_answered_with_the_colour_once(api: Api) -> None:
    opened = api.call("POST", "/v1/sessions", json=LIT).json()
    with wire(api.url, opened["id"]) as line:
        line.hello(opened["session_token"], light=True)
        for serial in range(3):
            line.show(frame(1, "still", serial))
            line.until("guidance")
        told = [each["colour"] for each in line.said if each["type"] == "light"]
        assert told == ["neutral"], "half a second has not passed"
