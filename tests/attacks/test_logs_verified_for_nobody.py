"""Who starts to verify a log and goes away keeps no core of the server busy."""

import threading
import time
from collections.abc import Iterator

import pytest

from inperson.audit import AuditLog
from inperson.workers import WorkersBusy
from tests.http.conftest import code
from tests.http.console.conftest import JSON, Office, office

__all__ = ["office"]


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Logs without an end; the semaphore counts the walks over them that were left."""
    left = threading.Semaphore(0)

    def walk(_: AuditLog, judge: object = None) -> Iterator[tuple[int, int]]:
        try:
            for done in range(1 << 40):
                yield done, 1 << 40
        finally:
            left.release()

    monkeypatch.setattr(AuditLog, "walk", walk, raising=False)
    monkeypatch.setattr(AuditLog, "verify", lambda *_: list(walk(_[0])))  # as long, in one go
    return left


def test_a_log_is_verified_for_as_long_as_somebody_reads(
    office: Office, walks: threading.Semaphore
) -> None:
    ann, ben = office.enter(), office.enter(name="Ben")
    path = f"/console/tenants/{office.tenant}/audit/verify"
    cookie = {"Cookie": f"console={ann.cookie}"}
    with office.http.stream("POST", path, headers=JSON | cookie) as answer:
        lines = answer.iter_lines()
        assert next(lines) == '{"done": 0, "size": 1099511627776}'
        busy = ben.ask(path)
        assert code(busy, 503) == "workers_busy"
        assert busy.headers["retry-after"]
    assert walks.acquire(timeout=120)
    verifying = office.scene.services.console
    assert verifying is not None
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            with verifying.verifying.hold(office.tenant, 1):
                return
        except WorkersBusy:
            time.sleep(0.01)
    pytest.fail("its place was not given back")
