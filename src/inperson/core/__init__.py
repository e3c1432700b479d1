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
from inperson.core.entropy import Entropy, SystemEntropy
from inperson.core.errors import InpersonError, StoreUnavailable
from inperson.core.ids import (
    BreachId,
    CentreVisitId,
    ConsentId,
    DeliveryId,
    DeploymentId,
    DisclosureId,
    HoldId,
    PersonId,
    ProcessId,
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
    new_hold_id,
    new_person_id,
    new_process_id,
    new_request_id,
    new_sample_id,
    new_session_id,
    new_subject_id,
    new_tenant_id,
    new_token_id,
)
from inperson.core.origins import (
    OPAQUE_ORIGIN,
    WEB_VIEW_ORIGINS,
    canonical_origin,
    http_address,
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
    "HoldId",
    "InpersonError",
    "ManualClock",
    "PersonId",
    "ProcessId",
    "RequestId",
    "SampleId",
    "SessionId",
    "StoreUnavailable",
    "SubjectId",
    "SystemClock",
    "SystemEntropy",
    "TenantId",
    "TokenId",
    "canonical_origin",
    "http_address",
    "is_id",
    "new_breach_id",
    "new_centre_visit_id",
    "new_consent_id",
    "new_delivery_id",
    "new_deployment_id",
    "new_disclosure_id",
    "new_hold_id",
    "new_person_id",
    "new_process_id",
    "new_request_id",
    "new_sample_id",
    "new_session_id",
    "new_subject_id",
    "new_tenant_id",
    "new_token_id",
    "rfc3339",
]
