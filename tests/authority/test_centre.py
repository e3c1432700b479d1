"""Every route of the privacy centre, in the name of everybody who may come."""

import base64
from typing import Any

import httpx
import pytest
from docs.authority import Row, rows

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_disclosure_id, new_request_id, new_session_id, new_tenant_id
from inperson.tenants import TokenKind
from tests.authority.reading import refused, route_of
from tests.authority.town import OWN_PAGE, Town
from tests.capturing import wire
from tests.http.conftest import code
from tests.rights.disclosing import Browser

DEVELOPER, PRODUCTION = TokenKind
ROWS = [pytest.param(each, id=route_of(each)) for each in rows("The privacy centre")]
VISITED = [each for each in ROWS if each.values[0]["who"].startswith("a visitor")]
NAMING = [each for each in VISITED if each.values[0]["names"]]
BODIES: dict[str, dict[str, Any]] = {
    "enter": {"code": "00000-00000"},
    "face": {"session": "ses_x", "session_token": "x", "subject_ref": "x"},
    "requests": {"kind": "objection"},
    "copy": {"passphrase": "twelve or more characters"},
    "approve": {"jwk": Browser().jwk, "signature": "A" * 86},
}


def visit(
    town: Town, row: Row, ticket: str, named: str = "", tenant: TenantId | None = None, **more: Any
) -> httpx.Response:
    """Ask a row's route as the centre's page does."""
    route = route_of(row).replace("{tenant_id}", tenant or town.one)
    method, path = route.replace("{request_id}", named).replace("{disclosure_id}", named).split()
    body = more.get("json", BODIES.get(path.rpartition("/")[2])) if method == "POST" else None
    headers = more.get("headers", OWN_PAGE | {"Cookie": f"inperson_centre={ticket}"})
    return town.ask(f"{method} {path}", headers, json=body)


def own(town: Town, noun: str, kind: TokenKind, ref: str, tenant: TenantId | None = None) -> str:
    """Make something that is about a person."""
    if noun == "a request":
        body = {"kind": "objection", "subject_ref": ref}
        return str(town.make("/v1/privacy-requests", kind, tenant, body)["id"])
    return str(town.office(kind, tenant).for_subject(ref).id)


def by_face(town: Town, kind: TokenKind, ref: str) -> str:
    """Return the ticket of who came in by a live capture."""
    session, token = recognised(town, kind, ref)
    body = {"session": session, "session_token": token, "subject_ref": ref}
    answer = town.ask(f"POST /privacy/{town.one}/api/face", OWN_PAGE, json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.cookies["inperson_centre"])


def recognised(
    town: Town, kind: TokenKind, ref: str, tenant: TenantId | None = None
) -> tuple[str, str]:
    """Return a decided session of somebody's, and its token."""
    asked = {"kind": "authenticate", "subject_ref": ref}
    opened = town.make("/v1/sessions", kind, tenant, asked)
    with wire(str(town.http.base_url).rstrip("/"), opened["id"]) as line:
        assert line.hello(opened["session_token"])["type"] == "welcome"
        assert line.follow(start=town.new_start())["type"] == "done"
    return opened["id"], opened["session_token"]


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
    if "face" not in row["who"]:
        answer = visit(town, row, town.ticket(kind, ref), named)
        assert answer.status_code < 300, answer.text
        return
    browser, office = Browser(), town.office(kind)
    mine = office.by("subject")
    text = mine.approval_text(mine.get(named))
    signature = base64.urlsafe_b64encode(browser.sign(text)).decode().rstrip("=")
    body = {"jwk": browser.jwk, "signature": signature}
    by_code = town.ticket(kind, ref)
    with town.unchanged():
        answer = visit(town, row, by_code, named, json=body)
    assert code(answer, 403) == "approval_invalid"
    answer = visit(town, row, by_face(town, kind, ref), named, json=body)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("kind", TokenKind)
@pytest.mark.parametrize("row", NAMING)
def test_somebody_elses_id_is_answered_as_one_that_never_existed(
    town: Town, row: Row, kind: TokenKind
) -> None:
    ref, noun, entropy = town.new_ref(), row["names"], SystemEntropy()
    town.enrol(kind, None, ref)
    ticket = by_face(town, kind, ref) if "face" in row["who"] else town.ticket(kind, ref)
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


def test_a_code_or_a_capture_of_another_tenant_lets_nobody_in(town: Town) -> None:
    by_code, with_face = rows("The privacy centre")[:2]
    for kind in TokenKind:
        ref = town.new_ref()
        theirs = town.code(kind, ref, town.two)
        answer = visit(town, by_code, "", json={"code": theirs})
        assert refused(answer, by_code["another's"])
        town.enrol(kind, town.two, ref)
        town.enrol(kind, None, ref)
        session, token = recognised(town, kind, ref, town.two)
        mine, _ = recognised(town, kind, ref)
        never = new_session_id(SystemEntropy())
        for each in (session, mine, never):  # her own session, with another tenant's token
            body = {"session": each, "session_token": token, "subject_ref": ref}
            answer = visit(town, with_face, "", json=body)
            assert refused(answer, with_face["another's"])
        own_session, own_token = recognised(town, kind, ref)
        body = {"session": own_session, "session_token": own_token, "subject_ref": town.new_ref()}
        assert refused(visit(town, with_face, "", json=body), with_face["another's"])


def test_leaving_asks_for_nothing(town: Town) -> None:
    row = next(each for each in rows("The privacy centre") if each["who"] == "anybody")
    with town.unchanged():
        assert visit(town, row, "").status_code == 204
