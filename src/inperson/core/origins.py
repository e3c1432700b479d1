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
