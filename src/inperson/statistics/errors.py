"""What can go wrong with statistics."""

from inperson.core import InpersonError


class PeriodInvalid(InpersonError):
    """A billing period is a month, `YYYY-MM`."""

    code = "period_invalid"
