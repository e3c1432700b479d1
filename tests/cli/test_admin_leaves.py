"""What an operator does at the command line is on the tenant's audit log, or is not done."""

import json
from pathlib import Path

import pyrage
import pytest
from typer.testing import CliRunner, Result

from inperson.app import Mode, open_server
from inperson.audit import Act, Entry
from inperson.cli.actors import operator
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.config import Settings
from inperson.core import StoreUnavailable
from inperson.store.audit import SqlOpenLog

TO = (
    *("--recipient", str(pyrage.x25519.Identity.generate().to_public())),
    *("--to", "Laboratory", "--address", "data@lab.example", "--why", "To find errors."),
)


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    monkeypatch.setenv("INPERSON_DELIVERY_NETWORKS", "127.0.0.0/8")
    return str(json.loads(run("tenants", "create", "one", "--json").stdout)["id"])


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def entries(tenant: str) -> list[Entry]:
    with open_server(Settings(), Mode.SERVE) as deployment:
        (owner,) = [each.id for each in deployment.tenants.tenants() if each.id == tenant]
        log = deployment.audit(owner)
        return [leaf.entry for leaf in log.tail(log.size())]


def acts(tenant: str, *wanted: Act) -> list[tuple[Act, str | None]]:
    mine = [each for each in entries(tenant) if each.act in wanted]
    assert {each.actor for each in mine} <= {operator()}
    return [(each.act, each.purpose) for each in mine]


def test_tokens_are_issued_rotated_and_revoked_on_the_record(tenant: str) -> None:
    first = json.loads(run("tokens", "issue", tenant, "developer", "--json").stdout)["token"]["id"]
    second = json.loads(run("tokens", "rotate", tenant, first, "--json").stdout)["token"]["id"]
    run("tokens", "revoke", tenant, second)
    run("tokens", "revoke", tenant, "tok_" + "a" * 26, code=Exit.FAILED)
    issued, ended = Act.TOKEN_ISSUED, Act.TOKEN_ENDED
    assert acts(tenant, issued, ended) == [
        (issued, first),
        (issued, second),
        (ended, first),
        (ended, second),
    ]


def test_keys_are_rotated_and_retired_on_the_record(tenant: str) -> None:
    run("keys", "rotate", tenant)
    run("keys", "rewrap", tenant)
    run("keys", "retire", tenant)
    run("keys", "rotate-pseudonyms", tenant)
    wanted = Act.KEK_ROTATED, Act.KEK_REWRAPPED, Act.KEK_RETIRED, Act.PSEUDONYMS_ROTATED
    assert acts(tenant, *wanted) == [(each, None) for each in wanted]


def test_a_chore_run_by_hand_is_on_the_record_by_its_name(tenant: str) -> None:
    for words in ("disclosures run-due", "requests run", "retention sweep", "webhooks retry"):
        run(*words.split(), tenant)
    chores = "disclosures", "requests", "retention", "deliveries"
    assert acts(tenant, Act.CHORE_RUN) == [(Act.CHORE_RUN, each) for each in chores]


def test_a_release_is_on_the_record_once(tenant: str) -> None:
    for words in (("release", "2026-01"), ("release", "2026-01"), ("across", "2026-02")):
        run("statistics", *words)
    released = Act.STATISTICS_RELEASED
    assert acts(tenant, released) == [(released, "2026-01"), (released, "2026-02")]


def test_a_test_message_is_on_the_record(tenant: str) -> None:
    run("webhooks", "set", tenant, "http://127.0.0.1:9/hooks")
    run("webhooks", "test", tenant, code=Exit.NO)  # nothing listens there
    assert acts(tenant, Act.WEBHOOK_TESTED) == [(Act.WEBHOOK_TESTED, "webhook")]


def test_an_export_is_on_the_record(tenant: str, tmp_path: Path) -> None:
    made = let_leave(tenant)
    run("improvement", "export", tenant, made, tmp_path / "out")
    for act in (Act.EXPORT_APPROVED, Act.IMPROVEMENT_EXPORTED):
        assert acts(tenant, act) == [(act, made)]


def let_leave(tenant: str) -> str:
    """Have an export proposed and approved, and return its id."""
    said = run("improvement", "propose", tenant, *TO, "--as", "ann", "--json").stdout
    made = str(json.loads(said)["id"])
    run("improvement", "approve", tenant, made)
    return made


def test_what_cannot_be_recorded_is_not_done(
    tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = json.loads(run("tokens", "issue", tenant, "developer", "--json").stdout)["token"]["id"]
    run("keys", "rotate", tenant)
    listed = run("tokens", "list", tenant, "--json").stdout
    export = let_leave(tenant)
    keks = sorted((tmp_path / "kek").rglob("*"))

    def refuse(*_: object) -> int:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(SqlOpenLog, "append", refuse)
    for words in (
        ("tokens", "issue", tenant, "developer"),
        ("tokens", "rotate", tenant, token),
        ("tokens", "revoke", tenant, token),
        ("keys", "rotate", tenant),
        ("keys", "rewrap", tenant),
        ("keys", "retire", tenant),
        ("disclosures", "run-due", tenant),
        ("requests", "run", tenant),
        ("retention", "sweep", tenant),
        ("webhooks", "retry", tenant),
        ("statistics", "release", "2026-01"),
        ("keys", "rotate-pseudonyms", tenant),
        ("improvement", "propose", tenant, *TO),
        ("improvement", "export", tenant, export, tmp_path / "out"),
    ):
        assert "audit_unavailable" in run(*words, code=Exit.FAILED).stderr
    assert run("tokens", "list", tenant, "--json").stdout == listed
    assert sorted((tmp_path / "kek").rglob("*")) == keks
    assert not (tmp_path / "out").exists()


def test_an_operator_is_named_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "somebody-else")
    named = operator()
    assert named.startswith("operator:")
    assert "somebody-else" not in named

    def nobody(_: int) -> None:
        raise KeyError

    monkeypatch.setattr("pwd.getpwuid", nobody)
    assert operator().startswith("operator:uid-")
    Entry(Act.KEK_ROTATED, operator())
