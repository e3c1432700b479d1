"""A refusal names the member of the request that it is about, as an error of the schema does."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

import inperson
from inperson.client import Client, ProblemError
from inperson.http.members import _places
from inperson.http.server import _ROUTES
from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api
from tests.http.test_notices import TERMS

NOW = datetime(2026, 1, 5, 11, tzinfo=UTC)
KEY = "age10crtl4vuf7ej4p60dka5v97mr9xjek6rhrku6l87hvuzfxnju57snfgf7g"
APPROVED = {
    "basis": "user_approved",
    "subject_ref": "subject-1",
    "extent": {
        "scope": ["decisions"],
        "since": NOW.isoformat(),
        "until": (NOW - timedelta(days=1)).isoformat(),
    },
    "recipient": {"name": "Lab", "address": "lab@lab.example", "key": KEY},
    "why": "You asked for it.",
}


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        (
            "PUT",
            "notices",
            TERMS | {"minimum_age": 12, "below": "refuse"},
            {"body.minimum_age": "minimum_age_too_low"},
        ),
        (
            "PUT",
            "notices",
            TERMS | {"purposes": {"improvement": "explicit_consent"}},
            {"body.purposes.identity": "notice_terms_invalid"},
        ),
        (
            "PUT",
            "retention",
            {"jurisdictions": ["EU"], "days": {"template": 400}},
            {"body.reasons.template": "retention_reason_missing"},
        ),
        ("POST", "disclosures", APPROVED, {"body.extent.until": "disclosure_invalid"}),
        (
            "POST",
            "sessions",
            {"subject_ref": "anna@a.example", "kind": "enroll"},
            {"body.subject_ref": "subject_ref_personal"},
        ),
        (
            "POST",
            "tokens",
            {"scopes": ["openid"], "backchannel_logout_uri": "ftp://x.example"},
            {"body.backchannel_logout_uri": "webhook_url_refused"},
        ),
        ("PUT", "notices", TERMS | {"contact": None}, {"body.contact": "string_type"}),
    ],
)
def test_a_member_that_is_refused_is_named(
    api: Api, method: str, path: str, body: dict[str, Any], told: dict[str, str]
) -> None:
    whole = api.by(TokenKind.PRODUCTION, None, *(set(Scope) - {Scope.OPENID}))
    answer = whole.call(method, f"/v1/{path}", json=body)
    assert answer.status_code in {403, 422}, answer.text
    named = {each["field"]: each["message"] for each in answer.json()["errors"]}
    assert named == told


def test_what_is_about_no_member_names_none(api: Api) -> None:
    assert "errors" not in api.call("GET", "/v1/sessions/ses_x").json()


def test_the_client_knows_the_member(api: Api) -> None:
    token = api.scene.token(api.tenant, TokenKind.DEVELOPER).secret
    with Client(api.url, token) as face, pytest.raises(ProblemError) as caught:
        face.open_privacy_request("complaint", "a\nb", text="Why?")
    assert list(caught.value.members) == ["body.subject_ref"]


def test_every_member_that_a_rule_names_is_one_that_a_route_takes() -> None:
    taken = {name for each in _ROUTES if isinstance(each, APIRoute) for name in _places(each)}
    told: set[str] = set()
    for room in ("rights", "sessions", "tenants"):
        for file in Path(inperson.__path__[0], room).rglob("*.py"):
            told |= set(re.findall(r'\bfield ?= ?f?"([a-z_0-9]+)', file.read_text("utf-8")))
    assert "minimum_age" in told
    assert told <= taken
