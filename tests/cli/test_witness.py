"""`witness` as who runs one does: a folder, a key, logs that it trusts, and a server."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from inperson.adapters.jose import FileCheckpointSigner
from inperson.core import SystemClock
from inperson.http import make_witness_app
from inperson.tlog import KeyUse, SignedCheckpoint, VerifierKey, cosigned_at
from inperson.tlog.__main__ import main as verify
from inperson.witness import LogWitness, WitnessFolder
from tests.cli.test_requests import facts, run
from tests.serving import serving
from tests.tlog.test_note import Signer
from tests.witness.logs import ORIGIN, ListedLog

LOG = ListedLog()


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VerifierKey:
    monkeypatch.chdir(tmp_path)
    return VerifierKey.parse(facts("witness", "init", "w.example")["vkey"], KeyUse.WITNESS)


def test_it_is_made_once_and_its_key_is_its_own(made: VerifierKey, tmp_path: Path) -> None:
    assert run("witness", "key").stdout.strip() == made.text()
    assert "witness_exists" in run("witness", "init", "again", code=4).stderr
    folder = tmp_path / ".inperson" / "witness"
    assert stat.S_IMODE((folder / "witness.jwk").stat().st_mode) == 0o600
    (folder / "witness.jwk").unlink()
    assert "witness_broken" in run("witness", "key", code=4).stderr
    assert not (folder / "witness.jwk").exists()
    assert "witness_broken" in run("witness", "logs", "--folder", "elsewhere", code=4).stderr


def test_it_signs_what_is_carried_to_it(made: VerifierKey, tmp_path: Path) -> None:
    log = LOG.grown(5)
    (tmp_path / "asked").write_text(log.asks())
    assert "witness_log_unknown" in run("witness", "sign", "asked", code=4).stderr
    assert facts("witness", "trust", LOG.key.text())["origin"] == ORIGIN
    line = facts("witness", "sign", "asked")["cosignature"]
    assert cosigned_at(SignedCheckpoint.parse(log.note + line), made)
    assert run("witness", "logs").stdout == f"{ORIGIN}  5 leaves\n"
    assert run("witness", "latest", ORIGIN).stdout.startswith(log.note)
    assert "witness_size_conflict" in run("witness", "sign", "asked", code=4).stderr


def test_it_serves_until_it_is_stopped(made: VerifierKey, tmp_path: Path) -> None:
    run("witness", "trust", LOG.key.text())
    words = [sys.executable, "-m", "inperson", "witness", "serve", "--port", "0"]
    server = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        answer = httpx.post(f"{found[0]}/add-checkpoint", content=LOG.grown(5).asks().encode())
        assert answer.status_code == 200
        assert cosigned_at(SignedCheckpoint.parse(LOG.grown(5).note + answer.text), made)
    finally:
        server.terminate()
        assert server.stdout is not None
        server.stdout.close()
        assert server.wait() == 0
    assert run("witness", "logs").stdout == f"{ORIGIN}  5 leaves\n"


def test_a_log_is_carried_to_witnesses_and_a_receipt_to_whoever_asks(
    made: VerifierKey,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for store in ("DATA", "KEYS"):
        monkeypatch.setenv(f"INPERSON_{store}", f"sqlite:///{tmp_path / store}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    tenant = facts("tenants", "create", "Shop")["id"]
    log = facts("audit", "log-key", tenant)["vkey"]
    run("witness", "trust", log)
    (tmp_path / "trust").write_text(f"log {log}\nwitness w {made.text()}\nquorum w\n")
    for name, command in (
        ("asked", ("audit", "submission", tenant)),
        ("line", ("witness", "sign", "asked")),
        ("seen", ("audit", "cosign", "asked", "line", "--trust", "trust")),
        ("receipt", ("audit", "receipt", tenant, "0", "--checkpoint", "seen")),
        ("latest", ("witness", "latest", f"inperson/{tenant}")),
    ):
        (tmp_path / name).write_text(run(*command).stdout)
    assert verify(["receipt", "--trust", "trust", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["number"], list(told["seen"])) == (True, 0, ["w"])
    assert run("audit", "cosign", "asked", "asked", "--trust", "trust", code=1).stdout
    assert "sound" in run("audit", "verify", tenant, "--checkpoint", "latest").stdout


def test_witnesses_are_asked_over_the_network_and_a_silent_one_is_named(
    made: VerifierKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for store in ("DATA", "KEYS"):
        monkeypatch.setenv(f"INPERSON_{store}", f"sqlite:///{tmp_path / store}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    tenant = facts("tenants", "create", "Shop")["id"]
    log = facts("audit", "log-key", tenant)["vkey"]
    other = Signer("silent.example")
    silent = VerifierKey(other.name, other.public_key, KeyUse.WITNESS).text()
    folder = WitnessFolder(tmp_path / ".inperson" / "witness")
    folder.trust(VerifierKey.parse(log))
    signer = FileCheckpointSigner(tmp_path / ".inperson" / "witness" / "witness.jwk", made.name)
    witness = LogWitness(signer, folder, SystemClock())
    with serving(make_witness_app(witness, folder)) as url:
        lines = [f"log {log}", f"witness w {made.text()} {url}", f"witness s {silent} {url}/x"]
        for least, code in ((1, 0), (2, 1)):
            quorum = [f"group g {least} w s", "quorum g", ""]
            (tmp_path / "trust").write_text("\n".join([*lines, *quorum]))
            asked = run("audit", "ask", tenant, "--trust", "trust", "--json", code=code)
            told = json.loads(asked.stdout)
            assert (told["seen"], told["silent"]) == (["w"], {"s": "witness_silent"})
            assert told["enough"] is (code == 0)
            run("tokens", "issue", tenant, "developer")  # the log grows
    assert told["checkpoint"].startswith(folder.log(f"inperson/{tenant}").note or "-")
    assert "witness_silent" in run("audit", "ask", tenant, "--trust", "trust", code=1).stderr
