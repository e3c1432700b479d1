"""What a capture has shown of a head so far: what moved between two frames is measured once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from inperson.liveness.head import HeadFit, fit_head
from inperson.liveness.key_frame import KeyFrame, Moved, approach, turned
from inperson.liveness.relief import Relief, measure_relief
from inperson.liveness.shape import FaceShape


@dataclass(slots=True)
class HeadSeen:
    """Measured when every target was met, and again after each turn that was asked for."""

    near: HeadFit | None = None
    """What coming nearer showed."""
    head: HeadFit | None = None
    """What coming nearer and turning showed together."""
    relief: Relief | None = None
    _approach: Sequence[Moved] = field(default=(), repr=False)
    _turned: dict[int, Sequence[Moved]] = field(default_factory=dict, repr=False)

    def measure(
        self,
        straight: Sequence[KeyFrame],
        turns: Mapping[int, Sequence[KeyFrame]],
        shape: FaceShape,
    ) -> None:
        """Measure what was not yet.

        Args:
            straight: key frames of a face that looks straight ahead; the same ones each time.
            turns: of each target that is a turn, by its number.
            shape: the mean face.

        """
        if not self._approach:
            self._approach = approach(straight, shape)
            self.relief = measure_relief(self._approach, shape)
            self.near = self.head = fit_head(self._approach, shape)
        new = turns.keys() - self._turned.keys() if self._approach else ()
        for at in new:
            self._turned[at] = turned(self._approach[0].before, turns[at], shape)
        if new:
            self.head = fit_head([*self._approach, *chain(*self._turned.values())], shape)
