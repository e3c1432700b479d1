"""Why a trial cannot go on."""

from http import HTTPStatus

from inperson.core import InpersonError


class PlanInvalid(InpersonError):
    """The plan of a trial is malformed."""

    code = "trial_plan_invalid"


class TrialMissing(InpersonError):
    """The folder holds no trial, or one already where a new one is to be."""

    code = "trial_missing"


class TrialEmpty(InpersonError):
    """No capture is kept that a report could be made of."""

    code = "trial_empty"


class CodeUnknown(InpersonError):
    """The link is of nobody who was invited."""

    code = "trial_code_unknown"
    status = HTTPStatus.UNAUTHORIZED
    title = "The link is not valid"


class NotPlanned(InpersonError):
    """The plan has no such presentation for who asks, or not now."""

    code = "trial_not_planned"
    status = HTTPStatus.CONFLICT
    title = "That is not part of the trial"
