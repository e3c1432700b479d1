"""The keys of the OpenID provider, in files."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import KeySet, OctKey

from inperson.adapters.jose import FileIdTokenSigner, FileSeals, rotate_id_token_keys
from inperson.core import RelyingPartyId, SessionId, TenantId, TokenId
from inperson.openid import Authorization, Phase
from inperson.tenants import TokenKind
from inperson.vault import KeyUnavailable
from tests.scene import START

OPENED = Authorization(
    phase=Phase.PUSHED,
    client_id=RelyingPartyId("rpy_x"),
    token_id=TokenId("tok_x"),
    tenant_id=TenantId("ten_x"),
    kind=TokenKind.PRODUCTION,
    session_id=SessionId("ses_x"),
    redirect_uri="https://shop.example/back",
    challenge="c",
    expires_at=START,
    state="s",
    level=3,
)
BEFORE = START - timedelta(seconds=1)


def test_what_is_sealed_is_read_here_in_its_phase_and_its_time_alone(tmp_path: Path) -> None:
    seals = FileSeals(tmp_path / "seal")
    text = seals.seal(OPENED)
    assert FileSeals(tmp_path / "seal").open(text, Phase.PUSHED, BEFORE) == OPENED
    assert seals.open(text, Phase.GRANTED, BEFORE) is None
    assert seals.open(text, Phase.PUSHED, START) is None
    assert seals.open(text[:-1], Phase.PUSHED, BEFORE) is None
    assert seals.open("x" * 5000, Phase.PUSHED, BEFORE) is None
    assert FileSeals(tmp_path / "other").open(text, Phase.PUSHED, BEFORE) is None
    assert "shop.example" not in text
    assert text != seals.seal(OPENED)


def test_what_somebody_else_made_up_is_not_read(tmp_path: Path) -> None:
    other = OctKey.generate_key(256)
    header = {"alg": "dir", "enc": "A256GCM"}
    for payload in (b"", b"[]", b"{}", b'{"phase": "pushed"}'):
        text = jwe.encrypt_compact(header, payload, other)
        assert FileSeals(tmp_path / "seal").open(text, Phase.PUSHED, BEFORE) is None


def test_a_rotated_key_leaves_the_one_before_published(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    old = FileIdTokenSigner(path)
    signed = old.sign({"sub": "x"})
    kid = rotate_id_token_keys(path)
    fresh = FileIdTokenSigner(path)
    first, second = fresh.jwks()["keys"]
    assert first["kid"] == kid
    assert "d" not in first
    assert jwt.decode(signed, KeySet.import_key_set(fresh.jwks())).header["kid"] == second["kid"]
    rotate_id_token_keys(path)
    assert [each["kid"] for each in FileIdTokenSigner(path).jwks()["keys"]][1:] == [kid]


@pytest.mark.parametrize("text", [b"", b"{}", b'{"keys": []}', b'{"keys": [{"kty": "RSA"}]}'])
def test_a_file_without_keys_is_refused(tmp_path: Path, text: bytes) -> None:
    for name, read in (
        ("keys", lambda path: FileIdTokenSigner(path).jwks()),
        ("seal", lambda path: FileSeals(path).seal(replace(OPENED))),
    ):
        path = tmp_path / name
        path.write_bytes(text)
        path.chmod(0o600)
        with pytest.raises(KeyUnavailable):
            read(path)
