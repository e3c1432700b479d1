"""What can go wrong when it is said how long things are kept."""

from http import HTTPStatus

from inperson.core import InpersonError


class RetentionOverCap(InpersonError):
    """Something was to be kept longer than a law, or this software, lets it be; it says which."""

    code = "retention_over_cap"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "It may not be kept so long"


class RetentionInvalid(InpersonError):
    """A number of days is below one, or a reason is malformed."""

    code = "retention_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The days or a reason are malformed"


class RetentionReasonMissing(InpersonError):
    """A jurisdiction without a number of its own wants to hear why something is kept so long."""

    code = "retention_reason_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "A law asks why it is kept so long"


class OrderInvalid(InpersonError):
    """A member of a legal order is missing, too long, or its end is out of range."""

    code = "order_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The legal order is malformed or out of range"


class HoldNotFound(InpersonError):
    """The caller has no such hold."""

    code = "hold_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such hold"
