"""The command line as a user runs it: with the real models, stores and a real server."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pyrage
import pytest
from typer.testing import CliRunner, Result

from inperson.app import Mode, open_server
from inperson.app.serving import build_app
from inperson.cli.main import app
from inperson.client import Client
from inperson.config import Settings
from tests.serving import PATIENCE_S, serving

pytestmark = pytest.mark.needs_models


@pytest.fixture
def state(tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INPERSON_DATA", f"sqlite:///{tmp_path / 'data'}")
    monkeypatch.setenv("INPERSON_KEYS", f"sqlite:///{tmp_path / 'keys'}")
    monkeypatch.setenv("INPERSON_KEK_DIR", str(tmp_path / "kek"))
    monkeypatch.setenv("INPERSON_MODELS_DIR", str(models_dir))
    monkeypatch.setenv("INPERSON_OPERATOR", "Test operator")
    monkeypatch.setenv("INPERSON_OPERATOR_CONTACT", "privacy@operator.example")
    monkeypatch.setenv("INPERSON_LOCATION", "Here")
    return tmp_path


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, (result.output, result.exception)
    return result


def facts(*words: object, code: int = 0) -> dict[str, Any]:
    line = run(*words, "--json", code=code).stdout.strip().splitlines()[-1]
    return dict(json.loads(line))


@contextmanager
def client_of(token: str) -> Iterator[Client]:
    """A client of a server over the state's stores."""
    with (
        open_server(Settings(), Mode.SERVE) as deployment,
        serving(build_app(deployment)) as url,
        Client(url, token) as client,
    ):
        yield client


@pytest.fixture
def obama(photos: Path) -> tuple[Path, Path]:
    folder = photos / "barack_obama"
    return folder / "obama.jpg", folder / "obama2.jpg"


@pytest.fixture
def biden(photos: Path) -> Path:
    return photos / "joe_biden" / "biden.jpg"


def test_verify_tells_one_person_from_another(
    state: Path, obama: tuple[Path, Path], biden: Path
) -> None:
    matched = facts("verify", *obama)
    assert (matched["decision"], matched["level"]) == ("match", 4)
    other = facts("verify", obama[0], biden, code=1)
    assert (other["decision"], other["level"]) == ("no_match", 0)
    assert "no_match: level 0 of 4" in run("verify", obama[0], biden, code=1).stdout
    assert not (state / "data").exists()


def test_verify_says_why_it_cannot(state: Path, obama: tuple[Path, Path]) -> None:
    missing = run("verify", obama[0], state / "none.jpg", code=4)
    assert "file_unavailable" in missing.stderr
    (state / "a.jpg").write_bytes(b"not an image")
    assert "image_type_unsupported" in run("verify", obama[0], state / "a.jpg", code=4).stderr
    cv2.imwrite(str(state / "blank.png"), np.full((200, 200, 3), 128, np.uint8))
    refused = facts("verify", obama[0], state / "blank.png", code=3)
    assert refused["reasons"] == ["no_face"]


def test_tenants_and_tokens_are_made_listed_and_revoked(state: Path) -> None:
    tenant = run("tenants", "create", "Acme").stdout.strip()
    assert re.fullmatch(r"ten_[a-z2-7]{26}", tenant)
    assert "tenant_exists" in run("tenants", "create", "Acme", code=4).stderr
    assert tenant in run("tenants", "list").stdout
    issued = facts("tokens", "issue", tenant, "production", "--days", 30, "--label", "shop")
    assert str(issued["secret"]).startswith("inp_live_")
    listed = run("tokens", "list", tenant).stdout
    assert str(issued["token"]["id"]) in listed
    assert str(issued["secret"]) not in listed
    run("tokens", "revoke", tenant, issued["token"]["id"])
    assert "revoked" in run("tokens", "list", tenant).stdout
    assert "token_not_found" in run("tokens", "revoke", tenant, "tok_x", code=4).stderr
    wrong = run("tokens", "issue", "ten_x", "developer", "--json", code=4).stderr
    assert json.loads(wrong)["error"] == "tenant_not_found"


def test_models_are_listed_fetched_and_verified(state: Path) -> None:
    assert "sface" in run("models", "list").stdout
    assert run("models", "fetch").stdout.count("ready") == 3
    assert run("models", "verify").stdout.count("ok") == 3


def test_doctor_finds_what_is_wrong(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ok    older        no data yet" in run("doctor", "--upgrade").stdout
    run("tenants", "create", "Acme")
    said = run("doctor", "--upgrade").stdout
    assert "SQLite refuses to write" in said
    assert "ok    consents     nothing lacks" in said
    monkeypatch.setenv("INPERSON_MODELS_DIR", str(state / "nothing"))
    assert "model_missing" in run("doctor", code=1).stdout


@pytest.fixture
def server(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with open_server(Settings(), Mode.SERVE) as deployment, serving(build_app(deployment)) as url:
        monkeypatch.setenv("INPERSON_URL", url)
        yield url


def test_enroll_and_authenticate_speak_to_a_server(
    server: str,
    obama: tuple[Path, Path],
    biden: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unsafe = "--unsafe-no-liveness"
    assert "token_missing" in run("enroll", "u-1", obama[0], unsafe, code=4).stderr
    tenant = run("tenants", "create", "Acme").stdout.strip()
    token = run("tokens", "issue", tenant, "developer").stdout.strip()
    monkeypatch.setenv("INPERSON_TOKEN", token)
    assert "liveness_required" in run("enroll", "u-1", obama[0], code=4).stderr
    assert "consent_required" in run("enroll", "u-1", obama[0], unsafe, code=4).stderr
    assert facts("enroll", "u-1", obama[0], unsafe, "--consent")["decision"] == "enrolled"
    assert facts("authenticate", "u-1", obama[1], unsafe)["decision"] == "match"
    assert facts("authenticate", "u-1", biden, unsafe, code=1)["decision"] == "no_match"
    terms = tmp_path / "terms.toml"
    terms.write_text(
        'controller = "Acme"\ncontact = "p@acme.example"\ncountry = "DE"\n'
        'minimum_age = 16\nbelow = "guardian"\n[purposes]\nidentity = "explicit_consent"\n'
    )
    for name, value in {
        "OPERATOR_CONTACT": "p@o.example",
        "OPERATOR": "O",
        "LOCATION": "X",
    }.items():
        monkeypatch.setenv(f"INPERSON_{name}", value)
    run("notices", "publish", tenant, "--terms", terms)
    again = ("authenticate", "u-1", obama[1], unsafe, "--consent")
    assert "age_unknown" in run(*again, code=4).stderr
    assert "guardian_missing" in run(*again, "--age", "below", code=4).stderr
    guarded = (*again, "--age", "below", "--guardian", "family_record")
    assert facts(*guarded)["decision"] == "match"
    assert facts("authenticate", "u-1", obama[1], unsafe)["decision"] == "match"
    monkeypatch.setenv("INPERSON_URL", "http://127.0.0.1:1")
    assert "server_unreachable" in run("enroll", "u-2", obama[0], unsafe, code=4).stderr


def test_the_demo_plays_the_main_job(
    state: Path, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPERSON_PORT", "0")
    said = run("demo", "--photos", photos, "--state", state / "demo", "--once").stdout
    assert "with a developer and a production token" in said
    assert len(re.findall(r"live obama.jpg +-> enrolled .* ok", said)) == 2
    assert len(re.findall(r"live obama2.jpg +-> match, level 4 of 4 .* ok", said)) == 2
    assert re.search(r"live biden.jpg +-> no_match \(below_level\) .* ok", said)
    assert re.search(r"print_flat obama2.jpg +-> refused \(not_live, liveness_\w+.* ok", said)
    assert re.search(r"without liveness +-> liveness_required +ok", said)
    assert (state / "demo" / "credentials.json").stat().st_mode & 0o777 == 0o600


def test_the_demo_needs_photographs(state: Path) -> None:
    assert "no_photos" in run("demo", "--state", state / "demo", "--once", code=4).stderr


def test_evaluate_measures_and_draws(state: Path, photos: Path) -> None:
    out = state / "report"
    said = run("evaluate", "verification", photos, "--out", out).stdout
    assert "failure to acquire 0.00%" in said
    report = json.loads((out / "report.json").read_text())
    assert (report["mated"], report["non_mated"]) == (1, 2)
    page = (out / "report.html").read_text()
    assert page.count("<svg") == 2
    assert "http" not in page
    few = run("evaluate", "calibrate", photos, "--out", state / "c.json", code=4)
    assert "dataset_unusable" in few.stderr
    assert not (state / "c.json").exists()


def test_serve_listens_and_stops_when_told(state: Path, models_dir: Path) -> None:
    variables = os.environ | {"INPERSON_PORT": "0", "INPERSON_MODELS_DIR": str(models_dir)}
    with subprocess.Popen(
        [sys.executable, "-m", "inperson", "serve"],
        env=variables,
        cwd=state,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        assert httpx.get(f"{url}/v1/jwks", timeout=PATIENCE_S).json()["keys"][0]["alg"] == "Ed25519"
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0


def test_keys_are_rotated_and_retired(state: Path) -> None:
    tenant = facts("tenants", "create", "one")["id"]
    with open_server(Settings(), Mode.SERVE) as deployment:
        vault = deployment.vault(tenant)  # type: ignore[arg-type]
        before = vault.pseudonym("a", b"b")
    assert facts("keys", "rotate", tenant)["rewrapped"] == 2
    assert facts("keys", "rewrap", tenant)["rewrapped"] == 0
    assert facts("keys", "retire", tenant)["retired"] == 1
    assert str(facts("keys", "rotate-pseudonyms", tenant)["starts"]).endswith("+00:00")
    with open_server(Settings(), Mode.SERVE) as deployment:
        assert deployment.vault(tenant).pseudonym("a", b"b") == before  # type: ignore[arg-type]


def test_an_improvement_set_is_listed_exported_and_purged(
    state: Path, obama: tuple[Path, Path]
) -> None:
    tenant = facts("tenants", "create", "one")["id"]
    token = str(facts("tokens", "issue", tenant, "developer")["secret"])
    with client_of(token) as client:
        session = client.create_session(
            "enroll",
            "subject-1",
            unsafe_no_liveness=True,
            improvement_consent=True,
            consent=client.notice().document(),
        )
        assert client.submit(session.id, [obama[0]]).accepted
        session = client.create_session(
            "authenticate", "subject-1", unsafe_no_liveness=True, device={"os": "Linux"}
        )
        assert client.submit(session.id, [obama[1]]).accepted
    assert facts("improvement", "list", tenant) == {"samples": 2, "subjects": 1}
    out, key = state / "export", pyrage.x25519.Identity.generate()
    to = ("--to", "Laboratory", "--address", "data@lab.example", "--why", "To find errors.")
    propose = ("improvement", "propose", tenant, *to, "--as", "ann", "--recipient")
    run(*propose, "nobody", code=4)
    made = facts(*propose, str(key.to_public()))["id"]
    early = run("improvement", "export", tenant, made, out, code=4)
    assert "export_not_approved" in early.stderr
    alone = run("improvement", "approve", tenant, made, "--as", "ann", code=4)
    assert "second_person_required" in alone.stderr
    run("improvement", "approve", tenant, made, "--as", "ben")
    assert not out.exists()
    assert facts("improvement", "export", tenant, made, out)["samples"] == 2
    sheet = pyrage.decrypt((out / "datasheet.md.age").read_bytes(), [key])
    assert sheet.startswith(b"# Datasheet of export 1")
    again = run("improvement", "export", tenant, made, state / "other", code=4)
    assert "export_closed" in again.stderr
    assert not (state / "other").exists()
    assert "export 1" in run("improvement", "list", tenant).stdout
    assert facts("improvement", "purge", tenant, "--days", 0)["deleted"] == 2
    with client_of(token) as client:
        assert client.withdraw_improvement("subject-1") == 0
        assert client.erase("subject-1").keys_in_backups_until is not None
    recalled = facts("improvement", "recall", tenant, 1, state / "recall.jws")["recalled"]
    assert recalled == ["frames/000001.jpg", "frames/000002.jpg"]
    assert (state / "recall.jws").read_text().count(".") == 2
    assert "2 recalled" in run("improvement", "list", tenant).stdout
    run("improvement", "recall", tenant, 2, state / "other", code=4)


def test_tokens_have_scopes_and_are_rotated(state: Path) -> None:
    tenant = facts("tenants", "create", "one")["id"]
    words = ("--scope", "usage", "--origin", "https://a.example", "--package", "org.example")
    old = facts("tokens", "issue", tenant, "production", *words)
    new = facts("tokens", "rotate", tenant, old["token"]["id"], "--overlap-hours", 1)
    assert str(new["secret"]).startswith("inp_live_")
    assert facts("tokens", "list", tenant)["scopes"] == ["usage"]
    run("tokens", "issue", tenant, "production", "--origin", "nowhere", code=4)
