"""The plan of a trial: what is presented, under which conditions, and how people are grouped."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inperson_lab.trial.errors import PlanInvalid

DEVICES, LIGHTS, GLASSES = ("phone", "laptop"), ("daylight", "evening"), ("off", "on")
_LONGEST, _MOST = 300, 60


@dataclass(frozen=True, slots=True)
class Presentation:
    """One kind of capture that is to be made."""

    name: str
    device: str
    """Whose camera: one of `DEVICES`."""
    light: str
    says: str = ""
    """What whoever makes it is to do, beside what the page says of its conditions."""
    glasses: str = ""
    """Of a living person, one of `GLASSES`."""
    species: str = ""
    """Of an attack: what instrument is presented (ISO/IEC 30107-3); empty is a living person."""
    times: int = 1

    def __post_init__(self) -> None:
        texts = (self.name, self.says, self.species)
        _require(all(isinstance(each, str) for each in texts), "Texts are texts.")
        _require(bool(self.name), "A presentation has a name.")
        _require(all(len(each) <= _LONGEST for each in texts), f"{_LONGEST} characters at most.")
        _require(self.device in DEVICES, f"A device is {' or '.join(DEVICES)}.")
        _require(self.light in LIGHTS, f"A light is {' or '.join(LIGHTS)}.")
        _require(self.glasses in {"", *GLASSES}, "Glasses are on or off.")
        _require(isinstance(self.times, int) and 1 <= self.times <= _MOST, "Say how many times.")

    @property
    def bona_fide(self) -> bool:
        """Tell whether it is of a living person."""
        return not self.species

    def label(self) -> dict[str, str]:
        """Return what is sealed with a capture of it."""
        return {
            "presentation": self.name,
            "species": self.species,
            "device": self.device,
            "light": self.light,
            "glasses": self.glasses,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it.

    Raises:
        PlanInvalid: if something is malformed, named twice, or nobody living is presented.

    """

    name: str
    presentations: tuple[Presentation, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """What a volunteer may say of itself, and the answers that there are."""

    def __post_init__(self) -> None:
        names = [each.name for each in self.presentations]
        _require(isinstance(self.name, str) and bool(self.name), "A trial has a name.")
        _require(len(set(names)) == len(names) <= _MOST, "Each presentation has a name of its own.")
        _require(any(each.bona_fide for each in self.presentations), "Somebody has to be living.")
        answers = [each for group in self.groups.values() for each in group]
        _require(all(isinstance(each, str) and each for each in answers), "Answers are texts.")

    def find(self, name: str, *, bona_fide: bool) -> Presentation | None:
        """Return a presentation that volunteers, or the operator, make."""
        found = (each for each in self.presentations if each.name == name)
        return next((each for each in found if each.bona_fide is bona_fide), None)

    def of(self, *, bona_fide: bool) -> Sequence[Presentation]:
        """Return what volunteers, or the operator, make."""
        return [each for each in self.presentations if each.bona_fide is bona_fide]

    def known(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return of a volunteer's answers those that the plan asks for, as labels."""
        return {
            f"group.{name}": answers[name]
            for name, there in self.groups.items()
            if answers.get(name) in there
        }


def default_plan(name: str) -> Plan:
    """Return eight bona fide captures of each volunteer and four attacks on each."""
    living = [
        Presentation(
            name=f"{device}, {light}, glasses {glasses}",
            device=device,
            light=light,
            glasses=glasses,
        )
        for device in DEVICES
        for light in LIGHTS
        for glasses in GLASSES
    ]
    attacks = [
        Presentation(
            name=species.replace("_", " "),
            device="phone" if species in {"print", "mask"} else "laptop",
            light="daylight",
            says=says,
            species=species,
        )
        for species, says in _ATTACKS.items()
    ]
    return Plan(name, (*living, *attacks), _GROUPS)


_ATTACKS = {
    "print": "Hold up a photograph of the face, printed in life size, and follow the oval with it.",
    "screen": "Play a video of the face on a phone or tablet, and follow the oval with it.",
    "cut_print": "Wear the printed photograph with the eyes cut out, and follow the oval.",
    "mask": "Wear a folded or moulded mask of the face, and follow the oval.",
}
_GROUPS = {
    "age": ("under 25", "25 to 44", "45 to 64", "65 or more"),
    "skin": ("light", "medium", "dark"),
    "sex": ("female", "male", "another"),
}


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        PlanInvalid: if it is malformed.

    """
    try:
        read = tomllib.loads(path.read_text("utf-8"))
        groups = {name: tuple(each) for name, each in read.get("groups", {}).items()}
        made = [Presentation(**each) for each in read["presentation"]]
        return Plan(read["name"], tuple(made), groups)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlanInvalid(f"{path.name} is not a plan: {error}") from error


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan to a new file."""
    lines = [
        "# What is presented, by whom, and how often. Change it before the first capture.",
        f"name = {_text(plan.name)}",
        "",
        "[groups]  # what volunteers may say of themselves; every answer is optional",
        *(f"{_text(name)} = {_text(answers)}" for name, answers in plan.groups.items()),
    ]
    for each in plan.presentations:
        values = {**each.label(), "says": each.says, "times": each.times}
        values["name"] = values.pop("presentation")
        lines += ["", "[[presentation]]"]
        lines += [f"{name} = {_text(value)}" for name, value in values.items() if value]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _text(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise PlanInvalid(message)
