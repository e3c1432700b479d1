"""`--json` of a noun is what the API shows of it: one view, two doors."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from inperson.app import Mode, open_server
from inperson.app.serving import build_app
from inperson.cli.main import app
from inperson.config import read_settings
from inperson.core import TenantId
from inperson.rights.requests.model import RequestKind
from inperson.rights.requests.service import Requests
from inperson.tenants import of_server
from tests.cli.test_disclosures import PROPOSAL
from tests.serving import serving

TERMS = Path(__file__).parents[2] / "examples" / "terms.toml"
Ask = Callable[[str], Any]

pytestmark = pytest.mark.needs_models


def lines(*words: object) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, [*(str(word) for word in words), "--json"])
    assert result.exit_code == 0, (result.output, result.exception)
    return [json.loads(line) for line in result.stdout.splitlines()]


def line(*words: object) -> dict[str, Any]:
    return lines(*words)[-1]


@pytest.fixture
def tenant(tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in {
        "DATA": f"sqlite:///{tmp_path / 'data'}",
        "KEYS": f"sqlite:///{tmp_path / 'keys'}",
        "KEK_DIR": tmp_path / "kek",
        "MODELS_DIR": models_dir,
        "OPERATOR": "Server Ltd, Freedonia",
        "OPERATOR_CONTACT": "privacy@server.example",
        "LOCATION": "Freedonia",
    }.items():
        monkeypatch.setenv(f"INPERSON_{name}", str(value))
    return str(line("tenants", "create", "Shop")["id"])


@pytest.fixture
def ask(tenant: str) -> Iterator[Ask]:
    """Read from the API what is there now, with a production token of every scope."""
    scopes = [f"--scope={each}" for each in ("admin", "rights", "disclosure", "usage", "sessions")]
    secret = line("tokens", "issue", tenant, "production", *scopes)["secret"]
    bearer = {"Authorization": f"Bearer {secret}"}
    with (
        open_server(read_settings(), Mode.SERVE) as deployment,
        serving(build_app(deployment)) as url,
        httpx.Client(base_url=f"{url}/v1", headers=bearer, timeout=120) as http,
    ):

        def read(path: str) -> Any:
            answer = http.get(path)
            assert answer.status_code == 200, answer.text
            return answer.json()

        yield read


def test_tokens_are_the_same(tenant: str, ask: Ask) -> None:
    line("tokens", "issue", tenant, "production", "--days", 9, "--origin", "https://a.example")
    asked = ask("tokens")["tokens"]  # it marks its token as used
    assert lines("tokens", "list", tenant) == asked


def test_requests_are_the_same(tenant: str, ask: Ask) -> None:
    with open_server(read_settings(), Mode.SERVE) as deployment:
        desk = deployment.desks.of(of_server(TenantId(tenant), "tester"))
        made = Requests(desk).open(RequestKind.COMPLAINT, "subject-1", text="words")
    assert lines("requests", "list", tenant) == ask("privacy-requests")["requests"]
    assert line("requests", "show", tenant, made.id) == ask(f"privacy-requests/{made.id}")


def test_disclosures_are_the_same(tenant: str, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "proposal.json"
    file.write_text(json.dumps(PROPOSAL))
    made = line("disclosures", "propose", tenant, file)
    assert made == ask(f"disclosures/{made['id']}")
    assert lines("disclosures", "list", tenant) == ask("disclosures")["disclosures"]


def test_holds_are_the_same(tenant: str, ask: Ask, tmp_path: Path) -> None:
    order = tmp_path / "order"
    order.write_text("an order")
    words = ("--authority", "A court", "--instrument", "1/26", "--basis", "a law", "--days", 9)
    made = line("holds", "place", tenant, "subject-1", "--document", order, *words)
    assert [made] == lines("holds", "list", tenant) == ask("holds")["holds"]


def test_retention_and_what_is_due_are_the_same(tenant: str, ask: Ask) -> None:
    set_ = line("retention", "set", tenant, "--jurisdiction", "US-IL", "--days", "template=90")
    assert set_ == line("retention", "show", tenant) == ask("retention")
    planned, asked = line("retention", "plan", tenant), ask("retention/plan")
    assert planned | {"at": None} == asked | {"at": None}


def test_the_notice_is_the_same(tenant: str, ask: Ask) -> None:
    assert line("notices", "publish", tenant, "--terms", TERMS) == ask("notices/current")


def test_the_webhook_is_the_same(tenant: str, ask: Ask) -> None:
    line("webhooks", "set", tenant, "https://shop.example/hook", "--event", "subject.erased")
    assert line("webhooks", "show", tenant) == ask("webhook")


def test_usage_is_the_same(tenant: str, ask: Ask) -> None:
    assert lines("usage", "show", "--tenant", tenant) == ask("usage")["periods"]


def test_the_audit_log_is_the_same(tenant: str, ask: Ask) -> None:
    leaves = ask("audit/leaves")["leaves"]
    assert leaves
    assert lines("audit", "tail", tenant, "-n", len(leaves)) == leaves
    assert line("audit", "checkpoint", tenant) == ask("audit/checkpoint")
    assert line("audit", "prove", tenant, 0) == ask("audit/leaves/0/proof")
