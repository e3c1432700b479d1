"""A tenant tries every way to reach another tenant's subjects, sessions and keys."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError

from inperson.audit import ports as audit_ports
from inperson.core import SessionId, SystemEntropy, TenantId
from inperson.core.ids import (
    new_disclosure_id,
    new_hold_id,
    new_request_id,
    new_session_id,
    new_subject_id,
    new_token_id,
)
from inperson.http import audit, disclosures, requests, retention, routes, tokens, usage, webhooks
from inperson.http.routes import Allowed
from inperson.improvement import ports as improvement_ports
from inperson.liveness import STANDARD
from inperson.liveness import ports as liveness_ports
from inperson.sessions import SessionTicket
from inperson.sessions import ports as session_ports
from inperson.sessions.errors import SessionNotFound, SessionTokenInvalid
from inperson.tenants import Action, Scope, TokenKind
from inperson.usage import ports as statistics_ports
from inperson.vault import ports as vault_ports
from tests.capturing import wire
from tests.http.conftest import Api
from tests.rights.disclosing import disclosed
from tests.scene import Scene, open_scene, png

ROUTERS = (
    routes.router,
    tokens.router,
    audit.router,
    retention.router,
    webhooks.router,
    requests.router,
    disclosures.router,
    usage.router,
)
BODIES: dict[str, Any] = {
    "rotateToken": {"overlap_hours": 1},
    "issueToken": {"scopes": ["usage"]},
    "createSession": {
        "kind": "authenticate",
        "subject_ref": "subject-1",
        "liveness": "unsafe_no_liveness",
    },
    "findSubject": {"subject_ref": "subject-1"},
    "setWebhook": {"url": "https://shop.example/hooks", "events": ["session.decided"]},
    "setRetention": {"jurisdictions": ["EU"], "days": {"template": 90}},
    "openPrivacyRequest": {"kind": "access", "subject_ref": "subject-1"},
    "extendPrivacyRequest": {"reason": "many requests"},
    "refusePrivacyRequest": {
        "justification": "justifications:ProcessExcessive",
        "reason": "the third one today",
    },
    "answerPrivacyRequest": {"text": "we looked into it"},
    "proposeDisclosure": {
        "basis": "user_approved",
        "subject_ref": "subject-1",
        "extent": {
            "scope": ["decisions"],
            "since": "2026-01-01T00:00:00Z",
            "until": "2026-01-05T00:00:00Z",
        },
        "recipient": {
            "name": "Bank",
            "address": "privacy@bank.example",
            "key": "age10crtl4vuf7ej4p60dka5v97mr9xjek6rhrku6l87hvuzfxnju57snfgf7g",
        },
        "why": "Your new bank asks.",
    },
    "refuseDisclosure": {"reason": "no jurisdiction"},
    "deliverCopy": {"passphrase": "twelve or more characters"},
    "inviteSubject": {"subject_ref": "subject-1"},
    "placeHold": {
        "subject_ref": "subject-9",
        "authority": "Court of Freedonia",
        "instrument": "Order 1/26",
        "basis": "Code 1",
        "document_sha256": "ab" * 32,
        "until": "2026-06-01T00:00:00Z",
    },
}
SPARES = {
    "session_id": lambda: new_session_id(SystemEntropy()),
    "subject_id": lambda: new_subject_id(SystemEntropy()),
    "token_id": lambda: new_token_id(SystemEntropy()),
    "number": lambda: "0",
    "hold_id": lambda: new_hold_id(SystemEntropy()),
    "request_id": lambda: new_request_id(SystemEntropy()),
    "disclosure_id": lambda: new_disclosure_id(SystemEntropy()),
}


def operations() -> Iterator[tuple[str, str, str]]:
    """Every operation of the API: its name, method and path, from the routes themselves."""
    for router in ROUTERS:
        for route in router.routes:
            (method,) = route.methods  # type: ignore[attr-defined]
            yield route.operation_id, method, route.path  # type: ignore[attr-defined]


# a leaf is named by its number in the caller's own log: tests/http/test_audit.py
NAMED = [each for each in operations() if "{" in each[2] and each[0] != "proveLeaf"]


def call(client: Api, name: str, method: str, path: str) -> Any:
    extra: dict[str, Any] = {"json": BODIES[name]} if name in BODIES else {}
    if name == "submitSamples":
        extra = {"files": [("image", ("a.png", png(1), "image/png"))]}
    return client.call(method, path, **extra)


def test_every_route_but_the_public_ones_names_its_action() -> None:
    for router in ROUTERS:
        for route in router.routes:
            found = [
                each.dependency
                for each in route.dependencies  # type: ignore[attr-defined]
                if isinstance(each.dependency, Allowed)
            ]
            if route.operation_id == "getJwks":  # type: ignore[attr-defined]
                assert not found
            else:
                assert len(found) == 1, route
                assert found[0].action in Action


@pytest.mark.parametrize(("name", "method", "path"), NAMED)
def test_another_tenants_id_is_answered_as_one_that_does_not_exist(
    api: Api,
    name: str,
    method: str,
    path: str,
) -> None:
    owner = api.by(TokenKind.DEVELOPER, None, *Scope)
    intruder = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"), *Scope)
    enrolled = owner.run("enroll", png(1))
    open_session = owner.create("authenticate").json()["id"]
    token = api.scene.token(api.tenant).token.id
    asked = {"kind": "access" if name == "deliverCopy" else "objection", "subject_ref": "subject-1"}
    ids = {
        "request_id": owner.call("POST", "/v1/privacy-requests", json=asked).json()["id"],
        "disclosure_id": disclosed(api.scene, api.tenant, approved=name == "deliverDisclosure"),
        "session_id": open_session,
        "subject_id": enrolled["subject_id"],
        "token_id": token,
        "hold_id": owner.call("POST", "/v1/holds", json=BODIES["placeHold"]).json()["id"],
    }
    (parameter,) = [each for each in ids if f"{{{each}}}" in path]
    statements: list[str] = []

    @event.listens_for(_engine(api.scene, intruder.tenant), "before_cursor_execute")
    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    call(intruder, name, method, path.format(**{parameter: SPARES[parameter]()}))  # warms up
    answers, costs = [], []
    for value in (ids[parameter], SPARES[parameter]()):
        statements.clear()
        answer = call(intruder, name, method, path.format(**{parameter: value}))
        assert answer.status_code == 404
        answers.append(answer.json())
        costs.append(list(statements))
    assert answers[0] == answers[1]
    # the same statements in the same store: what does not differ in work does not differ in time
    assert costs[0] == costs[1]
    assert call(owner, name, method, path.format(**ids)).status_code < 300


def test_another_tenants_capture_is_out_of_reach(api: Api) -> None:
    """The capture's route takes a session token, which names session and tenant together."""
    mine = api.open("enroll")
    intruder = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"), *Scope)
    theirs = intruder.open("enroll")
    for session in (mine["id"], new_session_id(SystemEntropy())):
        with wire(api.url, session) as line:
            assert line.hello(theirs["session_token"])["code"] == "session_token_invalid"
    now = api.scene.clock.now()
    forged = SessionTicket(  # as if the server itself had mixed up two tenants
        SessionId(mine["id"]), intruder.tenant, TokenKind.DEVELOPER, now, now + timedelta(minutes=3)
    )
    with pytest.raises(SessionNotFound):
        api.scene.sessions.captures_of(forged).open(forged.session_id, STANDARD)
    with wire(api.url, mine["id"]) as line:
        assert line.hello(mine["session_token"])["type"] == "welcome"
        with pytest.raises(SessionTokenInvalid):
            api.scene.sessions.captures_of(forged).open(forged.session_id, STANDARD)


@pytest.mark.parametrize("name", ["findSubject", "createSession"])
def test_another_tenants_reference_is_unknown(api: Api, name: str) -> None:
    api.run("enroll", png(1))
    intruder = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"))
    (method, path) = next((m, p) for n, m, p in operations() if n == name)
    assert call(intruder, name, method, path).status_code == 404


def test_lists_hold_the_callers_own_only(api: Api) -> None:
    intruder = api.by(TokenKind.DEVELOPER, api.scene.add_tenant("two"), *Scope)
    seen = {each["id"] for each in intruder.call("GET", "/v1/tokens").json()["tokens"]}
    own = {each.id for each in api.scene.tenants.tokens(intruder.tenant)}
    assert seen == own


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_that_is_missing_is_refused(api: Api, scope: Scope) -> None:
    limited = api.by(TokenKind.DEVELOPER, None, scope)
    from inperson.tenants.roles import actions_of

    for router in ROUTERS:
        for route in router.routes:
            needed = [
                each.dependency.action
                for each in route.dependencies  # type: ignore[attr-defined]
                if isinstance(each.dependency, Allowed)
            ]
            if needed and needed[0] not in actions_of([scope]):
                path = route.path.format(**{k: make() for k, make in SPARES.items()})  # type: ignore[attr-defined]
                (method,) = route.methods  # type: ignore[attr-defined]
                answer = call(limited, route.operation_id, method, path)  # type: ignore[attr-defined]
                assert answer.status_code == 403, (scope, path)
                assert answer.json()["code"] == "action_not_allowed"


PORTS = [
    (module.__name__.rsplit(".", 2)[-2], name, kind)
    for module in (
        session_ports,
        vault_ports,
        improvement_ports,
        liveness_ports,
        audit_ports,
        statistics_ports,
    )
    for name, kind in vars(module).items()
    if inspect.isclass(kind) and getattr(kind, "_is_protocol", False)
]


@pytest.mark.parametrize(("room", "name", "kind"), PORTS)
def test_no_port_takes_a_tenants_id_but_to_make_or_open_its_handle(
    room: str, name: str, kind: type
) -> None:
    for method, function in inspect.getmembers(kind, inspect.isfunction):
        if method.startswith("_"):
            continue
        takes = [
            each
            for each in inspect.signature(function).parameters.values()
            if "tenant" in each.name or "TenantId" in str(each.annotation)
        ]
        assert not takes or method in {"create", "open"}, (room, name, method)


@pytest.fixture
def postgres(postgres_url: str, tmp_path: Any) -> Iterator[Scene]:
    made = open_scene(tmp_path, data=postgres_url, keys=postgres_url)
    yield made
    made.stores.close()


def test_a_silos_role_cannot_read_another_schema(postgres: Scene) -> None:
    one, two = postgres.add_tenant("one"), postgres.add_tenant("two")
    engine = postgres.stores.databases[0].engine(f"silo_{one}")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT current_user")).scalar() == f"silo_{one}"
        connection.execute(text(f'SELECT 1 FROM "silo_{one}".subjects'))
    for store in (f"silo_{two}", f"keys_{one}", f"improve_{one}", "directory"):
        table = "wrapped_keys" if store.startswith("keys") else "alembic_version"
        with pytest.raises(ProgrammingError, match="denied"), engine.begin() as connection:
            connection.execute(text(f'SELECT 1 FROM "{store}".{table}'))
    # the audit's pool is another; its stores are as far apart
    log = postgres.stores.databases[2].engine(f"audit_{one}")
    for store, table in ((f"audit_{two}", "leaves"), (f"silo_{one}", "subjects")):
        with pytest.raises(ProgrammingError, match="denied"), log.begin() as connection:
            connection.execute(text(f'SELECT 1 FROM "{store}".{table}'))
    for statement in ("DROP TABLE subjects", "CREATE TABLE x (y int)"):
        with pytest.raises(ProgrammingError), engine.begin() as connection:
            connection.execute(text(statement))


def _engine(scene: Scene, tenant: TenantId) -> Any:
    return scene.stores.databases[0].engine(f"silo_{tenant}")
