"""`webhooks` and `upkeep` on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from inperson.cli.main import app
from tests.receiving import answering, receiving


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    monkeypatch.setenv("INPERSON_DELIVERY_NETWORKS", "127.0.0.0/8")
    return run("tenants", "create", "One").stdout.strip()


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == code, (result.output, result.exception)
    return result


def rows(*words: str, code: int = 0) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(*words, "--json", code=code).stdout.splitlines()]


def test_a_webhook_is_set_tried_and_shown(tenant: str) -> None:
    run("webhooks", "show", tenant, code=4)
    with receiving() as receiver:
        secret = run("webhooks", "set", tenant, receiver.url, "--event", "subject.erased").stdout
        assert secret.startswith("whsec_")
        (sent,) = rows("webhooks", "test", tenant)
        assert sent == {"id": receiver.ids[0], "arrived": True, "failure": None}
        (shown,) = rows("webhooks", "show", tenant)
    assert shown.pop("set_at")
    assert shown == {
        "url": receiver.url,
        "events": ["subject.erased"],
        "pending": 0,
        "failed": 0,
        "last_failure": None,
    }


def test_what_did_not_arrive_is_listed(tenant: str) -> None:
    with receiving(answering(500)) as receiver:
        run("webhooks", "set", tenant, receiver.url)
        (sent,) = rows("webhooks", "test", tenant, code=1)
        assert (sent["arrived"], sent["failure"]) == (False, "http_500")
    webhook, pending = rows("webhooks", "show", tenant)
    assert (webhook["pending"], webhook["last_failure"]) == (1, "http_500")
    assert (pending["id"], pending["state"], pending["attempts"]) == (sent["id"], "pending", 1)
    (again,) = rows("webhooks", "retry", tenant)
    assert again == {"again": 0, "arrived": 0, "pending": 1}


def test_the_upkeep_prints_a_line_a_chore(tenant: str) -> None:
    done = rows("upkeep")
    assert {"deliveries", "requests", "retention"} <= {str(each["chore"]) for each in done}
    assert not any(each["errors"] for each in done)
    assert len(run("upkeep").stdout.splitlines()) == len(done)
