"""Runs the command line."""

import typer

from inperson.cli.tree import Tree

app = typer.Typer(
    cls=Tree,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with locals could print a face
)


@app.callback()
def inperson() -> None:
    """Face enrolment and authentication that you host yourself."""


def main() -> None:
    """Run the command line."""
    app()
