"""What one tenant waits while somebody else asks for everything, and what memory that takes.

A real server with two tenants. One opens sessions and reads them, one call after the other, first
alone, then beside each attack of `workers/starver.py`, which runs in a process of its own: on few
cores some of what the tenant waits is the attacker's own work. `idler` tells how much: it keeps a
core busy and asks for nothing. Where nginx is, all of it is done again behind the shipped file.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from benchmarks.figures import Latency
from benchmarks.peers import ROOT, WORKERS
from benchmarks.proxy import NGINX, TRUSTED, proxied
from benchmarks.serving import kept_in, serving
from inperson.app import Mode, open_server
from inperson.config import read_settings
from inperson.rights.notices.model import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.rights.requests import Centre
from inperson.tenants import Scope, TokenKind, TokenLimits, of_server

ATTACKS = (
    "slow_heads",
    "slow_bodies",
    "large_bodies",
    "bombs",
    "copies",
    "greetings",
    "flood",
    "sign_ins",
)
CONTROL = "idler"
SECONDS = 10.0
_PAUSE_S = 0.02


@dataclass(frozen=True, slots=True)
class Starved:
    """What the quiet tenant met beside one attack."""

    attack: str
    latency: Latency
    failed: int
    memory_mib: int
    """The server's and its workers' resident memory, at most."""
    answers: dict[str, int]
    """What the attacker was told, by status."""

    def line(self, quiet: Latency) -> str:
        told = ", ".join(f"{key} x {count}" for key, count in sorted(self.answers.items()))
        ratio = self.latency.p99_ms / quiet.p99_ms
        return (
            f"{self.attack:<14}{self.latency.count:>6}{self.latency.p50_ms:>9.0f}"
            f"{self.latency.p99_ms:>9.0f}{ratio:>9.1f}{self.failed:>8}{self.memory_mib:>8}  {told}"
        )


@dataclass(frozen=True, slots=True)
class Starvation:
    """What was met in one place: the server itself, or a proxy before it."""

    place: str
    quiet: Starved
    attacks: tuple[Starved, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def table(self) -> str:
        head = (
            f"{self.place:<14}{'calls':>6}{'p50, ms':>9}{'p99, ms':>9}{'x quiet':>9}"
            f"{'failed':>8}{'MiB':>8}  the attacker was told"
        )
        rows = (self.quiet, *self.attacks)
        return "\n".join([head, *(each.line(self.quiet.latency) for each in rows)])


@dataclass
class _Served:
    """A server, and what its two tenants hold."""

    url: str
    process: "subprocess.Popen[str]"
    tenants: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    code: str = ""
    peak_mib: int = 0

    def watch(self, over: threading.Event) -> None:
        while not over.wait(0.02):
            held = sum(map(_resident_kib, (self.process.pid, *_children(self.process.pid))))
            self.peak_mib = max(self.peak_mib, held >> 10)


def measure_starvation(seconds: float = SECONDS) -> Iterator[Starvation]:
    """Measure every attack for so many seconds, each on a server of its own."""
    for place in ("server", "nginx") if NGINX else ("server",):
        behind = place == "nginx"
        quiet = measured(None, seconds, behind=behind)
        attacks = (measured(each, seconds, behind=behind) for each in (CONTROL, *ATTACKS))
        yield Starvation(place, quiet, tuple(attacks))


def measured(attack: str | None, seconds: float, *, behind: bool = False) -> Starved:
    """Measure one attack, or none, on a server of its own, or `behind` a proxy of its own."""
    with tempfile.TemporaryDirectory() as folder, _serving(Path(folder), behind=behind) as served:
        over = threading.Event()
        watching = threading.Thread(target=served.watch, args=(over,))
        watching.start()
        try:
            answers: dict[str, int] = {}
            if attack is None:
                took_ms, failed = _probe(served, seconds)
            else:
                with _attacking(served, attack, seconds + 2) as running:
                    took_ms, failed = _probe(served, seconds)
                    assert running.stdout is not None
                    answers = json.loads(running.stdout.read() or "{}")
        finally:
            over.set()
            watching.join()
        name = attack or "none"
        return Starved(name, Latency.of(took_ms), failed, served.peak_mib, answers)


def _probe(served: _Served, seconds: float) -> tuple[list[float], int]:
    """Open sessions and read them as the second tenant; return the times, and how many failed."""
    took_ms, failed = list[float](), 0
    headers = {"Authorization": f"Bearer {served.tokens[1]}"}
    with httpx.Client(base_url=served.url, headers=headers, timeout=60) as client:
        client.get("/healthz")  # makes the connection, which may take longer than is measured
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            began = time.perf_counter()
            made = client.post("/v1/sessions", json={"kind": "liveness"})
            read = client.get(f"/v1/sessions/{made.json().get('id')}")
            took_ms.append((time.perf_counter() - began) * 1000)
            failed += (made.status_code, read.status_code) != (201, 200)
            time.sleep(_PAUSE_S)
    return took_ms, failed


@contextmanager
def _attacking(served: _Served, attack: str, seconds: float) -> Iterator["subprocess.Popen[str]"]:
    told = {
        "url": served.url,
        "tenant": served.tenants[0],
        "token": served.tokens[0],
        "code": served.code,
        "seconds": seconds,
    }
    words = [sys.executable, str(WORKERS / "starver.py"), attack]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(json.dumps(told) + "\n")
        running.stdin.flush()
        running.stdout.readline()  # until it asks for everything
        try:
            yield running
        finally:
            running.kill()


@contextmanager
def _serving(folder: Path, *, behind: bool) -> Iterator[_Served]:
    chosen = {
        **kept_in(folder),
        **(TRUSTED if behind else {}),
        "operator": "Benchmark",
        "operator_contact": "privacy@operator.example",
        "location": "Here",
    }
    tenants, tokens, code = list[str](), list[str](), ""
    with open_server(read_settings({}, **chosen), Mode.SERVE) as opened:
        for name in ("greedy", "quiet"):
            tenant = opened.add_tenant(name).id
            desk = opened.desks.of(of_server(tenant, "benchmark"))
            Notices(desk).publish(NoticeTerms("Test", contact="dpo@test.example", country="DE"))
            limits = TokenLimits(frozenset(Scope) - {Scope.OPENID})
            issued = opened.tenants.issue_token(tenant, TokenKind.DEVELOPER, "", None, limits)
            tenants.append(tenant)
            tokens.append(issued.secret)
            if not code:
                code = Centre(desk).invite("subject-1", timedelta(hours=1)).code
    with ExitStack() as stack:
        url, process = stack.enter_context(serving(chosen))
        if behind:
            url = stack.enter_context(proxied(url, folder))
        yield _Served(url, process, tenants, tokens, code)


def _resident_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(each.split()[1]) for each in lines if each.startswith("VmRSS")), 0)


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []
