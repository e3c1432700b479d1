"""A client sends what it should not: each has a code, and leaves no capture in memory."""

import json
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from inperson.http.limits import CaptureLimits
from inperson.liveness import PROFILES, STANDARD
from tests.camera import frame
from tests.capturing import Wire, wire
from tests.http.conftest import Api, hasty
from tests.serving import PATIENCE_S


def begin(line: Wire, opened: dict[str, str]) -> None:
    assert line.hello(opened["session_token"])["type"] == "welcome"


def state(api: Api, opened: dict[str, str]) -> tuple[str, list[str]]:
    session = api.call("GET", f"/v1/sessions/{opened['id']}").json()
    return session["decision"], session["reasons"]


def gone(api: Api) -> bool:
    until = time.monotonic() + PATIENCE_S
    while len(api.scene.sessions.captures) and time.monotonic() < until:
        time.sleep(0.01)
    return len(api.scene.sessions.captures) == 0


JPEG = frame()


@pytest.mark.parametrize(
    ("expected", "data"),
    [
        ("frame_invalid", b""),
        ("frame_invalid", b"\x01"),
        ("frame_invalid", b"\x01" + bytes(15)),
        ("frame_invalid", b"\x02" + bytes(15) + JPEG),
        ("frame_invalid", b"\x01\0\0\x01" + bytes(12) + JPEG),
        ("frame_too_large", b"\x01" + bytes(15) + bytes(262_144)),
        ("frame_out_of_order", b"\x01\0\0\0\0\0\0\x01" + bytes(8) + JPEG),
        ("frame_out_of_order", b"\x01\0\0\0\xff\xff\xff\xff" + bytes(8) + JPEG),
        ("frame_invalid", b"\x01" + bytes(15) + frame(size=(160, 120))),
        ("frame_invalid", b"\x01" + bytes(15) + frame(size=(300, 300))),
        ("frame_invalid", b"\x01" + bytes(15) + frame(size=(1296, 960))),
        ("frame_invalid", b"\x01" + bytes(15) + frame(size=(1000, 1000))),
    ],
)
def test_a_frame_that_is_none_ends_the_capture(api: Api, expected: str, data: bytes) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        line.socket.send(data)
        assert line.ended() == (expected, 4000)
    assert gone(api)
    assert state(api, opened) == ("refused", ["capture_abandoned"])


@pytest.mark.parametrize(
    "data",
    [
        b"no picture at all",
        JPEG[: len(JPEG) // 2],
        JPEG[:-2] + b"PK\x03\x04",
        cv2.imencode(".png", np.zeros((240, 320, 3), np.uint8))[1].tobytes(),
    ],
)
def test_four_frames_that_cannot_be_decoded_are_skipped_and_the_fifth_is_too_many(
    api: Api, data: bytes
) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        for _ in range(4):
            line.show(data)
            assert line.until("guidance")["hint"] == "no_face"
        line.show(data)
        assert line.ended() == ("frame_invalid", 4000)
    assert gone(api)


def test_a_message_beyond_every_limit_is_cut_off(tmp_path: Path) -> None:
    with hasty(tmp_path, resume_s=0.5) as api:
        opened = api.open()
        with wire(api.url, opened["id"]) as line:
            begin(line, opened)
            line.socket.send(bytes(400_000))
            assert line.close_code() == 1009
        assert gone(api)
        assert state(api, opened) == ("refused", ["capture_abandoned"])


def test_a_clock_that_is_hours_off_or_runs_backwards_does_no_harm(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        clocks = [2**64 - 1, 0, 86_400_000, 5, 2**63]
        for serial in range(6):
            line.show(frame(1, "", serial), clock_ms=clocks[serial % 5])
            last = line.until("guidance", "checking")
        last = line.until("done")
        assert last["outcome"] == "pass"
    assert gone(api)


@pytest.mark.parametrize(
    ("wrong", "hint"), [("two", "multiple_faces"), ("none", "no_face"), ("still", "hold_still")]
)
def test_what_nobody_can_use_is_told_and_ends_with_the_time(
    api: Api, wrong: str, hint: str
) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        line.show(frame(1, wrong))
        assert line.until("guidance")["hint"] == hint
        api.scene.clock.advance(STANDARD.capture_s + 1)
        assert line.until("done")["outcome"] == "fail"
    assert gone(api)
    assert state(api, opened) == ("refused", ["targets_not_reached"])


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "[]",
        "null",
        json.dumps({"type": "hello"}),
        json.dumps({"type": "bye"}),
        json.dumps({"type": "cancel"}),
        json.dumps({"type": "hello", "token": "x", "sdk": "a b"}),
        json.dumps({"type": "hello", "token": "x", "sdk": "a", "more": 1}),
        json.dumps({"type": "hello", "token": "x", "sdk": "a", "profile": "fast"}),
        json.dumps({"type": "hello", "token": "x", "sdk": "a", "camera": {"label": 7}}),
        json.dumps({"type": "hello", "token": "x" * 5000, "sdk": "a"}),
        "[" * 4000,
        b"\x01binary",
    ],
)
def test_a_connection_that_begins_otherwise_is_refused(api: Api, message: str | bytes) -> None:
    opened = api.open()
    with wire(api.url, opened["id"], opened["session_token"]) as line:
        line.socket.send(message)
        assert line.ended() == ("message_invalid", 4000)
    assert gone(api)


def test_a_second_hello_and_other_words_end_the_capture(api: Api) -> None:
    for word in ({"type": "hello", "token": "x", "sdk": "y"}, {"type": "what"}):
        opened = api.open()
        with wire(api.url, opened["id"]) as line:
            begin(line, opened)
            line.tell(word)
            assert line.ended() == ("message_invalid", 4000)
        assert gone(api)


def test_a_flood_is_cut_off(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        line.burst(frame(1, "still"), 40)
        assert line.ended() == ("capture_flood", 4000)
    assert gone(api)
    assert state(api, opened) == ("refused", ["capture_abandoned"])


def test_a_client_that_is_too_fast_is_told_and_its_frames_are_skipped(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        line.burst(frame(1, "still"), 25)
        told = line.until("rate")
        assert told["rate_hz"] <= 10
        assert told["skipped"] > 0
        looked = [each for each in line.said if each["type"] == "guidance"]
        assert len(looked) <= 13


def test_whoever_does_not_say_hello_is_cut_off(tmp_path: Path) -> None:
    with hasty(tmp_path, hello_s=0.5) as api:
        opened = api.open()
        with wire(api.url, opened["id"], opened["session_token"]) as line:
            assert line.ended() == ("hello_timeout", 4000)


@pytest.mark.parametrize("dribble", [False, True])
def test_silence_and_frames_that_come_in_drops_are_cut_off(tmp_path: Path, dribble: bool) -> None:
    with hasty(tmp_path, idle_s=1) as api:
        opened = api.open()
        with wire(api.url, opened["id"]) as line:
            begin(line, opened)
            if dribble:  # a frame of the WebSocket that is announced and never whole
                line.socket.socket.sendall(b"\x82\xfe\x40\x00" + bytes(4) + b"slow")
            assert line.until("error")["code"] == "capture_idle"
        assert gone(api)
        assert state(api, opened) == ("refused", ["capture_abandoned"])


def test_the_longest_capture_is_no_flood_and_nothing_much_longer_is_let_in() -> None:
    limits, longest = CaptureLimits(), max(each.capture_s for each in PROFILES.values())
    assert limits.frames == pytest.approx(1.1 * limits.rate_hz * longest)


def test_more_frames_than_a_capture_takes_are_refused(api: Api) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        capture = api.scene.sessions.captures.get(opened["id"])  # type: ignore[arg-type]
        assert capture is not None
        capture.next_sequence = line.sequence = CaptureLimits().frames
        line.show(JPEG)
        assert line.ended() == ("capture_flood", 4000)
    assert gone(api)


def test_a_bug_tells_nothing_and_frees_the_capture(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        line.show(frame(1, "bug"))
        error = line.until("error")
        assert error["code"] == "internal_error"
        assert line.close_code() == 1011
        assert "secret" not in json.dumps(error)
    assert gone(api)
    assert "secret" not in caplog.text
    assert "RuntimeError" in caplog.text
    with wire(api.url, opened["id"]) as line:
        assert line.hello(opened["session_token"])["code"] == "capture_lost"


def test_no_token_reaches_a_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "inperson")
    caplog.set_level("INFO", "uvicorn")
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        line.hello(opened["session_token"][:-3] + "AAA")
        assert line.said[-1]["code"] == "session_token_invalid"
    api.capture("enroll", ref="subject-2")
    assert opened["session_token"][:40] not in caplog.text


def test_text_that_is_none_is_no_error_of_the_servers(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    opened = api.open()
    with wire(api.url, opened["id"]) as line:
        begin(line, opened)
        line.socket.socket.sendall(b"\x81\x82" + bytes(4) + b"\xff\xfe")
        assert line.close_code() == 1007
    assert not [each for each in caplog.records if each.levelname == "ERROR"]
