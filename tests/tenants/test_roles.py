"""Who may do what: deny by default."""

from datetime import timedelta
from pathlib import Path

import pytest

from inperson.core import TenantId
from inperson.tenants import Action, Role, Scope, TokenKind, TokenLimits
from inperson.tenants.errors import (
    ActionNotAllowed,
    OriginNotAllowed,
    TokenExpired,
    TokenLimitsInvalid,
    TokenNotFound,
)
from inperson.tenants.roles import ROLES, actions_of, authorize
from tests.scene import Scene, open_scene

BIOMETRIC = {
    Action.OPEN_SESSION,
    Action.SUBMIT_SAMPLES,
    Action.CAPTURE,
    Action.EXPORT_IMPROVEMENT,
}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return open_scene(tmp_path)


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


def test_an_action_passes_only_where_it_is_listed() -> None:
    for role, actions in ROLES.items():
        for action in Action:
            if action in actions:
                authorize(actions, action)
            else:
                with pytest.raises(ActionNotAllowed):
                    authorize(actions, action)
        assert actions, role
    assert actions_of([]) == frozenset()


def test_an_auditor_reads_counts_and_no_biometric_record() -> None:
    assert ROLES[Role.TENANT_AUDITOR] == {Action.READ_AUDIT, Action.READ_USAGE}
    assert not ROLES[Role.TENANT_AUDITOR] & BIOMETRIC


def test_a_device_captures_and_nothing_else() -> None:
    assert ROLES[Role.DEVICE] == {Action.CAPTURE}
    assert all(Action.CAPTURE not in actions_of([scope]) for scope in Scope)


def test_a_tenants_admin_cannot_touch_the_server() -> None:
    server = {Action.MANAGE_TENANTS, Action.MANAGE_KEYS, Action.EXPORT_IMPROVEMENT}
    assert server <= ROLES[Role.OPERATOR]
    assert not server & ROLES[Role.TENANT_ADMIN]
    assert not ROLES[Role.OPERATOR] & {Action.OPEN_SESSION, Action.SUBMIT_SAMPLES}


def test_an_operator_gives_itself_nothing_of_a_tenants() -> None:
    tenants = frozenset().union(*(actions_of([scope]) for scope in Scope))
    shared = {Action.READ_USAGE, Action.READ_AUDIT, Action.LIST_TOKENS, Action.END_TOKEN}
    assert ROLES[Role.OPERATOR] & tenants == shared


@pytest.mark.parametrize("scope", Scope)
def test_a_caller_may_do_what_its_scopes_say(scene: Scene, tenant: TenantId, scope: Scope) -> None:
    issued = scene.token(tenant, TokenKind.DEVELOPER, scope)
    caller = scene.tenants.authenticate(issued.secret)
    for action in Action:
        if action in actions_of([scope]):
            caller.require(action)
        else:
            with pytest.raises(ActionNotAllowed):
                caller.require(action)


def test_the_day_of_use_is_remembered_and_no_more(scene: Scene, tenant: TenantId) -> None:
    issued = scene.token(tenant)
    assert issued.token.last_used_on is None
    scene.tenants.authenticate(issued.secret)
    (kept,) = scene.tenants.tokens(tenant)
    assert kept.last_used_on == scene.clock.now().date()
    scene.clock.advance(86400)
    scene.tenants.authenticate(issued.secret)
    (kept,) = scene.tenants.tokens(tenant)
    assert kept.last_used_on == scene.clock.now().date()


def test_a_rotated_token_works_on_for_the_overlap(scene: Scene, tenant: TenantId) -> None:
    limits = TokenLimits(frozenset({Scope.USAGE}), ("https://shop.example",), ("org.example",))
    old = scene.tenants.issue_token(
        tenant, TokenKind.PRODUCTION, "shop", timedelta(days=90), limits
    )
    new = scene.tenants.rotate(tenant, old.token.id, timedelta(hours=1))
    assert (new.token.kind, new.token.label, new.token.limits) == (
        TokenKind.PRODUCTION,
        "shop",
        limits,
    )
    assert new.token.expires_at == scene.clock.now() + timedelta(days=90)
    scene.clock.advance(3599)
    scene.tenants.authenticate(old.secret)
    scene.tenants.authenticate(new.secret)
    scene.clock.advance(1)
    with pytest.raises(TokenExpired):
        scene.tenants.authenticate(old.secret)
    scene.tenants.authenticate(new.secret)
    with pytest.raises(TokenNotFound):
        scene.tenants.rotate(tenant, old.token.id, timedelta(hours=1))


def test_a_token_passes_on_its_own_kind_and_scopes_only(scene: Scene, tenant: TenantId) -> None:
    admin = scene.token(tenant, TokenKind.DEVELOPER, Scope.ADMIN, Scope.USAGE)
    caller = scene.tenants.authenticate(admin.secret)
    usage = TokenLimits(frozenset({Scope.USAGE}))
    made = scene.tenants.issue_by(caller, "", None, usage)
    assert made.token.kind is TokenKind.DEVELOPER
    with pytest.raises(ActionNotAllowed):
        scene.tenants.issue_by(caller, "", None, TokenLimits(frozenset({Scope.SESSIONS})))
    other = scene.token(tenant, TokenKind.DEVELOPER, Scope.SESSIONS)
    with pytest.raises(ActionNotAllowed):
        scene.tenants.rotate_by(caller, other.token.id, timedelta(0))
    live = scene.token(tenant, TokenKind.PRODUCTION, Scope.USAGE)
    with pytest.raises(TokenNotFound):
        scene.tenants.rotate_by(caller, live.token.id, timedelta(0))
    with pytest.raises(TokenNotFound):
        scene.tenants.revoke_by(caller, live.token.id)
    plain = scene.tenants.authenticate(made.secret)
    with pytest.raises(ActionNotAllowed):
        scene.tenants.issue_by(plain, "", None, usage)
    with pytest.raises(ActionNotAllowed):
        scene.tenants.revoke_by(plain, made.token.id)


@pytest.mark.parametrize(
    "limits",
    [
        {"scopes": frozenset()},
        {"origins": ("http://shop.example",)},
        {"origins": ("https://shop.example/path",)},
        {"origins": ("https://shop.example, https://other.example",)},
        {"origins": ("*",)},
        {"origins": ("https://hauß.example",)},
        {"origins": ("https://shop.example:99999",)},
        {"origins": ("https://shop..example",)},
        {"origins": ("https://[::1]",)},
        {"origins": ("https://a.example",) * 21},
        {"origins": ("null",)},
        {"origins": ("capacitor://localhost:80",)},
        {"origins": ("capacitor://localhost/index.html",)},
        {"packages": ("shop",)},
        {"packages": ("org.example shop",)},
        {"packages": ("a." + "b" * 100,)},
    ],
)
def test_malformed_limits_are_refused(limits: dict[str, object]) -> None:
    with pytest.raises(TokenLimitsInvalid):
        TokenLimits(**limits)  # type: ignore[arg-type]


def test_an_origin_is_kept_as_browsers_send_it() -> None:
    given = ("https://shop.example:443", "HTTPS://Shop.example", "http://localhost:80")
    limits = TokenLimits(origins=given)
    assert limits.origins == ("https://shop.example", "http://localhost")
    limits.admit("https://shop.example", None)
    assert limits.within(TokenLimits(origins=("https://shop.example", "http://localhost/")))


def test_a_page_within_an_app_has_an_origin_too() -> None:
    given = ("capacitor://localhost", "Ionic://App.example/", "null", "https://localhost:443")
    limits = TokenLimits(origins=given, packages=("org.example.shop",))
    kept = ("capacitor://localhost", "ionic://app.example", "null", "https://localhost")
    assert limits.origins == kept
    limits.admit("null", "org.example.shop")
    limits.admit("capacitor://localhost", None)
    with pytest.raises(OriginNotAllowed):
        limits.admit("null", None)
    plain = TokenLimits(packages=("org.example.shop",))
    plain.admit("https://localhost", "org.example.shop")
    for origin, package in (
        ("https://localhost", None),
        ("null", "org.example.shop"),
        ("https://evil.example", "org.example.shop"),
    ):
        with pytest.raises(OriginNotAllowed):
            plain.admit(origin, package)


def test_a_limited_token_is_for_its_pages_and_apps_only() -> None:
    limits = TokenLimits(origins=("https://shop.example",), packages=("org.example.shop",))
    limits.admit("https://shop.example", None)
    limits.admit(None, "org.example.shop")
    TokenLimits().admit(None, None)
    for origin, package in (
        (None, None),
        ("https://other.example", None),
        ("https://shop.example.evil.example", None),
        (None, "org.example.other"),
        ("https://shop.example", "org.example.other"),
    ):
        with pytest.raises(OriginNotAllowed):
            limits.admit(origin, package)
    with pytest.raises(OriginNotAllowed):
        TokenLimits(origins=("https://shop.example",)).admit(None, "org.example.shop")
