"""`/console/people` and `/console/tenants/{tenant_id}/people`: colleagues come and go."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from inperson.core import PersonId
from inperson.http.console.doors import (
    FRESH,
    OPERATOR,
    AtTenantOf,
    ConsoleRoute,
    Here,
    HereOf,
    may,
    own_page,
)
from inperson.http.console.forms import FormOf, asked_on
from inperson.http.console.pages import ROLES
from inperson.http.errors import RequestSchemaInvalid
from inperson.people import Invited
from inperson.tenants import Action, Role
from inperson.views import person_view

TENANT_ROLES = (Role.TENANT_ADMIN, Role.TENANT_AUDITOR)

router = APIRouter(
    prefix="/console",
    include_in_schema=False,
    route_class=ConsoleRoute,
    dependencies=[Depends(own_page), may(Action.MANAGE_PEOPLE)],
)


@router.get("/people", dependencies=[OPERATOR])
def list_operators(here: HereOf) -> Response:
    """List the operators."""
    return _list(here, [Role.OPERATOR])


@router.post("/people", dependencies=[OPERATOR, FRESH])
@asked_on(list_operators)
def invite_operator(here: HereOf, form: FormOf) -> Response:
    """Invite an operator."""
    return _invite(here, form, [Role.OPERATOR])


@router.post("/people/{person_id}/invite", dependencies=[OPERATOR, FRESH])
def invite_operator_again(here: HereOf, person_id: str) -> Response:
    """Invite an operator again."""
    return _invite_again(here, person_id)


@router.post("/people/{person_id}/disable", dependencies=[OPERATOR, FRESH])
def disable_operator(here: HereOf, person_id: str) -> Response:
    """Let an operator in no more."""
    return _disable(here, person_id)


@router.get("/tenants/{tenant_id}/people")
def list_people(here: AtTenantOf) -> Response:
    """List a tenant's staff."""
    return _list(here, TENANT_ROLES)


@router.post("/tenants/{tenant_id}/people", dependencies=[FRESH])
@asked_on(list_people)
def invite_person(here: AtTenantOf, form: FormOf) -> Response:
    """Invite one of a tenant's staff."""
    return _invite(here, form, TENANT_ROLES)


@router.post("/tenants/{tenant_id}/people/{person_id}/invite", dependencies=[FRESH])
def invite_person_again(here: AtTenantOf, person_id: str) -> Response:
    """Invite one of a tenant's staff again."""
    return _invite_again(here, person_id)


@router.post("/tenants/{tenant_id}/people/{person_id}/disable", dependencies=[FRESH])
def disable_person(here: AtTenantOf, person_id: str) -> Response:
    """Let one of a tenant's staff in no more."""
    return _disable(here, person_id)


def _list(here: Here, roles: Sequence[Role]) -> Response:
    """Show who is there, and what the visitor may do about it; the room decides when it is done."""
    people = here.console.staff.people
    joined, every = people.joined(), people.of(here.tenant_id)
    own = here.visitor.person.tenant_id == here.tenant_id
    begun = any(each.id in joined for each in every)
    if not own:
        taken = begun or any(each.disabled_at is None for each in every)
        roles = [] if taken else [Role.TENANT_ADMIN]
    return here.show(
        "people.html",
        people=[person_view(each, joined) for each in every],
        roles=[(each.value, ROLES[each]) for each in roles],
        again=own or not begun,
        base=f"{here.base}/people",
    )


def _invite(here: Here, form: Mapping[str, str], roles: Sequence[Role]) -> Response:
    role = next((each for each in roles if each.value == form.get("role")), None)
    if role is None:
        raise RequestSchemaInvalid("There is no such role here.", field="role")
    people, name = here.console.staff.people, form.get("name", "")
    return _link(here, people.invite(role, here.tenant_id, name, here.visitor.actor))


def _invite_again(here: Here, person_id: str) -> Response:
    people = here.console.staff.people
    again = people.invite_again(PersonId(person_id), here.tenant_id, here.visitor.actor)
    return _link(here, again)


def _disable(here: Here, person_id: str) -> Response:
    here.console.staff.people.disable(PersonId(person_id), here.tenant_id, here.visitor.actor)
    return here.back("people", "person_disabled")


def _link(here: Here, invited: Invited) -> Response:
    url = f"{here.services.public_url}/console/join#{invited.code}"
    return JSONResponse({"title": f"The link for {invited.person.name}", "secret": url})
