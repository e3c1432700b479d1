"""Who passes: the cookie, the role, the tenant, the fresh proof. Every route of a console is here.

1. A request that changes something comes from a page of this server, or it is refused.
2. The cookie says who it is; without one there is the sign-in page.
3. The role must cover the route's action: what is not listed is refused.
4. A tenant's staff reaches its own tenant; another's id is answered as one that does not exist.
5. Acts that cannot be taken back need a passkey that was used within five minutes.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from inperson.audit import AdministrationLog, AuditLog
from inperson.core import InpersonError, TenantId
from inperson.desks import Desk, GoverningDesk
from inperson.http.admission import known_as
from inperson.http.console.pages import Typed, back, render, show
from inperson.http.console_services import ConsoleServices
from inperson.http.cookies import Cookie
from inperson.http.errors import NotFound
from inperson.http.origins import same_origin
from inperson.http.problems import problem_of, problem_response
from inperson.http.services import Services
from inperson.people import SignInRequired, StepUpRequired, Visitor
from inperson.tenants import Action, Tenant, TenantNotFound, TokenKind
from inperson.vault import TenantVault

SIGN_IN = "/console/sign-in"
COOKIE = Cookie("console")
Found = TypeVar("Found")


def services_of(request: Request) -> Services:
    """Return everything that is wired."""
    services: Services = request.app.state.services
    return services


def console_of(request: Request) -> ConsoleServices:
    """Return what the consoles open onto.

    Raises:
        NotFound: if this server has none.

    """
    found = services_of(request).console
    if found is None:
        raise NotFound("There is no such path.")
    return found


ServicesOf = Annotated[Services, Depends(services_of)]
ConsoleOf = Annotated[ConsoleServices, Depends(console_of)]


def own_page(request: Request) -> None:
    """Refuse a request that changes something unless a page of this server sends it."""
    if request.method != "GET":
        same_origin(request)


def visitor_of(request: Request, console: ConsoleOf) -> Visitor:
    """Return who is signed in.

    Raises:
        SignInRequired: if nobody is.

    """
    visitor = console.staff.visits.who(COOKIE.read(request))
    known_as(request.scope, services_of(request), visitor.actor, visitor.actor)
    return visitor


VisitorOf = Annotated[Visitor, Depends(visitor_of)]


class May:
    """Lets a visitor pass whose role covers an action."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def __call__(self, visitor: VisitorOf) -> None:
        """Check the visitor's role."""
        visitor.require(self.action)


def may(action: Action) -> Any:
    """Return the dependency of a route that does this."""
    return Depends(May(action))


def _fresh(visitor: VisitorOf, console: ConsoleOf) -> None:
    console.staff.visits.require_fresh(visitor)


FRESH = Depends(_fresh)
"""Of a route that needs a passkey that was used just now."""


def _operator(visitor: VisitorOf) -> None:
    visitor.require(Action.MANAGE_TENANTS)


OPERATOR = Depends(_operator)


def _tenant(tenant_id: str, visitor: VisitorOf, services: ServicesOf) -> Tenant:
    own = visitor.person.tenant_id
    if own is not None and tenant_id != own:
        raise TenantNotFound("There is no such tenant.")
    return services.tenants.tenant(TenantId(tenant_id))


TenantOf = Annotated[Tenant, Depends(_tenant)]


@dataclass(frozen=True, slots=True)
class Here:
    """Who looks at a console, at whose part of it, and what was said on the way there."""

    services: Services
    console: ConsoleServices
    visitor: Visitor
    tenant: Tenant | None
    said: str
    """A word of `pages.SAID`."""
    scripted: bool
    """A script asks: it is told what is wrong, and shows it itself."""
    typed: Mapping[str, Typed] = field(default_factory=dict, kw_only=True)
    """What was typed into a form that was refused, by its act."""

    @property
    def base(self) -> str:
        """Return the path below which everything is about the same."""
        return "/console" if self.tenant is None else f"/console/tenants/{self.tenant.id}"

    @property
    def tenant_id(self) -> TenantId | None:
        """Return whose part it is; None for the server's own."""
        return None if self.tenant is None else self.tenant.id

    def show(self, name: str, **values: Any) -> Response:
        """Return a page, as `pages.show` does."""
        given = (self.visitor, self.console.clock, self.tenant, self.said, self.typed)
        return show(name, *given, **values)

    def to(self, place: str) -> Response:
        """Go to a place below the base."""
        return RedirectResponse(f"{self.base}/{place}", 303)

    def back(self, place: str, said: str) -> Response:
        """Return to a place below the base after an act, which then says what was done."""
        return back(f"{self.base}/{place}", said)


@dataclass(frozen=True, slots=True)
class AtTenant(Here):
    """The same at a tenant's part, with what a visitor may open there."""

    tenant: Tenant

    def desk(self, kind: TokenKind) -> Desk:
        """Return the tenant's desk for a kind of token."""
        return self.services.desks.of(self.visitor.authority(self.tenant.id).over(kind))

    def governing(self) -> GoverningDesk:
        """Return the tenant's desk for what holds for the whole tenant."""
        return self.services.desks.of(self.visitor.authority(self.tenant.id))

    def found(
        self, look: Callable[[Desk], Found], missing: type[InpersonError]
    ) -> tuple[Desk, Found]:
        """Return what one kind of token has, and that one's desk; production is asked last.

        Raises:
            InpersonError: what `look` raises; `missing` if neither kind has it.

        """
        developer, production = (self.desk(kind) for kind in TokenKind)
        try:
            return developer, look(developer)
        except missing:
            return production, look(production)

    def vault(self) -> TenantVault:
        """Return the tenant's vault."""
        return self.console.open_vault(self.tenant.id)

    def log(self) -> AuditLog:
        """Return the tenant's audit log."""
        return self.console.open_audit(self.tenant.id)

    def record(self) -> AdministrationLog:
        """Return the same log, written in the visitor's name."""
        return AdministrationLog(self.log(), self.visitor.actor)


def _here(
    request: Request,
    services: ServicesOf,
    console: ConsoleOf,
    visitor: VisitorOf,
    said: str = "",
) -> Here:
    return Here(services, console, visitor, None, said, _scripted(request))


def _at_tenant(
    request: Request,
    services: ServicesOf,
    console: ConsoleOf,
    visitor: VisitorOf,
    tenant: TenantOf,
    said: str = "",
) -> AtTenant:
    return AtTenant(services, console, visitor, tenant, said, _scripted(request))


def _scripted(request: Request) -> bool:
    return "text/html" not in request.headers.get("accept", "")


HereOf = Annotated[Here, Depends(_here)]
AtTenantOf = Annotated[AtTenant, Depends(_at_tenant)]


class ConsoleRoute(APIRoute):
    """A route whose refusals are pages for people, and problem details for scripts."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with our own errors turned into answers."""
        plain = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await plain(request)
            except InpersonError as error:
                return _refused(request, error)

        return handle


def _refused(request: Request, error: InpersonError) -> Response:
    if _scripted(request):
        named = {"field": f"body.{error.field}", "message": error.code}
        return problem_response(error, errors=[named] if error.field else ())
    if isinstance(error, SignInRequired):
        return RedirectResponse(SIGN_IN, 303)
    status, problem = problem_of(error)
    name = "confirm.html" if isinstance(error, StepUpRequired) else "refused.html"
    told = {"title": problem["title"], "detail": problem.get("detail", "")}
    return render(name, status, **told, code=problem["code"])
