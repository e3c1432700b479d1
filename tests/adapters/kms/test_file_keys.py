import os
import threading
from pathlib import Path

import pytest

from inperson.adapters.kms import FileKeyProvider
from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.vault import KeyFilePermissions, KeyUnavailable, SealBroken, WrappedKey

TENANT, OTHER = new_tenant_id(SystemEntropy()), new_tenant_id(SystemEntropy())
KEY = bytes(range(32))


@pytest.fixture
def provider(tmp_path: Path) -> FileKeyProvider:
    made = FileKeyProvider(tmp_path / "kek", SystemEntropy())
    made.create_kek(TENANT)
    made.create_kek(OTHER)
    return made


def fresh(tmp_path: Path) -> FileKeyProvider:
    return FileKeyProvider(tmp_path / "kek", SystemEntropy())


def test_a_wrapped_key_is_unwrapped_by_another_process_too(
    provider: FileKeyProvider, tmp_path: Path
) -> None:
    wrapped = provider.wrap(TENANT, KEY, b"aad")
    assert KEY not in wrapped.ciphertext
    assert fresh(tmp_path).unwrap(TENANT, wrapped, b"aad") == KEY


def test_it_opens_for_its_tenant_and_its_purpose_only(provider: FileKeyProvider) -> None:
    wrapped = provider.wrap(TENANT, KEY, b"aad")
    with pytest.raises(SealBroken):
        provider.unwrap(TENANT, wrapped, b"other")
    with pytest.raises(KeyUnavailable):
        provider.unwrap(OTHER, wrapped, b"aad")
    for broken in (b"", wrapped.ciphertext[:-1], wrapped.ciphertext[:-1] + b"x"):
        with pytest.raises(SealBroken):
            provider.unwrap(TENANT, WrappedKey(wrapped.kek_id, broken), b"aad")


def test_a_file_that_others_can_read_is_refused(provider: FileKeyProvider, tmp_path: Path) -> None:
    path = tmp_path / "kek" / f"{TENANT}.kek"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(KeyFilePermissions):
        fresh(tmp_path).wrap(TENANT, KEY, b"")


def test_a_link_a_folder_and_a_damaged_file_are_refused(
    provider: FileKeyProvider, tmp_path: Path
) -> None:
    path = tmp_path / "kek" / f"{TENANT}.kek"
    moved = path.rename(path.with_suffix(".moved"))
    path.symlink_to(moved)
    with pytest.raises(KeyFilePermissions):
        fresh(tmp_path).wrap(TENANT, KEY, b"")
    path.unlink()
    path.mkdir()
    with pytest.raises(KeyFilePermissions):
        fresh(tmp_path).wrap(TENANT, KEY, b"")
    path.rmdir()
    path.write_bytes(moved.read_bytes()[:-1])
    path.chmod(0o600)
    with pytest.raises(KeyUnavailable):
        fresh(tmp_path).wrap(TENANT, KEY, b"")


@pytest.mark.parametrize("tenant", ["", "../x", "ten_", "sub_" + "a" * 26])
def test_what_is_no_tenant_has_no_key(provider: FileKeyProvider, tenant: str) -> None:
    with pytest.raises(KeyUnavailable):
        provider.create_kek(TenantId(tenant))


def test_a_missing_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable):
        fresh(tmp_path).wrap(TENANT, KEY, b"")


def test_of_two_that_create_one_wins_and_nothing_is_left_over(tmp_path: Path) -> None:
    start = threading.Barrier(4)

    def create() -> None:
        start.wait()
        fresh(tmp_path).create_kek(TENANT)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert os.listdir(tmp_path / "kek") == [f"{TENANT}.kek"]
