"""Sessions a second: clients that speak the capture protocol to a real server, on this machine.

The server is a process of its own, over HTTP and WebSocket on the loopback. A client sends frames
of a rendered person, recorded before and moved to where the target is: it reaches the targets as a
person does, at a tenth of the cost of rendering. Clients share the machine with the server, so the
server's own CPU time is what capacity follows from.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.liveness import record
from benchmarks.serving import kept_in, serving
from inperson.app import Mode, open_server
from inperson.app.models import open_pipeline
from inperson.client import Client, ClientError
from inperson.config import Settings, read_settings
from inperson.liveness.sighting import Sighter
from inperson.tenants import TokenKind
from inperson.vision import decode_image
from inperson_lab.presenter import Shot, Steered

AT_ONCE = (1, 2, 4, 8)
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of clients at once got through."""

    clients: int
    sessions: int
    failed: int
    seconds: float
    median_s: float
    """Of a capture, from the connection to the outcome."""
    frames_hz: float
    """Frames a second that a client could send."""
    server_cpu_s: float
    """Of a session."""

    def line(self) -> str:
        return (
            f"{self.clients:>8}{self.sessions / self.seconds:>13.2f}{self.median_s:>11.1f}"
            f"{self.frames_hz:>10.1f}{self.server_cpu_s:>16.2f}{self.failed:>8}"
        )


@dataclass(frozen=True, slots=True)
class Loads:
    steps: tuple[Load, ...]

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.steps]

    def table(self) -> str:
        head = (
            f"{'clients':>8}{'sessions / s':>13}{'capture, s':>11}{'frames/s':>10}"
            f"{'server CPU s':>16}{'failed':>8}"
        )
        cpu_s = min((each.server_cpu_s for each in self.steps if each.sessions), default=0.0)
        cores = len(os.sched_getaffinity(0))
        per_s = cores / cpu_s if cpu_s else 0.0
        last = (
            f"by its CPU time alone the server does {per_s:.1f} sessions a second on {cores} cores"
        )
        return "\n".join([head, *(each.line() for each in self.steps), last])


def measure_load(seconds: float = SECONDS, at_once: Sequence[int] = AT_ONCE) -> Loads:
    """Let more and more clients capture at once."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shots = record_shots(home)
        with _server(home) as (url, token, pid):
            _capture(url, token, shots, 0)  # the first session makes the tenant's keys warm
            steps = []
            for clients in at_once:
                print(f"{clients} clients", file=sys.stderr)
                steps.append(_step(url, token, shots, clients, seconds, pid))
    return Loads(tuple(steps))


def _step(
    url: str, token: str, shots: Sequence[Shot], clients: int, seconds: float, pid: int
) -> Load:
    results: list[tuple[float, int]] = []
    failed: list[str] = []
    until = time.monotonic() + seconds

    def work(number: int) -> None:
        while time.monotonic() < until:
            try:
                results.append(_capture(url, token, shots, number))
            except ClientError as error:
                failed.append(error.code)

    spent, began = _cpu_s(pid), time.monotonic()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    took, spent = time.monotonic() - began, _cpu_s(pid) - spent
    return Load(
        clients=clients,
        sessions=len(results),
        failed=len(failed),
        seconds=took,
        median_s=median(seconds for seconds, _ in results) if results else 0.0,
        frames_hz=median(frames / seconds for seconds, frames in results) if results else 0.0,
        server_cpu_s=spent / max(len(results), 1),
    )


def _capture(url: str, token: str, shots: Sequence[Shot], number: int) -> tuple[float, int]:
    with Client(url, token) as client:
        notice = client.notice().document()
        session = client.create_session("liveness", None, consent=notice)
        result = client.capture(session, Steered(shots, number).jpeg)  # type: ignore[arg-type]
        return result.took_s, result.frames


def record_shots(folder: Path) -> Sequence[Shot]:
    """Record rendered people who follow targets, and find the face in each frame."""
    sighter = Sighter(open_pipeline(Settings()))
    shots = []
    for path in (path for files in record(folder, 2) for path in files):
        image = decode_image(path.read_bytes())
        seen = sighter.sight(image, 0.0, 0)
        if seen.place is not None:
            shots.append(Shot(image, np.array(seen.place), seen.size))
    return shots


@contextmanager
def _server(home: Path) -> Iterator[tuple[str, str, int]]:
    chosen = kept_in(home)
    with open_server(read_settings({}, **chosen), Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("Load")
        token = deployment.tenants.issue_token(tenant.id, TokenKind.DEVELOPER, "load").secret
    with serving(chosen) as (url, process):
        yield url, token, process.pid


def _cpu_s(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
