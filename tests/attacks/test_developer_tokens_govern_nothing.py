"""A developer token, which lies on laptops, says nothing that holds for real people.

Each of these acts was once open to a developer token of the scope `admin`: two days after a new
number of days production's templates were erased, and a webhook's secret was in the answer.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inperson.rights.notices.service import Notices
from inperson.rights.retention.service import Retention
from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api, code, serve
from tests.scene import open_scene

TERMS = {"controller": "Somebody Else Ltd", "contact": "privacy@else.example", "country": "DE"}
HOOK = {"url": "https://else.example/hook", "events": ["session.decided"]}
WITNESSES = {"witnesses": [{"name": "else", "key": "none"}]}
GOVERNING: list[tuple[str, str, Any]] = [
    ("PUT", "/v1/retention", {"jurisdictions": [], "days": {"template": 1}}),
    ("GET", "/v1/retention", None),
    ("GET", "/v1/retention/plan", None),
    ("PUT", "/v1/notices", TERMS),
    ("PUT", "/v1/webhook", HOOK),
    ("GET", "/v1/webhook", None),
    ("DELETE", "/v1/webhook", None),
    ("POST", "/v1/webhook/test", None),
    ("PUT", "/v1/audit/witnesses", WITNESSES),
    ("DELETE", "/v1/audit/witnesses", None),
    ("POST", "/v1/audit/witnesses/seen", {"checkpoint": "none"}),
    ("GET", "/v1/usage", None),
]


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with serve(open_scene(tmp_path)) as made:
        yield made


@pytest.mark.parametrize(("method", "path", "body"), GOVERNING)
def test_a_developer_token_governs_nothing(
    api: Api, method: str, path: str, body: dict[str, Any] | None
) -> None:
    desk = api.scene.desk(api.tenant)
    before = (Retention(desk).schedule(), Notices(desk).current())
    answer = api.by(TokenKind.DEVELOPER, None, *Scope).call(method, path, json=body)
    assert code(answer, 403) == "production_authority_required"
    assert (Retention(desk).schedule(), Notices(desk).current()) == before
    with desk.silo.begin() as tx:
        assert desk.setting(tx, "webhook") is None


@pytest.mark.parametrize(("method", "path", "body"), GOVERNING)
def test_a_production_token_needs_the_scope_as_well(
    api: Api, method: str, path: str, body: dict[str, Any] | None
) -> None:
    answer = api.by(TokenKind.PRODUCTION, None, Scope.SESSIONS).call(method, path, json=body)
    assert code(answer, 403) == "action_not_allowed"


def test_a_developer_token_reads_the_notice_that_it_shows(api: Api) -> None:
    assert api.call("GET", "/v1/notices/current").status_code == 200
