"""What the room needs of the world: someone to run a network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inperson.vision.manifest import ModelSpec


class Network(Protocol):
    """A loaded network, safe to call from several threads."""

    def __call__(self, images: NDArray[np.uint8]) -> Mapping[str, NDArray[np.float32]]:
        """Run the network.

        Args:
            images: (N, H, W, 3) uint8 RGB. Scaling, colour order and layout are the network's.

        Returns:
            The outputs by name, float32.

        """
        ...


class Runtime(Protocol):
    """Loads networks."""

    def load(
        self, path: Path, spec: ModelSpec, batch: int, side_px: int, layer: str | None = None
    ) -> Network:
        """Load a model file for inputs of one shape.

        Args:
            path: a file that was checked against its digest.
            spec: what the manifest says of its input.
            batch: how many images at a time.
            side_px: height and width of an input.
            layer: a layer to give too, by its name in the file, averaged in cells of 2 x 2 places:
                (N, C, H, W).

        Raises:
            ModelUnusable: if the runtime refuses the file.

        """
        ...
