"""The report for people: one HTML file with its plots drawn as SVG, and the JSON beside it."""

import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from inperson.evaluation.verification import VerificationReport

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640, 380, 64, 44
_TICKS = (1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5)
_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --line: #c9cfd8; --one: #0b62c4;
  --two: #b3400a }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --paper: #14181f; --line: #3a4352;
  --one: #6cb2ff; --two: #ff9a5c } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
svg { width: 100%; height: auto } svg text { fill: var(--ink); font-size: 13px }
.grid { stroke: var(--line) } .one { stroke: var(--one) } .two { stroke: var(--two) }
.curve { fill: none; stroke-width: 2.5 } .two.curve { stroke-dasharray: 7 4 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line);
  white-space: nowrap }
"""


def write_report(report: VerificationReport, out: Path) -> None:
    """Write report.json and report.html into a folder, made if it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(json.dumps(report.to_json(), indent=2) + "\n", "utf-8")
    (out / "report.html").write_text(_page(report), "utf-8")


def _page(report: VerificationReport) -> str:
    points = [
        (
            point.name,
            f"{point.threshold:.4f}",
            f"{point.fmr:.2e}",
            f"{point.fnmr:.2%}",
            f"{point.fnmr_interval[0]:.2%} to {point.fnmr_interval[1]:.2%}",
        )
        for point in report.points
    ]
    templates = [
        (
            str(point.samples),
            f"{point.references:,}",
            f"{point.fmr:.2e}",
            f"{point.fnmr:.2%}",
            f"{point.fnmr_interval[0]:.2%} to {point.fnmr_interval[1]:.2%}",
        )
        for point in report.templates
    ]
    refused = [(reason, str(count)) for reason, count in report.refused.items()]
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Verification on {escape(report.dataset)}</title><style>{_STYLE}</style></head><body><main>
<h1>Verification on {escape(report.dataset)}</h1>
<p>{"<br>".join(escape(line) for line in report.summary().splitlines()[:3])}</p>
<h2>Operating points</h2>
{_table(("point", "threshold", "FMR", "FNMR", "95 % interval of FNMR"), points)}
<h2>References of several photographs, at the default level</h2>
{_table(("photographs", "references", "FMR", "FNMR", "95 % interval of FNMR"), templates)}
<h2>Detection error trade-off</h2>{_det(report)}
<h2>Similarities</h2>{_scores(report)}
<h2>Failure to acquire: {report.failure_to_acquire:.2%}</h2>
{_table(("first reason", "photos"), refused)}
<p>Embedding model: <code>{report.model_digest[:16]}…</code></p>
</main></body></html>
"""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(each)}</td>" for each in row) + "</tr>" for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(head[0])} table">'
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _det(report: VerificationReport) -> str:
    """Draw FNMR over FMR on normal deviate scales (Martin et al., Eurospeech 1997)."""
    low, high = ndtri(_TICKS[0]), ndtri(_TICKS[-1])

    def place(rate: float) -> float:
        return float((ndtri(np.clip(rate, _TICKS[0], _TICKS[-1])) - low) / (high - low))

    ticks = [(place(tick), f"{tick:g}") for tick in _TICKS]
    line = [(place(fmr), place(fnmr)) for fmr, fnmr in report.curve]
    return _plot(
        "Detection error trade-off",
        "False non-match rate over false match rate; the operating points above are on it.",
        ticks,
        ticks,
        (("false match rate", "false non-match rate")),
        [("one", line)],
    )


def _scores(report: VerificationReport) -> str:
    tops = max(max(mated, foreign) for _, mated, foreign in report.histogram)
    across = [(_at(value), f"{value:g}") for value in (-0.5, 0.0, 0.5, 1.0)]
    up = [(0.0, "0"), (1.0, f"{tops:.0%}")]
    lines = [
        ("one", [(_at(x), mated / tops) for x, mated, _ in report.histogram]),
        ("two", [(_at(x), foreign / tops) for x, _, foreign in report.histogram]),
    ]
    return _plot(
        "Distribution of similarities",
        "Share of comparisons in each bin: solid for one person, dashed for two people.",
        across,
        up,
        ("cosine similarity (solid: one person, dashed: two)", "share"),
        lines,
    )


def _at(similarity: float) -> float:
    return (similarity + 0.5) / 1.5


def _plot(
    title: str,
    description: str,
    across: Sequence[tuple[float, str]],
    up: Sequence[tuple[float, str]],
    labels: tuple[str, str],
    lines: Sequence[tuple[str, Sequence[tuple[float, float]]]],
) -> str:
    def x(value: float) -> float:
        return round(_LEFT + value * (_WIDTH - _LEFT - 16), 1)

    def y(value: float) -> float:
        return round((_HEIGHT - _BOTTOM) - value * (_HEIGHT - _BOTTOM - 16), 1)

    parts = [
        f'<line class="grid" x1="{x(at)}" x2="{x(at)}" y1="{y(0)}" y2="{y(1)}"/>'
        f'<text x="{x(at)}" y="{y(0) + 16}" text-anchor="middle">{text}</text>'
        for at, text in across
    ]
    parts += [
        f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{y(at)}" y2="{y(at)}"/>'
        f'<text x="{x(0) - 6}" y="{y(at) + 4}" text-anchor="end">{text}</text>'
        for at, text in up
    ]
    parts += [
        f'<polyline class="curve {name}" points="{" ".join(f"{x(a)},{y(b)}" for a, b in line)}"/>'
        for name, line in lines
    ]
    middle = y(0.5)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}. '
        f'{escape(description)}">{"".join(parts)}'
        f'<text x="{x(0.5)}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(labels[0])}</text>'
        f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">'
        f"{escape(labels[1])}</text></svg>"
    )
