"""What was tried, as one table."""

from collections.abc import Sequence
from pathlib import Path

from fuzz.fuzzer import TAKEN
from fuzz.running import Tally

_HEAD = ("fuzzer", "what it tries", "tried", "taken", "refused, by code", "findings", "seconds")


def table(tallies: Sequence[Tally]) -> str:
    """Return a table in Markdown, and each finding below it."""
    rows = [_HEAD, ("---", "---", "--:", "--:", "---", "--:", "--:"), *map(_row, tallies)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    found = [f"- **{each.name}**: {said}" for each in tallies for said in each.findings]
    return "\n".join([*lines, *([""] if found else []), *found])


def write(tallies: Sequence[Tally], seed: int, path: Path) -> None:
    """Write the report of a run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# What was tried\n\nSeed {seed}.\n\n{table(tallies)}\n", "utf-8")


def _row(tally: Tally) -> tuple[str, ...]:
    refused = [f"{code} {n:,}" for code, n in tally.became.most_common() if code != TAKEN]
    return (
        tally.name,
        tally.tries,
        f"{tally.tried:,}",
        f"{tally.became[TAKEN]:,}",
        ", ".join(refused),
        f"{len(tally.findings)}",
        f"{tally.seconds:.0f}",
    )
