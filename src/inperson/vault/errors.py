"""Why something cannot be sealed or opened."""

from http import HTTPStatus

from inperson.core import InpersonError


class SealBroken(InpersonError):
    """The record is not what was sealed, or not for this tenant, subject, purpose or model."""

    code = "seal_broken"


class SealTruncated(InpersonError):
    """The record is too short to be one."""

    code = "seal_truncated"


class SealVersionUnsupported(InpersonError):
    """The record is of a version that is not known here, or is no sealed record."""

    code = "seal_version_unsupported"


class SealKeyMismatch(InpersonError):
    """The record was sealed under another key of the subject."""

    code = "seal_key_mismatch"


UNREADABLE = (SealBroken, SealTruncated, SealVersionUnsupported, SealKeyMismatch)
"""What a record raises that is damaged, or not what its row says. Its key is there."""


class KeyDestroyed(InpersonError):
    """The subject has no key: it was erased, or never enrolled."""

    code = "key_destroyed"


class KeyUnavailable(InpersonError):
    """A tenant's key does not exist or cannot be used."""

    code = "key_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The tenant's keys cannot be opened"


class KeyFilePermissions(InpersonError):
    """A key file can be read by others, or is not a plain file."""

    code = "key_file_permissions"


class KeyInUse(InpersonError):
    """An earlier version of the KEK still wraps keys and cannot be retired."""

    code = "key_in_use"
    status = HTTPStatus.CONFLICT
    title = "Earlier versions of the key still wrap keys"


class KeyPassphraseWrong(InpersonError):
    """The key-encryption keys' files need another passphrase, or one at all."""

    code = "key_passphrase_wrong"


class KeysMalformed(InpersonError):
    """No JWK set with an Ed25519 key, or one with a private key."""

    code = "keys_malformed"


class StatementForeign(InpersonError):
    """It is no statement of the kind that is asked for, or none of the known keys signed it."""

    code = "statement_foreign"


class StatementChanged(InpersonError):
    """The statement is not what its key signed."""

    code = "statement_changed"
