"""What other processes call: importable, and with few imports of its own."""

from pathlib import Path

from inperson.adapters.openvino import OpenVinoRuntime
from inperson.vision import FacePipeline, ModelStore, load_manifest, load_pipeline


def open_from(models_dir: Path) -> FacePipeline:
    return load_pipeline(ModelStore(models_dir, load_manifest()), OpenVinoRuntime())


def fail_to_open() -> FacePipeline:
    raise OSError("There are no models.")
