"""Both clients make every call of the API, as its description has it, and nothing else."""

import asyncio
import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx
import jsonschema_rs
import pytest

from inperson.client import (
    AsyncClient,
    Client,
    Link,
    NoticeDocument,
    ProblemError,
    ServerUnreachable,
)
from inperson.client.steps import ApiCall
from inperson.http import create_app
from inperson.tenants import Scope, TokenKind
from tests.http.conftest import MAX_BODY, Api, api
from tests.scene import open_scene

__all__ = ["api"]
ID = "a" * 26
SEEN = NoticeDocument("en", "0" * 64, "https://face.example/notice")
NOTICE = {"version": 1, "draft": False, "documents": []}
BACK = Link("https://shop.example/done", state="a1")
GIVEN: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "create_session": (
        ("enroll", "customer-17"),
        {"device": {"os": "iOS"}, "improvement_consent": True, "consent": SEEN, "link": BACK},
    ),
    "submit": ((f"ses_{ID}", [b"\xff\xd8\xff\xd9"]), {}),
    "session": ((f"ses_{ID}",), {}),
    "subject": (("customer-17",), {}),
    "erase": (("customer-17",), {}),
    "enable_subject": (("customer-17",), {}),
    "withdraw_improvement": (("customer-17",), {}),
    "publish_notice": (({"controller": "Shop", "contact": "p@s.example", "country": "DE"},), {}),
    "give_consent": (("customer-17", "identity", SEEN), {"method": "form"}),
    "consents": (("customer-17",), {}),
    "open_privacy_request": (("complaint", "customer-17"), {"text": "No.", "region": "DE-BY"}),
    "privacy_requests": ((), {"state": "received", "after": "x", "limit": 5}),
    "privacy_request": ((f"prq_{ID}",), {}),
    "extend_privacy_request": ((f"prq_{ID}", "Many at once."), {}),
    "refuse_privacy_request": (
        (f"prq_{ID}", "justifications:ThirdPartyRightsImpaired", "It names others."),
        {},
    ),
    "answer_privacy_request": ((f"prq_{ID}", "It was you."), {"outcome": "overturned"}),
    "review_evidence": ((f"prq_{ID}",), {}),
    "deliver_copy": ((f"prq_{ID}",), {"passphrase": "correct horse battery staple"}),
    "invite_subject": (("customer-17",), {"hours": 2}),
    "breaches": ((), {}),
    "set_retention": (({"jurisdictions": ["EU"]},), {}),
    "place_hold": (
        (
            {
                "subject_ref": "customer-17",
                "authority": "Court",
                "instrument": "1 K 2",
                "basis": "Art. 6(1)(c)",
                "document_sha256": "0" * 64,
                "until": "2027-01-01T00:00:00Z",
            },
        ),
        {},
    ),
    "release_hold": ((f"hld_{ID}",), {}),
    "disclosures": ((), {"after": "x", "limit": 5}),
    "disclosure": ((f"dsc_{ID}",), {}),
    "approve_disclosure": ((f"dsc_{ID}",), {}),
    "refuse_disclosure": ((f"dsc_{ID}", "Not ordered."), {}),
    "deliver_disclosure": ((f"dsc_{ID}",), {}),
    "issue_token": (
        (["sessions"],),
        {
            "label": "shop",
            "days": 9,
            "origins": ["https://shop.example"],
            "packages": ["a.b"],
            "returns": ["https://shop.example/done"],
        },
    ),
    "rotate_token": ((f"tok_{ID}",), {"overlap_hours": 2}),
    "revoke_token": ((f"tok_{ID}",), {}),
    "set_appearance": ((), {"accent": "#b3261e"}),
    "set_webhook": (("https://shop.example/hooks", ["session.decided"]), {}),
    "set_witnesses": (([{"name": "chamber", "key": "w+0+x"}],), {"least": 1, "hours": 6}),
    "take_witnessed": (("log\n1\nx\n",), {}),
    "send_usage_report": (("a.b.c",), {}),
    "leaves": ((), {"after": 3, "limit": 5}),
    "prove_leaf": ((3,), {}),
}
"""What each call is given; a call that takes nothing is left out."""
ANSWERS: dict[str, Any] = {
    "findSubject": {"id": f"sub_{ID}"},
    "eraseSubject": {
        "subject_id": f"sub_{ID}",
        "erased_at": "2026-01-01T00:00:00Z",
        "keys_in_backups_until": "2026-02-01T00:00:00Z",
    },
    "withdrawImprovement": {"samples_removed": 2},
    "getNotice": NOTICE,
    "publishNotice": NOTICE,
}


def calls() -> dict[str, ApiCall[Any, Any]]:
    """Every call of both clients, by its name in Python."""
    found = inspect.getmembers(Client, lambda each: isinstance(each, ApiCall))
    assert found == inspect.getmembers(AsyncClient, lambda each: isinstance(each, ApiCall))
    return dict(found)


OF_THE_API = {name: each for name, each in calls().items() if each.name is not None}


class Described:
    """Answers as the API does, and holds each request to its description."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self.known = {
            each["operationId"]: (method.upper(), path, each)
            for path, item in description["paths"].items()
            for method, each in item.items()
        }
        self.components = description["components"]
        self.made: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name, said = self._operation(request)
        self.made.append(name)
        self._hold(request, said)
        body = ANSWERS.get(name, {"id": "x"} if "Session" not in name else None)
        if body is None or name == "submitSamples":
            body = SESSION
        (status, answer) = next(iter(said["responses"].items()))
        if "application/json" not in answer.get("content", {}):
            return httpx.Response(int(status), content=b"age-encryption.org/v1")
        return httpx.Response(int(status), json=body)

    def _operation(self, request: httpx.Request) -> tuple[str, Mapping[str, Any]]:
        for name, (method, path, said) in self.known.items():
            form = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
            if request.method == method and re.fullmatch(form, request.url.path):
                return name, said
        raise AssertionError(f"no such operation: {request.method} {request.url.path}")

    def _hold(self, request: httpx.Request, said: Mapping[str, Any]) -> None:
        parameters = {each["name"]: each for each in said.get("parameters", ())}
        for name, values in parse_qs(request.url.query.decode()).items():
            assert parameters[name]["in"] == "query"
            kind = parameters[name]["schema"]
            value = int(values[0]) if values[0].isdecimal() else values[0]
            self._fits(kind, value)
        if "Idempotency-Key" in request.headers:
            assert "Idempotency-Key" in parameters
        content = said.get("requestBody", {}).get("content", {})
        kind = request.headers.get("Content-Type", "").partition(";")[0]
        assert kind == next(iter(content), "")
        if kind == "application/json":
            self._fits(content[kind]["schema"], json.loads(request.read()))

    def _fits(self, schema: Mapping[str, Any], value: object) -> None:
        whole = {**schema, "components": self.components}
        jsonschema_rs.validator_for(whole).validate(value)


SESSION = {
    "id": f"ses_{ID}",
    "kind": "enroll",
    "token_kind": "developer",
    "state": "open",
    "created_at": "2026-01-01T00:00:00Z",
    "expires_at": "2026-01-01T00:03:00Z",
    "ended_at": None,
    "subject_id": None,
    "decision": None,
    "reasons": [],
    "level": None,
    "level_required": None,
    "statement": None,
}


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    scene = open_scene(tmp_path_factory.mktemp("scene"))
    yield create_app(scene.services, max_body_bytes=MAX_BODY).openapi()
    scene.stores.close()


def test_no_operation_is_missing_and_none_is_there_twice(description: Mapping[str, Any]) -> None:
    made = [each.name for each in OF_THE_API.values()]
    assert sorted(made, key=str) == sorted(Described(description).known)
    assert all(each.steps.__doc__ for each in calls().values())


@pytest.mark.parametrize("name", OF_THE_API)
def test_a_call_sends_what_the_description_asks_for(
    description: Mapping[str, Any], name: str
) -> None:
    given, named = GIVEN.get(name, ((), {}))
    described = Described(description)
    if name == "propose_disclosure":
        given = (proposal(),)
    with Client("http://test", "inp_dev_x", transport=httpx.MockTransport(described)) as client:
        waited = getattr(client, name)(*given, **named)
    assert described.made[-1] == OF_THE_API[name].name

    async def again() -> Any:
        transport = httpx.MockTransport(described)
        async with AsyncClient("http://test", "inp_dev_x", transport=transport) as client:
            return await getattr(client, name)(*given, **named)

    assert asyncio.run(again()) == waited
    half = len(described.made) // 2
    assert described.made[:half] == described.made[half:]


def proposal() -> dict[str, Any]:
    return {
        "basis": "legal_request",
        "subject_ref": "customer-17",
        "recipient": {
            "name": "Court",
            "address": "court@court.example",
            "key": "age10crtl4vuf7ej4p60dka5v97mr9xjek6rhrku6l87hvuzfxnju57snfgf7g",
        },
        "extent": {
            "scope": ["consents"],
            "since": "2026-01-01T00:00:00Z",
            "until": "2026-02-01T00:00:00Z",
        },
        "request": {
            "authority": "Court",
            "country": "DE",
            "instrument": "12 Gs 345/26",
            "legal_basis": "section 100j StPO",
            "received_at": "2026-01-01T00:00:00Z",
            "document_sha256": "0" * 64,
        },
    }


def test_the_two_clients_have_the_same_faces() -> None:
    for name in calls() | {"capture": None, "close": None}:
        one, other = (getattr(each, name) for each in (Client, AsyncClient))
        if isinstance(one, ApiCall):
            assert one is other
        else:
            assert inspect.signature(one) == inspect.signature(other)


def test_a_person_complains_over_a_real_server_and_is_answered(api: Api) -> None:
    token = api.by(TokenKind.PRODUCTION, None, *Scope).token

    async def main() -> None:
        async with AsyncClient(api.url, token) as face:
            came, _ = await asyncio.gather(
                face.open_privacy_request("complaint", "customer-17", text="Why me?"),
                face.jwks(),
            )
            assert came["state"] == "in_progress"
            page = await face.privacy_requests(state="in_progress", limit=1)
            assert [each["id"] for each in page["requests"]] == [came["id"]]
            done = await face.answer_privacy_request(came["id"], "You asked to sign in.")
            assert done["state"] == "completed"
            with pytest.raises(ProblemError) as caught:
                await face.disclosure(f"dsc_{ID}")
            assert caught.value.code == "disclosure_not_found"

    asyncio.run(main())
    with Client(api.url, token) as face:
        made = face.issue_token(["sessions"], label="shop")
        assert made["secret"].startswith("inp_live_")
        assert face.revoke_token(made["token"]["id"]) is None
        assert face.retention()["jurisdictions"] is not None


@pytest.mark.parametrize("made", [Client, AsyncClient])
def test_no_answer_is_an_error_of_its_own(made: Callable[..., Any]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    client = made("http://test", "inp_dev_x", transport=httpx.MockTransport(fail))

    async def ask() -> None:
        if inspect.isawaitable(asked := client.usage()):
            await asked

    with pytest.raises(ServerUnreachable):
        asyncio.run(ask())
