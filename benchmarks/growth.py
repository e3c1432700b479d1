"""The cost of a session among many enrolled subjects, beside the same among few.

Each number of subjects is a tenant of its own of one server, and one client goes round them: what
else the machine does hits all alike. Every subject is met once, so its key is read, unwrapped and
recorded each time, and no cache serves.
"""

import random
import sys
import time
from collections.abc import Sequence

from tests.scene import png

from benchmarks.databases import Place
from benchmarks.enrolled import PEOPLE, REFERENCE, Crowd, add_crowd
from benchmarks.figures import Latency, ratio_of
from benchmarks.replicas import replicas
from benchmarks.scaling_figures import Growth
from inperson.app import Mode, open_server
from inperson.client import Client
from inperson.client.model import NoticeDocument

_WARM = 3


def measure_growth(place: Place, sizes: Sequence[int], rounds: int) -> list[Growth]:
    """Measure with one server process and one client."""
    crowds, seeded_s = [], []
    with open_server(place.settings, Mode.SERVE) as deployment:
        for size in sizes:
            print(f"{place.name}: enrolling {size:,}", file=sys.stderr, flush=True)
            started = time.perf_counter()
            crowds.append(add_crowd(deployment, f"Growth {size}", size))
            seeded_s.append(time.perf_counter() - started)
    print(f"{place.name}: {rounds} rounds among them", file=sys.stderr, flush=True)
    with replicas(place, "colours", 1) as servers:
        visits = [_Visit(servers.urls[0], crowd, rounds) for crowd in crowds]
        times = [visit.times_ms for visit in visits]
        for number in range(rounds + _WARM):
            for visit in visits:
                visit.go(number)
    base = times[0]
    return [
        Growth(
            place.name,
            crowd.subjects,
            Latency.of(own["authenticate"]),
            Latency.of(own["enrol"]),
            ratio_of(own["authenticate"], base["authenticate"]),
            ratio_of(own["enrol"], base["enrol"]),
            seconds,
        )
        for crowd, own, seconds in zip(crowds, times, seeded_s, strict=True)
    ]


class _Visit:
    """One tenant, and what its sessions took."""

    def __init__(self, url: str, crowd: Crowd, rounds: int) -> None:
        self.times_ms: dict[str, list[float]] = {"authenticate": [], "enrol": []}
        self._client = Client(url, crowd.token)
        self._notice: NoticeDocument = self._client.notice().document()
        chance = random.Random(crowd.subjects)
        self._subjects = chance.sample(range(crowd.subjects), min(crowd.subjects, rounds + _WARM))

    def go(self, number: int) -> None:
        """Authenticate one subject and enrol another one."""
        subject = self._subjects[number % len(self._subjects)]
        ref, photo = REFERENCE.format(subject), png(subject % PEOPLE, 1)
        started = time.perf_counter()
        session = self._client.create_session("authenticate", ref, unsafe_no_liveness=True)
        self._client.submit(session.id, [photo])
        if self._client.session(session.id).decision != "match":
            raise RuntimeError("a seeded subject was not recognised")
        between = time.perf_counter()
        photos, fresh = [png(number % PEOPLE)], f"fresh-{number}"
        enrolled = self._client.enroll(fresh, photos, unsafe_no_liveness=True, consent=self._notice)
        if enrolled.decision != "enrolled":
            raise RuntimeError("a new subject was not enrolled")
        if number >= _WARM:
            self.times_ms["authenticate"].append((between - started) * 1e3)
            self.times_ms["enrol"].append((time.perf_counter() - between) * 1e3)
