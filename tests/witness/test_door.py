"""The witness's door answers as the specification says, and is held to sizes and rates."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from inperson.core import ManualClock
from inperson.http import make_witness_app
from inperson.http.limits import Pace
from inperson.http.witness import MOST_BYTES
from inperson.tlog import SignedCheckpoint, cosigned_at
from inperson.witness import LogWitness, WitnessFolder
from tests.serving import client, serving
from tests.tlog.test_note import Signer
from tests.witness.logs import ORIGIN, ListedLog

LOG = ListedLog()
EASY = Pace(1000.0, 10.0)
LATEST = f"/latest/{hashlib.sha256(ORIGIN.encode()).hexdigest()}"


@pytest.fixture
def door(witness: LogWitness, folder: WitnessFolder) -> Iterator[httpx.Client]:
    with serving(make_witness_app(witness, folder, pace=EASY)) as url, client(url) as door:
        yield door


def add(door: httpx.Client, text: str) -> httpx.Response:
    return door.post("/add-checkpoint", content=text.encode())


def test_a_log_is_seen_to_grow(door: httpx.Client, witness: LogWitness, clock: ManualClock) -> None:
    log = LOG.grown(5)
    answer = add(door, log.asks())
    assert answer.status_code == 200
    assert answer.text.startswith("— w.example ")
    assert cosigned_at(SignedCheckpoint.parse(log.note + answer.text), witness.key)
    for old in (0, 3):
        conflict = add(door, log.grown(2).asks(old))
        assert (conflict.status_code, conflict.text) == (409, "5\n")
        assert conflict.headers["content-type"].startswith("text/x.tlog.size")
    assert add(door, log.grown(2).asks(5)).status_code == 200
    latest = door.get(LATEST)
    assert latest.text.startswith(log.grown(2).note)


def test_each_refusal_has_its_status(door: httpx.Client) -> None:
    log = replace(LOG.grown(5), erasures=2)
    assert add(door, log.asks()).status_code == 200
    for text, status, code in [
        ("rubbish", 400, "witness_request_malformed"),
        ("x" * (MOST_BYTES + 1), 400, "witness_request_malformed"),
        (replace(log, origin="inperson/ten_b").asks(), 404, "witness_log_unknown"),
        (replace(log, signer=Signer("x")).asks(5), 403, "witness_checkpoint_unsigned"),
        (LOG.grown(8, b"fork").asks(5), 422, "witness_growth_unproved"),
        (replace(log.grown(1), erasures=1).asks(5), 422, "witness_erasures_fewer"),
    ]:
        answer = add(door, text)
        assert (answer.status_code, answer.text.partition(":")[0]) == (status, code)
    assert door.get(f"/latest/{'0' * 64}").status_code == 404
    assert door.get("/add-checkpoint").status_code == 405
    assert door.get("/docs").status_code == door.get("/openapi.json").status_code == 404


def test_what_is_broken_is_not_told(
    door: httpx.Client, folder: WitnessFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = folder._path.glob("*.json")
    file.write_text("")
    answer = add(door, LOG.grown(5).asks())
    assert (answer.status_code, answer.text) == (500, "")


def test_an_address_asks_so_fast_and_no_faster(witness: LogWitness, folder: WitnessFolder) -> None:
    app = make_witness_app(witness, folder, pace=Pace(0.001, 2000.0))
    with serving(app) as url, client(url) as door:
        said = [add(door, "rubbish").status_code for _ in range(3)]
        assert said == [400, 400, 429]
        assert int(door.get(LATEST).headers["retry-after"]) > 0
