"""`policy`: what a program can prove of the privacy policy, on this very server."""

import json
from typing import Annotated

import typer

from inperson.app import Mode, open_server
from inperson.cli.exits import Exit
from inperson.cli.output import JSON_OPTION
from inperson.cli.settled import chosen_settings
from inperson.policy import Result, State, check, lacks

app = typer.Typer(no_args_is_help=True, help="Prove the privacy policy on this server.")


@app.callback()
def policy() -> None:
    """Prove the privacy policy on this server."""


@app.command("check")
def run(as_json: Annotated[bool, JSON_OPTION] = False) -> None:
    """Prove each clause, a line each. The exit code says whether one is broken."""
    results: list[Result] = []
    with open_server(chosen_settings(), Mode.INSPECT) as server:
        for each in check(server):
            results.append(each)
            print(_json(each) if as_json else each.line(), flush=True)
        lacking = [] if as_json else [each for each in lacks(server) if each.count]
    counts = {state: sum(each.state is state for each in results) for state in State}
    if not as_json:
        for lack in lacking:
            print(f"older     {lack.name:9}  {lack.line()}")
        print(", ".join(f"{count} {state.value}" for state, count in counts.items()))
    raise typer.Exit(Exit.NO if counts[State.BROKEN] else Exit.OK)


def _json(result: Result) -> str:
    clause = result.clause
    return json.dumps(
        {
            "clause": clause.number,
            "sentence": clause.sentence,
            "state": result.state.value,
            "said": result.said,
        }
    )
