"""What can go wrong when it is said how long things are kept."""

from inperson.core import InpersonError


class JurisdictionUnknown(InpersonError):
    """There is no such jurisdiction in the table."""

    code = "jurisdiction_unknown"


class RetentionOverCap(InpersonError):
    """Something was to be kept longer than a law, or this software, lets it be; it says which."""

    code = "retention_over_cap"


class RetentionInvalid(InpersonError):
    """A number of days is below one, or a reason is malformed."""

    code = "retention_invalid"


class RetentionReasonMissing(InpersonError):
    """A jurisdiction without a number of its own wants to hear why something is kept so long."""

    code = "retention_reason_missing"


class OrderInvalid(InpersonError):
    """A member of a legal order is missing, too long, or its end is out of range."""

    code = "order_invalid"


class HoldNotFound(InpersonError):
    """The caller has no such hold."""

    code = "hold_not_found"
