import json
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, KeySet, OKPKey

from inperson.adapters.jose import FileStatementSigner
from inperson.vault import KeyFilePermissions, KeyUnavailable


def test_a_statement_verifies_with_the_published_key(tmp_path: Path) -> None:
    signer = FileStatementSigner(tmp_path / "key.jwk", "https://face.example.org")
    made = signer.sign({"sub": "x"})
    keys = KeySet.import_key_set(dict(signer.jwks()))  # type: ignore[arg-type]
    read = jws.deserialize_compact(made, keys, algorithms=["Ed25519"])
    assert json.loads(read.payload) == {"iss": "https://face.example.org", "sub": "x"}
    assert "d" not in signer.jwks()["keys"][0]
    again = FileStatementSigner(tmp_path / "key.jwk", "https://face.example.org")
    assert again.jwks() == signer.jwks()


def key_with(**damaged: str) -> bytes:
    return json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True) | damaged).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=False)).encode(),
        json.dumps(OKPKey.generate_key("X25519").as_dict(private=True)).encode(),
        json.dumps(ECKey.generate_key("P-256").as_dict(private=True)).encode(),
        key_with(x=str(OKPKey.generate_key("Ed25519").as_dict(private=False)["x"])),
        key_with(x="AAAA"),
        key_with(x="A"),
        key_with(d="A"),
    ],
    ids=[
        "nothing",
        "no key",
        "a list",
        "a public key",
        "X25519",
        "P-256",
        "another's public key",
        "part of a public key",
        "no base64",
        "no private key",
    ],
)
def test_a_file_without_an_ed25519_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.jwk"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyUnavailable):
        FileStatementSigner(path, "test")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.jwk"
    FileStatementSigner(path, "test")
    path.chmod(0o640)
    with pytest.raises(KeyFilePermissions):
        FileStatementSigner(path, "test")
