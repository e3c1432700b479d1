"""Clients of the load test, in a process of their own: a line of JSON in, a line of JSON out.

They warm up, say so, and begin when they are told to. Only what a kind of work needs is imported:
the whole of it takes seconds.

Each thread is one client at a time, so the load is closed and bounded. Requests go to the servers
in turn, each to the next one; the capture of a session goes to the server that the hash of its id
says, because a capture lives in the process that opened it.
"""

import base64
import json
import pickle
import sys
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

import httpx

from inperson.client import Client, ClientError


@dataclass
class Order:
    """What the clients of this process have to do."""

    work: str
    """`authenticate`, `capture` (both of enrolled subjects, colours) or `live` (real frames)."""
    urls: list[str]
    token: str
    threads: int
    seconds: float
    warm_s: float
    first: int
    """Number of the first client, of all processes."""
    clients: int
    """Of all processes."""
    subjects: int
    reference: str
    """Of a subject, with a place for its number."""
    photos: list[str]
    """Of each person, in base 64; subject n looks like person n, modulo their number."""
    shots: str = ""
    """File of the recorded frames, for `live`."""


class Work:
    """One client: does its work again and again until the time is over."""

    def __init__(self, order: Order, number: int) -> None:
        self.order = order
        self.number = number
        self.took_ms: list[float] = []
        self.failed: Counter[str] = Counter()
        self._serial = count()
        self._photos = [base64.b64decode(each) for each in order.photos]
        self._clients = [Client(url, order.token, timeout_s=30) for url in order.urls]
        self._turn = cycle(range(len(order.urls)))
        for _ in range(number % len(order.urls)):
            next(self._turn)  # not all clients begin with the first server

    def run(self, seconds: float) -> None:
        """Work for a time; what was measured before is forgotten."""
        act = {"authenticate": self._authenticate, "capture": self._capture, "live": self._live}
        self.took_ms, self.failed = [], Counter()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            subject = self.number + self.order.clients * next(self._serial)  # no two clients meet
            started = time.perf_counter()
            try:
                wrong = act[self.order.work](subject)
            except ClientError as error:
                wrong = str(getattr(error, "code", type(error).__name__))
            except (httpx.HTTPError, OSError, TimeoutError) as error:
                wrong = type(error).__name__
            if wrong:
                self.failed[wrong] += 1
            else:
                self.took_ms.append((time.perf_counter() - started) * 1e3)

    def _next(self) -> Client:
        return self._clients[next(self._turn)]

    def _who(self, serial: int) -> tuple[str, int]:
        """Return a subject's reference, and which person it looks like."""
        subject = serial % self.order.subjects
        return self.order.reference.format(subject), subject % len(self._photos)

    def _home(self, session_id: str) -> int:
        return zlib.crc32(session_id.encode()) % len(self.order.urls)

    def _authenticate(self, serial: int) -> str:
        ref, person = self._who(serial)
        session = self._next().create_session("authenticate", ref, unsafe_no_liveness=True)
        self._next().submit(session.id, [self._photos[person]])
        return self._decided(session.id)

    def _capture(self, serial: int) -> str:
        from tests.capturing import wire

        ref, person = self._who(serial)
        session = self._next().create_session("authenticate", ref)
        with wire(self.order.urls[self._home(session.id)], session.id) as line:
            said = line.hello(session.session_token or "")
            if said["type"] == "welcome":
                # sixteen bits of a frame count: no frame comes twice before they are used up
                said = line.follow(person, "", serial * _FRAMES % 65_000)
        if said["type"] != "done":
            return str(said.get("code", said["type"]))
        return self._decided(session.id)

    def _live(self, serial: int) -> str:
        from inperson_lab.presenter import Steered

        client = self._next()
        notice = client.notice().document()
        session = client.create_session("liveness", None, consent=notice)
        steered = Steered(_shots(self.order.shots), serial)
        self._clients[self._home(session.id)].capture(session, steered.jpeg)  # type: ignore[arg-type]
        return "" if self._next().session(session.id).decision else "undecided"

    def _decided(self, session_id: str) -> str:
        result = self._next().session(session_id)
        if result.decision == "match":
            return ""
        return " ".join([str(result.decision), *(str(each) for each in result.reasons)])


def _shots(path: str) -> Any:
    if path not in _SHOTS:
        _SHOTS[path] = pickle.loads(Path(path).read_bytes())  # the benchmark's own file
    return _SHOTS[path]


_SHOTS: dict[str, Any] = {}
_FRAMES = 6
"""Of a capture that follows at once."""


def _run(works: list[Work], seconds: float) -> float:
    """Let all clients work at once, and return how long it took."""
    began = time.monotonic()
    threads = [threading.Thread(target=each.run, args=(seconds,), daemon=True) for each in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return time.monotonic() - began


def main() -> None:
    order = Order(**json.loads(sys.stdin.readline()))
    if order.shots:
        _shots(order.shots)
    works = [Work(order, order.first + number) for number in range(order.threads)]
    _run(works, order.warm_s)
    print("ready", flush=True)
    if not sys.stdin.readline():
        return
    seconds = _run(works, order.seconds)
    failed = sum((each.failed for each in works), Counter())
    took_ms = [ms for each in works for ms in each.took_ms]
    print(json.dumps({"took_ms": took_ms, "failed": failed, "seconds": seconds}))


if __name__ == "__main__":
    main()
