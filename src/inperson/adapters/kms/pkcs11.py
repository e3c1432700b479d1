"""Key-encryption keys in a PKCS#11 token: an HSM, or SoftHSM2 to try it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pkcs11
from pkcs11.constants import Attribute, MechanismFlag, ObjectClass
from pkcs11.exceptions import (
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    FunctionFailed,
    GeneralError,
    MultipleTokensReturned,
    NoSuchKey,
    NoSuchToken,
    PKCS11Error,
)
from pkcs11.mechanisms import GCMParams, KeyType, Mechanism

from inperson.core import Entropy, TenantId, is_id
from inperson.vault import KeyUnavailable, SealBroken, WrappedKey

_NONCE_LENGTH = 12
_TAG_BITS = 128
_BROKEN = (EncryptedDataInvalid, EncryptedDataLenRange, GeneralError, FunctionFailed)


class Pkcs11KeyProvider:
    """Keeps each version of a tenant's KEK as a sensitive AES-256 key that cannot be read out.

    Args:
        library: the token's PKCS#11 library.
        token: its label.
        pin: of its user.
        entropy: source of nonces.

    Raises:
        KeyUnavailable: if the library or the token cannot be used.

    """

    def __init__(self, library: Path, token: str, pin: str, entropy: Entropy) -> None:
        self._pin = pin
        self._entropy = entropy
        with _guarded():
            try:
                self._token = pkcs11.lib(str(library)).get_token(token_label=token)
            except (NoSuchToken, MultipleTokensReturned) as error:
                raise KeyUnavailable("There is not exactly one token of this label.") from error
            except RuntimeError as error:
                raise KeyUnavailable("The PKCS#11 library cannot be loaded.") from error

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's key; do nothing if there is one."""
        kek = self.open(tenant_id)
        if not kek.versions():
            kek.rotate()

    def open(self, tenant_id: TenantId) -> "Pkcs11Kek":
        """Return the tenant's KEK."""
        if not is_id(tenant_id, "ten"):
            raise KeyUnavailable("This is no tenant id.")
        return Pkcs11Kek(self._token, self._pin, tenant_id, self._entropy)


class Pkcs11Kek:
    """One tenant's KEK in a token. Implements `vault.Kek`."""

    def __init__(self, token: Any, pin: str, tenant_id: TenantId, entropy: Entropy) -> None:
        self._token = token
        self._pin = pin
        self._tenant_id = tenant_id
        self._entropy = entropy

    def current(self) -> str:
        """Return the label of the newest version."""
        versions = self.versions()
        if not versions:
            raise KeyUnavailable("The tenant has no key-encryption key.")
        return self._label(versions[-1])

    def wrap(self, key: bytes, aad: bytes) -> WrappedKey:
        """Encrypt `key` in the token with AES-GCM, bound to `aad`."""
        label, nonce = self.current(), self._entropy.bytes(_NONCE_LENGTH)
        with self._session() as session:
            sealed = _key(session, label).encrypt(
                key, mechanism=Mechanism.AES_GCM, mechanism_param=_gcm(nonce, aad)
            )
        return WrappedKey(label, nonce + sealed)

    def unwrap(self, wrapped: WrappedKey, aad: bytes) -> bytes:
        """Decrypt a wrapped key in the token."""
        if not wrapped.kek_id.startswith(f"inperson/{self._tenant_id}/"):
            raise KeyUnavailable("The key was wrapped under a KEK that is not here.")
        nonce, body = wrapped.ciphertext[:_NONCE_LENGTH], wrapped.ciphertext[_NONCE_LENGTH:]
        if len(body) < _TAG_BITS // 8:
            raise SealBroken("The wrapped key is too short.")
        with self._session() as session:
            kek = _key(session, wrapped.kek_id)
            try:
                return bytes(
                    kek.decrypt(body, mechanism=Mechanism.AES_GCM, mechanism_param=_gcm(nonce, aad))
                )
            except _BROKEN as error:
                raise SealBroken("The wrapped key is not what was wrapped here.") from error

    def rotate(self) -> str:
        """Make a newer version in the token."""
        label = self._label((self.versions() or [0])[-1] + 1)
        with self._session(writes=True) as session:
            session.generate_key(
                KeyType.AES,
                256,
                label=label,
                store=True,
                capabilities=MechanismFlag.ENCRYPT | MechanismFlag.DECRYPT,
                template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
            )
        return label

    def retire(self) -> int:
        """Destroy every version but the newest."""
        old = self.versions()[:-1]
        with self._session(writes=True) as session:
            for version in old:
                _key(session, self._label(version)).destroy()
        return len(old)

    def versions(self) -> list[int]:
        """Return the versions that are in the token, rising."""
        form = re.compile(re.escape(f"inperson/{self._tenant_id}/") + r"([1-9][0-9]{0,8})")
        with self._session() as session:
            keys = session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})
            labels = [str(each.label) for each in keys]
        return sorted(int(match[1]) for match in map(form.fullmatch, labels) if match)

    def _label(self, version: int) -> str:
        return f"inperson/{self._tenant_id}/{version}"

    @contextmanager
    def _session(self, *, writes: bool = False) -> Iterator[Any]:
        with _guarded(), self._token.open(rw=writes, user_pin=self._pin) as session:
            yield session


def _key(session: Any, label: str) -> Any:
    try:
        return session.get_key(object_class=ObjectClass.SECRET_KEY, label=label)
    except NoSuchKey as error:
        raise KeyUnavailable("The key was wrapped under a KEK that is not here.") from error


def _gcm(nonce: bytes, aad: bytes) -> GCMParams:
    return GCMParams(nonce, aad=aad, tag_bits=_TAG_BITS)


@contextmanager
def _guarded() -> Iterator[None]:
    try:
        yield
    except PKCS11Error as error:
        raise KeyUnavailable(f"The token refused: {type(error).__name__}.") from error
