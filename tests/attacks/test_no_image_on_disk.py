"""Whoever gets the disk finds no sample: every write of a server is watched while it decides.

Once a developer's session with still images, without a consent; once a production session's live
capture, whose frames go over the WebSocket.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest

from inperson.app import Mode, open_server
from inperson.client import Client, Target
from inperson.config import Settings
from inperson.rights.notices.model import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.tenants import TokenKind, of_server
from inperson.vision import FacePipeline, decode_image
from inperson.vision.align import align
from inperson_lab.presenting import head_of, presented
from tests.conftest import ROOT

pytestmark = pytest.mark.needs_models
_WRITES = "write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice"
_LINE = re.compile(r"(?:^|\s)\w+\(\d+<(?P<path>[^>]*)>(?P<rest>.*)")
_WINDOW = 24


@dataclass(frozen=True)
class Watched:
    url: str
    token: str
    production: str
    trace: Path
    process: subprocess.Popen[str]

    def stop(self) -> str:
        """Stop the server and return what it wrote to files, as strace's hexadecimal text."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True
        )
        os.kill(int(children.stdout.split()[0]), signal.SIGTERM)
        self.process.wait(120)
        found = []
        for line in self.trace.read_text().splitlines():
            match = _LINE.search(line)
            if match and match["path"].startswith(("/", "\\x2f")):  # no socket and no pipe
                found.append(match["rest"])
        return "\n".join(found)


@pytest.fixture
def server(tmp_path: Path, models_dir: Path) -> Iterator[Watched]:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    if probe.returncode != 0:
        pytest.skip("strace may not trace on this machine")
    settings = Settings(
        data=f"sqlite:///{tmp_path / 'data'}",
        keys=f"sqlite:///{tmp_path / 'keys'}",
        kek_dir=tmp_path / "kek",
        operator="Test operator",
        operator_contact="privacy@operator.example",
        location="Frankfurt, Germany",
    )
    with open_server(settings, Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("one").id
        desk = deployment.desks.of(of_server(tenant, "operator:test"))
        terms = tomllib.loads((ROOT / "examples" / "terms.toml").read_text("utf-8"))
        Notices(desk).publish(NoticeTerms.of(terms))
        token = deployment.tenants.issue_token(tenant, TokenKind.DEVELOPER, "").secret
        live = deployment.tenants.issue_token(tenant, TokenKind.PRODUCTION, "").secret
    trace = tmp_path / "trace"
    words = ["strace", "-f", "-yy", "-xx", "-s", "200000", "-e", f"trace={_WRITES}", "-o", trace]
    variables = {
        "INPERSON_DATA": settings.data,
        "INPERSON_KEYS": settings.keys,
        "INPERSON_KEK_DIR": str(settings.kek_dir),
        "INPERSON_OPERATOR": settings.operator,
        "INPERSON_OPERATOR_CONTACT": settings.operator_contact,
        "INPERSON_LOCATION": settings.location,
        "INPERSON_MODELS_DIR": str(models_dir),
        "INPERSON_PORT": "0",
        "TMPDIR": str(tmp_path),
    }
    with subprocess.Popen(
        [*words, sys.executable, "-m", "inperson", "serve"],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        yield Watched(url, token, live, trace, process)
        process.kill()


def hexadecimal(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


def windows(data: bytes) -> list[str]:
    """Pieces from all over the data that no other data holds by chance."""
    starts = range(0, len(data) - _WINDOW, max(1, len(data) // 200))
    pieces = [data[at : at + _WINDOW] for at in starts]
    return [hexadecimal(piece) for piece in pieces if len(set(piece)) > 6]


def test_no_byte_of_a_sample_reaches_a_file(
    server: Watched, photos: Path, pipeline: FacePipeline
) -> None:
    pixels = cv2.imread(str(photos / "barack_obama" / "obama.jpg"))
    large = cv2.resize(pixels, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(3).integers(-6, 7, large.shape)
    photo = cv2.imencode(".png", np.clip(large + noise, 0, 255).astype(np.uint8))[1].tobytes()
    assert len(photo) > 1 << 20  # more than a form parser would keep in memory
    with Client(server.url, server.token, timeout_s=120) as client:
        notice = client.notice().document()
        enrolled = client.enroll("subject-1", [photo], unsafe_no_liveness=True, consent=notice)
        assert enrolled.accepted
        matched = client.authenticate("subject-1", [photo], unsafe_no_liveness=True)
        assert matched.decision == "match"
    assert httpx.get(f"{server.url}/v1/jwks").status_code == 200
    written = server.stop()
    assert hexadecimal(matched.id.encode()) in written  # what should be written was seen
    image = decode_image(photo)
    (found,) = pipeline.examine([image])
    assert found.face is not None
    assert found.embedding is not None
    chip = align(image.pixels, found.face.points_px)
    for secret in (photo, image.pixels.tobytes(), chip.tobytes(), found.embedding.tobytes()):
        looked_for = windows(secret)
        assert len(looked_for) > 15
        assert not [piece for piece in looked_for if piece in written]


def test_no_byte_of_a_live_capture_reaches_a_file(
    server: Watched, photos: Path, pipeline: FacePipeline
) -> None:
    head = head_of(photos / "barack_obama" / "obama.jpg", 7, pipeline)
    source, sent = presented("live", head, 7), list[bytes]()

    def watched(at_s: float, target: Target | None) -> bytes:
        sent.append(source(at_s, target))
        return sent[-1]

    with Client(server.url, server.production, timeout_s=120) as client:
        session = client.create_session("enroll", "subject-1", consent=client.notice().document())
        client.capture(session, watched, profile="gentle")
        decided = client.session(session.id)
    assert decided.state == "completed"
    written = server.stop()
    assert hexadecimal(decided.id.encode()) in written  # what should be written was seen
    for jpeg in (sent[0], sent[len(sent) // 2], sent[-1]):
        for secret in (jpeg, decode_image(jpeg).pixels[100:300].tobytes()):
            assert not [piece for piece in windows(secret) if piece in written]
