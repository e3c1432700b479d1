from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id, new_token_id
from inperson.tenants import TenantExists, TenantNotFound, TokenKind, TokenUnknown
from inperson.tenants.errors import (
    TenantNameInvalid,
    TokenExpired,
    TokenLabelInvalid,
    TokenMalformed,
    TokenNotFound,
    TokenRevoked,
)
from inperson.tenants.text import new_token_text, token_kind
from tests.scene import Scene, open_scene

DEVELOPER = TokenKind.DEVELOPER


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return open_scene(tmp_path)


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


@pytest.mark.parametrize("kind", TokenKind)
def test_a_tokens_text_names_its_kind(kind: TokenKind) -> None:
    assert token_kind(new_token_text(kind, SystemEntropy())) is kind


@given(st.text(max_size=60))
def test_other_text_is_no_token(text: str) -> None:
    with pytest.raises(TokenMalformed):
        token_kind(text)


@given(st.integers(0, 45), st.characters(codec="ascii"))
def test_one_changed_character_is_noticed(at: int, character: str) -> None:
    text = new_token_text(DEVELOPER, SystemEntropy())
    changed = text[:at] + character + text[at + 1 :]
    if changed != text:
        with pytest.raises(TokenMalformed):
            token_kind(changed)


def test_a_token_is_stored_as_its_hash_only(scene: Scene, tenant: TenantId) -> None:
    issued = scene.tenants.issue_token(tenant, DEVELOPER, "laptop")
    caller = scene.tenants.authenticate(issued.secret)
    assert (caller.tenant_id, caller.token_id, caller.kind) == (tenant, issued.token.id, DEVELOPER)
    assert issued.secret not in repr(issued)
    scene.stores.close()
    for file in (scene.folder / "data").iterdir():
        assert issued.secret.encode() not in file.read_bytes()
        assert issued.secret[8:40].encode() not in file.read_bytes()


def test_a_token_ends_to_the_second(scene: Scene, tenant: TenantId) -> None:
    issued = scene.tenants.issue_token(tenant, DEVELOPER, "", timedelta(hours=1))
    scene.clock.advance(3599)
    scene.tenants.authenticate(issued.secret)
    scene.clock.advance(1)
    with pytest.raises(TokenExpired):
        scene.tenants.authenticate(issued.secret)


def test_a_revoked_token_is_refused_at_once(scene: Scene, tenant: TenantId) -> None:
    issued = scene.tenants.issue_token(tenant, DEVELOPER, "")
    scene.tenants.revoke(tenant, issued.token.id)
    scene.tenants.revoke(tenant, issued.token.id)
    with pytest.raises(TokenRevoked):
        scene.tenants.authenticate(issued.secret)


def test_a_token_of_another_server_is_unknown(scene: Scene, tenant: TenantId) -> None:
    with pytest.raises(TokenUnknown):
        scene.tenants.authenticate(new_token_text(DEVELOPER, SystemEntropy()))


def test_nobody_revokes_another_tenants_token(scene: Scene, tenant: TenantId) -> None:
    issued = scene.tenants.issue_token(scene.add_tenant("two"), DEVELOPER, "")
    for wrong in (issued.token.id, new_token_id(SystemEntropy()), "tok_x"):
        with pytest.raises(TokenNotFound):
            scene.tenants.revoke(tenant, wrong)  # type: ignore[arg-type]
    scene.tenants.authenticate(issued.secret)


@pytest.mark.parametrize("name", ["", " a", "a ", "a\nb", "x" * 81, "\x7f"])
def test_names_and_labels_are_short_and_printable(
    scene: Scene, tenant: TenantId, name: str
) -> None:
    with pytest.raises(TenantNameInvalid):
        scene.tenants.create_tenant(name)
    if name.strip() == name and name:
        with pytest.raises(TokenLabelInvalid):
            scene.tenants.issue_token(tenant, DEVELOPER, name)


def test_a_tenants_name_is_its_own(scene: Scene, tenant: TenantId) -> None:
    with pytest.raises(TenantExists):
        scene.tenants.create_tenant("one")
    for wrong in (new_tenant_id(SystemEntropy()), TenantId("one")):
        with pytest.raises(TenantNotFound):
            scene.tenants.issue_token(wrong, DEVELOPER, "")
        with pytest.raises(TenantNotFound):
            scene.tenants.tokens(wrong)
