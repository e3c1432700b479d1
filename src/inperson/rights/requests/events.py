"""What the tenant is told because of a request.

Nothing personal is in an event: who may know more asks the API.
"""

from inperson.deliveries import DeliveryKind, EventType, Post
from inperson.desks import Desk
from inperson.rights.disclosures import DisclosureRows
from inperson.rights.requests.graves import Grave
from inperson.rights.requests.model import PrivacyRequest, RequestState
from inperson.tenants import Transaction

_DELIVERED = "delivered"
_EVENTS = {
    RequestState.RECEIVED: EventType.REQUEST_RECEIVED,
    RequestState.COMPLETED: EventType.REQUEST_COMPLETED,
    RequestState.REFUSED: EventType.REQUEST_REFUSED,
}


def tell(
    desk: Desk,
    tx: Transaction,
    request: PrivacyRequest,
    event: EventType | None = None,
) -> None:
    """Tell the tenant that a request came, or where it is now."""
    data = {
        "request_id": request.id,
        "kind": request.kind.value,
        "token_kind": request.token_kind.value,
        "channel": request.channel.value,
        "state": request.state.value,
        "received_at": request.received_at,
        "due_at": request.due_at,
        "justification": None if request.justification is None else request.justification.value,
    }
    what = event or _EVENTS[request.state]
    post_of(desk).put(tx, DeliveryKind.WEBHOOK, what, data, request_id=request.id)


def tell_recipients(
    desk: Desk, tx: Transaction, request: PrivacyRequest, grave: Grave
) -> tuple[str, ...]:
    """Say of every disclosure about an erased subject that its recipient has to be told.

    GDPR Art. 19. The recipient's address is in the ledger, sealed; it is the controller who
    writes to it, so the event names the disclosure to the tenant, and goes out until it arrives.

    Returns:
        The disclosures that the subject may know of: its certificate names them too.

    """
    now, known = desk.clock.now(), []
    for disclosure in tx.rows(DisclosureRows).disclosures_of(grave.reference):
        if disclosure.state == _DELIVERED:
            data = {
                "request_id": request.id,
                "disclosure_id": disclosure.id,
                "token_kind": request.token_kind.value,
                "erased_at": now,
            }
            what = EventType.SUBJECT_ERASED
            post_of(desk).put(tx, DeliveryKind.WEBHOOK, what, data, request_id=request.id)
            known += [disclosure.id] if disclosure.visible(now) else []
    return tuple(known)


def post_of(desk: Desk) -> Post:
    """Return where the messages of a desk's tenant are put."""
    return Post(desk.vault, desk.clock, desk.entropy)
