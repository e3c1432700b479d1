"""`upkeep`: what a server does in the background, once and now."""

from typing import Annotated

import typer

from inperson.app import Mode, open_server
from inperson.app.chores import make_sender, make_upkeep, make_write
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings

app = typer.Typer()

Json = Annotated[bool, JSON_OPTION]


@app.command()
def upkeep(as_json: Json = False) -> None:
    """Run every chore of every tenant once: deadlines, deliveries, retention."""
    settings = chosen_settings()
    with open_server(settings, Mode.WRITE) as server:
        desks, sender, write = server.desks, make_sender(settings), make_write(server)
        done = make_upkeep(desks, sender, server.improvement, write).run_once()
        for each in done:
            facts = {"chore": each.chore, "done": each.count, "errors": list(each.errors)}
            trouble = f"  failed at {len(each.errors)}: {', '.join(sorted(set(each.errors)))}"
            text = f"{each.chore:12} {each.count}{trouble if each.errors else ''}"
            show(text, facts, as_json=as_json)
    raise typer.Exit(Exit.NO if any(each.errors for each in done) else Exit.OK)
