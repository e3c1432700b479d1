"""The ladder: which similarity stands for which false match rate, and on what evidence."""

import json
import math
import re
from dataclasses import asdict, dataclass
from datetime import date
from importlib import resources
from itertools import pairwise
from typing import Any

from inperson.matching.errors import CalibrationInvalid, NoCalibration

FMR_TARGETS = (1e-2, 1e-3, 1e-4, 1e-5)
"""What the levels 1 to 4 promise."""
DEFAULT_LEVEL = 3
"""False match rate 1 in 10,000 at most."""

_FORMAT = "inperson-calibration"
_VERSION = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder: a threshold, and the errors that were counted at it."""

    level: int
    fmr_target: float
    threshold: float
    """Similarities from this one on reach the level."""
    errors: int
    """Comparisons of different people that reached the threshold."""
    comparisons: int
    fmr_low: float
    fmr_high: float
    """Exact (Clopper-Pearson) 95 % interval, as if comparisons were independent."""
    people_low: float
    people_high: float
    """95 % interval by resampling people, since comparisons that share a person are not."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The ladder of one model. One that contradicts itself cannot be made.

    Raises:
        CalibrationInvalid: if counts, intervals and thresholds do not fit each other, or a bound
            lies above what its level promises.

    """

    model_digest: str
    dataset: str
    identities: int
    photos: int
    """Photos that were compared."""
    photos_refused: int
    """Photos of the same set that were not: unreadable, no face, or of poor quality."""
    comparisons: int
    date: date
    rungs: tuple[Rung, ...]

    def __post_init__(self) -> None:
        if not _DIGEST.fullmatch(self.model_digest):
            raise CalibrationInvalid("`model_digest` is 64 hexadecimal digits.")
        if not 2 <= self.identities <= self.photos or self.photos_refused < 0:
            raise CalibrationInvalid("The counts of people and photos do not fit.")
        if not 0 < self.comparisons <= self.photos * (self.photos - 1) // 2:
            raise CalibrationInvalid("There are not so many comparisons among the photos.")
        if len(self.rungs) != len(FMR_TARGETS):
            raise CalibrationInvalid(f"A ladder has {len(FMR_TARGETS)} rungs.")
        for index, rung in enumerate(self.rungs):
            _check_rung(rung, index + 1, self.comparisons)
        for lower, upper in pairwise(self.rungs):
            if not lower.threshold < upper.threshold or lower.errors < upper.errors:
                raise CalibrationInvalid("Thresholds must rise from level to level, errors fall.")

    def level(self, similarity: float) -> int:
        """Return the highest level that a similarity reaches; 0 if none, or not a number."""
        return sum(similarity >= rung.threshold for rung in self.rungs)

    def threshold(self, level: int) -> float:
        """Return the similarity from which on a level is reached.

        Raises:
            NoCalibration: if the ladder has no such level. Level 0 is none: anybody reaches it.

        """
        if not 1 <= level <= len(self.rungs):
            raise NoCalibration(f"The ladder has no level {level}.")
        return self.rungs[level - 1].threshold

    def to_json(self) -> str:
        """Return the text of a calibration file (docs/formats/calibration.md)."""
        content = {"format": _FORMAT, "version": _VERSION} | asdict(self)
        content["date"] = self.date.isoformat()
        return json.dumps(content, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Calibration":
        """Read a calibration file, strictly.

        Raises:
            CalibrationInvalid: if anything is missing, unknown, of another type or contradictory.

        """
        try:
            content = json.loads(text, object_pairs_hook=_without_repeats)
        except (ValueError, RecursionError) as error:
            raise CalibrationInvalid("The file is not JSON.") from error
        if not isinstance(content, dict):
            raise CalibrationInvalid("The file is not an object.")
        kind, version = content.pop("format", None), content.pop("version", None)
        if kind != _FORMAT or (version is not _VERSION and version != _VERSION):
            raise CalibrationInvalid("This is not a calibration of a known version.")
        rungs = content.pop("rungs", None)
        if not isinstance(rungs, list):
            raise CalibrationInvalid("`rungs` is not a list.")
        fields = _checked(content, _CALIBRATION_TYPES)
        try:
            fields["date"] = date.fromisoformat(fields["date"])
        except ValueError as error:
            raise CalibrationInvalid("`date` is not a date.") from error
        made = tuple(Rung(**_checked(rung, _RUNG_TYPES)) for rung in rungs)
        return cls(**fields, rungs=made)


def load_calibration(model_digest: str) -> Calibration:
    """Return the ladder that comes with the package for a model.

    Raises:
        NoCalibration: if there is none for this model.
        CalibrationInvalid: if its file is malformed.

    """
    for file in resources.files("inperson.matching").joinpath("calibrations").iterdir():
        if file.name.endswith(".json"):
            calibration = Calibration.from_json(file.read_text("utf-8"))
            if calibration.model_digest == model_digest:
                return calibration
    raise NoCalibration("There is no calibration for this model; make one first.")


_RUNG_TYPES: dict[str, type] = {
    "level": int,
    "fmr_target": float,
    "threshold": float,
    "errors": int,
    "comparisons": int,
    "fmr_low": float,
    "fmr_high": float,
    "people_low": float,
    "people_high": float,
}
_CALIBRATION_TYPES: dict[str, type] = {
    "model_digest": str,
    "dataset": str,
    "identities": int,
    "photos": int,
    "photos_refused": int,
    "comparisons": int,
    "date": str,
}


def _without_repeats(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(entries)
    if len(content) != len(entries):
        raise CalibrationInvalid("A key is there twice.")
    return content


def _checked(content: Any, types: dict[str, type]) -> dict[str, Any]:
    if not isinstance(content, dict) or content.keys() != types.keys():
        raise CalibrationInvalid(f"Exactly these keys belong here: {', '.join(types)}.")
    for name, kind in types.items():
        if type(content[name]) is not kind:
            raise CalibrationInvalid(f"`{name}` is not of type {kind.__name__}.")
    return dict(content)


def _check_rung(rung: Rung, level: int, comparisons: int) -> None:
    if rung.level != level or rung.fmr_target != FMR_TARGETS[level - 1]:
        raise CalibrationInvalid(f"Level {level} promises {FMR_TARGETS[level - 1]:g}.")
    if not -1.0 < rung.threshold <= 1.0:
        raise CalibrationInvalid(f"Level {level}: a threshold is a cosine above -1.")
    if rung.comparisons != comparisons or not 0 <= rung.errors <= comparisons:
        raise CalibrationInvalid(f"Level {level}: the counts do not fit.")
    if not 0 <= rung.fmr_low <= rung.errors / comparisons <= rung.fmr_high <= rung.fmr_target:
        raise CalibrationInvalid(f"Level {level}: the exact interval does not fit the counts.")
    if not 0 <= rung.people_low <= rung.people_high <= rung.fmr_target:
        raise CalibrationInvalid(f"Level {level}: the interval over people does not fit.")
    if rung.errors == 0 and rung.fmr_high < -math.log(0.05) / comparisons * 0.99:
        raise CalibrationInvalid(f"Level {level}: no error seen proves 3/n at most (rule of 3).")
