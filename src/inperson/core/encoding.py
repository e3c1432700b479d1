"""How bytes are written where text is wanted."""

from base64 import urlsafe_b64encode


def base64url(data: bytes) -> str:
    """Return bytes as JOSE writes them, without padding (RFC 7515, section 2)."""
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")
