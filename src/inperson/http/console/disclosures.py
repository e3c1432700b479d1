"""`/console/tenants/{tenant_id}/disclosures`: each as a case file.

One person proposes, and a second one approves, by name and by passkey; of what is no legal duty
the subject does, in its privacy centre. The package is handed out once.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from inperson.core import DisclosureId
from inperson.desks import Desk
from inperson.http.console.doors import FRESH, AtTenant, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, asked_on, one, words
from inperson.http.console.proposals import read_proposal
from inperson.http.disclosures import handed_out
from inperson.http.errors import NotFound
from inperson.rights.disclosures import (
    DisclosureBasis,
    DisclosureNotFound,
    Disclosures,
    DisclosureScope,
    in_union,
)
from inperson.tenants import Action, TokenKind
from inperson.views import disclosure_view, propose

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/disclosures",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.READ_DISCLOSURES)])
def list_disclosures(
    here: AtTenantOf, after: Annotated[str | None, Query(max_length=30)] = None
) -> Response:
    """List the latest disclosures of both kinds of token; after one of them, those of its kind.

    What is open stands first on a page.
    """
    now, found, older = here.console.clock.now(), [], {}
    last = None if after is None else DisclosureId(after)
    desks = [here.desk(kind) for kind in TokenKind] if last is None else [_desk(here, last)]
    for desk in desks:
        page = Disclosures(desk).list(last)
        if page.cursor is not None:
            older[desk.kind] = page.cursor
        for disclosure, contents in page.disclosures:
            found.append((disclosure_view(disclosure, contents), disclosure.open_at(now)))
    found.sort(key=lambda each: (each[1], each[0].proposed_at, each[0].id), reverse=True)
    return here.show("disclosures.html", disclosures=found, older=older, after=after)


@router.get("/propose", dependencies=[may(Action.PROPOSE_DISCLOSURE)])
def show_proposal(here: AtTenantOf, basis: str = DisclosureBasis.LEGAL_REQUEST) -> Response:
    """Show the form in which a disclosure is proposed."""
    form = here.typed["propose_disclosure"].form if here.typed else {"basis": basis}
    return here.show(
        "propose.html",
        here="disclosures",
        legal=_basis(form) is DisclosureBasis.LEGAL_REQUEST,
        scopes=[each.value for each in DisclosureScope],
        union=in_union(here.governing()),
    )


@router.post("", dependencies=[may(Action.PROPOSE_DISCLOSURE)])
@asked_on(show_proposal)
def propose_disclosure(here: AtTenantOf, form: FormOf) -> Response:
    """Propose a disclosure; what the law demands is of production, as everywhere."""
    basis = _basis(form)
    body = read_proposal(basis, form)
    legal = basis is DisclosureBasis.LEGAL_REQUEST
    desk = here.governing() if legal else here.desk(one(TokenKind, form, "kind"))
    made = propose(Disclosures(desk), body)
    return here.back(f"disclosures/{made.id}", "disclosure_proposed")


@router.get("/{disclosure_id}", dependencies=[may(Action.READ_DISCLOSURES)])
def show_disclosure(here: AtTenantOf, disclosure_id: str) -> Response:
    """Show a disclosure as a case file: what it says, its clock, and what was done."""
    mine = _find(here, disclosure_id)
    disclosure = mine.get(DisclosureId(disclosure_id))
    now = here.console.clock.now()
    return here.show(
        "disclosure.html",
        here="disclosures",
        each=disclosure_view(disclosure, mine.contents(disclosure)),
        open=disclosure.open_at(now),
        days=max(0, (disclosure.expires_at - now).days),
        silent=not disclosure.visible(now),
    )


@router.post("/{disclosure_id}/approve", dependencies=[may(Action.APPROVE_DISCLOSURE), FRESH])
def approve(here: AtTenantOf, disclosure_id: str) -> Response:
    """Approve a legal request as a second person."""
    _find(here, disclosure_id).approve(DisclosureId(disclosure_id))
    return here.back(f"disclosures/{disclosure_id}", "disclosure_approved")


@router.post("/{disclosure_id}/refuse", dependencies=[may(Action.APPROVE_DISCLOSURE)])
@asked_on(show_disclosure)
def refuse(here: AtTenantOf, disclosure_id: str, form: FormOf) -> Response:
    """Refuse a disclosure, and say why."""
    _find(here, disclosure_id).refuse(DisclosureId(disclosure_id), words(form, "reason"))
    return here.back(f"disclosures/{disclosure_id}", "disclosure_refused")


@router.post("/{disclosure_id}/deliver", dependencies=[may(Action.APPROVE_DISCLOSURE), FRESH])
def deliver(here: AtTenantOf, disclosure_id: str) -> Response:
    """Hand out the package of an approved disclosure, this once."""
    return handed_out(_find(here, disclosure_id).deliver(DisclosureId(disclosure_id)))


def _find(here: AtTenant, disclosure_id: str) -> Disclosures:
    """Return the tenant's disclosures of the kind of token that this one is of."""
    return Disclosures(_desk(here, DisclosureId(disclosure_id)))


def _desk(here: AtTenant, asked: DisclosureId) -> Desk:
    return here.found(lambda desk: Disclosures(desk).get(asked), DisclosureNotFound)[0]


def _basis(form: Mapping[str, str]) -> DisclosureBasis:
    """Return what a disclosure rests on. No field says it: nobody types it."""
    try:
        return DisclosureBasis(form.get("basis", ""))
    except ValueError:
        raise NotFound("There is no such form.") from None
