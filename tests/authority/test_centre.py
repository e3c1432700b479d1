"""Every route of the privacy centre, in the name of everybody who may come."""

import base64
from typing import Any

import httpx
import pytest
from docs.authority import Row, rows

from inperson.core import DisclosureId, SystemEntropy, TenantId
from inperson.core.ids import new_disclosure_id, new_request_id, new_tenant_id
from inperson.rights.acts import copying
from inperson.tenants import TokenKind
from tests.authority.reading import refused, route_of
from tests.authority.town import OWN_PAGE, Town
from tests.capturing import wire
from tests.http.conftest import code
from tests.rights.disclosing import Browser
from tests.rights.proving import shown

DEVELOPER, PRODUCTION = TokenKind
ROWS = [pytest.param(each, id=route_of(each)) for each in rows("The privacy centre")]
VISITED = [each for each in ROWS if each.values[0]["who"].startswith("a visitor")]
NAMING = [each for each in VISITED if each.values[0]["names"]]
BODIES: dict[str, dict[str, Any]] = {
    "enter": {"code": "00000-00000"},
    "requests": {"kind": "objection"},
    "copy": {"passphrase": "twelve or more characters"},
    "approve": {"proof": "ses_x", "jwk": Browser().jwk, "signature": "A" * 86},
}


def visit(
    town: Town, row: Row, ticket: str, named: str = "", tenant: TenantId | None = None, **more: Any
) -> httpx.Response:
    """Ask a row's route as the centre's page does."""
    route = route_of(row).replace("{tenant_id}", tenant or town.one)
    method, path = route.replace("{request_id}", named).replace("{disclosure_id}", named).split()
    bodies = BODIES | {"acts": {"kind": "approve", "disclosure": named or "x", "language": "en"}}
    body = more.get("json", bodies.get(path.rpartition("/")[2])) if method == "POST" else None
    headers = more.get("headers", OWN_PAGE | {"Cookie": f"inperson_centre={ticket}"})
    return town.ask(f"{method} {path}", headers, json=body)


def own(town: Town, noun: str, kind: TokenKind, ref: str, tenant: TenantId | None = None) -> str:
    """Make something that is about a person."""
    if noun == "a request":
        body = {"kind": "objection", "subject_ref": ref}
        return str(town.make("/v1/privacy-requests", kind, tenant, body)["id"])
    return str(town.office(kind, tenant).for_subject(ref).id)


def proven(town: Town, row: Row, kind: TokenKind, ref: str, named: str) -> dict[str, Any]:
    """Return the body of who shows its face to the text of a row's act."""
    office, start = town.office(kind), town.new_start()
    if not named:
        desk = office.desk("subject")
        proof = shown(town.scene, desk, copying(desk), ref, start=start)
        return BODIES["copy"] | {"proof": proof}
    proposed, browser = office.by("subject").get(DisclosureId(named)), Browser()
    proof = office.prove(proposed, ref, start=start)
    signature = browser.sign(office.approving(proposed).texts["en"].encode())
    written = base64.urlsafe_b64encode(signature).decode().rstrip("=")
    return {"proof": proof, "jwk": browser.jwk, "signature": written}


def recognised(town: Town, kind: TokenKind, ref: str) -> str:
    """Return a decided session of somebody's, a login."""
    asked = {"kind": "authenticate", "subject_ref": ref}
    opened = town.make("/v1/sessions", kind, None, asked)
    with wire(str(town.http.base_url).rstrip("/"), opened["id"]) as line:
        assert line.hello(opened["session_token"])["type"] == "welcome"
        assert line.follow(start=town.new_start())["type"] == "done"
    return str(opened["id"])


@pytest.mark.parametrize("row", ROWS)
def test_another_sites_page_is_refused(town: Town, row: Row) -> None:
    ticket = town.ticket(DEVELOPER, town.new_ref())
    with town.unchanged():
        for site in ("cross-site", "same-site", "none", ""):
            headers = {"Cookie": f"inperson_centre={ticket}", "Sec-Fetch-Site": site}
            answer = visit(town, row, "", "x", headers=headers)
            assert code(answer, 403) == "origin_not_allowed", site


@pytest.mark.parametrize("row", VISITED)
def test_who_is_no_visitor_of_this_tenant_is_refused(town: Town, row: Row) -> None:
    ref = town.new_ref()
    theirs = town.ticket(DEVELOPER, ref, town.two)
    mine = town.ticket(DEVELOPER, ref)
    callers = {who: OWN_PAGE | headers for who, headers in town.strangers().items()}
    del callers["a visitor of the privacy centre"]
    callers |= {f"{kind} token": OWN_PAGE | town.bearer(kind) for kind in TokenKind}
    callers["another tenant's visitor"] = OWN_PAGE | {"Cookie": f"inperson_centre={theirs}"}
    callers["a forger"] = OWN_PAGE | {"Cookie": f"inperson_centre={mine[:-6]}AAAAAA"}
    named = own(town, row["names"], DEVELOPER, ref) if row["names"] else ""
    with town.unchanged():
        for who, headers in callers.items():
            answer = visit(town, row, "", named, headers=headers)
            assert code(answer, 401) == "centre_ticket_invalid", who
        for tenant in (town.two, new_tenant_id(SystemEntropy())):  # and with one's own ticket there
            answer = visit(town, row, mine, named, tenant)
            assert code(answer, 401) == "centre_ticket_invalid", tenant


@pytest.mark.parametrize("kind", TokenKind)
@pytest.mark.parametrize("row", VISITED)
def test_a_visitor_reaches_what_is_her_own(town: Town, row: Row, kind: TokenKind) -> None:
    ref = town.new_ref()
    town.enrol(kind, None, ref)
    named = own(town, row["names"], kind, ref) if row["names"] else ""
    ticket = town.ticket(kind, ref)
    body = proven(town, row, kind, ref, named) if "proves" in row["who"] else None
    if body is not None:
        login = body | {"proof": recognised(town, kind, ref)}
        with town.unchanged():
            assert code(visit(town, row, ticket, named, json=login), 403) == "proof_invalid"
    more = {} if body is None else {"json": body}
    answer = visit(town, row, ticket, named, **more)
    assert answer.status_code < 300, answer.text


@pytest.mark.parametrize("kind", TokenKind)
@pytest.mark.parametrize("row", NAMING)
def test_somebody_elses_id_is_answered_as_one_that_never_existed(
    town: Town, row: Row, kind: TokenKind
) -> None:
    ref, noun, entropy = town.new_ref(), row["names"], SystemEntropy()
    town.enrol(kind, None, ref)
    ticket = town.ticket(kind, ref)
    (other,) = set(TokenKind) - {kind}
    named = {
        "nobody's": (new_request_id if noun == "a request" else new_disclosure_id)(entropy),
        "another visitor's": own(town, noun, kind, town.new_ref()),
        "her own under the other kind": own(town, noun, other, ref),
        "of her reference at another tenant": own(town, noun, kind, ref, town.two),
    }
    with town.unchanged():
        for whose, value in named.items():
            answer = visit(town, row, ticket, value)
            assert refused(answer, row["another's"]), (whose, answer.text)
            assert answer.json() == visit(town, row, ticket, named["nobody's"]).json(), whose


def test_a_code_of_another_tenant_lets_nobody_in(town: Town) -> None:
    by_code = rows("The privacy centre")[0]
    for kind in TokenKind:
        theirs = town.code(kind, town.new_ref(), town.two)
        answer = visit(town, by_code, "", json={"code": theirs})
        assert refused(answer, by_code["another's"])


def test_leaving_asks_for_nothing(town: Town) -> None:
    row = next(each for each in rows("The privacy centre") if each["who"] == "anybody")
    with town.unchanged():
        assert visit(town, row, "").status_code == 204
