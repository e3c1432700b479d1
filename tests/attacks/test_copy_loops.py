"""Who asks for copies without end takes a few a day, and no part of the server from others."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from inperson.core import RequestId
from inperson.rights.acts.opening import ACTS_AT_MOST
from inperson.rights.copies import AccessCopies
from inperson.rights.copies.allowance import COPIES_A_DAY
from inperson.rights.packages import AgeRecipient
from inperson.rights.requests import Centre
from inperson.tenants import Silo, TokenKind
from inperson.workers import Job, Workers, WorkersBusy
from tests.http.conftest import Api, code
from tests.rights.copying import MINE

WORDS = {"passphrase": "seven green kettles"}
TO_KEY = {"recipient": MINE.key}


@pytest.fixture
def live(api: Api) -> Api:
    return api.by(TokenKind.PRODUCTION)


@pytest.fixture
def visitor(live: Api) -> Iterator[httpx.Client]:
    invited = Centre(live.scene.desk(live.tenant)).invite("subject-1", timedelta(hours=1))
    with httpx.Client(
        base_url=f"{live.url}/privacy/{live.tenant}/api",
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=120,
        verify=False,
    ) as client:
        assert client.post("/enter", json={"code": invited.code}).status_code == 200
        yield client


def asked(live: Api, ref: str) -> str:
    answer = live.call("POST", "/v1/privacy-requests", json={"subject_ref": ref, "kind": "access"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_person_is_made_a_few_copies_a_day(live: Api, visitor: httpx.Client) -> None:
    for _ in range(COPIES_A_DAY - 1):  # each opens a request of its own: they count together
        assert visitor.post("/copy", json=TO_KEY).status_code == 200
    own = f"/v1/privacy-requests/{asked(live, 'subject-1')}/copy"
    assert live.call("POST", own, json=TO_KEY).status_code == 200
    for answer in (visitor.post("/copy", json=TO_KEY), live.call("POST", own, json=TO_KEY)):
        assert code(answer, 429) == "copies_spent"
        assert 0 < int(answer.headers["retry-after"]) <= 86400
    other = f"/v1/privacy-requests/{asked(live, 'subject-2')}/copy"
    assert live.call("POST", other, json=TO_KEY).status_code == 200
    live.scene.clock.advance(86400)
    assert live.call("POST", own, json=TO_KEY).status_code == 200


class Watching(Workers):
    """Sees that whoever wants to write to a silo can, while a worker works."""

    def __init__(self, silo: Silo) -> None:
        super().__init__(1)
        self.silo = silo
        self.seen: list[str] = []

    def run(self, job: Job, request: bytes, *, owner: str) -> bytearray:
        with self.silo.begin():
            self.seen.append(job.name)
        return super().run(job, request, owner=owner)


def test_no_transaction_is_open_while_a_copy_is_encrypted(live: Api) -> None:
    desk = live.scene.desk(live.tenant)
    watching = Watching(desk.silo)
    live.scene.server.desks._workers = watching
    request, recipient = RequestId(asked(live, "subject-1")), AgeRecipient(**WORDS)
    try:
        assert AccessCopies(live.scene.desk(live.tenant)).deliver(request, recipient)
    finally:
        watching.close()
    assert watching.seen == ["seal"]


def test_a_person_opens_so_many_captures_of_acts_and_no_more(
    live: Api, visitor: httpx.Client
) -> None:
    live.capture("enroll")
    wish = {"kind": "copy", "language": "en"}
    for _ in range(ACTS_AT_MOST):
        assert visitor.post("/acts", json=wish).status_code == 201
    answer = visitor.post("/acts", json=wish)
    assert code(answer, 429) == "acts_spent"
    assert int(answer.headers["retry-after"]) > 5  # its own time, and not what any 429 says
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    live.capture("authenticate")  # logging in is another matter


def test_a_copy_that_nobody_has_time_for_is_refused(live: Api, visitor: httpx.Client) -> None:
    class Full(Workers):
        def run(self, *_: object, **__: object) -> bytearray:
            raise WorkersBusy("Too much of this work is waiting.")

    desks = live.scene.server.desks
    there, desks._workers = desks._workers, Full(1)
    for _ in range(COPIES_A_DAY + 1):  # what was not made is none of the day's
        answer = visitor.post("/copy", json=WORDS)
        assert code(answer, 503) == "workers_busy"
        assert answer.headers["retry-after"]
    desks._workers = there
    assert visitor.post("/copy", json=WORDS).status_code == 200
