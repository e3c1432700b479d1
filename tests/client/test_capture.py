"""The client makes captures, against a real server."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from inperson.client import (
    CaptureError,
    Client,
    ProblemError,
    ProtocolError,
    ServerUnreachable,
    SessionTakesNoCapture,
    SourceUnavailable,
    Target,
)
from inperson.client.capture import dial
from inperson.client.capture_sources import camera, video
from inperson.core import SubjectId
from inperson.sessions.rows import AttemptRows
from inperson.tenants import Scope, TokenKind, of_server
from tests.camera import frame
from tests.http.conftest import Api, api
from tests.serving import PATIENCE_S, listening

__all__ = ["api"]


@pytest.fixture
def face(api: Api) -> Iterator[Client]:
    with Client(api.url, api.by(TokenKind.PRODUCTION, None, *Scope).token) as client:
        yield client


class Showing:
    """A source of frames that counts them and the targets that it was shown."""

    def __init__(self, person: int = 1, start: int = 0) -> None:
        self.person, self.serial = person, start
        self.targets = set[int]()

    def __call__(self, at_s: float, target: Target | None) -> bytes:
        self.serial += 1
        if target is not None:
            self.targets.add(target.index)
        return frame(self.person, "", self.serial)


def test_a_person_enrols_and_authenticates(face: Client) -> None:
    session = face.create_session("enroll", "subject-1")
    assert session.session_token is not None
    assert session.session_token not in repr(session)
    hints, source = list[str](), Showing()
    result = face.capture(session, source, lambda now: hints.append(now.hint))
    assert result.passed
    assert result.frames >= 6
    assert source.targets == {0, 1, 2}
    assert set(hints) == {"hold_still"}
    assert face.session(session.id).accepted
    assert face.session(session.id).session_token is None
    again = face.create_session("authenticate", "subject-1")
    assert face.capture(again, Showing(start=100)).passed
    alone = face.create_session("liveness", None)
    assert face.capture(alone, Showing(2, start=200)).passed
    assert face.session(alone.id).decision == "live"
    assert face.session(alone.id).liveness == "live"


def test_a_capture_that_fails_says_what_to_improve(face: Client) -> None:
    session = face.create_session("enroll", "subject-1")
    serials = iter(range(300, 400))
    result = face.capture(session, lambda *_: frame(1, "print", next(serials)))
    assert not result.passed
    assert result.improve == ("follow_the_oval",)


def test_a_dropped_connection_is_taken_up_again_once(face: Client, api: Api) -> None:
    session, source = face.create_session("enroll", "subject-1"), Showing()
    drops = 1

    def dropping(at_s: float, target: Target | None) -> bytes:
        nonlocal drops
        if source.serial == 3 and drops:
            drops -= 1
            drop(api)
        return source(at_s, target)

    assert face.capture(session, dropping).passed
    session, source, drops = face.create_session("enroll", "subject-2"), Showing(start=500), 9

    def always(at_s: float, target: Target | None) -> bytes:
        drop(api)
        return source(at_s, target)

    with pytest.raises(ServerUnreachable):
        face.capture(session, always)


def drop(api: Api) -> None:
    """Cut every WebSocket of the server, as a lost line does."""
    assert api.app is not None
    lines = [
        each for each in api.app.state.server.server_state.connections if hasattr(each, "conn")
    ]
    done = threading.Event()

    def cut() -> None:
        for line in lines:
            line.transport.abort()
        done.set()

    for line in lines[:1]:
        line.loop.call_soon_threadsafe(cut)
        done.wait(120)


def test_errors_have_the_servers_code(face: Client) -> None:
    session = face.create_session("enroll", "subject-1")
    with pytest.raises(CaptureError) as refused:
        face.capture(session, lambda *_: b"no picture")
    assert refused.value.code == "frame_invalid"
    with pytest.raises(CaptureError) as ended:
        face.capture(session, Showing())
    assert ended.value.code == "session_ended"
    assert ended.value.retry
    with pytest.raises(SessionTakesNoCapture):
        face.capture(face.session(session.id), Showing())


def test_an_error_is_read_though_the_line_is_closed_already(face: Client) -> None:
    for number in range(5):
        session = face.create_session("enroll", f"subject-{number}")
        with pytest.raises(CaptureError) as broken:
            face.capture(session, lambda *_: frame(1, "bug"))
        assert broken.value.code == "internal_error"


def test_a_source_that_ends_ends_the_capture(face: Client) -> None:
    def broken(*_: object) -> bytes:
        raise SourceUnavailable("The camera gives no frame.")

    with pytest.raises(SourceUnavailable):
        face.capture(face.create_session("enroll", "subject-1"), broken)


def test_a_disabled_subject_is_enabled_again(face: Client, api: Api) -> None:
    from inperson.sessions.lockout import Attempts

    face.capture(face.create_session("enroll", "subject-1"), Showing())
    subject = SubjectId(face.subject_id("subject-1"))
    with api.scene.stores.silos.whole(of_server(api.tenant)).begin() as tx:
        tx.rows(AttemptRows).set_attempts(subject, Attempts(100))
    with pytest.raises(ProblemError) as disabled:
        face.create_session("authenticate", "subject-1")
    assert (disabled.value.code, disabled.value.status) == ("subject_disabled", 403)
    face.enable_subject("subject-1")
    face.create_session("authenticate", "subject-1")


def test_a_video_is_played_at_its_own_speed(tmp_path: Path) -> None:
    path = tmp_path / "clip.avi"
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 480))
    for shade in (0, 80, 160, 240):
        film.write(np.full((480, 640, 3), shade, np.uint8))
    film.release()
    with video(path) as source:
        shades = [
            int(cv2.imdecode(np.frombuffer(source(at_s, None), np.uint8), 0).mean())
            for at_s in (0.0, 0.25, 9.0)
        ]
    assert [round(each / 80) for each in shades] == [0, 2, 3]
    with pytest.raises(SourceUnavailable), video(tmp_path / "none.avi"):
        pass


@pytest.mark.parametrize("index", [99, -1, 10**20])
def test_a_camera_that_is_not_there_says_so(index: int) -> None:
    with pytest.raises(SourceUnavailable), camera(index):
        pass


def test_a_session_token_is_carried_to_nobody_else() -> None:
    asked: list[str] = []

    class Leading(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"ws://127.0.0.1:{self.server.server_port}/elsewhere")  # type: ignore[attr-defined]
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Leading)
    with listening(server), pytest.raises(ProtocolError, match="leads elsewhere"):
        dial(f"ws://127.0.0.1:{server.server_port}/capture", "token", PATIENCE_S)
    assert asked == ["/capture"]
