"""Run the benchmarks: `make bench`, or `make bench BENCH="--pairs 200"`."""

import argparse
import json
import signal
import sys
from pathlib import Path

from benchmarks.auditing import measure_auditing
from benchmarks.keys import measure_keys
from benchmarks.liveness import measure_liveness_times
from benchmarks.load import measure_load
from benchmarks.pairs import draw_pairs
from benchmarks.peers import ROOT
from benchmarks.report import write_report
from benchmarks.scaling import measure_scaling
from benchmarks.scaling_figures import Plan
from benchmarks.scaling_report import write_scaling
from benchmarks.sealing import measure_sealing
from benchmarks.starvation import measure_starvation
from benchmarks.statistics import measure_statistics
from benchmarks.verification import Comparison, compare_systems


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every child is stopped
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lfw-dev")
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=2000, help="of each sealing operation")
    parser.add_argument("--subjects", type=int, default=10_000, help="whose keys are rewrapped")
    parser.add_argument("--leaves", type=int, default=100_000, help="of the large audit log")
    parser.add_argument("--sessions", type=int, default=1_000_000, help="whose release is timed")
    parser.add_argument("--captures", type=int, default=6, help="whose frames are timed")
    parser.add_argument(
        "--seconds", type=float, default=20.0, help="of each load on the server, and of each attack"
    )
    parser.add_argument(
        "--only",
        choices=("liveness", "pairs", "scaling", "starvation"),
        help="leave the other benchmarks out",
    )
    parser.add_argument("--quick", action="store_true", help="a minute of the scaling, not eight")
    parser.add_argument("--out", type=Path, default=ROOT / "reports")
    asked = parser.parse_args()
    if asked.only == "scaling":
        _scale(asked)
        return
    if asked.only == "starvation":
        _starve(asked)
        return
    if asked.only == "pairs":
        _compare(asked)
        return
    liveness = measure_liveness_times(asked.captures)
    print(liveness.table(), end="\n\n")
    loads = measure_load(asked.seconds)
    print(loads.table(), end="\n\n")
    if asked.only == "liveness":
        return
    comparison = _compare(asked)
    sealing = measure_sealing(asked.repeats)
    print(sealing.table(), end="\n\n")
    keys = measure_keys(asked.subjects)
    print(keys.table(), end="\n\n")
    auditing = measure_auditing(asked.leaves)
    print(auditing.table(), end="\n\n")
    counting = measure_statistics(asked.sessions)
    print(counting.table())
    write_report(comparison, liveness, loads, sealing, keys, auditing, counting, asked.out)
    print(f"\nreport: {asked.out / 'bench.html'}\n")
    _scale(asked)
    _starve(asked)


def _compare(asked: argparse.Namespace) -> Comparison | None:
    if not asked.data.is_dir():
        print(f"pair verification skipped: there is no {asked.data}", file=sys.stderr)
        return None
    comparison = compare_systems(draw_pairs(asked.data, asked.pairs), asked.rounds)
    print(comparison.table(), end="\n\n")
    return comparison


def _starve(asked: argparse.Namespace) -> None:
    found = []
    for starvation in measure_starvation(asked.seconds):
        print(starvation.table(), end="\n\n")
        found.append(starvation.to_json())
    path = asked.out / "starvation.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"\nreport: {path}")


def _scale(asked: argparse.Namespace) -> None:
    scaling = measure_scaling(Plan().quick() if asked.quick else Plan())
    print(scaling.table())
    print(f"\nreport: {write_scaling(scaling, asked.out)}")


if __name__ == "__main__":
    main()
