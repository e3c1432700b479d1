"""Identifiers: random, prefixed by what they name, and a type of their own each.

An id holds 128 random bits and no time, so that a list of ids tells nothing about when its
subjects enrolled.
"""

import base64
import hashlib
import re
from typing import NewType

from inperson.core.entropy import Entropy

TenantId = NewType("TenantId", str)
TokenId = NewType("TokenId", str)
SubjectId = NewType("SubjectId", str)
SessionId = NewType("SessionId", str)
SampleId = NewType("SampleId", str)
ConsentId = NewType("ConsentId", str)
RequestId = NewType("RequestId", str)
DeliveryId = NewType("DeliveryId", str)
DisclosureId = NewType("DisclosureId", str)
ExportId = NewType("ExportId", str)
HoldId = NewType("HoldId", str)
BreachId = NewType("BreachId", str)
ProcessId = NewType("ProcessId", str)
DeploymentId = NewType("DeploymentId", str)
PersonId = NewType("PersonId", str)
CentreVisitId = NewType("CentreVisitId", str)
RelyingPartyId = NewType("RelyingPartyId", str)

_ID = re.compile(
    r"(ten|tok|sub|ses|smp|cns|prq|dlv|dsc|exp|hld|brc|prc|cli|per|vis|rpy)_[a-z2-7]{26}"
)


def _random_id(prefix: str, entropy: Entropy) -> str:
    return _written(prefix, entropy.bytes(16))


def _written(prefix: str, bits: bytes) -> str:
    text = base64.b32encode(bits).decode("ascii").rstrip("=").lower()
    return f"{prefix}_{text}"


def new_tenant_id(entropy: Entropy) -> TenantId:
    """Make a tenant id, `ten_` and 26 characters of base 32."""
    return TenantId(_random_id("ten", entropy))


def new_token_id(entropy: Entropy) -> TokenId:
    """Make the public id of an app token, `tok_` and 26 characters of base 32."""
    return TokenId(_random_id("tok", entropy))


def new_subject_id(entropy: Entropy) -> SubjectId:
    """Make a subject id, `sub_` and 26 characters of base 32."""
    return SubjectId(_random_id("sub", entropy))


def new_session_id(entropy: Entropy) -> SessionId:
    """Make a session id, `ses_` and 26 characters of base 32."""
    return SessionId(_random_id("ses", entropy))


def new_sample_id(entropy: Entropy) -> SampleId:
    """Make the id of a sample in an improvement set, `smp_` and 26 characters of base 32."""
    return SampleId(_random_id("smp", entropy))


def new_consent_id(entropy: Entropy) -> ConsentId:
    """Make the id of a consent, `cns_` and 26 characters of base 32."""
    return ConsentId(_random_id("cns", entropy))


def new_request_id(entropy: Entropy) -> RequestId:
    """Make the id of a privacy request, `prq_` and 26 characters of base 32."""
    return RequestId(_random_id("prq", entropy))


def request_id_for(asking: TenantId, theirs: RequestId) -> RequestId:
    """Return the id that a privacy request has at the server that another one passed it on to.

    Both servers can tell it, so that asking twice is asking once, and a certificate of another
    request is none of this one. The ids that it is made of are random, so it tells nothing.
    """
    digest = hashlib.sha256(f"{asking}/{theirs}".encode()).digest()
    return RequestId(_written("prq", digest[:16]))


def new_delivery_id(entropy: Entropy) -> DeliveryId:
    """Make the id of a message that must arrive, `dlv_` and 26 characters of base 32."""
    return DeliveryId(_random_id("dlv", entropy))


def new_disclosure_id(entropy: Entropy) -> DisclosureId:
    """Make the id of a disclosure, `dsc_` and 26 characters of base 32."""
    return DisclosureId(_random_id("dsc", entropy))


def new_export_id(entropy: Entropy) -> ExportId:
    """Return a new id for an export of an improvement set."""
    return ExportId(_random_id("exp", entropy))


def new_hold_id(entropy: Entropy) -> HoldId:
    """Make the id of a legal hold, `hld_` and 26 characters of base 32."""
    return HoldId(_random_id("hld", entropy))


def new_breach_id(entropy: Entropy) -> BreachId:
    """Make the id of an entry of the breach register, `brc_` and 26 characters of base 32."""
    return BreachId(_random_id("brc", entropy))


def new_process_id(entropy: Entropy) -> ProcessId:
    """Make the id of a running server process, `prc_` and 26 characters of base 32."""
    return ProcessId(_random_id("prc", entropy))


def new_deployment_id(entropy: Entropy) -> DeploymentId:
    """Make the id of a private client that sends reports, `cli_` and 26 characters of base 32."""
    return DeploymentId(_random_id("cli", entropy))


def new_person_id(entropy: Entropy) -> PersonId:
    """Make the id of one of the staff, `per_` and 26 characters of base 32."""
    return PersonId(_random_id("per", entropy))


def new_centre_visit_id(entropy: Entropy) -> CentreVisitId:
    """Make the id of a visit to the privacy centre, `vis_` and 26 characters of base 32."""
    return CentreVisitId(_random_id("vis", entropy))


def new_relying_party_id(entropy: Entropy) -> RelyingPartyId:
    """Make the `client_id` of a relying party, `rpy_` and 26 characters of base 32."""
    return RelyingPartyId(_random_id("rpy", entropy))


def is_id(text: str, prefix: str) -> bool:
    """Tell whether `text` is a well-formed id that starts with `prefix` (`ten`, `ses`, ...)."""
    return _ID.fullmatch(text) is not None and text.startswith(f"{prefix}_")
