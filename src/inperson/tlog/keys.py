"""Keys of logs and witnesses, and how texts about them are spelled: c2sp.org/signed-note."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, Self

from inperson.tlog.errors import CheckpointMalformed

KEY_ID_LENGTH = 4
LONGEST_NAME = 255
_KEY_LENGTH = 32
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


class CheckpointSigner(Protocol):
    """Holds an Ed25519 key that signs checkpoints."""

    @property
    def name(self) -> str:
        """Return the key's name: neither spaces nor `+` in it."""
        ...

    @property
    def public_key(self) -> bytes:
        """Return the public key, 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message, 64 bytes."""
        ...


class KeyUse(IntEnum):
    """What an Ed25519 key signs: the byte before it in a verifier key."""

    LOG = 0x01
    """Checkpoints of its own log."""
    WITNESS = 0x04
    """Checkpoints of others, with the time: cosignature/v1."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public key that a log's checkpoints, or a witness's word for them, are checked with.

    Raises:
        CheckpointMalformed: if name or key are not of their form.

    """

    name: str
    public_key: bytes
    """Ed25519, 32 bytes."""
    use: KeyUse = KeyUse.LOG

    def __post_init__(self) -> None:
        """Check both fields."""
        if not is_name(self.name):
            raise CheckpointMalformed("A key's name has neither spaces nor a plus sign.")
        if len(self.public_key) != _KEY_LENGTH:
            raise CheckpointMalformed("An Ed25519 key has 32 bytes.")

    @property
    def key_id(self) -> bytes:
        """Return SHA-256(name || 0A || use || public key)[:4]."""
        named = self.name.encode() + b"\n" + bytes([self.use]) + self.public_key
        return hashlib.sha256(named).digest()[:KEY_ID_LENGTH]

    def text(self) -> str:
        """Return `name+hex(key id)+base64(use || public key)`."""
        return f"{self.name}+{self.key_id.hex()}+{encode(bytes([self.use]) + self.public_key)}"

    @classmethod
    def parse(cls, text: str, use: KeyUse = KeyUse.LOG) -> Self:
        """Read what `text` returned.

        Raises:
            CheckpointMalformed: if it is no verifier key for Ed25519 and this use.

        """
        parts = text.split("+", 2)  # base64 has a plus sign too
        if len(text) > 2 * LONGEST_NAME or len(parts) != 3:
            raise CheckpointMalformed("A verifier key is name+id+key.")
        name, key_id, encoded = parts
        key = decode(encoded, 1 + _KEY_LENGTH)
        if key[:1] != bytes([use]):
            raise CheckpointMalformed("The verifier key is not for Ed25519, or for another use.")
        made = cls(name, key[1:], use)
        if _KEY_ID.fullmatch(key_id) is None or bytes.fromhex(key_id) != made.key_id:
            raise CheckpointMalformed("The verifier key's id is not that of its name and key.")
        return made


def is_text(text: str) -> bool:
    """Tell whether a text is Unicode without control characters but newlines."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return _CONTROL.search(text) is None


def is_line(text: str) -> bool:
    """Tell whether a text is on one line."""
    return "\n" not in text and is_text(text)


def is_name(text: str) -> bool:
    """Tell whether a text can be the name of a key: neither spaces nor a plus sign."""
    spaced = "+" in text or any(each.isspace() for each in text)
    return 1 <= len(text) <= LONGEST_NAME and not spaced and is_line(text)


def encode(value: bytes) -> str:
    """Return base64."""
    return base64.b64encode(value).decode("ascii")


def decode(text: str, length: int | None) -> bytes:
    """Decode base64 of one spelling, and of one length if one is given.

    Raises:
        CheckpointMalformed: if it is of another.

    """
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointMalformed("A base64 text is malformed.") from error
    if encode(value) != text or length not in {None, len(value)}:
        raise CheckpointMalformed("A base64 text is not of its length or spelling.")
    return value
