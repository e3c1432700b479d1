"""Whether an approval is the subject's own.

1. The proof (`rights.acts`): a live capture of this very subject that was opened for this text, on
   this server's own page, after it was proposed. It is used up.
2. The key: a public key on P-256 that the subject's browser made and cannot export.
3. The signature: over the text that was read, and no other.

The key is fresh each time, so what ties it to the subject is the proof. What the signature adds is
that the text cannot be changed afterwards, by nobody: who holds the server can show that this text
was signed, and cannot put another in its place.
"""

import base64
import re
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from inperson.core import DisclosureId, rfc3339
from inperson.rights.disclosures.contents import Contents
from inperson.rights.disclosures.errors import ApprovalInvalid

_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}")
_HALF = 32


def approval_text(
    disclosure_id: DisclosureId, expires_at: datetime, controller: str, contents: Contents
) -> str:
    """Return what a subject reads of a proposal, line by line.

    Args:
        disclosure_id: of the proposal.
        expires_at: until when it can be approved and delivered.
        controller: the tenant, by name.
        contents: what is proposed.

    """
    extent, recipient = contents.extent, contents.recipient
    lines = (
        "Inperson: I approve this disclosure",
        f"Disclosure: {disclosure_id}",
        f"From: {controller}",
        f"To: {recipient.name}",
        f"Address: {recipient.address}",
        f"Key: {recipient.key}",
        f"Why: {contents.why}",
        f"What: {', '.join(each.value for each in extent.in_order())}",
        f"Since: {rfc3339(extent.since)}",
        f"Until: {rfc3339(extent.until)}",
        f"Delivered before: {rfc3339(expires_at)}",
    )
    return "".join(f"{line}\n" for line in lines)


def require_signature(text: bytes, jwk: Mapping[str, object], signature: bytes) -> dict[str, str]:
    """Check a signature over a text.

    Args:
        text: what has to be signed.
        jwk: the public key as WebCrypto exports it; members that a private one has are refused.
        signature: r and s, 32 bytes each, as WebCrypto returns them.

    Returns:
        The public key, nothing but the members that make it.

    Raises:
        ApprovalInvalid: if the key is none on P-256, or did not sign this text.

    """
    named = {name: jwk.get(name) for name in ("kty", "crv", "x", "y")}
    key = {name: each for name, each in named.items() if isinstance(each, str)}
    coordinates = [key.get("x", ""), key.get("y", "")]
    if (
        "d" in jwk
        or (key.get("kty"), key.get("crv")) != ("EC", "P-256")
        or not all(_COORDINATE.fullmatch(each) for each in coordinates)
        or len(signature) != 2 * _HALF
    ):
        raise ApprovalInvalid("An approval has a public key on P-256 and a signature of 64 bytes.")
    x, y = (int.from_bytes(base64.urlsafe_b64decode(f"{each}="), "big") for each in coordinates)
    r, s = (int.from_bytes(each, "big") for each in (signature[:_HALF], signature[_HALF:]))
    try:
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        public.verify(encode_dss_signature(r, s), text, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise ApprovalInvalid("The signature is not that of this disclosure.") from error
    return key
