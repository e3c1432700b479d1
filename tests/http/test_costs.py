"""What the calls that a person waits for cost the databases, all stores together.

The keys are unwrapped and the token is known by then: each is done once before it is counted.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inperson.tenants import TokenKind
from tests.counting import counting
from tests.http.conftest import Api, serve
from tests.scene import open_scene, png


@pytest.fixture(params=["sqlite", "postgresql"])
def data(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def both(data: str | None, tmp_path: Path) -> Iterator[Api]:
    with serve(open_scene(tmp_path, data=data, keys=data)) as made:
        made.run("enroll", png(1), "subject-1")
        yield made


@pytest.fixture
def asking(data: str | None, tmp_path: Path) -> Iterator[Api]:
    with serve(open_scene(tmp_path, data=data, keys=data, asked=True)) as made:
        yield made


def erase(api: Api, ref: str) -> None:
    body = {"subject_ref": ref, "kind": "erasure"}
    answer = api.call("POST", "/v1/privacy-requests", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "completed"


def test_a_session_that_records_a_consent_is_opened_in_three_transactions(asking: Api) -> None:
    shown = asking.scene.notice(asking.tenant).sha256.hex()
    given = {"consent": {"notice_sha256": shown}, "liveness": "unsafe_no_liveness"}
    asking.open("enroll", "subject-0", **given)
    costs = []
    for number in range(1, 5):
        with counting() as cost:
            asking.open("enroll", f"subject-{number}", **given)
        assert cost.transactions == {"directory": 1, "silo": 1, "audit": 1}
        costs.append(cost.statements)
    # every second leaf of the log completes a part of its tree, and reads and writes the nodes
    assert len(min(costs, key=len)) <= 12, "\n".join(min(costs, key=len))
    assert len(max(costs, key=len)) <= 15, "\n".join(max(costs, key=len))


def test_a_session_is_read_in_two_transactions_that_only_read(both: Api) -> None:
    session = both.create("authenticate", "subject-1").json()["id"]
    with counting() as cost:
        assert both.call("GET", f"/v1/sessions/{session}").status_code == 200
    assert cost.transactions == {"directory": 1, "silo": 1}
    assert cost.writing.total() == 0
    assert len(cost.statements) == 2, "\n".join(cost.statements)


def test_a_session_that_takes_a_capture_is_opened_in_three_transactions(asking: Api) -> None:
    asking = asking.by(TokenKind.PRODUCTION)
    asking.open("enroll", "subject-1")
    with counting() as cost:
        asking.open("enroll", "subject-2")
    assert cost.transactions == {"directory": 1, "silo": 2}
    assert len(cost.statements) <= 8, "\n".join(cost.statements)


def test_a_capture_is_decided_in_few_transactions(both: Api) -> None:
    session = both.create("authenticate", "subject-1").json()["id"]
    with counting() as cost:
        assert both.submit(session, png(1)).json()["decision"] == "match"
    # one before a byte of an image is read
    assert cost.transactions == {"directory": 1, "silo": 3}
    assert len(cost.statements) <= 15, "\n".join(cost.statements)


def test_an_erasure_takes_each_of_its_steps_once(both: Api) -> None:
    both.run("enroll", png(1), "subject-2")
    erase(both, "subject-1")
    with counting() as cold:
        erase(both, "subject-2")
    # two more where the key that names the subject in the log has to be unwrapped, and that noted
    assert cold.transactions["keys"] == 2
    assert cold.transactions["audit"] == 3
    assert cold.transactions.total() == 11, cold.transactions
    assert len(cold.statements) <= 51, "\n".join(cold.statements)

    both.run("enroll", png(1), "subject-3")
    body = {"subject_ref": "subject-3", "kind": "withdrawal", "purpose": "improvement"}
    assert both.call("POST", "/v1/privacy-requests", json=body).status_code == 201
    with counting() as cost:
        erase(both, "subject-3")
    # plan, delete and scrub, complete: a certificate comes after what it says is done, and says of
    # a developer token's subject what left with exports; each checkpoint counts the erasures anew
    assert cost.transactions == {"directory": 1, "silo": 3, "audit": 2, "keys": 1, "improve": 2}
    assert len(cost.statements) <= 47, "\n".join(cost.statements)
