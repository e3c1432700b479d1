"""All that is measured of liveness, and what is said about it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inperson.liveness import (
    STANDARD,
    Assurance,
    Profile,
    Thresholds,
    build_engine,
    load_thresholds,
)
from inperson.vision import FacePipeline
from inperson_lab.errors import DatasetUnusable
from inperson_lab.pad.expressions import measure_expressions, pairs_in
from inperson_lab.pad.figures import QUANTILES, SpeciesFigures, count_species
from inperson_lab.pad.heads import Half, choose_heads
from inperson_lab.pad.rate import Rate
from inperson_lab.pad.recordings import (
    RecordingFigures,
    measure_live_videos,
    measure_replays,
)
from inperson_lab.pad.trials import PipelineMaker, Trial, draw_tasks, run_trials
from inperson_lab.pad.webcam import SurfaceFigures, measure_webcam
from inperson_lab.photos import Progress, no_progress
from inperson_lab.presenter import SPECIES, SpeciesUnknown

PICTURED = 3
"""Trials of each species that are shown in the report whatever their outcome."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure."""

    people: Path | None
    scans: Path | None = None
    shapes: Path | None = None
    """Where portraits' heads take their shape from; None for their own mesh."""
    data: Path | None = None
    """Holds phone-dev, approach-dev, nuaa-dev and expression-dev; None to leave them out."""
    species: tuple[str, ...] = SPECIES
    sessions: int = 300
    """Of each species."""
    heads: int = 20
    past: int = 0
    """Heads that are left out, for limits have seen them."""
    half: Half = Half.MEASUREMENT
    profile: Profile = STANDARD
    assurance: Assurance = Assurance.PERSPECTIVE
    wide: bool = False
    """Cameras, rooms and lines as they may be, and not plain ones."""
    seed: int = 2026
    workers: int = 0
    """Processes; 0 for as many as there are cores."""


@dataclass(frozen=True, slots=True)
class RealFigures:
    """What was measured on real recordings; empty where the data is not there."""

    replays: tuple[RecordingFigures, ...] = ()
    live_videos: tuple[RecordingFigures, ...] = ()
    scrubbed: tuple[RecordingFigures, ...] = ()
    """Living people who come nearer, filmed: their frames chosen to follow the targets."""
    webcam: tuple[SurfaceFigures, ...] = ()
    expressions: Rate | None = None
    """Pairs of flat photographs, neutral and smiling, judged live."""
    skipped: tuple[str, ...] = ()
    """What is not there."""


@dataclass(frozen=True, slots=True)
class LivenessReport:
    """What was measured."""

    plan: Plan
    heads: tuple[str, ...]
    limits: Thresholds
    species: tuple[SpeciesFigures, ...]
    real: RealFigures
    trials: tuple[Trial, ...] = field(repr=False)
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def complete(self) -> bool:
        """Tell whether every trial has an outcome."""
        return not any(each.failures for each in self.species)

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON values; the trials and pictures are apart."""
        real = asdict(self.real)
        for each in (*real["replays"], *real["live_videos"], *real["scrubbed"]):
            del each["pictures"]
        return {
            "standard": "ISO/IEC 30107-3",
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "half": self.plan.half,
            "profile": self.plan.profile.name,
            "assurance": self.plan.assurance,
            "wide": self.plan.wide,
            "seed": self.plan.seed,
            "sessions_per_species": self.plan.sessions,
            "heads": list(self.heads),
            "shapes": "drawn" if self.plan.shapes else "their portraits' own",
            "limits": asdict(self.limits),
            "quantiles": list(QUANTILES),
            "complete": self.complete,
            "species": [asdict(each) | {"bona_fide": each.bona_fide} for each in self.species],
            "real": real,
        }

    def summary(self) -> str:
        """Return a table for people."""
        lines = [
            f"{len(self.heads)} heads of the {self.plan.half} half, rendered"
            f"{', their shapes drawn' if self.plan.shapes else ''}; "
            f"{self.plan.profile.name} profile; {self.plan.assurance}"
            f"{'; cameras and rooms drawn wide' if self.plan.wide else ''}; "
            "95 % intervals, exact",
            f"{'':19}{'':>7}{'errors':>9}{'interval':>18}{'of responses':>15}{'no response':>14}",
        ]
        lines += [_line(each) for each in self.species]
        lines += [_worst_line(each) for each in self.species if each.worst is not None]
        for replay in (*self.real.replays, *self.real.scrubbed):
            steered = f", steered {_ratio(replay.steered)}" if replay.steered else ""
            lines.append(
                f"real replay {replay.name}: accepted {_ratio(replay.played)} played{steered}"
            )
        if self.real.expressions is not None:
            lines.append(f"real smiles, two photographs: {_ratio(self.real.expressions)} accepted")
        lines += [f"skipped: {each}" for each in self.real.skipped]
        failures = sum(len(each.failures) for each in self.species)
        if failures:
            lines.append(f"{failures} trials have no outcome: see `failures` in report.json")
        return "\n".join(lines)


def measure_liveness(
    plan: Plan,
    open_pipeline: PipelineMaker,
    tell: Callable[[str], Progress] = lambda label: no_progress,
) -> LivenessReport:
    """Measure presentation attack detection.

    1. Heads are chosen from the half that thresholds were not made on.
    2. Every species is rendered and played through the protocol, trial by trial.
    3. Real recordings are played and measured, where they are there.

    Args:
        plan: what to measure.
        open_pipeline: opens the models; importable, for it is called in other processes.
        tell: returns what is told (done, total) of a part of the work.

    Raises:
        DatasetUnusable: if there are too few heads.
        SpeciesUnknown: if the plan names a species that there is not.

    """
    unknown = [each for each in plan.species if each not in SPECIES]
    if unknown:
        raise SpeciesUnknown(f"The species are: {', '.join(SPECIES)}.")
    if plan.sessions < 1 or not plan.species:
        raise DatasetUnusable("A measurement needs a species and a session of it.")
    pipeline = open_pipeline()
    heads = choose_heads(
        plan.people, plan.scans, pipeline, plan.half, plan.heads, plan.past, plan.shapes
    )
    asked = (plan.species, plan.sessions, plan.profile, plan.seed, PICTURED, plan.assurance)
    tasks = draw_tasks(heads, *asked, wide=plan.wide)
    trials = run_trials(tasks, open_pipeline, plan.workers, tell("sessions"))
    limits = load_thresholds()
    return LivenessReport(
        plan=plan,
        heads=tuple(each.name for each in heads),
        limits=limits,
        species=tuple(count_species(each, trials) for each in plan.species),
        real=_measure_real(plan.data, pipeline, limits, tell),
        trials=tuple(trials),
    )


def _measure_real(
    data: Path | None,
    pipeline: FacePipeline,
    limits: Thresholds,
    tell: Callable[[str], Progress],
) -> RealFigures:
    if data is None:
        return RealFigures(skipped=("real recordings: no folder was given",))
    engine = build_engine(pipeline, limits)
    names = ("phone", "approach", "nuaa", "expression")
    phone, approach, nuaa, faces = folders = [data / f"{name}-dev" for name in names]
    counted = _counted(tell("recordings"), phone)
    replays: tuple[RecordingFigures, ...] = ()
    videos: tuple[RecordingFigures, ...] = ()
    scrubbed: tuple[RecordingFigures, ...] = ()
    webcam: tuple[SurfaceFigures, ...] = ()
    if phone.is_dir():
        replays = measure_replays(phone / "replay", pipeline, engine, counted)
        videos = measure_live_videos(phone / "live", pipeline, engine, counted)
    if approach.is_dir():
        scrubbed = measure_replays(approach, pipeline, engine, counted)
    if nuaa.is_dir():
        webcam = measure_webcam(nuaa, pipeline, limits, tell("webcam frames"))
    smiles: Rate | None = None
    if faces.is_dir():
        told = _told(tell("expressions"), len(pairs_in(faces)))
        smiles = measure_expressions(faces, pipeline, engine, told)
    missing = [each.name for each in folders if not each.is_dir()]
    skipped = tuple(f"{name} is not in {data.name}" for name in missing)
    return RealFigures(replays, videos, scrubbed, webcam, smiles, skipped)


def _counted(progress: Progress, phone: Path) -> Callable[[], None]:
    return _told(progress, 2 * sum(path.suffix.lower() != ".jpg" for path in phone.glob("*/*")))


def _told(progress: Progress, total: int) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, max(done, total))

    return step


def _line(figures: SpeciesFigures) -> str:
    low, high = figures.error.interval
    return (
        f"{figures.species:19}{'BPCER' if figures.bona_fide else 'APCER':>7}"
        f"{_ratio(figures.error):>9}{f'{low:.1%} to {high:.1%}':>18}"
        f"{_ratio(figures.error_of_responses):>15}{_ratio(figures.non_response):>14}"
    )


def _worst_line(figures: SpeciesFigures) -> str:
    worst = figures.worst
    assert worst is not None  # noqa: S101 -- narrows for the type checker
    within = f"{worst.parameter} {worst.least:.3g} to {worst.most:.3g}"
    return f"worst of {figures.species}: {within}: {_ratio(worst.error)}"


def _ratio(rate: Rate) -> str:
    return f"{rate.count}/{rate.of}"
