"""What every room stands on: ids, clock, entropy and the base error.

Core promises to import the standard library alone and to do nothing at import. Time and
randomness are values that a caller passes in::

    clock, entropy = SystemClock(), SystemEntropy()
    session_id = new_session_id(entropy)
    expires_at = clock.now() + timedelta(minutes=3)

A wanted "no" (no match, no face) is a result. What raises is an `InpersonError`, whose `code`
is part of the public interface and never changes its meaning.
"""

from inperson.core.actors import SERVER, SUBJECT
from inperson.core.clock import Clock, ManualClock, SystemClock, rfc3339
from inperson.core.encoding import base64url
from inperson.core.entropy import Entropy, SystemEntropy
from inperson.core.errors import InpersonError, StoreUnavailable
from inperson.core.folders import sync_folder
from inperson.core.ids import (
    BreachId,
    CentreVisitId,
    ConsentId,
    DeliveryId,
    DeploymentId,
    DisclosureId,
    ExportId,
    HoldId,
    PersonId,
    ProcessId,
    RelyingPartyId,
    RequestId,
    SampleId,
    SessionId,
    SubjectId,
    TenantId,
    TokenId,
    is_id,
    new_breach_id,
    new_centre_visit_id,
    new_consent_id,
    new_delivery_id,
    new_deployment_id,
    new_disclosure_id,
    new_export_id,
    new_hold_id,
    new_person_id,
    new_process_id,
    new_relying_party_id,
    new_request_id,
    new_sample_id,
    new_session_id,
    new_subject_id,
    new_tenant_id,
    new_token_id,
    request_id_for,
)
from inperson.core.origins import (
    OPAQUE_ORIGIN,
    WEB_VIEW_ORIGINS,
    canonical_origin,
    canonical_return,
    http_address,
    is_loopback,
)

__all__ = [
    "OPAQUE_ORIGIN",
    "SERVER",
    "SUBJECT",
    "WEB_VIEW_ORIGINS",
    "BreachId",
    "CentreVisitId",
    "Clock",
    "ConsentId",
    "DeliveryId",
    "DeploymentId",
    "DisclosureId",
    "Entropy",
    "ExportId",
    "HoldId",
    "InpersonError",
    "ManualClock",
    "PersonId",
    "ProcessId",
    "RelyingPartyId",
    "RequestId",
    "SampleId",
    "SessionId",
    "StoreUnavailable",
    "SubjectId",
    "SystemClock",
    "SystemEntropy",
    "TenantId",
    "TokenId",
    "base64url",
    "canonical_origin",
    "canonical_return",
    "http_address",
    "is_id",
    "is_loopback",
    "new_breach_id",
    "new_centre_visit_id",
    "new_consent_id",
    "new_delivery_id",
    "new_deployment_id",
    "new_disclosure_id",
    "new_export_id",
    "new_hold_id",
    "new_person_id",
    "new_process_id",
    "new_relying_party_id",
    "new_request_id",
    "new_sample_id",
    "new_session_id",
    "new_subject_id",
    "new_tenant_id",
    "new_token_id",
    "request_id_for",
    "rfc3339",
    "sync_folder",
]
