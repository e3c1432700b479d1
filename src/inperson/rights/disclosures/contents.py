"""What a disclosure says in words, and how it is kept: as sealed JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inperson.core import DisclosureId
from inperson.rights.acts import ActProof
from inperson.rights.disclosures.errors import DisclosureInvalid
from inperson.rights.disclosures.model import (
    LONG,
    Disclosure,
    DisclosureRecipient,
    DisclosureScope,
    Extent,
    LegalRequest,
    require_lines,
    scope_of,
)


@dataclass(frozen=True, slots=True)
class Approval:
    """The subject's own signature, and the proof that it was the subject."""

    text: str
    """What was read and signed: the act in the subject's language, then the proposal."""
    key: Mapping[str, str]
    """The public key, a JWK on P-256. Its private half never left the subject's browser."""
    signature: str
    """ECDSA with SHA-256, r and s of 32 bytes each, hexadecimal."""
    session_id: str
    """The live capture, opened for this text, that proved who signed."""
    act_sha256: str
    """What that session and its signed decision carry of it, hexadecimal."""
    proven_at: datetime
    approved_at: datetime

    @classmethod
    def of(
        cls, proof: ActProof, key: Mapping[str, str], signature: bytes, at: datetime
    ) -> "Approval":
        """Return what is kept of an approval that was proven and signed."""
        return cls(
            proof.text,
            key,
            signature.hex(),
            proof.session_id,
            proof.act_sha256.hex(),
            proof.proven_at,
            at,
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a disclosure says in words.

    Raises:
        DisclosureInvalid: if the reason is missing or too long, or a template is to leave without a
            legal request.

    """

    recipient: DisclosureRecipient
    extent: Extent
    why: str
    """What the recipient needs it for; of a legal request, its legal basis."""
    request: LegalRequest | None = None
    approved_by: str | None = None
    """The same as the row's, where a writer to the database cannot put it."""
    approval: Approval | None = None
    refusal: str | None = None
    """Why it was refused."""

    def __post_init__(self) -> None:
        require_lines(LONG, why=self.why)
        if self.request is None and DisclosureScope.TEMPLATE in self.extent.scope:
            raise DisclosureInvalid("Nobody is asked to give a template away.", field="scope")

    def same_proposal(self, other: "Contents") -> bool:
        """Tell whether two proposals ask for the same."""
        mine, theirs = (
            (each.recipient, each.extent, each.why, each.request) for each in (self, other)
        )
        return mine == theirs

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "recipient": {
                "name": self.recipient.name,
                "address": self.recipient.address,
                "key": self.recipient.key,
            },
            "extent": _extent_json(self.extent),
            "why": self.why,
            "request": None if self.request is None else _request_json(self.request),
            "approved_by": self.approved_by,
            "approval": None if self.approval is None else _approval_json(self.approval),
            "refusal": self.refusal,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Contents":
        """Read what `to_json` returned."""
        extent, request, approval = _extent(kept["extent"]), kept["request"], kept["approval"]
        return cls(
            recipient=DisclosureRecipient(**kept["recipient"]),
            extent=extent,
            why=kept["why"],
            request=None if request is None else _request(request, extent),
            approved_by=kept["approved_by"],
            approval=None if approval is None else _approval(approval),
            refusal=kept["refusal"],
        )


def _extent_json(extent: Extent) -> dict[str, Any]:
    return {
        "scope": [each.value for each in extent.in_order()],
        "since": extent.since.isoformat(),
        "until": extent.until.isoformat(),
    }


def _extent(kept: Mapping[str, Any]) -> Extent:
    return Extent(
        scope_of(kept["scope"]),
        datetime.fromisoformat(kept["since"]),
        datetime.fromisoformat(kept["until"]),
    )


def _request_json(request: LegalRequest) -> dict[str, Any]:
    gag = request.gag_until
    return {
        "authority": request.authority,
        "country": request.country,
        "instrument": request.instrument,
        "legal_basis": request.legal_basis,
        "received_at": request.received_at.isoformat(),
        "document_sha256": request.document_sha256.hex(),
        "gag_until": None if gag is None else gag.isoformat(),
        "template_passage": request.template_passage,
        "transfer_ground": request.transfer_ground,
    }


def _request(kept: Mapping[str, Any], extent: Extent) -> LegalRequest:
    gag = kept["gag_until"]
    return LegalRequest(
        authority=kept["authority"],
        country=kept["country"],
        instrument=kept["instrument"],
        legal_basis=kept["legal_basis"],
        extent=extent,
        received_at=datetime.fromisoformat(kept["received_at"]),
        document_sha256=bytes.fromhex(kept["document_sha256"]),
        gag_until=None if gag is None else datetime.fromisoformat(gag),
        template_passage=kept["template_passage"],
        transfer_ground=kept.get("transfer_ground"),
    )


def _approval_json(approval: Approval) -> dict[str, Any]:
    return {
        "text": approval.text,
        "key": dict(approval.key),
        "signature": approval.signature,
        "session_id": approval.session_id,
        "act_sha256": approval.act_sha256,
        "proven_at": approval.proven_at.isoformat(),
        "approved_at": approval.approved_at.isoformat(),
    }


def _approval(kept: Mapping[str, Any]) -> Approval:
    return Approval(
        text=kept["text"],
        key=kept["key"],
        signature=kept["signature"],
        session_id=kept["session_id"],
        act_sha256=kept.get("act_sha256", ""),
        proven_at=datetime.fromisoformat(kept["proven_at"]),
        approved_at=datetime.fromisoformat(kept["approved_at"]),
    )


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """Some disclosures with what they say, the latest first, and where the next page begins."""

    disclosures: tuple[tuple[Disclosure, Contents], ...]
    cursor: DisclosureId | None
