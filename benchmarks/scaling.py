"""How a server grows: over processes, over databases, over enrolled subjects.

`python -m benchmarks.scaling`, or `--quick` for a minute's look. It measures, over the loopback and
with real server processes, each on a port of its own:

1. captures with the models, as `inperson serve` makes them;
2. captures and authentications without the models, which shows what the rest costs: HTTP, sessions,
   keys, database; beside a peer of the same HTTP stack that writes one row and reads it (`bare`);
3. an authentication and an enrolment among many enrolled subjects and few, in turns.

Clients, servers and database share the machine, so rates level off where its cores are busy, and
then say little of a larger machine; what a session costs the servers in CPU time says more. It
reports, and fails nothing.
"""

import argparse
import base64
import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.scene import png

from benchmarks.databases import Place, postgres_place, postgres_server, sqlite_place
from benchmarks.enrolled import PEOPLE, REFERENCE, Crowd, add_crowd
from benchmarks.figures import Latency
from benchmarks.growth import measure_growth
from benchmarks.peers import ROOT
from benchmarks.replicas import load, replicas
from benchmarks.scaling_figures import Growth, Plan, Scaling, Step
from benchmarks.scaling_report import write_scaling
from inperson.app import Mode, open_server

_WARM_S = 1.0


def measure_scaling(plan: Plan) -> Scaling:
    """Measure on SQLite, and on PostgreSQL where there is one."""
    steps: list[Step] = []
    growths: list[Growth] = []
    durability: dict[str, str] = {}
    left_out: list[str] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home = Path(folder)
        server = stack.enter_context(postgres_server())
        if server is None:
            left_out.append("PostgreSQL: there is none here")
        shots = _shots(home) if plan.models_s else None
        for number, name in enumerate(("SQLite", "PostgreSQL") if server else ("SQLite",)):
            own = home / str(number)
            with _place(name, server, own) as place:
                durability[name] = place.durability
                steps += _over_processes(place, plan, shots)
            with _place(name, server, home / f"{number}-subjects") as place:
                growths += measure_growth(place, plan.subjects, plan.rounds)
    cores = len(os.sched_getaffinity(0))
    return Scaling(plan, cores, durability, tuple(steps), tuple(growths), tuple(left_out))


@contextmanager
def _place(name: str, server: str | None, home: Path) -> Iterator[Place]:
    if name == "SQLite":
        yield sqlite_place(home)
    else:
        assert server is not None
        with postgres_place(server, home) as place:
            yield place


def _over_processes(place: Place, plan: Plan, shots: Path | None) -> Iterator[Step]:
    with open_server(place.settings, Mode.SERVE) as deployment:
        crowds = [add_crowd(deployment, f"Load {n}", plan.enrolled) for n in plan.processes]
    for crowd, processes in zip(crowds, plan.processes, strict=True):
        if shots is not None:
            yield from _steps(place, plan, "models", processes, crowd, ("capture",), shots)
        yield from _steps(place, plan, "colours", processes, crowd, ("capture", "authenticate"))
    yield from _steps(place, plan, "bare", 1, crowds[0], ("authenticate",))


def _steps(
    place: Place,
    plan: Plan,
    kind: str,
    processes: int,
    crowd: Crowd,
    works: Sequence[str],
    shots: Path | None = None,
) -> Iterator[Step]:
    with replicas(place, kind, processes) as servers:
        for work in works:
            told = f"{place.name}: {work}, {kind}, processes: {processes}"
            print(told, file=sys.stderr, flush=True)
            served = load(servers, _orders(plan, kind, work, servers.urls, crowd, shots))
            sessions = len(served.took_ms)
            yield Step(
                place.name,
                kind,
                work,
                processes,
                sessions,
                served.failed,
                served.seconds,
                Latency.of(served.took_ms),
                served.server_cpu_s * 1e3 / max(1, sessions),
            )


def _orders(
    plan: Plan, kind: str, work: str, urls: Sequence[str], crowd: Crowd, shots: Path | None
) -> Sequence[Mapping[str, Any]]:
    """Return what each process of clients is to do."""
    share = plan.clients // plan.client_processes
    return [
        {
            "work": "live" if kind == "models" else work,
            "urls": urls,
            "token": crowd.token,
            "threads": share,
            "seconds": plan.models_s if kind == "models" else plan.seconds,
            "warm_s": _WARM_S,
            "first": number * share,
            "clients": share * plan.client_processes,
            "subjects": crowd.subjects,
            "reference": REFERENCE,
            "photos": [base64.b64encode(png(person, 1)).decode() for person in range(PEOPLE)],
            "shots": "" if shots is None else str(shots),
        }
        for number in range(plan.client_processes)
    ]


def _shots(home: Path) -> Path:
    """Record rendered people once, for every client process to steer."""
    from benchmarks.load import record_shots

    print("recording rendered people", file=sys.stderr, flush=True)
    path = home / "shots.pickle"
    path.write_bytes(pickle.dumps(record_shots(home)))
    return path


def arguments() -> argparse.ArgumentParser:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.scaling", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less than a minute, no models")
    parser.add_argument("--seconds", type=float, help="of each load without models")
    parser.add_argument("--models-seconds", type=float, help="of each with models; 0: none")
    parser.add_argument("--processes", type=int, nargs="+", choices=range(1, 9))
    parser.add_argument("--clients", type=int, help="at once, of all client processes")
    parser.add_argument("--subjects", type=int, nargs="+", help="enrolled, first the base")
    parser.add_argument("--rounds", type=int, help="for each number of subjects")
    parser.add_argument("--out", type=Path, default=ROOT / "reports")
    return parser


def plan_of(asked: argparse.Namespace) -> Plan:
    """Return what the command line asks for."""
    plan = Plan().quick() if asked.quick else Plan()
    given: dict[str, Any] = {
        "seconds": asked.seconds,
        "models_s": asked.models_seconds,
        "processes": asked.processes and tuple(asked.processes),
        "clients": asked.clients,
        "subjects": asked.subjects and tuple(asked.subjects),
        "rounds": asked.rounds,
    }
    return replace(plan, **{name: value for name, value in given.items() if value is not None})


def main() -> None:
    """Measure, print the table, write the report."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `finally` runs
    asked = arguments().parse_args()
    found = measure_scaling(plan_of(asked))
    print(found.table())
    print(f"\nreport: {write_scaling(found, asked.out)}")


if __name__ == "__main__":
    main()
