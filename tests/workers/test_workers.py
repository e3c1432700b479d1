"""A worker may do anything, or have anything done to it: the server goes on, and says no."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.audit.apart import VERIFYING
from inperson.vault.passphrase import SEALING
from inperson.vision.apart import DECODING
from inperson.workers import Job, Workers, WorkersBusy, WorkRefused, WorkStopped
from inperson.workers.process import Worker
from tests.serving import until

ANSWERS = 3
"""Where a worker writes its answers."""


def job(cpu_s: int = 60, deadline_s: float = 120, uses: int = 1, waiting: int = 2) -> Job:
    """Return a job that does what it is sent: `cProfile.run` takes the text of a program.

    So it stands for a worker that somebody took over by way of a file that broke its decoder.
    """
    mib = 2**20
    return Job("trial", "cProfile", 64 * mib, cpu_s, deadline_s, mib, waiting, uses)


def saying(expression: str) -> bytes:
    """Return a program that answers with a text, in the place of its worker."""
    return (
        f"import os; said = str({expression}).encode(); "
        f"os.write({ANSWERS}, len(said).to_bytes(8) + said); os._exit(0)"
    ).encode()


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(1)
    yield made
    made.close()


def ask(workers: Workers, program: bytes, of: Job | None = None, owner: str = "one") -> bytes:
    return bytes(workers.run(of or job(), program, owner=owner))


def test_what_raises_is_refused_and_the_worker_goes_on(workers: Workers) -> None:
    many = job(uses=2)
    for _ in range(2):
        with pytest.raises(WorkRefused):
            ask(workers, b"raise ValueError('a text that stays there')", many)
    assert workers.figures()["trial"].crashed == 0


@pytest.mark.parametrize(
    ("program", "of"),
    [
        pytest.param(b"import os; os._exit(0)", job(), id="dies"),
        pytest.param(b"import os; os.kill(os.getpid(), 11)", job(), id="breaks"),
        pytest.param(b"while True: pass", job(cpu_s=1), id="computes for ever"),
        pytest.param(b"import time; time.sleep(3600)", job(deadline_s=3), id="hangs"),
        pytest.param(
            f"import os; os.write({ANSWERS}, (2**40).to_bytes(8))".encode(), job(), id="boasts"
        ),
    ],
)
def test_a_worker_that_is_lost_is_replaced(workers: Workers, program: bytes, of: Job) -> None:
    with pytest.raises(WorkStopped):
        ask(workers, program, of)
    assert ask(workers, saying("'still here'")) == b"still here"
    assert workers.figures()["trial"].crashed == 1


def test_a_worker_that_is_ended_before_it_is_asked_says_so() -> None:
    worker = Worker(job())
    worker.end()
    with pytest.raises(WorkStopped):
        worker.ask(b"")


def test_memory_is_bounded(workers: Workers) -> None:
    # whatever came of it, it came of it there: `MemoryError`, or the end of the worker
    with pytest.raises((WorkRefused, WorkStopped)):
        ask(workers, b"there = bytearray(2**30); " + saying("len(there)"))
    assert ask(workers, saying("len(bytearray(2**24))")) == str(2**24).encode()


def test_a_worker_opens_nothing_and_writes_nothing(workers: Workers, tmp_path: Path) -> None:
    here = tmp_path / "here"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for program in (
            f"open({str(here)!r}, 'w')",
            "open('/etc/passwd')",
            f"import socket; socket.create_connection(('127.0.0.1', {port}))",
        ):
            with pytest.raises(WorkRefused):
                ask(workers, f"{program}; ".encode() + saying("'it did'"))
    assert not here.exists()


def test_a_worker_inherits_no_secret(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPERSON_DATA", "postgresql+psycopg://name:secret@host/data")
    assert b"secret" not in ask(workers, saying("dict(os.environ)"))
    assert b"secret" not in ask(workers, saying("__import__('sys').orig_argv"))


def test_what_a_library_prints_is_dropped(
    workers: Workers, capfd: pytest.CaptureFixture[str]
) -> None:
    loud = b"import os; os.write(1, b'loud'); os.write(2, b'loud'); "
    assert ask(workers, loud + saying("'quiet'")) == b"quiet"
    assert capfd.readouterr() == ("", "")


def test_more_than_can_be_soon_does_not_wait(workers: Workers) -> None:
    hanging = job(waiting=2, uses=2)
    with pytest.raises(WorkRefused):
        ask(workers, b"raise ValueError", hanging)  # so there is a process for the first
    refused: list[type[Exception]] = []

    def wait(owner: str) -> None:
        try:
            ask(workers, b"import time; time.sleep(3600)", hanging, owner)
        except (WorkStopped, WorkersBusy) as error:
            refused.append(type(error))

    threads = [threading.Thread(target=wait, args=(each,)) for each in ("one", "one", "two")]
    for each in threads:
        each.start()
        assert until(lambda: _held(workers) > threads.index(each))  # noqa: B023
    with pytest.raises(WorkersBusy):  # the half that one owner may have is taken
        ask(workers, b"", hanging, "one")
    with pytest.raises(WorkersBusy):
        ask(workers, b"", hanging, "three")
    figures = workers.figures()["trial"]
    assert (figures.running, figures.waiting, figures.refused) == (1, 2, 2)
    workers.close()  # who runs is stopped, who waits is refused
    for each in threads:
        each.join(120)
    assert sorted(each.__name__ for each in refused) == [
        "WorkStopped",
        "WorkersBusy",
        "WorkersBusy",
    ]
    with pytest.raises(WorkersBusy):
        ask(workers, b"")


def _held(workers: Workers) -> int:
    figures = workers.figures().get("trial")
    return 0 if figures is None else figures.running + figures.waiting


_PARENT = """
import os, signal
from inperson.vision.apart import DECODING
from inperson.workers.process import Worker
worker = Worker(DECODING)
print(worker._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_goes_with_its_parent_however_that_went() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _PARENT], capture_output=True, text=True, check=False
    )
    pid = int(ended.stdout)
    assert until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


@pytest.mark.parametrize("of", [DECODING, SEALING, VERIFYING], ids=lambda each: each.name)
def test_what_a_worker_imports_is_little(of: Job) -> None:
    heavy = "{'fastapi', 'starlette', 'sqlalchemy', 'openvino', 'pydantic', 'uvicorn', 'httpx'}"
    program = f"import sys, {of.module}; print(sorted({heavy} & sys.modules.keys()))"
    said = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout == "[]\n"
