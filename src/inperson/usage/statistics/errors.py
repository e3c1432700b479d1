"""What can go wrong with private statistics."""

from inperson.core import InpersonError


class EpsilonBudgetSpent(InpersonError):
    """The year's privacy budget does not cover another release; nothing was computed."""

    code = "epsilon_budget_spent"


class PeriodNotOver(InpersonError):
    """A period is released once, and only when nothing of it can change any more."""

    code = "period_not_over"


class ParametersInvalid(InpersonError):
    """With these parameters a release would protect nobody."""

    code = "statistics_parameters_invalid"


class ReleaseCorrupt(InpersonError):
    """What is stored or was sent as a release of private statistics is none."""

    code = "statistics_release_corrupt"
