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


class WitnessSilent(InpersonError):
    """A witness of the audit log does not answer, or does not sign."""

    code = "witness_silent"


class WitnessesMissing(InpersonError):
    """The tenant's audit log has no witnesses."""

    code = "witnesses_missing"
    status = HTTPStatus.NOT_FOUND
    title = "The log has no witnesses"


class WitnessQuorumUnmet(InpersonError):
    """Fewer witnesses signed the audit log's checkpoint than the tenant wants."""

    code = "witness_quorum_unmet"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "Too few witnesses signed it"


class WitnessKeyInvalid(InpersonError):
    """A witness's verifier key is none, or its name is of another form."""

    code = "witness_key_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "A witness's key or name is none"


class WitnessRepeated(InpersonError):
    """A witness's name or key is there twice."""

    code = "witness_repeated"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "A witness is there twice"


class WitnessOwnKey(InpersonError):
    """The audit log's own key is to be a witness of it."""

    code = "witness_own_key"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "A log is no witness of itself"


class QuorumImpossible(InpersonError):
    """There are not as many witnesses as have to sign, or their hours are out of range."""

    code = "witness_quorum_impossible"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "These witnesses cannot be enough"


class CardInvalid(InpersonError):
    """It is no card of another server."""

    code = "card_invalid"


class CertificateInvalid(InpersonError):
    """The other server says that it erased, and its certificate does not prove that."""

    code = "certificate_invalid"
