"""`inperson audit`, as an operator runs it, and as somebody does who has no server."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from inperson.app import Mode, open_server
from inperson.audit import Act, Entry
from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.config import Settings

FIRST = 1
"""The leaf of the first act below: the draft of the tenant's notice was before it."""


@pytest.fixture
def tenant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    with open_server(Settings(), Mode.SERVE) as deployment:
        made = deployment.add_tenant("one").id
        for number in range(5):
            entry = Entry(Act.DEK_UNWRAPPED, f"tok_{number}", bytes(32), "identity")
            deployment.audit(made).append(entry)
    return made


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["audit", *(str(word) for word in words)])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def lines(*words: object, code: int = 0) -> list[dict[str, object]]:
    printed = run(*words, "--json", code=code).stdout.strip().splitlines()
    return [dict(json.loads(line)) for line in printed]


def test_the_last_leaves_are_printed(tenant: str) -> None:
    found = lines("tail", tenant, "-n", 2)
    assert [(each["number"], json.loads(str(each["leaf"]))["actor"]) for each in found] == [
        (FIRST + 3, "tok_3"),
        (FIRST + 4, "tok_4"),
    ]
    assert "dek_unwrapped  by tok_4  subject 0000000000000000  for identity" in (
        run("tail", tenant).stdout
    )
    assert json.loads(str(lines("tail", "server")[0]["leaf"]))["act"] == "tenant_created"


def test_a_sound_log_verifies_against_a_checkpoint_that_was_kept(
    tenant: str, tmp_path: Path
) -> None:
    kept = tmp_path / "checkpoint"
    kept.write_text(run("checkpoint", tenant).stdout, "utf-8")
    assert kept.read_text("utf-8") == lines("checkpoint", tenant)[0]["checkpoint"]
    (summary,) = lines("verify", tenant, "--checkpoint", kept)
    assert (summary["leaves"], summary["findings"]) == (FIRST + 5, 0)
    assert "sound" in run("verify", "server").stdout


def test_a_log_that_was_cut_off_is_found(tenant: str, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint"
    kept.write_text(run("checkpoint", tenant).stdout, "utf-8")
    with open_server(Settings(), Mode.SERVE) as deployment:
        engine = deployment.stores.databases[2].owner(f"audit_{tenant}")
        with engine.begin() as connection:
            for name in ("leaves_no_delete", "nodes_no_delete", "tree_no_shrink"):
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("DELETE FROM leaves WHERE number > 1"))
            connection.execute(text("DELETE FROM nodes WHERE level > 1 OR position > 0"))
            connection.execute(text("UPDATE tree SET size = 2, checkpoint = NULL"))
    assert lines("verify", tenant)[-1]["findings"] == 0
    found = lines("verify", tenant, "--checkpoint", kept, code=Exit.NO)
    assert found[0] == {"finding": "checkpoint_ahead", "where": str(kept)}
    assert f"checkpoint_ahead: {kept}" in (
        run("verify", tenant, "--checkpoint", kept, code=Exit.NO).stdout
    )


def test_proofs_are_checked_without_a_server(
    tenant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, proof, growth = (tmp_path / name for name in ("old", "proof", "growth"))
    old.write_text(run("checkpoint", tenant).stdout, "utf-8")
    with open_server(Settings(), Mode.SERVE) as deployment:
        deployment.audit(deployment.tenants.tenants()[0].id).append(
            Entry(Act.KEK_ROTATED, "server")
        )
    proof.write_text(run("prove", tenant, FIRST + 3).stdout, "utf-8")
    growth.write_text(run("prove-growth", tenant, old).stdout, "utf-8")
    vkey = run("key", tenant).stdout.strip()
    monkeypatch.setenv("INPERSON_DATA", "sqlite:///nowhere")
    (said,) = lines("check-proof", proof, "--vkey", vkey)
    assert (said["holds"], said["number"], said["size"]) == (True, FIRST + 3, FIRST + 6)
    assert (
        f"grew from {FIRST + 5} to {FIRST + 6} leaves"
        in run("check-proof", growth, "--vkey", vkey).stdout
    )
    changed = json.loads(proof.read_text("utf-8")) | {"number": FIRST + 2}
    proof.write_text(json.dumps(changed), "utf-8")
    (said,) = lines("check-proof", proof, "--vkey", vkey, code=Exit.NO)
    assert said == {"holds": False, "reason": "hashes_wrong"}


def test_what_is_no_proof_or_no_log_is_refused_with_a_code(tenant: str, tmp_path: Path) -> None:
    junk = tmp_path / "junk"
    junk.write_bytes(b"\xff\x00{")
    vkey = run("key", "server").stdout.strip()
    for words, code in (
        (("check-proof", junk, "--vkey", vkey), "audit_proof_malformed"),
        (("check-proof", junk, "--vkey", "x"), "checkpoint_malformed"),
        (("check-proof", tmp_path / "none", "--vkey", vkey), "file_unavailable"),
        (("prove-growth", tenant, junk), "checkpoint_malformed"),
        (("prove", tenant, FIRST + 5), "audit_leaf_unknown"),
        (("tail", "ten_none"), "tenant_not_found"),
    ):
        assert code in run(*words, code=Exit.FAILED).stderr
