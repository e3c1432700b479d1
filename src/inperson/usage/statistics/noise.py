"""Integer noise by OpenDP: its discrete Laplace mechanism on vectors of 64-bit integers.

Scale and cost are whole numbers. The scale is the smallest that costs no more than was allowed, the
cost is what OpenDP itself computes for it, rounded up to the next millionth. OpenDP draws from its
own cryptographic source; nothing here can seed it.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any

MECHANISM = "opendp.make_laplace.vector_i64"
MICRO = 1_000_000
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Noise:
    """A mechanism for vectors that one subject changes by at most `sensitivity` in L1."""

    sensitivity: int
    scale: int
    epsilon_micro: int
    _measurement: Any

    def add(self, exact: Sequence[int]) -> list[int]:
        """Return a vector with noise of its own on every entry."""
        return [int(each) for each in self._measurement(list(exact))]


def noise_for(sensitivity: int, epsilon_micro: int) -> Noise:
    """Return the mechanism with the least noise that costs at most so much.

    Args:
        sensitivity: by how much one unit of privacy changes the vector, in L1.
        epsilon_micro: what it may cost, in millionths.

    """
    return with_scale(sensitivity, -(-sensitivity * MICRO // epsilon_micro))


def with_scale(sensitivity: int, scale: int) -> Noise:
    """Return the mechanism of a scale."""
    import opendp.prelude as dp

    with _contrib(dp):
        space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
        measurement: Any = dp.m.make_laplace(*space, scale=float(scale))
    cost = ceil(measurement.map(d_in=sensitivity) * MICRO)
    return Noise(sensitivity, scale, cost, measurement)


def library_version() -> str:
    """Return the version of OpenDP that adds the noise."""
    import opendp.prelude as dp

    return str(dp.__version__)


@contextmanager
def _contrib(dp: Any) -> Iterator[None]:
    """Allow what OpenDP marks as contributed, for one constructor.

    OpenDP keeps that permission for the whole process. It is taken back, so that no other part of
    a program that embeds this one has it without having asked; unless it had asked before.
    """
    from opendp.mod import GLOBAL_FEATURES

    with _lock:
        had = "contrib" in GLOBAL_FEATURES
        dp.enable_features("contrib")
        try:
            yield
        finally:
            if not had:
                dp.disable_features("contrib")
