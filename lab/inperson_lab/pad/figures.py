"""The figures of ISO/IEC 30107-3, counted on trials."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from inperson.liveness import LIVE, Bounds, Finding, Measurement, Requirement
from inperson_lab.pad.conditions import Part, worst_part
from inperson_lab.pad.rate import Rate
from inperson_lab.pad.trials import BONA_FIDE, Trial

QUANTILES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class CueFigure:
    """How a cue fared in the trials of one species."""

    cue: str
    refused: int
    """Trials that it stood against."""
    alone: int
    """Trials that would have passed without it."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """A number of the evidence in the trials of one species that had it."""

    measure: str
    """`cue.measure`."""
    trials: int
    values: tuple[float, ...]
    """At `QUANTILES`."""


@dataclass(frozen=True, slots=True)
class SpeciesFigures:
    """What came of one species.

    For attacks an error is an acceptance (APCER), for living people a refusal (BPCER).
    """

    species: str
    trials: int
    heads: int
    error: Rate
    """Of all trials: one that was given up counts as refused. The headline."""
    error_of_responses: Rate
    """Of the trials in which every target was reached, as ISO/IEC 30107-3 counts APCER and BPCER
    where non-response is reported apart."""
    non_response: Rate
    """APNRR or BPNRR: given up before there was anything to decide on."""
    worst: Part | None
    """The third of a camera's parameter in which most came out wrong; None if none did."""
    cues: tuple[CueFigure, ...]
    evidence: tuple[Quantiles, ...]
    duration_s: tuple[float, float]
    """Median and 95th percentile, of the trials with a response."""
    decision_ms: tuple[float, float]
    failures: tuple[str, ...]
    """Trials without an outcome, which are in no rate: why, each."""

    @property
    def bona_fide(self) -> bool:
        """Tell whether these are living people."""
        return self.species in BONA_FIDE


def count_species(
    species: str, trials: Sequence[Trial], requirement: Requirement = LIVE
) -> SpeciesFigures:
    """Count the trials of one species.

    Args:
        species: which; others are not looked at.
        trials: as they were played.
        requirement: decided them; tells which cue decided alone.

    """
    own = [each for each in trials if each.species == species]
    done = [each for each in own if each.error is None]
    responses = [each for each in done if each.responded]
    return SpeciesFigures(
        species=species,
        trials=len(done),
        heads=len({each.head for each in done}),
        error=Rate.of_count(sum(each.wrong for each in done), len(done)),
        error_of_responses=Rate.of_count(sum(each.wrong for each in responses), len(responses)),
        non_response=Rate.of_count(len(done) - len(responses), len(done)),
        worst=_worst(done),
        cues=_cues(done, requirement),
        evidence=_evidence(done),
        duration_s=_spread([each.duration_s for each in responses]),
        decision_ms=_spread([each.decision_ms for each in responses]),
        failures=tuple(each.error for each in own if each.error is not None),
    )


def _worst(trials: Sequence[Trial]) -> Part | None:
    found = worst_part([(each.conditions, each.wrong) for each in trials])
    return found if found is not None and found.error.count else None


def without(cue: str, findings: Mapping[str, Finding], requirement: Requirement = LIVE) -> bool:
    """Tell whether the requirement would hold if a cue spoke for a living person."""
    return requirement.judge({**findings, cue: _speaks_for(cue)}).live


def _speaks_for(cue: str) -> Finding:
    return Finding(cue, (Measurement("supposed", 1.0, Bounds(least=1.0)),))


def _cues(trials: Sequence[Trial], requirement: Requirement) -> tuple[CueFigure, ...]:
    refused: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for trial in trials:
        findings = {each.cue: each for each in trial.findings}
        refused.update(trial.against)
        alone.update(cue for cue in trial.against if without(cue, findings, requirement))
    return tuple(CueFigure(cue, count, alone[cue]) for cue, count in refused.most_common())


def _evidence(trials: Sequence[Trial]) -> tuple[Quantiles, ...]:
    by_name: dict[str, list[float]] = {}
    for finding in (each for trial in trials for each in trial.findings):
        for name, value in finding.evidence.items():
            by_name.setdefault(name, []).append(value)
    return tuple(
        Quantiles(name, len(values), tuple(float(q) for q in np.quantile(values, QUANTILES)))
        for name, values in by_name.items()
    )


def _spread(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return 0.0, 0.0
    return float(np.median(values)), float(np.quantile(values, 0.95, method="higher"))
