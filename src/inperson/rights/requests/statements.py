"""What the server signs about a request: a receipt when it comes, a certificate when it is done.

Both are compact JWS (Ed25519), checked against `/v1/jwks`, and name a leaf of the audit log with a
signed checkpoint that covers it. Neither names the subject: who holds the one has the other.
"""

from typing import Any

from inperson.audit import Leaf
from inperson.core import rfc3339
from inperson.deliveries import CertificateInvalid, ServerCard
from inperson.desks import Desk
from inperson.rights.requests.model import PrivacyRequest, RequestDetails, RequestKind
from inperson.sessions import ConsentPurpose
from inperson.vault import (
    KeysMalformed,
    StatementChanged,
    StatementForeign,
    read_keys,
    read_statement,
)

_LONGEST = 60_000
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
            **_about(request, details),
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
            **_about(request, details),
            "what": list(SAMPLES if samples else EVERYTHING),
            "where": places,
            "when": rfc3339(closed_at),
            "keys_in_backups_until": rfc3339(erasing.at + desk.facts.key_backup),
            "recipients_to_tell": list(erasing.to_tell),
            # what left with an export stays with its recipient until that one deletes it
            "exports_recalled": [
                {"export": number, "files": count} for number, count in erasing.exports
            ],
            "audit": {"leaf": leaf.number, "checkpoint": checkpoint},
        },
        CERTIFICATE,
    )


def _about(request: PrivacyRequest, details: RequestDetails) -> dict[str, str]:
    """Return what was asked, and in what capacity where somebody acted for the subject."""
    kind, acting = {"kind": request.kind.value}, details.on_behalf
    return kind if acting is None else kind | {"on_behalf": acting.capacity.value}


def check_certificate(
    card: ServerCard,
    signed: object,
    theirs: object,
    request: PrivacyRequest,
    details: RequestDetails,
) -> str:
    """Return another server's certificate if it proves what was asked of that server.

    Args:
        card: of that server: its keys, and the tenant there.
        signed: the certificate.
        theirs: the id that the request has there.
        request: the one here.
        details: of it.

    Raises:
        CertificateInvalid: if it was signed with another key, or is about something else.

    """
    if not isinstance(signed, str) or len(signed) > _LONGEST:
        raise CertificateInvalid("The other server sent no certificate.")
    try:
        claims = read_statement(signed, CERTIFICATE, read_keys(card.jwks))
    except (StatementForeign, StatementChanged, KeysMalformed) as error:
        raise CertificateInvalid("The certificate is not signed with that server's key.") from error
    about = (claims.get("aud"), claims.get("jti"), claims.get("kind"))
    words, what = _least(request, details), claims.get("what")
    if about != (card.tenant, theirs, request.kind.value) or not isinstance(what, list):
        raise CertificateInvalid("The certificate is about something else.")
    if not words <= {each for each in what if isinstance(each, str)}:
        raise CertificateInvalid("The certificate leaves out what was to be erased.")
    return signed


def _least(request: PrivacyRequest, details: RequestDetails) -> frozenset[str]:
    """Return the words without which nothing that was asked for is erased, in every version."""
    if request.kind is RequestKind.WITHDRAWAL and details.purpose is ConsentPurpose.IMPROVEMENT:
        return frozenset(SAMPLES)
    return frozenset({"template", "subject_key", *SAMPLES})
