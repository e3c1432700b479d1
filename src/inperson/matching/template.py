"""Templates: what is kept of a face."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from inperson.matching.calibration import Calibration, load_calibration
from inperson.matching.errors import (
    NoUsableSample,
    SamplesDisagree,
    TemplateCorrupt,
)
from inperson.vision import Embedding, Examination

EMBEDDING_SIZE = 128
AGREEMENT_LEVEL = 1
"""The rung that every two samples of one template must reach with each other. Of all people a photo
of somebody else slips in 1.3 times in a thousand, and 6 in a thousand of one's own are refused."""

_HEADER = struct.Struct("<4sBBH32s")
_MAGIC = b"INPT"
_VERSION = 1
_MOST_SAMPLES = 255
_SHORTEST, _LONGEST = 0.5, 1.001


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """What a model makes of one person's samples. Biometric data: sealed wherever it is stored."""

    embedding: Embedding = field(repr=False)
    """(128,) float32, of unit length from one sample and shorter from several, the more so the
    less they agree. Never printed."""
    model_digest: str
    """SHA-256 (hex) of the model; templates of different models cannot be compared."""
    sample_count: int
    """How many samples went in, 1 to 255."""

    def to_bytes(self) -> bytes:
        """Return the 552 bytes of docs/formats/template.md."""
        header = _HEADER.pack(
            _MAGIC,
            _VERSION,
            self.sample_count,
            EMBEDDING_SIZE,
            bytes.fromhex(self.model_digest),
        )
        return header + self.embedding.astype("<f4").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Template":
        """Read a template.

        Raises:
            TemplateCorrupt: if the bytes are not exactly one valid template.

        """
        if len(data) != _HEADER.size + 4 * EMBEDDING_SIZE:
            raise TemplateCorrupt("A template has another length.")
        magic, version, sample_count, size, digest = _HEADER.unpack_from(data)
        if magic != _MAGIC or version != _VERSION or size != EMBEDDING_SIZE:
            raise TemplateCorrupt("This is not a template of a known version.")
        if sample_count == 0:
            raise TemplateCorrupt("A template has at least one sample.")
        embedding = np.frombuffer(data, "<f4", offset=_HEADER.size).astype(np.float32)
        # in float64, where no float32 overflows; NaN and infinity fail the comparison too
        norm = float(np.linalg.norm(embedding.astype(np.float64)))
        if not _SHORTEST <= norm <= _LONGEST:
            raise TemplateCorrupt("The embedding is of an impossible length.")
        return cls(embedding, digest.hex(), sample_count)


def build_template(
    examinations: Sequence[Examination],
    model_digest: str,
    calibration: Calibration | None = None,
) -> Template:
    """Make one template of one person's samples: their quality-weighted mean, length rooted.

    A mean of unit length would be more alike to strangers too: from four samples it matches them
    twice as often as a single one. The mean itself, whose comparison is the mean of the single
    comparisons, matches its own person too rarely. The geometric mean of both keeps what the
    ladder promises for any number of samples on either side (docs/accuracy.md).

    Args:
        examinations: what was found in each image; those without an embedding are left out.
        model_digest: SHA-256 (hex) of the model that made the embeddings.
        calibration: the model's ladder; read from the package if None and there is more than
            one sample.

    Raises:
        NoUsableSample: if none has an embedding.
        SamplesDisagree: if two samples do not reach `AGREEMENT_LEVEL` with each other.
        NoCalibration: if there is more than one sample and no ladder for the model.

    """
    usable = [each for each in examinations if each.embedding is not None]
    if not 0 < len(usable) <= _MOST_SAMPLES:
        raise NoUsableSample(f"A template needs 1 to {_MOST_SAMPLES} usable samples.")
    embeddings = np.stack([np.asarray(each.embedding, np.float64) for each in usable])
    if len(usable) > 1:
        ladder = calibration or load_calibration(model_digest)
        if not (embeddings @ embeddings.T).min() >= ladder.threshold(AGREEMENT_LEVEL):
            raise SamplesDisagree("The samples do not show one person.")
    weights = np.array([each.quality.score for each in usable])
    if not weights.sum() > 0:
        weights = np.ones(len(usable))
    mean = weights @ embeddings / weights.sum()
    embedding = (mean / np.linalg.norm(mean) ** 0.5).astype(np.float32)
    embedding.setflags(write=False)
    return Template(embedding, model_digest, len(usable))
