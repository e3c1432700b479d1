"""`/v1/disclosures`: what leaves for a third party. All routes need the scope `disclosure`.

The subject's approval is not given here, but in the privacy centre, with a signature of its own.
"""

from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from inperson.core import DisclosureId
from inperson.http.routes import CallerOf, DeskOf, GoverningDeskOf, ServicesOf, allowed, refusals
from inperson.rights.disclosures import (
    PAGE,
    DeliveredDisclosure,
    Disclosure,
    DisclosureDelivered,
    Disclosures,
)
from inperson.tenants import Action, governing
from inperson.views import (
    Body,
    DisclosureList,
    DisclosureView,
    LegalProposal,
    LongText,
    Proposal,
    disclosure_view,
    propose,
)


class DisclosureRefusal(Body):
    """Why a disclosure is refused."""

    reason: LongText


router = APIRouter(
    prefix="/v1/disclosures", tags=["disclosures"], responses=refusals(401, 403, 422, 500, 503)
)


def _disclosures(desk: DeskOf) -> Disclosures:
    return Disclosures(desk)


DisclosuresOf = Annotated[Disclosures, Depends(_disclosures)]


@router.post(
    "",
    status_code=201,
    operation_id="proposeDisclosure",
    dependencies=allowed(Action.PROPOSE_DISCLOSURE),
    responses=refusals(400, 413),
)
def propose_disclosure(services: ServicesOf, caller: CallerOf, body: Proposal) -> DisclosureView:
    """Propose a disclosure. An open proposal of just the same is returned again."""
    authority = caller.authority
    if isinstance(body, LegalProposal):
        authority = governing(authority)  # what the law demands is not tried out
    mine = Disclosures(services.desks.of(authority))
    return _view(mine, propose(mine, body))


@router.get(
    "",
    operation_id="listDisclosures",
    dependencies=allowed(Action.READ_DISCLOSURES),
    responses=refusals(404),
)
def list_disclosures(
    mine: DisclosuresOf,
    after: Annotated[str | None, Query(max_length=30)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> DisclosureList:
    """List the disclosures of the caller's kind of token."""
    page = mine.list(None if after is None else DisclosureId(after), limit)
    shown = [disclosure_view(*each) for each in page.disclosures]
    return DisclosureList(disclosures=shown, next=page.cursor)


@router.get(
    "/{disclosure_id}",
    operation_id="getDisclosure",
    dependencies=allowed(Action.READ_DISCLOSURES),
    responses=refusals(404),
)
def get_disclosure(mine: DisclosuresOf, disclosure_id: str) -> DisclosureView:
    """Read a disclosure."""
    return _view(mine, mine.get(DisclosureId(disclosure_id)))


@router.post(
    "/{disclosure_id}/approve",
    operation_id="approveDisclosure",
    dependencies=allowed(Action.APPROVE_DISCLOSURE),
    responses=refusals(404, 409),
)
def approve_disclosure(desk: GoverningDeskOf, disclosure_id: str) -> DisclosureView:
    """Approve a legal request, as another person than who proposed it."""
    mine = Disclosures(desk)
    return _view(mine, mine.approve(DisclosureId(disclosure_id)))


@router.post(
    "/{disclosure_id}/refuse",
    operation_id="refuseDisclosure",
    dependencies=allowed(Action.APPROVE_DISCLOSURE),
    responses=refusals(400, 404, 409, 413),
)
def refuse_disclosure(
    mine: DisclosuresOf, disclosure_id: str, body: DisclosureRefusal
) -> DisclosureView:
    """Refuse a disclosure that is not delivered."""
    return _view(mine, mine.refuse(DisclosureId(disclosure_id), body.reason))


@router.post(
    "/{disclosure_id}/deliver",
    operation_id="deliverDisclosure",
    dependencies=allowed(Action.APPROVE_DISCLOSURE),
    response_class=Response,
    responses={
        200: {
            "description": "The package, an age file for the recipient; this once.",
            "content": {
                "application/octet-stream": {
                    "schema": {"type": "string", "contentMediaType": "application/octet-stream"}
                }
            },
            "headers": {
                "Repr-Digest": {
                    "description": "SHA-256 of the package (RFC 9530).",
                    "schema": {"type": "string"},
                }
            },
        },
        **refusals(404, 409),
    },
)
def deliver_disclosure(mine: DisclosuresOf, disclosure_id: str) -> Response:
    """Fetch the package of an approved disclosure. If the download is lost, propose it anew."""
    return handed_out(mine.deliver(DisclosureId(disclosure_id)))


def handed_out(delivery: DeliveredDisclosure) -> Response:
    """Return the package of a delivery as a file, with its hash.

    Raises:
        DisclosureDelivered: if it was handed out before.

    """
    if delivery.package is None:
        raise DisclosureDelivered("The package was handed out before; propose it anew.")
    digest = b64encode(delivery.package.sha256).decode("ascii")
    headers = {
        "Repr-Digest": f"sha-256=:{digest}:",
        "Content-Disposition": f'attachment; filename="{delivery.disclosure.id}.age"',
    }
    return Response(delivery.package.data, 200, headers, "application/octet-stream")


def _view(mine: Disclosures, disclosure: Disclosure) -> DisclosureView:
    return disclosure_view(disclosure, mine.contents(disclosure))
