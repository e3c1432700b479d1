"""Signing a webhook as Standard Webhooks says (https://www.standardwebhooks.com)."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime

from standardwebhooks import Webhook

from inperson.core import DeliveryId, Entropy

_SECRET_LENGTH = 32
"""The specification asks for 24 to 64 bytes."""


def new_secret(entropy: Entropy) -> str:
    """Make a secret, `whsec_` and 32 random bytes in base64."""
    return f"whsec_{base64.b64encode(entropy.bytes(_SECRET_LENGTH)).decode('ascii')}"


def signed_headers(
    secrets: Sequence[str], delivery_id: DeliveryId, at: datetime, body: bytes
) -> Mapping[str, str]:
    """Return the three headers of a webhook.

    Args:
        secrets: what signs; each makes a signature of its own, and a receiver needs one that fits.
        delivery_id: the same for each attempt.
        at: when this attempt is made: receivers refuse what is older than some minutes.
        body: what is sent, UTF-8.

    """
    text = body.decode()
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(
            Webhook(secret).sign(delivery_id, at, text) for secret in secrets
        ),
    }
