"""What is fitted, on faces made of numbers alone."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from inperson.liveness.light import LightSequence, Reflection, measure_response, signal
from inperson.liveness.light.reflection import PATCHES
from inperson_lab.pad.play import SeededEntropy


@dataclass(frozen=True)
class Face:
    share: float = 0.3
    power: float = 2.0
    curved: float = 0.4
    delay_s: float = 0.3
    noise: float = 0.003
    cast: bool = False
    """The light lies over the whole picture, the room behind included."""

    def before(self, code: int, follows: int | None = None) -> tuple[list[Reflection], list]:
        """Return what is read of it while a code is shown; it may answer another one."""
        shown, answered = (_sequence(each).shown for each in (code, follows or code))
        draw = np.random.default_rng(code)
        over = np.exp(self.curved * draw.standard_normal(len(PATCHES)))
        skin = np.array((0.4, 0.25, 0.18)) * draw.uniform(0.6, 1.2, (len(PATCHES), 1))
        found = []
        for at_s in np.arange(0, 5, 0.1):
            size = 0.14 + 0.08 * (1 - math.cos(2 * at_s))
            light = signal(answered, np.array([at_s - self.delay_s]))[0]
            q = self.share * (size / 0.2) ** self.power * over[:, None]
            exposure = 1 + 0.1 * math.sin(at_s)
            balance = np.array((1 + 0.1 * math.sin(at_s), 1, 1 - 0.1 * math.sin(at_s)))
            own = exposure * balance * np.exp(self.noise * draw.standard_normal((len(PATCHES), 3)))
            behind = np.full((2, 3), 0.3) * exposure * balance
            if self.cast:
                behind = behind * (1 + self.share * light)
            found.append(Reflection(at_s, size, skin * (1 + q * light) * own, behind, 0.0))
        return found, shown


def _sequence(code: int) -> LightSequence:
    sequence = LightSequence(SeededEntropy(code))
    for index in range(50):
        sequence.step(index / 10, face=True)
    return sequence


@pytest.mark.parametrize("face", [Face(), Face(share=0.08), Face(share=1.5), Face(delay_s=0.9)])
def test_delay_share_and_power_come_back(face: Face) -> None:
    found = measure_response(*face.before(5))
    assert found is not None
    assert found.follows > 0.95
    assert found.delay_s == pytest.approx(face.delay_s, abs=0.07)
    assert found.share == pytest.approx(face.share, rel=0.35)
    assert found.nearer == pytest.approx(face.power, abs=0.6)
    assert found.curved == pytest.approx(face.curved, abs=0.15)


def test_what_is_flat_answers_alike_all_over() -> None:
    found = measure_response(*replace(Face(), curved=0.0).before(5))
    assert found is not None
    assert found.curved < 0.05


def test_what_is_as_bright_at_any_distance_grows_with_none() -> None:
    found = measure_response(*replace(Face(), power=0.0).before(5))
    assert found is not None
    assert abs(found.nearer) <= 0.5


def test_who_answers_another_code_does_not_follow() -> None:
    follows = []
    for code in range(1, 40):
        found = measure_response(*Face().before(code, follows=code + 100))
        assert found is not None
        follows.append(found.follows)
    assert np.quantile(follows, 0.9) < 0.75


def test_a_cast_over_the_whole_picture_is_no_light() -> None:
    found = measure_response(*replace(Face(), cast=True, power=0.0, curved=0.0).before(5))
    assert found is not None
    assert found.share < 0.02


def test_too_few_frames_or_colours_measure_nothing() -> None:
    reflections, shown = Face().before(5)
    assert measure_response(reflections[:10], shown) is None
    assert measure_response(reflections, shown[:3]) is None
    out_of_sight = [replace(each, skin=np.full_like(each.skin, np.nan)) for each in reflections]
    assert measure_response(out_of_sight, shown) is None
