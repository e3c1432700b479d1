"""A real server is given secrets of every kind, under load; neither log nor figures hold one."""

import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from inperson.app import Mode, open_server
from inperson.config import Settings
from inperson.tenants import Scope, TokenKind, TokenLimits
from tests.capturing import wire
from tests.serving import PATIENCE_S

SCRAPE = secrets.token_urlsafe(32)
PASSPHRASE = "correct horse battery staple"
PAYLOADS = (
    "anna@example.org",
    "203.0.113.77",
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hIn0.c2ln",
    "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ",
    "subject_anna_1",
    "cookie_of_anna",
)


@dataclass(frozen=True)
class Running:
    url: str
    tokens: tuple[str, ...]
    tenant: str
    log: Path
    process: "subprocess.Popen[str]"

    def stop(self) -> str:
        self.process.terminate()
        self.process.wait(120)
        return self.log.read_text("utf-8")


def private(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


@pytest.fixture
def server(tmp_path: Path, models_dir: Path) -> Iterator[Running]:
    settings = Settings(
        data=f"sqlite:///{tmp_path / 'data'}",
        keys=f"sqlite:///{tmp_path / 'keys'}",
        kek_dir=tmp_path / "kek",
        kek_secret_file=private(tmp_path / "passphrase", PASSPHRASE),
        models_dir=models_dir,
        metrics_token_file=private(tmp_path / "scrape", SCRAPE),
        log_level="debug",
        port=0,
    )
    with open_server(settings, Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("anna inc").id
        limits = TokenLimits(frozenset(Scope) - {Scope.OPENID})
        tokens = tuple(
            deployment.tenants.issue_token(tenant, kind, "", None, limits).secret
            for kind in TokenKind
        )
    given = settings.model_dump(exclude_defaults=True)
    variables = {f"INPERSON_{name.upper()}": str(value) for name, value in given.items()}
    log = tmp_path / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "inperson", "serve"],
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, log.read_text()
        yield Running(line.split()[-1], tokens, tenant, log, process)
        process.kill()


def attempts(running: Running, photo: bytes) -> Iterator[dict[str, Any]]:
    """Requests that are refused, each with secrets wherever a request has room."""
    for token in (*running.tokens, running.tokens[0][:-1] + "x", "inp_live_nonsense"):
        known = {"Authorization": f"Bearer {token}"}
        for what in PAYLOADS:
            yield {"method": "GET", "url": f"/v1/sessions/{what}?{what}={what}", "headers": known}
            headers = known | {"Cookie": f"sid={what}", "X-Request-Id": what, "Referer": what}
            body = {"kind": "enroll", "subject_ref": what, what: what}
            yield {"method": "POST", "url": "/v1/sessions", "json": body, "headers": headers}
            yield {"method": "POST", "url": "/v1/sessions", "content": what, "headers": headers}
            files = {"image": (what, photo, "image/png")}
            url = f"/v1/sessions/{what}/samples"
            yield {"method": "POST", "url": url, "files": files, "headers": known}
            yield {"method": what.upper()[:8].replace("@", "A"), "url": f"/{what}"}
            yield {"method": "GET", "url": "/metrics", "headers": {"Authorization": what}}


@pytest.mark.needs_models
def test_neither_log_nor_figures_hold_a_secret(server: Running, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (240, 320, 3), np.uint8)
    photo = cv2.imencode(".png", noise)[1].tobytes()
    found: list[str] = [*PAYLOADS, *server.tokens, server.tenant, SCRAPE, PASSPHRASE, "anna"]
    with httpx.Client(base_url=server.url, timeout=120) as http:

        def send(request: dict[str, Any]) -> int:
            return http.request(**request).status_code

        with ThreadPoolExecutor(4) as pool:
            statuses = set(pool.map(send, attempts(server, photo)))
        assert statuses <= {401, 403, 404, 405, 413, 415, 422, 400, 409, 200, 201}
        opened = []
        for _ in range(3):
            known = {"Authorization": f"Bearer {server.tokens[1]}"}
            body = {"kind": "liveness"}
            answer = http.post("/v1/sessions", json=body, headers=known)
            if answer.status_code == 201:
                opened.append(answer.json())
        for each in opened:
            found += [each["id"], each["session_token"]]
            with wire(server.url, each["id"]) as line:
                line.hello(each["session_token"])
                line.tell(f'{{"type": "{PAYLOADS[0]}"}}')
                line.close_code()
        figures = http.get("/metrics", headers={"Authorization": f"Bearer {SCRAPE}"}).text
        ends = time.monotonic() + PATIENCE_S
        while (said := http.get("/readyz").json()) != {"status": "ready"}:
            assert time.monotonic() < ends, said  # a busy machine looks for longer than it waits
    log = server.stop()
    lines = [json.loads(line) for line in log.splitlines()]
    assert sum(each["event"] == "request" for each in lines) > 100
    assert {each["route"] for each in lines if "route" in each} > {"/v1/sessions", "other"}
    for secret in found:
        assert secret not in log, secret
        assert secret not in figures, secret
    assert "127.0.0.1" not in log + figures
    assert not re.search(r"[A-Za-z0-9+/_-]{45,}", re.sub(r"/v1/[\w/{}-]+", "", log))
    assert 'route="/v1/sessions"' in figures
