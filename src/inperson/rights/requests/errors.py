"""Why a privacy request cannot be served."""

from inperson.core import InpersonError


class RequestNotFound(InpersonError):
    """The tenant has no privacy request with this id."""

    code = "privacy_request_not_found"


class RequestClosed(InpersonError):
    """The privacy request is completed or refused, or nobody has to do this for it."""

    code = "privacy_request_closed"


class RequestInvalid(InpersonError):
    """The privacy request lacks what its kind needs, or has what it cannot have."""

    code = "privacy_request_invalid"


class ExtensionNotAllowed(InpersonError):
    """A request is extended once, before it is due (GDPR Art. 12(3))."""

    code = "extension_not_allowed"


class RefusalNotAllowed(InpersonError):
    """A withdrawal of consent is never refused (GDPR Art. 7(3))."""

    code = "refusal_not_allowed"


class CursorInvalid(InpersonError):
    """The text is no cursor that a page of requests ended with."""

    code = "cursor_invalid"


class CentreEntryRefused(InpersonError):
    """Neither the code nor the session proves who is there: unknown, used, or too old."""

    code = "centre_entry_refused"


class CentreTicketInvalid(InpersonError):
    """The privacy centre does not know who is there: enter again."""

    code = "centre_ticket_invalid"


class CentreBusy(InpersonError):
    """Too many wrong codes were tried at this tenant's privacy centre; try again in a minute."""

    code = "centre_busy"


class CascadeInvalid(InpersonError):
    """The other server's URL has a query."""

    code = "cascade_invalid"
