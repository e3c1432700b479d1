"""Templates: what is kept of a face."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

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

_SAME_PICTURE = 0.995
"""Samples that are so alike are one picture: sent twice, or compressed anew. They count once."""

_HEADER, _SCALE = struct.Struct("<4sBBH32s"), struct.Struct("<f")
_MAGIC = b"INPT"
_FLOATS, _BYTES = 1, 2
"""Versions: in 32 bits each, as was written before; in 8, which loses nothing that was measured."""
_STEPS = 127
_MOST_SAMPLES = 255
_SHORTEST, _LONGEST = 0.5, 1.01


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """What a model makes of one person's samples. Biometric data: sealed wherever it is stored."""

    embedding: Embedding = field(repr=False)
    """(128,) float32, of unit length from one sample and shorter from several, the more so the
    less they agree. Never printed."""
    model_digest: str
    """SHA-256 (hex) of the model; templates of different models cannot be compared."""
    sample_count: int
    """How many different samples went in, 1 to 255."""

    def to_bytes(self) -> bytes:
        """Return the 172 bytes of docs/formats/template.md."""
        digest = bytes.fromhex(self.model_digest)
        header = _HEADER.pack(_MAGIC, _BYTES, self.sample_count, EMBEDDING_SIZE, digest)
        scale = float(np.abs(self.embedding).max())
        steps = np.rint(self.embedding.astype(np.float64) * (_STEPS / scale)).astype(np.int8)
        return header + _SCALE.pack(scale) + steps.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Template":
        """Read a template, of this version or the one before.

        Raises:
            TemplateCorrupt: if the bytes are not exactly one valid template.

        """
        if len(data) < _HEADER.size:
            raise TemplateCorrupt("A template is longer.")
        magic, version, sample_count, size, digest = _HEADER.unpack_from(data)
        if magic != _MAGIC or version not in _LENGTHS or size != EMBEDDING_SIZE:
            raise TemplateCorrupt("This is not a template of a known version.")
        if len(data) != _HEADER.size + _LENGTHS[version]:
            raise TemplateCorrupt("A template has another length.")
        if sample_count == 0:
            raise TemplateCorrupt("A template has at least one sample.")
        embedding = _floats(data) if version == _FLOATS else _steps(data)
        # in float64, where no float32 overflows; NaN and infinity fail the comparison too
        norm = float(np.linalg.norm(embedding.astype(np.float64)))
        if not _SHORTEST <= norm <= _LONGEST:
            raise TemplateCorrupt("The embedding is of an impossible length.")
        return cls(embedding, digest.hex(), sample_count)

    @staticmethod
    def format_of(data: bytes) -> str:
        """Return what a template's bytes, which were read, are called: its format and version."""
        return f"inperson-template/{data[len(_MAGIC)]}"


_LENGTHS = {_FLOATS: 4 * EMBEDDING_SIZE, _BYTES: _SCALE.size + EMBEDDING_SIZE}


def _floats(data: bytes) -> Embedding:
    return np.frombuffer(data, "<f4", offset=_HEADER.size).astype(np.float32)


def _steps(data: bytes) -> Embedding:
    (scale,) = _SCALE.unpack_from(data, _HEADER.size)
    if not 0 < scale <= _LONGEST:
        raise TemplateCorrupt("The embedding's scale is impossible.")
    steps = np.frombuffer(data, np.int8, offset=_HEADER.size + _SCALE.size)
    return (steps * (np.float64(scale) / _STEPS)).astype(np.float32)


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
        examinations: what was found in each image; those without an embedding are left out, and
            those that show the same picture as a better one.
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
    usable.sort(key=lambda each: -each.quality.score)
    embeddings = np.stack([np.asarray(each.embedding, np.float64) for each in usable])
    different = _different(embeddings)
    usable, embeddings = [usable[each] for each in different], embeddings[different]
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


def _different(embeddings: NDArray[np.float64]) -> list[int]:
    """Return which samples show no picture that an earlier one shows."""
    alike = embeddings @ embeddings.T >= _SAME_PICTURE
    kept: list[int] = []
    for index in range(len(embeddings)):
        if not alike[index, kept].any():
            kept.append(index)
    return kept
