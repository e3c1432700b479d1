"""What a living face does besides moving as a whole: it smiles, and its jaw opens to talk.

Displacements of the surface around the mean places of mouth and cheeks, so that they fit any head,
made of a mesh or scanned. They come from no photograph that expressions are measured on.
"""

import numpy as np
from numpy.typing import NDArray

from inperson_lab.presenter.head import Head

_CORNER, _CHEEK = (0.45, 1.0), (0.62, 0.55)
"""Where the left corner of the mouth and the left cheek are, in inter-ocular distances."""
_CORNER_GOES, _CHEEK_GOES = (0.09, -0.07, 0.07), (0.02, -0.04, -0.05)
_REACH = 0.3
_LIPS, _CHIN = 1.06, 1.8
"""How far below the eyes the mouth opens, and the chin ends."""
_JAW_GOES = (0.0, 0.2, 0.07)
_SMILE_S, _SYLLABLE_S = (1.0, 3.0), (0.2, 0.4)


class Expression:
    """How far each vertex of a head goes when it smiles and when its jaw opens."""

    def __init__(self, head: Head) -> None:
        x, y, _ = (head.vertices_mm / head.inter_ocular_mm).T
        smile = np.zeros((len(x), 3))
        for side in (-1.0, 1.0):
            for (across, down), goes in ((_CORNER, _CORNER_GOES), (_CHEEK, _CHEEK_GOES)):
                near = np.exp(-((x - side * across) ** 2 + (y - down) ** 2) / (2 * _REACH**2))
                smile += near[:, None] * (side * goes[0], *goes[1:])
        low = np.clip((y - _LIPS) / 0.06, 0, 1) * np.clip((2.6 - y) / (2.6 - _CHIN), 0, 1)
        jaw = (low * np.exp(-((x / 0.8) ** 2)))[:, None] * np.array(_JAW_GOES)
        self._smile_mm = smile * head.inter_ocular_mm
        self._jaw_mm = jaw * head.inter_ocular_mm

    def moved_mm(self, smile: float, jaw: float = 0.0) -> NDArray[np.float64]:
        """Return how far each vertex goes: (N, 3) millimetres.

        Args:
            smile: 0 none, 1 a broad one.
            jaw: 0 closed, 1 open by two centimetres.

        """
        moved: NDArray[np.float64] = smile * self._smile_mm + jaw * self._jaw_mm
        return moved


class Talk:
    """Smiles that come and go, and syllables between them."""

    def __init__(self, head: Head, generator: np.random.Generator) -> None:
        self._expression = Expression(head)
        self._broad, self._open = generator.uniform((0.5, 0.1), (1.1, 0.6))
        self._smile_s, self._syllable_s = (
            float(generator.uniform(*each)) for each in (_SMILE_S, _SYLLABLE_S)
        )
        self._phase = float(generator.uniform(0, 2 * np.pi))

    def moved_mm(self, at_s: float) -> NDArray[np.float64]:
        """Return how far each vertex is from where it rests: (N, 3) millimetres."""
        turn = 2 * np.pi * at_s
        smile = 1 / (1 + np.exp(-6 * np.sin(turn / self._smile_s / 2 + self._phase)))
        jaw = max(0.0, float(np.sin(turn / self._syllable_s))) * (1 - smile)
        return self._expression.moved_mm(float(self._broad * smile), float(self._open * jaw))
