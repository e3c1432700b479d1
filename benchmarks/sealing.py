"""Sealing and opening a template in a tenant's vault, beside AES-256-GCM alone."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.figures import Spread
from inperson.adapters.jose import FileCheckpointSigner
from inperson.adapters.kms import FileKeyProvider
from inperson.audit import AuditLog
from inperson.core import SystemClock, SystemEntropy
from inperson.core.ids import new_subject_id, new_tenant_id
from inperson.store import open_stores
from inperson.vault import Purpose, TenantVault

TEMPLATE_BYTES = 172
_DIGEST = "00" * 32


@dataclass(frozen=True, slots=True)
class Sealing:
    """Microseconds of each operation; `bare` is one AES-256-GCM call with a key at hand."""

    us: dict[str, Spread]

    def to_json(self) -> dict[str, Any]:
        return {
            name: asdict(spread) | {"over_bare": spread.median / self.us["bare"].median}
            for name, spread in self.us.items()
        }

    def table(self) -> str:
        lines = [f"{'template of 172 bytes':32}{'µs':>8}{'p95':>8}{'it / bare':>12}"]
        lines += [
            f"{name:32}{spread.median:8.1f}{spread.p95:8.1f}"
            f"{spread.median / self.us['bare'].median:12.1f}"
            for name, spread in self.us.items()
        ]
        return "\n".join(lines)


def measure_sealing(repeats: int) -> Sealing:
    """Take turns between the operations, `repeats` times."""
    clock, entropy = SystemClock(), SystemEntropy()
    tenant, subject = new_tenant_id(entropy), new_subject_id(entropy)
    plaintext = entropy.bytes(TEMPLATE_BYTES)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        stores = open_stores(data=f"sqlite:///{home}/data", keys=f"sqlite:///{home}/keys")
        provider = FileKeyProvider(home / "kek", entropy)
        provider.create(tenant)
        stores.keyrings.create(tenant)
        stores.audit.create(tenant)
        keyring = stores.keyrings.open(tenant)
        signer = FileCheckpointSigner(home / "kek" / "audit.jwk", "bench")
        audit = AuditLog(stores.audit.open(tenant), "bench", signer, clock)

        def vault() -> TenantVault:
            return TenantVault(tenant, provider.open(tenant), keyring, entropy, clock, audit)

        warm = vault()
        warm.create_subject_key(subject)
        sealed = warm.seal(subject, Purpose.REFERENCE_TEMPLATE, _DIGEST, plaintext)
        bare = AESGCM(entropy.bytes(32))
        operations: dict[str, Callable[[], object]] = {
            "bare": lambda: bare.encrypt(entropy.bytes(12), plaintext, b"bound"),
            "seal, key in memory": lambda: warm.seal(
                subject, Purpose.REFERENCE_TEMPLATE, _DIGEST, plaintext
            ),
            "open, key in memory": lambda: warm.open(
                subject, Purpose.REFERENCE_TEMPLATE, _DIGEST, sealed
            ),
            "open, unwrapped and recorded": lambda: vault().open(
                subject, Purpose.REFERENCE_TEMPLATE, _DIGEST, sealed
            ),
        }
        times: dict[str, list[float]] = {name: [] for name in operations}
        for _ in range(repeats):
            for name, run in operations.items():
                started = time.perf_counter()
                run()
                times[name].append((time.perf_counter() - started) * 1e6)
        stores.close()
    return Sealing({name: Spread.of(values) for name, values in times.items()})
