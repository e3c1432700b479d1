"""`usage` as an operator runs it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from inperson.app import Mode, open_server
from inperson.app.chores import make_sender, make_upkeep, make_write
from inperson.config import Settings
from inperson.core import TenantId
from inperson.rights.billing import usage_book
from inperson.store.guard import WHOLE
from inperson.tenants import of_server
from inperson.usage import Period
from tests.cli.test_requests import facts, run, tenant  # noqa: F401 -- a fixture
from tests.http.conftest import serve
from tests.scene import open_scene
from tests.usage.months import LAST


@pytest.fixture
def used(tenant: TenantId) -> TenantId:  # noqa: F811
    """A tenant of whom a session of last month has not ended yet."""
    statement = (
        "INSERT INTO sessions (id, kind, token_kind, liveness, subject, created_at, expires_at, "
        "state) VALUES ('ses_a', 'enroll', 'developer', 'unsafe_no_liveness', X'00', :at, :at, "
        "'open')"
    )
    at = LAST.begins_at.isoformat(timespec="microseconds")
    with open_server(Settings(), Mode.SERVE) as deployment:
        engine = deployment.stores.databases[0].engine(f"silo_{tenant}", WHOLE)
        with engine.begin() as connection:
            connection.execute(text(statement), {"at": at})
    return tenant


def test_a_month_is_closed_shown_reported_and_verified(used: TenantId, tmp_path: Path) -> None:
    assert facts("usage", "close", LAST)["number"] == 1
    shown = facts("usage", "show")
    assert shown["closed"] is True
    assert shown["counts"] == [
        {"kind": "enroll", "outcome": "expired", "token_kind": "developer", "count": 1}
    ]
    assert "expired" in run("usage", "show").stdout
    out = tmp_path / "report.txt"
    run("usage", "report", LAST, "--tenant", used, "--out", out)
    printed = run("usage", "report", LAST).stdout
    assert printed == out.read_text() == run("usage", "report", LAST).stdout
    assert facts("usage", "verify", out)["number"] == 1
    out.write_text(printed.replace(".", ".A", 1))
    assert "usage_report_malformed" in run("usage", "verify", out, code=4).stderr
    assert "usage_period_open" in run("usage", "close", Period.of(datetime.now(UTC)), code=4).stderr
    assert "period_invalid" in run("usage", "close", "2026-1", code=4).stderr


def test_a_private_report_holds_a_release_of_statistics(
    used: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_DEPLOYMENT", "private")
    run("usage", "close", LAST)
    with open_server(Settings(), Mode.SERVE) as deployment:
        desk = deployment.desks.of(of_server(used, "tester"))
        report = usage_book(desk).report(LAST)
        stored = deployment.statistics(used).stored(LAST)
    assert report.deployment == "private"
    assert stored is not None
    assert report.statistics == stored.to_json()
    assert report.statistics["withheld"] is True  # nobody was there


def test_the_counts_are_reconciled(used: TenantId) -> None:
    run("usage", "close", LAST)
    assert "agrees" in run("usage", "reconcile").stdout
    with open_server(Settings(), Mode.SERVE) as deployment:
        engine = deployment.stores.databases[0].engine(f"silo_{used}", WHOLE)
        with engine.begin() as connection:
            connection.execute(text("UPDATE usage_counts SET count = 0"))
    assert "MORE KEPT THAN COUNTED" in run("usage", "reconcile", code=1).stdout


def test_upkeep_closes_what_is_due(used: TenantId) -> None:
    with open_server(Settings(), Mode.SERVE) as deployment:
        upkeep = make_upkeep(
            deployment.desks,
            make_sender(Settings()),
            deployment.improvement,
            make_write(deployment),
        )
        (chore,) = [each for each in upkeep.chores if each.name == "usage"]
        first, again = upkeep.run(chore).count, upkeep.run(chore).count
        assert first in {1, 2}, "two in the hours after a month's end"
        assert again == 0
        desk = deployment.desks.of(of_server(used, "tester"))
        assert usage_book(desk).usage(LAST).closed


def test_reports_are_pushed_oldest_first_and_stop_at_a_refusal(
    used: TenantId, tmp_path: Path
) -> None:
    run("usage", "close", LAST)
    with open_server(Settings(), Mode.SERVE) as deployment:
        keys = tmp_path / "jwks.json"
        keys.write_text(json.dumps(deployment.signer.jwks()))
    with serve(open_scene(tmp_path / "managed")) as managed:
        refused = run("usage", "push", "--to", managed.url, code=4)
        assert f"report 1 for {LAST}: refused usage_client_unknown" in refused.stdout
        assert "usage_push_failed" in refused.stderr
        managed.scene.services.clients.add("Private", keys.read_text(), "operator:x")
        assert f"report 1 for {LAST}: accepted" in run("usage", "push", "--to", managed.url).stdout
        assert f"report 1 for {LAST}: known" in run("usage", "push", "--to", managed.url).stdout
    for nowhere in ("http://127.0.0.1:1", "https://169.254.169.254"):
        assert "usage_push_failed" in run("usage", "push", "--to", nowhere, code=4).stderr
    clear = run("usage", "push", "--to", "http://cloud.example", code=4)  # for all to read
    assert "webhook_url_refused" in clear.stderr


def test_clients_are_added_and_listed(used: TenantId, tmp_path: Path) -> None:
    with open_server(Settings(), Mode.SERVE) as deployment:
        keys = tmp_path / "jwks.json"
        keys.write_text(json.dumps(deployment.signer.jwks()))
    added = facts("usage", "clients", "add", "Bank", "--jwks", keys)
    assert str(added["id"]).startswith("cli_")
    again = run("usage", "clients", "add", "Bank", "--jwks", keys, code=4)
    assert "usage_client_exists" in again.stderr
    assert "Bank  no report" in run("usage", "clients", "list").stdout
    assert run("usage", "overview").stdout.splitlines()[0].startswith("client,name,cloud,period")
    with open_server(Settings(), Mode.SERVE) as deployment:
        deployment.add_tenant("two")
    assert "tenant_missing" in run("usage", "show", code=4).stderr
