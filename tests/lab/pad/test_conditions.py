import numpy as np

from inperson_lab.pad.conditions import worst_part


def test_the_worst_third_of_a_parameter_is_found() -> None:
    outcomes = [({"focal": 0.8 + 0.1 * k, "noise": 1.0}, k in {7, 8}) for k in range(9)]
    worst = worst_part(outcomes)
    assert worst is not None
    assert (worst.parameter, worst.error.count, worst.error.of) == ("focal", 2, 3)
    assert np.allclose((worst.least, worst.most), (1.4, 1.6))
    assert worst.error.interval[1] < 1


def test_what_is_so_or_not_so_has_two_parts() -> None:
    outcomes = [({"upright": float(k < 2)}, k < 1) for k in range(12)]
    worst = worst_part(outcomes)
    assert worst is not None
    assert (worst.least, worst.most, worst.error.count, worst.error.of) == (1.0, 1.0, 1, 2)


def test_of_nothing_there_is_no_worst() -> None:
    assert worst_part([]) is None
    assert worst_part([({}, True)]) is None
