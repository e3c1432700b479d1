"""A silo's handle of one kind of token, and what a test runs through it that no room would."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, Executable, exists, select, union

from inperson.core import TenantId
from inperson.store import Stores
from inperson.store.tables import subjects, templates
from inperson.tenants import Authority, TokenKind, of_server

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEVELOPER, PRODUCTION = TokenKind.DEVELOPER, TokenKind.PRODUCTION


def over(tenant: TenantId, kind: TokenKind) -> Authority:
    return of_server(tenant).over(kind)


def row(kind: TokenKind) -> dict[str, object]:
    mark = kind.value.encode().ljust(32, b".")
    return {"id": f"sub_{kind}", "reference": mark, "token_kind": kind.value, "enrolled_at": NOW}


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
