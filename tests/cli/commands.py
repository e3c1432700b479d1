"""Every command of the command line, loaded, by the words that call it."""

from collections.abc import Iterator
from typing import Any

import typer

from inperson.cli.main import app
from inperson.cli.tree import Later


def every_command() -> dict[str, Any]:
    return dict(_leaves(typer.main.get_command(app)))


def _leaves(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name in group.list_commands(None):
        each = group.get_command(None, name)
        command = each.load() if isinstance(each, Later) else each
        if hasattr(command, "commands"):
            yield from _leaves(command, (*path, name))
        else:
            yield " ".join((*path, name)), command
