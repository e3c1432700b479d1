"""Every setting of the server, in one frozen place. docs/settings.md is checked against it."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


class Settings(BaseSettings):
    """Settings, each read from an environment variable `INPERSON_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="INPERSON_", frozen=True, extra="forbid")

    data: str = Field(
        default="sqlite:///.inperson/data",
        description="Where sealed records and the tenant directory live: `sqlite:///FOLDER` or "
        "`postgresql+psycopg://...`.",
    )
    keys: str = Field(
        default="sqlite:///.inperson/keys",
        description="Where wrapped keys live, apart from the data: same forms as `data`.",
    )
    audit: str | None = Field(
        default=None,
        description="Where the audit logs live: same forms as `data`; the place of `data` if left "
        "out. Another place, with other backups, makes tampering harder.",
    )
    kek_dir: Path = Field(
        default=Path(".inperson/kek"),
        description="Folder of the key-encryption keys and the signing key, mode 0700. Back it "
        "up apart from `data` and `keys`.",
    )
    kek_provider: Literal["file", "transit", "pkcs11", "aws"] = Field(
        default="file",
        description="Who holds the key-encryption keys: files in `kek_dir`, OpenBao or HashiCorp "
        "Vault (`transit`), an HSM (`pkcs11`) or AWS KMS (`aws`). docs/formats/kek.md.",
    )
    kek_secret_file: Path | None = Field(
        default=None,
        description="File of mode 0600 with the passphrase of `file` (optional), the token of "
        "`transit` or the user's PIN of `pkcs11`.",
    )
    kek_url: str = Field(default="https://127.0.0.1:8200", description="Address for `transit`.")
    kek_library: Path = Field(
        default=Path("/usr/lib/softhsm/libsofthsm2.so"), description="Library for `pkcs11`."
    )
    kek_name: str = Field(
        default="inperson",
        description="The engine's mount for `transit`, the token's label for `pkcs11`, the "
        "aliases' prefix for `aws`.",
    )
    key_backup_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=30,
        description="For how long you keep backups of `keys`. Every erasure statement quotes it, "
        "and a restored backup forgets the erasures of this time again.",
    )
    models_dir: Path = Field(
        default_factory=lambda: _cache_home() / "inperson" / "models",
        description="Cache of prepared model files; each is checked against its digest at start.",
    )
    manifest: Path | None = Field(
        default=None,
        description="Another model manifest than the package's: your own models, or a texture "
        "network beside them. docs/formats/model-manifest.md.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=8018, description="TCP port the server listens on."
    )
    required_level: Annotated[int, Field(ge=1, le=4)] = Field(
        default=3,
        description="Rung of the calibrated ladder that an authentication must reach: 1 to 4 for "
        "a false match rate of at most 1e-2, 1e-3, 1e-4, 1e-5.",
    )
    max_body_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=32 * 2**20, description="Largest request body that is read."
    )
    inference_threads: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Threads that one inference uses."
    )
    max_captures: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=64, description="Live captures that are open at the same time, at most."
    )
    capture_workers: Annotated[int, Field(ge=1, le=256)] = Field(
        default_factory=lambda: os.cpu_count() or 1,
        description="Frames that are looked at at the same time, over all captures.",
    )
    drain_s: Annotated[float, Field(ge=0, le=300)] = Field(
        default=10,
        description="For so many seconds a server that is told to stop lets open captures end by "
        "themselves; then it lets them go, and their clients go on at another process.",
    )
    deployment: Literal["managed", "private"] = Field(
        default="managed",
        description="`managed`: many tenants, each a controller, the operator their processor. "
        "`private`: one tenant, who runs the server itself.",
    )
    operator: str = Field(
        default="", description="Who runs this server, by name: every notice says so."
    )
    operator_contact: str = Field(
        default="", description="How the operator is reached: an e-mail address or a page."
    )
    location: str = Field(
        default="",
        description="Where the data is, as people would say it: `Frankfurt, Germany`. Every "
        "notice says so.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8018",
        description="Where people and their browsers reach this server.",
        pattern=r"^https?://[^/\s]+[^\s]*[^/\s]$",
    )
    issuer: str = Field(
        default="inperson", description="The `iss` claim of signed decisions: name this server."
    )
