"""A trial's report for people: one HTML file with plots and tables, and the JSON beside it.

It is written anew from what the improvement set opens now, and takes the place of the one before.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from inperson_lab.page import page, strips, table
from inperson_lab.sessions import Counts
from inperson_lab.trial.figures import (
    FEWEST,
    AttackFigures,
    OriginFigures,
    SliceFigures,
    TrialFigures,
)


@dataclass(frozen=True, slots=True)
class TrialReport:
    """What is reported."""

    name: str
    made_at: datetime
    engine: str
    """Whose decisions these are."""
    model_digest: str
    figures: TrialFigures
    before: TrialFigures | None = None
    """As it was decided when the captures were made, if `figures` are another engine's."""
    never_enrolled: int = 0
    """Captures of volunteers who were never enrolled: refused, and in no rate."""

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "standard": "ISO/IEC 30107-3",
            "trial": self.name,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "engine": self.engine,
            "model_digest": self.model_digest,
            "never_enrolled": self.never_enrolled,
            "figures": self.figures.to_json(),
            "before": None if self.before is None else self.before.to_json(),
        }

    def summary(self) -> str:
        """Return lines for people."""
        lines = [f"{self.name}: {self.figures.people} people, {self.engine}; 95 % intervals"]
        for each in self.figures.slices:
            fnmr = "" if each.fnmr is None else f", FNMR {each.fnmr}"
            lines.append(f"{_named(each)}: BPCER {each.bpcer}{fnmr}{', worse' * each.worse}")
        lines += [
            f"{each.species}: APCER {each.apcer}, taken for the person {each.iapar.errors}"
            for each in self.figures.attacks
        ]
        return "\n".join(lines)


def write_trial_report(report: TrialReport, out: Path) -> None:
    """Write report.json and report.html into a folder, made if it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(json.dumps(report.to_json(), indent=2) + "\n", "utf-8")
    (out / "report.html").write_text(
        page(f"Trial {report.name}", "\n".join(_body(report))), "utf-8"
    )


def _body(report: TrialReport) -> Iterator[str]:
    figures = report.figures
    yield (
        f"<p>{figures.people} people, {report.engine}, {report.made_at:%Y-%m-%d}. Rates as in "
        "ISO/IEC 30107-3; intervals are of 95&nbsp;%, exact or over people drawn again, whichever "
        "is wider, because captures of one person are alike.</p>"
    )
    if report.never_enrolled:
        yield (
            f"<p><strong>{report.never_enrolled} captures of people who were never enrolled"
            "</strong> were refused and not kept. They are in no rate.</p>"
        )
    yield "<h2>Living people</h2>"
    yield _plot("BPCER", "refused", [(_named(each), "one", each.bpcer) for each in figures.slices])
    yield _living(figures.slices)
    if figures.left_out:
        yield (
            f"<p>Not shown, for fewer than {FEWEST} people said so: "
            f"{escape(', '.join(figures.left_out))}.</p>"
        )
    if figures.attacks:
        yield "<h2>Attacks</h2>"
        rows = [(each.species, "two", each.apcer) for each in figures.attacks]
        yield _plot("APCER", "taken for living", rows)
        yield _attacks(figures.attacks)
    yield from _origins(figures)
    if report.before is not None:
        yield "<h2>As it was decided then</h2>"
        yield _compared(report.before, figures)
    yield "<h2>Why captures were refused</h2>"
    reasons = [
        (who, reason.removeprefix("liveness_").replace("_", " "), str(count))
        for who, own in figures.refused_by.items()
        for reason, count in sorted(own.items(), key=lambda each: -each[1])
    ]
    yield table(("of", "reason", "captures"), reasons)
    yield f"<p>Embedding model: <code>{escape(report.model_digest[:16])}…</code></p>"


def _plot(name: str, what: str, rows: Sequence[tuple[str, str, Counts]]) -> str:
    return strips(
        name,
        f"The share of captures that were {what}, and both ends of its interval.",
        (0, 100, range(0, 101, 20), f"{name}, per cent"),
        0,
        [
            (named, style, [100 * each for each in (rate.interval[0], rate.rate, rate.interval[1])])
            for named, style, rate in rows
        ],
    )


def _living(slices: Sequence[SliceFigures]) -> str:
    head = (
        *("who", "people", "captures", "BPCER", "interval", "people refused", "given up"),
        *("FNMR", "interval", "took, median", "95 %"),
    )
    rows = [
        (
            _named(each) + " (worse)" * each.worse,
            str(each.people),
            str(each.captures),
            *_rate(each.bpcer),
            f"{each.bpcer.people_errors} of {each.bpcer.people}",
            str(each.bpnrr.errors),
            *(("none", "") if each.fnmr is None else _rate(each.fnmr)),
            *(("", "") if each.took_s is None else (f"{value:.1f} s" for value in each.took_s)),
        )
        for each in slices
    ]
    return table(head, rows) + "<p>“Worse” is more than 25&nbsp;% above everybody.</p>"


def _attacks(attacks: Sequence[AttackFigures]) -> str:
    head = (
        *("species", "on people", "captures", "APCER", "interval", "people", "given up"),
        *("taken for the person", "interval"),
    )
    rows = [
        (
            each.species,
            str(each.people),
            str(each.captures),
            *_rate(each.apcer),
            f"{each.apcer.people_errors} of {each.apcer.people}",
            str(each.apnrr.errors),
            *_rate(each.iapar),
        )
        for each in attacks
    ]
    return table(head, rows)


def _origins(figures: TrialFigures) -> Iterator[str]:
    named = [(_named(each), each.origin) for each in figures.slices]
    named += [(each.species, each.origin) for each in figures.attacks]
    rows = [(who, *_origin(said)) for who, said in named if said is not None]
    if rows:
        yield "<h2>Where frames seem to come from</h2>"
        yield (
            "<p>What the cue <code>origin</code> says of captures whose client told of its camera. "
            "It refuses only where a session asks for it; here it is counted everywhere.</p>"
        )
        yield table(("who", "would be refused", "share", "interval", "people", "by"), rows)


def _origin(said: OriginFigures) -> tuple[str, ...]:
    return (
        _ratio(said.refused),
        *_rate(said.refused),
        f"{said.refused.people_errors} of {said.refused.people}",
        ", ".join(f"{measure} {count}" for measure, count in said.by.items()),
    )


def _compared(before: TrialFigures, now: TrialFigures) -> str:
    then = {_named(each): each.bpcer for each in before.slices}
    then |= {each.species: each.apcer for each in before.attacks}
    here = {_named(each): ("BPCER", each.bpcer) for each in now.slices}
    here |= {each.species: ("APCER", each.apcer) for each in now.attacks}
    rows = [
        (f"{who}, {kind}", f"{_ratio(then[who])}", _ratio(rate))
        for who, (kind, rate) in here.items()
        if who in then
    ]
    return table(("who", "then", "this engine"), rows)


def _named(each: SliceFigures) -> str:
    return "everybody" if each.name == "all" else f"{each.name} {each.value}"


def _rate(rate: Counts) -> tuple[str, str]:
    low, high = rate.interval
    return f"{rate.rate:.1%}", f"{low:.1%} to {high:.1%}"


def _ratio(rate: Counts) -> str:
    return f"{rate.errors} of {rate.comparisons}"
