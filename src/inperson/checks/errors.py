"""Why the page of a check refuses."""

from http import HTTPStatus

from inperson.core import InpersonError


class CheckLinkInvalid(InpersonError):
    """The link opens no check: it is not whole, was replaced by another, or is long over."""

    code = "check_link_invalid"
    status = HTTPStatus.NOT_FOUND
    title = "The link opens no check"


class CheckLinkUsed(InpersonError):
    """The link was opened before, perhaps by somebody else. It is good once."""

    code = "check_link_used"
    status = HTTPStatus.CONFLICT
    title = "The link was used before"


class CheckVisitInvalid(InpersonError):
    """The browser has no check here, or it goes on elsewhere."""

    code = "check_visit_invalid"
    status = HTTPStatus.UNAUTHORIZED
    title = "There is no check in this browser"


class HandOffRefused(InpersonError):
    """The check is not handed to a phone: it runs, is on one, or its tenant forbids it."""

    code = "hand_off_refused"
    status = HTTPStatus.FORBIDDEN
    title = "The check stays on this device"


class AppearanceInvalid(InpersonError):
    """An accent is a colour as #rrggbb."""

    code = "appearance_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The appearance is malformed"
