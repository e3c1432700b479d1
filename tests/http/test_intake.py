"""A body is read after it is known who calls, up to its route's bound, and not for ever."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from inperson.http import create_app
from inperson.http.limits import (
    JSON_BYTES,
    LARGEST_BODIES,
    UPLOAD,
    BodyPace,
    DoorLimits,
    largest_body,
)
from inperson.http.server import _ROUTES
from tests.http.conftest import MAX_BODY, Api, code
from tests.scene import Scene, open_scene

READS = frozenset({"GET", "HEAD"})
ROUTES = [
    (method, route.path)
    for route in _ROUTES
    if isinstance(route, APIRoute)
    for method in sorted(route.methods)
]
STRANGERS = {
    "/v1/usage-reports",  # signed by a client's registered key
    "/check/{tenant_id}/api/enter",  # with the key of a link
    "/openid/par",  # who asks may say so in the form
    "/openid/token",
    "/openid/backchannel",
    "/openid/authorize",  # what a browser brings, of which nothing proves who asks
    "/privacy/{tenant_id}/api/enter",
    "/privacy/{tenant_id}/api/face",
    "/privacy/{tenant_id}/api/leave",
    "/console/api/sign-in/begin",
    "/console/api/sign-in/finish",
    "/console/api/join/begin",
    "/console/api/join/finish",
    "/console/api/recover/begin",
    "/console/api/recover/finish",
    "/console/sign-out",
}
"""What is for anybody, and not only to be read: here alone a stranger's body is read."""
Receive = Callable[[], Awaitable[dict[str, Any]]]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    opened = open_scene(tmp_path_factory.mktemp("scene"))
    opened.add_tenant("one")
    yield opened
    opened.stores.close()


def app_of(scene: Scene, pace: BodyPace | None = None) -> FastAPI:
    limits = DoorLimits(pace=pace or BodyPace())
    return create_app(scene.services, max_body_bytes=MAX_BODY, limits=limits)


class Sender:
    """A client that says what it will send, and notes whether it was asked for it."""

    def __init__(self, *parts: bytes, length: int | None = None) -> None:
        self.parts = list(parts)
        self.length = length
        self.asked = 0
        self.answer: dict[str, Any] = {}
        self.headers: dict[str, str] = {}

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        if not self.parts:
            await asyncio.Event().wait()  # it says nothing more
        part = self.parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": True}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.answer["status"] = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        self.answer["body"] = self.answer.get("body", b"") + message.get("body", b"")

    def to(self, app: FastAPI, method: str, path: str, **headers: str) -> str:
        """Send it, and return the code of the refusal, or `ok`."""
        asyncio.run(self.over(app, method, path, headers))
        if self.answer["status"] < 400:
            return "ok"
        said = json.loads(self.answer["body"])
        return str(said["code"] if "code" in said else said["error"])  # the latter is OAuth's

    async def over(self, app: FastAPI, method: str, path: str, headers: dict[str, str]) -> None:
        said = {"content-type": "application/json", "sec-fetch-site": "same-origin"} | headers
        if self.length is not None:
            said["content-length"] = str(self.length)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in said.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        await app(scope, self.receive, self.send)  # type: ignore[arg-type]


def filled(scene: Scene, path: str) -> str:
    tenant = scene.tenants.tenants()[0].id
    return path.replace("{tenant_id}", tenant).replace("{", "").replace("}", "")


def test_a_strangers_body_is_not_read(scene: Scene) -> None:
    app, quick = app_of(scene, BodyPace(whole_s=0.05)), []
    for method, path in ROUTES:
        if method in READS:
            continue
        stranger = Sender(b"[", length=1000)
        refusal = stranger.to(app, method, filled(scene, path))
        if stranger.asked:
            quick.append(path)
        elif path not in STRANGERS:
            assert stranger.answer["status"] in {401, 403, 404}, (path, refusal)
    assert set(quick) <= STRANGERS


def test_a_body_that_says_how_large_it_is_is_refused_unread(scene: Scene) -> None:
    app = app_of(scene)
    for method, path in ROUTES:
        if method in READS or path not in STRANGERS:
            continue
        stranger = Sender(b"[", length=largest_body(path) + 1)
        refusal = stranger.to(app, method, filled(scene, path))
        assert not stranger.asked, path
        # the last two of what is no form
        told = {"body_too_large", "ok", "invalid_request", "sign_in_unreturnable"}
        assert refusal in told or path.endswith(("/begin", "/sign-out")), path


def test_every_route_that_takes_json_has_a_bound_of_kilobytes() -> None:
    templates = {path for _, path in ROUTES}
    assert set(LARGEST_BODIES) <= templates
    uploads = {path for path in templates if largest_body(path) == UPLOAD}
    assert uploads == {"/v1/sessions/{session_id}/samples"}
    assert all(largest_body(path) <= 68 * 1024 for path in templates - uploads)
    assert largest_body("/v1/sessions") == JSON_BYTES == 64 * 1024


def test_a_body_over_its_routes_bound_is_refused_declared_or_streamed(api: Api) -> None:
    big = b"[" * (JSON_BYTES + 1)
    kind = {"Content-Type": "application/json"}
    answer = api.call("POST", "/v1/sessions", content=big, headers=kind)
    assert code(answer, 413) == "body_too_large"
    answer = api.call("POST", "/v1/sessions", content=iter([big]), headers=kind)
    assert code(answer, 413) == "body_too_large"


def test_brackets_without_end_are_no_json(api: Api) -> None:
    kind = {"Content-Type": "application/json"}
    answer = api.call("POST", "/v1/sessions", content=b"[" * JSON_BYTES, headers=kind)
    assert code(answer, 400) == "request_malformed"


def test_twenty_errors_are_listed_of_ten_thousand(api: Api) -> None:
    answer = api.call("POST", "/v1/sessions", json={f"{each}": 0 for each in range(6000)})
    assert code(answer, 422) == "request_invalid"
    assert len(answer.json()["errors"]) == 20


@pytest.mark.parametrize(
    ("pace", "parts"),
    [
        (BodyPace(whole_s=0.05), [b"{"]),
        (BodyPace(grace_s=0.05, least_rate=2**40), [b"{", b" "]),
    ],
    ids=["stops", "drips"],
)
def test_a_body_that_does_not_come_is_waited_for_no_longer(
    scene: Scene, pace: BodyPace, parts: list[bytes]
) -> None:
    token = scene.token(scene.tenants.tenants()[0].id).secret
    sender = Sender(*parts, length=1000)
    said = sender.to(app_of(scene, pace), "POST", "/v1/sessions", authorization=f"Bearer {token}")
    assert said == "body_too_slow"
    assert sender.answer["status"] == 408
    assert sender.asked == len(parts) + 1


def test_how_long_a_body_may_take() -> None:
    pace = BodyPace(whole_s=30, grace_s=5, least_rate=16 * 1024)
    assert pace.allowed_s(0) == 5
    assert pace.allowed_s(16 * 1024) == 6
    assert pace.allowed_s(32 * 2**20) == 30
