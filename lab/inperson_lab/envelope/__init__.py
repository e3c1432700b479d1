"""The envelope: under which conditions a level means what it says.

`evaluate_envelope` alters one photograph of each person, condition by condition, and tells what the
quality rules refuse and how often what passes is taken for somebody else::

    report = evaluate_envelope(Path("people"), pipeline, load_calibration(model_digest))
    write_envelope_report(report, Path("reports/envelope"))
"""

from inperson_lab.envelope.conditions import CONDITIONS
from inperson_lab.envelope.measure import EnvelopeReport, evaluate_envelope
from inperson_lab.envelope.report import write_envelope_report

__all__ = ["CONDITIONS", "EnvelopeReport", "evaluate_envelope", "write_envelope_report"]
