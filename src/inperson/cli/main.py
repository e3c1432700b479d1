"""Puts the commands together."""

import typer

from inperson.cli import (
    capture,
    demo,
    doctor,
    evaluate,
    faces,
    improvement,
    keys,
    models,
    server,
    tenants,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with locals could print a face
    help="Face enrolment and authentication that you host yourself.",
)
for part in (server, demo, capture, faces, doctor):
    app.registered_commands += part.app.registered_commands
app.add_typer(tenants.tenants, name="tenants")
app.add_typer(tenants.tokens, name="tokens")
app.add_typer(keys.app, name="keys")
app.add_typer(improvement.app, name="improvement")
app.add_typer(models.app, name="models")
app.add_typer(evaluate.app, name="evaluate")


def main() -> None:
    """Run the command line."""
    app()
