"""What leaves a silo: one release a period, made of whole numbers and of words from closed lists.

`release.v1.schema.json` is its schema: every member named, every text a constant or of a bounded
form, every number bounded. `Release.parse` takes nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from inperson.usage.errors import PeriodInvalid
from inperson.usage.periods import Period
from inperson.usage.statistics.domains import DOMAINS, Measure
from inperson.usage.statistics.errors import ReleaseCorrupt
from inperson.usage.statistics.noise import MECHANISM

VERSION = "inperson.private-statistics.v1"
UNIT = "one subject for the whole period, added or removed"
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError, PeriodInvalid)
MOST_COUNT = 1_000_000_000
"""No count is larger: a bound that keeps a number from holding what is no count."""


@dataclass(frozen=True, slots=True)
class Cost:
    """How one vector was protected."""

    sensitivity: int
    """By how much one subject changes it, in L1."""
    scale: int
    """Of the discrete Laplace noise."""
    epsilon_micro: int
    """What OpenDP computes for the two, in millionths, rounded up."""

    def to_json(self) -> dict[str, Any]:
        """Return it as members of JSON."""
        return {
            "l1_sensitivity": self.sensitivity,
            "scale": self.scale,
            "epsilon_micro": self.epsilon_micro,
        }


@dataclass(frozen=True, slots=True)
class Terms:
    """The parameters under which a release was made."""

    sessions_each: int
    retry_within_s: int
    least_subjects: int
    least_count: int
    yearly_micro: int
    library: str
    """Version of OpenDP, three numbers."""
    subjects: Cost
    measures: Mapping[Measure, Cost] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Release:
    """The private statistics of one period."""

    period: Period
    terms: Terms
    subjects: int | None
    """With noise. None if the release is withheld: the group is too small."""
    bins: Mapping[Measure, Mapping[str, int | None]] = field(hash=False)
    """With noise. None where a bin is below the least count, and everywhere in a withheld one."""

    @property
    def withheld(self) -> bool:
        """Tell whether the group was too small."""
        return self.subjects is None

    @property
    def epsilon_micro(self) -> int:
        """Return what it cost: of a withheld one only the number of subjects was looked at."""
        counted = self.terms.subjects.epsilon_micro
        if self.withheld:
            return counted
        return counted + sum(each.epsilon_micro for each in self.terms.measures.values())

    def to_json(self) -> dict[str, Any]:
        """Return the release as its schema describes it."""
        terms = self.terms
        return {
            "schema": VERSION,
            "period": self.period.text,
            "withheld": self.withheld,
            "parameters": {
                "mechanism": MECHANISM,
                "library_version": terms.library,
                "unit_of_privacy": UNIT,
                "token_kind": "production",
                "epsilon_micro": self.epsilon_micro,
                "yearly_epsilon_micro": terms.yearly_micro,
                "sessions_of_one_subject": terms.sessions_each,
                "retry_within_s": terms.retry_within_s,
                "least_subjects": terms.least_subjects,
                "least_count": terms.least_count,
            },
            "subjects": {**terms.subjects.to_json(), "count": self.subjects},
            "histograms": {
                each.value: {**terms.measures[each].to_json(), "bins": dict(self.bins[each])}
                for each in Measure
            },
        }

    def to_text(self) -> str:
        """Return the same as text, always in the same form."""
        return _canonical(self.to_json())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `to_text` returned, and nothing else.

        Raises:
            ReleaseCorrupt: if it holds anything more, less or other.

        """
        try:
            content = json.loads(text)
            release = cls._of(content)
            same = release.to_text() == _canonical(content) and release.bounded
        except _BROKEN as error:
            raise ReleaseCorrupt("This is no release of private statistics.") from error
        if not same:
            raise ReleaseCorrupt("This is no release of private statistics.")
        return release

    @property
    def bounded(self) -> bool:
        """Tell whether every number is a count, and every list of bins the closed one."""
        numbers = [self.subjects, *(n for bins in self.bins.values() for n in bins.values())]
        terms = self.terms
        whole = [terms.sessions_each, terms.retry_within_s, terms.least_subjects]
        whole += [terms.least_count, terms.yearly_micro]
        for cost in (terms.subjects, *terms.measures.values()):
            whole += [cost.sensitivity, cost.scale, cost.epsilon_micro]
        listed = all(tuple(self.bins[each]) == DOMAINS[each] for each in Measure)
        version = terms.library.split(".")
        spelled = len(version) == 3 and all(each.isdecimal() and len(each) < 4 for each in version)
        counts = all(each is None or _is_count(each) for each in numbers)
        return listed and spelled and counts and all(map(_is_count, whole))

    @classmethod
    def _of(cls, content: Mapping[str, Any]) -> Self:
        said, subjects, histograms = (
            content[name] for name in ("parameters", "subjects", "histograms")
        )
        terms = Terms(
            sessions_each=said["sessions_of_one_subject"],
            retry_within_s=said["retry_within_s"],
            least_subjects=said["least_subjects"],
            least_count=said["least_count"],
            yearly_micro=said["yearly_epsilon_micro"],
            library=said["library_version"],
            subjects=_cost(subjects),
            measures={each: _cost(histograms[each.value]) for each in Measure},
        )
        bins = {
            each: {name: histograms[each.value]["bins"][name] for name in DOMAINS[each]}
            for each in Measure
        }
        return cls(Period(content["period"]), terms, subjects["count"], bins)


def _cost(content: Mapping[str, Any]) -> Cost:
    return Cost(content["l1_sensitivity"], content["scale"], content["epsilon_micro"])


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_COUNT


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
