"""Why a privacy request cannot be served."""

from http import HTTPStatus

from inperson.core import InpersonError


class RequestNotFound(InpersonError):
    """The tenant has no privacy request with this id."""

    code = "privacy_request_not_found"
    status = HTTPStatus.NOT_FOUND
    title = "There is no such privacy request"


class RequestClosed(InpersonError):
    """The privacy request is completed or refused, or nobody has to do this for it."""

    code = "privacy_request_closed"
    status = HTTPStatus.CONFLICT
    title = "The privacy request takes nothing more"


class PrivacyRequestInvalid(InpersonError):
    """The privacy request lacks what its kind needs, or has what it cannot have."""

    code = "privacy_request_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The privacy request does not fit its kind"


class CapacityNotEntitled(InpersonError):
    """Who acts for somebody does not have this right in that capacity."""

    code = "capacity_not_entitled"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is not asked for in that capacity"


class ActingObjected(InpersonError):
    """The subject objects that somebody acts for it, and nobody has answered that yet."""

    code = "acting_objected"
    status = HTTPStatus.CONFLICT
    title = "The subject objects that somebody acts for it"


class AlreadyReviewed(InpersonError):
    """A person looks at the decision already, or has looked at it."""

    code = "already_reviewed"
    status = HTTPStatus.CONFLICT
    title = "A person looks at this decision, or has done so"


class OutcomeNotOfKind(InpersonError):
    """A review ends with an outcome, and a request of another kind does not."""

    code = "outcome_not_of_kind"
    status = HTTPStatus.CONFLICT
    title = "The answer does not fit the kind of the request"


class ExtensionNotAllowed(InpersonError):
    """A request is extended once, before it is due (GDPR Art. 12(3))."""

    code = "extension_not_allowed"
    status = HTTPStatus.CONFLICT
    title = "The privacy request is not extended again"


class RefusalNotAllowed(InpersonError):
    """A withdrawal of consent is never refused (GDPR Art. 7(3))."""

    code = "refusal_not_allowed"
    status = HTTPStatus.CONFLICT
    title = "A withdrawal of consent is never refused"


class CursorInvalid(InpersonError):
    """The text is no cursor that a page of requests ended with."""

    code = "cursor_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "This is no cursor"


class CentreEntryRefused(InpersonError):
    """The code does not prove who is there: it is unknown, used, or too old."""

    code = "centre_entry_refused"
    status = HTTPStatus.FORBIDDEN
    title = "This does not prove who is there"


class CentreTicketInvalid(InpersonError):
    """The privacy centre does not know who is there: enter again."""

    code = "centre_ticket_invalid"
    status = HTTPStatus.UNAUTHORIZED
    title = "The privacy centre does not know who is there"


class CentreBusy(InpersonError):
    """Too many wrong codes were tried at this tenant's privacy centre; try again in a minute."""

    code = "centre_busy"
    status = HTTPStatus.TOO_MANY_REQUESTS
    title = "Too many wrong codes were tried"


class CascadeInvalid(InpersonError):
    """The card is of this very tenant, or its URL has a query."""

    code = "cascade_invalid"


class CascadeMissing(InpersonError):
    """No other server is set for this."""

    code = "cascade_missing"


class NothingWaits(InpersonError):
    """No request waits for a bundle to be carried to the other server."""

    code = "nothing_waits"


class StillErasing(InpersonError):
    """The erasure has begun and is not done: take the bundle again."""

    code = "still_erasing"
