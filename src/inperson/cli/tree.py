"""The tree of commands, each loaded when it is called and not when it is listed.

A place in the tree is a name, its help line and where its commands are: `inperson --help` loads
none of them, and `inperson tenants list` its own. Whatever is loaded is held to two rules, so that
no command can forget them: unusable settings stop it before it begins, and what it raises on
purpose ends in one line with a code.

Another distribution adds commands by an entry point of the group `inperson.commands`, whose name
is the command's and which names a `typer.Typer`.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from inperson.cli.output import fail, failing
from inperson.cli.settled import settled

PLACES = {
    "serve": (
        "Serve the API until stopped. Settings come from INPERSON_* variables.",
        "inperson.cli.server:app",
    ),
    "upkeep": (
        "Run every chore of every tenant once: deadlines, deliveries, retention.",
        "inperson.cli.upkeep:app",
    ),
    "capture": (
        "Make a live capture and print its decision. The app token is read from INPERSON_TOKEN.",
        "inperson.cli.capture:app",
    ),
    "check": (
        "Print a link to a check on the server's page. The app token is read from INPERSON_TOKEN.",
        "inperson.cli.check:app",
    ),
    "enroll": (
        "Enrol a subject from photographs. The app token is read from INPERSON_TOKEN.",
        "inperson.cli.faces:enrolling",
    ),
    "authenticate": (
        "Compare photographs with an enrolled subject. The app token is read from INPERSON_TOKEN.",
        "inperson.cli.faces:authenticating",
    ),
    "verify": (
        "Compare two photographs here, with no server. Nothing is stored.",
        "inperson.cli.faces:verifying",
    ),
    "doctor": (
        "Check models, pages, calibration, stores, keys and what the database refuses.",
        "inperson.cli.doctor:app",
    ),
    "tenants": ("Create and list tenants.", "inperson.cli.tenants:tenants"),
    "tokens": ("Issue, list, rotate and revoke app tokens.", "inperson.cli.tenants:tokens"),
    "keys": ("Rotate and retire key-encryption keys.", "inperson.cli.keys:app"),
    "audit": ("Verify audit logs and prove what is in them.", "inperson.cli.audit:app"),
    "dossier": (
        "Write, verify and compare dossiers for data protection officers.",
        "inperson.cli.dossier:app",
    ),
    "improvement": ("Export, recall and purge improvement sets.", "inperson.cli.improvement:app"),
    "models": ("List, fetch and verify the models.", "inperson.cli.models:app"),
    "notices": ("Publish and read a tenant's notices.", "inperson.cli.notices:app"),
    "disclosures": (
        "Propose, approve, refuse, deliver disclosures.",
        "inperson.cli.disclosures:app",
    ),
    "transparency": (
        "Report in bands what was asked and disclosed in a year.",
        "inperson.cli.disclosures:reports",
    ),
    "people": ("Invite, list and disable the consoles' staff.", "inperson.cli.people:app"),
    "policy": ("Prove the privacy policy on this server.", "inperson.cli.policy:app"),
    "requests": (
        "Open, read, extend, refuse and answer requests.",
        "inperson.cli.requests:requests",
    ),
    "cascade": ("Ask another server to erase as well.", "inperson.cli.cascade:app"),
    "retention": ("Say how long things are kept, and sweep.", "inperson.cli.retention:retention"),
    "holds": ("Keep data that a legal order names.", "inperson.cli.retention:holds"),
    "usage": ("Count what is billed, and report it.", "inperson.cli.usage:app"),
    "breaches": ("Keep the register of breaches.", "inperson.cli.breaches:app"),
    "statistics": (
        "Release private statistics; look at exact ones.",
        "inperson.cli.statistics:app",
    ),
    "witness": ("See other servers' audit logs grow, and sign it.", "inperson.cli.witness:app"),
    "webhooks": ("Show, set, test and retry webhooks.", "inperson.cli.webhooks:app"),
    "backup": ("Make and verify backups: docs/backup.md.", "inperson.cli.backup:app"),
    "restore": (
        "Restore one part of the server. Stop the server first; docs/backup.md has the drill.",
        "inperson.cli.backup:restores",
    ),
}
"""Where each command is, under its name and with its help line."""
ELSEWHERE = dict.fromkeys(("demo", "evaluate", "trial"), "inperson-lab")
"""Names of commands that another distribution holds, and which."""
_DIGITS = 9
"""Of a number: what stores, dates and OpenCV take."""


class Strict(TyperCommand):
    """A command that runs with usable settings alone, and shows no traceback of our own errors."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Parse what was said, if every word of it can be what it stands for.

        Raises:
            typer.BadParameter: if one cannot.

        """
        said, _, _ = self.make_parser(ctx).parse_args(list(args))
        for each in self.params:
            given = said.get(each.name or "")
            for word in given if isinstance(given, list | tuple) else [given]:
                if isinstance(word, str) and (wrong := _wrong(each, word)):
                    raise typer.BadParameter(wrong, ctx=ctx, param_hint=each.opts[0])
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run it.

        Raises:
            typer.Exit: with `Exit.FAILED` if a setting cannot be used or the command fails.

        """
        with failing(as_json=bool(ctx.params.get("as_json"))), settled():
            return super().invoke(ctx)


class Later(TyperCommand):
    """Stands for commands that are not loaded yet.

    Args:
        name: what it is called.
        help: one line.
        place: where a `typer.Typer` is, as `module:name`.

    """

    def __init__(self, name: str, help: str, place: str) -> None:  # noqa: A002 -- typer's word
        super().__init__(name, help=help)
        self._place = place

    def load(self) -> Any:
        """Return the commands themselves, each of them strict."""
        module, _, name = self._place.partition(":")
        found: typer.Typer = getattr(import_module(module), name)
        for each in _commands(found):
            each.cls = Strict
        found._add_completion = False  # typer's options for shells belong to no single command
        command = get_command(found)
        command.name = self.name
        return command

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Load the commands and let them parse what follows."""
        return self.load().make_context(*args, **more)


class Missing(TyperCommand):
    """Stands for commands of a distribution that is not installed, and says which."""

    def __init__(self, name: str, distribution: str) -> None:
        super().__init__(name, help=f"Comes with {distribution}.")
        self._distribution = distribution

    def make_context(self, info_name: Any, args: Any, *_: Any, **more: Any) -> Any:
        """Say what to install.

        Raises:
            typer.Exit: always, with `Exit.FAILED`.

        """
        as_json = "--json" in args
        fail("lab_missing", f"Install {self._distribution}.", as_json=as_json)


class Tree(TyperGroup):
    """The commands at `PLACES`, and those that other distributions add."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands.update({name: Later(name, *each) for name, each in PLACES.items()})

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return [*super().list_commands(ctx), *sorted({*_added(), *ELSEWHERE})]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, or what stands for it, or None."""
        if (known := super().get_command(ctx, cmd_name)) is not None:
            return known
        if (place := _added().get(cmd_name)) is not None:
            return Later(
                cmd_name, f"From {place.dist.name if place.dist else place.module}.", place.value
            )
        return Missing(cmd_name, ELSEWHERE[cmd_name]) if cmd_name in ELSEWHERE else None


def names_files(param: Any) -> bool:
    """Tell whether an argument or option is a file's or folder's name, or several."""
    kind = param.type_descriptor.annotation
    return Path in (kind, *get_args(kind))


def _wrong(param: Any, word: str) -> str | None:
    if names_files(param):  # a file without a name would be this very folder
        return None if word else "The name is empty."
    if not word.isascii() and word != word.encode(errors="replace").decode():
        return "It is no text in UTF-8."
    many = param.type_descriptor.annotation is int and len(word.lstrip("+-0")) > _DIGITS
    return f"A number has {_DIGITS} digits at most." if many else None


def _added() -> dict[str, EntryPoint]:
    return {each.name: each for each in entry_points(group="inperson.commands")}


def _commands(found: typer.Typer) -> Iterator[Any]:
    yield from found.registered_commands
    for group in found.registered_groups:
        if group.typer_instance is not None:
            yield from _commands(group.typer_instance)
