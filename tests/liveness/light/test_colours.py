"""What a page is told to show harms nobody, and nobody foretells it."""

from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest

from inperson.core import SystemEntropy
from inperson.liveness.light import SRGB, Colour, ColourChange, LightSequence, linear, signal
from inperson_lab.pad.play import SeededEntropy


def _luminance(colour: Colour) -> float:
    return float(np.dot(linear(SRGB[colour]), (0.2126, 0.7152, 0.0722)))


def _u_v(colour: Colour) -> np.ndarray:
    """CIE 1976 u'v'."""
    to_xyz = [(0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)]
    x, y, z = np.array(to_xyz) @ linear(SRGB[colour])
    return np.array((4 * x, 9 * y)) / (x + 15 * y + 3 * z)


@pytest.mark.parametrize(("one", "other"), list(combinations(Colour, 2)))
def test_no_change_is_a_flash(one: Colour, other: Colour) -> None:
    """WCAG 2.3.1: a tenth of the most luminance, or to or from a saturated red, is one."""
    assert abs(_luminance(one) - _luminance(other)) < 0.05
    for colour in (one, other):
        red, *rest = linear(SRGB[colour])
        assert red / (red + sum(rest)) < 0.8
    assert np.linalg.norm(_u_v(one) - _u_v(other)) < 0.2


def _played(sequence: LightSequence, faces: list[bool], step_s: float = 0.1) -> None:
    for index, face in enumerate(faces):
        sequence.step(index * step_s, face=face)


def test_it_changes_twice_a_second_at_most_and_never_to_the_same() -> None:
    sequence = LightSequence(SystemEntropy())
    _played(sequence, [True] * 2000, 0.033)
    assert len(sequence.shown) > 80
    assert sequence.shown[0].colour is Colour.NEUTRAL
    for before, after in pairwise(sequence.shown):
        assert after.at_s - before.at_s >= 0.5
        assert after.colour is not before.colour


def test_every_colour_follows_another_as_often() -> None:
    sequence = LightSequence(SeededEntropy(3))
    _played(sequence, [True] * 40_000)
    pairs = Counter((a.colour, b.colour) for a, b in pairwise(sequence.shown[1:]))
    assert len(pairs) == 12
    assert max(pairs.values()) < 1.25 * min(pairs.values())


def test_it_stops_when_the_face_leaves_and_not_for_one_frame() -> None:
    sequence = LightSequence(SeededEntropy(1))
    _played(sequence, [True] * 20 + [False] + [True] * 5 + [False] * 20)
    assert sequence.colour is Colour.NEUTRAL
    assert [each.colour for each in sequence.shown[1:-1]].count(Colour.NEUTRAL) == 0
    sequence.step(5.0, face=True)
    assert sequence.colour is not Colour.NEUTRAL


def test_without_a_face_nothing_is_shown() -> None:
    sequence = LightSequence(SeededEntropy(1))
    _played(sequence, [False] * 100)
    assert [each.colour for each in sequence.shown] == [Colour.NEUTRAL]
    assert sequence.drawn == 0


def test_a_page_fades_from_one_colour_to_the_next() -> None:
    shown = [ColourChange(0.0, Colour.NEUTRAL), ColourChange(1.0, Colour.SKY)]
    before, middle, after = signal(shown, np.array([0.9, 1.1, 1.3]))
    np.testing.assert_allclose(before, linear(SRGB[Colour.NEUTRAL]))
    np.testing.assert_allclose(after, linear(SRGB[Colour.SKY]))
    np.testing.assert_allclose(middle, (before + after) / 2)
