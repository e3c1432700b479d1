"""A tenant tries the ways to another tenant's data that are no route: those are tests/authority."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from inperson.audit import ports as audit_ports
from inperson.core import SessionId, SystemEntropy
from inperson.core.ids import new_session_id
from inperson.improvement import ports as improvement_ports
from inperson.liveness import STANDARD
from inperson.liveness import ports as liveness_ports
from inperson.sessions import SessionTicket
from inperson.sessions import ports as session_ports
from inperson.sessions.errors import SessionNotFound, SessionTokenInvalid
from inperson.store.guard import WHOLE
from inperson.tenants import Scope, TokenKind
from inperson.usage import ports as statistics_ports
from inperson.vault import ports as vault_ports
from tests.capturing import wire
from tests.http.conftest import Api
from tests.scene import Scene, open_scene


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
        SessionId(mine["id"]),
        intruder.tenant,
        TokenKind.DEVELOPER,
        now,
        now + timedelta(minutes=3),
        api.scene.tenants.tokens(intruder.tenant)[0].id,
    )
    with pytest.raises(SessionNotFound):
        api.scene.sessions.captures_of(forged).open(forged.session_id, STANDARD)
    with wire(api.url, mine["id"]) as line:
        assert line.hello(mine["session_token"])["type"] == "welcome"
        with pytest.raises(SessionTokenInvalid):
            api.scene.sessions.captures_of(forged).open(forged.session_id, STANDARD)


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
    engine = postgres.stores.databases[0].engine(f"silo_{one}", WHOLE)
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
