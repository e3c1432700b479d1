"""What the load test measures, as values: its plan, its steps, its tables."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from benchmarks.figures import Latency, Ratio


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    processes: tuple[int, ...] = (1, 2, 3)
    seconds: float = 8.0
    """Of each load without models."""
    models_s: float = 16.0
    """Of each load with models; 0 leaves them out."""
    clients: int = 8
    client_processes: int = 2
    enrolled: int = 2000
    """Subjects that the clients of a load take turns with."""
    subjects: tuple[int, ...] = (1_000, 10_000, 100_000)
    rounds: int = 150
    """Of authentications, and of enrolments, for each number of subjects."""

    def quick(self) -> "Plan":
        """Return a plan of less than a minute."""
        return replace(
            self,
            processes=(1, 2),
            seconds=2.0,
            models_s=0.0,
            enrolled=200,
            subjects=(100, 1_000),
            rounds=20,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """What a number of processes got through."""

    database: str
    kind: str
    """`models`, `colours` or `bare`."""
    work: str
    """`capture` or `authenticate`."""
    processes: int
    sessions: int
    failed: Mapping[str, int]
    seconds: float
    latency: Latency
    server_cpu_ms: float
    """Of a session, of all servers; without the database's own."""

    @property
    def rate_hz(self) -> float:
        """Return sessions a second."""
        return self.sessions / self.seconds

    def cells(self, base: "Step | None") -> tuple[str, ...]:
        """Return the row of a table: beside one process of the same, if that was measured."""
        ratio = f"{self.rate_hz / base.rate_hz:.2f} x" if base and base.rate_hz else ""
        return (
            self.database,
            self.kind,
            self.work,
            str(self.processes),
            f"{self.rate_hz:.2f}",
            ratio,
            f"{self.latency.p50_ms:.1f}",
            f"{self.latency.p95_ms:.1f}",
            f"{self.latency.p99_ms:.1f}",
            f"{self.server_cpu_ms:.1f}",
            str(sum(self.failed.values())),
        )


HEAD = (
    "database",
    "examiner",
    "work",
    "processes",
    "sessions / s",
    "to one process",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "server CPU ms",
    "failed",
)


@dataclass(frozen=True, slots=True)
class Growth:
    """One number of enrolled subjects, in one tenant."""

    database: str
    subjects: int
    authenticate: Latency
    enrol: Latency
    authenticate_ratio: Ratio
    """To the smallest number of subjects."""
    enrol_ratio: Ratio
    seeded_s: float

    def line(self) -> str:
        return (
            f"{self.database}, {self.subjects:>7,} subjects: "
            f"authenticate {self.authenticate.p50_ms:.1f} ms, {self.authenticate_ratio}; "
            f"enrol {self.enrol.p50_ms:.1f} ms, {self.enrol_ratio}"
        )


@dataclass(frozen=True, slots=True)
class Scaling:
    """All that was measured."""

    plan: Plan
    cores: int
    durability: Mapping[str, str]
    """What a commit waits for, by database."""
    steps: tuple[Step, ...]
    growths: tuple[Growth, ...]
    left_out: tuple[str, ...] = ()

    def base(self, step: Step) -> Step | None:
        """Return the one-process figure of the same database, examiner and work."""
        same = (step.database, step.kind, step.work)
        alike = (each for each in self.steps if (each.database, each.kind, each.work) == same)
        return next((each for each in alike if each.processes == 1), None)

    def beside_bare(self) -> Mapping[str, float]:
        """Return how many of a bare service's sessions one authentication takes, by database."""
        found: dict[str, dict[str, float]] = {}
        for each in self.steps:
            if each.work == "authenticate" and each.processes == 1:
                found.setdefault(each.database, {})[each.kind] = each.latency.p50_ms
        return {
            name: kinds["colours"] / kinds["bare"]
            for name, kinds in found.items()
            if kinds.get("bare") and "colours" in kinds
        }

    def to_json(self) -> dict[str, Any]:
        """Return all figures."""
        return {**asdict(self), "beside_bare": self.beside_bare()}

    def table(self) -> str:
        """Return the figures as text."""
        rows = [HEAD, *(each.cells(self.base(each)) for each in self.steps)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
        for each in self.growths:
            lines.append(each.line())
        for name, ratio in self.beside_bare().items():
            lines.append(f"{name}: an authentication takes {ratio:.1f} x a bare service's session")
        lines += [f"left out: {each}" for each in self.left_out]
        return "\n".join(lines)
