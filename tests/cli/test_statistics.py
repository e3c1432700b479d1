"""`inperson statistics` prints what may leave as its schema says, and the rest for the tenant."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.usage import Period
from inperson.usage.statistics import Release

RUN = CliRunner()


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    return RUN.invoke(app, ["tenants", "create", "Acme"]).stdout.strip()


def said(*words: str) -> str:
    result = RUN.invoke(app, ["statistics", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_release_of_nobody_is_withheld_and_on_the_ledger(tenant: str) -> None:
    text = said("release", "2026-01", "--json")
    release = Release.parse(text)
    # nobody, and noise of scale 20, reach 100 in 1 of 300
    assert release.period == Period("2026-01")
    assert said("release", "2026-01", "--tenant", tenant, "--json") == text
    line = json.loads(said("ledger", "--json"))
    assert line["epsilon_micro"] == release.epsilon_micro
    assert line["left_of_the_year_micro"] == 6_000_000 - release.epsilon_micro
    assert tenant in said("ledger")
    assert "2026-01" in said("release", "2026-01")


def test_exact_figures_are_those_of_the_silo(tenant: str) -> None:
    facts = json.loads(said("exact", "2026-01", "--json"))
    assert facts["exact"] is True
    assert facts["sessions"] == facts["subjects"]["count"] == 0
    assert "outcome" in said("exact", "2026-01", "--tenant", tenant)


def test_the_release_over_all_clients_names_none(tenant: str) -> None:
    text = said("across", "2026-01", "--json")
    assert tenant not in text
    assert json.loads(text)["parameters"]["weight_of_one_client"] == 1000
    assert said("across", "2026-01", "--json") == text
    assert said("across", "2026-01")


def test_a_period_that_goes_on_is_refused_with_a_code(tenant: str) -> None:
    now = Period.of(datetime.now(UTC))
    result = RUN.invoke(app, ["statistics", "release", now.text, "--tenant", tenant])
    assert result.exit_code == Exit.FAILED
    assert result.stderr.startswith("period_not_over:")
    result = RUN.invoke(app, ["statistics", "release", "January"])
    assert result.stderr.startswith("period_invalid:")
