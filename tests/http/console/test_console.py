"""The consoles over HTTP: who passes, what is shown, what is logged."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pyrage
import pytest
from fastapi.routing import APIRoute

from inperson.audit import Act, Entry
from inperson.http.console import ROUTERS
from inperson.http.console.doors import FRESH, May, _operator
from inperson.http.console.plots import lines, stacked
from inperson.people import Visitor
from inperson.rights.breaches.model import BreachFacts
from inperson.rights.disclosures.model import DisclosureRecipient, DisclosureState
from inperson.rights.disclosures.service import Disclosures
from inperson.rights.notices import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.requests import Capacity, EvidenceKind, OnBehalf
from inperson.rights.requests.model import Channel, RequestKind, ReviewOutcome
from inperson.rights.requests.service import Requests
from inperson.sessions import AgeClaim, AgeClass, GuardianEvidence, SessionKind
from inperson.sessions.model import LivenessDemand
from inperson.tenants import Action, Role, Scope, TokenKind, TokenLimits, of_server
from tests.http.conftest import code
from tests.http.console.conftest import HTML, JSON, Browser, Office
from tests.people.authenticator import Authenticator
from tests.rights.disclosing import disclosed, extent, request
from tests.rights.requesting import House

OPEN_TO_ALL = {"/console/sign-in", "/console/join", "/console/recover", "/console/sign-out"} | {
    f"/console/api/{name}/{step}"
    for name in ("sign-in", "join", "recover")
    for step in ("begin", "finish")
}
OWN = {"/console", "/console/account", "/console/account/codes"} | {
    "/console/account/passkeys/remove",
    *(
        f"/console/api/{name}/{step}"
        for name in ("passkeys", "step-up")
        for step in ("begin", "finish")
    ),
}
SPARE = "a" * 26


def routes() -> Iterator[tuple[str, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            (method,) = route.methods
            yield method, route


def filled(path: str, tenant: str) -> str:
    ids = {"tenant_id": tenant, "token_id": f"tok_{SPARE}", "person_id": f"per_{SPARE}"}
    ids |= {"subject_id": f"sub_{SPARE}", "session_id": f"ses_{SPARE}"}
    ids |= {"hold_id": f"hld_{SPARE}", "export_id": f"exp_{SPARE}"}
    return path.format(**ids, disclosure_id=f"dsc_{SPARE}", request_id=f"prq_{SPARE}")


def guards(route: APIRoute) -> tuple[set[Action], bool, bool]:
    """Return a route's actions, whether it is an operator's, and whether it needs a fresh proof."""
    calls = [each.dependency for each in route.dependencies]
    actions = {each.action for each in calls if isinstance(each, May)}
    return actions, _operator in calls, FRESH.dependency in calls


ALL = list(routes())
WITHIN = [(m, r) for m, r in ALL if "{tenant_id}" in r.path]


def test_every_route_names_its_action_or_is_open_or_ones_own() -> None:
    for _, route in ALL:
        actions, operators, _ = guards(route)
        named = bool(actions) or operators
        assert named != (route.path in OPEN_TO_ALL | OWN), route.path
        assert not route.include_in_schema
        if "{tenant_id}" in route.path:
            assert any(each.name == "tenant_id" for each in _parameters(route)), route.path


def _parameters(route: APIRoute) -> list[Any]:
    found, waiting = [], [route.dependant]
    while waiting:
        each = waiting.pop()
        found += each.path_params
        waiting += each.dependencies
    return found


def test_nobody_passes_without_a_cookie(office: Office) -> None:
    for method, route in ALL:
        if route.path in OPEN_TO_ALL:
            continue
        path = filled(route.path, office.tenant)
        assert code(office.http.request(method, path, headers=JSON), 401) == "sign_in_required"
        page = office.http.request(method, path, headers=HTML)
        assert page.status_code == 303
        assert page.headers["location"] == "/console/sign-in"


def test_an_operator_sees_no_tenants_own_matters(office: Office) -> None:
    ann, base = office.enter(), f"/console/tenants/{office.tenant}"
    for page in ("requests", "disclosures"):
        assert code(ann._send("GET", f"{base}/{page}", JSON), 403) == "action_not_allowed"
    assert "Sessions per hour" not in ann.get(base).text


def test_a_fresh_proof_is_demanded_and_passes(office: Office) -> None:
    office.scene.token(office.tenant)
    ann, admin = office.enter(), office.enter(Role.TENANT_ADMIN)
    office.stale()
    count = 0
    for method, route in ALL:
        if guards(route)[2]:
            count += 1
            path = filled(route.path, office.tenant)
            own = "{tenant_id}" in route.path and "/keys" not in route.path
            who = admin if own else ann
            assert code(who._send(method, path, JSON), 403) == "step_up_required"
            page = who._send(method, path, HTML)
            assert page.status_code == 403
            assert 'data-ceremony="step-up"' in page.text
    assert count == 17
    assert ann.post(f"/console/tenants/{office.tenant}/keys/rotate").status_code == 403
    ann.step_up()
    assert ann.post(f"/console/tenants/{office.tenant}/keys/rotate").status_code == 303


def test_a_secret_is_in_one_answer_and_in_no_page(office: Office) -> None:
    admin, base = office.enter(Role.TENANT_ADMIN), f"/console/tenants/{office.tenant}/tokens"
    form = {"label": "shop", "kind": "developer", "days": "30", "scope_usage": "1"}
    limits = {"origins": "https://shop.example\nionic://localhost", "packages": "org.example.shop"}
    limits |= {"returns": "https://shop.example/done"}
    made = admin.ask(base, **form, **limits)
    secret = made.json()["secret"]
    assert made.headers["cache-control"] == "no-store"
    caller = office.scene.tenants.authenticate(secret)
    assert caller.tenant_id == office.tenant
    assert caller.limits == TokenLimits(
        frozenset({Scope.USAGE}),
        ("https://shop.example", "ionic://localhost"),
        ("org.example.shop",),
        ("https://shop.example/done",),
    )
    page = admin.get(base).text
    assert "from https://shop.example, ionic://localhost, org.example.shop" in page
    assert "back to https://shop.example/done" in page
    assert secret not in page
    leaf = office.scene.audit(office.tenant).tail(1)[0].entry
    assert (leaf.act, leaf.purpose) == (Act.TOKEN_ISSUED, caller.token_id)
    assert admin.entered is not None
    assert leaf.actor == admin.entered.person.actor
    rotated = admin.ask(f"{base}/{caller.token_id}/rotate").json()["secret"]
    assert office.scene.tenants.authenticate(rotated).limits == caller.limits


def test_a_malformed_token_is_refused(office: Office) -> None:
    admin = office.enter(Role.TENANT_ADMIN)
    right = {"label": "shop", "kind": "developer", "days": "30", "scope_usage": "1"}
    for name, value in (
        ("kind", "x"),
        *(("days", each) for each in ("0", "367", "x", "")),
        ("scope_usage", ""),
        ("label", "x" * 81),
        ("origins", "ftp://x"),
        ("origins", "null"),
        ("packages", "shop"),
        ("returns", "http://shop.example/done"),
    ):
        answer = admin.ask(f"/console/tenants/{office.tenant}/tokens", **right | {name: value})
        assert answer.status_code == 422, answer.text
    assert office.scene.tenants.tokens(office.tenant) == []


def test_a_key_is_rotated_rewrapped_in_steps_and_retired(office: Office) -> None:
    office.scene.vault(office.tenant).check()
    ann, base = office.enter(), f"/console/tenants/{office.tenant}/keys"
    first = office.scene.vault(office.tenant).keys.kek_id()
    assert ann.post(f"{base}/rotate").headers["location"] == f"{base}?said=kek_rotated"
    assert office.scene.vault(office.tenant).keys.kek_id() != first
    assert code(ann.ask(f"{base}/retire"), 409) == "key_in_use"
    left = office.scene.vault(office.tenant).keys.left_to_rewrap()
    assert left > 0
    assert ann.ask(f"{base}/rewrap").json() == {"done": left, "left": 0}
    assert ann.post(f"{base}/retire").headers["location"] == f"{base}?said=kek_retired"
    acts = [each.entry.act for each in office.scene.audit(office.tenant).tail(3)]
    assert acts == [Act.KEK_ROTATED, Act.KEK_REWRAPPED, Act.KEK_RETIRED]
    assert "The earlier versions" in ann.get(f"{base}?said=kek_retired").text


def test_what_a_page_says_is_never_out_of_its_address(office: Office) -> None:
    ann = office.enter()
    assert "evil" not in ann.get("/console/tenants?said=evil").text
    ann.post("/console/tenants", name="<script>alert(1)</script>")
    assert "<script>alert" not in ann.get("/console/tenants").text


def test_a_log_is_verified_with_progress(office: Office) -> None:
    ann = office.enter()
    for path in ("/console/audit", f"/console/tenants/{office.tenant}/audit"):
        lines_of = ann.ask(f"{path}/verify").text.splitlines()
        assert json.loads(lines_of[-1])["result"]["found"] == 0
        assert ann.get(path).status_code == 200
    assert office.scene.server.workers.figures()["verify"].running == 0  # they did it
    assert "person signed in" not in ann.get("/console/audit").text
    assert "person invited" in ann.get("/console/audit").text


def test_usage_is_shown_and_told_as_csv(office: Office) -> None:
    ann, admin = office.enter(), office.enter(Role.TENANT_AUDITOR)
    page = ann.get("/console/usage").text
    assert page.count('class="badge">managed') == 2
    assert "private" in page
    sheet = ann.get("/console/usage.csv")
    assert sheet.headers["content-disposition"] == 'attachment; filename="usage.csv"'
    used = ("authenticate,accepted,production,7", "active_subjects,,production,3")
    own = [f"{office.tenant},one,managed,2026-01,yes,{each}" for each in used]
    rows = sheet.text.splitlines()
    assert rows[3:5] == own
    bank = '"\'=HYPERLINK(""http://evil.example"",""x"")"'
    assert rows[5:] == [f"cli_bank,{bank},private,2026-01,yes,{each}" for each in used]
    mine = admin.get(f"/console/tenants/{office.tenant}/usage.csv").text.splitlines()
    assert mine == [rows[0], *own]
    assert "two" not in admin.get(f"/console/tenants/{office.tenant}/usage").text


def test_requests_are_listed_the_overdue_first(office: Office) -> None:
    admin = office.enter(Role.TENANT_ADMIN)
    desk = office.scene.services.desks.of(of_server(office.tenant, "server"))
    early = Requests(desk).open(RequestKind.COMPLAINT, "subject-1", text="first")
    office.scene.clock.advance(25 * 24 * 3600)
    late = Requests(desk).open(RequestKind.OBJECTION, "subject-2", text="a secret text")
    office.scene.clock.advance(10 * 24 * 3600)
    admin = office.enter(Role.TENANT_ADMIN)
    page = admin.get(f"/console/tenants/{office.tenant}/requests").text
    assert page.index(early.id) < page.index(late.id)
    assert page.count("overdue") == 1
    assert "subject-2" not in page
    assert "a secret text" not in page


def test_a_request_on_behalf_says_who_saw_what_and_leads_to_what_is_objected_to(
    office: Office,
) -> None:
    admin, base = office.enter(Role.TENANT_ADMIN), f"/console/tenants/{office.tenant}/requests"
    mine = Requests(office.scene.desk(office.tenant, TokenKind.DEVELOPER, "server"))
    at = office.scene.clock.now()
    heir = OnBehalf(Capacity.HEIR, EvidenceKind.INHERITANCE_CERTIFICATE, at, "staff-12")
    theirs = mine.open(RequestKind.RESTRICTION, "subject-1", on_behalf=heir)
    page = admin.get(f"{base}/{theirs.id}").text
    assert "heir; shown by inheritance certificate, seen " in page
    assert "<code>staff-12</code>" in page
    objection = mine.open(
        RequestKind.OBJECTION, "subject-1", channel=Channel.SUBJECT, against=theirs.id
    )
    assert f'href="{base}/{theirs.id}"' in admin.get(f"{base}/{objection.id}").text


def test_a_request_is_read_extended_answered_and_refused_with_a_reason(office: Office) -> None:
    admin, base = office.enter(Role.TENANT_ADMIN), f"/console/tenants/{office.tenant}/requests"
    mine = Requests(office.scene.desk(office.tenant, TokenKind.DEVELOPER, "server"))
    complaint = mine.open(RequestKind.COMPLAINT, "subject-1", text="It is <slow>.")
    path = f"{base}/{complaint.id}"
    page = admin.get(path).text
    assert "It is &lt;slow&gt;." in page
    assert "subject-1" in page
    done = admin.post(f"{path}/extend", text="The officer\r\nis ill.")
    assert done.headers["location"] == f"{path}?said=request_extended"
    assert mine.details(mine.get(complaint.id)).extension == "The officer\nis ill."
    assert code(admin.ask(f"{path}/extend", text="Once more."), 409) == "extension_not_allowed"
    assert code(admin.ask(f"{path}/answer", text="  "), 422) == "privacy_request_invalid"
    assert admin.post(f"{path}/answer", text="We got a faster one.").status_code == 303
    closed = admin.get(path).text
    assert "We got a faster one." in closed
    assert "<textarea" not in closed
    objection = mine.open(RequestKind.OBJECTION, "subject-1")
    refusal = {"text": "The fourth today.", "justification": "because"}
    path = f"{base}/{objection.id}/refuse"
    assert code(admin.ask(path, **refusal), 422) == "request_invalid"
    refusal["justification"] = "justifications:ProcessExcessive"
    assert admin.post(path, **refusal).status_code == 303
    assert mine.details(mine.get(objection.id)).answer == "The fourth today."
    assert admin.entered is not None
    leaf = office.scene.audit(office.tenant).tail(1)[0].entry
    assert (leaf.act, leaf.actor) == (Act.REQUEST_REFUSED, admin.entered.person.actor)
    auditor = office.enter(Role.TENANT_AUDITOR)
    for method in ("GET", "POST"):
        refused = auditor._send(
            method, f"{base}/{objection.id}{'/answer' * (method == 'POST')}", JSON
        )
        assert code(refused, 403) == "action_not_allowed"


def test_a_person_looks_at_a_decision_and_says_what_it_found(office: Office) -> None:
    admin, base = office.enter(Role.TENANT_ADMIN), f"/console/tenants/{office.tenant}/requests"
    scene = office.scene
    home = House(scene, office.tenant, scene.caller(office.tenant))
    home.enrol()
    session = home.watched(home.capture(), person=3)
    made = home.open(RequestKind.HUMAN_REVIEW, session_id=session.id)
    path = f"{base}/{made.id}"
    assert "set aside until this is closed" in admin.get(path).text
    shown = admin.get(f"{path}/evidence").text
    assert "target_following.it" in shown
    assert "below level" in shown
    assert code(admin.ask(f"{path}/answer", text="Words."), 409) == "outcome_not_of_kind"
    done = admin.post(f"{path}/answer", text="It was you.", outcome="overturned")
    assert done.headers["location"] == f"{path}?said=request_answered"
    assert home.details(home.requests.get(made.id)).outcome is ReviewOutcome.OVERTURNED
    assert "It was wrong" in admin.get(path).text
    assert code(admin._send("GET", f"{path}/evidence", JSON), 409) == "privacy_request_closed"


def test_a_second_person_approves_by_name(office: Office) -> None:
    admin, base = (
        office.enter(Role.TENANT_ADMIN),
        f"/console/tenants/{office.tenant}/disclosures",
    )
    made = disclosed(office.scene, office.tenant, approved=False)
    assert made in admin.get(base).text
    assert "Approve as the second person" in admin.get(f"{base}/{made}").text
    done = admin.post(f"{base}/{made}/approve")
    assert done.headers.get("location") == f"{base}/{made}?said=disclosure_approved", done.text
    desk = office.scene.desk(office.tenant, TokenKind.DEVELOPER, "server")
    found = Disclosures(desk).get(made)
    assert found.state is DisclosureState.APPROVED
    assert admin.entered is not None
    assert found.approved_by == admin.entered.person.actor
    leaf = office.scene.audit(office.tenant).tail(1)[0].entry
    assert (leaf.act, leaf.actor) == (Act.DISCLOSURE_APPROVED, found.approved_by)
    assert admin.post(f"{base}/{made}/refuse", reason="no").headers["location"].startswith(base)


def test_who_came_after_the_proposal_or_has_the_tokens_name_is_no_second_person(
    office: Office,
) -> None:
    scene, tenant = office.scene, office.tenant
    issue = scene.tenants.issue_token
    limits = TokenLimits(frozenset({Scope.DISCLOSURE}))
    token = issue(tenant, TokenKind.DEVELOPER, "Ann  Officer", None, limits).token
    namesake = office.enter(Role.TENANT_ADMIN, name="ANN officer")
    early = office.enter(Role.TENANT_ADMIN, name="Ben")
    scene.clock.advance(1)
    desk = scene.desk(tenant, TokenKind.DEVELOPER, token.id)
    key = str(pyrage.x25519.Identity.generate().to_public())
    recipient = DisclosureRecipient("Police", "records@police.example", key)
    made = Disclosures(desk).propose_legal("subject-1", request(extent(scene)), recipient)
    scene.clock.advance(1)
    late = office.enter(Role.TENANT_ADMIN, name="Late")
    path = f"/console/tenants/{tenant}/disclosures/{made.id}/approve"
    for somebody in (namesake, late):
        assert code(somebody.ask(path), 403) == "second_person_required"
    assert early.ask(path).status_code == 303


def test_a_tenant_reads_the_case_files_of_its_breaches(office: Office) -> None:
    breaches = office.scene.server.breaches()
    facts = BreachFacts("a lost <laptop>", "staff", 3, 3, "none", "wiped", "dpo@one.example")
    told = breaches.record(facts, [office.tenant])
    other = breaches.record(facts, [office.other])
    for each in (told, other):
        breaches.notify_controllers(each.id)
    page = office.enter(Role.TENANT_ADMIN).get(f"/console/tenants/{office.tenant}/breaches").text
    assert "a lost &lt;laptop&gt;" in page
    assert told.id in page
    assert other.id not in page


def test_an_auditor_approves_nothing(office: Office) -> None:
    auditor = office.enter(Role.TENANT_AUDITOR)
    made = disclosed(office.scene, office.tenant, approved=False)
    answer = auditor.ask(f"/console/tenants/{office.tenant}/disclosures/{made}/approve")
    assert code(answer, 403) == "action_not_allowed"


def test_colleagues_are_invited_by_a_link_and_disabled(office: Office) -> None:
    admin, base = office.enter(Role.TENANT_ADMIN), f"/console/tenants/{office.tenant}/people"
    made = admin.ask(base, name="Ben", role="tenant_auditor").json()
    url = httpx.URL(made["secret"])
    assert url.path == "/console/join"
    device = Authenticator()
    asked = office.http.post("/console/api/join/begin", json={"code": url.fragment}, headers=JSON)
    finish = {"code": url.fragment, "answer": device.create(asked.json())}
    joined = office.http.post("/console/api/join/finish", json=finish, headers=JSON)
    assert len(joined.json()["codes"]) == 10
    cookie = joined.headers["set-cookie"]
    assert cookie.startswith("console=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    office.http.cookies.clear()
    ben = Browser(office.http, cookie.partition("=")[2].partition(";")[0], device)
    assert ben.get(f"/console/tenants/{office.tenant}").status_code == 200
    (found,) = [each for each in office.house.people.of(office.tenant) if each.name == "Ben"]
    assert code(admin.ask(base, name="Eve", role="operator"), 422) == "request_invalid"
    assert admin.post(f"{base}/{found.id}/disable").status_code == 303
    assert ben.get(f"/console/tenants/{office.tenant}").headers["location"] == "/console/sign-in"
    other = office.enter(Role.TENANT_ADMIN, office.other)
    path = f"/console/tenants/{office.other}/people/{found.id}/invite"
    assert code(other.ask(path), 404) == "person_not_found"


def test_an_operator_lets_nobody_into_a_tenant_but_its_first_administrator(
    office: Office,
) -> None:
    ann, base = office.enter(), f"/console/tenants/{office.other}/people"
    people = office.house.people
    assert code(ann.ask(base, name="Ann", role="tenant_auditor"), 403) == "tenant_invites"
    assert "the first administrator" in ann.get(base).text
    made = ann.ask(base, name="Zoe", role="tenant_admin")
    assert made.status_code == 200, made.text
    (zoe,) = people.of(office.other)
    told = [each.entry for each in office.house.leaves(office.other)][-1]
    assert told == Entry(Act.PERSON_INVITED, people.of(None)[0].actor, purpose=zoe.id)
    # one at a time, and again as long as nobody has come
    assert code(ann.ask(base, name="Eve", role="tenant_admin"), 403) == "tenant_invites"
    again = ann.ask(f"{base}/{zoe.id}/invite").json()
    secret = httpx.URL(again["secret"]).fragment
    device = Authenticator()
    office.house.entrance.join(secret, device.create(office.house.entrance.begin_join(secret)))
    for role in ("tenant_admin", "tenant_auditor"):
        assert code(ann.ask(base, name="Eve", role=role), 403) == "tenant_invites"
    assert code(ann.ask(f"{base}/{zoe.id}/invite"), 403) == "tenant_invites"
    page = ann.get(base).text
    assert "New invitation" not in page
    assert 'name="role"' not in page
    # nor after having made room
    assert ann.post(f"{base}/{zoe.id}/disable").status_code == 303
    assert code(ann.ask(base, name="Eve", role="tenant_admin"), 403) == "tenant_invites"
    assert [each.name for each in people.of(office.other)] == ["Zoe"]


def test_an_operator_issues_no_token_and_ends_one(office: Office) -> None:
    ann, base = office.enter(), f"/console/tenants/{office.tenant}/tokens"
    kept = office.scene.token(office.tenant, TokenKind.PRODUCTION).token
    form = {"label": "mine", "days": "366", "scope_rights": "1", "scope_admin": "1"}
    for kind in TokenKind:
        assert code(ann.ask(base, kind=kind.value, **form), 403) == "action_not_allowed"
    assert code(ann.ask(f"{base}/{kept.id}/rotate"), 403) == "action_not_allowed"
    assert [each.id for each in office.scene.tenants.tokens(office.tenant)] == [kept.id]
    page = ann.get(base).text
    assert "Issue a token" not in page
    assert "Rotate" not in page
    assert ann.post(f"{base}/{kept.id}/revoke").status_code == 303


def test_a_tenants_figures_are_its_own(office: Office) -> None:
    admin = office.enter(Role.TENANT_ADMIN)
    caller = office.scene.caller(office.tenant)
    mine = office.scene.sessions.of(caller)
    session = mine.create(SessionKind.ENROLL, "subject-1", LivenessDemand.UNSAFE_NO_LIVENESS)
    page = admin.get(f"/console/tenants/{office.tenant}").text
    assert "1 sessions began in the last 48 hours." in page
    assert "2026-01-05 12:00: 1 open" in page
    assert session.id not in page
    other = office.enter(Role.TENANT_ADMIN, office.other)
    assert "0 sessions began" in other.get(f"/console/tenants/{office.other}").text


def test_a_session_shows_what_was_said_of_the_persons_age(office: Office) -> None:
    gated = {"minimum_age": 16, "below": "guardian"}
    Notices(office.scene.desk(office.tenant, TokenKind.PRODUCTION)).publish(
        NoticeTerms.of({"controller": "One", "contact": "p@one.example", "country": "DE"} | gated)
    )
    mine = office.scene.sessions.of(office.scene.caller(office.tenant))
    claim = AgeClaim(AgeClass.BELOW, GuardianEvidence.COURT_ORDER)
    session = mine.create(SessionKind.LIVENESS, None, None, age=claim)
    admin = office.enter(Role.TENANT_ADMIN)
    page = admin.get(f"/console/tenants/{office.tenant}/sessions/{session.id}").text
    assert "below, by the minimum of 16; a guardian, shown by a court order" in page


@pytest.mark.parametrize("path", ["sign-in", "join", "recover"])
def test_a_page_runs_nothing_inline_and_sends_forms_home(office: Office, path: str) -> None:
    answer = office.http.get(f"/console/{path}", headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert "publickey-credentials-get=(self)" in answer.headers["permissions-policy"]
    assert "publickey-credentials-create=(self)" in answer.headers["permissions-policy"]
    assert " style=" not in answer.text
    assert "<script>" not in answer.text


def test_signing_out_ends_the_session(office: Office) -> None:
    ann = office.enter()
    done = ann.post("/console/sign-out")
    assert "Max-Age=0" in done.headers["set-cookie"]
    assert ann.get("/console/tenants").headers["location"] == "/console/sign-in"


def test_signing_in_again_ends_the_session_that_this_browser_had(office: Office) -> None:
    ann = office.enter()
    asked = office.http.post("/console/api/sign-in/begin", headers=JSON, json={})
    answer = {"answer": ann.device.get(asked.json())}
    kept = JSON | {"Cookie": f"console={ann.cookie}"}
    done = office.http.post("/console/api/sign-in/finish", headers=kept, json=answer)
    assert done.status_code == 200
    assert ann.get("/console/tenants").headers["location"] == "/console/sign-in"
    ann.cookie = done.cookies["console"]
    assert ann.get("/console/tenants").status_code == 200


def test_plots_have_their_values_as_a_table() -> None:
    kinds = (("a", "A"), ("b", "B"))
    plot = stacked("T", "S", kinds, [("d 00:00", {"a": 1, "b": 3}), ("d 01:00", {})], every=1)
    assert plot.rows == (("d 00:00", "1", "3"),)
    assert [round(each.height) for each in plot.boxes] == [42, 126]
    assert [each.text for each in plot.up] == ["0", "1", "2", "3", "4"]
    assert stacked("T", "S", kinds, [], every=1).empty
    drawn = lines("T", "S", kinds, [("2026-01-01", {"a": 1.0, "b": 2.0}), ("2026-01-02", {})])
    assert [len(each.points) for each in drawn.lines] == [1, 1]
    assert drawn.rows == (("2026-01-01", "1.00", "2.00"),)


def test_a_visitor_is_told_from_its_cookie_alone(office: Office) -> None:
    ann = office.enter()
    found = office.house.visits.who(ann.cookie)
    assert isinstance(found, Visitor)
    assert ann.cookie not in repr(found)
