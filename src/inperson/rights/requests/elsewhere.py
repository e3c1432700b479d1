"""Erasures at the tenant's other server: how it is asked, and what its answer has to prove.

What goes there holds the subject's reference, because that server has to find the subject by it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inperson.deliveries import (
    CascadeTarget,
    CertificateInvalid,
    Delivery,
    DeliveryKind,
    ServerCard,
)
from inperson.desks import Desk
from inperson.rights.requests.casebook import Case, Casebook
from inperson.rights.requests.events import post_of
from inperson.rights.requests.graves import Erasing
from inperson.rights.requests.model import (
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    RequestState,
)
from inperson.rights.requests.statements import check_certificate
from inperson.tenants import Transaction, token_kind

CASCADE = "cascade"
"""The tenant's setting that names the other server."""


def ask_elsewhere(
    desk: Desk, tx: Transaction, request: PrivacyRequest, details: RequestDetails, erasing: Erasing
) -> Erasing:
    """Ask the other server, if the tenant set one, for the same; return what then is waited for.

    A test subject and a real one may have one reference: a server that is asked with an app token
    is asked by requests of its token's kind alone, or a test's erasure would delete somebody real
    there. A bundle says of each request what kind it is of.
    """
    target = CascadeTarget.of(desk.setting(tx, CASCADE))
    if details.subject_ref is None or target is None or target.card.tenant == details.asked_by:
        return erasing  # two servers that pass on to each other would wait for each other
    body = {"kind": RequestKind.ERASURE.value, "subject_ref": details.subject_ref}
    if request.kind is RequestKind.WITHDRAWAL and details.purpose is not None:
        body |= {"kind": request.kind.value, "purpose": details.purpose.value}
    if target.token is None:
        return replace(erasing, elsewhere=target.url, to_carry=body)
    if token_kind(target.token) is not desk.kind:
        return erasing
    post_of(desk).put(tx, DeliveryKind.CASCADE, body["kind"], body, request_id=request.id)
    return replace(erasing, elsewhere=target.url)


def answered_elsewhere(card: ServerCard, case: Case, said: Mapping[str, Any]) -> RequestDetails:
    """Return the details of a waiting erasure once the other server has answered.

    Args:
        card: of that server.
        case: the request here.
        said: the JSON of the request there: `id`, `state`, `certificate`, `justification`.

    Raises:
        CertificateInvalid: if it says to have done it, and proves no such thing.

    """
    request, details = case
    erasing, state, signed = details.erasing, said.get("state"), said.get("certificate")
    if erasing is None or erasing.answered is not None:
        return details
    proof, why = None, None
    if state == RequestState.COMPLETED:
        proof = check_certificate(card, signed, said.get("id"), request, details)
    elif state == RequestState.REFUSED:
        known = {each.value for each in Justification}
        why = str(said["justification"]) if said.get("justification") in known else None
    else:
        raise CertificateInvalid("The other server has not done it.")
    done = replace(
        erasing, answered=state, certificate=proof, justification=why, to_carry=None, carried=None
    )
    return replace(details, erasing=done)


def take_answer(desk: Desk, tx: Transaction, delivery: Delivery, said: Mapping[str, Any]) -> None:
    """Take in what the other server answered to a message in the end: `Outbox` calls it.

    The request is completed by its next `Requests.advance`, outside of this transaction.

    Args:
        desk: of the request's kind of token.
        tx: the one in which the message is marked as done.
        delivery: the message.
        said: the request as the other server shows it.

    Raises:
        CertificateInvalid: if that proves nothing; the message goes on being asked.

    """
    target = CascadeTarget.of(desk.setting(tx, CASCADE))
    if delivery.request_id is None or target is None:
        return
    case = Casebook(desk).find(tx, delivery.request_id)
    if case[0].open:
        Casebook(desk).keep(tx, case[0], answered_elsewhere(target.card, case, said))
