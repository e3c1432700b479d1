"""Detection, quality, alignment and embedding in one pass."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inperson.vision.align import CHIP_PX, align
from inperson.vision.covering import Covering, load_covering
from inperson.vision.detect import Detector
from inperson.vision.mesh import MESH_PX, Mesh, fit_mesh
from inperson.vision.model import Examination, Face, Image, QualityIssue, Region
from inperson.vision.ports import Network, Runtime
from inperson.vision.quality import NOTHING_FOUND, QualityLimits, covered, judge
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
    covering: Covering | None = None
    """Where one was fitted to the embedder."""

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
        usable: list[int] = []
        for index, image in enumerate(images):
            faces = self.detector.detect(image)
            if not faces:
                found.append(Examination(None, NOTHING_FOUND, None))
                continue
            face, sure = upright(image, faces[0], self.lay_mesh, self.detector.detect)
            align(image.pixels, face.points_px, out=chips[index])
            quality = judge(image, (face, *faces[1:]), chips[index], self.limits, sure=sure)
            found.append(Examination(face, quality, None))
            # what hides a face hides from the mesh how it is turned, too: both are told
            if accept_poor or quality.issues in ((), (QualityIssue.TURNED,)):
                usable.append(index)
        if usable:
            embeddings, hidden = self.embed(chips[usable])
            for index, embedding, over in zip(usable, embeddings, hidden, strict=True):
                quality = covered(found[index].quality, over)
                kept = embedding if accept_poor or quality.acceptable else None
                found[index] = Examination(found[index].face, quality, kept)
        return tuple(found)

    def embed(self, chips: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Embed aligned faces, and tell what hides them.

        Args:
            chips: (N, 112, 112, 3) uint8 RGB.

        Returns:
            (N, 128) float32, each row of unit length; and for `covered` (N, 3) float32, above 0
            where something hides eyes, nose or mouth.

        """
        rows: list[NDArray[np.float32]] = []
        hidden: list[NDArray[np.float32]] = []
        at = 0
        while at < len(chips):
            batch = max(size for size in self.embedders if size <= len(chips) - at)
            outputs = dict(self.embedders[batch](chips[at : at + batch]))
            if self.covering is None:
                hidden.append(np.full((batch, len(Region)), -1, np.float32))
            else:
                hidden.append(self.covering.hidden(outputs.pop(self.covering.layer)))
            rows += outputs.values()
            at += batch
        stacked = np.concatenate(rows)
        unit: NDArray[np.float32] = stacked / np.linalg.norm(stacked, axis=1, keepdims=True)
        return unit, np.concatenate(hidden)

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

        def network(
            role: str, batch: int, side_px: int, layer: str | None = None
        ) -> Future[Network]:
            spec = store.manifest.spec(role)
            return pool.submit(runtime.load, store.path(role), spec, batch, side_px, layer)

        digest = store.manifest.spec("embedder").sha256
        covering = load_covering(digest)
        layer = None if covering is None else covering.layer
        embedders = {batch: network("embedder", batch, CHIP_PX, layer) for batch in BATCHES}
        detectors = [(side, network("detector", 1, side)) for side in DETECTION_PX]
        mesh = network("mesh", 1, MESH_PX)
        use = store.manifest.spec("texture").texture if store.manifest.has("texture") else None
        texture = None if use is None else network("texture", 1, use.side_px)
        return FacePipeline(
            model_digest=digest,
            detector=Detector([(side, found.result()) for side, found in detectors]),
            embedders={batch: found.result() for batch, found in embedders.items()},
            mesh=mesh.result(),
            texture=None if texture is None or use is None else TextureModel(texture.result(), use),
            covering=covering,
        )
