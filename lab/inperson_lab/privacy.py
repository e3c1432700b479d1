"""What an attacker gets out of private statistics: measured on the real mechanism, not claimed.

Two worlds are compared that differ in one subject (or one tenant). The attacker knows everything
but that one, and thresholds the likelihood ratio of what was released: by Neyman and Pearson nobody
does better. From how often each world passes the threshold follow

- a lower bound of epsilon, for P(pass | in) <= e^epsilon * P(pass | out), by the exact intervals of
  Clopper and Pearson; a mechanism that claims less than it costs is found out by it;
- the attacker's advantage, its true positive rate less its false positive rate, of which theory
  allows (e^epsilon - 1) / (e^epsilon + 1) at most.

Both bounds are one-sided at `CONFIDENCE`, so a sound mechanism fails once in ten million tries. The
threshold is chosen on one half of the runs and measured on the other: a choice on the same half
would be a search for an accident.

`python -m inperson_lab.privacy` prints the figures.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import inf, log, tanh

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from inperson.usage.statistics import MICRO, Measure, Mechanisms, Noise, Parameters, noise_for

CONFIDENCE = 1 - 5e-8
"""Of each of the two one-sided intervals that a bound is made of: together 1 - 1e-7."""

Runs = NDArray[np.int64]
Adder = Callable[[Sequence[int]], list[int]]


@dataclass(frozen=True, slots=True)
class Part:
    """One noised number that the two worlds give differently. The others tell nothing."""

    without: int
    with_target: int
    scale: int
    """That the release names: what the attacker takes the noise to be."""
    add: Adder


@dataclass(frozen=True, slots=True)
class Attack:
    """How an attacker fared, with intervals."""

    runs: int
    epsilon_claimed: float
    epsilon_low: float
    """Lower bound of what the mechanism really costs."""
    advantage: float
    advantage_low: float
    advantage_high: float
    advantage_allowed: float

    @property
    def accuracy(self) -> float:
        """Return how often it is right, if the target is there in half of the cases."""
        return (1 + self.advantage) / 2

    @property
    def sound(self) -> bool:
        """Tell whether nothing speaks against the claim."""
        within = self.advantage_low <= self.advantage_allowed
        return within and self.epsilon_low <= self.epsilon_claimed


def attack(parts: Sequence[Part], epsilon_claimed: float, runs: int) -> Attack:
    """Attack a release many times in both worlds.

    Args:
        parts: the numbers in which the worlds differ.
        epsilon_claimed: what the mechanism says that it costs in total.
        runs: how often it is run in each world; half of them choose the threshold.

    """
    out = np.sum([_ratios(each, each.without, runs) for each in parts], axis=0)
    there = np.sum([_ratios(each, each.with_target, runs) for each in parts], axis=0)
    half = runs // 2
    far, best = _thresholds(there[:half], out[:half])
    low = max(
        _epsilon_low(there[half:] >= far, out[half:] >= far),
        _epsilon_low(out[half:] < far, there[half:] < far),
    )
    return _judged(there[half:] >= best, out[half:] >= best, epsilon_claimed, low)


def blind_attack(
    measured: Sequence[Runs], epsilon_claimed: float, inside: Sequence[bool]
) -> Attack:
    """Attack by a threshold on a number when the attacker does not know the others.

    Args:
        measured: one released number for each run.
        epsilon_claimed: what the mechanism says that it costs.
        inside: whether the target was there, for each run.

    """
    values, labels = np.asarray(measured), np.asarray(inside)
    half = len(values) // 2
    middle = np.median(values[:half])
    there = values[half:][labels[half:]] >= middle
    out = values[half:][~labels[half:]] >= middle
    return _judged(there, out, epsilon_claimed, _epsilon_low(there, out))


def _ratios(part: Part, exact: int, runs: int) -> NDArray[np.float64]:
    """Return the log likelihood ratio that each of many releases shows, `with_target` on top."""
    noisy = np.asarray(part.add([exact] * runs), dtype=np.int64)
    nearer = np.abs(noisy - part.without) - np.abs(noisy - part.with_target)
    return np.asarray(nearer / part.scale, dtype=np.float64)


def _thresholds(there: NDArray[np.float64], out: NDArray[np.float64]) -> tuple[float, float]:
    """Return the threshold with the largest lower bound of epsilon, and the best to guess by."""
    pooled = np.quantile(np.concatenate((there, out)), np.linspace(0.02, 0.98, 49))
    each = np.unique(pooled)
    far = max(
        each,
        key=lambda at: max(
            _epsilon_low(there >= at, out >= at), _epsilon_low(out < at, there < at)
        ),
    )
    best = max(each, key=lambda at: float(np.mean(there >= at) - np.mean(out >= at)))
    return float(far), float(best)


def _judged(there: NDArray[np.bool_], out: NDArray[np.bool_], claimed: float, low: float) -> Attack:
    return Attack(
        runs=len(there) + len(out),
        epsilon_claimed=claimed,
        epsilon_low=low,
        advantage=float(np.mean(there) - np.mean(out)),
        advantage_low=_low(there) - _high(out),
        advantage_high=_high(there) - _low(out),
        advantage_allowed=tanh(claimed / 2),  # (e^x - 1) / (e^x + 1)
    )


def _epsilon_low(more: NDArray[np.bool_], less: NDArray[np.bool_]) -> float:
    low, high = _low(more), _high(less)
    return log(low / high) if low > 0 else -inf


def _low(passed: NDArray[np.bool_]) -> float:
    """Return the lower end of Clopper and Pearson's interval."""
    count, runs = int(np.sum(passed)), len(passed)
    return 0.0 if count == 0 else float(betaincinv(count, runs - count + 1, 1 - CONFIDENCE))


def _high(passed: NDArray[np.bool_]) -> float:
    """Return the upper end of it."""
    count, runs = int(np.sum(passed)), len(passed)
    return 1.0 if count == runs else float(betaincinv(count + 1, runs - count, CONFIDENCE))


def worst_subject(parameters: Parameters, others: int = 1000) -> list[Part]:
    """Return the parts of a release that the most telling subject changes, by as much as it can.

    It has as many sessions as count, all in one bin of each histogram: nobody changes the release
    more. Every other entry has the same noise in both worlds and tells nothing, so it is not drawn.
    """
    mechanisms = Mechanisms(parameters)
    noises: list[Noise] = [mechanisms.subjects, *mechanisms.measures.values()]
    return [Part(others, others + each.sensitivity, each.scale, each.add) for each in noises]


def membership(parameters: Parameters, runs: int) -> Attack:
    """Attack a whole release for one subject, knowing everybody else."""
    claimed = Mechanisms(parameters).epsilon_micro / MICRO
    return attack(worst_subject(parameters), claimed, runs)


def all_year(parameters: Parameters, runs: int) -> Attack:
    """Attack a year's twelve releases for one subject that is in all of them or in none."""
    claimed = 12 * Mechanisms(parameters).epsilon_micro / MICRO
    return attack(worst_subject(parameters) * 12, claimed, runs)


def histogram_alone(parameters: Parameters, measure: Measure, runs: int) -> Attack:
    """Attack one histogram for one subject, knowing everybody else."""
    noise = noise_for(parameters.sensitivity(measure), parameters.of(measure))
    part = Part(1000, 1000 + noise.sensitivity, noise.scale, noise.add)
    return attack([part], noise.epsilon_micro / MICRO, runs)


def exactly(parameters: Parameters, runs: int) -> Attack:
    """Run the same attack on exact counts: what it would find if there were no noise."""

    def unprotected(part: Part) -> Part:
        return Part(part.without, part.with_target, 1, list)

    claimed = Mechanisms(parameters).epsilon_micro / MICRO
    return attack([unprotected(each) for each in worst_subject(parameters)], claimed, runs)


def report(runs: int = 100_000) -> dict[str, dict[str, float]]:
    """Measure what docs/statistics.md quotes."""
    parameters = Parameters()
    found = {
        "one subject, whole release": membership(parameters, runs),
        "one subject, session length alone": histogram_alone(parameters, Measure.LENGTH, runs),
        "one subject, a year of releases": all_year(parameters, runs // 10),
        "one subject, exact counts": exactly(parameters, runs),
    }
    return {name: asdict(each) | {"accuracy": each.accuracy} for name, each in found.items()}


if __name__ == "__main__":
    for name, facts in report().items():
        rounded = {key: round(value, 4) for key, value in facts.items()}
        print(f"{name}: {json.dumps(rounded)}")  # noqa: T201
