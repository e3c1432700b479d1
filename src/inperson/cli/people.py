"""`people`: who uses the consoles. The first operator comes in this way."""

from typing import Annotated

import typer

from inperson.app import Mode, Server, open_server
from inperson.cli.actors import operator
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import PersonId, TenantId
from inperson.people import Invited, Person, PersonNotFound
from inperson.tenants import Role, TenantNotFound
from inperson.views import person_view

app = typer.Typer(no_args_is_help=True, help="Invite, list and disable the consoles' staff.")

Json = Annotated[bool, JSON_OPTION]
PersonArgument = Annotated[str, typer.Argument(help="The person's id, `per_...`.")]


@app.command("invite")
def invite(
    role: Annotated[Role, typer.Option(help="operator, tenant_admin or tenant_auditor.")],
    tenant: Annotated[
        str | None, typer.Option(help="The tenant's name or id; of an operator none.")
    ] = None,
    name: Annotated[
        str, typer.Option(help="What colleagues call the person; by default the role.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Invite a person and print the link: this once, for it is stored as a hash only."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        tenant_id = None if tenant is None else _tenant(server, tenant)
        called = name or role.value.replace("_", " ")
        people = server.people()
        _show(server, people.invite(role, tenant_id, called, operator()), as_json=as_json)


@app.command("invite-again")
def invite_again(person_id: PersonArgument, as_json: Json = False) -> None:
    """Print a new link for a person who has lost passkeys and recovery codes."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        people, found = server.people(), _person(server, person_id)
        invited = people.invite_again(found.id, found.tenant_id, operator())
        _show(server, invited, as_json=as_json)


@app.command("list")
def list_people(as_json: Json = False) -> None:
    """List the staff."""
    with open_server(chosen_settings(), Mode.READ) as server:
        people = server.people()
        joined = people.joined()
        for each in people.everybody():
            view, where = person_view(each, joined), each.tenant_id or "server"
            text = f"{each.id}  {each.role.value:14}  {view.state:8}  {where}  {each.name}"
            show(text, view, as_json=as_json)


@app.command("disable")
def disable(person_id: PersonArgument, as_json: Json = False) -> None:
    """Let a person in no more: sessions, invitation and recovery codes end at once."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        found = _person(server, person_id)
        server.people().disable(found.id, found.tenant_id, operator())
        show(f"{found.id} disabled", {"id": found.id, "disabled": True}, as_json=as_json)


def _tenant(server: Server, text: str) -> TenantId:
    for each in server.tenants.tenants():
        if text in (each.name, each.id):
            return each.id
    raise TenantNotFound("There is no such tenant.")


def _person(server: Server, person_id: str) -> Person:
    for each in server.people().everybody():
        if each.id == PersonId(person_id):
            return each
    raise PersonNotFound("There is no such person.")


def _show(server: Server, invited: Invited, *, as_json: bool) -> None:
    url = f"{server.settings.public_url}/console/join#{invited.code}"
    show(url, {"id": invited.person.id, "url": url}, as_json=as_json)
