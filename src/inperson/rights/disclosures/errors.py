"""Why a disclosure does not go on."""

from inperson.core import InpersonError


class DisclosureInvalid(InpersonError):
    """What a disclosure is proposed with is missing, too long or contradicts itself."""

    code = "disclosure_invalid"


class DisclosureNotFound(InpersonError):
    """The tenant has no disclosure with this id."""

    code = "disclosure_not_found"


class DisclosureClosed(InpersonError):
    """The disclosure was refused, was delivered, or its thirty days are over."""

    code = "disclosure_closed"


class DisclosureNotApproved(InpersonError):
    """Nothing is delivered before the subject, or a second person, has approved it."""

    code = "disclosure_not_approved"


class DisclosureDelivered(InpersonError):
    """The package was handed out, once; the server keeps its hash and no copy."""

    code = "disclosure_delivered"


class SecondPersonRequired(InpersonError):
    """Whoever proposed a disclosure does not approve it: a second person must."""

    code = "second_person_required"


class ApprovalInvalid(InpersonError):
    """The approval is not the subject's own: its signature, key or proof of identity is not."""

    code = "approval_invalid"


class ReportInvalid(InpersonError):
    """A transparency report is of a year that has begun, from 2000 on."""

    code = "report_invalid"
