"""The report of a liveness measurement: JSON for machines, HTML with pictures for people."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from inperson_lab.pad.figures import SpeciesFigures
from inperson_lab.pad.measure import PICTURED, LivenessReport
from inperson_lab.pad.rate import Rate
from inperson_lab.pad.real_report import real_sections
from inperson_lab.pad.trials import Trial
from inperson_lab.page import page, pictured, strips, table

_MOST_WRONG = 6
_P95 = "95\N{NO-BREAK SPACE}%"


def write_liveness_report(report: LivenessReport, out: Path) -> None:
    """Write report.json, sessions.jsonl and report.html into a folder, made if it is not there."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(json.dumps(report.to_json(), indent=2) + "\n", "utf-8")
    trials = "".join(json.dumps(each.to_json()) + "\n" for each in report.trials)
    (out / "sessions.jsonl").write_text(trials, "utf-8")
    (out / "report.html").write_text(_page(report), "utf-8")


def percent(rate: Rate) -> str:
    """Return a rate for people."""
    return f"{rate.share:.1%}" if rate.of else "none"


def interval(rate: Rate) -> str:
    """Return its interval for people."""
    return f"{rate.interval[0]:.1%} to {rate.interval[1]:.1%}"


def _page(report: LivenessReport) -> str:
    plan = report.plan
    failures = [each for figures in report.species for each in figures.failures]
    parts = [
        f"<p>{plan.sessions} rendered sessions of each species over {len(report.heads)} heads of "
        f"the {plan.half} half, {plan.profile.name} profile, measured as in ISO/IEC 30107-3. "
        "Renderings are a simulation: what real recordings give is further down.</p>",
        f"<p><strong>{len(failures)} sessions have no outcome</strong> and are in no rate: "
        f"{escape('; '.join(dict.fromkeys(failures)))}</p>"
        if failures
        else "",
        "<h2>Error rates</h2>",
        "<p>APCER: attacks accepted. BPCER: living people refused. A session that was given up "
        "before every target was reached counts as refused; of responses leaves those out.</p>",
        _rates(report.species),
        _worst(report.species),
        *_evidence(report),
        "<h2>Which cue refused</h2>",
        "<p>Share of the sessions that each cue stood against; in brackets, how many would have "
        "passed without it.</p>",
        _cues(report.species),
        "<h2>Times</h2>",
        _times(report.species),
        "<h2>What was tried</h2>",
        *_tried(report),
        *real_sections(report.real),
    ]
    return page("Liveness", "\n".join(parts))


def _rates(species: Sequence[SpeciesFigures]) -> str:
    rows = [
        (
            each.species,
            f"{'BPCER' if each.bona_fide else 'APCER'} {percent(each.error)}",
            f"{each.error.count} of {each.error.of}",
            interval(each.error),
            percent(each.error_of_responses),
            percent(each.non_response),
        )
        for each in species
    ]
    head = ("species", "rate", "sessions", "95 % interval", "of responses", "no response")
    return table(head, rows)


def _worst(species: Sequence[SpeciesFigures]) -> str:
    rows = [
        (
            each.species,
            each.worst.parameter,
            f"{each.worst.least:.3g} to {each.worst.most:.3g}",
            f"{each.worst.error.count} of {each.worst.error.of}",
            interval(each.worst.error),
        )
        for each in species
        if each.worst is not None
    ]
    told = "<p>Of each parameter of the camera, cut into thirds, the one with most errors.</p>"
    return told + table(("species", "worst", "within", "errors", "95 % interval"), rows)


def _evidence(report: LivenessReport) -> Iterator[str]:
    yield "<h2>Depth</h2>"
    yield strips(
        "Depth of the head",
        f"One dot a session, in shares of the mean face's: around 1 of living heads, 0 of flat "
        f"pictures. From {report.limits.head_depth.least:g} on it is a head's; of who turned from "
        f"{report.limits.head_depth_turned.least:g} on.",
        (-0.25, 1.75, (0, 0.5, 1, 1.5), "depth (dashed: the limit without a turn)"),
        report.limits.head_depth.least,
        _rows(report, "depth.head_depth", "depth.head_depth_turned"),
    )
    yield "<h2>Perspective against size</h2>"
    yield strips(
        "Scatter around one focal length",
        f"One dot a session. Up to {report.limits.scatter.most:g} the perspective cue holds.",
        (0, 1, (0, 0.25, 0.5, 0.75, 1), "scatter (dashed: the limit; more than 1 is drawn at 1)"),
        report.limits.scatter.most,
        _rows(report, "perspective.scatter"),
    )


def _rows(report: LivenessReport, *measures: str) -> list[tuple[str, str, list[float]]]:
    rows = []
    for figures in report.species:
        values = [
            finding.evidence[measure]
            for trial in report.trials
            if trial.species == figures.species
            for finding in trial.findings
            for measure in measures
            if measure in finding.evidence
        ]
        rows.append((figures.species, "one" if figures.bona_fide else "two", values))
    return rows


def _cues(species: Sequence[SpeciesFigures]) -> str:
    names = dict.fromkeys(cue.cue for each in species for cue in each.cues)

    def cell(figures: SpeciesFigures, name: str) -> str:
        found = next((cue for cue in figures.cues if cue.cue == name), None)
        if found is None:
            return "-"
        return f"{found.refused / figures.trials:.0%}" + (f" ({found.alone})" * bool(found.alone))

    return table(
        ("species", *(name.replace("_", " ") for name in names)),
        ((each.species, *(cell(each, name) for name in names)) for each in species),
    )


def _times(species: Sequence[SpeciesFigures]) -> str:
    rows = [
        (
            each.species,
            *(f"{value:.1f} s" for value in each.duration_s),
            *(f"{value:.0f} ms" for value in each.decision_ms),
        )
        if each.error_of_responses.of
        else (each.species, *("-",) * 4)
        for each in species
    ]
    return table(("species", "capture, median", _P95, "decision, median", _P95), rows)


def _tried(report: LivenessReport) -> Iterator[str]:
    for figures in report.species:
        own = [each for each in report.trials if each.species == figures.species and each.pictures]
        usual = [each for each in own if each.index < PICTURED]
        wrong = [each for each in own if each.wrong and each.index >= PICTURED][:_MOST_WRONG]
        yield f"<h3>{escape(figures.species)}</h3>"
        yield f'<ul class="tried">{"".join(_figure(each) for each in (*usual, *wrong))}</ul>'


def _figure(trial: Trial) -> str:
    outcome = "accepted" if trial.live else f"refused: {', '.join(trial.against)}"
    if not trial.responded:
        outcome = f"given up after {trial.reached} of {trial.targets} targets"
    return pictured(
        f"{trial.species}, session {trial.index + 1}", outcome, trial.pictures, wrong=trial.wrong
    )
