"""A closed server's log is witnessed by carrying, and held against what was carried to it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inperson.cli.main import app
from tests.cli.test_requests import facts, run


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    for store in ("DATA", "KEYS", "AUDIT"):
        monkeypatch.setenv(f"INPERSON_{store}", f"sqlite:///{tmp_path / store}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    monkeypatch.setenv("INPERSON_DEPLOYMENT", "private")
    return str(facts("tenants", "create", "Shop")["id"])


def log_clause() -> tuple[str, str]:
    lines = run("policy", "check", "--json", code=1).stdout.splitlines()
    found = next(each for each in map(json.loads, lines) if each["clause"] == "6.2")
    return found["state"], found["said"]


def test_what_witnesses_signed_is_carried(
    tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = facts("witness", "init", "w.example")["vkey"]
    url = "https://w.example"
    refused = run("audit", "witnesses", "set", tenant, "--witness", f"w {key} {url}", code=4)
    assert "outbound_closed" in refused.stderr
    assert "witnesses_missing" in run("audit", "witnesses", "show", tenant, code=4).stderr
    told = facts("audit", "witnesses", "set", tenant, "--witness", f"w {key}")
    assert (told["seen_at"], told["late"]) == (None, False)
    run("witness", "trust", facts("audit", "log-key", tenant)["vkey"])
    (tmp_path / "trust").write_text(run("audit", "witnesses", "show", tenant).stdout)
    (tmp_path / "asked").write_text(run("audit", "submission", tenant).stdout)
    unsigned = facts("audit", "checkpoint", tenant)["checkpoint"]
    (tmp_path / "unsigned").write_text(unsigned)
    refused = run("audit", "witnesses", "take", tenant, "unsigned", code=4)
    assert "witness_quorum_unmet" in refused.stderr
    (tmp_path / "line").write_text(run("witness", "sign", "asked").stdout)
    (tmp_path / "seen").write_text(
        run("audit", "cosign", "asked", "line", "--trust", "trust").stdout
    )
    assert facts("audit", "witnesses", "take", tenant, "seen")["seen_at"] is not None
    state, said = log_clause()
    assert state == "broken"
    assert "only 0 of 1 witnesses say what they saw" in said
    monkeypatch.setenv("INPERSON_WITNESSED", str(tmp_path / "witnessed"))
    assert "INPERSON_WITNESSED" in log_clause()[1]
    (tmp_path / "witnessed").mkdir()
    latest = run("witness", "latest", f"inperson/{tenant}").stdout
    (tmp_path / "witnessed" / "w").write_text(latest)
    assert log_clause()[0] == "holds"
    checks = CliRunner().invoke(app, ["doctor"]).stdout  # of models there may be none
    assert "ok    witnesses    1 tenants have them" in checks
    assert facts("audit", "witnesses", "remove", tenant) == {"witnesses": []}
    assert log_clause()[0] == "holds"
    (tmp_path / "witnessed" / "w").write_text(latest.replace("erasures 0", "erasures 3"))
    assert log_clause()[0] == "broken"
