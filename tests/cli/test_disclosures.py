"""`inperson disclosures` and `inperson transparency`, as operators run them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pyrage
import pytest
from typer.testing import CliRunner, Result

from inperson.cli.actors import named
from inperson.cli.main import app
from inperson.rights.disclosures.errors import DisclosureInvalid

IDENTITY = pyrage.x25519.Identity.generate()
PROPOSAL: dict[str, Any] = {
    "basis": "legal_request",
    "subject_ref": "subject-1",
    "extent": {
        "scope": ["decisions"],
        "since": "2025-01-01T00:00:00Z",
        "until": "2025-02-01T00:00:00Z",
    },
    "recipient": {"name": "Police", "address": "Here 1", "key": str(IDENTITY.to_public())},
    "request": {
        "authority": "District court of Freedonia",
        "country": "DE",
        "instrument": "12 Gs 345/26",
        "legal_basis": "section 100j StPO",
        "received_at": "2025-03-01T00:00:00Z",
        "document_sha256": "ab" * 32,
    },
}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    return tmp_path


@pytest.fixture
def tenant(state: Path) -> str:
    return str(facts("tenants", "create", "Acme")["id"])


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def facts(*words: object) -> dict[str, Any]:
    return dict(json.loads(run(*words, "--json").stdout.strip().splitlines()[-1]))


def proposal(state: Path, **more: Any) -> Path:
    path = state / "proposal.json"
    path.write_text(json.dumps(PROPOSAL | more))
    return path


def test_two_operators_propose_approve_and_deliver(state: Path, tenant: str) -> None:
    made = facts("disclosures", "propose", tenant, proposal(state), "--as", "ann")
    assert made["proposed_by"] == "operator:ann"
    out = state / "package.age"
    early = run("disclosures", "deliver", tenant, made["id"], out, code=4)
    assert "disclosure_not_approved" in early.stderr
    assert not out.exists()
    alone = run("disclosures", "approve", tenant, made["id"], "--as", "Ann", code=4)
    assert "second_person_required" in alone.stderr
    assert facts("disclosures", "approve", tenant, made["id"], "--as", "ben")["state"] == "approved"
    told = facts("disclosures", "deliver", tenant, made["id"], out)
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert out.stat().st_mode & 0o777 == 0o600
    assert pyrage.decrypt(out.read_bytes(), [IDENTITY])[:2] == b"PK"
    again = run("disclosures", "deliver", tenant, made["id"], state / "again.age", code=4)
    assert "disclosure_delivered" in again.stderr
    assert not (state / "again.age").exists()
    assert (
        "file_unavailable" in run("disclosures", "deliver", tenant, made["id"], out, code=4).stderr
    )
    assert "delivered" in run("disclosures", "list", tenant).stdout
    assert facts("disclosures", "run-due", tenant) == {"disclosures": 0}


def test_a_disclosure_is_refused_with_a_reason(state: Path, tenant: str) -> None:
    made = facts("disclosures", "propose", tenant, proposal(state))
    refused = facts("disclosures", "refuse", tenant, made["id"], "--reason", "no jurisdiction")
    assert (refused["state"], refused["refusal"]) == ("refused", "no jurisdiction")


def test_a_file_that_is_no_proposal_is_refused_without_repeating_it(
    state: Path, tenant: str
) -> None:
    wrong = run("disclosures", "propose", tenant, proposal(state, basis="secret-word"), code=4)
    assert "disclosure_invalid" in wrong.stderr
    assert "secret-word" not in wrong.stderr
    path = state / "text.json"
    path.write_text("secret-word")
    wrong = run("disclosures", "propose", tenant, path, code=4)
    assert "it is not JSON" in wrong.stderr
    assert "secret-word" not in wrong.stderr


def test_the_year_is_reported_in_bands(state: Path, tenant: str) -> None:
    run("disclosures", "propose", tenant, proposal(state))
    from datetime import UTC, datetime

    year = datetime.now(UTC).year
    told = run("transparency", "--year", year, "--tenant", tenant).stdout
    assert "Acme" in told
    assert "| legal_request | 1-9 | 0 | 0 | 0 |" in told
    report = json.loads(run("transparency", "--year", year, "--json").stdout)
    assert report["disclosures"]["legal_request"]["proposed"] == "1-9"
    run("transparency", "--year", year, "--out", state / "report")
    names = {each.name for each in (state / "report").iterdir()}
    assert names == {"report.json", "report.md", "report.html"}
    assert "report_invalid" in run("transparency", "--year", year + 1, code=4).stderr


def test_a_name_is_plain_and_the_users_own_by_default() -> None:
    assert named("Ann.B-1") == "operator:ann.b-1"
    assert named(None).startswith("operator:")
    for wrong in ("", " ann", "a" * 41, "a:b", "\u0430nn"):
        with pytest.raises(DisclosureInvalid):
            named(wrong)
