from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from inperson.core import TenantId
from inperson.http import create_app
from inperson.tenants import Scope, TokenKind
from tests.capturing import wire
from tests.scene import PATIENT, Scene, open_scene
from tests.serving import client, serving

MAX_BODY = 1 << 20


@dataclass(frozen=True)
class Api:
    """The API as one tenant's back end calls it."""

    scene: Scene
    tenant: TenantId
    http: httpx.Client
    token: str
    app: FastAPI | None = None

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | request.pop("headers", {})
        return self.http.request(method, path, headers=headers, **request)

    def create(self, kind: str = "enroll", ref: str = "subject-1", **extra: Any) -> httpx.Response:
        body = {"kind": kind, "subject_ref": ref, "liveness": "unsafe_no_liveness"}
        return self.call("POST", "/v1/sessions", json=body, **extra)

    @property
    def url(self) -> str:
        return str(self.http.base_url).rstrip("/")

    def open(
        self, kind: str = "enroll", ref: str | None = "subject-1", **more: Any
    ) -> dict[str, Any]:
        """Open a session that takes a live capture."""
        body = {"kind": kind, **({} if ref is None else {"subject_ref": ref}), **more}
        answer = self.call("POST", "/v1/sessions", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def capture(
        self, kind: str, person: int = 1, wrong: str = "", start: int = 0, **more: Any
    ) -> dict[str, Any]:
        """Make a capture and return the decided session."""
        opened = self.open(kind, **more)
        with wire(self.url, opened["id"]) as line:
            assert line.hello(opened["session_token"])["type"] == "welcome"
            line.follow(person, wrong, start)
        return self.call("GET", f"/v1/sessions/{opened['id']}").json()

    def submit(self, session: str, *photos: bytes, **extra: Any) -> httpx.Response:
        files = [("image", ("a.png", photo, "image/png")) for photo in photos]
        return self.call("POST", f"/v1/sessions/{session}/samples", files=files, **extra)

    def run(self, kind: str, photo: bytes, ref: str = "subject-1") -> dict[str, Any]:
        answer = self.submit(self.create(kind, ref).json()["id"], photo)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def by(self, kind: TokenKind, tenant: TenantId | None = None, *scopes: Scope) -> "Api":
        tenant = tenant or self.tenant
        return Api(self.scene, tenant, self.http, self.scene.token(tenant, kind, *scopes).secret)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """The API where everybody agrees to the notice."""
    with serve(open_scene(tmp_path)) as made:
        yield made


@pytest.fixture
def asking_api(tmp_path: Path) -> Iterator[Api]:
    """The API where people have to be asked."""
    with serve(open_scene(tmp_path, asked=True)) as made:
        yield made


@contextmanager
def hasty(folder: Path, **times_s: float) -> Iterator[Api]:
    """Serve the API with a shorter time for captures, which a test waits for."""
    with serve(open_scene(folder, limits=replace(PATIENT, **times_s))) as made:
        yield made


@contextmanager
def serve(scene: Scene) -> Iterator[Api]:
    tenant = scene.add_tenant("one")
    app = create_app(scene.services, max_body_bytes=MAX_BODY)
    with serving(app) as url, client(url) as http:
        yield Api(scene, tenant, http, scene.token(tenant).secret, app)
    scene.server.close()


def code(answer: httpx.Response, status: int) -> str:
    """Check that an answer is a problem detail of this status, and return its code."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"urn:inperson:problem:{problem['code']}"
    assert problem["title"]
    return str(problem["code"])
