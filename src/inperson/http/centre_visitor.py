"""Who is in a tenant's privacy centre: a person, by the cookie, at a desk of its own."""

from typing import Annotated

from fastapi import Depends, Request

from inperson.core import SUBJECT, DisclosureId, RequestId, TenantId, is_id
from inperson.desks import Desk
from inperson.http.admission import known_as
from inperson.http.centre_bodies import WishedAct
from inperson.http.cookies import Cookie
from inperson.http.errors import NotFound
from inperson.http.routes import ServicesOf
from inperson.http.services import Services
from inperson.rights.acts import ActKind, PersonalAct, copying, erasing, withdrawing
from inperson.rights.disclosures import SubjectSide
from inperson.rights.requests import (
    Centre,
    CentreTicket,
    CentreTicketInvalid,
    PrivacyRequest,
    RequestNotFound,
    RequestRows,
    Requests,
)
from inperson.sessions import Pseudonym
from inperson.tenants import Action, Authority, TenantNotFound, TokenKind
from inperson.views import RequestView, request_view

COOKIE = Cookie("inperson_centre")
_ACTIONS = frozenset(
    {
        Action.READ_NOTICE,
        Action.READ_CONSENTS,
        Action.WITHDRAW_CONSENT,
        Action.OPEN_REQUEST,
        Action.READ_REQUESTS,
        Action.DELIVER_COPY,
        Action.READ_DISCLOSURES,
        Action.APPROVE_DISCLOSURE,
    }
)


def _tenant(tenant_id: str) -> TenantId:
    if not is_id(tenant_id, "ten"):
        raise NotFound("There is no such path.")
    return TenantId(tenant_id)


TenantOf = Annotated[TenantId, Depends(_tenant)]


def of_subject(tenant_id: TenantId, kind: TokenKind) -> Authority:
    """Return what a person in the privacy centre may touch: subjects of one kind, and no more."""
    return Authority(tenant_id, kind, SUBJECT, _ACTIONS)


def desk_of(services: Services, tenant_id: TenantId, kind: TokenKind) -> Desk:
    """Return the desk of a tenant's centre for one kind of token.

    Raises:
        NotFound: if there is no such tenant.

    """
    try:
        services.tenants.tenant(tenant_id)
    except TenantNotFound:
        raise NotFound("There is no such path.") from None
    return services.desks.of(of_subject(tenant_id, kind))


def ticket_of(services: ServicesOf, tenant_id: TenantOf, request: Request) -> CentreTicket:
    """Return who is in a tenant's centre, by the cookie.

    Raises:
        CentreTicketInvalid: if nobody is, or the cookie is another tenant's.

    """
    cookie = COOKIE.read(request) or ""
    ticket = services.centre_tokens.read(cookie, services.sessions.clock.now())
    if ticket.tenant_id != tenant_id:
        raise CentreTicketInvalid("This is another tenant's privacy centre.")
    known_as(request.scope, services, ticket.visit_id, f"visitors of {tenant_id}")
    return ticket


TicketOf = Annotated[CentreTicket, Depends(ticket_of)]


class CentreVisitor:
    """Who is there, at the desk that serves it."""

    def __init__(self, services: ServicesOf, ticket: TicketOf) -> None:
        self.ticket = ticket
        self.desk = desk_of(services, ticket.tenant_id, ticket.kind)
        self.requests = Requests(self.desk)
        self.subject_ref = Centre(self.desk).who(ticket)

    def reference(self) -> Pseudonym:
        """Return the visitor's pseudonym."""
        with self.desk.look(self.subject_ref) as tx:
            return self.desk.reference(tx, self.subject_ref)

    def act(self, wish: WishedAct) -> PersonalAct:
        """Return what the visitor wants to do, as it reads it.

        Raises:
            DisclosureNotFound: if it has none that it is to approve.
            DisclosureClosed: if that one is refused, delivered or too old.

        """
        if wish.kind is ActKind.APPROVE and wish.disclosure is not None:
            side = SubjectSide(self.desk)
            return side.approving(self.reference(), DisclosureId(wish.disclosure))
        if wish.kind is ActKind.WITHDRAW and wish.purpose is not None:
            return withdrawing(self.desk, wish.purpose)
        return erasing(self.desk) if wish.kind is ActKind.ERASE else copying(self.desk)

    def own(self) -> list[PrivacyRequest]:
        """Return the visitor's requests in the order in which they came."""
        with self.desk.look(self.subject_ref) as tx:
            return list(tx.rows(RequestRows).requests_of(self.desk.reference(tx, self.subject_ref)))

    def find(self, request_id: RequestId) -> PrivacyRequest:
        """Return a request of the visitor's, or one that names nobody.

        Raises:
            RequestNotFound: for every other.

        """
        found = self.requests.get(request_id)
        if found.reference is not None and found.reference != self.reference():
            raise RequestNotFound("There is no such privacy request.")
        return found

    def view(self, request: PrivacyRequest) -> RequestView:
        """Render a request."""
        details = self.requests.details(request)
        return request_view(self.desk, request, details)


VisitorOf = Annotated[CentreVisitor, Depends(CentreVisitor)]
