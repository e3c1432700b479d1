"""`/console/people` and `/console/tenants/{tenant_id}/people`: colleagues come and go."""

from collections.abc import Mapping

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.core import PersonId, TenantId
from inperson.http.console.doors import (
    FRESH,
    OPERATOR,
    ConsoleOf,
    ConsoleRoute,
    FormOf,
    TenantOf,
    VisitorOf,
    may,
    own_page,
)
from inperson.http.console.pages import back, show
from inperson.http.console_services import ConsoleServices
from inperson.http.errors import RequestSchemaInvalid
from inperson.people import Invited, Visitor
from inperson.tenants import Action, Role, Tenant
from inperson.views import person_view

TENANT_ROLES = (Role.TENANT_ADMIN, Role.TENANT_AUDITOR)

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.MANAGE_PEOPLE)],
)


@router.get("/people", dependencies=[OPERATOR])
def list_operators(console: ConsoleOf, visitor: VisitorOf, said: str = "") -> Response:
    """List the operators."""
    return _list(console, visitor, None, said)


@router.post("/people", dependencies=[OPERATOR, FRESH])
def invite_operator(console: ConsoleOf, visitor: VisitorOf, form: FormOf) -> Response:
    """Invite an operator."""
    return _invite(console, visitor, None, form)


@router.post("/people/{person_id}/invite", dependencies=[OPERATOR, FRESH])
def invite_operator_again(console: ConsoleOf, visitor: VisitorOf, person_id: str) -> Response:
    """Invite an operator again."""
    people = console.staff.people
    return _link(console, people.invite_again(PersonId(person_id), None, visitor.actor))


@router.post("/people/{person_id}/disable", dependencies=[OPERATOR, FRESH])
def disable_operator(console: ConsoleOf, visitor: VisitorOf, person_id: str) -> Response:
    """Let an operator in no more."""
    console.staff.people.disable(PersonId(person_id), None, visitor.actor)
    return back("/console/people", "person_disabled")


@router.get("/tenants/{tenant_id}/people")
def list_people(
    console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, said: str = ""
) -> Response:
    """List a tenant's staff."""
    return _list(console, visitor, tenant, said)


@router.post("/tenants/{tenant_id}/people", dependencies=[FRESH])
def invite_person(
    console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, form: FormOf
) -> Response:
    """Invite one of a tenant's staff."""
    return _invite(console, visitor, tenant.id, form)


@router.post("/tenants/{tenant_id}/people/{person_id}/invite", dependencies=[FRESH])
def invite_person_again(
    console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, person_id: str
) -> Response:
    """Invite one of a tenant's staff again."""
    people = console.staff.people
    return _link(console, people.invite_again(PersonId(person_id), tenant.id, visitor.actor))


@router.post("/tenants/{tenant_id}/people/{person_id}/disable", dependencies=[FRESH])
def disable_person(
    console: ConsoleOf, visitor: VisitorOf, tenant: TenantOf, person_id: str
) -> Response:
    """Let one of a tenant's staff in no more."""
    console.staff.people.disable(PersonId(person_id), tenant.id, visitor.actor)
    return back(f"/console/tenants/{tenant.id}/people", "person_disabled")


def _list(console: ConsoleServices, visitor: Visitor, tenant: Tenant | None, said: str) -> Response:
    people = console.staff.people
    joined = people.joined()
    every = people.of(None if tenant is None else tenant.id)
    roles = [Role.OPERATOR] if tenant is None else list(TENANT_ROLES)
    return show(
        "people.html",
        visitor,
        console.clock,
        tenant,
        said,
        people=[person_view(each, joined) for each in every],
        roles=roles,
        base="/console/people" if tenant is None else f"/console/tenants/{tenant.id}/people",
    )


def _invite(
    console: ConsoleServices,
    visitor: Visitor,
    tenant_id: TenantId | None,
    form: Mapping[str, str],
) -> Response:
    allowed = {Role.OPERATOR} if tenant_id is None else set(TENANT_ROLES)
    role = next((each for each in allowed if each.value == form.get("role")), None)
    if role is None:
        raise RequestSchemaInvalid("There is no such role here.")
    people = console.staff.people
    return _link(console, people.invite(role, tenant_id, form.get("name", ""), visitor.actor))


def _link(console: ConsoleServices, invited: Invited) -> Response:
    url = f"{console.public_url}/console/join#{invited.code}"
    return JSONResponse({"title": f"The link for {invited.person.name}", "secret": url})
