"""Evaluation: what is claimed of accuracy, measured (ISO/IEC 19795-1).

`calibrate` makes the ladder that decisions stand on; `evaluate_verification` measures how well
people are told apart, and `write_report` draws it. Both examine photos under the quality rules
that sessions have and count what was refused::

    report = evaluate_verification(Path("people"), pipeline, load_calibration(model_digest))
    write_report(report, Path("reports/people"))

Promises: no rate without its interval; nothing is dropped in silence; the same photos give the
same figures.
"""

from inperson.evaluation.calibration import calibrate, make_calibration
from inperson.evaluation.errors import DatasetUnusable
from inperson.evaluation.photos import Gallery, read_gallery
from inperson.evaluation.report import write_report
from inperson.evaluation.verification import VerificationReport, evaluate_verification, measure

__all__ = [
    "DatasetUnusable",
    "Gallery",
    "VerificationReport",
    "calibrate",
    "evaluate_verification",
    "make_calibration",
    "measure",
    "read_gallery",
    "write_report",
]
