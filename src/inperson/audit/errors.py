"""Why the audit log cannot do what was asked."""

from http import HTTPStatus

from inperson.core import InpersonError


class AuditUnavailable(InpersonError):
    """The audit log is missing or takes no entry. What was to be recorded must not happen."""

    code = "audit_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The audit log cannot be written"


class EntryMalformed(InpersonError):
    """What was to be recorded does not have the form of an entry."""

    code = "audit_entry_malformed"


class LeafMalformed(InpersonError):
    """A record of the audit log is not in the canonical form of a leaf."""

    code = "audit_leaf_malformed"


class LeafUnknown(InpersonError):
    """The audit log has no leaf of that number."""

    code = "audit_leaf_unknown"
    status = HTTPStatus.NOT_FOUND
    title = "The audit log has no such leaf"


class LogBroken(InpersonError):
    """The audit log contradicts itself or its last checkpoint; verify it to see where."""

    code = "audit_log_broken"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = "The audit log contradicts itself"


class CheckpointUnknown(InpersonError):
    """The checkpoint is not one that this log signed, or it is of a later state."""

    code = "checkpoint_unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The checkpoint is not one of this log"


class ProofMalformed(InpersonError):
    """The text is no proof about an audit log."""

    code = "audit_proof_malformed"
