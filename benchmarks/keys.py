"""The life of keys: what an erasure costs beside many records, and a KEK's rotation."""

import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inperson.adapters.jose import FileCheckpointSigner
from inperson.adapters.kms import FileKeyProvider
from inperson.audit import AuditLog
from inperson.core import SubjectId, SystemClock, SystemEntropy, TenantId
from inperson.core.ids import new_subject_id, new_tenant_id
from inperson.store import StoreKind, Stores, open_stores
from inperson.store.connections import transaction
from inperson.store.tables import wrapped_keys
from inperson.vault import TenantVault, Tombstone

_FEW = 10
_REPEATS = 15


@dataclass(frozen=True, slots=True)
class KeyLife:
    """Milliseconds to destroy a key among few and among many; seconds to rewrap many."""

    subjects: int
    destroy_among_few_ms: float
    destroy_among_many_ms: float
    rewrap_s: float
    bare_s: float
    """As many AES-GCM unwraps and wraps with nothing around them."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def table(self) -> str:
        return "\n".join(
            (
                f"destroy a subject's key among {_FEW:>6,}    {self.destroy_among_few_ms:7.2f} ms",
                f"destroy a subject's key among {self.subjects:>6,}    "
                f"{self.destroy_among_many_ms:7.2f} ms  "
                f"{self.destroy_among_many_ms / self.destroy_among_few_ms:.2f} x",
                f"rotate the KEK of {self.subjects:,} subjects      {self.rewrap_s:7.2f} s   "
                f"{self.rewrap_s / self.bare_s:.0f} x the bare cryptography",
            )
        )


def measure_keys(subjects: int) -> KeyLife:
    """Measure on SQLite with a file provider; keys are made in one transaction."""
    clock, entropy = SystemClock(), SystemEntropy()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        stores = open_stores(data=f"sqlite:///{home}/data", keys=f"sqlite:///{home}/keys")
        provider = FileKeyProvider(home / "kek", entropy)
        signer = FileCheckpointSigner(home / "kek" / "audit.jwk", "bench")

        def vault(count: int) -> tuple[TenantVault, list[SubjectId]]:
            tenant = new_tenant_id(entropy)
            provider.create(tenant)
            made = _fill(stores, provider, tenant, count)
            stores.audit.create(tenant)
            log = AuditLog(stores.audit.open(tenant), "bench", signer, clock)
            ring, kek = stores.keyrings.open(tenant), provider.open(tenant)
            return TenantVault(tenant, kek, ring, entropy, clock, log), made

        few, many = vault(_FEW + _REPEATS), vault(subjects + _REPEATS)
        times: tuple[list[float], list[float]] = ([], [])
        for turn in range(_REPEATS):
            for (owner, made), spent in zip((few, many), times, strict=True):
                grave = Tombstone(made[turn], bytes(32), clock.now())
                started = time.perf_counter()
                owner.destroy_subject_key(grave)
                spent.append((time.perf_counter() - started) * 1e3)
        owner, _ = many
        owner.keys.rotate()
        started = time.perf_counter()
        for _ in owner.keys.rewrap():
            pass
        rewrap_s = time.perf_counter() - started
        kek = provider.open(new := new_tenant_id(entropy))
        provider.create(new)
        wrapped = kek.wrap(bytes(32), b"aad")
        cipher = kek._version(1)[1]
        started = time.perf_counter()
        for _ in range(subjects):
            cipher.decrypt(wrapped.ciphertext[:12], wrapped.ciphertext[12:], b"aad")
            cipher.encrypt(entropy.bytes(12), bytes(32), b"aad")
        bare_s = time.perf_counter() - started
        stores.close()
    few_ms, many_ms = (statistics.median(each) for each in times)
    return KeyLife(subjects, few_ms, many_ms, rewrap_s, bare_s)


def _fill(
    stores: Stores, provider: FileKeyProvider, tenant: TenantId, count: int
) -> list[SubjectId]:
    entropy = SystemEntropy()
    stores.keyrings.create(tenant)
    kek, made = provider.open(tenant), [new_subject_id(entropy) for _ in range(count)]
    rows = []
    for subject in made:
        aad = f"inperson wrapped key 1/{tenant}/subject/{subject}".encode()
        key = kek.wrap(entropy.bytes(32), aad)
        rows.append(
            {"name": f"subject/{subject}", "kek_id": key.kek_id, "ciphertext": key.ciphertext}
        )
    with transaction(stores.databases[1].engine(StoreKind.KEYRING.of(tenant))) as connection:
        connection.execute(wrapped_keys.insert(), rows)
    return made
