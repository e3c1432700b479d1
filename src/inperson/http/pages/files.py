"""The built files of the web SDK and its pages, and the headers they are sent with.

`make web` builds them out of web/ into `static/` beside this module, and the wheel carries them.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.responses import Response

from inperson.http.errors import NotFound
from inperson.http.pages.errors import PagesMissing

# No host but this one; frames reach a page through `srcObject`, which no directive governs.
# `connect-src 'self'` covers the capture's WebSocket (CSP 3), `worker-src` the encoder.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PERMISSIONS = (
    "camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), "
    "payment=(), publickey-credentials-get=(), clipboard-read=()"
)
_FORM_POLICY = _POLICY.replace("form-action 'none'", "form-action 'self'")
_FORM_PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), payment=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-read=()"
)
_PAGE_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The SDK's files are public and hold nothing of anybody: other origins' pages load them.
_ASSET_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}
_LANGUAGES = (
    *("ar", "de", "es", "fr", "hi", "it", "ja", "ko"),
    *("nl", "pl", "pt", "ru", "tr", "uk", "vi", "zh"),
)
"""Whose words the SDK and the pages have beside them; English is in them."""
_SPOKEN = ("words", "check", "demo", "privacy", "trial")
_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
}
ASSETS = (
    "inperson.js",
    "encoder.js",
    *(f"{of}-{language}.js" for of in _SPOKEN for language in _LANGUAGES),
    "demo.js",
    "integrate.js",
    "privacy.js",
    "trial.js",
    "check.js",
    "parts.js",
    "console.js",
    "pages.css",
    "privacy.css",
    "check.css",
    "console.css",
    "icon.svg",
)
"""Every file that may be asked for by its name; no path is ever joined with what a client sent."""
BUILT = (*ASSETS, "demo.html", "integrate.html", "privacy.html", "trial.html", "check.html")
"""Every file that `make web` builds."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One built file."""

    content: bytes
    media_type: str


@cache
def _load(name: str) -> StaticFile:
    """Read one built file.

    Raises:
        PagesMissing: if it was not built into this installation.

    """
    try:
        content = files("inperson.http.pages").joinpath("static", name).read_bytes()
    except FileNotFoundError:
        raise PagesMissing(f"{name} is not there: install a wheel, or run `make web`.") from None
    return StaticFile(content, _TYPES[name.rpartition(".")[2]])


def require_pages() -> None:
    """Look whether every page is there.

    Raises:
        PagesMissing: if one is not.

    """
    for name in BUILT:
        _load(name)


def page(name: str) -> Response:
    """Return a page under the strict policy."""
    found = _load(name)
    return Response(found.content, media_type=found.media_type, headers=_PAGE_HEADERS)


def rendered(text: str, status: int = 200) -> Response:
    """Return a page that was rendered on the server, under the strict policy."""
    return Response(text, status, media_type=_TYPES["html"], headers=_PAGE_HEADERS)


def form_page(text: str, status: int = 200) -> Response:
    """Return a page that sends forms to this server and asks for passkeys, and sees no camera."""
    own = {"Content-Security-Policy": _FORM_POLICY, "Permissions-Policy": _FORM_PERMISSIONS}
    return Response(text, status, media_type=_TYPES["html"], headers=_PAGE_HEADERS | own)


def asset(name: str) -> Response:
    """Return a file of the SDK, or of the pages.

    Raises:
        NotFound: if there is none of this name.

    """
    if name not in ASSETS:
        raise NotFound("There is no such path.")
    found = _load(name)
    return Response(found.content, media_type=found.media_type, headers=_ASSET_HEADERS)
