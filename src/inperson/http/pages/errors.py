"""What only the pages can refuse."""

from http import HTTPStatus

from inperson.core import InpersonError


class NeedsDeveloperToken(InpersonError):
    """A page that opens sessions for whoever comes works with a developer token alone."""

    code = "page_needs_developer_token"


class DemoBusy(InpersonError):
    """The demo opens only so many sessions a minute."""

    code = "demo_busy"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "The demo opens no more sessions for now"


class PagesMissing(InpersonError):
    """A page or script was not built into this installation, which should serve it."""

    code = "pages_missing"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "This installation lacks its pages"
