"""`/console/tenants/{tenant_id}/exports`: what leaves the improvement set, on two people's word.

The export itself is made by who runs the server: it is a folder there, sealed to the recipient.
"""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.core import ExportId
from inperson.http.console.doors import FRESH, AtTenant, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, asked_on, words
from inperson.rights.disclosures import DisclosureRecipient
from inperson.rights.exports import ExportPurpose, Exports
from inperson.tenants import Action

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/exports",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.APPROVE_EXPORT)],
)


@router.get("")
def list_exports(here: AtTenantOf) -> Response:
    """List what is proposed, approved and made, the latest first, and what is recalled of each."""
    mine, now = _exports(here), here.console.clock.now()
    ledger = mine.improvement.ledger
    made = {each.number: each for each in mine.improvement.exports()}
    proposals = [
        (each, mine.purpose(each), made.get(each.number or 0), each.open_at(now))
        for each in mine.proposals()[::-1]
    ]
    recalled = {number: len(ledger.recalled(number)) for number in made}
    samples = sum(1 for _ in mine.improvement.samples())
    return here.show("exports.html", proposals=proposals, recalled=recalled, samples=samples)


@router.post("")
@asked_on(list_exports)
def propose(here: AtTenantOf, form: FormOf) -> Response:
    """Propose an export for another person to approve."""
    recipient = DisclosureRecipient(words(form, "name"), words(form, "address"), words(form, "key"))
    _exports(here).propose(ExportPurpose(recipient, words(form, "why")))
    return here.back("exports", "export_proposed")


@router.post("/{export_id}/approve", dependencies=[FRESH])
def approve(here: AtTenantOf, export_id: str) -> Response:
    """Approve an export as a second person."""
    _exports(here).approve(ExportId(export_id))
    return here.back("exports", "export_approved")


def _exports(here: AtTenant) -> Exports:
    return Exports(
        here.governing(), here.console.open_improvement(here.tenant.id, here.visitor.actor)
    )
