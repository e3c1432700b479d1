"""Why a desk refuses."""

from inperson.core import InpersonError


class OutboundClosed(InpersonError):
    """The server sends nothing by itself: INPERSON_OUTBOUND says so, or it is a private one."""

    code = "outbound_closed"
