"""The comparison of two faces: how alike their templates are."""

import numpy as np

from inperson.matching.errors import ModelMismatch
from inperson.matching.template import Template


def compare(reference: Template, probe: Template) -> float:
    """Return the similarity of two templates, -1 to 1: the cosine, times both lengths.

    Raises:
        ModelMismatch: if they were made by different models.

    """
    if reference.model_digest != probe.model_digest:
        raise ModelMismatch("The templates were made by different models.")
    similarity = reference.embedding.astype(np.float64) @ probe.embedding.astype(np.float64)
    return float(np.clip(similarity, -1.0, 1.0))
