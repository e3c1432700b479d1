"""Runs the command line."""

from typing import Annotated

import typer

from inperson import __version__
from inperson.cli.tree import Tree

app = typer.Typer(
    cls=Tree,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with locals could print a face
)


def _tell(asked: bool) -> None:
    if asked:
        print(f"inperson {__version__}")
        raise typer.Exit


@app.callback()
def inperson(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_tell, is_eager=True)
    ] = False,
) -> None:
    """Face enrolment and authentication that you host yourself."""


def main() -> None:
    """Run the command line."""
    app()
