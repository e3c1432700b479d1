"""Key-encryption keys in the transit engine of OpenBao or HashiCorp Vault."""

import base64
import re
import ssl
from collections.abc import Mapping
from typing import Any

import httpx

from inperson.core import TenantId, is_id
from inperson.vault import KeyUnavailable, SealBroken, WrappedKey

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_KEK_ID = re.compile(r"transit-(?P<name>[a-z0-9_-]+)-v(?P<version>[1-9][0-9]*)")


class TransitKeyProvider:
    """Keeps each tenant's KEK as a transit key `inperson-<tenant id>` of type aes256-gcm96.

    Args:
        url: the server's address; https, but for a server on this machine.
        token: sent as `X-Vault-Token`, with a policy of docs/formats/kek-services.md.
        mount: where the engine is mounted.
        transport: another httpx transport, for tests.

    Raises:
        KeyUnavailable: if the address would carry the token in the clear.

    """

    def __init__(
        self,
        url: str,
        token: str,
        mount: str = "transit",
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        address = httpx.URL(url)
        if address.scheme != "https" and address.host not in _LOOPBACK:
            raise KeyUnavailable("The key service is reached by https only.")
        self._http = httpx.Client(
            base_url=address.join(f"/v1/{mount}/"),
            headers={"X-Vault-Token": token},
            timeout=5.0,
            follow_redirects=False,  # a redirect would carry the token to somebody else,
            trust_env=False,  # and so would a proxy of the environment, to http on this machine
            verify=ssl.create_default_context(),  # the machine's own, SSL_CERT_FILE included
            transport=transport,
        )

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's key; the engine leaves one that exists alone."""
        kek = self.open(tenant_id)
        kek.post(f"keys/{kek.name}", {"type": "aes256-gcm96"})

    def open(self, tenant_id: TenantId) -> "TransitKek":
        """Return the tenant's KEK."""
        if not is_id(tenant_id, "ten"):
            raise KeyUnavailable("This is no tenant id.")
        return TransitKek(self._http, f"inperson-{tenant_id}")


class TransitKek:
    """One tenant's KEK in a transit engine. Implements `vault.Kek`."""

    def __init__(self, http: httpx.Client, name: str) -> None:
        self._http = http
        self.name = name

    def current(self) -> str:
        """Return the name and number of the newest version."""
        return self._id(int(self._key()["latest_version"]))

    def wrap(self, key: bytes, aad: bytes) -> WrappedKey:
        """Encrypt `key` in the engine, bound to `aad`."""
        body = {"plaintext": _text(key), "associated_data": _text(aad)}
        # an encryption under a name that does not exist would make a key
        self._key()
        sealed = str(self.post(f"encrypt/{self.name}", body)["ciphertext"])
        match = re.match(r"vault:v([0-9]+):", sealed)
        if match is None:
            raise KeyUnavailable("The key service answered something else.")
        return WrappedKey(self._id(int(match[1])), sealed.encode())

    def unwrap(self, wrapped: WrappedKey, aad: bytes) -> bytes:
        """Decrypt a wrapped key in the engine."""
        match = _KEK_ID.fullmatch(wrapped.kek_id)
        if match is None or match["name"] != self.name:
            raise KeyUnavailable("The key was wrapped under a KEK that is not here.")
        if int(match["version"]) < int(self._key()["min_decryption_version"]):
            raise KeyUnavailable("The key was wrapped under a KEK that was retired.")
        try:
            sealed = wrapped.ciphertext.decode("ascii")
        except UnicodeDecodeError as error:
            raise SealBroken("The wrapped key is not what was wrapped here.") from error
        body = {"ciphertext": sealed, "associated_data": _text(aad)}
        answer = self.post(f"decrypt/{self.name}", body, broken=True)
        return base64.b64decode(str(answer["plaintext"]))

    def rotate(self) -> str:
        """Let the engine make a new version."""
        self.post(f"keys/{self.name}/rotate", {})
        return self.current()

    def retire(self) -> int:
        """Forbid and trim every version but the newest."""
        key = self._key()
        latest, oldest = int(key["latest_version"]), int(key["min_decryption_version"])
        if oldest < latest:
            limits = {"min_decryption_version": latest, "min_encryption_version": latest}
            self.post(f"keys/{self.name}/config", limits)
            self.post(f"keys/{self.name}/trim", {"min_available_version": latest})
        return latest - oldest

    def post(
        self, path: str, body: Mapping[str, Any], *, broken: bool = False
    ) -> Mapping[str, Any]:
        """Call the engine and return its `data`.

        Args:
            path: below the mount.
            body: to send as JSON.
            broken: whether a 400 says that the ciphertext is not what was wrapped.

        """
        return self._answer("POST", path, dict(body), broken=broken)

    def _key(self) -> Mapping[str, Any]:
        return self._answer("GET", f"keys/{self.name}", None, broken=False)

    def _answer(
        self, method: str, path: str, body: dict[str, Any] | None, *, broken: bool
    ) -> Mapping[str, Any]:
        try:
            answer = self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise KeyUnavailable(f"The key service: {type(error).__name__}.") from error
        if answer.status_code == 400 and broken:
            raise SealBroken("The wrapped key is not what was wrapped here.")
        if not answer.is_success:
            raise KeyUnavailable(f"The key service answered {answer.status_code}.")
        try:
            data = answer.json().get("data") if answer.content else {}
        except ValueError as error:
            raise KeyUnavailable("The key service answered something else.") from error
        return data if isinstance(data, dict) else {}

    def _id(self, version: int) -> str:
        return f"transit-{self.name}-v{version}"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
