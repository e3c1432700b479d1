"""Puts the commands together."""

from collections.abc import Callable
from importlib.metadata import entry_points

import typer

from inperson.cli import (
    audit,
    backup,
    breaches,
    capture,
    disclosures,
    doctor,
    faces,
    improvement,
    keys,
    models,
    notices,
    people,
    policy,
    requests,
    retention,
    server,
    statistics,
    tenants,
    upkeep,
    usage,
    webhooks,
)
from inperson.cli.output import fail

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with locals could print a face
    help="Face enrolment and authentication that you host yourself.",
)
for part in (server, upkeep, capture, faces, doctor):
    app.registered_commands += part.app.registered_commands
app.add_typer(tenants.tenants, name="tenants")
app.add_typer(tenants.tokens, name="tokens")
app.add_typer(keys.app, name="keys")
app.add_typer(audit.app, name="audit")
app.add_typer(improvement.app, name="improvement")
app.add_typer(models.app, name="models")
app.add_typer(notices.app, name="notices")
app.add_typer(disclosures.app, name="disclosures")
app.registered_commands += disclosures.reports.registered_commands
app.add_typer(people.app, name="people")
app.add_typer(policy.app, name="policy")
app.add_typer(requests.requests, name="requests")
app.add_typer(requests.cascade, name="cascade")
app.add_typer(retention.retention, name="retention")
app.add_typer(retention.holds, name="holds")
app.add_typer(usage.app, name="usage")
app.add_typer(breaches.app, name="breaches")
app.add_typer(statistics.app, name="statistics")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(backup.app, name="backup")
app.registered_commands += backup.restores.registered_commands


def _missing(distribution: str) -> Callable[[], None]:
    def missing() -> None:
        fail("lab_missing", f"Install {distribution}.")

    missing.__doc__ = f"Comes with {distribution}."
    return missing


_added = {each.name: each for each in entry_points(group="inperson.commands")}
for name, distribution in {"demo": "inperson-lab", "evaluate": "inperson-lab"}.items():
    if name not in _added:
        anything = {"ignore_unknown_options": True, "allow_extra_args": True}
        app.command(name, context_settings=anything)(_missing(distribution))
for name, each in sorted(_added.items()):
    commands: typer.Typer = each.load()
    if len(commands.registered_commands) == 1:
        app.registered_commands += commands.registered_commands
    else:
        app.add_typer(commands, name=name)


def main() -> None:
    """Run the command line."""
    app()
