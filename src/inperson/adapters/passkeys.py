"""WebAuthn by the package `webauthn`. The server's address is a setting; no header changes it."""

import ipaddress
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from inperson.people import NewPasskey, Passkey, PasskeyRefused, Person

_TRANSPORTS = {each.value for each in AuthenticatorTransport}
_TIMEOUT_MS = 5 * 60 * 1000
_LONGEST_CREDENTIAL = 1023
_BROKEN = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What a malformed answer can make the package raise."""


class WebAuthnAuthenticators:
    """Implements `people.Authenticators`. No attestation is asked for: any authenticator serves.

    Args:
        public_url: where browsers reach this server; its host is what passkeys are bound to.

    """

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._rp_id = parts.hostname or ""
        self._origin = f"{parts.scheme}://{parts.netloc}".lower()

    def usable(self) -> bool:
        """Tell whether the host is a name: browsers make no passkeys for an IP address."""
        try:
            ipaddress.ip_address(self._rp_id)
        except ValueError:
            return self._rp_id != ""
        return False

    def registration(
        self, person: Person, challenge: bytes, known: Sequence[bytes]
    ) -> Mapping[str, Any]:
        """Return what asks for a new, discoverable passkey with user verification."""
        options = generate_registration_options(
            rp_id=self._rp_id,
            rp_name="Inperson",
            user_name=person.name,
            user_display_name=person.name,
            user_id=person.id.encode(),
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            attestation=AttestationConveyancePreference.NONE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        )
        return _json(options_to_json(options))

    def assertion(self, challenge: bytes, allowed: Sequence[Passkey] = ()) -> Mapping[str, Any]:
        """Return what asks for a proof with user verification."""
        options = generate_authentication_options(
            rp_id=self._rp_id,
            challenge=challenge,
            timeout=_TIMEOUT_MS,
            allow_credentials=[_descriptor(each) for each in allowed],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return _json(options_to_json(options))

    def challenge_of(self, answer: Mapping[str, Any]) -> bytes:
        """Return which challenge an answer says that it is for."""
        try:
            said = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
            return base64url_to_bytes(said["challenge"])
        except (*_BROKEN, RecursionError) as error:
            raise PasskeyRefused("The answer cannot be read.") from error

    def credential_of(self, answer: Mapping[str, Any]) -> bytes:
        """Return which credential answers."""
        try:
            return base64url_to_bytes(answer["rawId"])
        except _BROKEN as error:
            raise PasskeyRefused("The answer cannot be read.") from error

    def verify_registration(self, answer: Mapping[str, Any], challenge: bytes) -> NewPasskey:
        """Verify a new passkey."""
        try:
            made = verify_registration_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
                require_user_verification=True,
            )
            named = answer["response"].get("transports") or ()
            transports = tuple(sorted(_TRANSPORTS.intersection(named)))
        except (*_BROKEN, RecursionError) as error:
            raise PasskeyRefused("The passkey was not taken.") from error
        if len(made.credential_id) > _LONGEST_CREDENTIAL:
            raise PasskeyRefused("The passkey's id is too long.")
        key, count = made.credential_public_key, made.sign_count
        return NewPasskey(made.credential_id, key, count, transports)

    def verify_assertion(
        self, answer: Mapping[str, Any], challenge: bytes, passkey: Passkey
    ) -> int:
        """Verify a proof; the package refuses a count that did not grow."""
        try:
            proof = verify_authentication_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=self._rp_id,
                expected_origin=self._origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except (*_BROKEN, RecursionError) as error:
            raise PasskeyRefused("The passkey's proof does not hold.") from error
        return proof.new_sign_count


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(each) for each in passkey.transports]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _json(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(text)
    return found
