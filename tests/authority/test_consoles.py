"""Every route of the consoles, in the name of everybody who may come."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

import httpx
import pytest
from docs.authority import Row, marked, rows

from inperson.core import DisclosureId, Entropy, SystemEntropy, TenantId
from inperson.core.ids import (
    new_disclosure_id,
    new_export_id,
    new_hold_id,
    new_person_id,
    new_request_id,
    new_session_id,
    new_subject_id,
    new_tenant_id,
    new_token_id,
)
from inperson.rights.disclosures import DisclosureRecipient
from inperson.rights.exports import ExportPurpose, Exports
from inperson.tenants import Role, TokenKind
from tests.authority.asking import BODIES, KEY, reviewed
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
SPARES: dict[str, Callable[[Entropy], str]] = {
    "a subject": new_subject_id,
    "a reference": lambda _: "subject-nobody",
    "a session": new_session_id,
    "a token": new_token_id,
    "a person": new_person_id,
    "a request": new_request_id,
    "a review": new_request_id,
    "a disclosure": new_disclosure_id,
    "a hold": new_hold_id,
    "an export": new_export_id,
}
BASIS = "explicit_consent"
TERMS = {
    "controller": "Shop Ltd",
    "contact": "p@shop.example",
    "country": "DE",
}
DAYS = {"jurisdictions": "EU", "days.template": "90"}
TRIED = {"publish": "draft", "set": "preview"}
"""What is published or set was tried first: by the last part of each."""
FORMS: dict[str, dict[str, str]] = {
    "tokens": {"label": "shop", "days": "30", "scope_sessions": "1"},
    "refuse": {
        "reason": "no jurisdiction",
        "text": "The fourth today.",
        "justification": "justifications:ProcessExcessive",
    },
    "answer": {"text": "We looked into it."},
    "extend": {"text": "There are many."},
    "draft": TERMS | {"identity": BASIS},
    "publish": TERMS | {"identity": BASIS},
    "preview": DAYS,
    "set": DAYS,
    "holds": {
        "subject_ref": "subject-held",
        "authority": "Court of Freedonia",
        "instrument": "Order 1/26",
        "basis": "Code 1",
        "document_sha256": "ab" * 32,
        "until": "2026-06-01",
    },
    "exports": {"name": "Lab", "address": "lab@lab.example", "key": KEY, "why": "errors"},
    "disclosures": {
        "basis": "user_approved",
        "subject_ref": "customer-17",
        "scope_decisions": "1",
        "since": "2026-01-01",
        "until": "2026-01-05",
        "name": "Bank",
        "address": "privacy@bank.example",
        "key": KEY,
        "why": "Your new bank asks.",
    },
    "webhook": {"url": "https://shop.example/hooks", "event_session.decided": "1"},
}
NAMED = ("{subject_id}", "{session_id}", "{hold_id}", "{export_id}")
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
    refs: dict[str, str] = field(default_factory=dict)
    """The references of the subjects that were made, by their ids."""

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
        for name in ("{token_id}", "{person_id}", "{disclosure_id}", "{request_id}", *NAMED):
            route = route.replace(name, named)
        cookie = {} if who is None else {"Cookie": f"console={who.cookie}"}
        return self.town.ask(route, dict(headers) | cookie, **self._body(row, who, named, kind))

    def _body(self, row: Row, who: Browser | None, named: str, kind: TokenKind) -> dict[str, Any]:
        path = route_of(row).partition(" ")[2]
        last = path.rpartition("/")[2]
        if route_of(row).startswith("GET"):
            return {}
        if "/api/" in path:
            return {"json": self._answer(path, who)}
        if path.endswith("passkeys/remove"):
            return {"data": {"passkey": "" if who is None else self._passkey(who)}}
        if last == "tenants":
            return {"data": {"name": self.town.new_ref()}}
        if last == "people":
            role = Role.TENANT_AUDITOR if "{tenant_id}" in path else Role.OPERATOR
            return {"data": {"role": role.value, "name": "Cleo"}}
        if last in ("subjects", "sessions", "erase"):
            ref = self.refs.get(named, named)
            return {"data": {"kind": kind.value, "subject_ref": ref, "session_id": named}}
        more = {"kind": kind.value} if last in ("tokens", "holds", "disclosures") else {}
        if last in TRIED:
            more["seen"] = self._seen(row, TRIED[last], FORMS[last])
        return {"data": FORMS.get(last, {}) | more}

    def _seen(self, row: Row, first: str, form: dict[str, str]) -> str:
        """Return what the page says that it shows on which a form is sent."""
        path = route_of(row).rpartition("/")[0].replace("{tenant_id}", self.town.one)
        admin = OWN_PAGE | {"Cookie": f"console={self.fresh[Role.TENANT_ADMIN].cookie}"}
        headers = admin | {"Accept": "text/html"}
        shown = self.town.ask(f"{path}/{first}", headers, data=form)
        assert shown.status_code == 200, shown.text
        return unescape(shown.text.partition('name="seen" value="')[2].partition('"')[0])

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
        if noun in ("a subject", "a reference"):
            ref = town.new_ref()
            subject = town.enrol(kind, tenant, ref)
            self.refs[subject] = ref
            return ref if noun == "a reference" else subject
        if noun == "a hold":
            body = BODIES["POST /v1/holds"] | {"subject_ref": town.new_ref()}
            return str(town.make("/v1/holds", kind, tenant, body)["id"])
        if noun == "an export":
            whose = tenant or town.one
            mine = Exports(town.scene.desk(whose), town.scene.server.improvement(whose))
            desk = replace(mine.desk, authority=replace(mine.desk.authority, actor="operator:ann"))
            recipient = DisclosureRecipient("Lab", "lab@lab.example", KEY)
            return str(replace(mine, desk=desk).propose(ExportPurpose(recipient, "errors")).id)
        if noun == "a session":
            return str(town.session(kind, tenant)["id"])
        if noun == "a person":
            role = Role.OPERATOR if tenant is None else Role.TENANT_AUDITOR
            return str(town.house.people.invite(role, tenant, "Dan", "operator:root").person.id)
        if noun == "a request":
            body = {"kind": "objection", "subject_ref": town.new_ref()}
            return str(town.make("/v1/privacy-requests", kind, tenant, body)["id"])
        if noun == "a review":
            return reviewed(town.scene, tenant or town.one, kind, town.new_ref())
        office, ref = town.office(TokenKind.PRODUCTION, tenant), town.new_ref()
        asked = request(extent(town.scene))
        return str(office.by("operator:ann").propose_legal(ref, asked, office.recipient).id)

    def own(self, row: Row, kind: TokenKind = TokenKind.DEVELOPER) -> str:
        if "/webhook" in row["route"]:
            hook = BODIES["PUT /v1/webhook"]
            self.town.ask("PUT /v1/webhook", self.town.bearer(TokenKind.PRODUCTION), json=hook)
        tenant = self.town.one if "{tenant_id}" in row["route"] else None
        made = self.make(row["names"], tenant, kind) if row["names"] in SPARES else ""
        if "/deliver" in row["route"]:
            office = self.town.office(TokenKind.PRODUCTION, tenant)
            office.by("operator:ben").approve(DisclosureId(made))
        return made


@pytest.fixture(scope="module")
def desks(town: Town) -> Desks:
    stale = {role: town.staff(role) for role in ROLES.values()}
    town.scene.clock.advance(5 * 60)
    strangers = {who: each for who, each in town.strangers().items() if "console" not in who}
    for kind in TokenKind:
        strangers[f"a {kind} token"] = town.bearer(kind)
    headers = town.bearer(TokenKind.PRODUCTION)
    town.ask("PUT /v1/notices", headers, json={**TERMS, "purposes": {"identity": BASIS}})
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
