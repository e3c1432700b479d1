"""A transit engine that really encrypts, as the published API of OpenBao and Vault describes it.

Not the real server, which no package registry here carries: it keeps versions, checks the token,
the associated data and `min_decryption_version`, and answers the documented errors.
"""

import base64
import json
import os
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


@dataclass
class Key:
    versions: dict[int, bytes] = field(default_factory=lambda: {1: os.urandom(32)})
    min_decryption_version: int = 1
    min_encryption_version: int = 0


class TransitServer(httpx.BaseTransport):
    """Answers requests for `/v1/transit/...`."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.keys: dict[str, Key] = {}
        self.seen: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        self.seen.append(body)
        if request.headers.get("X-Vault-Token") != self.token:
            return _error(403, "permission denied")
        match = re.fullmatch(
            r"/v1/transit/(keys|encrypt|decrypt)/([a-z0-9_-]+)(?:/(\w+))?", request.url.path
        )
        if match is None:
            return _error(404, "no handler for route")
        kind, name, verb = match.groups()
        given = json.loads(body) if body and body != b"null" else {}
        if request.method == "GET":
            return self._read(name)
        if kind == "keys" and verb is None:
            self.keys.setdefault(name, Key())
            return httpx.Response(204)
        key = self.keys.get(name)
        if key is None:
            if kind == "encrypt":  # upserts, as the real engine does
                key = self.keys.setdefault(name, Key())
            else:
                return _error(400, "encryption key not found")
        return self._use(key, kind, verb, given)

    def _read(self, name: str) -> httpx.Response:
        key = self.keys.get(name)
        if key is None:
            return httpx.Response(404, json={"errors": []})
        facts = {
            "type": "aes256-gcm96",
            "latest_version": max(key.versions),
            "min_decryption_version": key.min_decryption_version,
            "min_encryption_version": key.min_encryption_version,
        }
        return httpx.Response(200, json={"data": facts})

    def _use(self, key: Key, kind: str, verb: str | None, given: Any) -> httpx.Response:
        if verb == "rotate":
            key.versions[max(key.versions) + 1] = os.urandom(32)
            return httpx.Response(204)
        if verb == "config":
            key.min_decryption_version = given["min_decryption_version"]
            key.min_encryption_version = given["min_encryption_version"]
            return httpx.Response(204)
        if verb == "trim":
            least = given["min_available_version"]
            if least > key.min_decryption_version:
                return _error(400, "minimum available version is too high")
            key.versions = {n: each for n, each in key.versions.items() if n >= least}
            return httpx.Response(204)
        aad = base64.b64decode(given["associated_data"])
        if kind == "encrypt":
            nonce, version = os.urandom(12), max(key.versions)
            sealed = AESGCM(key.versions[version]).encrypt(
                nonce, base64.b64decode(given["plaintext"]), aad
            )
            text = f"vault:v{version}:{base64.b64encode(nonce + sealed).decode()}"
            return httpx.Response(200, json={"data": {"ciphertext": text}})
        return _decrypt(key, given["ciphertext"], aad)


def _decrypt(key: Key, ciphertext: str, aad: bytes) -> httpx.Response:
    match = re.fullmatch(r"vault:v([0-9]+):(.*)", ciphertext)
    if match is None:
        return _error(400, "invalid ciphertext: no prefix")
    version = int(match[1])
    if version < key.min_decryption_version or version not in key.versions:
        return _error(400, "ciphertext or signature version is disallowed by policy (too old)")
    try:
        raw = base64.b64decode(match[2], validate=True)
        plain = AESGCM(key.versions[version]).decrypt(raw[:12], raw[12:], aad)
    except (ValueError, InvalidTag):
        return _error(400, "invalid ciphertext: unable to decrypt")
    return httpx.Response(200, json={"data": {"plaintext": base64.b64encode(plain).decode()}})


def _error(status: int, text: str) -> httpx.Response:
    return httpx.Response(status, json={"errors": [text]})
