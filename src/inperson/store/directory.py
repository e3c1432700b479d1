"""The directory of tenants and app tokens in SQL."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from inperson.core import TenantId, TokenId
from inperson.store.connections import reading, transaction
from inperson.store.tables import app_tokens, tenants
from inperson.tenants import AppToken, Scope, Tenant, TenantExists, TokenKind, TokenLimits


class SqlDirectory:
    """Implements `tenants.TenantDirectory`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_tenant(self, tenant: Tenant) -> None:
        """Store a new tenant."""
        row = {"id": tenant.id, "name": tenant.name, "created_at": tenant.created_at}
        with transaction(self._engine) as connection:
            try:
                connection.execute(insert(tenants).values(row))
            except IntegrityError:
                raise TenantExists("There is a tenant of this name.") from None

    def tenant(self, tenant_id: TenantId) -> Tenant | None:
        """Return the tenant, or None."""
        with reading(self._engine) as connection:
            row = connection.execute(select(tenants).where(tenants.c.id == tenant_id)).first()
        return None if row is None else _tenant(row)

    def tenants(self) -> Sequence[Tenant]:
        """Return all tenants in order of creation."""
        query = select(tenants).order_by(tenants.c.created_at, tenants.c.id)
        with reading(self._engine) as connection:
            return [_tenant(row) for row in connection.execute(query)]

    def add_token(self, token: AppToken) -> None:
        """Store a new app token."""
        row = {
            "id": token.id,
            "tenant_id": token.tenant_id,
            "kind": token.kind.value,
            "label": token.label,
            "sha256": token.sha256,
            "created_at": token.created_at,
            "expires_at": token.expires_at,
            "revoked_at": token.revoked_at,
            "scopes": " ".join(sorted(token.limits.scopes)),
            "origins": " ".join(token.limits.origins),
            "packages": " ".join(token.limits.packages),
            "last_used_on": token.last_used_on,
        }
        with transaction(self._engine) as connection:
            connection.execute(insert(app_tokens).values(row))

    def token_by_sha256(self, sha256: bytes) -> AppToken | None:
        """Return the token with this hash, or None."""
        with reading(self._engine) as connection:
            row = connection.execute(
                select(app_tokens).where(app_tokens.c.sha256 == sha256)
            ).first()
        return None if row is None else _token(row)

    def tokens(self, tenant_id: TenantId) -> Sequence[AppToken]:
        """Return a tenant's tokens in order of creation."""
        query = (
            select(app_tokens)
            .where(app_tokens.c.tenant_id == tenant_id)
            .order_by(app_tokens.c.created_at, app_tokens.c.id)
        )
        with reading(self._engine) as connection:
            return [_token(row) for row in connection.execute(query)]

    def end_token(self, tenant_id: TenantId, token_id: TokenId, at: datetime) -> bool:
        """Let the tenant's token expire at a time, unless it expires earlier."""
        own = (app_tokens.c.tenant_id == tenant_id) & (app_tokens.c.id == token_id)
        later = app_tokens.c.expires_at.is_(None) | (app_tokens.c.expires_at > at)
        with transaction(self._engine) as connection:
            connection.execute(update(app_tokens).where(own & later).values(expires_at=at))
            return connection.execute(select(app_tokens.c.id).where(own)).first() is not None

    def note_use(self, token_id: TokenId, on: date) -> None:
        """Remember the day on which a token was last used."""
        used = update(app_tokens).where(app_tokens.c.id == token_id).values(last_used_on=on)
        with transaction(self._engine) as connection:
            connection.execute(used)

    def revoke_token(self, tenant_id: TenantId, token_id: TokenId, at: datetime) -> bool:
        """Mark the tenant's token as revoked; keep an earlier revocation."""
        own = (app_tokens.c.tenant_id == tenant_id) & (app_tokens.c.id == token_id)
        with transaction(self._engine) as connection:
            connection.execute(
                update(app_tokens)
                .where(own & app_tokens.c.revoked_at.is_(None))
                .values(revoked_at=at)
            )
            return connection.execute(select(app_tokens.c.id).where(own)).first() is not None


def _tenant(row: Row[Any]) -> Tenant:
    return Tenant(TenantId(row.id), row.name, row.created_at)


def _token(row: Row[Any]) -> AppToken:
    return AppToken(
        id=TokenId(row.id),
        tenant_id=TenantId(row.tenant_id),
        kind=TokenKind(row.kind),
        label=row.label,
        sha256=bytes(row.sha256),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        limits=TokenLimits(
            frozenset(Scope(scope) for scope in row.scopes.split()),
            tuple(row.origins.split()),
            tuple(row.packages.split()),
        ),
        last_used_on=row.last_used_on,
    )
