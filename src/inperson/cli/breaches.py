"""`breaches`: the server's register of breaches of security, and its 72 hours."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode, open_server
from inperson.cli.actors import operator
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import BreachId, Clock, TenantId
from inperson.rights.breaches import Breach, BreachFacts, BreachInvalid, as_markdown
from inperson.views import breach_view

app = typer.Typer(no_args_is_help=True, help="Keep the register of breaches.")

Json = Annotated[bool, JSON_OPTION]
Id = Annotated[str, typer.Argument(help="The breach's id, `brc_...`.")]


class Whom(StrEnum):
    """Who is told."""

    CONTROLLERS = "controllers"
    AUTHORITY = "authority"


@app.command("record")
def record(
    facts: Annotated[
        Path,
        typer.Argument(
            help="JSON with nature, categories, people, records, consequences, measures, contact."
        ),
    ],
    tenant: Annotated[list[str] | None, typer.Option(help="Who is affected; repeat it.")] = None,
    noticed_at: Annotated[
        str | None, typer.Option(help="RFC 3339, with a zone. Default: now.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put a breach on the register; without a tenant, all of them are affected."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        everybody = [each.id for each in server.tenants.tenants()]
        affected = [server.tenants.tenant(TenantId(each)).id for each in tenant or everybody]
        at = None if noticed_at is None else _moment(noticed_at)
        breach = server.breaches(operator()).record(_facts(facts), affected, at)
        _print(breach, server.clock, as_json=as_json)


@app.command("notify")
def notify(
    breach_id: Id,
    whom: Annotated[Whom, typer.Option("--whom", help="Who is told.")] = Whom.CONTROLLERS,
    as_json: Json = False,
) -> None:
    """Tell the tenants by webhook and print their notice, or say that the authority was told."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        register = server.breaches(operator())
        if whom is Whom.AUTHORITY:
            breach = register.notify_authority(BreachId(breach_id))
            _print(breach, server.clock, as_json=as_json)
            return
        breach = register.notify_controllers(BreachId(breach_id))
        now = server.clock.now()
        notice = as_markdown(breach, now).rstrip()
        show(notice, breach_view(breach, now), as_json=as_json)


@app.command("close")
def close(
    breach_id: Id,
    because: Annotated[
        str | None, typer.Option(help="Why no authority had to be told, if none was.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Close an entry."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        breach = server.breaches(operator()).close(BreachId(breach_id), because)
        _print(breach, server.clock, as_json=as_json)


@app.command("list")
def list_breaches(as_json: Json = False) -> None:
    """List the register: state, when the 72 hours end, and what is overdue."""
    with open_server(chosen_settings(), Mode.READ) as server:
        for each in server.breaches().list():
            _print(each, server.clock, as_json=as_json)


def _print(breach: Breach, clock: Clock, *, as_json: bool) -> None:
    now = clock.now()
    late = "  OVERDUE" if breach.overdue(now) else ""
    due = breach.due_at.isoformat(timespec="minutes")
    show(
        f"{breach.id}  {breach.state.value:20}  due {due}{late}",
        breach_view(breach, now),
        as_json=as_json,
    )


def _facts(path: Path) -> BreachFacts:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BreachInvalid("The file is no JSON in UTF-8.") from error
    return BreachFacts.of(content)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BreachInvalid("Times are RFC 3339, with a zone.") from error
