"""Each system in an environment and a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKERS = Path(__file__).resolve().parent / "workers"
ENVIRONMENTS = ROOT / ".bench"


class PeerMissing(Exception):
    """A peer cannot be installed or started here; the reason is the message."""


@dataclass(frozen=True, slots=True)
class System:
    name: str
    worker: str
    requirements: str | None
    """Its hashed requirement file; None for what runs in this environment."""


@dataclass(frozen=True, slots=True)
class Called:
    """What a worker did."""

    ms: float
    """By the clock."""
    cpu_ms: float
    """That its process computed: what a core spends on it, whatever else runs."""
    value: Any


INPERSON = System("inperson", "inperson_worker.py", None)
PEERS = (
    System("verifyface", "verifyface_worker.py", "bench-verifyface.txt"),
    System("face_recognition", "face_recognition_worker.py", "bench-face-recognition.txt"),
)


def prepare(system: System) -> Path:
    """Return the system's interpreter; make its environment if it is not there or out of date.

    Raises PeerMissing if its requirements cannot be installed.
    """
    if system.requirements is None:
        return Path(sys.executable)
    requirements = ROOT / "requirements" / system.requirements
    home = ENVIRONMENTS / system.name
    python, done = home / "bin" / "python", home / "requirements.txt"
    if done.exists() and done.read_bytes() == requirements.read_bytes():
        return python
    uv = str(Path(sys.executable).with_name("uv"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for command in (
        [uv, "venv", "-q", "--clear", "--python", version, str(home)],
        [
            *(uv, "pip", "install", "-q", "--python", str(python)),
            *("--no-deps", "--require-hashes", "-r", str(requirements)),
        ],
    ):
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode:
            raise PeerMissing((made.stderr.strip() or "no reason given").splitlines()[-1])
    done.write_bytes(requirements.read_bytes())
    return python


class Worker:
    """A started system; answers one question at a time."""

    def __init__(self, system: System) -> None:
        self.name = system.name
        self._process = subprocess.Popen(
            [str(prepare(system)), str(WORKERS / system.worker)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if system.requirements else None,
            text=True,
        )
        hello = self._read()
        self.version: str = hello["version"]
        self.has_stages: bool = hello["stages"]
        self.calls: frozenset[str] = frozenset(hello["calls"])

    def verify(self, first: Path, second: Path) -> tuple[float, bool | None]:
        """Return what it computed in ms, and the decision; None where a face was not found."""
        said = self._ask(first=str(first), second=str(second))
        return said["cpu_ms"], said["decision"]

    def stages(self, first: Path, second: Path) -> dict[str, float]:
        """Return the time of each stage in ms; nothing where a face was not found."""
        stages: dict[str, float] = self._ask(stages=True, first=str(first), second=str(second))[
            "stages"
        ]
        return stages

    def call(self, name: str, **arguments: Any) -> "Called":
        """Have it do something else that it can do."""
        return Called(**self._ask(call=name, **arguments))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _ask(self, **question: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            errors = self._process.communicate()[1] or ""
            raise PeerMissing((errors.strip() or "it ended without a word").splitlines()[-1])
        said: dict[str, Any] = json.loads(line)
        return said


def start_all(closing: ExitStack, skipped: dict[str, str]) -> Iterator[Worker]:
    """Start Inperson and every peer that is there; say in `skipped` why one is not."""
    for system in (INPERSON, *PEERS):
        print(f"starting {system.name}", file=sys.stderr)
        try:
            worker = Worker(system)
        except PeerMissing as missing:
            if system is INPERSON:
                raise
            skipped[system.name] = str(missing)
            continue
        closing.callback(worker.close)
        yield worker
