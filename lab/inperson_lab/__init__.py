"""The lab: what is claimed of Inperson, measured, and people rendered who need not be there.

A distribution of its own (`inperson-lab`), which no server needs. It adds `inperson evaluate`,
`inperson demo` and `inperson capture --present` to the command line.

`calibrate` makes the ladder that decisions stand on; `evaluate_verification` measures how well
people are told apart, and `write_report` draws it. Both examine photos under the quality rules
that sessions have and count what was refused. `inperson_lab.sessions` compares captures of
recorded people instead::

    report = evaluate_verification(Path("people"), pipeline, load_calibration(model_digest))
    write_report(report, Path("reports/people"))

Promises: no rate without its interval; nothing is dropped in silence; the same photos give the
same figures.
"""

from inperson_lab.calibration import calibrate, make_calibration
from inperson_lab.errors import DatasetUnusable
from inperson_lab.photos import Gallery, read_gallery
from inperson_lab.report import write_report
from inperson_lab.verification import VerificationReport, evaluate_verification, measure

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
