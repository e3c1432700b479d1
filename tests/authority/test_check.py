"""Every route of a hosted check, in the name of everybody who may come."""

import httpx
import pytest
from docs.authority import Row, rows

from inperson.tenants import Scope, TokenKind, TokenLimits
from tests.authority.reading import route_of
from tests.authority.town import OWN_PAGE, Headers, Town
from tests.http.conftest import code

BACK = "https://shop.example/done"
ROWS = [pytest.param(each, id=route_of(each)) for each in rows("A hosted check")]
VISITED = [each for each in ROWS if each.values[0]["who"].startswith("a visitor")]


def ask(town: Town, row: Row, headers: Headers, tenant: str = "", key: str = "x") -> httpx.Response:
    route = route_of(row).replace("{tenant_id}", tenant or town.one)
    body = {"json": {"key": key}} if route.endswith("/enter") else {}
    return town.ask(route, headers, **body)


def key_of(town: Town, kind: TokenKind, tenant: str = "") -> str:
    limits = TokenLimits(frozenset({Scope.SESSIONS}), returns=(BACK,))
    owner = town.two if tenant == town.two else town.one
    secret = town.scene.tenants.issue_token(owner, kind, "", None, limits).secret
    body = {"kind": "liveness", "link": {"return_to": BACK}}
    headers = {"Authorization": f"Bearer {secret}"}
    opened = town.ask("POST /v1/sessions", headers, json=body).json()
    return str(opened["link"].partition("#")[2])


def visit(town: Town, kind: TokenKind, tenant: str = "") -> Headers:
    path = f"POST /check/{tenant or town.one}/api/enter"
    entered = town.ask(path, OWN_PAGE, json={"key": key_of(town, kind, tenant)})
    return OWN_PAGE | {"Cookie": f"inperson_check={entered.cookies['inperson_check']}"}


@pytest.mark.parametrize("row", ROWS)
def test_another_sites_page_is_refused(town: Town, row: Row) -> None:
    mine = visit(town, TokenKind.PRODUCTION)
    with town.unchanged():
        foreign = dict(mine) | {"Sec-Fetch-Site": "cross-site"}
        assert code(ask(town, row, foreign), 403) == "origin_not_allowed"


@pytest.mark.parametrize("row", VISITED)
def test_whoever_else_comes_is_refused(town: Town, row: Row) -> None:
    callers = town.strangers() | {kind.value: town.bearer(kind) for kind in TokenKind}
    callers |= {
        "another tenant's visitor": visit(town, TokenKind.PRODUCTION, town.two),
        "a link that nobody opened": {
            "Cookie": f"inperson_check={key_of(town, TokenKind.PRODUCTION)}"
        },
    }
    with town.unchanged():
        for who, headers in callers.items():
            answer = ask(town, row, dict(OWN_PAGE) | dict(headers))
            assert code(answer, 401) == "check_visit_invalid", who


@pytest.mark.parametrize("kind", TokenKind)
@pytest.mark.parametrize("row", VISITED)
def test_a_visitor_of_either_kind_gets_in(town: Town, row: Row, kind: TokenKind) -> None:
    assert ask(town, row, visit(town, kind)).status_code == 200
