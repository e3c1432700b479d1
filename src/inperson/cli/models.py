"""`models`: what runs, under which licence, and whether the files are what they should be."""

from typing import Annotated

import typer

from inperson.app.models import model_store
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings

app = typer.Typer(no_args_is_help=True, help="List, fetch and verify the models.")

Json = Annotated[bool, JSON_OPTION]


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """List the models of the manifest."""
    for spec in model_store(chosen_settings()).manifest.models:
        facts = {
            "role": spec.role,
            "name": spec.name,
            "sha256": spec.sha256,
            "licence": spec.licence,
        }
        show(f"{spec.role:10} {spec.name:34} {spec.licence}", facts, as_json=as_json)


@app.command()
def fetch(as_json: Json = False) -> None:
    """Find each model's file, check it, and prepare what the runtime needs."""
    for report in model_store(chosen_settings()).fetch():
        facts = {"role": report.role, "ok": report.ok, "path": str(report.path)}
        show(f"{report.role:10} ready  {report.path}", facts, as_json=as_json)


@app.command()
def verify(as_json: Json = False) -> None:
    """Check every prepared file against the manifest's digests."""
    reports = model_store(chosen_settings()).verify()
    for report in reports:
        facts = {"role": report.role, "ok": report.ok, "detail": report.detail}
        show(
            f"{report.role:10} {'ok' if report.ok else 'WRONG'}  {report.detail}",
            facts,
            as_json=as_json,
        )
    raise typer.Exit(Exit.OK if all(report.ok for report in reports) else Exit.NO)
