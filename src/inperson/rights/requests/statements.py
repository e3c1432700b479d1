"""What the server signs about a request: a receipt when it comes, a certificate when it is done.

Both are compact JWS (Ed25519), checked against `/v1/jwks`, and name a leaf of the audit log with a
signed checkpoint that covers it. Neither names the subject: who holds the one has the other.
"""

from typing import Any

from inperson.audit import Leaf
from inperson.core import rfc3339
from inperson.desks import Desk
from inperson.rights.requests.model import PrivacyRequest, RequestDetails, RequestKind
from inperson.sessions import ConsentPurpose

RECEIPT, CERTIFICATE = "request-receipt", "certificate"
EVERYTHING = (
    "template",
    "subject_key",
    "failed_attempts",
    "sessions",
    "session_records",
    "frame_digests",
    "consents",
    "improvement_samples",
    "privacy_request_details",
    "restrictions",
    "centre_codes",
)
"""What an erasure deletes. The same words for everybody: they do not tell what there was."""
SAMPLES = ("improvement_samples",)


def receipt(
    desk: Desk, request: PrivacyRequest, details: RequestDetails, leaf: Leaf, checkpoint: str
) -> str:
    """Return the signed receipt of a request whose leaf is on the log, under a checkpoint."""
    return desk.signer.sign(
        {
            "aud": desk.tenant_id,
            "jti": request.id,
            "iat": int(request.received_at.timestamp()),
            "kind": request.kind.value,
            "channel": request.channel.value,
            "act_sha256": details.act_sha256,
            "received_at": rfc3339(request.received_at),
            "due_at": rfc3339(request.due_at),
            "audit": {"leaf": leaf.number, "checkpoint": checkpoint},
        },
        RECEIPT,
    )


def certificate(
    desk: Desk, request: PrivacyRequest, details: RequestDetails, leaf: Leaf, checkpoint: str
) -> str:
    """Return the signed certificate of an erasure whose completion is on the log.

    Args:
        desk: whose.
        request: as it is completed.
        details: with what was set out to do, and the other server's certificate.
        leaf: of its completion.
        checkpoint: that covers the leaf.

    """
    erasing, closed_at = details.erasing, request.closed_at
    if erasing is None or closed_at is None:
        msg = "only a completed erasure is certified"
        raise ValueError(msg)
    samples = request.kind is RequestKind.WITHDRAWAL and details.purpose is not None
    samples = samples and details.purpose is ConsentPurpose.IMPROVEMENT
    here = {
        "server": desk.facts.public_url,
        "deployment": desk.facts.deployment,
        "location": desk.facts.location,
        "state": "completed",
        "erased_at": rfc3339(erasing.at),
    }
    places: list[dict[str, Any]] = [here]
    if erasing.elsewhere is not None:
        there: dict[str, Any] = {"server": erasing.elsewhere, "state": erasing.answered}
        there |= {"certificate": erasing.certificate, "justification": erasing.justification}
        places.append({name: each for name, each in there.items() if each is not None})
    return desk.signer.sign(
        {
            "aud": desk.tenant_id,
            "jti": request.id,
            "iat": int(closed_at.timestamp()),
            "kind": request.kind.value,
            "what": list(SAMPLES if samples else EVERYTHING),
            "where": places,
            "when": rfc3339(closed_at),
            "keys_in_backups_until": rfc3339(erasing.at + desk.facts.key_backup),
            "recipients_to_tell": list(erasing.to_tell),
            "audit": {"leaf": leaf.number, "checkpoint": checkpoint},
        },
        CERTIFICATE,
    )
