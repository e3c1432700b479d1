"""Starts server processes by forking one that has everything imported: a start takes a moment.

It reads one JSON command a line, and answers with one line. What it starts is `inperson serve`, but
for its eyes: faces are colours, and everybody agrees to the notice.
"""

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from inperson.app import serving
from inperson.cli.server import serve
from inperson.cli.settled import settled
from tests.scene import EverybodyAgrees, eyes


def see_colours() -> None:
    """Let servers of this process see colours; the wiring is the real one otherwise."""
    serving.load_eyes = lambda _: eyes()
    serving.make_services = partial(serving.make_services, rule=EverybodyAgrees)


def start(settings: dict[str, str], log: str) -> int:
    """Fork a server, and return its process."""
    if pid := os.fork():
        return pid
    code = 70
    try:
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for each in (1, 2):
            os.dup2(descriptor, each)
        os.close(0)
        os.environ.update(settings)
        with settled():
            serve()
        code = 0
    except BaseException as error:
        sys.stderr.write(f"ended by {type(error).__name__}: {error}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Obey until the input ends."""
    see_colours()
    Path(sys.argv[1]).touch()  # imported
    for line in sys.stdin:
        command: dict[str, Any] = json.loads(line)
        if command["do"] == "start":
            answer = start(command["settings"], command["log"])
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(command["pid"], 0)[1])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
