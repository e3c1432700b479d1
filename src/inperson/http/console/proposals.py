"""The form in which a disclosure is proposed, read into the body that the API takes.

What the body, or the use case, refuses is said beside the field that it is about.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from inperson.core import InpersonError
from inperson.http.console.forms import words
from inperson.http.errors import RequestSchemaInvalid
from inperson.rights.disclosures import DisclosureBasis, DisclosureInvalid, DisclosureScope
from inperson.views import ApprovedProposal, LegalProposal, Proposal

_PROPOSAL: TypeAdapter[LegalProposal | ApprovedProposal] = TypeAdapter(Proposal)
_ORDER = ("authority", "country", "instrument", "legal_basis", "document_sha256")
_IF_SAID = ("template_passage", "transfer_ground")
_FIELDS = {
    "recipient_invalid": "key",
    "subject_ref_invalid": "subject_ref",
    "subject_ref_personal": "subject_ref",
}


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


def wrong_fields(error: ValidationError | InpersonError) -> Mapping[str, tuple[str, str]]:
    """Return the code of a refusal and what it says, by the field that it is about.

    A field without a name is the whole form's; without words the page says what belongs there.
    """
    if isinstance(error, ValidationError):
        found = error.errors(include_input=False, include_context=False, include_url=False)
        return {_field(each["loc"]): (RequestSchemaInvalid.code, "") for each in found}
    named = error.field if isinstance(error, DisclosureInvalid) else _FIELDS.get(error.code, "")
    return {named: (error.code, str(error))}


def _field(where: tuple[int | str, ...]) -> str:
    return next((each for each in reversed(where) if isinstance(each, str)), "")


def _day(form: Mapping[str, str], name: str) -> str:
    return f"{words(form, name)}T00:00:00Z"
