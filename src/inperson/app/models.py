"""The models that the settings name, on the one runtime."""

from inperson.adapters.openvino import OpenVinoRuntime
from inperson.config import Settings
from inperson.vision import FacePipeline, ModelStore, load_manifest, load_pipeline


def model_store(settings: Settings) -> ModelStore:
    """Return the cache of prepared models."""
    text = None if settings.manifest is None else settings.manifest.read_text("utf-8")
    return ModelStore(settings.models_dir, load_manifest(text))


def open_pipeline(settings: Settings) -> FacePipeline:
    """Load the models, each checked against its digest, on the one runtime."""
    runtime = OpenVinoRuntime(threads=settings.inference_threads)
    return load_pipeline(model_store(settings), runtime)
