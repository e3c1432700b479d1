"""The contract of `vault.KeyProvider`: files, AWS KMS (moto), SoftHSM2, transit (a fake)."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inperson.adapters.kms import FileKeyProvider
from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.vault import KeyProvider, KeyUnavailable, SealBroken, WrappedKey
from tests.adapters.kms.transit_server import TransitServer

KEY = bytes(range(32))
Open = Callable[[], KeyProvider]
SOFTHSM = [
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    *Path("/usr/lib").glob("*/softhsm/libsofthsm2.so"),
]


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A token of its own, in a library that a process loads once."""
    library = next((path for path in SOFTHSM if path.exists()), None)
    if library is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM2 is not installed (Debian: softhsm2)")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    words = ["--init-token", "--free", "--label", "inperson", "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    return library, "inperson", "1234"


@pytest.fixture(params=["file", "aws", "pkcs11", "transit"])
def open_provider(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    entropy = SystemEntropy()
    if request.param == "file":
        yield lambda: FileKeyProvider(tmp_path / "kek", entropy)
    elif request.param == "pkcs11":
        from inperson.adapters.kms.pkcs11 import Pkcs11KeyProvider

        library, token, pin = request.getfixturevalue("softhsm")
        yield lambda: Pkcs11KeyProvider(library, token, pin, entropy)
    elif request.param == "transit":
        from inperson.adapters.kms.transit import TransitKeyProvider

        server = TransitServer("a token")
        yield lambda: TransitKeyProvider("https://vault.test", "a token", transport=server)
    else:
        yield from _aws(monkeypatch)


def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    import boto3
    from moto import mock_aws

    from inperson.adapters.kms.aws import AwsKeyProvider

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client: Any = boto3.client("kms", region_name="eu-central-1")
        yield lambda: AwsKeyProvider(client)


@pytest.fixture
def tenant(open_provider: Open) -> TenantId:
    made = new_tenant_id(SystemEntropy())
    open_provider().create(made)
    return made


def test_what_was_wrapped_is_unwrapped_by_another_process_too(
    open_provider: Open, tenant: TenantId
) -> None:
    wrapped = open_provider().open(tenant).wrap(KEY, b"aad")
    assert KEY not in wrapped.ciphertext
    assert len(wrapped.kek_id) <= 200
    assert open_provider().open(tenant).unwrap(wrapped, b"aad") == KEY
    assert open_provider().open(tenant).wrap(KEY, b"aad").ciphertext != wrapped.ciphertext


def test_it_opens_as_it_was_wrapped_only(open_provider: Open, tenant: TenantId) -> None:
    kek = open_provider().open(tenant)
    wrapped = kek.wrap(KEY, b"aad")
    flipped = bytearray(wrapped.ciphertext)
    flipped[-3] ^= 1
    for broken in (b"", wrapped.ciphertext[:-1], bytes(flipped), b"\xff" * 60):
        with pytest.raises(SealBroken):
            kek.unwrap(WrappedKey(wrapped.kek_id, broken), b"aad")
    with pytest.raises(SealBroken):
        kek.unwrap(wrapped, b"another")


def test_another_tenant_cannot_unwrap(open_provider: Open, tenant: TenantId) -> None:
    provider, other = open_provider(), new_tenant_id(SystemEntropy())
    provider.create(other)
    wrapped = provider.open(tenant).wrap(KEY, b"aad")
    with pytest.raises((KeyUnavailable, SealBroken)):
        provider.open(other).unwrap(wrapped, b"aad")
    forged = WrappedKey(provider.open(other).current(), wrapped.ciphertext)
    with pytest.raises((KeyUnavailable, SealBroken)):
        provider.open(other).unwrap(forged, b"aad")


def test_creating_again_keeps_the_key(open_provider: Open, tenant: TenantId) -> None:
    provider = open_provider()
    wrapped = provider.open(tenant).wrap(KEY, b"aad")
    provider.create(tenant)
    assert provider.open(tenant).current() == wrapped.kek_id
    assert provider.open(tenant).unwrap(wrapped, b"aad") == KEY


def test_after_a_rotation_the_old_opens_and_the_new_wraps(
    open_provider: Open, tenant: TenantId
) -> None:
    kek = open_provider().open(tenant)
    old = kek.wrap(KEY, b"aad")
    assert kek.rotate() == kek.current() != old.kek_id
    new = open_provider().open(tenant).wrap(KEY, b"aad")
    assert new.kek_id == kek.current()
    for wrapped in (old, new):
        assert open_provider().open(tenant).unwrap(wrapped, b"aad") == KEY


def test_a_retired_version_opens_nothing(open_provider: Open, tenant: TenantId) -> None:
    kek = open_provider().open(tenant)
    assert kek.retire() == 0
    old = kek.wrap(KEY, b"aad")
    kek.rotate()
    kek.rotate()
    new = kek.wrap(KEY, b"aad")
    assert kek.retire() == 2
    with pytest.raises(KeyUnavailable):
        open_provider().open(tenant).unwrap(old, b"aad")
    assert open_provider().open(tenant).unwrap(new, b"aad") == KEY
    assert kek.retire() == 0


def test_a_tenant_without_a_kek_is_said(open_provider: Open) -> None:
    kek = open_provider().open(new_tenant_id(SystemEntropy()))
    with pytest.raises(KeyUnavailable):
        kek.current()
    with pytest.raises(KeyUnavailable):
        kek.wrap(KEY, b"aad")


@pytest.mark.parametrize("text", ["", "../x", "ten_", "sub_" + "a" * 26])
def test_what_is_no_tenant_has_no_kek(open_provider: Open, text: str) -> None:
    with pytest.raises(KeyUnavailable):
        open_provider().open(TenantId(text))
    with pytest.raises(KeyUnavailable):
        open_provider().create(TenantId(text))
