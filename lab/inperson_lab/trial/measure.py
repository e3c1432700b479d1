"""From the kept captures of a trial to its report."""

from collections.abc import Iterator
from datetime import UTC, datetime

from inperson import __version__
from inperson.app.models import open_pipeline
from inperson.config import Settings
from inperson.improvement import ImprovementSet, KeptFootage
from inperson.matching import load_calibration
from inperson_lab.photos import Progress, no_progress
from inperson_lab.trial.book import Book
from inperson_lab.trial.errors import TrialEmpty
from inperson_lab.trial.figures import figures_of
from inperson_lab.trial.outcomes import Outcome, as_decided
from inperson_lab.trial.replay import Replays
from inperson_lab.trial.report import TrialReport


def measure_trial(
    book: Book,
    kept: ImprovementSet,
    settings: Settings,
    progress: Progress = no_progress,
    *,
    again: bool,
) -> TrialReport:
    """Count what came of a trial's captures.

    Args:
        book: the trial.
        kept: its tenant's improvement set.
        settings: name the models, and the level that a comparison must reach.
        progress: told (done, total).
        again: judge every capture with this version, beside what was decided then.

    Raises:
        TrialEmpty: if no capture is kept.

    """
    entries, decided = book.read(), list[Outcome]()
    total = sum(sum(each.done.values()) - each.waiting for each in entries.volunteers)

    def captures() -> Iterator[KeptFootage]:
        known = {(entries.trial, str(each.number)) for each in entries.volunteers}
        for each in kept.footage():
            if (each.label.get("trial"), each.label.get("volunteer")) in known:
                decided.append(as_decided(each))
                yield each
                progress(len(decided), max(total, len(decided)))

    pipeline = open_pipeline(settings)
    if again:
        calibration = load_calibration(pipeline.model_digest)
        replays = Replays(pipeline, calibration, settings.required_level)
        outcomes = list(replays.outcomes(captures()))
    else:
        outcomes = [as_decided(each) for each in captures()]
    if not outcomes:
        raise TrialEmpty("No capture is kept: volunteers make them at `inperson trial run`.")
    return TrialReport(
        name=book.plan.name,
        made_at=datetime.now(UTC),
        engine=f"judged by Inperson {__version__}" if again else "as it was decided",
        model_digest=pipeline.model_digest,
        figures=figures_of(outcomes),
        before=figures_of(decided) if again else None,
        never_enrolled=sum(each.waiting for each in entries.volunteers),
    )
