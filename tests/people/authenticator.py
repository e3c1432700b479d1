"""An authenticator in software: real keys, real signatures; it misbehaves when told to."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN, RP_ID = "http://localhost:8018", "localhost"


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Authenticator:
    """One device with one passkey."""

    origin: str = ORIGIN
    rp_id: str = RP_ID
    verifies: bool = True
    """Whether it asks its user for a PIN or a finger."""
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: Any) -> dict[str, Any]:
        """Answer what asks for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1}
        cose |= {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(0x40) + credential
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        said = self._said("webauthn.create", options)
        response = {"clientDataJSON": text(said), "attestationObject": text(cbor2.dumps(made))}
        return self._answer(response | {"transports": ["internal"]})

    def get(self, options: Any) -> dict[str, Any]:
        """Answer what asks for a proof."""
        self.count += 1
        data, said = self._data(), self._said("webauthn.get", options)
        signed = data + hashlib.sha256(said).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": text(said), "authenticatorData": text(data)}
        return self._answer(response | {"signature": text(signature)})

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        return {"id": text(self.id), "rawId": text(self.id), "type": "public-key"} | {
            "response": response
        }

    def _data(self, more: int = 0) -> bytes:
        flags = 0x01 | (0x04 if self.verifies else 0) | more
        return (
            hashlib.sha256(self.rp_id.encode()).digest()
            + bytes([flags])
            + self.count.to_bytes(4, "big")
        )

    def _said(self, kind: str, options: Any) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False}).encode()
