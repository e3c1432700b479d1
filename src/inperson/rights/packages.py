"""What leaves a silo for one recipient: an age file (https://age-encryption.org/v1), by pyrage."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from inperson.core import InpersonError
from inperson.vault import MOST_BYTES, seal_apart
from inperson.workers import Workers

SHORTEST_PASSPHRASE, LONGEST_PASSPHRASE = 12, 256

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_ANY_KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
_CHECKSUM, _SPARE_BITS = 6, 4


class RecipientInvalid(InpersonError):
    """It is neither an age recipient (`age1...`) nor a passphrase of 12 characters or more."""

    code = "recipient_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is no age recipient"
    field = "key"


class PackageTooLarge(InpersonError):
    """A file under a passphrase holds 256 MiB at most; one for an age recipient holds more."""

    code = "package_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "There is too much for one file under a passphrase"


class PackageUnreadable(InpersonError):
    """The file is for another key, was cut or was changed."""

    code = "package_unreadable"


@dataclass(frozen=True, slots=True)
class AgeRecipient:
    """Who alone can open a package: the holder of an age key, or of a passphrase.

    Raises:
        RecipientInvalid: unless it is exactly one of the two, and well-formed.

    """

    key: str | None = None
    """An X25519 recipient, `age1...`."""
    passphrase: str | None = field(default=None, repr=False)
    """12 to 256 characters that a keyboard writes on one line."""

    def __post_init__(self) -> None:
        if (self.key is None) == (self.passphrase is None):
            raise RecipientInvalid("Give an age recipient or a passphrase.")
        if self.key is not None:
            _parsed(self.key)
        elif not _is_passphrase(self.passphrase):
            raise RecipientInvalid(
                f"A passphrase has {SHORTEST_PASSPHRASE} to {LONGEST_PASSPHRASE} characters "
                "on one line."
            )


def sealing(recipient: AgeRecipient) -> Callable[[bytes], bytes]:
    """Return what makes of each file of many an age file that a key alone opens.

    Raises:
        RecipientInvalid: of a passphrase, which takes a second for each file.

    """
    if recipient.key is None:
        raise RecipientInvalid("Give an age recipient: many files are sealed to a key alone.")
    to = [_parsed(recipient.key)]
    return lambda data: pyrage.encrypt(data, to)


def encrypt(data: bytes, recipient: AgeRecipient, workers: Workers, *, owner: str) -> bytes:
    """Return an age file that the recipient alone opens.

    Never call it inside a transaction: a key takes 15 ms for each MiB, and a passphrase, which a
    worker does, a second or so, which is what makes guessing it dear.

    Args:
        data: what it holds.
        recipient: who opens it.
        workers: those of the server.
        owner: whose turn it is: the tenant.

    Raises:
        PackageTooLarge: if it is too much for a passphrase.
        WorkersBusy: if too many wait.
        WorkStopped: if the worker died.

    """
    if recipient.key is None:
        if len(data) > MOST_BYTES:
            raise PackageTooLarge("Ask for it with an age recipient instead of a passphrase.")
        return seal_apart(data, recipient.passphrase or "", workers, owner=owner)
    file: bytes = pyrage.encrypt(data, [_parsed(recipient.key)])
    return file


def new_identity() -> tuple[str, str]:
    """Draw an age key: the secret, `AGE-SECRET-KEY-1...`, and the recipient, `age1...`."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def decrypt(data: bytes, secret: str) -> bytes:
    """Return what an age file holds.

    Args:
        data: the file, whole: what is cut short does not open.
        secret: an age key that `new_identity` drew.

    Raises:
        PackageUnreadable: if it is for another key, was cut or was changed.

    """
    try:
        opened: bytes = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(secret)])
    except pyrage.DecryptError as error:
        raise PackageUnreadable("It is for another key, was cut, or was changed.") from error
    return opened


def _parsed(key: str) -> pyrage.x25519.Recipient:
    try:
        recipient = pyrage.x25519.Recipient.from_str(key)
        # with a point of low order the shared secret is zero, whoever computes it: anybody could
        # open the file, and the library aborts rather than write it
        _ANY_KEY.exchange(X25519PublicKey.from_public_bytes(_point(key)))
    except (pyrage.RecipientError, ValueError, TypeError) as error:
        raise RecipientInvalid("This is no age recipient.") from error
    return recipient


def _point(key: str) -> bytes:
    """Return the 32 bytes in a recipient whose checksum was checked."""
    number = 0
    for character in key.lower().rpartition("1")[2][:-_CHECKSUM]:
        number = number << 5 | _BECH32.index(character)
    return (number >> _SPARE_BITS).to_bytes(32, "big")


def _is_passphrase(text: str | None) -> bool:
    # what cannot be printed, line breaks and half characters among it, cannot be typed again
    return (
        isinstance(text, str)
        and SHORTEST_PASSPHRASE <= len(text) <= LONGEST_PASSPHRASE
        and text.isprintable()
    )
