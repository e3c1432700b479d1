"""`/console/tenants/{tenant_id}/requests`: what subjects asked for, by when, and its answer.

The list opens nothing. A request's own page shows what it says in words; what was measured of a
decision is a page further, since each look at it is on the audit log.
"""

from collections.abc import Mapping

from fastapi import APIRouter, Depends
from starlette.responses import Response

from inperson.core import RequestId
from inperson.http.console.doors import AtTenant, AtTenantOf, ConsoleRoute, may, own_page
from inperson.http.console.forms import FormOf, asked_on, one, words
from inperson.rights.requests import (
    ANSWERED,
    LIFTED,
    LONGEST_TEXT,
    OPEN,
    Justification,
    PrivacyRequest,
    RequestKind,
    RequestNotFound,
    RequestRows,
    Requests,
    ReviewOutcome,
    Reviews,
)
from inperson.tenants import Action, TokenKind
from inperson.views import evidence_view, request_view, summary

_MOST = 500
_WHY: Mapping[Justification, str] = {
    Justification.UNFOUNDED: "It has manifestly no ground",
    Justification.EXCESSIVE: "It was asked too often",
    Justification.IDENTITY_UNVERIFIED: "Nobody can tell who asks",
    Justification.LEGAL_OBLIGATION: "A law or an order keeps the data",
    Justification.CLAIM_ESTABLISHED: "A legal claim is to be established",
    Justification.CLAIM_EXERCISED: "A legal claim is exercised",
    Justification.CLAIM_DEFENDED: "A legal claim is defended against",
    Justification.OTHERS_RIGHTS: "It would harm the rights of others",
    Justification.EXPRESSION: "Freedom of expression stands against it",
    Justification.LEGITIMATE_INTEREST: "Compelling grounds outweigh it",
    Justification.IMPOSSIBLE: "There is nothing left to do it to",
}
_OUTCOMES: Mapping[ReviewOutcome, str] = {
    ReviewOutcome.UPHELD: "It was right: the failed attempt counts again",
    ReviewOutcome.OVERTURNED: "It was wrong: the attempt never counts, offer a new session",
    ReviewOutcome.NEW_ATTEMPT: "It cannot be told: the attempt never counts, offer a new session",
}

router = APIRouter(
    prefix="/console/tenants/{tenant_id}/requests",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page)],
)


@router.get("", dependencies=[may(Action.READ_REQUESTS)])
def list_requests(here: AtTenantOf) -> Response:
    """List the open requests, those due first in front. What they say in words is not opened."""
    found: list[PrivacyRequest] = []
    for kind in TokenKind:
        desk = here.desk(kind)
        with desk.silo.read() as tx:
            for state in OPEN:
                found += tx.rows(RequestRows).requests(kind, state, None, _MOST)
    found.sort(key=lambda each: (each.due_at, each.id))
    return here.show("requests.html", requests=[summary(each) for each in found])


@router.get("/{request_id}", dependencies=[may(Action.ANSWER_REQUEST)])
def show_request(here: AtTenantOf, request_id: str) -> Response:
    """Show a request with what it says, and what can be done about it."""
    mine, request = _find(here, request_id)
    refusable = request.open and request.kind is not RequestKind.WITHDRAWAL
    return here.show(
        "request.html",
        here="requests",
        request=request_view(mine.desk, request, mine.details(request)),
        answerable=(request.open and request.kind in ANSWERED) or request.kind in LIFTED,
        review=request.kind is RequestKind.HUMAN_REVIEW,
        extendable=request.extendable(here.console.clock.now()),
        why=_WHY if refusable else {},
        outcomes=_OUTCOMES,
        longest=LONGEST_TEXT,
    )


@router.get("/{request_id}/evidence", dependencies=[may(Action.ANSWER_REQUEST)])
def show_evidence(here: AtTenantOf, request_id: str) -> Response:
    """Show what is kept of the decision that a person looks at; the look is on the log."""
    mine, request = _find(here, request_id)
    evidence = evidence_view(Reviews(mine.desk).evidence(request.id))
    return here.show("evidence.html", here="requests", request=summary(request), evidence=evidence)


@router.post("/{request_id}/answer", dependencies=[may(Action.ANSWER_REQUEST)])
@asked_on(show_request)
def answer(here: AtTenantOf, request_id: str, form: FormOf) -> Response:
    """Answer a request, of a review with what the person found; lift a restriction."""
    mine, request = _find(here, request_id)
    outcome = one(ReviewOutcome, form, "outcome") if "outcome" in form else None
    mine.answer(request.id, words(form), outcome)
    return here.back(f"requests/{request.id}", "request_answered")


@router.post("/{request_id}/extend", dependencies=[may(Action.ANSWER_REQUEST)])
@asked_on(show_request)
def extend(here: AtTenantOf, request_id: str, form: FormOf) -> Response:
    """Let a request take two months longer, once, and say why."""
    mine, request = _find(here, request_id)
    mine.extend(request.id, words(form))
    return here.back(f"requests/{request.id}", "request_extended")


@router.post("/{request_id}/refuse", dependencies=[may(Action.ANSWER_REQUEST)])
@asked_on(show_request)
def refuse(here: AtTenantOf, request_id: str, form: FormOf) -> Response:
    """Refuse a request for one of the reasons that the law knows, and say it in words."""
    mine, request = _find(here, request_id)
    mine.refuse(request.id, one(Justification, form, "justification"), words(form))
    return here.back(f"requests/{request.id}", "request_refused")


def _find(here: AtTenant, request_id: str) -> tuple[Requests, PrivacyRequest]:
    """Return a request, and the requests of the kind of token that it is of."""
    asked = RequestId(request_id)
    desk, request = here.found(lambda desk: Requests(desk).get(asked), RequestNotFound)
    return Requests(desk), request
