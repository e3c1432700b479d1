"""Web origins, in the one spelling in which browsers send them (RFC 6454)."""

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

OPAQUE_ORIGIN = "null"
"""What a page sends that has no origin: an app's own file, and any site's sandboxed frame."""
WEB_VIEW_ORIGINS = frozenset(
    {"https://localhost", "http://localhost", "capacitor://localhost", "ionic://localhost"}
)
"""What the pages send that an app carries within itself, on Android and iOS."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_APPS = ("capacitor", "ionic")
_LABELS = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PATH = re.compile(r"(/[A-Za-z0-9_~!$&'()*+,;=:@-][A-Za-z0-9._~!$&'()*+,;=:@-]*)*/?")
_OF_APP = re.compile(r"([A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+):(.*)")
"""A scheme that an app registers for itself: a domain's name turned round (RFC 8252, 7.1)."""


def canonical_origin(text: str, *, apps: bool = False) -> str:
    """Return an origin as browsers write it: in small letters, without the scheme's own port.

    Args:
        text: scheme, host and perhaps a port.
        apps: whether it may be a page's within an app: `capacitor://localhost`, `null`.

    Raises:
        ValueError: if no browser can send it. The message says what is wrong, and quotes nothing.

    """
    if not text.isascii():
        raise ValueError("write the host as browsers send it, in ASCII (xn--...)")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("the host or port is malformed") from None
    if apps and text == OPAQUE_ORIGIN:
        return text
    _require_bare(text, parts, (*_DEFAULT_PORTS, *(_APPS if apps else ())))
    host = _host(parts.hostname or "")
    if port == 0:
        raise ValueError("no port is 0")
    named = port is not None and port != _DEFAULT_PORTS.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{port}" if named else "")


def canonical_return(text: str) -> str:
    """Return an address that a browser is sent back to, in the one spelling that is compared.

    `https://shop.example/done`, `http://localhost:3000/done` of this machine, or an app's own
    `org.example.shop:/done`. It has no query and no fragment: both are for what is added.

    Raises:
        ValueError: if nobody could be sent there safely. The message quotes nothing.

    """
    if not text.isascii() or not text.isprintable() or set(text) & set(" ?#%\\"):
        raise ValueError("it has no query, no fragment, no escapes and no spaces")
    if (app := _OF_APP.fullmatch(text)) is not None:
        scheme, path = app[1].lower(), app[2]
        if not path or _PATH.fullmatch(path) is None:
            raise ValueError("after an app's scheme comes a path: org.example.shop:/done")
        return f"{scheme}:{path}"
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    origin = canonical_origin(f"{scheme}://{host}")
    if _PATH.fullmatch(slash + path) is None:
        raise ValueError("its path is not a plain one")
    if origin.startswith("http://") and not is_loopback(origin):
        raise ValueError("use https://, or http:// of localhost for tests")
    return f"{origin}/{path}"


def is_loopback(address: str) -> bool:
    """Tell whether a canonical address is one of the very machine that opens it, without TLS."""
    host = re.match(r"http://(\[[^]]*\]|[^:/]*)", address)
    return host is not None and host[1] in _LOOPBACK


def http_address(host: str, port: int) -> str:
    """Return the address of what listens there; IPv6's stands in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _require_bare(text: str, parts: SplitResult, schemes: Sequence[str]) -> None:
    if parts.scheme not in schemes:
        raise ValueError(f"begin with one of {', '.join(f'{each}://' for each in schemes)}")
    if "@" in parts.netloc or "?" in text or "#" in text or not text.isprintable():
        raise ValueError("give scheme, host and port, and nothing else")
    if parts.path not in {"", "/"}:
        raise ValueError("leave out the path: a name of its own is needed, not a folder of one")


def _host(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        if _LABELS.fullmatch(host) is None or last.isdigit() or last.startswith("0x"):
            raise ValueError("the host is neither a name nor an address") from None
        return host
    return f"[{address}]" if address.version == 6 else str(address)
