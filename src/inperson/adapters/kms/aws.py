"""Key-encryption keys in AWS KMS: they never leave it, and it logs each use."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from inperson.core import TenantId, is_id
from inperson.vault import KeyUnavailable, SealBroken, WrappedKey

_TAG = "inperson-tenant"
_DELETION_DAYS = 7  # the least that AWS allows


class AwsKeyProvider:
    """Keeps each tenant's KEK as a symmetric KMS key behind an alias of its own.

    Args:
        client: `boto3.client("kms")`, with timeouts and credentials as the operator set them.
        prefix: of the aliases, `alias/<prefix>/<tenant id>`.

    """

    def __init__(self, client: Any, prefix: str = "inperson") -> None:
        self._client = client
        self._prefix = prefix

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's key; do nothing if there is one."""
        kek = self.open(tenant_id)
        if kek.key_id() is None:
            kek.add()

    def open(self, tenant_id: TenantId) -> "AwsKek":
        """Return the tenant's KEK."""
        if not is_id(tenant_id, "ten"):
            raise KeyUnavailable("This is no tenant id.")
        return AwsKek(self._client, tenant_id, f"alias/{self._prefix}/{tenant_id}")


class AwsKek:
    """One tenant's KEK in AWS KMS. Implements `vault.Kek`."""

    def __init__(self, client: Any, tenant_id: TenantId, alias: str) -> None:
        self._client = client
        self._tenant_id = tenant_id
        self._alias = alias

    def current(self) -> str:
        """Return the ARN of the key behind the alias."""
        key_id = self.key_id()
        if key_id is None:
            raise KeyUnavailable("The tenant has no key-encryption key.")
        return key_id

    def wrap(self, key: bytes, aad: bytes) -> WrappedKey:
        """Encrypt `key` in KMS, bound to tenant and `aad` by the encryption context."""
        key_id = self.current()
        with _guarded():
            answer = self._client.encrypt(
                KeyId=key_id, Plaintext=key, EncryptionContext=self._context(aad)
            )
        return WrappedKey(key_id, answer["CiphertextBlob"])

    def unwrap(self, wrapped: WrappedKey, aad: bytes) -> bytes:
        """Decrypt a wrapped key in KMS."""
        if wrapped.kek_id not in self._versions():
            raise KeyUnavailable("The key was wrapped under a KEK that is not here.")
        if not wrapped.ciphertext:
            raise SealBroken("The wrapped key is empty.")
        with _guarded():
            answer = self._client.decrypt(
                KeyId=wrapped.kek_id,
                CiphertextBlob=wrapped.ciphertext,
                EncryptionContext=self._context(aad),
            )
        return bytes(answer["Plaintext"])

    def rotate(self) -> str:
        """Make a new key and let the alias name it. KMS's own rotation could not be retired."""
        return self.add()

    def retire(self) -> int:
        """Schedule the deletion of the tenant's earlier keys, in 7 days. They are unusable now."""
        current = self.current()
        old = [each for each in self._versions() if each != current]
        with _guarded():
            for key_id in old:
                self._client.schedule_key_deletion(
                    KeyId=key_id.rpartition("/")[2], PendingWindowInDays=_DELETION_DAYS
                )
        return len(old)

    def key_id(self) -> str | None:
        """Return the ARN of the key behind the alias; None without one."""
        try:
            with _guarded():
                found = self._client.describe_key(KeyId=self._alias)["KeyMetadata"]
        except KeyUnavailable as error:
            if _code(error.__cause__) == "NotFoundException":
                return None
            raise
        return str(found["Arn"])

    def add(self) -> str:
        """Make a key and let the alias name it."""
        with _guarded():
            made = self._client.create_key(
                Description="Inperson key-encryption key",
                Tags=[{"TagKey": _TAG, "TagValue": self._tenant_id}],
            )["KeyMetadata"]
            name = {"AliasName": self._alias, "TargetKeyId": made["KeyId"]}
            try:
                self._client.create_alias(**name)
            except self._client.exceptions.AlreadyExistsException:
                self._client.update_alias(**name)
        return str(made["Arn"])

    def _versions(self) -> list[str]:
        """Return the tenant's keys that are enabled: the alias alone tells only the newest."""
        found = []
        with _guarded():
            for page in self._client.get_paginator("list_keys").paginate():
                for each in page["Keys"]:
                    tags = self._client.list_resource_tags(KeyId=each["KeyId"])["Tags"]
                    if {"TagKey": _TAG, "TagValue": self._tenant_id} in tags:
                        state = self._client.describe_key(KeyId=each["KeyId"])["KeyMetadata"]
                        if state["KeyState"] == "Enabled":
                            found.append(str(state["Arn"]))
        return found

    def _context(self, aad: bytes) -> dict[str, str]:
        # hashed, because KMS writes the context into its log
        digest = base64.b64encode(hashlib.sha256(aad).digest()).decode()
        return {"tenant": self._tenant_id, "aad": digest}


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        if _code(error) == "InvalidCiphertextException":
            raise SealBroken("The wrapped key is not what was wrapped here.") from error
        raise KeyUnavailable(f"AWS KMS refused: {_code(error)}.") from error


def _code(error: BaseException | None) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "ClientError"))
    return type(error).__name__
