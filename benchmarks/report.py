"""reports/bench.json for machines and reports/bench.html, one page with a bar for each system."""

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

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --own: #0b62c4; --other: #7b8594 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --paper: #14181f; --own: #6cb2ff } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
svg { width: 100%; height: auto } text { fill: var(--ink); font-size: 14px }
.own { fill: var(--own) } .other { fill: var(--other) } pre { overflow-x: auto }
"""
_WIDTH, _ROW, _LABEL = 640, 44, 150


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
    parts = ["<h1>Benchmarks</h1>"]
    if comparison:
        parts += [
            f"<h2>Pair verification: {comparison.pairs} pairs, one thread</h2>",
            _bars(comparison),
            f'<pre tabindex="0">{escape(comparison.table())}</pre>',
        ]
    parts += ["<h2>Captures</h2>", f'<pre tabindex="0">{escape(liveness.table())}</pre>']
    parts += ["<h2>Load</h2>", f'<pre tabindex="0">{escape(loads.table())}</pre>']
    parts += ["<h2>Sealing</h2>", f'<pre tabindex="0">{escape(sealing.table())}</pre>']
    parts += ["<h2>Keys</h2>", f'<pre tabindex="0">{escape(keys.table())}</pre>']
    parts += ["<h2>Audit log</h2>", f'<pre tabindex="0">{escape(auditing.table())}</pre>']
    parts += ["<h2>Statistics</h2>", f'<pre tabindex="0">{escape(counting.table())}</pre>']
    (out / "bench.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Benchmarks</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n",
        "utf-8",
    )


def _bars(comparison: Comparison) -> str:
    medians = {result.name: Spread.of(result.times_ms).median for result in comparison.results}
    longest = max(medians.values())
    rows = []
    for row, (name, ms) in enumerate(medians.items()):
        length = (_WIDTH - _LABEL - 80) * ms / longest
        y = row * _ROW
        rows.append(
            f'<text x="0" y="{y + 26}">{escape(name)}</text>'
            f'<rect class="{"other" if row else "own"}" x="{_LABEL}" y="{y + 8}" '
            f'width="{length:.1f}" height="26" rx="3"/>'
            f'<text x="{_LABEL + length + 8:.1f}" y="{y + 26}">{ms:.1f} ms</text>'
        )
    told = ", ".join(f"{name} {ms:.1f} ms" for name, ms in medians.items())
    return (
        f'<svg viewBox="0 0 {_WIDTH} {len(medians) * _ROW}" role="img" '
        f'aria-label="Median time of a pair: {escape(told)}">{"".join(rows)}</svg>'
    )
