"""Run the laboratory: `make fuzz`, or `make fuzz MINUTES=5 FUZZ="--only headers"`."""

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fuzz.captures import Captures
from fuzz.faults import Faults
from fuzz.fuzzer import Fuzzer
from fuzz.halves import Halves
from fuzz.images import Decoding, Headers
from fuzz.report import table, write
from fuzz.rest import Rest
from fuzz.running import Tally, attempt, kept, run
from fuzz.schema import Schema

ROOT = Path(__file__).parent.parent
FUZZERS: dict[str, type[Fuzzer]] = {
    each.name: each for each in (Captures, Headers, Decoding, Rest, Schema, Halves, Faults)
}
_LINE_EVERY_S = 15.0
"""Where progress does not go to a terminal, which rewrites its last line."""


def main(words: Sequence[str] | None = None, out: Path = ROOT / "reports") -> int:
    """Run what is asked for, and return 1 if something was found."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="of all fuzzers together")
    parser.add_argument("--most", type=float, default=float("inf"), help="inputs of each")
    parser.add_argument("--only", action="append", choices=FUZZERS, help="may be repeated")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try a kept input again")
    asked = parser.parse_args(words)
    if asked.replay is not None:
        return replay(asked.replay)
    chosen = [FUZZERS[name] for name in asked.only or FUZZERS]
    shares, tallies = sum(each.share for each in chosen), list[Tally]()
    for each in chosen:
        seconds = 60 * asked.minutes * each.share / shares
        tally = run(
            each(),
            asked.seed,
            out / "fuzz",
            seconds=seconds,
            most=asked.most,
            tell=_progress(seconds),
        )
        tallies.append(tally)
        write(tallies, asked.seed, out / "fuzz.md")
    print(f"\n{table(tallies)}\n\nseed {asked.seed}; report: {out / 'fuzz.md'}")
    return 1 if any(each.findings for each in tallies) else 0


def replay(path: Path) -> int:
    """Try a kept input again, and return 1 if the same product still fails at it."""
    name, data = kept(path)
    tally = Tally(name, FUZZERS[name].tries)
    with FUZZERS[name]() as fuzzer:
        said = attempt(fuzzer, data, tally)
    print(f"{name}: {said or next(iter(tally.became))}")
    return 1 if said else 0


def _progress(seconds: float) -> Callable[[Tally], None]:
    told = [0.0]

    def tell(tally: Tally) -> None:
        terminal = sys.stderr.isatty()
        if not terminal and time.monotonic() - told[0] < _LINE_EVERY_S:
            return
        told[0] = time.monotonic()
        line = (
            f"{tally.name}: {tally.tried:,} tried, {len(tally.findings)} findings, "
            f"{tally.seconds:.0f} of {seconds:.0f} s"
        )
        print(
            f"\r\x1b[K{line}" if terminal else line, end="" if terminal else "\n", file=sys.stderr
        )

    return tell


if __name__ == "__main__":
    sys.exit(main())
