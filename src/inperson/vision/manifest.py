"""The model manifest: a TOML file that is parsed strictly or refused."""

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from inperson.vision.errors import ManifestInvalid

_DIGEST = re.compile(r"[0-9a-f]{64}")
ROLES = ("detector", "embedder", "mesh")


@dataclass(frozen=True, slots=True)
class Carrier:
    """An installed distribution that carries a model's file."""

    distribution: str
    version: str
    file: str


@dataclass(frozen=True, slots=True)
class InputFormat:
    """What a network takes; the runtime compiles the way there from uint8 RGB into it."""

    layout: str
    """`NCHW` or `NHWC`."""
    colour: str
    """`RGB` or `BGR`."""
    mean: float
    scale: float
    """A pixel goes in as (value - mean) / scale."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model of the manifest."""

    role: str
    name: str
    licence: str
    sha256: str
    """Digest of the file as it is published: the model's identity."""
    input: InputFormat
    prepare: str
    """`none`, or `fold-block-dequantisation`: what is done to the file before it is cached."""
    prepared_sha256: str
    """Digest of the cached file; equals `sha256` where nothing is done."""
    carrier: Carrier | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The models of a deployment, one for each role."""

    models: tuple[ModelSpec, ...]

    def spec(self, role: str) -> ModelSpec:
        """Return the model of a role: `detector`, `embedder` or `mesh`.

        Raises:
            ManifestInvalid: if there is no such role.

        """
        for spec in self.models:
            if spec.role == role:
                return spec
        raise ManifestInvalid(f"The manifest has no model for the role {role!r}.")


def load_manifest(text: str | None = None) -> Manifest:
    """Parse a manifest; without an argument, the one in the package.

    Raises:
        ManifestInvalid: if a key is missing, unknown, of another type, or a role is not filled
            exactly once.

    """
    if text is None:
        text = resources.files("inperson.vision").joinpath("models.toml").read_text("utf-8")
    try:
        content = tomllib.loads(text)
        models = tuple(_model(entry) for entry in content.pop("models"))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ManifestInvalid(f"The manifest is malformed: {error}.") from error
    if content or sorted(spec.role for spec in models) != sorted(ROLES):
        raise ManifestInvalid(f"The manifest needs one model each for {', '.join(ROLES)}.")
    return Manifest(models)


def _model(entry: dict[str, Any]) -> ModelSpec:
    carrier = entry.pop("carrier", None)
    source = entry.pop("input")
    spec = ModelSpec(
        role=entry.pop("role"),
        name=entry.pop("name"),
        licence=entry.pop("licence"),
        sha256=entry["sha256"],
        input=InputFormat(**source),
        prepare=entry.pop("prepare"),
        prepared_sha256=entry.pop("prepared_sha256", entry["sha256"]),
        carrier=None if carrier is None else Carrier(**carrier),
        url=entry.pop("url", None),
    )
    del entry["sha256"]
    if entry:
        raise ManifestInvalid(f"The manifest has an unknown key: {', '.join(entry)}.")
    _check(spec)
    return spec


def _check(spec: ModelSpec) -> None:
    digests = (spec.sha256, spec.prepared_sha256)
    if not all(isinstance(each, str) and _DIGEST.fullmatch(each) for each in digests):
        raise ManifestInvalid(f"{spec.name}: a digest is 64 hexadecimal digits.")
    if spec.prepare not in {"none", "fold-block-dequantisation"}:
        raise ManifestInvalid(f"{spec.name}: `prepare` is not known.")
    if spec.input.layout not in {"NCHW", "NHWC"} or spec.input.colour not in {"RGB", "BGR"}:
        raise ManifestInvalid(f"{spec.name}: the input's layout or colour is not known.")
    if not spec.input.scale > 0:
        raise ManifestInvalid(f"{spec.name}: the input's scale must be above zero.")
    if (spec.carrier is None) == (spec.url is None):
        raise ManifestInvalid(f"{spec.name}: name either a carrier or a url.")
    if spec.url is not None and not spec.url.startswith("https://"):
        raise ManifestInvalid(f"{spec.name}: a url starts with https://.")
