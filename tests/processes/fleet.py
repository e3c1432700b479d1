"""Several real server processes over the same stores, and clients that a balancer stands before."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection

from inperson.app import Mode, Server, open_server
from inperson.client import CaptureResult, ServerUnreachable, Target
from inperson.client.capture import CaptureRun, dial
from inperson.config import Settings
from inperson.core import TenantId
from inperson.rights.notices import NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.tenants import Scope, TokenKind, TokenLimits, of_server
from tests.camera import frame
from tests.serving import PATIENCE_S, until

ROOT = Path(__file__).parent.parent.parent
_START_S = PATIENCE_S
_serials = iter(range(1, 1 << 16))
_lock = threading.Lock()


def next_serial() -> int:
    """Return a number that no frame has had: what was seen before is no live face."""
    with _lock:
        return next(_serials)


class Nursery:
    """The process that server processes come from."""

    def __init__(self, folder: Path) -> None:
        ready = folder / "imported"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.nursery", str(ready)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self._lock = threading.Lock()
        until(ready.exists, _START_S)

    def ask(self, **command: Any) -> int:
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()


@dataclass
class Replica:
    """One place for a server process, at one port."""

    port: int
    pid: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, number: int) -> None:
        os.kill(self.pid, number)

    def keys(self) -> Any:
        """Return the public keys that it answers with."""
        return httpx.get(f"{self.url}/v1/jwks", timeout=PATIENCE_S).json()

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/v1/jwks", timeout=1).status_code == 200
        except httpx.HTTPError:
            return False


@dataclass
class Fleet:
    """Some replicas, and the tenant that they serve."""

    nursery: Nursery
    folder: Path
    variables: dict[str, str]
    replicas: list[Replica]
    tenant: TenantId = field(default=TenantId(""))
    token: str = field(default="", repr=False)
    live: str = field(default="", repr=False)

    @property
    def settings(self) -> Settings:
        known = {name.removeprefix("INPERSON_").lower(): v for name, v in self.variables.items()}
        return Settings(**known)  # type: ignore[arg-type]

    @contextmanager
    def deployment(self) -> Iterator[Server]:
        with open_server(self.settings, Mode.SERVE) as opened:
            yield opened

    def add_tenant(self, name: str = "Tenant") -> None:
        with self.deployment() as opened:
            self.tenant = opened.add_tenant(name).id
            desk = opened.desks.of(of_server(self.tenant, "tester"))
            Notices(desk).publish(NoticeTerms("Test", contact="dpo@test.example", country="DE"))
            limits = TokenLimits(frozenset(Scope) - {Scope.OPENID})
            issue = opened.tenants.issue_token
            self.token = issue(self.tenant, TokenKind.DEVELOPER, "", None, limits).secret
            self.live = issue(self.tenant, TokenKind.PRODUCTION, "", None, limits).secret

    def start(self, *numbers: int, wait: bool = True) -> None:
        for number in numbers:
            replica = self.replicas[number]
            variables = self.variables | {"INPERSON_PORT": str(replica.port)}
            log = str(self.folder / f"replica-{number}.log")
            replica.pid = self.nursery.ask(do="start", settings=variables, log=log)
        for number in numbers if wait else ():
            assert until(self.replicas[number].answers, _START_S), self.log(number)

    def end(self, number: int, signal_number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        replica = self.replicas[number]
        replica.send(signal_number)
        code = self.nursery.ask(do="wait", pid=replica.pid)
        replica.pid = 0
        return code

    def log(self, number: int) -> str:
        return (self.folder / f"replica-{number}.log").read_text()

    def call(
        self,
        number: int,
        method: str,
        path: str,
        *,
        live: bool = False,
        patience_s: float = PATIENCE_S,
        **request: Any,
    ) -> httpx.Response:
        token = self.live if live else self.token
        headers = {"Authorization": f"Bearer {token}"} | request.pop("headers", {})
        url = f"{self.replicas[number].url}{path}"
        return httpx.request(method, url, headers=headers, timeout=patience_s, **request)

    def persist(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Ask one replica after the other until one answers: the key makes it one request."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            try:
                number = random.randrange(len(self.replicas))  # which may be asleep
                answer = self.call(number, method, path, patience_s=10, **request)
            except httpx.HTTPError:
                time.sleep(0.05)
                continue
            if answer.status_code < 500:
                return answer
            time.sleep(0.05)
        raise AssertionError("no replica answers")

    def open(self, kind: str, ref: str | None, **request: Any) -> dict[str, Any]:
        body = {"kind": kind} | ({} if ref is None else {"subject_ref": ref})
        answer = self.persist("POST", "/v1/sessions", json=body, live=True, **request)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def session(self, session_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.persist("GET", f"/v1/sessions/{session_id}", live=True).json()
        return found

    def line(self, session: dict[str, Any], first: int, *, within_s: float = 3.0) -> "Line":
        return Line(self, session, first, within_s)


@dataclass
class Line:
    """A client of the capture protocol behind a balancer: its replica while it answers, or another.

    A thread runs it, and `show` says what the camera sees: it goes on once it is not `still`.
    """

    fleet: Fleet = field(repr=False)
    session: dict[str, Any] = field(repr=False)
    at: int
    within_s: float
    wrong: str = "still"
    person: int = 1
    reached: list[tuple[int, int]] = field(default_factory=list)
    """Replica and target, in the order in which they were shown."""
    dialled: list[int] = field(default_factory=list)
    result: CaptureResult | None = None
    error: BaseException | None = None
    thread: threading.Thread | None = None
    avoid: set[int] = field(default_factory=set)
    dropped: int = 0
    """1 for a client that was connected before."""

    def start(self) -> "Line":
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        return self

    def join(self, within_s: float = PATIENCE_S) -> CaptureResult:
        assert self.thread is not None
        self.thread.join(within_s)
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result

    def follows(self, targets: int = 1) -> bool:
        """Tell whether so many targets were shown."""
        return len(self.reached) >= targets

    def _dial(self) -> ClientConnection:
        count = len(self.fleet.replicas)
        for number in [(self.at + each) % count for each in range(count)]:
            if number in self.avoid:
                continue
            address = self.fleet.replicas[number].url.replace("http", "ws", 1)
            path = f"{address}/v1/sessions/{self.session['id']}/capture"
            try:
                socket_ = dial(path, self.session["session_token"], self.within_s)
            except ServerUnreachable:
                continue
            self.dialled.append(number)
            return socket_
        raise ServerUnreachable("no replica answers")

    def _source(self, at_s: float, target: Target | None) -> bytes:
        del at_s
        if target is not None:
            shown = self.dialled[-1], target.index
            if not self.reached or self.reached[-1] != shown:
                self.reached.append(shown)
        return frame(self.person, self.wrong, next_serial())

    def _run(self) -> None:
        hello = {"type": "hello", "token": self.session["session_token"], "sdk": "test/1"}
        hello["profile"] = "gentle"  # time enough on a machine that does more than this
        try:
            self.result = CaptureRun(
                self._dial, hello, self._source, lambda _: None, dropped=self.dropped
            ).run()
        except BaseException as error:
            self.error = error


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on just now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@contextmanager
def fleet(nursery: Nursery, folder: Path, count: int, data: str | None) -> Iterator[Fleet]:
    """Make places for some replicas; whatever still runs at the end is killed."""
    variables = {
        "INPERSON_DATA": data or f"sqlite:///{folder / 'data'}",
        "INPERSON_KEYS": data or f"sqlite:///{folder / 'keys'}",
        "INPERSON_KEK_DIR": str(folder / "kek"),
        "INPERSON_DELIVERY_NETWORKS": "127.0.0.0/8",
        "INPERSON_OPERATOR": "Test operator",
        "INPERSON_OPERATOR_CONTACT": "privacy@operator.example",
        "INPERSON_LOCATION": "Here",
        "INPERSON_PUBLIC_URL": "http://127.0.0.1:8018",  # of the balancer
        "INPERSON_DRAIN_S": "2",
    }
    made = Fleet(nursery, folder, variables, [Replica(port) for port in free_ports(count)])
    try:
        yield made
    finally:
        for number, replica in enumerate(made.replicas):
            if replica.pid:
                replica.send(signal.SIGCONT)
                made.end(number, signal.SIGKILL)
