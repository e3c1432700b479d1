"""Private statistics: what leaves a silo about its use, and tells of nobody in it.

A *release* holds, for one period, a few histograms over closed domains and the number of subjects,
each with integer noise of OpenDP's discrete Laplace mechanism. The unit of privacy is one subject
for the whole period::

    release = SiloStatistics(silo, clock, Parameters(), note).release(Period("2026-11"))
    release.to_json()                     # the `statistics` member of the usage report

Promises: what a release says is as likely without any one subject, up to a factor of e^epsilon; a
period is released once and the year has a budget; small groups are withheld, decided on the noisy
number; the parameters are in the release. docs/statistics.md says what an attacker can learn.
"""

from inperson.usage.statistics.across import AcrossParameters, AcrossStatistics
from inperson.usage.statistics.domains import DOMAINS, Measure
from inperson.usage.statistics.errors import EpsilonBudgetSpent, ReleaseCorrupt
from inperson.usage.statistics.noise import MICRO, Noise, noise_for
from inperson.usage.statistics.parameters import Parameters
from inperson.usage.statistics.ports import EndedRows, EpsilonLedger, Spent
from inperson.usage.statistics.release import Release
from inperson.usage.statistics.service import Mechanisms, SiloStatistics
from inperson.usage.statistics.tally import EndedSession

__all__ = [
    "DOMAINS",
    "MICRO",
    "AcrossParameters",
    "AcrossStatistics",
    "EndedRows",
    "EndedSession",
    "EpsilonBudgetSpent",
    "EpsilonLedger",
    "Measure",
    "Mechanisms",
    "Noise",
    "Parameters",
    "Release",
    "ReleaseCorrupt",
    "SiloStatistics",
    "Spent",
    "noise_for",
]
