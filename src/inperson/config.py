"""Every setting of the server, in one frozen place. docs/settings.md is checked against it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from inperson.config_values import Networks, Place, ProxyNetworks, StoreUrl, Word
from inperson.core import InpersonError, canonical_origin, http_address

PREFIX = "INPERSON_"
_PORT = 8018
NOT_SETTINGS = frozenset({"INPERSON_TOKEN", "INPERSON_URL"})
"""Variables of the command line as a client; a server does not read them."""


class SettingsInvalid(InpersonError):
    """A setting's value cannot be used, or a variable is no setting."""

    code = "settings_invalid"


def _own_address(chosen: dict[str, Any]) -> str:
    """Return where a server is reached that nothing stands before, by its settings so far."""
    host, port = chosen.get("host", "127.0.0.1"), chosen.get("port") or _PORT
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 -- nothing is bound
    return http_address("127.0.0.1" if everywhere else host, port)


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


class Settings(BaseSettings):
    """Settings, each read from an environment variable `INPERSON_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,  # a value may hold a password
    )

    data: StoreUrl = Field(
        default="sqlite:///.inperson/data",
        description="Where sealed records and the tenant directory live: `sqlite:///FOLDER` or "
        "`postgresql+psycopg://...`.",
    )
    keys: StoreUrl = Field(
        default="sqlite:///.inperson/keys",
        description="Where wrapped keys live, apart from the data: same forms as `data`.",
    )
    audit: StoreUrl | None = Field(
        default=None,
        description="Where the audit logs live: same forms as `data`; the place of `data` if left "
        "out. Another place, with other backups, makes tampering harder.",
    )
    witnessed: Place | None = Field(
        default=None, description="Folder with what `witness latest` printed: docs/witness.md."
    )
    kek_dir: Place = Field(
        default=Path(".inperson/kek"),
        description="Folder of the key-encryption keys and the signing key, mode 0700. Back it "
        "up apart from `data` and `keys`.",
    )
    kek_provider: Literal["file", "transit", "pkcs11", "aws"] = Field(
        default="file",
        description="Who holds the key-encryption keys: files in `kek_dir`, OpenBao or HashiCorp "
        "Vault (`transit`), an HSM (`pkcs11`) or AWS KMS (`aws`). docs/formats/kek.md.",
    )
    kek_secret_file: Place | None = Field(
        default=None,
        description="File of mode 0600 with the passphrase of `file` (optional), the token of "
        "`transit` or the user's PIN of `pkcs11`.",
    )
    kek_url: Word = Field(default="https://127.0.0.1:8200", description="Address for `transit`.")
    kek_library: Place = Field(
        default=Path("/usr/lib/softhsm/libsofthsm2.so"), description="Library for `pkcs11`."
    )
    kek_name: Word = Field(
        default="inperson",
        description="The engine's mount for `transit`, the token's label for `pkcs11`, the "
        "aliases' prefix for `aws`.",
    )
    key_backup_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=30,
        description="For how long you keep backups of `keys`. Every erasure statement quotes it, "
        "and a restored backup forgets the erasures of this time again.",
    )
    models_dir: Place = Field(
        default_factory=lambda: _cache_home() / "inperson" / "models",
        description="Cache of prepared model files; each is checked against its digest at start.",
    )
    manifest: Place | None = Field(
        default=None,
        description="Another model manifest than the package's: your own models, or a texture "
        "network beside them. docs/formats/model-manifest.md.",
    )
    host: Word = Field(default="127.0.0.1", description="Address the server listens on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=_PORT, description="TCP port the server listens on."
    )
    required_level: Annotated[int, Field(ge=1, le=4)] = Field(
        default=3,
        description="Rung of the calibrated ladder that an authentication must reach: 1 to 4 for "
        "a false match rate of at most 1e-2, 1e-3, 1e-4, 1e-5.",
    )
    max_body_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=32 * 2**20,
        description="Largest upload of still images that is read. JSON has bounds of its own: "
        "docs/operations.md.",
    )
    inference_threads: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="Threads that one inference uses."
    )
    max_captures: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=64,
        description="Live captures that are open at the same time, at most. Of a managed server no "
        "tenant has more of them than are still free, and developers have half at most.",
    )
    capture_workers: Annotated[int, Field(ge=1, le=256)] = Field(
        default_factory=lambda: os.cpu_count() or 1,
        description="Frames that are looked at at the same time, over all captures.",
    )
    max_connections: Annotated[int, Field(ge=8, le=100_000)] = Field(
        default=1000, description="Connections that are open at the same time, at most."
    )
    max_peer_connections: Annotated[int, Field(ge=4, le=100_000)] = Field(
        default=100,
        description="Of these, from one address. One of `trusted_proxies` may have all, and is to "
        "count for each of its clients, as deploy/nginx.conf does.",
    )
    address_rate: Annotated[float, Field(ge=5, le=1_000_000)] = Field(
        default=40.0,
        description="How fast one address may ask for what needs no credential: units a second, a "
        "page or a file is one. Ten seconds of it may come at once. docs/operations.md.",
    )
    tenant_rate: Annotated[float, Field(ge=40, le=1_000_000)] = Field(
        default_factory=lambda: 200.0 * (os.cpu_count() or 1),
        description="How fast a tenant's tokens of one kind may ask, together; one of them half as "
        "fast: units a second, a read is one. Three seconds of it may come at once.",
    )
    workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default_factory=lambda: max(1, (os.cpu_count() or 1) // 2),
        description="Processes that decode uploads at the same time, at most, and as many that "
        "encrypt copies under a passphrase. Each starts when it is first needed.",
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
    outbound: Literal["auto", "none", "deliveries"] = Field(
        default="auto",
        description="What the server sends by itself: `deliveries`, which are webhooks, the "
        "erasure cascade and witnesses, or `none`. `auto` is `none` in a private deployment, which "
        "then connects to nothing but the stores and the key service that these settings name.",
    )
    delivery_networks: Networks = Field(
        default=(),
        description="Networks that tenants may have messages sent to beside public addresses: "
        "`10.2.0.0/16, ::1`. Link-local and metadata addresses never are. docs/webhooks.md.",
    )
    operator: str = Field(
        default="", description="Who runs this server, by name: every notice says so."
    )
    operator_contact: str = Field(
        default="", description="How the operator is reached: an e-mail address or a page."
    )
    location: str = Field(
        default="",
        description="Where the data is, as every notice says it: `Frankfurt, Germany`.",
    )
    public_url: Annotated[str, AfterValidator(canonical_origin)] = Field(
        default_factory=_own_address,
        validate_default=True,
        description="Where people and their browsers reach this server: scheme, host and port. "
        "Links, cookies and passkeys go by it.",
    )
    trusted_proxies: ProxyNetworks = Field(
        default=(),
        description="Networks of the proxies before this server, such as `127.0.0.1, 10.1.0.0/16`. "
        "Their `X-Forwarded-For` says from where a request comes, for limits by address; nobody "
        "else's is believed. Without it all that comes through a proxy comes from one address.",
    )
    issuer: Word = Field(
        default="inperson",
        description="The `iss` claim of signed decisions: name this server.",
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="Form of the log's lines, on standard error."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="From where on the server's own lines are logged; `info` has one for each "
        "request. Other libraries are heard from `warning` on, whatever this says.",
    )
    metrics_token_file: Place | None = Field(
        default=None,
        description="File of mode 0600 with a secret of at least 32 characters that opens "
        "`/metrics`. Without it there is no such path.",
    )
    otel_endpoint: str | None = Field(
        default=None,
        description="Where a collector takes OpenTelemetry spans over HTTP, such as "
        "`http://127.0.0.1:4318/v1/traces`; needs the extra `otel`. Not in a private one.",
        pattern=r"^https?://[^\s@]+$",
    )

    @model_validator(mode="after")
    def _nothing_leaves(self) -> Self:
        if self.deployment == "private" and self.otel_endpoint is not None:
            raise ValueError("a private deployment sends no spans: leave out otel_endpoint")
        return self

    @property
    def delivers(self) -> bool:
        """Tell whether the server sends webhooks and cascades."""
        managed = self.deployment == "managed"
        return managed if self.outbound == "auto" else self.outbound == "deliveries"


def read_settings(environment: Mapping[str, str] | None = None, **chosen: Any) -> Settings:
    """Read the settings of a server, and let no variable go unread that looks like one.

    Args:
        environment: where the names are looked up; None for the process's own.
        chosen: settings that are given, whatever a variable says.

    Raises:
        SettingsInvalid: if a value cannot be used, or a variable is no setting. It names the
            variable and never shows its value.

    """
    unknown = unknown_variables(os.environ if environment is None else environment)
    if unknown:
        raise SettingsInvalid(f"These are no settings: {', '.join(unknown)}. docs/settings.md")
    try:
        return Settings(**chosen)
    except ValidationError as error:
        wrong = [
            ": ".join([*(f"{PREFIX}{each}".upper() for each in found["loc"][:1]), found["msg"]])
            for found in error.errors(include_url=False, include_input=False)
            if found["type"] != "default_factory_not_called"  # it follows from another
        ]
        raise SettingsInvalid("; ".join(wrong).replace("Value error, ", "")) from None


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Return the variables that begin as settings do and are none: a misspelt one is not obeyed."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | NOT_SETTINGS
    return sorted(
        each
        for each in environment
        if each.upper().startswith(PREFIX)
        and each.upper() not in known
        and not each.upper().startswith(f"{PREFIX}TEST_")
    )
