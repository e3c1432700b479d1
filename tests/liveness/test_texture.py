"""A texture network from an operator's manifest: a small one made here, run by the real runtime."""

import hashlib
import shutil
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from inperson.adapters.openvino import OpenVinoRuntime
from inperson.app.models import model_store
from inperson.config import Settings
from inperson.liveness.cues.surface import texture
from inperson.vision import ModelStore, decode_image, load_manifest, load_pipeline
from inperson.vision.errors import ManifestInvalid
from tests.liveness.making import LIMITS, key, seen, track

OWN = resources.files("inperson.vision").joinpath("models.toml").read_text("utf-8")
ENTRY = """
[[models]]
role = "texture"
name = "bright-is-living"
licence = "Apache-2.0"
sha256 = "{digest}"
url = "https://models.example/bright.onnx"
prepare = "none"
input = {{ layout = "NCHW", colour = "RGB", mean = 0.0, scale = 255.0 }}
texture = {{ side_px = 32, crop = 1.5, live_class = 1, softmax = true, least = {least} }}
"""


def network() -> bytes:
    """Two classes whose difference is how far the mean of the input is above one half."""
    nodes = [
        helper.make_node("GlobalAveragePool", ["x"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w", "b"], ["y"]),
    ]
    weights = np.array([[0.0, 8.0], [0.0, 8.0], [0.0, 8.0]], np.float32)
    graph = helper.make_graph(
        nodes,
        "bright",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 32, 32])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 2])],
        [
            helper.make_tensor("w", TensorProto.FLOAT, [3, 2], weights.ravel().tolist()),
            helper.make_tensor("b", TensorProto.FLOAT, [2], [0.0, -12.0]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    return bytes(onnx.ModelProto.SerializeToString(model))


@pytest.fixture
def store(models_dir: Path, tmp_path: Path) -> ModelStore:
    """The package's models and the small one, named by a manifest of the operator's."""
    data = network()
    digest = hashlib.sha256(data).hexdigest()
    folder = tmp_path / "models"
    shutil.copytree(models_dir, folder)
    (folder / f"bright-is-living-{digest[:16]}.onnx").write_bytes(data)
    manifest = tmp_path / "models.toml"
    manifest.write_text(OWN + ENTRY.format(digest=digest, least=0.5))
    return model_store(Settings(manifest=manifest, models_dir=folder))


def test_an_operators_texture_network_judges_the_key_frames(
    store: ModelStore, photos: Path
) -> None:
    pipeline = load_pipeline(store, OpenVinoRuntime())
    assert pipeline.texture is not None
    image = decode_image((photos / "joe_biden" / "biden.jpg").read_bytes())
    (face, *_) = pipeline.detector.detect(image)
    margins = [
        pipeline.texture.margin(replace(image, pixels=pixels), face)
        for pixels in (image.pixels // 8, 255 - image.pixels // 8)
    ]
    assert margins[0] < -0.4
    assert margins[1] > 0.4


def test_its_margin_can_refuse_and_its_absence_says_nothing() -> None:
    plain = key(seen(0.1))
    assert texture(track(keys=[plain]), LIMITS) is None
    for margin, live in ((-0.2, False), (0.2, True)):
        found = texture(track(keys=[replace(plain, texture=margin)]), LIMITS)
        assert found is not None
        assert found.live is live
        assert found.evidence["texture.texture"] == pytest.approx(margin)


@pytest.mark.parametrize(
    "entry",
    [
        ENTRY.format(digest="0" * 64, least=0.0),
        ENTRY.format(digest="0" * 64, least=1.5),
        ENTRY.format(digest="0" * 64, least=0.5).replace("side_px = 32", "side_px = 4"),
        ENTRY.format(digest="0" * 64, least=0.5).replace("softmax = true", "softmax = 1"),
        ENTRY.format(digest="0" * 64, least=0.5).replace('role = "texture"', 'role = "mesh"'),
        ENTRY.format(digest="0" * 64, least=0.5) * 2,
        ENTRY.format(digest="0" * 64, least=0.5).split("texture = {")[0],
    ],
)
def test_a_manifest_that_does_not_say_how_it_is_used_is_refused(entry: str) -> None:
    with pytest.raises(ManifestInvalid):
        load_manifest(OWN + entry)
