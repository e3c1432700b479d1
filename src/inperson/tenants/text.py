"""The text of an app token: prefix, 32 random characters, checksum (docs/formats/app-token.md).

The checksum lets a typing error, or a scanner for leaked secrets, be answered without asking a
store. It is no protection: the 190 random bits are.
"""

import hashlib
import re
import zlib

from inperson.core import Entropy
from inperson.tenants.errors import TokenMalformed
from inperson.tenants.model import TokenKind

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PREFIX = {TokenKind.DEVELOPER: "inp_dev_", TokenKind.PRODUCTION: "inp_live_"}
_SECRET_LENGTH = 32
_CHECKSUM_LENGTH = 6  # 62**6 > 2**32
_TEXT = re.compile(r"(inp_dev_|inp_live_)[0-9A-Za-z]{38}")


def new_token_text(kind: TokenKind, entropy: Entropy) -> str:
    """Make the text of a new app token."""
    body = _PREFIX[kind] + "".join(_base62_digits(entropy))
    return body + _checksum(body)


def token_kind(text: str) -> TokenKind:
    """Check the form of an app token and return the kind that it names.

    Raises:
        TokenMalformed: if prefix, length, alphabet or checksum is wrong.

    """
    match = _TEXT.fullmatch(text)
    if match is None or _checksum(text[:-_CHECKSUM_LENGTH]) != text[-_CHECKSUM_LENGTH:]:
        raise TokenMalformed("This is not an app token of Inperson.")
    return next(kind for kind, prefix in _PREFIX.items() if prefix == match[1])


def token_sha256(text: str) -> bytes:
    """Return what is stored in place of the text: its SHA-256, 32 bytes."""
    return hashlib.sha256(text.encode("ascii")).digest()


def _base62_digits(entropy: Entropy) -> list[str]:
    """Draw characters without bias: bytes that would favour some of them are thrown away."""
    digits: list[str] = []
    while len(digits) < _SECRET_LENGTH:
        usable = (byte for byte in entropy.bytes(64) if byte < 248)  # 248 = 4 * 62
        digits.extend(_ALPHABET[byte % 62] for byte in usable)
    return digits[:_SECRET_LENGTH]


def _checksum(body: str) -> str:
    value, digits = zlib.crc32(body.encode("ascii")), ""
    for _ in range(_CHECKSUM_LENGTH):
        value, digit = divmod(value, 62)
        digits = _ALPHABET[digit] + digits
    return digits
