"""The report for people: one HTML file with its plots drawn as SVG, and the JSON beside it."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from inperson.matching import DEFAULT_LEVEL, FMR_TARGETS
from inperson_lab.groups import GroupPoint, Rate
from inperson_lab.page import page, plot, strips, table
from inperson_lab.verification import VerificationReport

_TICKS = (1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.5)


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
            point.name,
            f"{point.references:,}",
            f"{point.fmr:.2e}",
            f"{point.fnmr:.2%}",
            f"{point.fnmr_interval[0]:.2%} to {point.fnmr_interval[1]:.2%}",
        )
        for point in report.templates
    ]
    refused = [(reason, str(count)) for reason, count in report.refused.items()]
    lines = "<br>".join(escape(line) for line in report.summary().splitlines()[:3])
    return page(
        f"Verification on {report.dataset}",
        f"""<p>{lines}</p>
<h2>Operating points</h2>
{table(("point", "threshold", "FMR", "FNMR", "95 % interval of FNMR"), points)}
<h2>Several photographs in reference and probe, at the default level</h2>
{table(("photographs in each", "references", "FMR", "FNMR", "95 % interval of FNMR"), templates)}
{_groups(report.groups)}
<h2>Detection error trade-off</h2>{_det(report)}
<h2>Similarities</h2>{_scores(report)}
<h2>Failure to acquire: {report.failure_to_acquire:.2%}</h2>
{table(("first reason", "photos"), refused)}
<p>Embedding model: <code>{report.model_digest[:16]}…</code></p>""",
    )


def _groups(points: Sequence[GroupPoint]) -> str:
    """Draw and tell how groups fare, the worst first, at the level that sessions ask for."""
    if not points:
        return ""
    rows = sorted(points, key=lambda each: (-each.level, -each.fmr.high))
    told = [
        (
            f"{each.group}, level {each.level}" + (" (worse)" if each.worse else ""),
            f"{each.people:,}, {each.photos:,}",
            *(cell for rate in (each.fmr, each.fnmr) for cell in _told(rate)),
        )
        for each in sorted(rows, key=lambda each: each.level != DEFAULT_LEVEL)
    ]
    head = ("group", "people, photos", "FMR", "interval", "to all", "FNMR", "interval", "to all")
    plots = [
        strips(
            f"{name} of groups at level {DEFAULT_LEVEL}",
            f"The rate of each group and both ends of its 95 % interval; the line is {text}.",
            (-6, 0, range(-6, 1), f"{name}, power of ten (dashed: {text})"),
            float(np.log10(limit)),
            [
                (each.group, "one", _powers(getattr(each, rate)))
                for each in rows
                if each.level == DEFAULT_LEVEL
            ],
        )
        for name, rate, text, limit in (
            ("FMR", "fmr", "what the level promises", FMR_TARGETS[DEFAULT_LEVEL - 1]),
            ("FNMR", "fnmr", "one in a hundred", 0.01),
        )
    ]
    return f"""<h2>Groups</h2>
<p>Compared among themselves. "Worse" is more than 25 % above all people.</p>
{"".join(plots)}{table(head, told)}"""


def _powers(rate: Rate) -> list[float]:
    ends = (rate.low, rate.value, rate.high) if rate.trials else ()
    return [float(np.log10(max(each, 1e-9))) for each in ends]


def _told(rate: Rate) -> tuple[str, str, str]:
    if not rate.trials:
        return "none compared", "", ""
    ratio = "" if rate.ratio is None else f"{rate.ratio:.2f}"
    return f"{rate.value:.2e}", f"{rate.low:.1e} to {rate.high:.1e}", ratio


def _det(report: VerificationReport) -> str:
    """Draw FNMR over FMR on normal deviate scales (Martin et al., Eurospeech 1997)."""
    low, high = ndtri(_TICKS[0]), ndtri(_TICKS[-1])

    def place(rate: float) -> float:
        return float((ndtri(np.clip(rate, _TICKS[0], _TICKS[-1])) - low) / (high - low))

    ticks = [(place(tick), f"{tick:g}") for tick in _TICKS]
    line = [(place(fmr), place(fnmr)) for fmr, fnmr in report.curve]
    return plot(
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
    return plot(
        "Distribution of similarities",
        "Share of comparisons in each bin: solid for one person, dashed for two people.",
        across,
        up,
        ("cosine similarity (solid: one person, dashed: two)", "share"),
        lines,
    )


def _at(similarity: float) -> float:
    return (similarity + 0.5) / 1.5
