"""Many enrolled subjects at once: real keys, real sealed templates, rows written in bulk.

What is written is what as many enrolments would have left behind: a data key of each subject's own,
wrapped under the tenant's KEK; the template sealed under it; the subject, its consent and its
decided session. Only the way in is shorter: a thousand rows a statement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Table
from tests.scene import MODEL, ColourExaminer, picture

from inperson.app import Server
from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_consent_id, new_session_id, new_subject_id
from inperson.matching import build_template
from inperson.sessions.model import (
    Decision,
    DeveloperSession,
    LivenessDemand,
    LivenessVerdict,
    SessionKind,
    SessionState,
    Verdict,
)
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.sessions.rows import ConsentRows
from inperson.store import WHOLE, StoreKind
from inperson.store.privacy_tables import consents
from inperson.store.session_rows import SESSIONS
from inperson.store.tables import sessions, subjects, templates, wrapped_keys
from inperson.tenants import TokenKind, of_server
from inperson.vault import Purpose, TenantVault, WrappedKey

PEOPLE = 10
"""How many the colours of a frame tell apart; subject n looks like person n mod 10."""
REFERENCE = "seeded-{}"
"""The tenant's own reference of a subject, with a place for its number."""
_BATCH = 1000
_SESSION = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Crowd:
    """A tenant with enrolled subjects, and its app token."""

    tenant_id: TenantId
    token: str
    subjects: int


class _Collected:
    """The part of a keyring that sealing needs: keeps the wrapped keys for one insert."""

    def __init__(self) -> None:
        self.keys: dict[str, WrappedKey] = {}

    def add(self, name: str, key: WrappedKey) -> bool:
        self.keys[name] = key
        return True

    def get(self, name: str) -> WrappedKey | None:
        return self.keys.get(name)

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "kek_id": key.kek_id, "ciphertext": key.ciphertext}
            for name, key in self.keys.items()
        ]


class _NoWitness:
    """The audit log of a seeded subject begins with its first authentication."""

    def unwrapped(self, actor: str, subject: bytes, purpose: str) -> None: ...


def add_crowd(deployment: Server, name: str, count: int) -> Crowd:
    """Make a tenant with `count` enrolled subjects of its developer token."""
    tenant = deployment.add_tenant(name)
    token = deployment.tenants.issue_token(tenant.id, TokenKind.DEVELOPER, "load").secret
    numbers = iter(range(count))
    while batch := list(islice(numbers, _BATCH)):
        _write(deployment, tenant.id, batch)
    return Crowd(tenant.id, token, count)


def _write(deployment: Server, tenant_id: TenantId, numbers: Sequence[int]) -> None:
    keys = _Collected()
    rows: dict[Table, list[dict[str, Any]]] = {
        subjects: [],
        templates: [],
        sessions: [],
        consents: [],
    }
    for made in _enrolments(deployment, tenant_id, numbers, keys):
        for table, row in made.items():
            rows[table].append(row)
    data, keyring = deployment.stores.databases[0], deployment.stores.databases[1]
    with keyring.engine(StoreKind.KEYRING.of(tenant_id)).begin() as connection:
        connection.execute(wrapped_keys.insert(), keys.rows())
    with data.engine(StoreKind.SILO.of(tenant_id), WHOLE).begin() as connection:
        for table, added in rows.items():
            connection.execute(table.insert(), added)


def _enrolments(
    deployment: Server, tenant_id: TenantId, numbers: Sequence[int], keys: _Collected
) -> Iterator[dict[Table, dict[str, Any]]]:
    entropy, now = SystemEntropy(), deployment.clock.now()
    pseudonyms = Pseudonyms(deployment.vault(tenant_id), TokenKind.DEVELOPER)
    kek = deployment.provider.open(tenant_id)
    vault = TenantVault(
        tenant_id,
        kek,
        keys,  # type: ignore[arg-type]
        entropy,
        deployment.clock,
        _NoWitness(),
    )
    with deployment.stores.silos.whole(of_server(tenant_id)).begin() as tx:
        notice = tx.rows(ConsentRows).notice()
    if notice is None:
        raise RuntimeError("the tenant has no notice")
    language, sha256 = next(iter(notice.sha256.items()))
    for number in numbers:
        subject_id = new_subject_id(entropy)
        reference = pseudonyms.reference(REFERENCE.format(number))
        vault.create_subject_key(subject_id)
        purpose, template = Purpose.REFERENCE_TEMPLATE, _template(number % PEOPLE)
        session = DeveloperSession(
            id=new_session_id(entropy),
            kind=SessionKind.ENROLL,
            token_kind=TokenKind.DEVELOPER,
            liveness=LivenessDemand.UNSAFE_NO_LIVENESS,
            subject=reference,
            created_at=now,
            expires_at=now + _SESSION,
            state=SessionState.COMPLETED,
            ended_at=now,
            subject_id=subject_id,
            verdict=Verdict(Decision.ENROLLED, (), None, None, MODEL, LivenessVerdict.NOT_CHECKED),
        )
        yield {
            subjects: {
                "id": subject_id,
                "reference": reference,
                "token_kind": TokenKind.DEVELOPER.value,
                "enrolled_at": now,
                "last_seen_at": now,
            },
            templates: {
                "subject_id": subject_id,
                "model_digest": MODEL,
                "sealed": vault.seal(subject_id, purpose, MODEL, template),
            },
            sessions: SESSIONS.row(session),
            consents: {
                "id": new_consent_id(entropy),
                "purpose": "identity",
                "token_kind": TokenKind.DEVELOPER.value,
                "reference": reference,
                "session_id": None,
                "notice_version": notice.version,
                "notice_sha256": sha256,
                "language": language,
                "method": "tap",
                "given_at": now,
                "withdrawn_at": None,
                "salt": entropy.bytes(16),
            },
        }


@cache
def _template(person: int) -> bytes:
    return build_template(ColourExaminer().examine([picture(person)]), MODEL).to_bytes()
