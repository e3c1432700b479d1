"""What a token mints or rotates is within its own limits, in every dimension."""

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from inperson.tenants import Caller, Scope, TokenKind, TokenLimits
from inperson.tenants.errors import ActionNotAllowed
from tests.scene import Scene, open_scene

DAY = timedelta(days=1)
SCOPES = (
    frozenset({Scope.ADMIN}),
    frozenset({Scope.ADMIN, Scope.SESSIONS}),
    frozenset({Scope.SESSIONS}),
)
PLACES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), ()),
    (("https://a.example",), ()),
    (("https://a.example", "https://b.example"), ()),
    ((), ("org.example.a",)),
    (("https://a.example",), ("org.example.a",)),
)
LASTS = (None, DAY, 366 * DAY)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return open_scene(tmp_path)


def less(one: TokenLimits, other: TokenLimits) -> bool:
    """The lattice, said another way: each session that one admits, the other admits."""
    if one.scopes - other.scopes:
        return False
    pages = (None, "https://a.example", "https://b.example", "https://c.example")
    apps = (None, "org.example.a", "org.example.b")
    return all(
        admits(other, page, app) for page, app in product(pages, apps) if admits(one, page, app)
    )


def admits(limits: TokenLimits, page: str | None, app: str | None) -> bool:
    try:
        limits.admit(page, app)
    except Exception:
        return False
    return True


def test_limits_are_within_others_as_the_sessions_that_they_admit_are() -> None:
    every = [TokenLimits(scopes, *places) for scopes, places in product(SCOPES, PLACES)]
    for one, other in product(every, every):
        assert one.within(other) == less(one, other), (one, other)


@pytest.mark.parametrize("minter", PLACES)
@pytest.mark.parametrize("lasts", LASTS)
def test_what_is_minted_is_within_the_minter(
    scene: Scene, minter: tuple[tuple[str, ...], tuple[str, ...]], lasts: timedelta | None
) -> None:
    tenant = scene.add_tenant("one")
    own = TokenLimits(SCOPES[1], *minter)
    issued = scene.tenants.issue_token(tenant, TokenKind.DEVELOPER, "", lasts, own)
    caller: Caller = scene.tenants.authenticate(issued.secret)
    for scopes, places, asked in product(SCOPES, PLACES, LASTS):
        limits = TokenLimits(scopes, *places)
        longer = lasts is not None and (asked is None or asked > lasts)
        try:
            made = scene.tenants.issue_by(caller, "", asked, limits).token
        except ActionNotAllowed:
            assert longer or not less(limits, own)
            continue
        assert not longer
        assert less(made.limits, own)
        assert made.kind is TokenKind.DEVELOPER


def test_what_is_rotated_ends_with_who_rotates_it(scene: Scene) -> None:
    tenant = scene.add_tenant("one")
    admin = TokenLimits(frozenset({Scope.ADMIN}))
    short = scene.tenants.issue_token(tenant, TokenKind.DEVELOPER, "", DAY, admin)
    endless = scene.tenants.issue_token(tenant, TokenKind.DEVELOPER, "", None, admin)
    caller = scene.tenants.authenticate(short.secret)
    for token in (short.token, endless.token):
        assert scene.tenants.rotate_by(caller, token.id, DAY).token.expires_at == (
            short.token.expires_at
        )


def test_a_limited_token_rotates_no_unlimited_one(scene: Scene) -> None:
    tenant = scene.add_tenant("one")
    admin = frozenset({Scope.ADMIN})
    limited = TokenLimits(admin, ("https://a.example",))
    issue = scene.tenants.issue_token
    issued = issue(tenant, TokenKind.DEVELOPER, "", None, limited)
    other = issue(tenant, TokenKind.DEVELOPER, "", None, TokenLimits(admin))
    caller = scene.tenants.authenticate(issued.secret)
    with pytest.raises(ActionNotAllowed):
        scene.tenants.rotate_by(caller, other.token.id, timedelta(0))
