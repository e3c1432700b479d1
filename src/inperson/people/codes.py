"""The secrets that people are handed: invitations, recovery codes, cookies. Stored as SHA-256.

A recovery code is a handle of four characters and a secret of twenty-four, `7K2M-0QX4-D8ER-...`:
20 bits that find the person, which are in all ten codes, and 120 that prove it. Wrong secrets are
counted under the handle, in the store; 120 bits need no slow hash against who copied the hashes.
"""

import base64
import hashlib

from inperson.core import Entropy

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HANDLE, SECRET = 4, 24
_GROUP = 4
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_secret(entropy: Entropy) -> str:
    """Draw the code of an invitation, or a cookie: 160 random bits in base 32."""
    return base64.b32encode(entropy.bytes(20)).decode("ascii").lower()


def hash_of(text: str) -> bytes:
    """Return what is stored of a secret, 32 bytes."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def new_handle(entropy: Entropy) -> str:
    """Draw the beginning of a person's recovery codes."""
    return _draw(entropy, HANDLE)


def new_recovery_code(handle: str, entropy: Entropy) -> str:
    """Draw a recovery code under a handle. 32 divides 256: each character is as likely."""
    return handle + _draw(entropy, SECRET)


def written(code: str) -> str:
    """Return a recovery code as people write it down, in groups of four."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_recovery_code(text: str) -> str | None:
    """Return a recovery code however it was typed; None if it cannot be one."""
    plain = text.upper().translate(_ALIKE) if len(text) <= 64 and text.isascii() else ""
    if len(plain) != HANDLE + SECRET or any(each not in ALPHABET for each in plain):
        return None
    return plain


def _draw(entropy: Entropy, count: int) -> str:
    return "".join(ALPHABET[each % len(ALPHABET)] for each in entropy.bytes(count))
