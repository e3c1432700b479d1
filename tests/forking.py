"""Runs code in a process of its own, for tests that kill it in the middle.

Each is forked from one that has everything imported: it starts in a moment, where imports take
seconds. That one reads a JSON command a line, and answers each with a line.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended; the code of one that a signal killed is negative."""

    returncode: int
    stdout: str
    stderr: str


class Forks:
    """The process that others are forked from."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def start(self, code: str, *words: str, env: dict[str, str] | None = None) -> "Running":
        """Run code with words in `sys.argv[1:]` and with more variables."""
        folder = TemporaryDirectory()
        command = {"code": code, "words": words, "env": env or {}, "folder": folder.name}
        return Running(self, self.ask(command), folder)

    def run(self, code: str, *words: str, env: dict[str, str] | None = None) -> Ended:
        """Do so, and wait for its end."""
        return self.start(code, *words, env=env).ended()

    def ask(self, command: dict[str, Any]) -> int:
        """Send a command, and return what it answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it, once it has nothing to do."""
        self._process.communicate()


class Running:
    """A process that was started."""

    def __init__(self, forks: Forks, pid: int, folder: "TemporaryDirectory[str]") -> None:
        self._forks, self._pid, self._folder = forks, pid, folder

    def ended(self) -> Ended:
        """Wait for its end."""
        code = self._forks.ask({"wait": self._pid})
        with self._folder as name:
            said = [Path(name, each).read_text("utf-8") for each in ("out", "err")]
        return Ended(code, *said)


def _become(command: dict[str, Any]) -> None:
    """Be the process that a command describes."""
    code = 1
    try:
        signal.alarm(600)  # a test that waits for ever says nothing
        for at, name in enumerate(("out", "err"), start=1):
            path = Path(command["folder"], name)
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), at)
        os.close(0)
        os.environ.update(command["env"])
        sys.argv[1:] = command["words"]
        exec(compile(command["code"], "child", "exec"), {"__name__": "__main__"})
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def obey(commands: IO[str], answers: IO[str]) -> None:
    """Obey until there are no more commands."""
    for line in commands:
        command = json.loads(line)
        if "wait" in command:
            answer = os.waitstatus_to_exitcode(os.waitpid(command["wait"], 0)[1])
        elif not (answer := os.fork()):
            _become(command)
        answers.write(f"{answer}\n")
        answers.flush()


if __name__ == "__main__":
    import tests.scene

    assert tests.scene
    obey(sys.stdin, sys.stdout)
