"""A silo's handle of one kind of token, and what a test runs through it that no room would."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, Executable, exists, insert, select, union

from inperson.core import TenantId
from inperson.store import Stores
from inperson.store.privacy_tables import privacy_requests
from inperson.store.tables import sessions, silo, subjects, templates
from inperson.tenants import Authority, TokenKind, of_server

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEVELOPER, PRODUCTION = TokenKind.DEVELOPER, TokenKind.PRODUCTION


def over(tenant: TenantId, kind: TokenKind) -> Authority:
    return of_server(tenant).over(kind)


def row(kind: TokenKind) -> dict[str, object]:
    mark = kind.value.encode().ljust(32, b".")
    return {"id": f"sub_{kind}", "reference": mark, "token_kind": kind.value, "enrolled_at": NOW}


OWNED: dict[str, dict[str, object]] = {
    "templates": {"model_digest": "0" * 64, "sealed": b"x"},
    "attempts": {"failures": 0},
    "seen_frames": {"key": None, "expires_at": NOW},
    "session_facts": {"device_class": "other", "sdk": "other"},
    "idempotency": {"key": None, "request": b"r" * 32, "created_at": NOW},
    "proofs": {"used_at": NOW},
    "checks": {"link": b"l" * 32, "sealed": b"x"},
    "request_keys": {"key": None, "request": b"r" * 32, "created_at": NOW},
}
"""What belongs to a row with a kind, each table with a row but for the owner."""


def owned_row(table: str, kind: TokenKind, of: TokenKind | None = None) -> dict[str, object]:
    """Return a row with the key of one kind, that belongs to what is of a kind, the same or not."""
    (key,) = silo.tables[table].foreign_keys
    names = {"subjects": "sub", "sessions": "ses", "privacy_requests": "prq"}
    made = OWNED[table] | {key.parent.name: f"{names[key.column.table.name]}_{of or kind}"}
    return made | ({"key": kind.value.encode().ljust(32, b".")} if "key" in made else {})


def add_all(connection: Connection, kind: TokenKind, tables: Iterable[str] = OWNED) -> None:
    """Add a row of a kind to each table that has one, and what belongs to them."""
    reference, held = row(kind)["reference"], {"token_kind": kind.value}
    session = {"id": f"ses_{kind}", "kind": "enroll", "liveness": "required", "state": "open"}
    times = {"created_at": NOW, "expires_at": NOW}
    request = {"id": f"prq_{kind}", "kind": "access", "channel": "tenant", "state": "received"}
    due = {"received_at": NOW, "due_at": NOW, "salt": b"s" * 16}
    connection.execute(insert(subjects).values(row(kind)))
    connection.execute(insert(sessions).values(session | held | times | {"subject": reference}))
    connection.execute(insert(privacy_requests).values(request | held | due))
    for table in tables:
        connection.execute(insert(silo.tables[table]).values(owned_row(table, kind)))


def connected(stores: Stores, tenant: TenantId, kind: TokenKind) -> "_Connected":
    return _Connected(stores, tenant, kind)


class _Connected:
    """The connection of a bound handle, with which a test runs what no room would."""

    def __init__(self, stores: Stores, tenant: TenantId, kind: TokenKind) -> None:
        self._opened = stores.silos.of(over(tenant, kind)).begin()

    def __enter__(self) -> Connection:
        return self._opened.__enter__().connection

    def __exit__(self, *raised: object) -> None:
        self._opened.__exit__(*raised)  # type: ignore[arg-type]


READS: dict[str, Callable[[], Executable]] = {
    "plain": lambda: select(subjects.c.id),
    "what it owns": lambda: select(templates.c.subject_id),
    "what it owns, by its id": lambda: select(templates.c.subject_id).where(
        templates.c.subject_id == "sub_production"
    ),
    "by its id": lambda: select(subjects.c.id).where(subjects.c.id == "sub_production"),
    "alias": lambda: select((a := subjects.alias()).c.id).select_from(a),
    "join": lambda: select(subjects.c.id).join(templates),
    "subquery": lambda: select(
        select(subjects.c.id).where(subjects.c.enrolled_at <= NOW).subquery().c.id
    ),
    "in": lambda: select(templates.c.subject_id).where(
        templates.c.subject_id.in_(select(subjects.c.id))
    ),
    "exists": lambda: select(templates.c.subject_id).where(
        exists().where(subjects.c.id == templates.c.subject_id)
    ),
    "union": lambda: union(select(subjects.c.id), select(subjects.c.id)),
    "scalar": lambda: select(select(subjects.c.id).limit(1).scalar_subquery()),
}
