"""`audit witnesses`: who sees a tenant's log grow, and how many of them are enough."""

from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode
from inperson.cli.desks import tenant_desk
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.core import rfc3339
from inperson.deliveries import LogWitnesses, Sight, Witnessing
from inperson.desks import Desk
from inperson.views import witnesses_view

app = typer.Typer(no_args_is_help=True, help="Say who witnesses a tenant's log.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]


@app.command("set")
def set_witnesses(
    tenant: Tenant,
    witness: Annotated[
        list[str],
        typer.Option(help="'NAME VKEY URL'; without a URL it is not asked. May be repeated."),
    ],
    least: Annotated[int, typer.Option(min=1, help="How many of them have to sign.")] = 1,
    hours: Annotated[int, typer.Option(min=1, help="How often they are asked at least.")] = 24,
    as_json: Json = False,
) -> None:
    """Set who witnesses a tenant's log: the server asks them by itself, if it sends anything."""
    named = [_named(each) for each in witness]
    with tenant_desk(tenant) as desk:
        _print(desk, Witnessing(desk).set(named, least, hours), as_json=as_json)


@app.command("show")
def show_witnesses(tenant: Tenant, as_json: Json = False) -> None:
    """Show them, as a trust file, and what they signed last; exit 1 if that is too old."""
    with tenant_desk(tenant, Mode.READ) as desk:
        sight = LogWitnesses(desk).existing()
        _print(desk, sight, as_json=as_json)
        late = sight.late(desk.clock.now())
    raise typer.Exit(Exit.NO if late else Exit.OK)


@app.command("take")
def take(
    tenant: Tenant,
    seen: Annotated[Path, typer.Argument(help="What `audit cosign` or `audit ask` printed.")],
    as_json: Json = False,
) -> None:
    """Keep a checkpoint that was carried to enough witnesses, and back."""
    note = seen.read_bytes().decode("utf-8", "replace")
    with tenant_desk(tenant) as desk:
        _print(desk, Witnessing(desk).take(note), as_json=as_json)


@app.command("remove")
def remove(tenant: Tenant, as_json: Json = False) -> None:
    """Have a tenant's log witnessed by nobody any more."""
    with tenant_desk(tenant) as desk:
        Witnessing(desk).remove()
        show("none", {"witnesses": []}, as_json=as_json)


def _named(text: str) -> tuple[str, str, str | None]:
    name, key, url, *more = (*text.split(), "", "", "")
    if any(more):
        raise typer.BadParameter("A witness is NAME VKEY URL.")
    return name, key, url or None


def _print(desk: Desk, sight: Sight, *, as_json: bool) -> None:
    shown = witnesses_view(sight, desk.audit.log_key, desk.clock.now())
    lines = [f"# {name}: {code}" for name, code in shown.trouble.items()]
    at = shown.seen_at
    last = "never" if at is None else f"{shown.seen_size} leaves at {rfc3339(at)}"
    lines.append(f"# enough of them saw: {last}")
    show(shown.trust + "\n".join(lines), shown, as_json=as_json)
