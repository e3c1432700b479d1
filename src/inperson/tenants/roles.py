"""Who may do what. Deny by default: an action that is not listed for a role is refused.

A *role* is a person's or a device's place: the operator runs the whole server, a tenant's admin
runs the tenant, its auditor reads logs and counts and never a biometric record, a device holds the
token of one session. An app token has *scopes*, each a part of what a tenant's back end does.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from inperson.tenants.errors import ActionNotAllowed


class Action(StrEnum):
    """Everything that can be asked of a server, as a closed list."""

    OPEN_SESSION = "open_session"
    SUBMIT_SAMPLES = "submit_samples"
    CAPTURE = "capture"
    READ_SESSION = "read_session"
    FIND_SUBJECT = "find_subject"
    ERASE_SUBJECT = "erase_subject"
    WITHDRAW_IMPROVEMENT = "withdraw_improvement"
    ENABLE_SUBJECT = "enable_subject"
    READ_USAGE = "read_usage"
    READ_AUDIT = "read_audit"
    LIST_TOKENS = "list_tokens"
    ISSUE_TOKEN = "issue_token"  # noqa: S105
    END_TOKEN = "end_token"  # noqa: S105
    EXPORT_IMPROVEMENT = "export_improvement"
    APPROVE_EXPORT = "approve_export"
    READ_NOTICE = "read_notice"
    PUBLISH_NOTICE = "publish_notice"
    GIVE_CONSENT = "give_consent"
    READ_CONSENTS = "read_consents"
    WITHDRAW_CONSENT = "withdraw_consent"
    OPEN_REQUEST = "open_request"
    READ_REQUESTS = "read_requests"
    ANSWER_REQUEST = "answer_request"
    DELIVER_COPY = "deliver_copy"
    INVITE_SUBJECT = "invite_subject"
    SET_RETENTION = "set_retention"
    SET_WEBHOOK = "set_webhook"
    SET_APPEARANCE = "set_appearance"
    SET_WITNESSES = "set_witnesses"
    PROPOSE_DISCLOSURE = "propose_disclosure"
    APPROVE_DISCLOSURE = "approve_disclosure"
    READ_DISCLOSURES = "read_disclosures"
    PLACE_HOLD = "place_hold"
    READ_BREACHES = "read_breaches"
    SIGN_IN = "sign_in"
    MANAGE_TENANTS = "manage_tenants"
    MANAGE_KEYS = "manage_keys"
    MANAGE_PEOPLE = "manage_people"


class Scope(StrEnum):
    """A part of what a tenant's back end does with an app token."""

    SESSIONS = "sessions"
    """Open sessions and read their decisions."""
    RIGHTS = "rights"
    """Erase subjects and withdraw their consents."""
    USAGE = "usage"
    """Read counts and the audit log."""
    DISCLOSURE = "disclosure"
    """Propose, approve and deliver disclosures under a legal duty, and hold data for one."""
    OPENID = "openid"
    """Let people sign in by their face at the OpenID provider."""
    ADMIN = "admin"
    """Issue, list, rotate and revoke the tenant's app tokens; enable subjects that are disabled."""


class Role(StrEnum):
    """The place of a person or a device."""

    OPERATOR = "operator"
    TENANT_ADMIN = "tenant_admin"
    TENANT_AUDITOR = "tenant_auditor"
    DEVICE = "device"


_SCOPES: Mapping[Scope, frozenset[Action]] = {
    Scope.SESSIONS: frozenset(
        {
            Action.OPEN_SESSION,
            Action.SUBMIT_SAMPLES,
            Action.READ_SESSION,
            Action.FIND_SUBJECT,
            Action.READ_NOTICE,
            Action.GIVE_CONSENT,
        }
    ),
    Scope.RIGHTS: frozenset(
        {
            Action.FIND_SUBJECT,
            Action.ERASE_SUBJECT,
            Action.WITHDRAW_IMPROVEMENT,
            Action.READ_NOTICE,
            Action.GIVE_CONSENT,
            Action.READ_CONSENTS,
            Action.WITHDRAW_CONSENT,
            Action.OPEN_REQUEST,
            Action.READ_REQUESTS,
            Action.ANSWER_REQUEST,
            Action.DELIVER_COPY,
            Action.INVITE_SUBJECT,
            Action.READ_BREACHES,
        }
    ),
    Scope.DISCLOSURE: frozenset(
        {
            Action.FIND_SUBJECT,
            Action.PROPOSE_DISCLOSURE,
            Action.APPROVE_DISCLOSURE,
            Action.READ_DISCLOSURES,
            Action.PLACE_HOLD,
        }
    ),
    Scope.OPENID: frozenset({Action.SIGN_IN}),
    Scope.USAGE: frozenset({Action.READ_USAGE, Action.READ_AUDIT}),
    Scope.ADMIN: frozenset(
        {
            Action.LIST_TOKENS,
            Action.ISSUE_TOKEN,
            Action.END_TOKEN,
            Action.ENABLE_SUBJECT,
            Action.READ_NOTICE,
            Action.PUBLISH_NOTICE,
            Action.SET_RETENTION,
            Action.SET_WEBHOOK,
            Action.SET_APPEARANCE,
            Action.SET_WITNESSES,
        }
    ),
}
ROLES: Mapping[Role, frozenset[Action]] = {
    Role.OPERATOR: frozenset(
        {
            Action.MANAGE_TENANTS,
            Action.MANAGE_KEYS,
            Action.MANAGE_PEOPLE,
            Action.EXPORT_IMPROVEMENT,
            Action.READ_USAGE,
            Action.READ_AUDIT,
            # it ends a token that has leaked, and issues none: that would be the tenant's own hand
            Action.LIST_TOKENS,
            Action.END_TOKEN,
        }
    ),
    # the export is made by the operator, and let go by two of the tenant's own people
    Role.TENANT_ADMIN: frozenset({Action.MANAGE_PEOPLE, Action.APPROVE_EXPORT}).union(
        *_SCOPES.values()
    ),
    Role.TENANT_AUDITOR: _SCOPES[Scope.USAGE],
    Role.DEVICE: frozenset({Action.CAPTURE}),
}


def actions_of(scopes: Iterable[Scope]) -> frozenset[Action]:
    """Return what an app token with these scopes may do."""
    return frozenset().union(*(_SCOPES[scope] for scope in scopes))


def authorize(allowed: frozenset[Action], action: Action) -> None:
    """Let an action pass only if it is among those allowed.

    Raises:
        ActionNotAllowed: otherwise.

    """
    if action not in allowed:
        raise ActionNotAllowed(f"This caller may not {action.value.replace('_', ' ')}.")
