"""The figures of a trial (ISO/IEC 30107-3, 19795-1), each over people and not over captures."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from inperson_lab.groups import WORSE
from inperson_lab.sessions import Counts, counted
from inperson_lab.trial.outcomes import Outcome, with_groups

FEWEST = 3
"""Groups of fewer people are in no report: they would tell of somebody."""
_EVERYBODY = ("all", "all")
_CONDITIONS = ("device", "light", "glasses")


@dataclass(frozen=True, slots=True)
class OriginFigures:
    """What the cue `origin` says of captures whose client told of its camera."""

    refused: Counts
    """By it alone, of those: it decides only where a session asks for it."""
    by: Mapping[str, int]
    """How often each of its measures stood against one."""


@dataclass(frozen=True, slots=True)
class SliceFigures:
    """Living people under one condition, or of one group."""

    name: str
    value: str
    people: int
    captures: int
    bpcer: Counts
    """Refused by liveness, of all captures: one that was given up counts as refused."""
    bpnrr: Counts
    """Given up, of all captures."""
    fnmr: Counts | None
    """Not taken for themselves, of those that passed and were compared; None if none was."""
    took_s: tuple[float, float] | None
    """Median and 95th percentile of those that passed."""
    origin: OriginFigures | None
    """None where no client told anything."""
    worse: bool = False
    """Whether its BPCER or FNMR is more than 25 % above everybody's (NIST SP 800-63A-4, 3.11)."""


@dataclass(frozen=True, slots=True)
class AttackFigures:
    """Attacks of one species."""

    species: str
    people: int
    """On how many."""
    captures: int
    apcer: Counts
    """Taken for living, of all."""
    apnrr: Counts
    """Given up, of all."""
    iapar: Counts
    """Taken for living and for the person who was presented, of all."""
    origin: OriginFigures | None
    """None where no client told anything."""


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """What one engine made of all captures."""

    people: int
    slices: tuple[SliceFigures, ...]
    attacks: tuple[AttackFigures, ...]
    refused_by: Mapping[str, Mapping[str, int]]
    """Of living people and of each species, how often each reason stood."""
    left_out: tuple[str, ...]
    """Groups of fewer than `FEWEST` people."""

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return asdict(self)


def figures_of(outcomes: Iterable[Outcome]) -> TrialFigures:
    """Count what came of captures."""
    listed = with_groups(outcomes)
    living = [each for each in listed if not each.species]
    slices, left_out = _slices(living)
    species = dict.fromkeys(each.species for each in listed if each.species)
    reasons: dict[str, dict[str, int]] = {}
    for each in listed:
        own = reasons.setdefault(each.species or "living", {})
        for reason in each.reasons:
            own[reason] = own.get(reason, 0) + 1
    return TrialFigures(
        people=len({each.person for each in listed}),
        slices=slices,
        attacks=tuple(
            _attack(name, [each for each in listed if each.species == name]) for name in species
        ),
        refused_by=reasons,
        left_out=left_out,
    )


def _slices(living: Sequence[Outcome]) -> tuple[tuple[SliceFigures, ...], tuple[str, ...]]:
    if not living:
        return (), ()
    parts: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in living:
        for part in each.slices():
            parts[part].append(each)
    whole, made, left_out = _slice(_EVERYBODY, living, None), [], []
    for part, own in sorted(parts.items()):
        name, value = part
        if name not in _CONDITIONS and len({each.person for each in own}) < FEWEST:
            left_out.append(f"{name} {value}")
            continue
        made.append(_slice(part, own, whole))
    return (whole, *made), tuple(left_out)


def _slice(
    part: tuple[str, str], own: Sequence[Outcome], whole: SliceFigures | None
) -> SliceFigures:
    bpcer = _counts(own, lambda each: not each.live)
    compared = [each for each in own if each.live and each.matched is not None]
    fnmr = _counts(compared, lambda each: not each.matched) if compared else None
    passed = [each.duration_s for each in own if each.live]
    worse = whole is not None and bpcer.rate > WORSE * whole.bpcer.rate
    if whole is not None and fnmr is not None and whole.fnmr is not None:
        worse |= fnmr.rate > WORSE * whole.fnmr.rate
    return SliceFigures(
        *part,
        people=len({each.person for each in own}),
        captures=len(own),
        bpcer=bpcer,
        bpnrr=_counts(own, lambda each: not each.responded),
        fnmr=fnmr,
        took_s=_spread(passed),
        origin=_origin(own),
        worse=worse,
    )


def _attack(species: str, own: Sequence[Outcome]) -> AttackFigures:
    return AttackFigures(
        species,
        people=len({each.person for each in own}),
        captures=len(own),
        apcer=_counts(own, lambda each: each.live),
        apnrr=_counts(own, lambda each: not each.responded),
        iapar=_counts(own, lambda each: each.live and each.matched is True),
        origin=_origin(own),
    )


def _origin(own: Sequence[Outcome]) -> OriginFigures | None:
    told = [each for each in own if each.origin is not None]
    if not told:
        return None
    refused = _counts(told, lambda each: each.origin is not None and not each.origin.live)
    found = (measure for each in told if each.origin for measure in each.origin.measures)
    by = Counter(measure.name for measure in found if not measure.holds)
    return OriginFigures(refused, dict(by.most_common()))


def _counts(own: Sequence[Outcome], wrong: Callable[[Outcome], bool]) -> Counts:
    by_person: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    for each in own:
        by_person[each.person,].append(wrong(each))
    return counted({who: np.array(each, bool) for who, each in by_person.items()})


def _spread(values: Sequence[float]) -> tuple[float, float] | None:
    if not values:
        return None
    return float(np.median(values)), float(np.quantile(values, 0.95, method="higher"))
