"""Server processes over one deployment, and the processes of clients that load them.

Whatever ends the benchmark ends them: they are asked to, and killed if they do not listen; and a
server ends with its standard input, which closes with this process even if that is killed.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.databases import Place
from benchmarks.peers import ROOT

_WORKERS = Path(__file__).with_name("workers")
_PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Replicas:
    """The servers that run."""

    urls: tuple[str, ...]
    pids: tuple[int, ...]

    def cpu_s(self) -> float:
        """Return the CPU time that all of them have used."""
        return sum(cpu_s(pid) for pid in self.pids)


@dataclass(frozen=True, slots=True)
class Served:
    """What clients got."""

    took_ms: tuple[float, ...]
    failed: Mapping[str, int]
    seconds: float
    server_cpu_s: float


def cpu_s(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def replicas(place: Place, kind: str, count: int) -> Iterator[Replicas]:
    """Start servers, each on a port of its own; stop them at the end of the block.

    Args:
        place: of the deployment.
        kind: `models`, `colours` or `bare`, as the worker says.
        count: how many.

    """
    started: list[subprocess.Popen[str]] = []
    try:
        for _ in range(count):
            started.append(_start("scaling_server.py", [kind], place.environment()))
        urls = tuple(_address(each) for each in started)
        yield Replicas(urls, tuple(each.pid for each in started))
    finally:
        _stop(started)


def load(servers: Replicas, orders: Sequence[Mapping[str, Any]]) -> Served:
    """Let one process of clients work for each order; all begin when all are warm."""
    started: list[subprocess.Popen[str]] = []
    try:
        for order in orders:
            started.append(_start("scaling_client.py", [], {}))
            _tell(started[-1], json.dumps(order))
        for each in started:
            _hear(each)
        before_s = servers.cpu_s()
        for each in started:
            _tell(each, "go")
        answers = [json.loads(_hear(each)) for each in started]
        spent_s = servers.cpu_s() - before_s
    finally:
        _stop(started)
    failed: Counter[str] = Counter()
    for answer in answers:
        failed.update(answer["failed"])
    took_ms = tuple(ms for answer in answers for ms in answer["took_ms"])
    return Served(took_ms, dict(failed), max(each["seconds"] for each in answers), spent_s)


def _start(script: str, options: Sequence[str], more: Mapping[str, str]) -> subprocess.Popen[str]:
    paths = [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, **more, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.Popen(
        [sys.executable, str(_WORKERS / script), *options],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl-C is the benchmark's: it stops them one by one
    )


def _address(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    address = worker.stdout.readline().rsplit(" ", 1)[-1].strip()
    if not address.startswith("http"):
        raise RuntimeError("a server did not start")
    return address


def _tell(worker: subprocess.Popen[str], line: str) -> None:
    assert worker.stdin is not None
    worker.stdin.write(line + "\n")
    worker.stdin.flush()


def _hear(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    line = worker.stdout.readline()
    if not line:
        raise RuntimeError("a process of clients broke off")
    return line


def _stop(workers: Sequence[subprocess.Popen[str]]) -> None:
    for each in workers:
        each.terminate()
    for each in workers:
        try:
            each.wait(timeout=_PATIENCE_S)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()
        for pipe in (each.stdin, each.stdout):
            if pipe is not None:
                pipe.close()
