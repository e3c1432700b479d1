"""The one list of problems a client can meet: stable code, HTTP status, title.

`docs/errors.md` is written from this list, and a test holds every `InpersonError` of every room
against it. The body is a problem detail (RFC 9457) with one member more, `code`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from inperson.core import InpersonError
from inperson.sessions.errors import SubjectLocked


@dataclass(frozen=True, slots=True)
class Problem:
    """What a code means at the HTTP door."""

    status: int
    title: str


def _problems(status: HTTPStatus, **titles: str) -> dict[str, Problem]:
    return {code: Problem(int(status), title) for code, title in titles.items()}


PROBLEMS: dict[str, Problem] = {
    **_problems(
        HTTPStatus.BAD_REQUEST,
        request_malformed="The request could not be read",
        image_empty="The image is empty",
        image_corrupt="The image cannot be decoded",
        image_truncated="The image ends too early",
        image_too_small="The image is too small",
        image_too_many_pixels="The image has too many pixels",
        image_animated="The image is animated",
        image_polyglot="The image carries another file",
        image_colour_unsupported="The image's colour space is not supported",
        image_type_mismatch="The image is not what its content type says",
    ),
    **_problems(
        HTTPStatus.UNAUTHORIZED,
        token_missing="An app token is required",
        token_malformed="The app token is malformed",
        token_unknown="The app token is not known",
        token_expired="The app token has expired",
        token_revoked="The app token was revoked",
        session_token_invalid="This is not the session's token",
        session_token_expired="The session token has expired",
        usage_client_unknown="The report's key is not registered",
        usage_report_signature_invalid="The report is not signed by its sender",
        sign_in_required="Nobody is signed in",
        centre_ticket_invalid="The privacy centre does not know who is there",
    ),
    **_problems(
        HTTPStatus.FORBIDDEN,
        liveness_required="The session needs liveness",
        action_not_allowed="The token may not do this",
        origin_not_allowed="The token is not for this page or app",
        subject_disabled="The subject is disabled",
        consent_required="The subject's consent is required",
        subject_restricted="The subject's data is kept and not used",
        step_up_required="The act needs a fresh proof",
        passkey_refused="The passkey does not prove who is there",
        invitation_invalid="The invitation is over",
        recovery_refused="This is no recovery code",
        second_person_required="Another person has to approve",
        approval_invalid="The approval is not the subject's own",
        improvement_not_allowed="Production data is not used for improvement",
        centre_entry_refused="This does not prove who is there",
    ),
    **_problems(
        HTTPStatus.NOT_FOUND,
        not_found="There is nothing here",
        session_not_found="There is no such session",
        subject_not_enrolled="There is no such subject",
        token_not_found="There is no such token",
        tenant_not_found="There is no such tenant",
        person_not_found="There is no such person",
        privacy_request_not_found="There is no such privacy request",
        webhook_missing="No webhook is set",
        hold_not_found="There is no such hold",
        audit_leaf_unknown="The audit log has no such leaf",
        disclosure_not_found="There is no such disclosure",
    ),
    **_problems(
        HTTPStatus.METHOD_NOT_ALLOWED,
        method_not_allowed="The method is not supported here",
    ),
    **_problems(
        HTTPStatus.CONFLICT,
        usage_report_gap="A report before this one has not arrived",
        usage_report_fork="The report contradicts one that has arrived",
        tenant_exists="There is a tenant of this name",
        person_needed="Somebody else has to do it",
        passkey_needed="The last passkey stays",
        key_in_use="Earlier versions of the key still wrap keys",
        session_ended="The session is decided",
        outbound_closed="The server sends nothing by itself",
        subject_held="A legal order keeps the subject's data",
        privacy_request_closed="The privacy request takes nothing more",
        extension_not_allowed="The privacy request is not extended again",
        refusal_not_allowed="A withdrawal of consent is never refused",
        disclosure_closed="The disclosure is over",
        disclosure_not_approved="The disclosure is not approved",
        disclosure_delivered="The package was handed out",
        notice_missing="The tenant has published no notice",
        notice_changed="The notice has changed",
        notice_facts_missing="The server does not say who runs it, or where",
        capture_in_use="Another connection holds the capture",
        capture_lost="The capture was begun elsewhere",
        capture_moved="The capture goes on elsewhere",
        capture_ended="The capture is over",
        session_expired="The session's time is over",
        subject_already_enrolled="The subject is enrolled already",
        template_model_changed="The subject must enrol again",
    ),
    **_problems(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        body_too_large="The request body is too large",
        image_too_large="The image has too many bytes",
        copy_too_large="There is too much for one archive",
        too_many_samples="Too many images",
    ),
    **_problems(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        content_type_unsupported="The content type is not supported",
        image_type_unsupported="The image type is not supported",
    ),
    **_problems(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        request_invalid="The request does not fit the schema",
        subject_ref_missing="The session needs a subject",
        webhook_url_refused="Nothing is delivered to this URL",
        subject_ref_invalid="The subject reference is malformed",
        notice_terms_invalid="What the tenant says of itself is incomplete or malformed",
        usage_report_malformed="This is no usage report",
        no_samples="The session needs an image",
        device_invalid="What is said of the device is malformed",
        disclosure_invalid="What is proposed for disclosure is malformed",
        recipient_invalid="This is no age recipient",
        jurisdiction_unknown="There is no such jurisdiction",
        retention_over_cap="It may not be kept so long",
        retention_invalid="The days or a reason are malformed",
        retention_reason_missing="A law asks why it is kept so long",
        order_invalid="The legal order is malformed or out of range",
        tenant_name_invalid="The name is malformed",
        person_invalid="The name or role is malformed",
        token_label_invalid="The label is malformed",
        token_limits_invalid="The token's scopes, origins or packages are malformed",
        privacy_request_invalid="The privacy request does not fit its kind",
        cursor_invalid="This is no cursor",
        idempotency_key_invalid="The Idempotency-Key is malformed",
        idempotency_key_reused="The Idempotency-Key was used for another request",
    ),
    **_problems(
        HTTPStatus.TOO_MANY_REQUESTS,
        subject_locked="The subject has to wait",
        demo_busy="The demo opens no more sessions for now",
        recovery_locked="Too many wrong recovery codes",
        centre_busy="Too many wrong codes were tried",
    ),
    **_problems(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        internal_error="Something went wrong on the server",
        audit_log_broken="The audit log contradicts itself",
    ),
    **_problems(
        HTTPStatus.SERVICE_UNAVAILABLE,
        server_full="The server holds as many captures as it may",
        liveness_unavailable="The server cannot check liveness",
        audit_unavailable="The audit log cannot be written",
        store_unavailable="The data store cannot be reached",
        silo_unavailable="The tenant's data store cannot be opened",
        key_unavailable="The tenant's keys cannot be opened",
        improvement_unavailable="The tenant's improvement set cannot be opened",
    ),
}

MEDIA_TYPE = "application/problem+json"


def problem_response(
    error: InpersonError,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the response for an error; a code that is not listed is an internal error.

    Args:
        error: what was raised. Its message is shown only if its code is listed below 500.
        errors: fields that do not fit the schema.
        headers: further headers, such as `Allow`.

    """
    code = error.code if error.code in PROBLEMS else InpersonError.code
    problem = PROBLEMS[code]
    body: dict[str, Any] = {
        "type": f"urn:inperson:problem:{code}",
        "title": problem.title,
        "status": problem.status,
        "code": code,
    }
    if str(error) and problem.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        body["detail"] = str(error)
    if errors:
        body["errors"] = [dict(each) for each in errors]
    extra = dict(headers or {})
    if problem.status == HTTPStatus.UNAUTHORIZED:
        extra["WWW-Authenticate"] = "Bearer"
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        extra["Retry-After"] = "5"
    if isinstance(error, SubjectLocked):
        extra["Retry-After"] = str(error.retry_after_s)
    return JSONResponse(body, problem.status, extra, MEDIA_TYPE)
