"""Why an act is not taken for the person's own."""

from http import HTTPStatus

from inperson.core import InpersonError


class ProofRequired(InpersonError):
    """The act takes a live capture that was made for it; a code or a login is none."""

    code = "proof_required"
    status = HTTPStatus.FORBIDDEN
    title = "This takes a live capture that is made for it"


class ProofInvalid(InpersonError):
    """The session was not opened for this act, or not decided so, or is too old, or was used."""

    code = "proof_invalid"
    status = HTTPStatus.FORBIDDEN
    title = "The session does not prove that the person wants this"


class ActsSpent(InpersonError):
    """The person has opened as many captures of acts as it may within a quarter of an hour."""

    code = "acts_spent"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "Too many captures were opened"
