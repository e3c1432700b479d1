"""A live capture over the wire, as docs/formats/capture-protocol.md has it."""

import pytest
from websockets.exceptions import InvalidStatus

from inperson.tenants import TokenKind
from tests.capturing import SUBPROTOCOL, wire
from tests.http.conftest import Api


@pytest.mark.parametrize("kind", TokenKind)
def test_a_person_enrols_and_is_known_again(api: Api, kind: TokenKind) -> None:
    own = api.by(kind)
    enrolled = own.capture("enroll")
    assert enrolled["decision"] == "enrolled"
    assert enrolled["liveness"] == {
        "demand": "required",
        "verdict": "live",
        "assurance": "perspective",
        "reached": "perspective",
    }
    matched = own.capture("authenticate", start=100)
    assert (matched["decision"], matched["level"]) == ("match", 4)
    assert own.capture("authenticate", person=2, start=200)["reasons"] == ["below_level"]
    assert len(api.scene.sessions.captures) == 0


def test_a_print_is_refused_and_its_holder_is_not_told_why(api: Api) -> None:
    opened = api.open("enroll")
    with wire(api.url, opened["id"]) as line:
        line.hello(opened["session_token"])
        done = line.follow(wrong="print")
        assert done == {"type": "done", "outcome": "fail", "improve": ["follow_the_oval"]}
        assert line.close_code() == 1000
    decided = api.call("GET", f"/v1/sessions/{opened['id']}").json()
    assert decided["decision"] == "refused"
    assert decided["reasons"] == ["not_live", "liveness_depth"]
    assert decided["liveness"]["verdict"] == "not_live"
    assert "session_token" not in decided
    assert "evidence" not in decided


def test_another_subprotocol_is_refused_before_the_upgrade(api: Api) -> None:
    opened = api.open("enroll")
    for subprotocols in (None, ["inperson.capture.v3"]):
        refusal = pytest.raises(InvalidStatus)
        with (
            refusal as refused,
            wire(api.url, opened["id"], opened["session_token"], subprotocols=subprotocols),
        ):
            pass
        assert refused.value.response.status_code == 403


def test_a_client_of_version_1_is_told_to_update(api: Api) -> None:
    opened = api.open("enroll")
    token = opened["session_token"]
    before = ["inperson.capture.v1", f"inperson.token.{token}"]
    with wire(api.url, opened["id"], token, subprotocols=before) as line:
        told = line.until("error")
        assert (told["code"], told["retry"]) == ("client_outdated", False)
        assert line.close_code() == 4000
    with wire(api.url, opened["id"], token, subprotocols=[*before, SUBPROTOCOL]) as line:
        assert line.hello(token)["type"] == "welcome", "the newest that both speak"
