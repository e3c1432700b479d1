"""Who reads waits for nobody who writes: no GET takes a write lock."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from inperson.store.connections import transaction
from inperson.store.names import kind_of
from inperson.tenants import Scope, TokenKind
from tests.counting import counting
from tests.http.conftest import Api, serve
from tests.scene import open_scene, png

GOVERNED = {"/v1/breaches", "/v1/retention", "/v1/retention/plan", "/v1/usage", "/v1/webhook"}


def paths(app: FastAPI | None) -> list[str]:
    """Return the paths of all GET routes of the API."""
    assert app is not None
    return sorted(path for path, methods in app.openapi()["paths"].items() if "get" in methods)


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Api]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    with serve(open_scene(tmp_path, data=url, keys=url)) as made:
        yield made


def test_every_get_is_answered_while_others_hold_the_locks(both: Api) -> None:
    api = replace(both.by(TokenKind.DEVELOPER, None, *Scope), app=both.app)
    session = api.run("enroll", png(1))
    body = {"subject_ref": "subject-1", "kind": "access"}
    request = api.call("POST", "/v1/privacy-requests", json=body)
    assert request.status_code == 201, request.text
    known = {
        "session_id": session["id"],
        "request_id": request.json()["id"],
        "number": "0",
    }
    wanted = {
        path: re.sub(r"{(\w+)}", lambda it: known.get(it[1], it[1]), path)
        for path in paths(api.app)
    }
    governs = replace(both.by(TokenKind.PRODUCTION, None, *Scope), app=both.app)

    def ask() -> dict[str, int]:
        """Ask for what is the whole tenant's with a production token, for the rest with the own."""
        who = {each: governs if each in GOVERNED else api for each in wanted.values()}
        return {each: mine.call("GET", each).status_code for each, mine in who.items()}

    before = ask()
    unknown = {path for path, each in wanted.items() if before[each] != 200}
    nothing = {"/v1/disclosures/{disclosure_id}", "/v1/webhook", "/v1/audit/witnesses"}
    assert unknown <= nothing | {"/v1/privacy-requests/{request_id}/evidence"}, before
    with ExitStack() as held:
        for database in api.scene.stores.databases[:2]:
            for store in database.stores():
                if database.exists(store) and kind_of(store):
                    held.enter_context(transaction(database.engine(store)))
        with counting() as cost:
            during = ask()
    assert cost.writing.total() == 0, cost.writing
    assert during == before


@pytest.mark.parametrize("kind", TokenKind)
def test_an_authenticated_get_costs_one_transaction_on_the_silo(api: Api, kind: TokenKind) -> None:
    session = api.create("enroll", "subject-1").json()["id"]
    mine = api.by(kind)
    mine.call("GET", f"/v1/sessions/{session}")
    with counting() as cost:
        mine.call("GET", f"/v1/sessions/{session}")
    assert cost.transactions == {"directory": 1, "silo": 1}
    assert cost.writing.total() == 0
