"""A file under a passphrase is dear to guess at, however busy the machine was that made it."""

from collections.abc import Callable, Iterator

import pyrage
import pytest

from inperson.vault import passphrase
from inperson.vault.passphrase import LEAST_LOG_N, log_n, seal_apart
from inperson.workers import Workers, WorkersBusy

WORDS = "seven green kettles"


def made(work: str) -> bytes:
    return f"age-encryption.org/v1\n-> scrypt tGACithx7TzvUQmt4SdF5Q {work}\nbody\n---".encode()


def making(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[bytes]]:
    """Let the library choose these works, one after the other."""

    def choose(*works: str) -> list[bytes]:
        files = [made(each) for each in works]
        left: Iterator[bytes] = iter(files)
        monkeypatch.setattr(pyrage.passphrase, "encrypt", lambda *_: next(left))
        return files

    return choose


def request() -> bytes:
    return len(WORDS).to_bytes(2, "big") + WORDS.encode() + b"what is held"


def test_the_work_stands_in_a_files_header() -> None:
    assert log_n(pyrage.passphrase.encrypt(b"what is held", WORDS)) >= 10
    assert log_n(made("18")) == 18


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"age-encryption.org/v1",
        made(""),
        made("-1"),
        made("18 1"),
        made("eighteen"),
        made("18").replace(b"scrypt", b"X25519"),
    ],
)
def test_what_says_nothing_of_its_work_took_none(file: bytes) -> None:
    assert log_n(file) == 0


def test_a_file_that_took_too_little_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    files = making(monkeypatch)("14", str(LEAST_LOG_N - 1), str(LEAST_LOG_N), "20")
    assert passphrase.run(request()) == files[2]


def test_a_machine_that_is_too_busy_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    making(monkeypatch)(*["14"] * 100)
    assert passphrase.run(request()) == b""

    class Busy(Workers):
        def run(self, *_: object, **__: object) -> bytearray:
            return bytearray()

    with pytest.raises(WorkersBusy):
        seal_apart(b"what is held", WORDS, Busy(1), owner="one")
