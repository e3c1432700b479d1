"""Telling whether eyes, nose or mouth are covered, from a middle layer of the embedder.

Halfway through, the embedder has words for skin, eyes, lips and cloth, and where they are; at its
end it has only who it is. So that layer is kept when a face is embedded, averaged to 7 x 7 cells,
and for each region one weighted sum of them tells: above 0 something hides it.
"""

from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

CELLS = 7
Cells = NDArray[np.float32]
"""(N, C, CELLS, CELLS): what a layer has of N faces."""


@dataclass(frozen=True, slots=True, eq=False)
class Covering:
    """What tells coverings, for one embedder."""

    layer: str
    """The output to keep, by its name in the embedder's file."""
    weights: NDArray[np.float32]
    """(3, C * CELLS * CELLS): a row for each `Region`."""
    constants: NDArray[np.float32]
    """(3,)."""

    def hidden(self, cells: Cells) -> NDArray[np.float32]:
        """Tell of each face whether eyes, nose and mouth are hidden: (N, 3), those above 0."""
        odds: NDArray[np.float32] = cells.reshape(len(cells), -1) @ self.weights.T + self.constants
        return odds


def load_covering(model_digest: str) -> Covering | None:
    """Return what was fitted to an embedder; None if that is another one."""
    with (
        resources.files("inperson.vision").joinpath("covering.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        if str(stored["model_digest"]) != model_digest:
            return None
        weights = stored["weights"].astype(np.float32).reshape(3, CELLS, CELLS, -1)
        in_order = np.ascontiguousarray(weights.transpose(0, 3, 1, 2)).reshape(3, -1)
        return Covering(str(stored["layer"]), in_order, stored["constants"])
