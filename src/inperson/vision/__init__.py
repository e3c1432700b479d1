"""Vision: images in, arrays out.

A file is checked and decoded within limits (`decode_image`; `inspect_image` and `decode_apart` for
one that a stranger uploads, which a process of its own decodes); a `FacePipeline` finds the face,
judges the sample, aligns it and embeds it. The models are named, with digest and licence, in
`models.toml`, and a file that is not the one named there is refused. One runtime runs them,
behind the `Runtime` port::

    pipeline = load_pipeline(ModelStore(cache, load_manifest()), OpenVinoRuntime())
    (found,) = pipeline.examine([decode_image(data)])
    found.embedding        # (128,) float32, or None; then found.quality.issues says why

Promises: what comes in as bytes goes out as pixels or as an `ImageRefused`; a sample that cannot
be used is a result with reasons; nothing here touches a disk but the model cache.
"""

from inperson.vision.align import CHIP_PX, align
from inperson.vision.apart import decode_apart
from inperson.vision.containers import bare_jpeg
from inperson.vision.decode import DecodeLimits, Undecoded, decode_image, inspect_image
from inperson.vision.errors import ImageRefused, ImageTooManyPixels, ImageTooSmall, ModelUnusable
from inperson.vision.manifest import Manifest, ModelSpec, load_manifest
from inperson.vision.model import Embedding, Examination, Face, Image, Quality, QualityIssue, Region
from inperson.vision.pipeline import FacePipeline, load_pipeline
from inperson.vision.ports import Network, Runtime
from inperson.vision.quality import NOTHING_FOUND, QualityLimits, covered, judge
from inperson.vision.store import ModelReport, ModelStore
from inperson.vision.upright import stands

__all__ = [
    "CHIP_PX",
    "NOTHING_FOUND",
    "DecodeLimits",
    "Embedding",
    "Examination",
    "Face",
    "FacePipeline",
    "Image",
    "ImageRefused",
    "ImageTooManyPixels",
    "ImageTooSmall",
    "Manifest",
    "ModelReport",
    "ModelSpec",
    "ModelStore",
    "ModelUnusable",
    "Network",
    "Quality",
    "QualityIssue",
    "QualityLimits",
    "Region",
    "Runtime",
    "Undecoded",
    "align",
    "bare_jpeg",
    "covered",
    "decode_apart",
    "decode_image",
    "inspect_image",
    "judge",
    "load_manifest",
    "load_pipeline",
    "stands",
]
