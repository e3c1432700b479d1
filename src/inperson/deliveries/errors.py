"""Why a message cannot be put, or a receiver not be set."""

from http import HTTPStatus

from inperson.core import InpersonError


class EventMalformed(InpersonError):
    """An event holds something else than ids, kinds, states and times; it was not put."""

    code = "event_malformed"


class AddressRefused(InpersonError):
    """The address is not one that this server delivers to."""

    code = "webhook_url_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "Nothing is delivered to this URL"


class WebhookMissing(InpersonError):
    """The tenant has set no webhook."""

    code = "webhook_missing"
    status = HTTPStatus.NOT_FOUND
    title = "No webhook is set"
