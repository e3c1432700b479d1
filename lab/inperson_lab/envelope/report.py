"""The envelope for people: one HTML file, and the JSON beside it."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from inperson.matching import DEFAULT_LEVEL, FMR_TARGETS
from inperson_lab.envelope.measure import EnvelopePoint, EnvelopeReport
from inperson_lab.groups import Rate
from inperson_lab.page import page, strips, table


def write_envelope_report(report: EnvelopeReport, out: Path) -> None:
    """Write report.json and report.html into a folder, made if it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(json.dumps(report.to_json(), indent=2) + "\n", "utf-8")
    (out / "report.html").write_text(_page(report), "utf-8")


def _page(report: EnvelopeReport) -> str:
    promise = FMR_TARGETS[DEFAULT_LEVEL - 1]
    drawn = strips(
        f"FMR at level {DEFAULT_LEVEL}",
        "Of what passes the rules: the rate and both ends of its 95 % interval.",
        (-6, 0, range(-6, 1), "FMR, power of ten (dashed: what the level promises)"),
        float(np.log10(promise)),
        [
            (each.condition, "one", _powers(each.levels[DEFAULT_LEVEL - 1].fmr))
            for each in report.conditions
            if each.levels
        ],
    )
    head = ("condition", "refused", "dark, light skins", "first issues", "below the level anyway")
    refused = [
        (
            each.condition,
            f"{each.refusals} of {each.tried}",
            f"{each.dark.refused:.0%}, {each.light.refused:.0%}",
            ", ".join(f"{issue} {count}" for issue, count in each.refused.items()),
            f"{each.dark.missed.value:.1%}, {each.light.missed.value:.1%}",
        )
        for each in report.conditions
    ]
    rates = ("condition", "level", "FMR", "interval", "FNMR", "interval")
    passed = [row for each in report.conditions for row in _rows(each.condition, each.levels)]
    anyway = [row for each in report.conditions for row in _rows(each.condition, each.anyway)]
    return page(
        f"Envelope on {report.dataset}",
        f"""<p>{report.people} people, one photograph each, accepted as it is. FMR: of two people,
both under the condition. FNMR: against the same person's other photograph, as it is. Dark and
light skins: a third of the people each.</p>
{drawn}
<h2>Refused</h2>{table(head, refused)}
<h2>Of what passes</h2>{table(rates, passed)}
<h2>Of every face found, whatever the rules say</h2>{table(rates, anyway)}
<p>Embedding model: <code>{report.model_digest[:16]}…</code></p>""",
    )


def _rows(condition: str, points: Sequence[EnvelopePoint]) -> list[tuple[str, ...]]:
    return [
        (condition, str(each.level), *_told(each.fmr, "{:.1e}"), *_told(each.fnmr))
        for each in points
    ]


def _told(rate: Rate, how: str = "{:.1%}") -> tuple[str, str]:
    if not rate.trials:
        return "none compared", ""
    low, high = how.format(rate.low), how.format(rate.high)
    return f"{how.format(rate.value)} of {rate.trials:,}", f"{low} to {high}"


def _powers(rate: Rate) -> list[float]:
    ends = (rate.low, rate.value, rate.high) if rate.trials else ()
    return [float(np.log10(max(each, 1e-9))) for each in ends]
