"""Printing for people, or JSON lines for machines; errors with their stable code."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EILSEQ
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from pydantic import BaseModel

from inperson.cli.exits import Exit
from inperson.core import InpersonError

if TYPE_CHECKING:
    from inperson.client import ClientError

JSON_OPTION = typer.Option("--json", help="Print JSON for machines.")


def show(text: str, facts: dict[str, Any] | BaseModel, *, as_json: bool) -> None:
    """Print the text, or the facts as one line of JSON; of a view the same as the API's."""
    if isinstance(facts, BaseModel):
        facts = facts.model_dump(mode="json")
    print(json.dumps(facts) if as_json else text, flush=True)


def fail(code: str, message: str, *, as_json: bool = False) -> NoReturn:
    """Say on standard error what could not be done, and exit.

    Raises:
        typer.Exit: always, with `Exit.FAILED`.

    """
    text = json.dumps({"error": code, "message": message}) if as_json else f"{code}: {message}"
    print(text, file=sys.stderr)
    raise typer.Exit(Exit.FAILED)


def text_of(path: Path) -> str:
    """Return what a file says, with or without the mark that some editors begin it with.

    Raises:
        OSError: if it cannot be read, or is no text in UTF-8.

    """
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OSError(EILSEQ, "no text in UTF-8", str(path)) from error


@contextmanager
def failing(*, as_json: bool = False) -> Iterator[None]:
    """Turn our own errors, and files that cannot be read, into an exit with a code."""
    try:
        yield
    except typer.Exit:
        raise
    except _ours() as error:  # looked up only when something was raised
        fail(error.code, str(error) or type(error).__doc__ or "", as_json=as_json)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        fail("file_unavailable", f"{where}{error.strerror}", as_json=as_json)


def _ours() -> tuple[type[InpersonError], type["ClientError"]]:
    from inperson.client import ClientError  # with httpx, which few commands need

    return InpersonError, ClientError


def progress(label: str) -> Callable[[int, int], None]:
    """Return a callback (done, total) that keeps one line of progress on a terminal."""
    started = time.monotonic()
    last = 0.0

    def update(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < total and now - last < (0.2 if sys.stderr.isatty() else 10.0):
            return
        last = now
        left_s = (now - started) / max(done, 1) * (total - done)
        end = "\n" if done >= total or not sys.stderr.isatty() else ""
        start = "\r" if sys.stderr.isatty() else ""
        print(f"{start}{label} {done}/{total}, {left_s:.0f} s left ", end=end, file=sys.stderr)
        sys.stderr.flush()

    return update
