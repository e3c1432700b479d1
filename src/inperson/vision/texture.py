"""A network that tells skin from what shows it, where an operator's manifest names one.

Such networks are weak alone (of a public pair, at 10 % BPCER, 17 % of replay frames and 80 % of
paper masks pass), so that liveness takes theirs as a veto only.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.vision.manifest import TextureUse
from inperson.vision.model import Face, Image
from inperson.vision.ports import Network


@dataclass(frozen=True, slots=True)
class TextureModel:
    """The network and how it is used."""

    network: Network
    use: TextureUse

    def margin(self, image: Image, face: Face) -> float:
        """Return by how much the probability of living skin exceeds the least that passes.

        Args:
            image: the frame.
            face: the face in it.

        """
        crop = self._crop(image, face)
        (raw,) = self.network(crop[None]).values()
        scores = raw.reshape(-1).astype(np.float64)
        if self.use.softmax:
            scores = np.exp(scores - scores.max())
            scores /= scores.sum()
        return float(scores[self.use.live_class]) - self.use.least

    def _crop(self, image: Image, face: Face) -> NDArray[np.uint8]:
        """Cut a square around the face, shifted to lie inside the frame."""
        left, top, width, height = face.box_px
        most = min(image.width_px, image.height_px)
        side = min(self.use.crop * max(width, height), most)
        x = float(np.clip(left + width / 2 - side / 2, 0, image.width_px - side))
        y = float(np.clip(top + height / 2 - side / 2, 0, image.height_px - side))
        part = image.pixels[int(y) : int(y + side), int(x) : int(x + side)]
        size = (self.use.side_px, self.use.side_px)
        return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
