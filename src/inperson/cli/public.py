"""What `doctor --public` looks at: the public address, as a stranger's browser meets it."""

import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from inperson.adapters.passkeys import WebAuthnAuthenticators
from inperson.core import InpersonError

PublicCheck = tuple[str, Callable[[], str]]
_WAIT_S = 10.0
_SILENT_S = 60.0
"""Longer than the server keeps a line that says nothing."""
_RENEW_DAYS = 14
_MOST_OFF_S = 30.0
_PAGES = {
    "/": "text/html",
    "/docs": "text/html",
    "/privacy": "text/html",
    "/integrate": "text/html",
    "/console/sign-in": "text/html",
    "/assets/inperson.js": "text/javascript",
    "/assets/encoder.js": "text/javascript",
    "/assets/pages.css": "text/css",
}
_CAPTURE = "/v1/sessions/ses_aaaaaaaaaaaaaaaaaaaaaaaaaa/capture"


class Wanting(InpersonError):
    """A check found something wanting."""

    code = "wanting"


def public_checks(
    url: str, keys: Mapping[str, Any] | None, quiet: str | None = None
) -> list[PublicCheck]:
    """Return what is looked at, in order.

    Args:
        url: where people reach the server.
        keys: the public keys of this installation, or None if it has none yet.
        quiet: a token of its own for a line that says nothing; None if there is none yet.

    """
    public = _Public(url, keys, quiet)
    return [
        ("address", public.address),
        ("tls", public.tls),
        ("server", public.server),
        ("clock", public.clock),
        ("head", public.head),
        ("pages", public.pages),
        ("websocket", public.websocket),
        ("silence", public.silence),
        ("passkeys", public.passkeys),
    ]


@dataclass(frozen=True)
class _Public:
    url: str
    keys: Mapping[str, Any] | None
    quiet: str | None
    # as the system trusts, and not as a package does
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    @property
    def at(self) -> SplitResult:
        return urlsplit(self.url)

    def ask(self, path: str, method: str = "GET") -> httpx.Response:
        """Ask without a credential, and say in words why there is no answer."""
        try:
            with httpx.Client(verify=self.trust, timeout=_WAIT_S, trust_env=False) as http:
                return http.request(method, self.url + path, follow_redirects=False)
        except httpx.HTTPError as error:
            raise Wanting(f"no answer from {self.url}: {_why(error)}") from None

    def address(self) -> str:
        answer = self.ask("/healthz")
        if answer.is_redirect:
            to = answer.headers.get("location", "")
            raise Wanting(f"it leads on to {to}: put that into INPERSON_PUBLIC_URL, or end it")
        if answer.status_code != 200 or _json(answer) != {"status": "ok"}:
            raise Wanting(
                f"/healthz is answered {answer.status_code}, and not by this server: let the proxy "
                "pass every path on, and its own pages stand elsewhere"
            )
        return self.url

    def tls(self) -> str:
        host = self.at.hostname or ""
        if self.at.scheme != "https":
            if host == "localhost" or _loopback(host):
                return "none: browsers open a camera here on this machine alone"
            raise Wanting(
                "none: browsers open no camera and make no passkey there. Get a certificate, and "
                "begin INPERSON_PUBLIC_URL with https://"
            )
        try:
            line = socket.create_connection((host, self.at.port or 443), _WAIT_S)
            with line, self.trust.wrap_socket(line, server_hostname=host) as secured:
                found = secured.getpeercert() or {}
        except OSError as error:
            raise Wanting(f"{_why(error)}: install a certificate that browsers trust") from None
        days = (ssl.cert_time_to_seconds(str(found["notAfter"])) - time.time()) / 86400
        if days < _RENEW_DAYS:
            raise Wanting(f"the certificate ends in {days:.0f} days: renew it")
        return f"the certificate is good for {days:.0f} days"

    def server(self) -> str:
        said = _json(self.ask("/v1/jwks"))
        if self.keys is None:
            return "this installation has no keys yet, so nothing says whose server it is"
        if said != self.keys:
            raise Wanting(
                "another installation answers there, or a cache: its keys are not those of "
                "INPERSON_KEK_DIR"
            )
        return "it is this installation"

    def clock(self) -> str:
        said = self.ask("/healthz").headers.get("date", "")
        try:
            off_s = abs(parsedate_to_datetime(said).timestamp() - time.time())
        except ValueError:
            raise Wanting("answers have no date: let the proxy leave it") from None
        if off_s > _MOST_OFF_S:
            raise Wanting(f"{off_s:.0f} s off from here: set both by NTP, tokens live 3 minutes")
        return "the same as here, to half a minute"

    def head(self) -> str:
        answer = self.ask("/integrate", "HEAD")
        if answer.status_code != 200 or answer.content:
            raise Wanting(f"HEAD is answered {answer.status_code}: let the proxy pass it on")
        return "headers are told alone"

    def pages(self) -> str:
        for path, kind in _PAGES.items():
            answer = self.ask(path)
            said = answer.headers.get("content-type", "")
            if answer.status_code != 200 or not said.startswith(kind):
                raise Wanting(f"{path} is answered {answer.status_code} ({said or 'no type'})")
            policies = answer.headers.get_list("content-security-policy")
            if len(policies) != 1 or "default-src 'none'" not in policies[0]:
                raise Wanting(f"{path} has another Content-Security-Policy: let the proxy set none")
        return f"{len(_PAGES)} pages and files came, under their own policy"

    def websocket(self) -> str:
        """Offer a token of nobody's: only the server itself, asked to upgrade, calls it invalid."""
        code, _ = self._listen("nobody")
        if code != "session_token_invalid":
            raise Wanting(
                f"an upgrade is answered `{code}`: let the proxy pass on Upgrade, Connection and "
                "Sec-WebSocket-Protocol, as deploy/nginx.conf does"
            )
        return "upgrades come through"

    def silence(self) -> str:
        """Say nothing on a line until the server ends it, which it does after its own next ping."""
        if self.quiet is None:
            return "this installation has no keys yet, so it opens no line"
        code, lasted_s = self._listen(self.quiet)
        if code == "hello_timeout":
            return f"a line that says nothing is kept for {lasted_s:.0f} s"
        if code != "":
            raise Wanting(f"a line that says nothing is answered `{code}`: see `websocket`")
        raise Wanting(
            f"a line that says nothing is cut after {lasted_s:.0f} s, and captures pause longer: "
            "give it 60 s (nginx: proxy_read_timeout and proxy_send_timeout; HAProxy: timeout "
            "tunnel; Apache: ProxyTimeout; Envoy and balancers of a cloud: the idle timeout)"
        )

    def _listen(self, token: str) -> tuple[str, float]:
        """Open a capture's line and say nothing.

        Returns:
            The code of what ended it, empty if it was cut, and how many seconds it lasted.

        """
        offered = [Subprotocol("inperson.capture.v2"), Subprotocol(f"inperson.token.{token}")]
        trust = self.trust if self.at.scheme == "https" else None
        address = "ws" + self.url.removeprefix("http") + _CAPTURE
        began_s = time.monotonic()
        try:
            with connect(
                address,
                subprotocols=offered,
                open_timeout=_WAIT_S,
                ping_interval=None,
                proxy=None,
                ssl=trust,
            ) as line:
                began_s = time.monotonic()
                code = _code(line.recv(timeout=_SILENT_S))
        except ConnectionClosed:
            code = ""
        except InvalidStatus as error:
            body = error.response.body or b""
            code = _code(bytes(body)) or f"HTTP {error.response.status_code}"
        except (OSError, WebSocketException) as error:
            raise Wanting(f"no answer to an upgrade: {_why(error)}") from None
        return code, time.monotonic() - began_s

    def passkeys(self) -> str:
        if WebAuthnAuthenticators(self.url).usable():
            return f"they belong to {self.at.hostname}"
        raise Wanting(
            "browsers make none for an IP address, so nobody gets into a console: give "
            "INPERSON_PUBLIC_URL a name, such as http://localhost"
        )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _json(answer: httpx.Response) -> object:
    try:
        return answer.json()
    except ValueError:
        return None


def _code(body: bytes | str) -> str:
    try:
        return str(json.loads(body)["code"])
    except (ValueError, LookupError, TypeError):
        return ""


def _why(error: BaseException) -> str:
    """Return the innermost reason: of a certificate, why it is not trusted."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({found.verify_message})"
        if isinstance(found, ssl.SSLError):
            return f"no TLS ({found.reason})"
        if isinstance(found, socket.gaierror):
            return "the name is not known"
        error, found = found, found.__cause__ or found.__context__
    return getattr(error, "strerror", None) or type(error).__name__
