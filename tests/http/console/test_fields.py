"""What does not fit is said beside its field, on every page with a form; what was typed stays."""

import re
from collections.abc import Mapping

import pytest

from inperson.http.console import forms
from inperson.rights.notices import Notices
from inperson.rights.retention import Category
from inperson.tenants import Role
from tests.http.conftest import code
from tests.http.console.conftest import Office
from tests.http.console.test_console import ALL
from tests.http.console.test_disclosures import ORDER
from tests.rights.noticing import BOTH

LONG = "x" * 4100
KEY = ORDER["key"]
HOLD = {"subject_ref": "anna", "kind": "developer", "authority": "A court", "basis": "Code 1"}
HOLD |= {"instrument": "1/26", "document_sha256": "ab" * 32, "until": "2026-03-01"}
EXPORT = {"name": "Lab Ltd", "address": "lab@lab.example", "key": KEY, "why": "Errors."}
TOLD_AT = ("backchannel_logout_uri", "backchannel_client_notification_endpoint")
NOTICE = {"controller": "One Ltd", "contact": "x@one.example", "country": "DE"}
NOTICE |= {"identity": "explicit_consent"}
TOKEN = {"label": "shop", "kind": "developer", "days": "30", "scope_sessions": "1"}
PARTY = TOKEN | {"scope_openid": "1", "ciba": "1", "returns": "https://x.example/back"}
HOOK = {"url": "https://shop.example/hooks", "event_session.decided": "1"}
OUTCOME = Category.SESSION_OUTCOME.value
FORMS: tuple[tuple[str, Mapping[str, str], Mapping[str, str]], ...] = (
    ("holds", HOLD, {**dict.fromkeys(HOLD, LONG), "until": "2030-01-01"}),
    ("holds", HOLD, {"until": "tomorrow", "document_sha256": "ab"}),
    ("exports", EXPORT, dict.fromkeys(EXPORT, LONG)),
    ("notices/draft", NOTICE, dict.fromkeys((*NOTICE, "dpo", "alternative"), LONG)),
    ("notices/draft", NOTICE, {"recipients": "a | b", "transfers": "a | DE | none"}),
    ("notices/draft", NOTICE, {"alternative_kind": "x", "recipients": "a | b | Germany"}),
    ("retention/preview", {}, {f"days.{OUTCOME}": "99999", f"reasons.{OUTCOME}": LONG}),
    ("retention/preview", {}, {f"days.{OUTCOME}": "many", "jurisdictions": "Freedonia"}),
    ("webhook", HOOK, {"url": "ftp://shop.example", "event_session.decided": ""}),
    ("tokens", TOKEN, {"label": LONG, "kind": "x", "days": "0", "scope_sessions": ""}),
    ("tokens", TOKEN, {"origins": "ftp://x", "packages": "shop", "returns": "http://x.example"}),
    (
        "tokens",
        PARTY,
        dict.fromkeys(("jwks", *TOLD_AT), "ftp://x.example"),
    ),
    ("people", {"name": "Bea", "role": "tenant_auditor"}, {"name": LONG, "role": "operator"}),
    ("subjects", {"subject_ref": "anna", "kind": "production"}, {"subject_ref": "a b", "kind": ""}),
    ("subjects", {"kind": "production"}, {"subject_ref": "nobody"}),
    ("sessions", {}, {"session_id": "ses_none"}),
)
GROUPS = {"scope_sessions": "scopes", "event_session.decided": "events"}
"""Boxes of which one at least is ticked, by what is said of them together."""


@pytest.mark.parametrize(("path", "right", "wrong"), FORMS)
def test_each_field_has_its_own_words(
    office: Office, path: str, right: Mapping[str, str], wrong: Mapping[str, str]
) -> None:
    Notices(office.scene.desk(office.tenant)).publish(BOTH)
    ann = office.enter(Role.TENANT_ADMIN, office.tenant)
    for name, value in wrong.items():
        sent = {**right, name: value}
        answer = ann.post(f"/console/tenants/{office.tenant}/{path}", **sent)
        about = GROUPS.get(name, name)
        assert answer.status_code in (404, 422), (name, answer.text)
        assert "Nothing was done." in answer.text
        told = re.search(rf'id="wrong-{re.escape(about)}">(.*?)</p>', answer.text, re.S)
        assert told is not None, (name, answer.text)
        marked = (
            rf'name="{re.escape(name)}"[^>]*aria-invalid="true"[^>]*wrong-{re.escape(about)}[ "]'
        )
        if about not in GROUPS.values():
            assert re.search(marked, answer.text), name
        for other, typed in right.items():
            if other != name and not other.startswith(("scope_", "event_")):
                kept = (
                    rf'name="{re.escape(other)}".*?(value="{re.escape(typed)}"|>{re.escape(typed)})'
                )
                assert re.search(kept, answer.text, re.S), (name, other)


def test_a_script_is_told_the_field(office: Office) -> None:
    admin = office.enter(Role.TENANT_ADMIN, office.tenant)
    answer = admin.ask(f"/console/tenants/{office.tenant}/tokens", **TOKEN | {"days": "0"})
    assert code(answer, 422) == "request_invalid"
    assert answer.json()["errors"] == [{"field": "body.days", "message": "request_invalid"}]


def test_every_act_that_is_typed_is_asked_on_a_page() -> None:
    carried = {"set_retention", "publish", "remove_passkey"}  # what a page put in, and nobody typed
    asked = {
        route.endpoint.__name__: hasattr(route.endpoint, "__wrapped__")
        for _, route in ALL
        if any(each.call is forms._form for each in route.dependant.dependencies)
    }
    assert {name for name, on_a_page in asked.items() if not on_a_page} == carried
