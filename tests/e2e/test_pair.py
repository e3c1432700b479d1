"""A private server that sends nothing and the managed cloud, both really running, and a bundle."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from inperson.cli.main import app
from inperson.client import Client, ClientError
from tests.cli.test_commands import obama
from tests.serving import PATIENCE_S

__all__ = ["obama"]
pytestmark = pytest.mark.needs_models
REF = "customer-17"


@dataclass
class Running:
    """A server process over stores of its own, and its one tenant's token."""

    folder: Path
    env: dict[str, str]
    url: str = ""
    tenant: str = ""
    token: str = field(default="", repr=False)

    def run(self, *words: object, code: int = 0) -> str:
        done = CliRunner().invoke(app, [str(each) for each in words], env=self.env)
        assert done.exit_code == code, (words, done.output, done.exception)
        return done.output.strip()

    def client(self) -> Client:
        return Client(self.url, self.token, timeout_s=PATIENCE_S)

    def enrol(self, photo: Path) -> None:
        with self.client() as client:
            session = client.create_session(
                "enroll", REF, unsafe_no_liveness=True, consent=client.notice().document()
            )
            assert client.submit(session.id, [photo]).accepted

    def knows(self) -> bool:
        """Ask as the tenant's back end does, whether somebody is enrolled."""
        with self.client() as client:
            try:
                client.subject(REF)
            except ClientError as error:
                if error.code != "subject_not_enrolled":
                    raise
                return False
        return True

    def request(self, request_id: str) -> Any:
        with self.client() as client:
            return client.privacy_request(request_id)


@contextmanager
def running(folder: Path, models: Path, **settings: str) -> Iterator[Running]:
    folder.mkdir()
    env = {
        f"INPERSON_{name}": value
        for name, value in {
            "DATA": f"sqlite:///{folder / 'data'}",
            "KEYS": f"sqlite:///{folder / 'keys'}",
            "KEK_DIR": str(folder / "kek"),
            "MODELS_DIR": str(models),
            "OPERATOR": "Test operator",
            "OPERATOR_CONTACT": "privacy@operator.example",
            "LOCATION": "Here",
            "PORT": "0",
            **settings,
        }.items()
    }
    here = Running(folder, env)
    here.tenant = here.run("tenants", "create", "Bank")
    here.token = here.run("tokens", "issue", here.tenant, "developer")
    with subprocess.Popen(
        [sys.executable, "-m", "inperson", "serve"],
        env=os.environ | env,
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            here.url = process.stdout.readline().split()[-1]
            yield here
        finally:
            process.kill()


def test_an_erasure_reaches_the_cloud_in_a_file_and_waits_until_it_did(
    tmp_path: Path, models_dir: Path, obama: tuple[Path, Path]
) -> None:
    bundle, answer = tmp_path / "bundle", tmp_path / "answer"
    with (
        running(tmp_path / "private", models_dir, DEPLOYMENT="private") as private,
        running(tmp_path / "managed", models_dir, PUBLIC_URL="https://cloud.example") as managed,
    ):
        for each, other in ((private, managed), (managed, private)):
            (other.folder / "card").write_text(each.run("cascade", "card", each.tenant))
            each.enrol(obama[0])
            assert each.knows()
        private.run("cascade", "set", private.tenant, "--card", private.folder / "card")
        managed.run("cascade", "trust", managed.tenant, "--card", managed.folder / "card")

        with private.client() as client:
            request = client.open_privacy_request("erasure", REF)
        assert request["state"] == "in_progress"
        assert request["waiting_for"]["server"] == "https://cloud.example"
        assert request["waiting_for"]["by"] == "bundle"
        assert not private.knows()
        assert managed.knows()  # the cloud still answers, and nobody said otherwise
        private.run("upkeep")
        assert private.request(request["id"])["state"] == "in_progress"
        assert "1 wait for another server" in private.run("policy", "check")
        private.run("cascade", "remove", private.tenant)
        assert "wait for a server that is not set" in private.run("policy", "check", code=1)
        private.run("cascade", "set", private.tenant, "--card", private.folder / "card")

        write = ("cascade", "bundle", "write", private.tenant, "--out", bundle)
        private.run(*write)
        assert "file_unavailable" in private.run(*write, code=4)  # no file is overwritten
        take = ("cascade", "bundle", "take", managed.tenant)
        managed.run(*take, bundle, "--out", answer)
        assert not managed.knows()
        assert "letter_replayed" in managed.run(*take, bundle, "--out", tmp_path / "two", code=4)
        assert not (tmp_path / "two").exists()
        assert private.request(request["id"])["state"] == "in_progress"

        private.run("cascade", "bundle", "settle", private.tenant, answer)
        done = private.request(request["id"])
        assert (done["state"], done["waiting_for"]) == ("completed", None)
        assert done["certificate"]
        assert "wait for another server" not in private.run("policy", "check")
