"""Connections that drop, come back, or come twice: the states of the capture protocol."""

import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from inperson.core import StoreUnavailable
from inperson.tenants import Scope, TokenKind
from tests.attacks.test_hostile_captures import begin, gone, state
from tests.camera import frame
from tests.capturing import wire
from tests.http.conftest import Api, hasty
from tests.http.test_refusals import refused
from tests.serving import PATIENCE_S


def decided(api: Api, opened: dict[str, str]) -> tuple[str, list[str]]:
    until = time.monotonic() + PATIENCE_S
    while state(api, opened)[0] is None and time.monotonic() < until:
        time.sleep(0.02)
    return state(api, opened)


def test_a_capture_goes_on_where_its_connection_dropped(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        for serial in range(2):
            line.show(frame(1, "", serial))
            line.until("guidance")
        assert line.until("target")["index"] == 1
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        assert line.said[0]["next_sequence"] == 2
        assert line.said[-1]["index"] == 1
        assert line.follow(start=10)["outcome"] == "pass"
    assert gone(api)


@pytest.mark.parametrize("frames", [0, 1])
def test_nobody_comes_back(tmp_path: Path, frames: int) -> None:
    with hasty(tmp_path, resume_s=0.5) as api:
        opened = api.open()
        with wire(api.url, opened["id"]) as line:
            begin(line, opened)
            for serial in range(frames):
                line.show(frame(1, "", serial))
                line.until("guidance")
        assert decided(api, opened) == ("refused", ["capture_abandoned"])
        assert gone(api)
        with wire(api.url, opened["id"]) as line:
            assert line.hello(opened["session_token"])["code"] == "session_ended"


def test_whoever_leaves_before_hello_leaves_nothing(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"], opened["session_token"]):
        pass
    assert gone(api)
    assert state(api, opened)[0] is None


def test_a_disconnection_while_it_is_checked_loses_nothing(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        for serial in range(6):
            line.show(frame(1, "", serial))
            line.until("guidance")
        line.until("checking")
        line.socket.socket.close()
    assert decided(api, opened) == ("enrolled", [])
    assert gone(api)


def test_a_second_connection_is_refused_and_the_first_goes_on(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as first, wire(api.url, opened["id"]) as second:
        begin(first, opened)
        assert second.hello(opened["session_token"])["code"] == "capture_in_use"
        assert second.close_code() == 4000
        assert first.follow()["outcome"] == "pass"
    assert gone(api)


def test_a_person_cancels(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        line.tell({"type": "cancel"})
        assert line.ended() == ("cancelled", 4000)
    assert state(api, opened) == ("refused", ["cancelled"])
    assert gone(api)


def test_who_says_hello_and_nothing_more_keeps_nobody_out(tmp_path: Path) -> None:
    """Of eight places, one tenant asks for all; another one's people are captured meanwhile."""
    with hasty(tmp_path, resume_s=0.5) as api, ExitStack() as stack:
        other = api.by(TokenKind.PRODUCTION, api.scene.add_tenant("two"), *Scope)
        answers = Counter[str]()
        for number in range(9):
            opened = api.open("enroll", f"subject-{number}")
            line = stack.enter_context(wire(api.url, opened["id"]))
            first = line.hello(opened["session_token"])
            answers[first.get("code", "welcome")] += 1
        assert answers == {"welcome": 4, "server_full": 5}
        assert other.capture("enroll")["decision"] == "enrolled"


@pytest.mark.parametrize("kind", TokenKind)
def test_a_full_server_refuses_and_the_token_stays_good(tmp_path: Path, kind: TokenKind) -> None:
    with hasty(tmp_path, resume_s=0.5) as api:
        own = api.by(kind, None, *Scope)
        opened = [own.open("enroll", f"subject-{number}") for number in range(5)]
        with ExitStack() as stack:
            lines = []
            for each in opened[:4]:
                lines.append(stack.enter_context(wire(api.url, each["id"])))
                begin(lines[-1], each)
                lines[-1].show(frame())
                lines[-1].until("guidance")
            with wire(api.url, opened[4]["id"]) as line:
                assert line.hello(opened[4]["session_token"])["code"] == "server_full"
                assert line.said[-1]["retry"] is True
            lines[0].tell({"type": "cancel"})
            assert lines[0].ended()[0] == "cancelled"
            with wire(api.url, opened[4]["id"]) as line:
                begin(line, opened[4])
                line.tell({"type": "cancel"})
                line.ended()
        assert gone(api)


def test_a_locked_subject_is_told_when_to_come_again(api: Api) -> None:
    api.capture("enroll")
    for number in range(10):
        assert api.capture("authenticate", 2, start=100 + 10 * number)["decision"] == "no_match"
    answer = api.call(
        "POST", "/v1/sessions", json={"kind": "authenticate", "subject_ref": "subject-1"}
    )
    assert answer.status_code == 429
    assert answer.json()["code"] == "subject_locked"
    assert answer.headers["retry-after"] == "30"


def test_a_store_that_fails_at_the_decision_says_so(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> bool:
        raise StoreUnavailable("a secret detail")

    opened = api.open()
    monkeypatch.setattr("inperson.store.session_rows.SqlSessionRows.end_session", refuse)
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        last = line.follow()
        assert (last["type"], last["code"]) == ("error", "store_unavailable")
    assert gone(api)
    assert refused(caplog) == [StoreUnavailable]
    assert state(api, opened)[0] is None


def test_a_pool_that_is_gone_frees_the_capture(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        api.app.state.captures.pool._pool.shutdown(wait=True)
        line.show(frame())
        assert line.until("error")["code"] == "internal_error"
        assert line.close_code() == 1011
    assert gone(api)
