"""What can go wrong with statistics."""

from http import HTTPStatus

from inperson.core import InpersonError


class PeriodInvalid(InpersonError):
    """A billing period is a month, `YYYY-MM`."""

    code = "period_invalid"


class PeriodOpen(InpersonError):
    """A period is closed when it is over and every session of it has ended, an hour later."""

    code = "usage_period_open"


class PeriodUnknown(InpersonError):
    """Nothing was counted before this period, or it has not begun."""

    code = "usage_period_unknown"


class ReportMalformed(InpersonError):
    """No usage report of a version that is known here."""

    code = "usage_report_malformed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is no usage report"


class ReportSignatureInvalid(InpersonError):
    """The report is not signed by one of the keys, or was changed."""

    code = "usage_report_signature_invalid"
    status = HTTPStatus.UNAUTHORIZED
    title = "The report is not signed by its sender"


class ReportChainBroken(InpersonError):
    """The report does not follow the one before it."""

    code = "usage_report_chain_broken"


class DeploymentUnknown(InpersonError):
    """The report is signed by no key that is registered here."""

    code = "usage_client_unknown"
    status = HTTPStatus.UNAUTHORIZED
    title = "The report's key is not registered"


class DeploymentExists(InpersonError):
    """A client of this name, or with this key, is registered."""

    code = "usage_client_exists"


class DeploymentNameInvalid(InpersonError):
    """A client's name is 1 to 80 printable characters."""

    code = "usage_client_name_invalid"


class ReportGap(InpersonError):
    """A report before this one has not arrived."""

    code = "usage_report_gap"
    status = HTTPStatus.CONFLICT
    title = "A report before this one has not arrived"


class ReportFork(InpersonError):
    """The report contradicts one that has arrived."""

    code = "usage_report_fork"
    status = HTTPStatus.CONFLICT
    title = "The report contradicts one that has arrived"


class PushFailed(InpersonError):
    """The other server did not take a report."""

    code = "usage_push_failed"
