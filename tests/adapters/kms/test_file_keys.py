import os
import threading
from pathlib import Path

import pytest

from inperson.adapters.kms import FileKeyProvider
from inperson.core import SystemEntropy, TenantId
from inperson.core.ids import new_tenant_id
from inperson.vault import KeyFilePermissions, KeyUnavailable
from inperson.vault.errors import KeyPassphraseWrong

TENANT = new_tenant_id(SystemEntropy())
KEY = bytes(range(32))


@pytest.fixture
def provider(tmp_path: Path) -> FileKeyProvider:
    made = FileKeyProvider(tmp_path / "kek", SystemEntropy())
    made.create(TENANT)
    return made


def fresh(tmp_path: Path) -> FileKeyProvider:
    return FileKeyProvider(tmp_path / "kek", SystemEntropy())


def test_a_file_that_others_can_read_is_refused(provider: FileKeyProvider, tmp_path: Path) -> None:
    path = tmp_path / "kek" / f"{TENANT}.1.kek"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(KeyFilePermissions):
        fresh(tmp_path).open(TENANT).wrap(KEY, b"")


def test_a_link_a_folder_and_a_damaged_file_are_refused(
    provider: FileKeyProvider, tmp_path: Path
) -> None:
    path = tmp_path / "kek" / f"{TENANT}.1.kek"
    moved = path.rename(path.with_suffix(".moved"))
    path.symlink_to(moved)
    with pytest.raises(KeyFilePermissions):
        fresh(tmp_path).open(TENANT).wrap(KEY, b"")
    path.unlink()
    path.mkdir()
    with pytest.raises(KeyFilePermissions):
        fresh(tmp_path).open(TENANT).wrap(KEY, b"")
    path.rmdir()
    path.write_bytes(moved.read_bytes()[:-1])
    path.chmod(0o600)
    with pytest.raises(KeyUnavailable):
        fresh(tmp_path).open(TENANT).wrap(KEY, b"")


@pytest.mark.parametrize("tenant", ["", "../x", "ten_", "sub_" + "a" * 26])
def test_what_is_no_tenant_has_no_key(provider: FileKeyProvider, tenant: str) -> None:
    with pytest.raises(KeyUnavailable):
        provider.create(TenantId(tenant))


def test_a_missing_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable):
        fresh(tmp_path).open(TENANT).wrap(KEY, b"")


def test_of_two_that_create_one_wins_and_nothing_is_left_over(tmp_path: Path) -> None:
    start = threading.Barrier(4)

    def create() -> None:
        start.wait()
        fresh(tmp_path).create(TENANT)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert os.listdir(tmp_path / "kek") == [f"{TENANT}.1.kek"]


def test_a_passphrase_encrypts_the_files(tmp_path: Path) -> None:
    def locked(passphrase: bytes | None) -> FileKeyProvider:
        return FileKeyProvider(tmp_path / "kek", SystemEntropy(), passphrase)

    locked(b"correct horse").create(TENANT)
    wrapped = locked(b"correct horse").open(TENANT).wrap(KEY, b"aad")
    assert locked(b"correct horse").open(TENANT).unwrap(wrapped, b"aad") == KEY
    for wrong in (b"battery staple", None):
        with pytest.raises(KeyPassphraseWrong):
            locked(wrong).open(TENANT).unwrap(wrapped, b"aad")
    path = tmp_path / "kek" / f"{TENANT}.1.kek"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(KeyPassphraseWrong):
        locked(b"correct horse").open(TENANT).current()


def test_a_passphrase_that_is_not_needed_is_refused(
    provider: FileKeyProvider, tmp_path: Path
) -> None:
    asked = FileKeyProvider(tmp_path / "kek", SystemEntropy(), b"passphrase")
    with pytest.raises(KeyPassphraseWrong):
        asked.open(TENANT).current()


def test_a_retired_version_leaves_no_byte(provider: FileKeyProvider, tmp_path: Path) -> None:
    path = tmp_path / "kek" / f"{TENANT}.1.kek"
    with path.open("rb") as still_open:
        key = still_open.read()[-32:]
        kek = provider.open(TENANT)
        kek.rotate()
        assert kek.retire() == 1
        still_open.seek(0)
        assert key not in still_open.read()
    assert os.listdir(tmp_path / "kek") == [f"{TENANT}.2.kek"]
