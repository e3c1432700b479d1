"""Why a disclosure does not go on."""

from http import HTTPStatus

from inperson.core import InpersonError


class DisclosureInvalid(InpersonError):
    """What a disclosure is proposed with is missing, too long or contradicts itself."""

    code = "disclosure_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "What is proposed for disclosure is malformed"


class DisclosureNotFound(InpersonError):
    """The tenant has no disclosure with this id."""

    code = "disclosure_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such disclosure"


class DisclosureClosed(InpersonError):
    """The disclosure was refused, was delivered, or its thirty days are over."""

    code = "disclosure_closed"
    status = HTTPStatus.CONFLICT
    title = "The disclosure is over"


class DisclosureNotApproved(InpersonError):
    """Nothing is delivered before the subject, or a second person, has approved it."""

    code = "disclosure_not_approved"
    status = HTTPStatus.CONFLICT
    title = "The disclosure is not approved"


class DisclosureDelivered(InpersonError):
    """The package was handed out, once; the server keeps its hash and no copy."""

    code = "disclosure_delivered"
    status = HTTPStatus.CONFLICT
    title = "The package was handed out"


class SecondPersonRequired(InpersonError):
    """Whoever proposed a disclosure does not approve it: a second person must."""

    code = "second_person_required"
    status = HTTPStatus.FORBIDDEN
    title = "Another person has to approve"


class ApprovalInvalid(InpersonError):
    """The approval is not the subject's own: its signature, key or proof of identity is not."""

    code = "approval_invalid"
    status = HTTPStatus.FORBIDDEN
    title = "The approval is not the subject's own"


class ReportInvalid(InpersonError):
    """A transparency report is of a year that has begun, from 2000 on."""

    code = "report_invalid"
