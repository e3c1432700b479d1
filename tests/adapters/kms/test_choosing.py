from pathlib import Path

import pytest

from inperson.adapters.kms import FileKeyProvider, KeyAccess, open_provider
from inperson.adapters.kms.transit import TransitKeyProvider
from inperson.core import SystemEntropy
from inperson.vault import KeyFilePermissions, KeyUnavailable
from tests.adapters.kms.transit_server import TransitServer


def access(folder: Path, *, secret: bool = True, url: str = "https://127.0.0.1:1") -> KeyAccess:
    path = folder / "secret"
    path.write_bytes(b"a secret\n")
    path.chmod(0o600)
    return KeyAccess(folder / "kek", path if secret else None, url, folder / "no.so", "inperson")


def test_each_kind_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inperson.adapters.kms.aws import AwsKeyProvider

    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    given = access(tmp_path)
    assert isinstance(open_provider("file", given, SystemEntropy()), FileKeyProvider)
    assert isinstance(open_provider("transit", given, SystemEntropy()), TransitKeyProvider)
    assert isinstance(open_provider("aws", given, SystemEntropy()), AwsKeyProvider)


@pytest.mark.parametrize("kind", ["pkcs11", "another"])
def test_what_cannot_be_opened_is_said(tmp_path: Path, kind: str) -> None:
    with pytest.raises(KeyUnavailable):
        open_provider(kind, access(tmp_path), SystemEntropy())


@pytest.mark.parametrize("kind", ["transit", "pkcs11"])
def test_a_provider_without_its_secret_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(KeyUnavailable, match="secret"):
        open_provider(kind, access(tmp_path, secret=False), SystemEntropy())


def test_aws_without_a_region_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(KeyUnavailable):
        open_provider("aws", access(tmp_path), SystemEntropy())


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    given = access(tmp_path)
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(KeyFilePermissions):
        open_provider("file", given, SystemEntropy())


def test_a_token_never_travels_in_the_clear() -> None:
    with pytest.raises(KeyUnavailable, match="https"):
        TransitKeyProvider("http://vault.example", "a token")
    TransitKeyProvider("http://127.0.0.1:8200", "a token")


def test_a_service_that_refuses_or_is_not_there_is_said() -> None:
    wrong = TransitKeyProvider("https://vault.test", "another", transport=TransitServer("a token"))
    tenant = "ten_" + "a" * 26
    with pytest.raises(KeyUnavailable, match="403") as refused:
        wrong.create(tenant)  # type: ignore[arg-type]
    assert "another" not in str(refused.value)
    nobody = TransitKeyProvider("https://127.0.0.1:1", "a token")
    with pytest.raises(KeyUnavailable, match="ConnectError"):
        nobody.open(tenant).current()  # type: ignore[arg-type]
