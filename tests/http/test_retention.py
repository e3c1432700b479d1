"""`/v1/retention` and `/v1/holds` as a tenant's back end calls them."""

from typing import Any

import pytest

from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api
from tests.http.conftest import code as code_of
from tests.scene import png

ORDER: dict[str, Any] = {
    "subject_ref": "subject-1",
    "authority": "Amtsgericht Köln",
    "instrument": "Beschluss 12 Gs 345/26",
    "basis": "StPO 94",
    "document_sha256": "ab" * 32,
    "until": "2026-06-01T00:00:00Z",
}


@pytest.fixture
def admin(api: Api) -> Api:
    return api.by(TokenKind.PRODUCTION, None, *Scope)


def test_a_tenant_chooses_reads_and_plans(admin: Api) -> None:
    before = admin.call("GET", "/v1/retention").json()
    assert before["jurisdictions"] == ["EU"]  # of the country that the notice names
    chosen = {"jurisdictions": ["US-IL", "EU"], "days": {"template": 90}}
    answer = admin.call("PUT", "/v1/retention", json=chosen)
    assert answer.status_code == 200
    assert answer.json() == admin.call("GET", "/v1/retention").json()
    (row,) = [each for each in answer.json()["rows"] if each["category"] == "template"]
    assert (row["days"], row["trigger"]) == (90, "last_interaction")
    assert (row["cap"]["code"], row["cap"]["days"]) == ("US-IL", 1095)
    admin.by(TokenKind.DEVELOPER).run("enroll", png(1))  # kept as long as everybody's
    assert admin.call("GET", "/v1/retention/plan").json()["total"] == 0
    admin.scene.clock.advance(91 * 86400)
    plan = admin.call("GET", "/v1/retention/plan").json()
    due = {each["category"]: each["due"] for each in plan["due"] if each["due"]}
    assert due == {"template": 1}
    assert plan["total"] == 1
    assert "sub_" not in str(plan)


def test_who_is_kept_for_an_order_alone_is_not_recognised(admin: Api) -> None:
    developer = admin.by(TokenKind.DEVELOPER, None, *Scope)
    developer.run("enroll", png(1))
    assert developer.run("authenticate", png(1))["decision"] == "match"
    assert developer.call("POST", "/v1/holds", json=ORDER).status_code == 201
    assert developer.run("authenticate", png(1))["decision"] == "match"
    erasure = {"kind": "erasure", "subject_ref": "subject-1"}
    refused = developer.call("POST", "/v1/privacy-requests", json=erasure).json()
    assert (refused["state"], refused["justification"]) == (
        "refused",
        "justifications:LegallyExempted",
    )
    assert code_of(developer.create("authenticate"), 403) == "subject_restricted"
    answer = {"text": "The order has ended; you chose to go on."}
    url = f"/v1/privacy-requests/{refused['id']}/answer"
    assert developer.call("POST", url, json=answer).status_code == 200
    assert developer.run("authenticate", png(1))["decision"] == "match"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"jurisdictions": ["US-TX"], "days": {"template": 366}}, "retention_over_cap"),
        ({"jurisdictions": ["XX"]}, "jurisdiction_unknown"),
        ({"jurisdictions": ["EU"], "days": {"template": 400}}, "retention_reason_missing"),
        ({"days": {"session_outcome": 366}}, "retention_over_cap"),
        ({"reasons": {"template": "a\nb"}}, "retention_invalid"),
        ({"days": {"template": 0}}, "request_invalid"),
        ({"days": {"mood": 1}}, "request_invalid"),
        ({"days": {"template": "90"}}, "request_invalid"),
        ({"jurisdictions": ["EU"], "until": 1}, "request_invalid"),
    ],
)
def test_a_choice_that_may_not_be_is_refused(admin: Api, body: Any, code: str) -> None:
    answer = admin.call("PUT", "/v1/retention", json=body)
    assert code_of(answer, 422) == code
    if code == "retention_over_cap":
        assert "days at most: " in answer.json()["detail"]


def test_a_hold_keeps_a_subject_from_being_erased(api: Api) -> None:
    admin = api.by(TokenKind.DEVELOPER, None, *Scope)
    subject = admin.run("enroll", png(1))["subject_id"]
    placed = admin.call("POST", "/v1/holds", json=ORDER)
    assert placed.status_code == 201
    hold = placed.json()
    assert hold["authority"] == ORDER["authority"]
    assert "subject" not in hold
    assert admin.call("GET", "/v1/holds").json() == {"holds": [hold]}
    assert code_of(admin.call("DELETE", f"/v1/subjects/{subject}"), 409) == "subject_held"
    released = admin.call("DELETE", f"/v1/holds/{hold['id']}")
    assert released.json()["released_at"] is not None
    assert admin.call("DELETE", f"/v1/holds/{hold['id']}").json() == released.json()
    assert admin.call("DELETE", f"/v1/subjects/{subject}").status_code == 200


def test_a_hold_on_nobody_looks_like_one_on_somebody(api: Api) -> None:
    admin = api.by(TokenKind.DEVELOPER, None, *Scope)
    admin.run("enroll", png(1))
    some, nobody = (
        admin.call("POST", "/v1/holds", json={**ORDER, "subject_ref": ref})
        for ref in ("subject-1", "nobody")
    )
    assert some.status_code == nobody.status_code == 201
    assert {**some.json(), "id": ""} == {**nobody.json(), "id": ""}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"until": "2027-06-01T00:00:00Z"}, "order_invalid"),
        ({"until": "2026-01-01T00:00:00Z"}, "order_invalid"),
        ({"authority": "a\nb"}, "order_invalid"),
        ({"until": "2026-06-01"}, "request_invalid"),
        ({"until": 1_800_000_000}, "request_invalid"),
        ({"authority": ""}, "request_invalid"),
        ({"document_sha256": "ab"}, "request_invalid"),
        ({"subject_ref": "a b"}, "request_invalid"),
    ],
)
def test_an_order_that_is_not_whole_is_refused(admin: Api, change: Any, code: str) -> None:
    answer = admin.call("POST", "/v1/holds", json={**ORDER, **change})
    assert code_of(answer, 422) == code
    assert admin.call("GET", "/v1/holds").json() == {"holds": []}


def test_a_hold_that_is_not_there_is_not_found(admin: Api) -> None:
    assert code_of(admin.call("DELETE", "/v1/holds/hld_x"), 404) == "hold_not_found"
