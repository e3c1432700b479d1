"""The vault: sealed records, a key for each subject, and the end of that key.

Each subject has a data key (DEK) of its own; it is stored only wrapped under the tenant's
key-encryption key (KEK), in a keyring apart from the data. A record is AES-256-GCM sealed and
bound to tenant, subject, purpose and model, so a row copied elsewhere does not open. Destroying
the DEK erases every copy of the subject's records, backups of the data included::

    vault.create_subject_key(subject_id)                        # the key first, then the row
    sealed = vault.seal(subject_id, Purpose.REFERENCE_TEMPLATE, model_digest, template)
    vault.destroy_subject_key(tombstone)                        # the key first, then the rows

In this order a process may be killed anywhere: what is left is a key that opens nothing, or a row
that nothing opens. The format is docs/formats/sealed-record.md.
"""

from inperson.vault.errors import (
    UNREADABLE,
    KeyDestroyed,
    KeyFilePermissions,
    KeyPassphraseWrong,
    KeysMalformed,
    KeyUnavailable,
    SealBroken,
    StatementChanged,
    StatementForeign,
)
from inperson.vault.passphrase import MOST_BYTES, seal_apart
from inperson.vault.ports import (
    SUBJECT_KEYS,
    Kek,
    KeyProvider,
    Keyring,
    Keyrings,
    StatementSigner,
    Tombstone,
    Witness,
    WrappedKey,
)
from inperson.vault.sealing import MAGIC, Purpose
from inperson.vault.service import TenantVault
from inperson.vault.statements import Keys, read_keys, read_statement, write_keys

__all__ = [
    "MAGIC",
    "MOST_BYTES",
    "SUBJECT_KEYS",
    "UNREADABLE",
    "Kek",
    "KeyDestroyed",
    "KeyFilePermissions",
    "KeyPassphraseWrong",
    "KeyProvider",
    "KeyUnavailable",
    "Keyring",
    "Keyrings",
    "Keys",
    "KeysMalformed",
    "Purpose",
    "SealBroken",
    "StatementChanged",
    "StatementForeign",
    "StatementSigner",
    "TenantVault",
    "Tombstone",
    "Witness",
    "WrappedKey",
    "read_keys",
    "read_statement",
    "seal_apart",
    "write_keys",
]
