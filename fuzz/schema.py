"""The API's own description, as Schemathesis plays it."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from tests.http.conftest import Api, serve
from tests.scene import open_scene
from tests.serving import PATIENCE_S

from fuzz.fuzzer import TAKEN, Found, Fuzzer
from inperson.tenants import Scope, TokenKind

_PROGRAM = Path(sys.executable).with_name("schemathesis")
_RULES = Path(__file__).parent.parent / "tests" / "http" / "schemathesis.toml"
_EXAMPLES = 25
_TRIED = re.compile(r"^\s*(\d+) generated", re.MULTILINE)


def play(api: Api, kind: TokenKind, seed: int) -> int:
    """Play the description against a server, and return how many calls were made of it.

    Raises:
        Found: if an answer was none that the description promises.

    """
    token = api.scene.token(api.tenant, kind, *Scope).secret
    command = [str(_PROGRAM), "--config-file", str(_RULES), "run"]
    command += [str(api.http.base_url.join("/v1/openapi.json"))]
    command += ["--header", f"Authorization: Bearer {token}", "--no-color"]
    command += ["--request-timeout", str(PATIENCE_S)]
    command += ["--max-examples", str(_EXAMPLES), "--seed", str(seed)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            timeout=10 * PATIENCE_S,
        )
    if done.returncode:
        raise Found(f"seed {seed}: {(done.stdout + done.stderr).replace(token, '...')}")
    return sum(map(int, _TRIED.findall(done.stdout)))


class Schema(Fuzzer):
    """Lets Schemathesis play on a new server, with one kind of token."""

    name = "schema"
    tries = "the API's description, by Schemathesis: what it allows, and what it does not"
    share = 2.0
    patience_s = int(10 * PATIENCE_S)

    def draw(self, random: Random) -> bytes:
        kind = random.choice([str(each) for each in TokenKind])
        return json.dumps({"kind": kind, "seed": random.getrandbits(31)}).encode()

    def attempt(self, data: bytes) -> Counter[str]:
        asked = json.loads(data)
        with tempfile.TemporaryDirectory() as folder, serve(open_scene(Path(folder))) as api:
            return Counter({TAKEN: play(api, TokenKind(asked["kind"]), asked["seed"])})
