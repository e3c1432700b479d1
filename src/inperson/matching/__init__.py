"""Matching: templates, their comparison, and what a similarity is worth.

A `Template` is what a model makes of one person's samples. Two templates give a similarity, which
means nothing by itself; the model's `Calibration` says which level it reaches, and a level is a
false match rate that was measured, with its interval, on comparisons of different people::

    reference = build_template(enrolment, pipeline.model_digest)
    probe = build_template(capture, pipeline.model_digest)
    level = load_calibration(pipeline.model_digest).level(compare(reference, probe))
    matched = level >= DEFAULT_LEVEL

Promises: templates of different models are never compared; samples that do not show one person
never become one template; without a calibration there is no threshold, so nobody matches.
"""

from inperson.matching.calibration import (
    DEFAULT_LEVEL,
    EVERYBODY,
    FMR_TARGETS,
    LEAST_PEOPLE,
    Calibration,
    Counted,
    Group,
    Rung,
    load_calibration,
)
from inperson.matching.comparison import compare
from inperson.matching.errors import (
    CalibrationInvalid,
    ModelMismatch,
    NoCalibration,
    NoUsableSample,
    SamplesDisagree,
    TemplateCorrupt,
)
from inperson.matching.template import Template, build_template

__all__ = [
    "DEFAULT_LEVEL",
    "EVERYBODY",
    "FMR_TARGETS",
    "LEAST_PEOPLE",
    "Calibration",
    "CalibrationInvalid",
    "Counted",
    "Group",
    "ModelMismatch",
    "NoCalibration",
    "NoUsableSample",
    "Rung",
    "SamplesDisagree",
    "Template",
    "TemplateCorrupt",
    "build_template",
    "compare",
    "load_calibration",
]
