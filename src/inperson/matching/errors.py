"""Why templates or calibrations cannot be used."""

from inperson.core import InpersonError


class TemplateCorrupt(InpersonError):
    """The bytes are not a template that this version can read."""

    code = "template_corrupt"


class NoUsableSample(InpersonError):
    """None of the samples has an embedding."""

    code = "no_usable_sample"


class SamplesDisagree(InpersonError):
    """The samples do not show one person."""

    code = "samples_disagree"


class ModelMismatch(InpersonError):
    """The templates were made by different models; their similarity means nothing."""

    code = "model_mismatch"


class NoCalibration(InpersonError):
    """No error rate is known for what is asked; a threshold would be a guess."""

    code = "calibration_missing"


class CalibrationInvalid(InpersonError):
    """The calibration is malformed or contradicts itself."""

    code = "calibration_invalid"
