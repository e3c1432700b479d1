"""Pair verification: two JPEG files to one decision, systems taking turns on every pair."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.figures import Spread, paired_ratio
from benchmarks.pairs import Pair
from benchmarks.peers import start_all

WARM_UP = 3


@dataclass(slots=True)
class Result:
    name: str
    version: str
    times_ms: list[float] = field(default_factory=list)
    wrong_non_match: int = 0
    """Pairs of one person that were not matched, or where no usable face was found."""
    wrong_match: int = 0
    """Pairs of two people that were matched."""
    not_acquired: int = 0

    def note(self, pair: Pair, decision: bool | None) -> None:
        self.not_acquired += decision is None
        self.wrong_non_match += pair.same and decision is not True
        self.wrong_match += not pair.same and decision is True


@dataclass(frozen=True, slots=True)
class Comparison:
    pairs: int
    rounds: int
    results: tuple[Result, ...]
    """Inperson first."""
    stages_ms: dict[str, float]
    skipped: dict[str, str]
    """Peers that did not run, and why."""

    def ratio(self, peer: Result) -> float:
        return paired_ratio(self.results[0].times_ms, peer.times_ms)

    def to_json(self) -> dict[str, Any]:
        return {
            "pairs": self.pairs,
            "rounds": self.rounds,
            "systems": [
                {
                    "name": result.name,
                    "version": result.version,
                    "ms": asdict(Spread.of(result.times_ms)),
                    "inperson_over_this": self.ratio(result),
                    "accuracy": self.accuracy(result),
                    "wrong_non_match": result.wrong_non_match,
                    "wrong_match": result.wrong_match,
                    "not_acquired": result.not_acquired,
                }
                for result in self.results
            ],
            "stages_ms": self.stages_ms,
            "skipped": self.skipped,
        }

    def accuracy(self, result: Result) -> float:
        return 1 - (result.wrong_non_match + result.wrong_match) / self.pairs

    def table(self) -> str:
        lines = [f"{'':18}{'ms a pair':>10}{'p95':>8}{'inperson / it':>15}{'accuracy':>10}"]
        for result in self.results:
            spread = Spread.of(result.times_ms)
            lines.append(
                f"{result.name:18}{spread.median:10.1f}{spread.p95:8.1f}"
                f"{self.ratio(result):15.2f}{self.accuracy(result):10.1%}"
                f"  {result.wrong_match} false match, {result.wrong_non_match} false non-match "
                f"or refused ({result.not_acquired} refused)"
            )
        lines += [f"{name:18}skipped: {reason}" for name, reason in self.skipped.items()]
        lines += ["", "inperson by stage, ms a pair (median)"]
        lines += [f"  {stage:22}{ms:7.2f}" for stage, ms in self.stages_ms.items()]
        return "\n".join(lines)


def compare_systems(pairs: Sequence[Pair], rounds: int) -> Comparison:
    """Run every system over every pair `rounds` times."""
    skipped: dict[str, str] = {}
    with ExitStack() as closing:
        workers = list(start_all(closing, skipped))
        results = [Result(worker.name, worker.version) for worker in workers]
        for pair in pairs[:WARM_UP]:
            for worker in workers:
                worker.verify(pair.first, pair.second)
        for turn in range(rounds):
            for index, pair in enumerate(pairs):
                # who goes first changes, so that no one always finds the files warm
                for shift in range(len(workers)):
                    at = (index + shift) % len(workers)
                    ms, decision = workers[at].verify(pair.first, pair.second)
                    results[at].times_ms.append(ms)
                    if turn == 0:
                        results[at].note(pair, decision)
                _progress(turn * len(pairs) + index + 1, rounds * len(pairs))
        stages = [found for pair in pairs if (found := workers[0].stages(pair.first, pair.second))]
    return Comparison(
        pairs=len(pairs),
        rounds=rounds,
        results=tuple(results),
        stages_ms={name: median(each[name] for each in stages) for name in stages[0]},
        skipped=skipped,
    )


def _progress(done: int, total: int) -> None:
    start, end = ("\r", "\n" if done == total else "") if sys.stderr.isatty() else ("", "\n")
    if sys.stderr.isatty() or done == total or done % 20 == 0:
        print(f"{start}pair verification {done}/{total}", end=end, file=sys.stderr, flush=True)
