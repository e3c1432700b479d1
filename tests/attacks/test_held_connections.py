"""Whoever opens connections and says little holds few of them, and not for long."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from inperson.http import ConnectionLimits, create_app
from tests.capturing import wire
from tests.http.conftest import MAX_BODY
from tests.scene import Scene, open_scene
from tests.serving import PATIENCE_S, client, serving

MANY = 10_000
HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    opened = open_scene(tmp_path)
    opened.add_tenant("one")
    yield opened
    opened.stores.close()


@contextmanager
def server(scene: Scene, each: int = MANY, **seconds: float) -> Iterator[str]:
    limits = ConnectionLimits(MANY, each, **seconds)
    with serving(create_app(scene.services, max_body_bytes=MAX_BODY), limits) as url:
        yield url


def connect(url: str) -> socket.socket:
    at = urlsplit(url)
    assert at.hostname
    assert at.port
    return socket.create_connection((at.hostname, at.port), timeout=PATIENCE_S)


def rest_of(line: socket.socket) -> bytes:
    """Read until the server ends the connection; a test that waits too long fails."""
    heard = b""
    try:
        while part := line.recv(65536):
            heard += part
    except ConnectionResetError:
        pass
    return heard


@pytest.mark.parametrize("said", [b"", b"G", HEAD], ids=["nothing", "a letter", "half"])
def test_half_a_request_is_not_waited_for(scene: Scene, said: bytes) -> None:
    with server(scene, head_s=0.1) as url, ExitStack() as stack:
        lines = [stack.enter_context(connect(url)) for _ in range(50)]
        for line in lines:
            line.sendall(said)
        assert [rest_of(line) for line in lines] == [b""] * 50


def test_the_second_request_of_a_connection_is_not_waited_for_either(scene: Scene) -> None:
    with server(scene, head_s=0.1) as url, connect(url) as line:
        line.sendall(HEAD + b"\r\n" + HEAD)
        assert rest_of(line).count(b"HTTP/1.1 200") == 1


def test_headers_that_come_in_drops_are_cut_off(scene: Scene) -> None:
    with server(scene, head_s=0.3) as url, connect(url) as line:
        line.sendall(HEAD)
        line.setblocking(False)
        ends, over = time.monotonic() + PATIENCE_S, False
        while not over:
            assert time.monotonic() < ends
            try:
                line.send(b"X: y\r\n")
                over = line.recv(1) == b""
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:
                over = True


def test_the_rest_of_a_body_is_not_waited_for_once_it_was_answered(scene: Scene) -> None:
    with server(scene, rest_s=0.1) as url, connect(url) as line:
        said = b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        line.sendall(said + b"Content-Length: 26214400\r\n\r\n[")
        assert rest_of(line).startswith(b"HTTP/1.1 401")


def test_one_address_has_so_many_connections_and_gets_more_when_it_gives_some_back(
    scene: Scene,
) -> None:
    with server(scene, each=4) as url, ExitStack() as stack:
        held = [stack.enter_context(connect(url)) for _ in range(4)]
        with connect(url) as fifth:
            head, _, body = rest_of(fifth).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 429")
        assert b"retry-after: " in head
        assert json.loads(body)["code"] == "too_many_requests"
        held[0].close()
        assert until_served(url).json() == {"status": "ok"}
        assert b"inperson_shares_refused_total{" in scene.services.metrics.registry.text()


def test_a_websocket_counts_as_the_connection_that_it_is(scene: Scene) -> None:
    token = scene.token(scene.tenants.tenants()[0].id).secret
    with server(scene, each=2) as url, client(url) as http:
        body = {"kind": "enroll", "subject_ref": "x"}
        opened = http.post(
            "/v1/sessions", json=body, headers={"Authorization": f"Bearer {token}"}
        ).json()
        http.close()
        with wire(url, opened["id"]) as first:
            assert first.hello(opened["session_token"])["type"] == "welcome"
            with connect(url), connect(url) as third:
                assert rest_of(third).startswith(b"HTTP/1.1 429")
        until_served(url)


def test_a_capture_has_its_own_time_and_not_that_of_a_requests_headers(scene: Scene) -> None:
    token = scene.token(scene.tenants.tenants()[0].id).secret
    known = {"Authorization": f"Bearer {token}"}
    with server(scene, head_s=0.2) as url, client(url) as http:
        opened = http.post("/v1/sessions", json={"kind": "liveness"}, headers=known).json()
        with wire(url, opened["id"]) as line:
            assert line.hello(opened["session_token"])["type"] == "welcome"
            time.sleep(0.6)  # three times as long as a request has for its headers
            assert line.follow()["outcome"] == "pass"


@pytest.mark.parametrize("offered", [(), ("inperson.token.",), ("inperson.token.a.b.c",)])
def test_a_websocket_without_a_token_of_this_server_is_not_upgraded(
    scene: Scene, offered: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with server(scene) as url:
        for _ in range(20):
            said = ["inperson.capture.v2", *offered]
            with pytest.raises(InvalidStatus) as refused, wire(url, "x", "", subprotocols=said):
                pass
            assert refused.value.response.status_code == 401
            assert json.loads(refused.value.response.body)["code"] == "session_token_invalid"
    assert not [each for each in caplog.records if each.name.startswith("uvicorn")]


def test_few_connections_with_one_token_may_say_nothing(scene: Scene) -> None:
    token = scene.token(scene.tenants.tenants()[0].id).secret
    known = {"Authorization": f"Bearer {token}"}
    with server(scene) as url, client(url) as http, ExitStack() as stack:
        opened, other = (
            http.post("/v1/sessions", json={"kind": "liveness"}, headers=known).json()
            for _ in range(2)
        )
        for _ in range(4):
            stack.enter_context(wire(url, opened["id"], opened["session_token"]))
        with wire(url, opened["id"]) as fifth:
            assert fifth.hello(opened["session_token"])["code"] == "too_many_requests"
        with wire(url, other["id"]) as line:
            assert line.hello(other["session_token"])["type"] == "welcome"


def until_served(url: str) -> httpx.Response:
    """Ask until a connection is let in: one that was closed is forgotten a moment later."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            with client(url) as http:
                answer = http.get("/healthz")
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code == 200:
            return answer
        assert time.monotonic() < ends
        time.sleep(0.02)
