"""The model manifest: a TOML file that is parsed strictly or refused."""

import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from inperson.vision.errors import ManifestInvalid

_DIGEST = re.compile(r"[0-9a-f]{64}")
ROLES = ("detector", "embedder", "mesh")
OPTIONAL_ROLES = ("texture",)


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
class TextureUse:
    """How a texture network is used."""

    side_px: int
    """Height and width of its input."""
    crop: float
    """Side of the square around the face, in longer sides of the face's box."""
    live_class: int
    """Which of its outputs is living skin."""
    softmax: bool
    """Whether its outputs are still to be made probabilities."""
    least: float
    """Least probability of living skin that passes, 0 to 1: from your own calibration."""

    def __post_init__(self) -> None:
        sane = 16 <= self.side_px <= 1024 and 1 <= self.crop <= 8 and 0 <= self.live_class < 1000
        if not sane or not 0 < self.least < 1 or type(self.softmax) is not bool:
            raise ManifestInvalid("The texture network's use is out of range.")


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
    texture: TextureUse | None = None
    """Present exactly for the role `texture`."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The models of a deployment, one for each role; `texture` may be left out."""

    models: tuple[ModelSpec, ...]

    def has(self, role: str) -> bool:
        """Tell whether there is a model of a role."""
        return any(spec.role == role for spec in self.models)

    def spec(self, role: str) -> ModelSpec:
        """Return the model of a role: `detector`, `embedder`, `mesh` or `texture`.

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
    found = sorted(spec.role for spec in models if spec.role not in OPTIONAL_ROLES)
    extra = [spec.role for spec in models if spec.role in OPTIONAL_ROLES]
    if content or found != sorted(ROLES) or len(extra) > len(set(extra)):
        raise ManifestInvalid(f"The manifest needs one model each for {', '.join(ROLES)}.")
    return Manifest(models)


def _model(entry: dict[str, Any]) -> ModelSpec:
    carrier = entry.pop("carrier", None)
    source = entry.pop("input")
    texture = entry.pop("texture", None)
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
        texture=None if texture is None else TextureUse(**texture),
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
    if (spec.role == "texture") != (spec.texture is not None):
        raise ManifestInvalid(f"{spec.name}: the role texture, and it alone, has `texture`.")
    if spec.url is not None and not spec.url.startswith("https://"):
        raise ManifestInvalid(f"{spec.name}: a url starts with https://.")
