"""`upkeep`: what a server does in the background, once and now."""

from typing import Annotated

import typer

from inperson.app import make_sender, make_upkeep, open_deployment
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, failing, show
from inperson.config import Settings

app = typer.Typer()

Json = Annotated[bool, JSON_OPTION]


@app.command()
def upkeep(as_json: Json = False) -> None:
    """Run every chore of every tenant once: deadlines, deliveries, retention."""
    settings = Settings()
    with failing(as_json=as_json), open_deployment(settings) as deployment:
        done = make_upkeep(deployment.desks(), make_sender(settings)).run_once()
        for each in done:
            facts = {"chore": each.chore, "done": each.count, "errors": list(each.errors)}
            trouble = f"  failed at {len(each.errors)}: {', '.join(sorted(set(each.errors)))}"
            text = f"{each.chore:12} {each.count}{trouble if each.errors else ''}"
            show(text, facts, as_json=as_json)
    raise typer.Exit(Exit.NO if any(each.errors for each in done) else Exit.OK)
