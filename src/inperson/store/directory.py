"""The directory of tenants and app tokens in SQL."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError

from inperson.core import RelyingPartyId, TenantId, TokenId
from inperson.store.connections import reading, transaction
from inperson.store.converting import Converter
from inperson.store.tables import app_tokens, tenants
from inperson.tenants import AppToken, Tenant, TenantExists

_TENANTS = Converter(Tenant, tenants)
_TOKENS = Converter(
    AppToken,
    app_tokens,
    {
        "limits.relying_party.id": "relying_party",
        "limits.relying_party.jwks": "relying_party_jwks",
        "limits.relying_party.unpushed": "relying_party_unpushed",
        "limits.relying_party.logout_uri": "relying_party_logout_uri",
        "limits.relying_party.ciba": "relying_party_ciba",
        "limits.relying_party.ping_uri": "relying_party_ping_uri",
    },
)


class SqlDirectory:
    """Implements `tenants.TenantDirectory`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: dict[TenantId, Tenant] = {}

    def add_tenant(self, tenant: Tenant) -> None:
        """Store a new tenant."""
        with transaction(self._engine) as connection:
            try:
                _TENANTS.add(connection, tenant)
            except IntegrityError:
                raise TenantExists("There is a tenant of this name.") from None

    def tenant(self, tenant_id: TenantId) -> Tenant | None:
        """Return the tenant, or None. It is never renamed or removed, so it is read once."""
        if tenant_id not in self._seen:
            with reading(self._engine) as connection:
                found = _TENANTS.first(connection, select(tenants).where(tenants.c.id == tenant_id))
            if found is None:
                return None
            self._seen[tenant_id] = found
        return self._seen[tenant_id]

    def tenants(self) -> Sequence[Tenant]:
        """Return all tenants in order of creation."""
        query = select(tenants).order_by(tenants.c.created_at, tenants.c.id)
        with reading(self._engine) as connection:
            return _TENANTS.all(connection, query)

    def add_token(self, token: AppToken) -> None:
        """Store a new app token."""
        with transaction(self._engine) as connection:
            _TOKENS.add(connection, token)

    def token_by_sha256(self, sha256: bytes) -> AppToken | None:
        """Return the token with this hash, or None."""
        with reading(self._engine) as connection:
            query = select(app_tokens).where(app_tokens.c.sha256 == sha256)
            return _TOKENS.first(connection, query)

    def tokens_of(self, relying_party: RelyingPartyId) -> Sequence[AppToken]:
        """Return the tokens that a relying party had, the newest first."""
        query = (
            select(app_tokens)
            .where(app_tokens.c.relying_party == relying_party)
            .order_by(app_tokens.c.created_at.desc(), app_tokens.c.id)
        )
        with reading(self._engine) as connection:
            return _TOKENS.all(connection, query)

    def tokens(self, tenant_id: TenantId) -> Sequence[AppToken]:
        """Return a tenant's tokens in order of creation."""
        query = (
            select(app_tokens)
            .where(app_tokens.c.tenant_id == tenant_id)
            .order_by(app_tokens.c.created_at, app_tokens.c.id)
        )
        with reading(self._engine) as connection:
            return _TOKENS.all(connection, query)

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
