"""`evaluate`: how well it works, measured (ISO/IEC 19795-1 and 30107-3)."""

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inperson.cli import chosen_settings
from inperson.cli.output import JSON_OPTION, fail, failing, progress, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from inperson_lab.pad import Plan
    from inperson_lab.people import Condition, PeopleReport

app = typer.Typer(no_args_is_help=True, help="Measure accuracy and liveness; make calibrations.")

Folders = Annotated[
    list[Path], typer.Argument(help="Each with a folder of photos per person; several are groups.")
]
Labels = Annotated[
    Path | None,
    typer.Option("--groups", help="CSV: a column `person`, and any that people are grouped by."),
]
Json = Annotated[bool, JSON_OPTION]


@app.command()
def calibrate(
    folders: Folders,
    out: Annotated[Path, typer.Option(help="Where the calibration file goes.")],
    groups: Labels = None,
    as_json: Json = False,
) -> None:
    """Make the calibrated ladder from all cross-identity comparisons of a folder."""
    from inperson.app.models import open_pipeline
    from inperson_lab import calibrate as run_calibration

    with failing(as_json=as_json):
        pipeline = open_pipeline(chosen_settings())
        made = run_calibration(folders, pipeline, out, groups, progress("photos"))
    for rung in made.rungs:
        unproven = made.unproven(rung.level)
        show(
            f"level {rung.level}: FMR at most {rung.fmr_target:.0e} from similarity "
            f"{rung.threshold:.4f}, set by {rung.set_by}"
            + (f"; too few to claim it for {', '.join(unproven)}" if unproven else ""),
            asdict(rung) | {"bound": made.bound(rung.level), "unproven": unproven},
            as_json=as_json,
        )


@app.command()
def verification(
    folders: Folders,
    pairs: Annotated[Path | None, typer.Option(help="Pairs to compare, LFW format.")] = None,
    groups: Labels = None,
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("reports/verification"),
    session_rules: Annotated[
        bool, typer.Option("--session-rules", help="Leave out photos that a session would refuse.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure 1:1 verification and write report.json and report.html."""
    from inperson.app.models import open_pipeline
    from inperson.matching import load_calibration
    from inperson_lab import evaluate_verification, write_report

    with failing(as_json=as_json):
        pipeline = open_pipeline(chosen_settings())
        ladder = load_calibration(pipeline.model_digest)
        report = evaluate_verification(
            folders,
            pipeline,
            ladder,
            pairs,
            groups,
            progress("photos"),
            session_rules=session_rules,
        )
        write_report(report, out)
    show(f"{report.summary()}\nreport: {out / 'report.html'}", report.to_json(), as_json=as_json)


@app.command()
def covering(
    folder: Annotated[Path, typer.Argument(help="With a folder of photos per person.")],
    out: Annotated[Path, typer.Option(help="Where the weights go.")],
    elsewhere: Annotated[
        list[Path], typer.Option(help="A folder of others, who wear nothing; may be repeated.")
    ] = [],  # noqa: B006 -- typer copies it
    as_json: Json = False,
) -> None:
    """Fit what tells covered eyes, noses and mouths, to coverings painted on photographs."""
    from inperson.app.models import open_pipeline
    from inperson_lab.coverings.fit import fit_covering

    with failing(as_json=as_json):
        pipeline = open_pipeline(chosen_settings())
        chips = fit_covering(folder, elsewhere, pipeline, out, progress("photos"))
    show(f"fitted to {chips} faces: {out}", {"chips": chips}, as_json=as_json)


@app.command()
def envelope(
    folder: Annotated[Path, typer.Argument(help="With a folder of photos per person.")],
    people: Annotated[int, typer.Option(min=2, help="How many at most.")] = 300,
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("reports/envelope"),
    as_json: Json = False,
) -> None:
    """Measure where the ladder holds, condition by condition; write report.json and report.html."""
    from inperson.app.models import open_pipeline
    from inperson.matching import load_calibration
    from inperson_lab.envelope import evaluate_envelope, write_envelope_report

    with failing(as_json=as_json):
        pipeline = open_pipeline(chosen_settings())
        ladder = load_calibration(pipeline.model_digest)
        report = evaluate_envelope(folder, pipeline, ladder, people, progress("people"))
        write_envelope_report(report, out)
    show(f"{report.summary()}\nreport: {out / 'report.html'}", report.to_json(), as_json=as_json)


@app.command()
def sessions(
    folders: Annotated[
        list[Path],
        typer.Argument(help="Of videos, or numbered photos, per person or named person_*."),
    ],
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("reports/sessions"),
    as_json: Json = False,
) -> None:
    """Measure sessions of one occasion against those of another and write report.json."""
    from inperson.app.models import open_pipeline
    from inperson.matching import load_calibration
    from inperson_lab.sessions import evaluate_sessions

    with failing(as_json=as_json):
        pipeline = open_pipeline(chosen_settings())
        ladder = load_calibration(pipeline.model_digest)
        report = evaluate_sessions(folders, pipeline, ladder, progress("recordings"))
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.json").write_text(json.dumps(report.to_json(), indent=2) + "\n", "utf-8")
    show(report.summary(), report.to_json(), as_json=as_json)


@app.command()
def people(
    folder: Annotated[Path, typer.Argument(help="With a folder of portraits per person.")],
    count: Annotated[int, typer.Option("--people", min=1, help="Of each kind.")] = 130,
    kinds: Annotated[list[str] | None, typer.Option("--kind", help="Only these.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another one gives other captures.")] = 2026,
    browser: Annotated[
        bool, typer.Option("--browser", help="Before the page in Chromium; needs Playwright.")
    ] = False,
    slower: Annotated[
        float, typer.Option(min=1, max=20, help="Let a browser's time pass slower.")
    ] = 1.0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run in a browser that was ended.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("reports/people"),
    as_json: Json = False,
) -> None:
    """Measure who can finish a capture within two tries; write report.json and report.html."""
    from inperson.app.models import open_pipeline
    from inperson_lab.people import (
        Kept,
        evaluate_people,
        write_people_report,
    )

    asked = _asked(kinds, browser=browser)
    with failing(as_json=as_json):
        pipeline = open_pipeline(chosen_settings())
        told = progress("people")
        if browser:
            evaluate = _in_browser(as_json=as_json)
            kept = Kept(out / "visits.jsonl", seed, resume=resume)
            report = evaluate(folder, pipeline, asked, count, kept, seed, slower, told)
        else:
            report = evaluate_people(folder, pipeline, asked, count, seed, told)
        write_people_report(report, out)
    show(f"{report.summary()}\nreport: {out / 'report.html'}", report.to_json(), as_json=as_json)


def _asked(kinds: list[str] | None, *, browser: bool) -> "list[Condition]":
    from inperson_lab.people import CONDITIONS, OF_THE_PAGE

    come = (*CONDITIONS, *OF_THE_PAGE) if browser else CONDITIONS
    if unknown := set(kinds or ()) - {each.name for each in come}:
        names = ", ".join(each.name for each in come)
        raise typer.BadParameter(f"There is no {', '.join(unknown)}; there are: {names}.")
    return [each for each in come if not kinds or each.name in kinds]


def _in_browser(*, as_json: bool) -> "Callable[..., PeopleReport]":
    try:
        from inperson_lab.people.in_browser import evaluate_in_browser
    except ModuleNotFoundError:
        fail("playwright_missing", "Install inperson-lab[browser] and Chromium.", as_json=as_json)
    return evaluate_in_browser


@app.command()
def liveness(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder with a folder of portraits per person.")
    ] = None,
    heads3d: Annotated[Path | None, typer.Option(help="A folder with a folder per scan.")] = None,
    shapes: Annotated[Path | None, typer.Option(help="Wheel to draw heads' shapes from.")] = None,
    data: Annotated[Path | None, typer.Option(help="Holds phone-dev and the others.")] = None,
    sessions: Annotated[int, typer.Option(min=1, help="Of each species.")] = 300,
    species: Annotated[list[str] | None, typer.Option(help="Only these; repeatable.")] = None,
    half: Annotated[str, typer.Option(help="measurement, calibration or all.")] = "measurement",
    heads: Annotated[int, typer.Option(min=2, help="How many heads at most.")] = 20,
    past: Annotated[int, typer.Option(min=0, help="Leave out so many: limits saw them.")] = 0,
    profile: Annotated[str, typer.Option(help="standard or gentle.")] = "standard",
    light: Annotated[bool, typer.Option("--light", help="The page shows its light.")] = False,
    wide: Annotated[bool, typer.Option("--wide", help="Any camera, room and line.")] = False,
    seed: Annotated[int, typer.Option(min=0, help="Another one gives other sessions.")] = 2026,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: one a core.")] = 0,
    out: Annotated[Path, typer.Option(help="Folder of the report.")] = Path("reports/liveness"),
    as_json: Json = False,
) -> None:
    """Measure presentation attack detection and write report.json and report.html."""
    from inperson.liveness import PROFILES, Assurance
    from inperson_lab.pad import Half, Plan
    from inperson_lab.presenter import SPECIES

    if half not in set(Half) or profile not in PROFILES:
        raise typer.BadParameter(f"A half is {', '.join(Half)}; a profile {', '.join(PROFILES)}.")
    plan = Plan(
        *(folder, heads3d, shapes, data),
        species=tuple(species or SPECIES),
        sessions=sessions,
        heads=heads,
        past=past,
        half=Half(half),
        profile=PROFILES[profile],
        assurance=Assurance.LIGHT if light else Assurance.PERSPECTIVE,
        wide=wide,
        seed=seed,
        workers=workers,
    )
    _measure_liveness(plan, out, as_json=as_json)


@app.command()
def turns(
    folder: Annotated[Path, typer.Argument(help="A folder with a folder of portraits per person.")],
    heads3d: Annotated[Path | None, typer.Option(help="A folder with a folder per scan.")] = None,
    shapes: Annotated[Path | None, typer.Option(help="Wheel to draw heads' shapes from.")] = None,
    species: Annotated[list[str] | None, typer.Option(help="Only these; repeatable.")] = None,
    half: Annotated[str, typer.Option(help="measurement, calibration or all.")] = "measurement",
    heads: Annotated[int, typer.Option(min=2, help="How many heads at most.")] = 20,
    past: Annotated[int, typer.Option(min=0, help="Leave out so many: limits saw them.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Another one gives other lenses.")] = 2026,
    as_json: Json = False,
) -> None:
    """Measure what turns of the head show of depth and lens, on rendered key frames."""
    from inperson.app.models import open_pipeline
    from inperson_lab.pad import Half, choose_heads
    from inperson_lab.pad.turns import TURNING, measure_turns, turns_table

    if half not in set(Half):
        raise typer.BadParameter(f"A half is {', '.join(Half)}.")
    with failing(as_json=as_json):
        pipeline = open_pipeline(chosen_settings())
        sources = choose_heads(folder, heads3d, pipeline, Half(half), heads, past, shapes)
        told = progress("heads")
        found = measure_turns(sources, species or TURNING, pipeline, seed, told)
    show(turns_table(found), {"shown": [asdict(each) for each in found]}, as_json=as_json)


def _measure_liveness(plan: "Plan", out: Path, *, as_json: bool) -> None:
    from inperson.app.models import open_pipeline
    from inperson_lab.pad import measure_liveness, write_liveness_report

    with failing(as_json=as_json):
        report = measure_liveness(plan, partial(open_pipeline, chosen_settings()), progress)
        write_liveness_report(report, out)
    show(f"{report.summary()}\nreport: {out / 'report.html'}", report.to_json(), as_json=as_json)
    if not report.complete:
        fail("evaluation_incomplete", "Some sessions have no outcome.", as_json=as_json)
