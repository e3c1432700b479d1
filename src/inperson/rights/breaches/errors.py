"""What can go wrong with the register of breaches."""

from inperson.core import InpersonError


class BreachInvalid(InpersonError):
    """A member of a breach is missing, too long, or its time is out of range."""

    code = "breach_invalid"


class BreachNotFound(InpersonError):
    """The register has no such breach."""

    code = "breach_not_found"


class BreachOutOfOrder(InpersonError):
    """The breach is not in the state that this step starts from."""

    code = "breach_out_of_order"
