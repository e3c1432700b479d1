"""What the client makes of answers that are not what the API answers."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from inperson.client import Client, ProblemError, ProtocolError, ServerUnreachable

SESSION = {
    "id": "ses_1",
    "kind": "enroll",
    "token_kind": "developer",
    "state": "completed",
    "created_at": "2026-01-01T00:00:00Z",
    "expires_at": "2026-01-01T00:03:00Z",
    "ended_at": None,
    "subject_id": None,
    "decision": "enrolled",
    "reasons": [],
    "level": None,
    "level_required": None,
    "statement": None,
    "a member of a later version": 1,
}


def client(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    return Client("http://test", "inp_dev_x", transport=httpx.MockTransport(answer))


def test_members_that_are_new_are_ignored() -> None:
    seen = client(lambda _: httpx.Response(200, json=SESSION)).session("ses_1")
    assert seen.accepted
    assert seen.created_at.utcoffset() is not None


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={}),
        httpx.Response(200, json=SESSION | {"created_at": None}),
        httpx.Response(200, json=SESSION | {"created_at": "today"}),
        httpx.Response(200, json=SESSION | {"created_at": 7}),
        httpx.Response(502, text="bad gateway"),
        httpx.Response(500, json={"title": "no code"}),
        httpx.Response(500, json=["x"]),
        httpx.Response(302, headers={"Location": "http://elsewhere/"}),
    ],
)
def test_an_answer_of_something_else_is_a_protocol_error(answer: httpx.Response) -> None:
    with pytest.raises(ProtocolError) as caught:
        client(lambda _: answer).session("ses_1")
    assert caught.value.code == "protocol_error"


def test_a_problem_keeps_its_code_and_status() -> None:
    problem = {"code": "token_revoked", "title": "Revoked", "detail": "It was revoked."}
    with pytest.raises(ProblemError, match="Revoked: It was revoked") as caught:
        client(lambda _: httpx.Response(401, json=problem)).session("ses_1")
    assert (caught.value.code, caught.value.status) == ("token_revoked", 401)
    assert caught.value.members == {}


def test_no_answer_is_its_own_error() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ServerUnreachable) as caught:
        client(fail).jwks()
    assert "inp_dev_x" not in str(caught.value)


def test_an_id_from_elsewhere_cannot_change_the_path() -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return httpx.Response(200, json=SESSION)

    client(note).session("../subjects?x=1")
    assert seen == ["/v1/sessions/..%2Fsubjects%3Fx%3D1"]


def test_photos_are_read_and_named_by_what_they_are(tmp_path: Path) -> None:
    bodies: list[bytes] = []
    keys: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        keys.append(request.headers["Idempotency-Key"])
        return httpx.Response(200, json=SESSION)

    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xd9")
    photos: list[bytes | Path] = [
        tmp_path / "a.jpg",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        b"?",
    ]
    with client(note) as mine:
        mine.submit("ses_1", photos)
        mine.submit("ses_1", photos, idempotency_key="mine")
    for kind in (b"image/jpeg", b"image/png", b"image/webp", b"application/octet-stream"):
        assert kind in bodies[0]
    assert keys[0] != "mine" == keys[1]
    assert len(keys[0]) >= 20


def test_a_subject_is_looked_up_by_a_body_and_not_a_url() -> None:
    seen: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, request.url.path))
        if request.method == "DELETE":
            moment = "2026-01-01T00:00:00Z"
            body = {"subject_id": "sub_1", "erased_at": moment, "keys_in_backups_until": moment}
            return httpx.Response(200, json=body)
        assert json.loads(request.read()) == {"subject_ref": "customer-17"}
        return httpx.Response(200, json={"id": "sub_1"})

    client(answer).erase("customer-17")
    assert seen == [("POST", "/v1/subjects/lookup"), ("DELETE", "/v1/subjects/sub_1")]
