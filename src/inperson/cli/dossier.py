"""`dossier`: what a data protection officer signs, and what changed since the last one."""

import json
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from inperson.app import Mode, open_server
from inperson.cli.actors import at_shell
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import TenantId
from inperson.dossier import (
    DossierUnsigned,
    changes_between,
    make_dossier,
    read_dossier,
    verify_dossier,
    write_dossier,
)

_WRITE = "write"


class _OfTenant(TyperGroup):
    """Takes a tenant's id where a command is awaited as `write` of it."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and args[0].startswith("ten_"):
            args = [_WRITE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_OfTenant,
    no_args_is_help=True,
    help="Write, verify and compare dossiers for data protection officers.",
)

Json = Annotated[bool, JSON_OPTION]
Folder = Annotated[Path, typer.Argument(help="Where a dossier was written.")]


@app.command(_WRITE)
def write(
    tenant_id: Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")],
    out: Annotated[Path, typer.Option("--out", help="A folder that is not there, or empty.")],
    as_json: Json = False,
) -> None:
    """Write a tenant's dossier, signed and on its log; refused while it contradicts itself."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        desk = server.desks.of(at_shell(server.tenants.tenant(TenantId(tenant_id)).id))
        made = make_dossier(server, desk)
        write_dossier(made, desk, out)
    facts = {"folder": str(out), "made_at": made.made_at.isoformat()}
    show(f"{len(made.pages)} documents in {out / 'index.html'}", facts, as_json=as_json)


@app.command("verify")
def verify(
    folder: Folder,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help="The server's `/v1/jwks`, as a file. Default: this server's."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say whether a dossier is whole, and signed by this server's key or one of a file."""
    settings = chosen_settings()
    if keys is None:
        with open_server(settings, Mode.READ) as server:
            jwks = dict(server.signer.jwks())
    else:
        try:
            jwks = dict(json.loads(keys.read_text("utf-8-sig")))
        except (ValueError, TypeError, RecursionError) as error:
            raise DossierUnsigned(f"{keys} is no JWK set.") from error
    data = verify_dossier(folder, jwks)
    facts = {name: data[name] for name in ("tenant_id", "made_at", "notice_version")}
    said = f"whole, signed: {facts['tenant_id']}, made at {facts['made_at']}"
    show(said, facts, as_json=as_json)


@app.command("compare")
def compare_two(old: Folder, new: Folder, as_json: Json = False) -> None:
    """Print what changed between two dossiers, a line each. The exit code says whether any did."""
    changes = changes_between(read_dossier(old), read_dossier(new))
    for each in changes:
        facts = {"where": each.where, "was": each.was, "now": each.now}
        show(each.line(), facts, as_json=as_json)
    raise typer.Exit(Exit.NO if changes else Exit.OK)
