"""The ladder: which similarity stands for which false match rate, for whom, on what evidence."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from importlib import resources
from itertools import pairwise
from typing import Any, get_args, get_origin, get_type_hints

from inperson.matching.errors import CalibrationInvalid, NoCalibration
from inperson.vision import QualityLimits

FMR_TARGETS = (1e-2, 1e-3, 1e-4, 1e-5)
"""What the levels 1 to 4 promise."""
DEFAULT_LEVEL = 3
"""False match rate 1 in 10,000 at most."""
EVERYBODY = "all"
"""The group of all people that were compared."""
LEAST_PEOPLE = 20
"""Of a group: of fewer, people drawn anew say little of the people that there are."""

_FORMAT = "inperson-calibration"
_VERSION = 3
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder. Similarities from the threshold on reach it."""

    level: int
    fmr_target: float
    threshold: float
    set_by: str
    """The group that needs so high a one."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The comparisons of different people in a group that reached a level's threshold."""

    errors: int
    fmr_low: float
    fmr_high: float
    """Exact (Clopper-Pearson) 95 % interval, as if comparisons were independent."""
    people_low: float
    people_high: float
    """95 % interval by resampling people, since comparisons that share a person are not."""

    @property
    def bound(self) -> float:
        """Return what the false match rate is at most."""
        return max(self.fmr_high, self.people_high)


@dataclass(frozen=True, slots=True)
class Group:
    """People who share a label, compared among themselves.

    Raises:
        CalibrationInvalid: if counts and intervals do not fit each other.

    """

    name: str
    identities: int
    photos: int
    comparisons: int
    levels: tuple[Counted, ...]

    def __post_init__(self) -> None:
        if not self.name or not 2 <= self.identities <= self.photos:
            raise CalibrationInvalid("The counts of people and photos do not fit.")
        if not 0 < self.comparisons <= self.photos * (self.photos - 1) // 2:
            raise CalibrationInvalid("There are not so many comparisons among the photos.")
        if len(self.levels) != len(FMR_TARGETS):
            raise CalibrationInvalid(f"A group is counted at {len(FMR_TARGETS)} levels.")
        if any(low.errors < high.errors for low, high in pairwise(self.levels)):
            raise CalibrationInvalid("Errors must fall from level to level.")
        for counted in self.levels:
            rate = counted.errors / self.comparisons
            if not counted.errors >= 0 or not 0 <= counted.fmr_low <= rate <= counted.fmr_high <= 1:
                raise CalibrationInvalid("An exact interval does not fit its counts.")
            if not 0 <= counted.people_low <= counted.people_high <= 1:
                raise CalibrationInvalid("An interval over people does not fit.")
            least = -math.log(0.05) / self.comparisons * 0.99
            if counted.errors == 0 and counted.fmr_high < min(least, 1):
                raise CalibrationInvalid("No error seen proves 3/n at most (rule of 3).")

    def proves(self, level: int) -> bool:
        """Tell whether a level's promise was shown to hold among these people."""
        enough = self.name == EVERYBODY or self.identities >= LEAST_PEOPLE
        return enough and self.levels[level - 1].bound <= FMR_TARGETS[level - 1]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The ladder of one model. One that contradicts itself cannot be made.

    Raises:
        CalibrationInvalid: if thresholds do not rise, or a bound over all people lies above what
            its level promises.

    """

    model_digest: str
    dataset: str
    date: date
    conditions: QualityLimits
    """The rules by which photos were taken. A level says nothing of what they would refuse."""
    photos_refused: int
    """Photos that were not compared: unreadable, no face, or refused by these rules."""
    rungs: tuple[Rung, ...]
    groups: tuple[Group, ...]
    """All people first."""

    def __post_init__(self) -> None:
        if not _DIGEST.fullmatch(self.model_digest):
            raise CalibrationInvalid("`model_digest` is 64 hexadecimal digits.")
        if self.photos_refused < 0:
            raise CalibrationInvalid("The counts of photos do not fit.")
        names = [group.name for group in self.groups]
        if not names or names[0] != EVERYBODY or len(set(names)) != len(names):
            raise CalibrationInvalid(f"The first group is `{EVERYBODY}`, and each is there once.")
        self._check_rungs(names)

    def _check_rungs(self, names: Sequence[str]) -> None:
        if len(self.rungs) != len(FMR_TARGETS):
            raise CalibrationInvalid(f"A ladder has {len(FMR_TARGETS)} rungs.")
        for level, rung in enumerate(self.rungs, start=1):
            if rung.level != level or rung.fmr_target != FMR_TARGETS[level - 1]:
                raise CalibrationInvalid(f"Level {level} promises {FMR_TARGETS[level - 1]:g}.")
            if not -1.0 < rung.threshold <= 1.0 or rung.set_by not in names:
                raise CalibrationInvalid(f"Level {level}: no such threshold, or group.")
            if not self.groups[0].proves(level):
                raise CalibrationInvalid(f"Level {level}: not shown of all people.")
        if any(not low.threshold < high.threshold for low, high in pairwise(self.rungs)):
            raise CalibrationInvalid("Thresholds must rise from level to level.")

    def level(self, similarity: float) -> int:
        """Return the highest level that a similarity reaches; 0 if none, or not a number."""
        return sum(similarity >= rung.threshold for rung in self.rungs)

    def threshold(self, level: int) -> float:
        """Return the similarity from which on a level is reached.

        Raises:
            NoCalibration: if the ladder has no such level. Level 0 is none: anybody reaches it.

        """
        return self.rungs[self._index(level)].threshold

    def bound(self, level: int) -> float:
        """Return the highest false match rate among groups in which a level's promise is shown.

        Raises:
            NoCalibration: if the ladder has no such level.

        """
        index = self._index(level)
        return max(group.levels[index].bound for group in self.groups if group.proves(level))

    def unproven(self, level: int) -> tuple[str, ...]:
        """Return the groups of whom nothing is claimed at a level: there were too few of them."""
        return tuple(group.name for group in self.groups if not group.proves(level))

    def _index(self, level: int) -> int:
        if not 1 <= level <= len(self.rungs):
            raise NoCalibration(f"The ladder has no level {level}.")
        return level - 1

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
        if kind != _FORMAT or type(version) is not int or version != _VERSION:
            raise CalibrationInvalid("This is not a calibration of a known version.")
        made = _read(cls, content, "the calibration")
        assert isinstance(made, cls)  # noqa: S101 -- narrows for the type checker
        return made


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


def _without_repeats(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(entries)
    if len(content) != len(entries):
        raise CalibrationInvalid("A key is there twice.")
    return content


def _read(kind: Any, content: Any, name: str) -> Any:
    """Return a value of a type from JSON: exactly the members that the type has."""
    make: Callable[..., Any] = kind
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        if not isinstance(content, dict) or content.keys() != hints.keys():
            raise CalibrationInvalid(f"{name}: exactly {', '.join(hints)} belong here.")
        return make(**{each: _read(hints[each], content[each], each) for each in hints})
    if get_origin(kind) is tuple:
        if not isinstance(content, list):
            raise CalibrationInvalid(f"`{name}` is not a list.")
        return tuple(_read(get_args(kind)[0], each, name) for each in content)
    try:
        value = date.fromisoformat(content) if kind is date else content
    except (TypeError, ValueError) as error:
        raise CalibrationInvalid(f"`{name}` is not a date.") from error
    if type(value) is not kind:
        raise CalibrationInvalid(f"`{name}` is not of type {kind.__name__}.")
    return value
