"""reports/bench.json for machines and reports/bench.html, one page for people."""

import json
from html import escape
from pathlib import Path

from benchmarks.auditing import Auditing
from benchmarks.figures import Spread
from benchmarks.keys import KeyLife
from benchmarks.liveness import LivenessTimes
from benchmarks.load import Loads
from benchmarks.sealing import Sealing
from benchmarks.statistics import Statistics
from benchmarks.verification import Comparison
from inperson_lab.page import page, strips


def write_report(
    comparison: Comparison | None,
    liveness: LivenessTimes,
    loads: Loads,
    sealing: Sealing,
    keys: KeyLife,
    auditing: Auditing,
    counting: Statistics,
    out: Path,
) -> None:
    """Write both files into `out`; without photographs there is no comparison."""
    out.mkdir(parents=True, exist_ok=True)
    facts = {
        "verification": comparison.to_json() if comparison else None,
        "liveness": liveness.to_json(),
        "load": loads.to_json(),
        "sealing_us": sealing.to_json(),
        "keys": keys.to_json(),
        "auditing": auditing.to_json(),
        "statistics": counting.to_json(),
    }
    (out / "bench.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    told: list[tuple[str, str]] = [
        ("Captures", liveness.table()),
        ("Load", loads.table()),
        ("Sealing", sealing.table()),
        ("Keys", keys.table()),
        ("Audit log", auditing.table()),
        ("Statistics", counting.table()),
    ]
    parts = _verification(comparison) if comparison else []
    for title, text in told:
        parts += [f"<h2>{title}</h2>", _lines(title, text)]
    (out / "bench.html").write_text(page("Benchmarks", "".join(parts)), "utf-8")


def _verification(comparison: Comparison) -> list[str]:
    title = f"Pair verification: {comparison.pairs} pairs, one thread"
    medians = {each.name: Spread.of(each.times_ms).median for each in comparison.results}
    said = ", ".join(f"{name} {ms:.1f} ms" for name, ms in medians.items())
    own = comparison.results[0]
    longest = max(max(each.times_ms) for each in comparison.results)
    ticks = [longest * part / 4 for part in range(5)]
    axis = (0.0, longest, [round(each) for each in ticks], "ms a pair; the line: our median")
    rows = [
        (each.name, "two" if number else "one", each.times_ms)
        for number, each in enumerate(comparison.results)
    ]
    drawn = strips("Time of a pair", f"Medians: {said}.", axis, medians[own.name], rows)
    return [f"<h2>{title}</h2>", drawn, _lines("Pair verification", comparison.table())]


def _lines(title: str, text: str) -> str:
    return f'<pre class="scroll" tabindex="0" aria-label="{title}">{escape(text)}</pre>'
