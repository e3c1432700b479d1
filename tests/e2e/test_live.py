"""A real server process, the real models, and people rendered in front of `inperson capture`."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inperson.cli.exits import Exit
from inperson.cli.main import app
from inperson.client import Client, ClientError, FrameSource, Guidance
from inperson.vision import FacePipeline
from inperson_lab.presenting import head_of, presented
from tests.cli.test_commands import facts, obama, run, state
from tests.conftest import ROOT
from tests.serving import TRIES

__all__ = ["obama", "state"]
pytestmark = pytest.mark.needs_models


@contextmanager
def server(state: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The server as an operator starts it, over the state's stores."""
    with subprocess.Popen(
        [sys.executable, "-m", "inperson", "serve"],
        env=os.environ | {"INPERSON_PORT": "0"},
        cwd=state,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1], process
        finally:
            process.kill()


@pytest.fixture
def token(state: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    tenant = str(facts("tenants", "create", "one")["id"])
    run("notices", "publish", tenant, "--terms", ROOT / "examples" / "terms.toml")
    issued = str(facts("tokens", "issue", tenant, "production")["secret"])
    monkeypatch.setenv("INPERSON_TOKEN", issued)
    return issued


def test_the_command_line_tells_a_living_person_from_a_print(
    state: Path, obama: tuple[Path, Path], token: str
) -> None:
    with server(state) as (url, _):
        for seed in range(TRIES):
            words = [
                "capture",
                "--present",
                f"live:{obama[0]}",
                "--seed",
                str(seed),
                "--url",
                url,
                "--consent",
            ]
            live = run_capture(*words)
            if live["liveness"] == "live":
                break
        assert live["liveness"] == "live", live
        words = [
            "capture",
            "--present",
            f"print_flat:{obama[0]}",
            "--gentle",
            "--url",
            url,
            "--consent",
        ]
        refused = run_capture(*words)
        assert refused["liveness"] == "not_live"
        assert "liveness_depth" in list(refused["reasons"])  # type: ignore[call-overload]


def run_capture(*words: str) -> dict[str, object]:
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code in {Exit.OK, Exit.NO, Exit.REFUSED}, done.output
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def test_a_server_that_is_killed_decides_nothing_and_its_successor_goes_on(
    state: Path, obama: tuple[Path, Path], token: str, pipeline: FacePipeline
) -> None:
    source = presented("live", head_of(obama[0], 1, pipeline), 1)
    begun = threading.Event()

    def note(now: Guidance) -> None:
        begun.set()

    with server(state) as (url, process), Client(url, token) as client:
        agreed = client.notice().document()
        session = client.create_session("liveness", None, consent=agreed)
        failed = list[str]()
        capturing = threading.Thread(target=_fails, args=(client, session, source, note, failed))
        capturing.start()
        assert begun.wait(20)
        process.kill()
        capturing.join(60)
        assert failed == ["server_unreachable"]
    with server(state) as (url, _), Client(url, token) as client:
        assert client.session(session.id).decision is None
        again = presented("live", head_of(obama[0], 1, pipeline), 1)
        client.capture(session, again)
        assert client.session(session.id).state == "completed"


def _fails(
    client: Client, session: object, source: FrameSource, note: object, failed: list[str]
) -> None:
    try:
        client.capture(session, source, note)  # type: ignore[arg-type]
    except ClientError as error:
        failed.append(error.code)
