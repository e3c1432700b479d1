"""Every route of the consoles, in the name of everybody who may come."""

from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from docs.authority import Row, marked, rows

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import (
    new_disclosure_id,
    new_person_id,
    new_tenant_id,
    new_token_id,
)
from inperson.tenants import Role, TokenKind
from tests.authority.reading import refused, route_of
from tests.authority.town import OWN_PAGE, Headers, Town
from tests.http.conftest import code
from tests.http.console.conftest import Browser
from tests.people.authenticator import Authenticator
from tests.rights.disclosing import extent, request

ROLES = {
    "operator": Role.OPERATOR,
    "admin": Role.TENANT_ADMIN,
    "auditor": Role.TENANT_AUDITOR,
}
EVERY = rows("The consoles")
STAFFED = [each for each in EVERY if each["who"].split("; ")[0].split(", ")[0] in ROLES]
SPARES = {"a token": new_token_id, "a person": new_person_id, "a disclosure": new_disclosure_id}
FORMS: dict[str, dict[str, str]] = {
    "tokens": {"label": "shop", "days": "30", "scope_sessions": "1"},
    "refuse": {"reason": "no jurisdiction"},
}
WRONG: dict[str, Any] = {"code": "AAAA-AAAA", "answer": {"id": "x"}}


def roles_of(row: Row) -> list[Role]:
    return [ROLES[each] for each in row["who"].split("; ")[0].split(", ")]


def said_to(row: Row, role: Role) -> str:
    """What a row says to a role that it does not let in."""
    name, _, said = row["who"].partition("; ")[2].partition(" ")
    return marked(said) if ROLES.get(name) is role else "action_not_allowed"


def param(row: Row, *more: Any) -> Any:
    return pytest.param(row, *more, id=" by ".join([route_of(row), *more]))


def cells(which: list[Row]) -> list[Any]:
    return [param(row, role) for row in which for role in roles_of(row)]


@dataclass(frozen=True)
class Desks:
    """The town, with staff whose proof is fresh, and staff whose proof is old."""

    town: Town
    fresh: dict[Role, Browser]
    stale: dict[Role, Browser]
    theirs: Browser
    """An administrator of the other tenant."""
    strangers: dict[str, Headers]

    def visit(
        self,
        row: Row,
        who: Browser | None,
        named: str = "",
        tenant: TenantId | None = None,
        kind: TokenKind = TokenKind.DEVELOPER,
        headers: Headers = OWN_PAGE,
    ) -> httpx.Response:
        """Ask a row's route as a page of the server does."""
        route = route_of(row).replace("{tenant_id}", tenant or self.town.one)
        for name in ("{token_id}", "{person_id}", "{disclosure_id}"):
            route = route.replace(name, named)
        cookie = {} if who is None else {"Cookie": f"console={who.cookie}"}
        return self.town.ask(route, dict(headers) | cookie, **self._body(row, who, kind))

    def _body(self, row: Row, who: Browser | None, kind: TokenKind) -> dict[str, Any]:
        path = route_of(row).partition(" ")[2]
        last = path.rpartition("/")[2]
        if route_of(row).startswith("GET"):
            return {}
        if "/api/" in path:
            return {"json": self._answer(path, who)}
        if last == "remove":
            return {"data": {"passkey": "" if who is None else self._passkey(who)}}
        if last == "tenants":
            return {"data": {"name": self.town.new_ref()}}
        if last == "people":
            role = Role.TENANT_AUDITOR if "{tenant_id}" in path else Role.OPERATOR
            return {"data": {"role": role.value, "name": "Cleo"}}
        more = {"kind": kind.value} if last == "tokens" else {}
        return {"data": FORMS.get(last, {}) | more}

    def _answer(self, path: str, who: Browser | None) -> dict[str, Any]:
        """Return what an authenticator says to the question before, if there is one."""
        if who is None or not path.endswith("/finish"):
            return {"code": WRONG["code"]} if path.endswith(("join/begin", "recover/begin")) else {}
        asked = self.town.ask(
            f"POST {path.replace('finish', 'begin')}",
            OWN_PAGE | {"Cookie": f"console={who.cookie}"},
            json={},
        )
        if asked.status_code != 200:
            return {"answer": WRONG["answer"]}
        if "passkeys" in path:
            return {"answer": Authenticator().create(asked.json())}
        return {"answer": who.device.get(asked.json())}

    def _passkey(self, who: Browser) -> str:
        """Return a passkey that can be removed: a second one, of who may add one."""
        cookie = OWN_PAGE | {"Cookie": f"console={who.cookie}"}
        asked = self.town.ask("POST /console/api/passkeys/begin", cookie, json={})
        if asked.status_code != 200:
            return who.device.id.hex()
        second = Authenticator()
        answer = {"answer": second.create(asked.json())}
        self.town.ask("POST /console/api/passkeys/finish", cookie, json=answer)
        return second.id.hex()

    def make(
        self, noun: str, tenant: TenantId | None, kind: TokenKind = TokenKind.DEVELOPER
    ) -> str:
        """Make something of a tenant's; of the server's own if it is of none."""
        town = self.town
        if noun == "a token":
            return str(town.scene.token(tenant or town.one, kind).token.id)
        if noun == "a person":
            role = Role.OPERATOR if tenant is None else Role.TENANT_AUDITOR
            return str(town.house.people.invite(role, tenant, "Dan", "operator:root").person.id)
        office, ref = town.office(TokenKind.PRODUCTION, tenant), town.new_ref()
        asked = request(extent(town.scene))
        return str(office.by("operator:ann").propose_legal(ref, asked, office.recipient).id)

    def own(self, row: Row, kind: TokenKind = TokenKind.DEVELOPER) -> str:
        tenant = self.town.one if "{tenant_id}" in row["route"] else None
        return self.make(row["names"], tenant, kind) if row["names"] in SPARES else ""


@pytest.fixture(scope="module")
def desks(town: Town) -> Desks:
    stale = {role: town.staff(role) for role in ROLES.values()}
    town.scene.clock.advance(5 * 60)
    strangers = {who: each for who, each in town.strangers().items() if "console" not in who}
    for kind in TokenKind:
        strangers[f"a {kind} token"] = town.bearer(kind)
    fresh = {role: town.staff(role) for role in ROLES.values()}
    return Desks(town, fresh, stale, town.staff(Role.TENANT_ADMIN, town.two), strangers)


@pytest.mark.parametrize("row", [param(each) for each in EVERY if "POST" in each["route"]])
def test_another_sites_form_is_refused(desks: Desks, row: Row) -> None:
    named = desks.own(row)
    with desks.town.unchanged():
        for site in ("cross-site", "same-site", "none", ""):
            headers = {"Accept": "application/json", "Sec-Fetch-Site": site}
            for role in ROLES.values():
                who = desks.fresh[role]
                cookie = {"Cookie": f"console={who.cookie}"}
                answer = desks.visit(row, None, named, headers=headers | cookie)
                assert code(answer, 403) == "origin_not_allowed", (site, role)


@pytest.mark.parametrize("row", [param(each) for each in STAFFED])
def test_who_is_not_of_the_staff_or_not_of_the_role_is_refused(desks: Desks, row: Row) -> None:
    named = desks.own(row)
    with desks.town.unchanged():
        for who, headers in desks.strangers.items():
            answer = desks.visit(row, None, named, headers=OWN_PAGE | headers)
            assert code(answer, 401) == "sign_in_required", who
        for role in set(ROLES.values()) - set(roles_of(row)):
            answer = desks.visit(row, desks.fresh[role], named)
            assert code(answer, 403) == said_to(row, role), role


@pytest.mark.parametrize(("row", "role"), cells(STAFFED))
def test_each_role_of_a_row_is_let_in(desks: Desks, row: Row, role: Role) -> None:
    for kind in TokenKind:
        answer = desks.visit(row, desks.fresh[role], desks.own(row, kind), kind=kind)
        assert answer.status_code < 400, answer.text


@pytest.mark.parametrize(("row", "role"), cells([each for each in STAFFED if each["fresh"]]))
def test_an_old_proof_is_refused_where_a_fresh_one_is_asked(
    desks: Desks, row: Row, role: Role
) -> None:
    kinds = {"fresh": tuple(TokenKind), "production": (TokenKind.PRODUCTION,)}[row["fresh"]]
    named = {kind: desks.own(row, kind) for kind in TokenKind}
    with desks.town.unchanged():
        for kind in kinds:
            answer = desks.visit(row, desks.stale[role], named[kind], kind=kind)
            assert code(answer, 403) == "step_up_required"
    for kind in set(TokenKind) - set(kinds):
        answer = desks.visit(row, desks.stale[role], named[kind], kind=kind)
        assert answer.status_code < 400, answer.text


@pytest.mark.parametrize(
    ("row", "role"),
    cells([each for each in STAFFED if not each["fresh"] and "step-up" not in each["route"]]),
)
def test_an_old_proof_is_enough_elsewhere(desks: Desks, row: Row, role: Role) -> None:
    answer = desks.visit(row, desks.stale[role], desks.own(row))
    assert answer.status_code < 400, answer.text


TENANTS = [each for each in STAFFED if "{tenant_id}" in each["route"]]


@pytest.mark.parametrize("row", [param(each) for each in TENANTS])
def test_another_tenants_staff_find_no_tenant(desks: Desks, row: Row) -> None:
    town = desks.town
    if Role.TENANT_ADMIN in roles_of(row):
        status, said = 404, "tenant_not_found"
    else:
        status, said = 403, "action_not_allowed"
    named, never = desks.own(row), new_tenant_id(SystemEntropy())
    with town.unchanged():
        answers = [desks.visit(row, desks.theirs, named, each) for each in (town.one, never)]
    for answer in answers:
        assert code(answer, status) == said
    assert answers[0].json() == answers[1].json()


NAMING = [each for each in STAFFED if each["names"] in SPARES]


@pytest.mark.parametrize(("row", "role"), cells(NAMING))
def test_somebody_elses_id_is_answered_as_one_that_never_existed(
    desks: Desks, row: Row, role: Role
) -> None:
    town, noun = desks.town, row["names"]
    named = {
        "nobody's": str(SPARES[noun](SystemEntropy())),
        "another tenant's": desks.make(noun, town.two),
        "another tenant's of production": desks.make(noun, town.two, TokenKind.PRODUCTION),
    }
    if noun == "a person":
        within = "{tenant_id}" in row["route"]
        named["of the other side"] = desks.make(noun, None if within else town.one)
    with town.unchanged():
        answers = {
            whose: desks.visit(row, desks.fresh[role], value) for whose, value in named.items()
        }
    for whose, answer in answers.items():
        assert refused(answer, row["another's"]), (whose, answer.text)
        assert answer.json() == answers["nobody's"].json(), whose


@pytest.mark.parametrize("row", [param(each) for each in EVERY if each not in STAFFED])
def test_the_way_in_opens_to_who_proves_it(desks: Desks, row: Row) -> None:
    if row["who"] == "anybody":
        for who, headers in desks.strangers.items():
            answer = desks.visit(row, None, headers=OWN_PAGE | headers)
            assert answer.status_code < 400, who
        return
    if route_of(row).endswith("begin"):
        wrong = {"code": WRONG["code"]}
    else:
        wrong = {"answer": WRONG["answer"]} if "sign-in" in row["route"] else WRONG
    for who, headers in desks.strangers.items():
        answer = desks.town.ask(route_of(row), OWN_PAGE | headers, json=wrong)
        assert refused(answer, row["another's"]), (who, answer.text)


def test_another_ones_passkey_is_no_fresh_proof(desks: Desks) -> None:
    row = next(each for each in EVERY if "step-up/finish" in each["route"])
    for role, theirs in ((Role.OPERATOR, Role.TENANT_ADMIN), (Role.TENANT_AUDITOR, Role.OPERATOR)):
        thief = replace(desks.stale[role], device=desks.fresh[theirs].device)
        assert refused(desks.visit(row, thief), row["another's"])
