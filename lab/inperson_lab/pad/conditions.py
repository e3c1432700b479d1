"""Under which of a camera's parameters a species fared worst: a mean hides it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from inperson_lab.pad.rate import Rate
from inperson_lab.presenter import Presenter, Staged

_PARTS = 3
"""Each parameter's range is cut into so many, with as many trials in each."""

_UNTOLD = ("tint", "shaded")


@dataclass(frozen=True, slots=True)
class Part:
    """The trials whose camera had a parameter within a part of its range."""

    parameter: str
    least: float
    most: float
    error: Rate


def conditions_of(presenter: Presenter, *, lit: bool = False) -> Mapping[str, float]:
    """Return the parameters of the camera before which something is presented; none of a script.

    Args:
        presenter: who, or what, is before it.
        lit: the page shows a light: the room's and the screen's parameters too.

    """
    if not isinstance(presenter, Staged):
        return {}
    camera = presenter.camera
    told = {"focal": camera.lens.focal, "distortion": camera.lens.bend} | asdict(camera.sensor)
    room, around = presenter.lit.room, camera.around
    if around.shaded:
        away = float(np.degrees(np.arccos(-room.towards[2])))
        told |= asdict(around) | {"lux": room.lux, "light_deg": away, "ambient": room.ambient}
    if lit:
        told |= {"lux": room.lux, "screen_m2": room.area_m2, "screen_nit": room.white_nit}
    return {name: float(told[name]) for name in told if name not in _UNTOLD}


def worst_part(outcomes: Sequence[tuple[Mapping[str, float], bool]]) -> Part | None:
    """Return the third of a parameter's range with most errors; None without conditions.

    It is the worst of many, so its interval says nothing about another run: it tells where to look.

    Args:
        outcomes: of each trial its conditions, and whether it came out wrong.

    """
    parts = []
    for name in {each: None for conditions, _ in outcomes for each in conditions}:
        rising = sorted(
            (conditions[name], wrong) for conditions, wrong in outcomes if name in conditions
        )
        for third in _parted([value for value, _ in rising]):
            if len(third):
                own = [rising[index] for index in third]
                wrong = sum(each for _, each in own)
                rate = Rate.of_count(wrong, len(own))
                parts.append(Part(name, own[0][0], own[-1][0], rate))
    return max(parts, key=lambda each: each.error.share, default=None)


def _parted(rising: Sequence[float]) -> Sequence[NDArray[np.intp]]:
    """Return the thirds of what rises; what is so or not so has two parts."""
    values, firsts = np.unique(rising, return_index=True)
    if len(values) == 2:
        return np.split(np.arange(len(rising)), firsts[1:])
    return np.array_split(np.arange(len(rising)), _PARTS)
