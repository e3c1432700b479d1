"""Schemathesis plays the description against a real server and finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

from inperson.tenants import Scope, TokenKind
from tests.http.conftest import Api
from tests.serving import PATIENCE_S

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


def test_the_api_is_what_its_description_says(api: Api, tmp_path: Path) -> None:
    token = api.scene.token(api.tenant, TokenKind.DEVELOPER, *Scope).secret
    done = subprocess.run(
        [
            str(SCHEMATHESIS),
            "--config-file",
            str(Path(__file__).with_name("schemathesis.toml")),
            "run",
            str(api.http.base_url.join("/v1/openapi.json")),
            "--header",
            f"Authorization: Bearer {token}",
            "--request-timeout",
            str(PATIENCE_S),
            "--max-examples",
            "25",
            "--seed",
            "1",
            "--no-color",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr
