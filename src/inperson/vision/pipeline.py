"""Detection, quality, alignment and embedding in one pass."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inperson.vision.align import CHIP_PX, align
from inperson.vision.detect import Detector
from inperson.vision.mesh import MESH_PX, Mesh, fit_mesh
from inperson.vision.model import Examination, Face, Image
from inperson.vision.ports import Network, Runtime
from inperson.vision.quality import NOTHING_FOUND, QualityLimits, judge
from inperson.vision.store import ModelStore
from inperson.vision.texture import TextureModel
from inperson.vision.upright import upright

DETECTION_PX = (160, 320, 640)
"""Sides of the detector's inputs, tried in this order."""
BATCHES = (1, 2)
"""How many faces are embedded at once."""


@dataclass(frozen=True, slots=True)
class FacePipeline:
    """Finds, judges, aligns and embeds faces. Safe to use from several threads."""

    model_digest: str
    """SHA-256 (hex) of the embedder as published: what templates and thresholds belong to."""
    detector: Detector
    embedders: Mapping[int, Network]
    """The embedder by batch size; 1 must be among them."""
    mesh: Network
    limits: QualityLimits = field(default_factory=QualityLimits)
    texture: TextureModel | None = None
    """Where the manifest has one."""

    def examine(
        self, images: Sequence[Image], *, accept_poor: bool = False
    ) -> tuple[Examination, ...]:
        """Examine images, one finding each, in order.

        Args:
            images: the images, each of one person.
            accept_poor: embed the most prominent face whatever its quality: for measurements.

        """
        chips = np.empty((len(images), CHIP_PX, CHIP_PX, 3), np.uint8)
        found: list[Examination] = []
        embedded: list[int] = []
        for index, image in enumerate(images):
            faces = self.detector.detect(image)
            if not faces:
                found.append(Examination(None, NOTHING_FOUND, None))
                continue
            face, sure = upright(image, faces[0], self.lay_mesh, self.detector.detect)
            align(image.pixels, face.points_px, out=chips[index])
            quality = judge(image, (face, *faces[1:]), chips[index], self.limits, sure=sure)
            found.append(Examination(face, quality, None))
            if quality.acceptable or accept_poor:
                embedded.append(index)
        embeddings = self.embed(chips[embedded]) if embedded else ()
        for index, embedding in zip(embedded, embeddings, strict=True):
            found[index] = Examination(found[index].face, found[index].quality, embedding)
        return tuple(found)

    def embed(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed aligned faces.

        Args:
            chips: (N, 112, 112, 3) uint8 RGB.

        Returns:
            (N, 128) float32, each row of unit length.

        """
        rows, at = [], 0
        while at < len(chips):
            batch = max(size for size in self.embedders if size <= len(chips) - at)
            (raw,) = self.embedders[batch](chips[at : at + batch]).values()
            rows.append(raw)
            at += batch
        stacked = np.concatenate(rows)
        unit: NDArray[np.float32] = stacked / np.linalg.norm(stacked, axis=1, keepdims=True)
        return unit

    def landmarks(self, image: Image, face: Face) -> NDArray[np.float32]:
        """Find 468 landmarks of a face: (468, 3) float32, in pixels of the image."""
        return fit_mesh(self.mesh, image, face).landmarks_px

    def lay_mesh(self, image: Image, face: Face, upright_deg: float | None = None) -> Mesh:
        """Lay the mesh on a face that is turned by so many degrees, as its eyes say if None."""
        return fit_mesh(self.mesh, image, face, upright_deg)


def load_pipeline(store: ModelStore, runtime: Runtime) -> FacePipeline:
    """Load the models, each checked against its digest.

    Raises:
        ModelMissing: if a model was not fetched.
        ModelDigestMismatch: if a file is not the one that the manifest names.
        ModelUnusable: if the runtime refuses a file.

    """
    with ThreadPoolExecutor() as pool:  # compiling takes most of a server's start

        def network(role: str, batch: int, side_px: int) -> Future[Network]:
            spec = store.manifest.spec(role)
            return pool.submit(runtime.load, store.path(role), spec, batch, side_px)

        embedders = {batch: network("embedder", batch, CHIP_PX) for batch in BATCHES}
        detectors = [(side, network("detector", 1, side)) for side in DETECTION_PX]
        mesh = network("mesh", 1, MESH_PX)
        use = store.manifest.spec("texture").texture if store.manifest.has("texture") else None
        texture = None if use is None else network("texture", 1, use.side_px)
        return FacePipeline(
            model_digest=store.manifest.spec("embedder").sha256,
            detector=Detector([(side, found.result()) for side, found in detectors]),
            embedders={batch: found.result() for batch, found in embedders.items()},
            mesh=mesh.result(),
            texture=None if texture is None or use is None else TextureModel(texture.result(), use),
        )
