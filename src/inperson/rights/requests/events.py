"""What goes out because of a request: to the tenant, and to another server.

Nothing personal is in an event: who may know more asks the API. What goes to another server holds
the subject's reference, because that server has to find the subject by it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inperson.deliveries import CascadeTarget, DeliveryKind, EventType, Post
from inperson.desks import Desk
from inperson.rights.disclosures import DisclosureRows
from inperson.rights.requests.model import (
    Erasing,
    Grave,
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    RequestState,
)
from inperson.tenants import Transaction, token_kind

CASCADE = "cascade"
"""The tenant's setting that names the other server."""
_LONGEST_CERTIFICATE = 60_000
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
    _post(desk).put(tx, DeliveryKind.WEBHOOK, what, data, request_id=request.id)


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
            _post(desk).put(tx, DeliveryKind.WEBHOOK, what, data, request_id=request.id)
            known += [disclosure.id] if disclosure.visible(now) else []
    return tuple(known)


def ask_elsewhere(
    desk: Desk, tx: Transaction, request: PrivacyRequest, details: RequestDetails
) -> str | None:
    """Ask the other server, if the tenant set one, for the same; return its URL if it was asked.

    A test subject and a real one may have one reference: the other server is asked by requests of
    the kind of its token alone, or a test's erasure would delete somebody real there.
    """
    target = CascadeTarget.of(desk.setting(tx, CASCADE))
    if details.subject_ref is None or target is None or token_kind(target.token) is not desk.kind:
        return None
    body = {"kind": RequestKind.ERASURE.value, "subject_ref": details.subject_ref}
    if request.kind is RequestKind.WITHDRAWAL and details.purpose is not None:
        body |= {"kind": request.kind.value, "purpose": details.purpose.value}
    _post(desk).put(tx, DeliveryKind.CASCADE, body["kind"], body, request_id=request.id)
    return target.url


def answered_elsewhere(erasing: Erasing, said: Mapping[str, Any]) -> Erasing:
    """Return what is known once the other server has answered.

    Args:
        erasing: what was set out to do.
        said: the JSON of the request there: `state`, `certificate`, `justification`. Its
            certificate is passed on as it came; whoever checks ours checks it against that
            server's own keys.

    """
    state, signed, why = said.get("state"), said.get("certificate"), said.get("justification")
    known = {each.value for each in Justification}
    fits = isinstance(signed, str) and len(signed) <= _LONGEST_CERTIFICATE
    return replace(
        erasing,
        answered=RequestState(str(state)).value,
        certificate=str(signed) if fits else None,
        justification=str(why) if why in known else None,
    )


def _post(desk: Desk) -> Post:
    return Post(desk.vault, desk.clock, desk.entropy)
