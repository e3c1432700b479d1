"""Why a desk refuses."""

from http import HTTPStatus

from inperson.core import InpersonError


class OutboundClosed(InpersonError):
    """The server sends nothing by itself: INPERSON_OUTBOUND says so, or it is a private one."""

    code = "outbound_closed"
    status = HTTPStatus.CONFLICT
    title = "The server sends nothing by itself"
