"""`doctor --public`: what a stranger meets at the public address, and what is to be done."""

import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.proxy import NGINX, proxied
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from inperson.cli.exits import Exit
from inperson.cli.main import app as commands
from inperson.cli.public import Wanting, public_checks
from inperson.core import SystemEntropy
from inperson.http import create_app
from inperson.sessions import SessionTicket
from tests.capturing import wire
from tests.conftest import ROOT
from tests.receiving import free_port
from tests.scene import PATIENT, Scene, open_scene
from tests.serving import PATIENCE_S, listening, serving


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


@pytest.fixture
def url(scene: Scene) -> Iterator[str]:
    with serving(create_app(scene.services, max_body_bytes=1 << 20)) as at:
        yield at.replace("127.0.0.1", "localhost")


def wrong(url: str, keys: Mapping[str, Any] | None, quiet: str | None = None) -> dict[str, str]:
    """Return what is wrong, by the check's name."""
    found = {}
    for name, look in public_checks(url, keys, quiet):
        try:
            assert look()
        except Wanting as error:
            found[name] = str(error)
    return found


def test_a_server_that_nothing_stands_before_is_well(scene: Scene, url: str) -> None:
    assert wrong(url, scene.services.signer.jwks()) == {}
    assert wrong(url, None) == {}


@pytest.mark.parametrize(("silence_s", "proxys"), [(0.3, "60s"), (30, "1s")])
def test_a_line_that_says_nothing_is_kept_by_the_shipped_proxy_and_cut_by_a_hasty_one(
    scene: Scene, tmp_path: Path, silence_s: float, proxys: str
) -> None:
    if NGINX is None:
        pytest.skip("nginx is not here")
    services = replace(scene.services, capture_limits=replace(PATIENT, silence_s=silence_s))
    with (
        serving(create_app(services, max_body_bytes=1 << 20)) as at,
        proxied(at, tmp_path, proxys) as before,
    ):
        public = before.replace("127.0.0.1", "localhost")
        own = services.signer.jwks(), services.session_tokens.issue(silent(scene))
        if proxys == "60s":
            assert wrong(public, *own) == {}
            return
        (look,) = (look for name, look in public_checks(public, *own) if name == "silence")
        with pytest.raises(Wanting, match=r"is cut after \d+ s.*nginx: proxy_read_timeout"):
            look()


def silent(scene: Scene) -> SessionTicket:
    now = scene.services.sessions.clock.now()
    return SessionTicket.for_silence(now, timedelta(minutes=3), SystemEntropy())


def test_the_ticket_for_silence_opens_no_capture(scene: Scene, url: str) -> None:
    ticket = silent(scene)
    token = scene.services.session_tokens.issue(ticket)
    with wire(url, ticket.session_id, token) as line:
        line.tell({"type": "hello", "token": token, "sdk": "web/0.1.0"})
        assert line.ended() == ("origin_not_allowed", 4000)


def test_no_passkey_belongs_to_an_address(scene: Scene, url: str) -> None:
    found = wrong(url.replace("localhost", "127.0.0.1"), None)
    assert found.keys() == {"passkeys"}
    assert "http://localhost" in found["passkeys"]


class Proxy(BaseHTTPRequestHandler):
    """Passes requests on as a careless proxy does: each fault is one word of its server's."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        fault, to = self.server.fault, self.server.to  # type: ignore[attr-defined]
        if fault == "redirects":
            self.answer(301, {"Location": "https://face.example/"}, b"")
            return
        if fault == "elsewhere" and not self.path.startswith("/v1"):
            self.answer(404, {}, b"not here")
            return
        # `Upgrade` is left out: a request that was to become a WebSocket is a plain one
        got = httpx.get(to + self.path, timeout=PATIENCE_S)
        headers = {"Content-Type": got.headers["content-type"]}
        policy = got.headers["content-security-policy"]
        headers["Content-Security-Policy"] = "default-src *" if fault == "policy" else policy
        body = b'{"keys": []}' if fault == "keys" and self.path == "/v1/jwks" else got.content
        self.answer(got.status_code, headers, body)

    def do_HEAD(self) -> None:
        self.answer(405 if self.server.fault == "head" else 200, {}, b"")  # type: ignore[attr-defined]

    def date_time_string(self, timestamp: float | None = None) -> str:
        if self.server.fault == "clock":  # type: ignore[attr-defined]
            return "Thu, 01 Jan 2026 00:00:00 GMT"
        return super().date_time_string(timestamp)

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def proxy(to: str, fault: str, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.fault, server.to = fault, to  # type: ignore[attr-defined]
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    with listening(server):
        yield f"{'http' if tls is None else 'https'}://localhost:{server.server_port}"


@pytest.mark.parametrize(
    ("fault", "check", "said"),
    [
        ("", "websocket", "`not_found`: let the proxy pass on Upgrade"),
        ("redirects", "address", "leads on to https://face.example/"),
        ("elsewhere", "address", "answered 404"),
        ("policy", "pages", "Content-Security-Policy"),
        ("head", "head", "405"),
        ("keys", "server", "INPERSON_KEK_DIR"),
        ("clock", "clock", "NTP"),
    ],
)
def test_what_a_proxy_does_wrong_is_named_with_what_to_do(
    scene: Scene, url: str, fault: str, check: str, said: str
) -> None:
    with proxy(url, fault) as public:
        found = wrong(public, scene.services.signer.jwks())
    assert said in found[check]
    if fault not in {"redirects", "elsewhere"}:
        assert found.keys() == {"websocket", check}


def certificate(folder: Path, days: int) -> tuple[Path, ssl.SSLContext]:
    """Return a certificate of `localhost` that signs itself, and a server's context with it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.DNSName("localhost")
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = folder / "localhost.pem"
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


@pytest.mark.parametrize(
    ("days", "trusted", "said"),
    [(60, True, ""), (5, True, "ends in 5 days: renew it"), (60, False, "is not trusted")],
)
def test_a_certificate_is_trusted_and_lasts(
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    trusted: bool,
    said: str,
) -> None:
    path, context = certificate(tmp_path, days)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with proxy(url, "", context) as public:
        found = wrong(public, None)
    assert said in found.get("tls", "")
    assert ("tls" in found) == bool(said)
    assert ("address" in found) != trusted


def test_without_tls_no_browser_opens_a_camera() -> None:
    (tls,) = (look for name, look in public_checks("http://face.example", None) if name == "tls")
    with pytest.raises(Wanting, match="no camera"):
        tls()


def test_where_nobody_answers_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATA", "KEYS"):
        monkeypatch.setenv(f"INPERSON_{name}", f"sqlite:///{tmp_path / name}")
    monkeypatch.setenv("INPERSON_PUBLIC_URL", f"http://127.0.0.1:{free_port()}")
    said = CliRunner().invoke(commands, ["doctor", "--public"])
    assert said.exit_code == Exit.NO
    assert "WRONG address" in said.stdout
    assert "Connection refused" in said.stdout
    assert "WRONG passkeys" in said.stdout
    assert "ok    room" in said.stdout


FULL = """
import asyncio, sys
from pathlib import Path
from inperson.app.health import make_readiness
from tests.scene import ColourExaminer, open_scene

at = Path(sys.argv[1])
scene = open_scene(at)
scene.add_tenant("one")
scene.stores.audit.create_server()

def missing():
    made = make_readiness(scene.stores, scene.tenants, scene.provider, ColourExaminer())
    return [each.value for each in asyncio.run(made.missing()) if each.value != "pages"]

before = missing()
with (at / "filler").open("wb", buffering=0) as filler:
    try:
        while filler.write(bytes(4096)): pass
    except OSError:
        pass
full = missing()
(at / "filler").unlink()
print(before, full, missing())
"""


def test_a_server_on_a_full_disk_is_not_ready(tmp_path: Path) -> None:
    mount = 'mount -t tmpfs -o size=16m none "$1" && exec "$2" -c "$3" "$1"'
    words = ["unshare", "--mount", "sh", "-c", mount, "sh", tmp_path, sys.executable, FULL]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[] ['room'] []\n", done.stderr
