"""Texts that are not what they should be: broken input, never a proof that does not hold."""

from http import HTTPStatus

from inperson.core import InpersonError


class CheckpointMalformed(InpersonError):
    """The text is no checkpoint, or the key no verifier key."""

    code = "checkpoint_malformed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is no checkpoint"


class LogProofMalformed(InpersonError):
    """The text is no proof of inclusion, as c2sp.org/tlog-proof has it."""

    code = "log_proof_malformed"


class TrustMalformed(InpersonError):
    """The text is no policy of logs and witnesses, as c2sp.org/tlog-policy has it."""

    code = "trust_malformed"


class SubmissionMalformed(InpersonError):
    """The text is no request to a witness, as c2sp.org/tlog-witness has it."""

    code = "witness_request_malformed"
