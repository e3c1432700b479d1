"""The contract of `tenants.TenantDirectory`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_token_id
from inperson.store import Stores
from inperson.tenants import AppToken, Scope, Tenant, TenantExists, TokenKind, TokenLimits

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, UTC)


def token(tenant_id: TenantId, sha256: bytes, **changes: object) -> AppToken:
    made = AppToken(
        id=new_token_id(SystemEntropy()),
        tenant_id=tenant_id,
        kind=TokenKind.DEVELOPER,
        label="ünïcode",
        sha256=sha256,
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_tenants_are_listed_in_order_and_told_apart(
    stores: Stores, one: TenantId, two: TenantId
) -> None:
    later, earlier = Tenant(one, "later", NOW + timedelta(seconds=1)), Tenant(two, "earlier", NOW)
    stores.directory.add_tenant(later)
    stores.directory.add_tenant(earlier)
    assert list(stores.directory.tenants()) == [earlier, later]
    assert stores.directory.tenant(one) == later
    assert stores.directory.tenant(TenantId("ten_none")) is None


def test_an_id_and_a_name_are_taken_once(stores: Stores, one: TenantId, two: TenantId) -> None:
    stores.directory.add_tenant(Tenant(one, "name", NOW))
    for taken in (Tenant(two, "name", NOW), Tenant(one, "another", NOW)):
        with pytest.raises(TenantExists):
            stores.directory.add_tenant(taken)
    assert len(stores.directory.tenants()) == 1


def test_a_token_is_found_by_its_hash_and_kept_as_it_was(stores: Stores, one: TenantId) -> None:
    stores.directory.add_tenant(Tenant(one, "name", NOW))
    first, second = token(one, bytes(32)), token(one, b"\1" * 32, expires_at=None)
    stores.directory.add_token(first)
    stores.directory.add_token(second)
    assert stores.directory.token_by_sha256(bytes(32)) == first
    assert stores.directory.token_by_sha256(b"\1" * 32) == second
    assert stores.directory.token_by_sha256(b"\2" * 32) is None
    assert set(stores.directory.tokens(one)) == {first, second}


def test_a_revocation_is_kept_and_belongs_to_one_tenant(
    stores: Stores, one: TenantId, two: TenantId
) -> None:
    stores.directory.add_tenant(Tenant(one, "one", NOW))
    stores.directory.add_tenant(Tenant(two, "two", NOW))
    made = token(one, bytes(32))
    stores.directory.add_token(made)
    assert not stores.directory.revoke_token(two, made.id, NOW)
    assert stores.directory.revoke_token(one, made.id, NOW)
    assert stores.directory.revoke_token(one, made.id, NOW + timedelta(days=1))
    kept = stores.directory.token_by_sha256(bytes(32))
    assert kept is not None
    assert kept.revoked_at == NOW


def test_limits_and_the_day_of_use_are_kept(stores: Stores, one: TenantId) -> None:
    stores.directory.add_tenant(Tenant(one, "one", NOW))
    limits = TokenLimits(
        frozenset({Scope.USAGE, Scope.ADMIN}),
        ("https://a.example", "https://b.example:1"),
        ("a.b",),
    )
    made = token(one, bytes(32), limits=limits)
    stores.directory.add_token(made)
    assert stores.directory.token_by_sha256(bytes(32)) == made
    stores.directory.note_use(made.id, NOW.date())
    assert stores.directory.token_by_sha256(bytes(32)) == replace(made, last_used_on=NOW.date())


def test_a_token_is_ended_earlier_and_never_later(
    stores: Stores, one: TenantId, two: TenantId
) -> None:
    stores.directory.add_tenant(Tenant(one, "one", NOW))
    made, endless = token(one, bytes(32)), token(one, b"1" * 32, expires_at=None)
    stores.directory.add_token(made)
    stores.directory.add_token(endless)
    soon = NOW + timedelta(hours=1)
    assert not stores.directory.end_token(two, made.id, soon)
    for each in (made, endless):
        assert stores.directory.end_token(one, each.id, soon)
        assert stores.directory.end_token(one, each.id, soon + timedelta(days=9))
    assert {each.expires_at for each in stores.directory.tokens(one)} == {soon}
