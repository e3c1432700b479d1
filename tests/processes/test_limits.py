"""What is counted and promised once holds at all processes together."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from inperson.core import SubjectId
from inperson.rights.requests.codes import WRONG_A_MINUTE, WrongCodes
from inperson.sessions.rows import AttemptRows
from inperson.tenants import of_server
from tests.capturing import wire
from tests.processes.fleet import Fleet, Nursery, fleet
from tests.receiving import receiving
from tests.scene import png
from tests.serving import until

PHOTO = {"kind": "enroll", "liveness": "unsafe_no_liveness"}


@pytest.fixture(scope="module")
def replicas(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory, shared_url: str) -> Any:
    """Three replicas that all tests here share, each with a subject of its own."""
    with fleet(nursery, tmp_path_factory.mktemp("limits"), 3, shared_url) as made:
        made.add_tenant()
        made.start(0, 1, 2)
        yield made


def at_once(calls: Sequence[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Make calls at the same instant."""
    start, answers = threading.Barrier(len(calls)), list[httpx.Response]()

    def run(call: Callable[[], httpx.Response]) -> None:
        start.wait()
        answers.append(call())

    threads = [threading.Thread(target=run, args=(each,)) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(calls)
    return answers


def submit(made: Fleet, number: int, session: str, person: int, **more: Any) -> httpx.Response:
    files = [("image", ("a.png", png(person), "image/png"))]
    return made.call(number, "POST", f"/v1/sessions/{session}/samples", files=files, **more)


def enrol(made: Fleet, ref: str, person: int = 1) -> str:
    body = PHOTO | {"subject_ref": ref}
    session = made.call(0, "POST", "/v1/sessions", json=body).json()["id"]
    answer = submit(made, 1, session, person)
    assert answer.json()["decision"] == "enrolled", answer.text
    return str(answer.json()["subject_id"])


def test_failures_at_all_processes_add_up_exactly(replicas: Fleet) -> None:
    subject = enrol(replicas, "locked")
    body = {"kind": "authenticate", "subject_ref": "locked", "liveness": "unsafe_no_liveness"}
    sessions = [
        replicas.call(each % 3, "POST", "/v1/sessions", json=body).json()["id"]
        for each in range(12)
    ]
    answers = at_once(
        [
            lambda each=each, session=session: submit(replicas, each % 3, session, 2)
            for each, session in enumerate(sessions)
        ]
    )
    reasons = Counter(reason for each in answers for reason in each.json()["reasons"])
    assert reasons == {"below_level": 10, "subject_locked": 2}
    with (
        replicas.deployment() as made,
        made.stores.silos.whole(of_server(replicas.tenant)).begin() as tx,
    ):
        assert tx.rows(AttemptRows).attempts(SubjectId(subject)).failures == 10
    for number in range(3):
        refused = replicas.call(number, "POST", "/v1/sessions", json=body)
        assert (refused.status_code, refused.json()["code"]) == (429, "subject_locked")


def test_one_key_at_the_same_instant_opens_one_session(replicas: Fleet) -> None:
    key, body = {"Idempotency-Key": "the-same"}, PHOTO | {"subject_ref": "once"}
    answers = at_once(
        [
            lambda each=each: replicas.call(
                each % 3, "POST", "/v1/sessions", json=body, headers=key
            )
            for each in range(9)
        ]
    )
    good = [each for each in answers if each.status_code in {200, 201}]
    assert good
    assert all(
        each.json()["code"] == "idempotency_key_reused" for each in answers if each not in good
    )
    (session,) = {each.json()["id"] for each in good}
    key = {"Idempotency-Key": "decided-once"}
    decided = at_once(
        [lambda each=each: submit(replicas, each % 3, session, 3, headers=key) for each in range(6)]
    )
    told = {each.json()["subject_id"] for each in decided if each.status_code == 200}
    assert len(told) == 1
    again = [submit(replicas, each, session, 3, headers=key) for each in range(3)]
    assert {each.json()["subject_id"] for each in again} == told
    with replicas.deployment() as opened:
        silo = f"silo_{replicas.tenant}"
        with opened.stores.databases[0].owner(silo).begin() as connection:
            found = connection.exec_driver_sql(
                f'SELECT count(*) FROM "{silo}".sessions WHERE id = %s OR subject = '
                f'(SELECT subject FROM "{silo}".sessions WHERE id = %s)',
                (session, session),
            )
            assert found.scalar_one() == 1


def test_wrong_codes_are_bounded_over_all_processes(replicas: Fleet) -> None:
    def enter(number: int) -> str:
        url = replicas.replicas[number].url
        path = f"{url}/privacy/{replicas.tenant}/api/enter"
        answer = httpx.post(
            path, json={"code": "7K2MN-0QX4D"}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        return str(answer.json()["code"])

    with replicas.deployment() as opened:
        wrong = WrongCodes(opened.stores.silos.whole(of_server(replicas.tenant)), opened.clock)
        for _ in range(WRONG_A_MINUTE - 5):
            wrong.count()
    assert [enter(each % 3) for each in range(5)] == ["centre_entry_refused"] * 5
    assert [enter(each) for each in range(3)] == ["centre_busy"] * 3


def test_a_withdrawal_at_another_process_ends_an_open_capture(replicas: Fleet) -> None:
    session = replicas.open("enroll", "leaves")
    with wire(replicas.replicas[0].url, session["id"]) as line:
        line.hello(session["session_token"])
        body = {"kind": "withdrawal", "subject_ref": "leaves", "purpose": "identity"}
        answer = replicas.call(1, "POST", "/v1/privacy-requests", json=body, live=True)
        assert answer.status_code in {200, 201, 202}, answer.text
        assert line.until("error")["code"] == "consent_withdrawn"


def test_each_event_is_told_once_by_all_processes_together(replicas: Fleet) -> None:
    with receiving() as receiver:
        body = {"url": receiver.url, "events": ["session.decided"]}
        answer = replicas.call(2, "PUT", "/v1/webhook", json=body, live=True)
        assert answer.status_code == 200, answer.text
        for each in range(30):
            enrol(replicas, f"told-{each}", 4)
        assert until(lambda: len(set(receiver.ids)) >= 30)
        time.sleep(3)  # a round of each
        assert Counter(Counter(receiver.ids).values()) == {1: 30}
        replicas.call(2, "DELETE", "/v1/webhook", live=True)
