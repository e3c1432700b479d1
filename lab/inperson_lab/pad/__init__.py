"""Presentation attack detection, measured (ISO/IEC 30107-3).

Living people and every species of attack are presented to captures as the server runs them, by
rendered heads that follow the targets; real recordings are played beside them::

    plan = Plan(people=Path("lfw-dev"), data=Path("data"))
    report = measure_liveness(plan, partial(open_pipeline, read_settings()))
    write_liveness_report(report, Path("reports/liveness"))

Promises: thresholds are made on one half of the heads and measured on the other; every trial has
an outcome, or an error that is told; a trial depends on its seed alone, not on how many processes
there are; no rate without its exact interval, and non-response apart.
"""

from inperson_lab.pad.figures import SpeciesFigures, count_species
from inperson_lab.pad.heads import Half, HeadMaker, HeadSource, choose_heads, half_of
from inperson_lab.pad.measure import LivenessReport, Plan, measure_liveness
from inperson_lab.pad.play import Played, SeededEntropy, play
from inperson_lab.pad.rate import Rate
from inperson_lab.pad.report import write_liveness_report
from inperson_lab.pad.trials import Trial, draw_tasks, run_trials

__all__ = [
    "Half",
    "HeadMaker",
    "HeadSource",
    "LivenessReport",
    "Plan",
    "Played",
    "Rate",
    "SeededEntropy",
    "SpeciesFigures",
    "Trial",
    "choose_heads",
    "count_species",
    "draw_tasks",
    "half_of",
    "measure_liveness",
    "play",
    "run_trials",
    "write_liveness_report",
]
