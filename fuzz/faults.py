"""A server under load that is killed, has no room left, or loses its database for a while."""

import json
import os
import resource
import signal
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx
import psycopg
from psycopg import sql
from sqlalchemy import make_url, select
from tests.conftest import empty_database
from tests.processes.fleet import Fleet, Nursery, fleet
from tests.scene import png

from fuzz.fuzzer import TAKEN, Found, Fuzzer
from fuzz.invariants import INVARIANTS, broken, no_key_without_an_owner
from inperson.app import Server
from inperson.policy.looking import Look
from inperson.store import StoreKind, tables

_POSTGRES = "INPERSON_TEST_POSTGRES_URL"
_CLIENTS = 2
_HELD = [each for each in INVARIANTS if each is not no_key_without_an_owner]
"""A server that ends before it commits leaves a key that opens nothing, as it says."""
_UNHARMED = frozenset({200, 201})


@dataclass
class Load:
    """Clients that enrol, are recognised and are erased, and note what they were answered."""

    made: Fleet
    random: Random
    became: Counter[str] = field(default_factory=Counter)
    decided: dict[str, dict[str, Any]] = field(default_factory=dict)
    leaving: set[str] = field(default_factory=set)
    """Subjects whose erasure was asked for, whether or not that was answered."""
    erased: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Load":
        self._threads = [
            threading.Thread(target=self._work, args=(number,)) for number in range(_CLIENTS)
        ]
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def _work(self, client: int) -> None:
        serial = 0
        while not self._over.is_set():
            serial += 1
            try:
                self.round(f"subject-{client}-{serial}", 1 + serial % 8)
            except httpx.HTTPError as error:
                self.became[type(error).__name__] += 1
                time.sleep(0.02)

    def round(self, ref: str, person: int) -> None:
        """Enrol somebody, and recognise or erase who was."""
        enrolled = self.session("enroll", ref, person)
        if enrolled is None or enrolled["decision"] != "enrolled":
            return
        if person % 2:
            self.session("authenticate", ref, person)
            return
        subject = enrolled["subject_id"]
        self.leaving.add(subject)
        if self._ask("DELETE", f"/v1/subjects/{subject}") is not None:
            self.erased.add(subject)

    def session(self, kind: str, ref: str, person: int) -> dict[str, Any] | None:
        body = {"kind": kind, "subject_ref": ref, "liveness": "unsafe_no_liveness"}
        opened = self._ask("POST", "/v1/sessions", json=body)
        if opened is None:
            return None
        files = [("image", ("a.png", png(person), "image/png"))]
        decided = self._ask("POST", f"/v1/sessions/{opened['id']}/samples", files=files)
        if decided is not None:
            self.decided[decided["id"]] = decided
        return dict(decided) if decided is not None else None

    def _ask(self, method: str, path: str, **request: Any) -> Any:
        answer = self.made.call(0, method, path, **request)
        if answer.status_code in _UNHARMED:
            self.became[TAKEN] += 1
            return answer.json()
        code = str(answer.json().get("code"))
        self.became[code] += 1
        if answer.status_code >= 500 and answer.status_code != 503:
            self.wrong.append(f"{method} {path.split('/')[2]} answered {answer.status_code} {code}")
        return None


_AFTERWARDS_S = 60.0
"""By then it serves again: on a busy machine who waited for the store meanwhile goes first."""


class Faults(Fuzzer):
    """Breaks what a server stands on; what it answered is kept, and what must hold, holds."""

    name = "faults"
    tries = "kill -9, no room on the disk, a database that is lost and back, under load"
    share = 3.0
    patience_s = 600

    def __enter__(self) -> "Faults":
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self._nursery = Nursery(folder)
            stack.callback(self._nursery.close)
            self._opened = stack.pop_all()
        return self

    def __exit__(self, *ended: object) -> None:
        self._opened.close()

    def draw(self, random: Random) -> bytes:
        store = random.choice(("sqlite", "postgresql")) if os.environ.get(_POSTGRES) else "sqlite"
        # the room on another machine's disk is not ours to take
        faults = ("kill", "full", "lost") if store == "sqlite" else ("kill", "lost")
        fault = random.choice(faults)
        return json.dumps({"store": store, "fault": fault, "seed": random.getrandbits(32)}).encode()

    def attempt(self, data: bytes) -> Counter[str]:
        play = json.loads(data)
        random = Random(play["seed"])
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            in_postgres = play["store"] == "postgresql"
            url = stack.enter_context(empty_database()) if in_postgres else None
            made = stack.enter_context(fleet(self._nursery, folder, 1, url))
            made.add_tenant()
            made.start(0)
            load = Load(made, random)
            with load:
                _FAULTS[play["fault"]](made, random, url)
            ends_s = time.monotonic() + _AFTERWARDS_S
            while load.session("enroll", "subject-afterwards", 1) is None:
                if time.monotonic() > ends_s:
                    raise Found(f"it serves nobody afterwards: {dict(load.became)}")
            if made.end(0) != 0:
                raise Found("it does not stop in order")
            _check(made, load)
        return load.became


def _kill(made: Fleet, random: Random, url: str | None) -> None:
    for _ in range(4):
        time.sleep(random.uniform(0.05, 1.5))
        made.end(0, signal.SIGKILL)
        made.start(0)
    time.sleep(0.5)


def _fill(made: Fleet, random: Random, url: str | None) -> None:
    """Let no file of the server grow beyond a size; some are near it, some are not."""
    time.sleep(random.uniform(0.05, 1.5))
    largest = max(each.stat().st_size for each in made.folder.rglob("*.db*"))
    hard = resource.prlimit(made.replicas[0].pid, resource.RLIMIT_FSIZE)[1]
    room = int(largest * random.random()) + random.randrange(1 << 14)
    resource.prlimit(made.replicas[0].pid, resource.RLIMIT_FSIZE, (room, hard))
    time.sleep(random.uniform(0.2, 2))
    resource.prlimit(made.replicas[0].pid, resource.RLIMIT_FSIZE, (hard, hard))
    time.sleep(0.5)


def _lose(made: Fleet, random: Random, url: str | None) -> None:
    """Let nobody into the database: a writer that does not end, or a server that ends sessions."""
    time.sleep(random.uniform(0.05, 1.5))
    if url is None:
        store = random.choice((StoreKind.SILO, StoreKind.KEYRING, StoreKind.AUDIT)).of(made.tenant)
        (path,) = made.folder.rglob(f"{store}.db")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout = 60000")
            connection.execute("BEGIN EXCLUSIVE")
            time.sleep(random.choice((1, 11)))  # the server waits for ten
        return
    name = str(make_url(url).database)
    server = make_url(os.environ[_POSTGRES]).set(drivername="postgresql")
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(
        server.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        ends += " AND backend_type = 'client backend'"  # and no worker of the database's own
        connection.execute(ends, (name,))
        time.sleep(random.uniform(0.2, 2))
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
    time.sleep(0.5)


_FAULTS = {"kill": _kill, "full": _fill, "lost": _lose}


def _check(made: Fleet, load: Load) -> None:
    if load.wrong:
        raise Found("; ".join(sorted(set(load.wrong))))
    with made.deployment() as opened:
        if told := broken(opened, _HELD):
            raise Found("; ".join(told[:3]))
        _check_answers(opened, made, load)


def _check_answers(opened: Server, made: Fleet, load: Load) -> None:
    """Hold the stores to what clients were answered."""
    look, session = Look(opened, made.tenant), tables.sessions.c
    stored = {row.id: row.decision for row in look.rows(select(session.id, session.decision))}
    there = {row[0] for row in look.rows(select(tables.subjects.c.id))}
    if lost := [each for each in load.erased if each in there]:
        raise Found(f"{len(lost)} subjects whose erasure was answered are there")
    for each, said in load.decided.items():
        if each not in stored and said["subject_id"] in load.leaving:
            continue  # it went with its subject
        if stored.get(each) != said["decision"]:
            raise Found(f"answered {said['decision']}, and stored {stored.get(each)}")
