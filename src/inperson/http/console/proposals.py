"""The form in which a disclosure is proposed, read into the body that the API takes."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from inperson.http.console.forms import words
from inperson.rights.disclosures import DisclosureBasis, DisclosureScope
from inperson.views import ApprovedProposal, LegalProposal, Proposal

_PROPOSAL: TypeAdapter[LegalProposal | ApprovedProposal] = TypeAdapter(Proposal)
_ORDER = ("authority", "country", "instrument", "legal_basis", "document_sha256")
_IF_SAID = ("template_passage", "transfer_ground")


def read_proposal(
    basis: DisclosureBasis, form: Mapping[str, str]
) -> LegalProposal | ApprovedProposal:
    """Return what a form proposes.

    Raises:
        ValidationError: if it has not the form of a proposal.

    """
    body: dict[str, Any] = {
        "basis": basis.value,
        "subject_ref": words(form, "subject_ref"),
        "extent": {
            "scope": [each.value for each in DisclosureScope if form.get(f"scope_{each.value}")],
            "since": _day(form, "since"),
            "until": _day(form, "until"),
        },
        "recipient": {name: words(form, name) for name in ("name", "address", "key")},
    }
    if basis is DisclosureBasis.USER_APPROVED:
        return _PROPOSAL.validate_python(body | {"why": words(form, "why")})
    order: dict[str, Any] = {name: words(form, name) for name in _ORDER}
    order |= {name: words(form, name) or None for name in _IF_SAID}
    order |= {"received_at": _day(form, "received_at"), "gag_until": _day(form, "gag_until")}
    if not words(form, "gag_until"):
        del order["gag_until"]
    return _PROPOSAL.validate_python(body | {"request": order})


def _day(form: Mapping[str, str], name: str) -> str:
    return f"{words(form, name)}T00:00:00Z"
