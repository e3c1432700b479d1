"""Messages that must arrive: they are put with what they are about, and are sent until they have.

Clause 3: the tenant, and a server that holds data of the same subject, are told.
"""

import base64
import json
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from inperson.adapters.outgoing import HttpSender
from inperson.core import DeliveryId, StoreUnavailable, SystemEntropy, TenantId
from inperson.core.ids import new_request_id, new_session_id
from inperson.deliveries import (
    Delivery,
    DeliveryKind,
    EventType,
    Failure,
    Outbox,
    Webhooks,
    schedule,
)
from inperson.deliveries.errors import AddressRefused, EventMalformed, WebhookMissing
from inperson.deliveries.model import Outgoing, TargetAnswer
from inperson.deliveries.ports import DeliveryRows
from inperson.deliveries.targets import parse_url
from inperson.desks import Desk
from inperson.rights.notices.service import Notices
from inperson.rights.requests.cascade import Cascade
from inperson.sessions import LivenessDemand, SessionKind
from inperson.sessions.errors import SessionEnded
from inperson.sessions.rows import ConsentRows
from inperson.tenants import TokenKind
from inperson.tenants.text import new_token_text
from tests.forking import Forks
from tests.receiving import HERE, Received, answering, free_port, receiving
from tests.rights.noticing import PLAIN
from tests.scene import Scene, open_scene, picture

URL = "https://shop.example/hooks"
SESSION = {"session_id": new_session_id(SystemEntropy()), "kind": "enroll"}
DAY_S = 24 * 3600.0
TAKEN = TargetAnswer(204, b"")


@dataclass
class Line:
    """A sender that only writes down what it was to send, and answers as it is told."""

    answer: TargetAnswer | Failure | Callable[[Outgoing], TargetAnswer | Failure] = TAKEN
    sent: list[Outgoing] = field(default_factory=list)

    def send(self, message: Outgoing) -> TargetAnswer | Failure:
        self.sent.append(message)
        return self.answer(message) if callable(self.answer) else self.answer


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = open_scene(tmp_path)
    yield made
    made.stores.close()


@pytest.fixture
def tenant(scene: Scene) -> TenantId:
    return scene.add_tenant("one")


def desk_of(scene: Scene, tenant: TenantId) -> Desk:
    return scene.desk(tenant)


@pytest.fixture
def desk(scene: Scene, tenant: TenantId) -> Desk:
    return desk_of(scene, tenant)


def put(desk: Desk, **more: Any) -> DeliveryId | None:
    with desk.silo.begin() as tx:
        event = EventType.SESSION_DECIDED
        return Outbox(desk).put(tx, DeliveryKind.WEBHOOK, event, SESSION, **more)


def kept(desk: Desk, delivery_id: DeliveryId | None) -> Delivery:
    assert delivery_id is not None
    with desk.silo.begin() as tx:
        found = tx.rows(DeliveryRows).delivery(delivery_id)
    assert found is not None
    return found


def real_time(scene: Scene) -> None:
    """Let the scene's time be the machine's, by which receivers judge how old a message is."""
    scene.clock.advance((datetime.now(UTC) - scene.clock.now()).total_seconds())


def verified(secret: str, came: Received) -> Any:
    return Webhook(secret).verify(came.body, came.headers)


def test_a_message_is_a_signed_standard_webhook(scene: Scene, desk: Desk) -> None:
    real_time(scene)
    with receiving() as receiver:
        secret = Webhooks(desk).set(receiver.url, EventType).secret
        made = put(desk)
        assert Outbox(desk).run_due(HttpSender(HERE)) == 1
        assert Outbox(desk).run_due(HttpSender(HERE)) == 0
    (came,) = receiver.received
    said = verified(secret, came)
    assert said.keys() == {"type", "timestamp", "data"}
    assert said["type"] == "session.decided"
    assert said["data"] == SESSION
    assert datetime.fromisoformat(said["timestamp"]) == scene.clock.now()
    assert came.headers["webhook-id"] == made
    assert came.headers["content-type"] == "application/json"
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(came.body + b" ", came.headers)
    done = kept(desk, made)
    assert (done.done_at, done.payload) == (scene.clock.now(), None)


def test_nothing_is_put_for_who_wants_nothing(desk: Desk) -> None:
    assert put(desk) is None
    Webhooks(desk).set(URL, [EventType.NOTICE_PUBLISHED])
    assert put(desk) is None
    assert Outbox(desk).pending() == []


def test_a_message_and_what_it_is_about_stand_or_fall_together(desk: Desk) -> None:
    Webhooks(desk).set(URL, EventType)

    def half() -> None:
        with desk.silo.begin() as tx:
            Outbox(desk).put(tx, DeliveryKind.WEBHOOK, EventType.SESSION_DECIDED, SESSION)
            raise StoreUnavailable("the rest of it failed")

    with pytest.raises(StoreUnavailable):
        half()
    assert Outbox(desk).pending() == []


@pytest.mark.parametrize(
    "data",
    [
        {"subject_ref": "customer-17"},
        {"kind": "customer-17"},
        {"kind": "customer 17"},
        {"session_id": "customer-17"},
        {"session_id": "sub_" + "a" * 26},
        {"name": "Ada"},
        {"ended_at": "customer-17"},
        {"ended_at": 17},
        {"version": "17"},
        {"state": ["decided"]},
        {"state": {"subject_ref": "customer-17"}},
        {"email": "ada@example.org"},
        {"consent_id": "cns_" + "a" * 26},  # which other events tell
    ],
)
def test_a_payload_holds_ids_kinds_states_and_times_only(
    desk: Desk, data: Mapping[str, Any]
) -> None:
    with pytest.raises(EventMalformed), desk.silo.begin() as tx:
        Outbox(desk).put(tx, DeliveryKind.WEBHOOK, EventType.SESSION_DECIDED, data)


def test_only_known_events_are_told(desk: Desk) -> None:
    with pytest.raises(EventMalformed), desk.silo.begin() as tx:
        Outbox(desk).put(tx, DeliveryKind.WEBHOOK, "subject.smiled", {})


@pytest.mark.parametrize("person", [1, 2])
def test_a_decided_session_is_told_without_whom_and_what(
    scene: Scene, tenant: TenantId, desk: Desk, person: int
) -> None:
    Webhooks(desk).set(URL, [EventType.SESSION_DECIDED])
    mine = scene.sessions.of(scene.caller(tenant))
    ended = []
    for kind, who in ((SessionKind.ENROLL, 1), (SessionKind.AUTHENTICATE, person)):
        opened = mine.create(kind, "customer-17", LivenessDemand.UNSAFE_NO_LIVENESS)
        ended.append(mine.submit(opened.id, [picture(who)]))
    line = Line()
    assert Outbox(desk).run_due(line) == 2
    bodies = {json.loads(each.body or b"")["data"]["session_id"]: each.body for each in line.sent}
    for session in ended:
        body = bodies[session.id] or b""
        assert json.loads(body)["data"] == {
            "session_id": session.id,
            "kind": session.kind.value,
            "token_kind": "developer",
            "state": "completed",
            "ended_at": "2026-01-05T12:00:00Z",
        }
        for secret in (b"customer-17", b"match", b"enrolled", str(session.subject_id).encode()):
            assert secret not in body


def test_a_session_is_told_of_once_however_often_it_is_decided(
    scene: Scene, tenant: TenantId, desk: Desk
) -> None:
    Webhooks(desk).set(URL, [EventType.SESSION_DECIDED])
    mine = scene.sessions.of(scene.caller(tenant))
    opened = mine.create(SessionKind.ENROLL, "customer-17", LivenessDemand.UNSAFE_NO_LIVENESS)
    mine.submit(opened.id, [picture(1)])
    with pytest.raises(SessionEnded):
        mine.submit(opened.id, [picture(1)])
    assert len(Outbox(desk).pending()) == 1


def test_an_erased_subject_is_told_once(scene: Scene, tenant: TenantId, desk: Desk) -> None:
    Webhooks(desk).set(URL, [EventType.SUBJECT_ERASED])
    mine = scene.sessions.of(scene.caller(tenant))
    opened = mine.create(SessionKind.ENROLL, "customer-17", LivenessDemand.UNSAFE_NO_LIVENESS)
    subject_id = mine.submit(opened.id, [picture(1)]).subject_id
    assert subject_id is not None
    subject = mine.subjects.find("customer-17")
    for _ in range(2):  # a second erasure at the same time finds nothing to delete
        mine.subjects.erase_found(subject)
    line = Line()
    assert Outbox(desk).run_due(line) == 1
    said = json.loads(line.sent[0].body or b"")
    assert said["type"] == "subject.erased"
    at = "2026-01-05T12:00:00Z"
    assert said["data"] == {"subject_id": subject_id, "token_kind": "developer", "erased_at": at}


def test_consents_and_withdrawals_are_told_by_their_ids(
    scene: Scene, tenant: TenantId, desk: Desk
) -> None:
    Webhooks(desk).set(URL, [EventType.CONSENT_GIVEN, EventType.CONSENT_WITHDRAWN])
    mine = scene.sessions.of(scene.caller(tenant))
    unsafe = LivenessDemand.UNSAFE_NO_LIVENESS
    opened = mine.create(SessionKind.ENROLL, "customer-17", unsafe, improvement=True)
    subject_id = mine.submit(opened.id, [picture(1)]).subject_id
    assert subject_id is not None
    scene.clock.advance(1)
    mine.subjects.withdraw_improvement(subject_id)
    mine.subjects.withdraw_improvement(subject_id)
    line = Line()
    assert Outbox(desk).run_due(line) == 3
    said = [json.loads(each.body or b"") for each in line.sent]
    told = sorted((each["type"], each["data"]["purpose"]) for each in said)
    assert told == [
        ("consent.given", "identity"),
        ("consent.given", "improvement"),
        ("consent.withdrawn", "improvement"),
    ]
    developers = scene.desk(tenant, TokenKind.DEVELOPER)
    with developers.silo.begin() as tx:
        consents = tx.rows(ConsentRows).consents(developers.reference(tx, "customer-17"))
    assert {each["data"]["consent_id"] for each in said} == {each.id for each in consents}
    assert said[-1]["data"]["withdrawn_at"] == "2026-01-05T12:00:01Z"
    assert b"customer-17" not in b"".join(each.body or b"" for each in line.sent)


def test_a_published_notice_is_told_by_its_version(desk: Desk) -> None:
    Webhooks(desk).set(URL, [EventType.NOTICE_PUBLISHED])
    Notices(desk).publish(PLAIN)
    line = Line()
    assert Outbox(desk).run_due(line) == 1
    said = json.loads(line.sent[0].body or b"")
    assert said["data"] == {"version": 3, "published_at": "2026-01-05T12:00:00Z"}


def test_what_does_not_arrive_is_sent_again_for_thirty_days_and_stays_listed(
    scene: Scene, desk: Desk
) -> None:
    Webhooks(desk).set(URL, EventType)
    made, line = put(desk), Line(TargetAnswer(500, b""))
    began, waits = scene.clock.now(), []
    while Outbox(desk).pending():
        assert Outbox(desk).run_due(line) == 0
        assert Outbox(desk).run_due(line) == 0  # not before its time
        waits.append((kept(desk, made).next_at - scene.clock.now()).total_seconds())
        scene.clock.advance(waits[-1])
    assert len(line.sent) == len(waits) == schedule.MOST_ATTEMPTS
    for wait, due in zip(waits, (5, 30, 120, 600, 3600, 3 * 3600, *[6 * 3600] * 200), strict=False):
        assert 0.85 * due <= wait <= 1.15 * due
    lasted = scene.clock.now() - began - timedelta(seconds=waits[-1])
    assert timedelta(days=28) < lasted < timedelta(days=32)
    assert len({dict(each.headers)["webhook-id"] for each in line.sent}) == 1

    scene.clock.advance(365 * DAY_S)
    assert Outbox(desk).run_due(line) == 0
    (failed,) = Outbox(desk).failed()
    assert (failed.id, failed.failure) == (made, "http_500")
    counts = Webhooks(desk).status().counts
    assert (counts.pending, counts.failed, counts.last_failure) == (0, 1, "http_500")

    assert Outbox(desk).retry() == 1
    line.answer = TargetAnswer(200, b"")
    assert Outbox(desk).run_due(line) == 1
    assert Outbox(desk).failed() == []


def test_a_receiver_that_is_down_for_days_gets_everything_in_the_end(
    scene: Scene, desk: Desk
) -> None:
    port = free_port()
    Webhooks(desk).set(f"http://127.0.0.1:{port}/", EventType)
    made, sender = [put(desk) for _ in range(5)], HttpSender(HERE)
    for _ in range(60):
        assert Outbox(desk).run_due(sender) == 0
        scene.clock.advance(0.1 * DAY_S)
    assert {each.failure for each in Outbox(desk).pending()} == {"unreachable"}
    with receiving(port=port) as receiver:
        scene.clock.advance(DAY_S)
        assert Outbox(desk).run_due(sender) == 5
    assert sorted(receiver.ids) == sorted(map(str, made))


@pytest.mark.parametrize(
    ("behave", "failure"),
    [
        (answering(500), "http_500"),
        (answering(302, location="http://127.0.0.1:1/"), "http_302"),
        (answering(410), "http_410"),
    ],
)
def test_an_answer_that_is_no_yes_is_a_no(desk: Desk, behave: Any, failure: str) -> None:
    with receiving(behave) as receiver:
        Webhooks(desk).set(receiver.url, EventType)
        made = put(desk)
        assert Outbox(desk).run_due(HttpSender(HERE)) == 0
    assert kept(desk, made).failure == failure


def test_a_receiver_that_hangs_holds_up_one_message_a_run(desk: Desk) -> None:
    def silent(line: BaseHTTPRequestHandler, _: Received) -> None:
        receiver.over.wait(10)

    with receiving(silent) as receiver:
        Webhooks(desk).set(receiver.url, EventType)
        for _ in range(3):
            put(desk)
        assert Outbox(desk).run_due(HttpSender(HERE, whole_s=0.2)) == 0
        assert len(receiver.received) == 1


def test_a_yes_with_a_huge_body_is_a_yes(desk: Desk) -> None:
    with receiving(answering(200, bytes(1 << 20))) as receiver:
        Webhooks(desk).set(receiver.url, EventType)
        made = put(desk)
        assert Outbox(desk).run_due(HttpSender(HERE)) == 1
    assert kept(desk, made).done_at is not None


def test_a_receiver_that_is_replaced_gets_what_the_old_one_missed(scene: Scene, desk: Desk) -> None:
    real_time(scene)
    with receiving(answering(503)) as old, receiving() as new:
        Webhooks(desk).set(old.url, EventType)
        made = put(desk)
        assert Outbox(desk).run_due(HttpSender(HERE)) == 0
        secret = Webhooks(desk).set(new.url, EventType).secret
        scene.clock.advance(10)
        assert Outbox(desk).run_due(HttpSender(HERE)) == 1
    assert (old.ids, new.ids) == ([made], [made])
    assert verified(secret, new.received[0])["type"] == "session.decided"


def test_a_secret_that_was_replaced_signs_for_a_day_more(scene: Scene, desk: Desk) -> None:
    def sent() -> Received:
        put(desk)
        line = Line()
        Outbox(desk).run_due(line)
        (message,) = line.sent
        headers = {**message.headers}
        # `verify` goes by the machine's time, and the headers by the scene's
        stamp = int(headers["webhook-timestamp"])
        assert stamp == int(scene.clock.now().timestamp())
        return Received("POST", "/", headers, message.body or b"")

    def signs(secret: str, came: Received) -> bool:
        at = datetime.fromtimestamp(int(came.headers["webhook-timestamp"]), UTC)
        own = Webhook(secret).sign(came.headers["webhook-id"], at, came.body.decode())
        return own in came.headers["webhook-signature"].split(" ")

    old = Webhooks(desk).set(URL, EventType).secret
    new = Webhooks(desk).set(URL, EventType).secret
    assert old != new
    assert signs(old, sent())
    assert signs(new, sent())
    scene.clock.advance(DAY_S)
    assert signs(new, sent())
    assert not signs(old, sent())
    for _ in range(9):
        Webhooks(desk).set(URL, EventType)
    assert len(sent().headers["webhook-signature"].split(" ")) == 4


def test_refusals_in_a_row_end_a_run_and_the_next_one_goes_on(desk: Desk) -> None:
    Webhooks(desk).set(URL, EventType)
    for _ in range(5):
        put(desk)
    line = Line(TargetAnswer(500, b""))
    Outbox(desk).run_due(line)
    assert len(line.sent) == 3
    line.answer = TargetAnswer(200, b"")
    assert Outbox(desk).run_due(line) == 2


def test_a_clock_that_was_moved_loses_nothing(scene: Scene, desk: Desk) -> None:
    Webhooks(desk).set(URL, EventType)
    scene.clock.advance(400 * DAY_S)
    made, line = put(desk), Line(TargetAnswer(500, b""))
    Outbox(desk).run_due(line)
    scene.clock.advance(-400 * DAY_S)
    line.answer = TargetAnswer(200, b"")
    assert Outbox(desk).run_due(line) == 1
    assert kept(desk, made).done_at == scene.clock.now()


def test_an_ended_webhook_is_told_nothing_more(desk: Desk) -> None:
    with pytest.raises(WebhookMissing):
        Webhooks(desk).remove()
    Webhooks(desk).set(URL, EventType)
    put(desk)
    assert Webhooks(desk).remove() == 1
    for ask in (Webhooks(desk).status, Webhooks(desk).test, Webhooks(desk).remove):
        with pytest.raises(WebhookMissing):
            ask()
    line = Line()
    assert Outbox(desk).run_due(line) == 0
    assert not line.sent


def test_a_webhook_that_ends_while_it_is_told_leaves_nothing(desk: Desk) -> None:
    Webhooks(desk).set(URL, EventType)
    made = put(desk)

    def ends(_: Outgoing) -> TargetAnswer:
        Webhooks(desk).remove()
        return TargetAnswer(200, b"")

    assert Outbox(desk).run_due(Line(ends)) == 0
    with desk.silo.begin() as tx:
        assert made is not None
        assert tx.rows(DeliveryRows).delivery(made) is None


def test_a_test_message_is_sent_whatever_is_wanted(desk: Desk) -> None:
    Webhooks(desk).set(URL, [EventType.NOTICE_PUBLISHED])
    Webhooks(desk).test()
    line = Line()
    assert Outbox(desk).run_due(line) == 1
    assert json.loads(line.sent[0].body or b"")["type"] == "webhook.test"


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "ftp://shop.example/",
        "https://user@shop.example/",
        "https://user:secret@shop.example/",
        "https://:@shop.example/",
        "https://shop.example/#part",
        "https://shop.example/\n",
        "https://shop.example/a b",
        "https://shop.example\\@127.0.0.1/",
        "https://",
        "https:///path",
        "https://shop.example:0/",
        "https://shop.example:99999/",
        "https://shop.example:x/",
        "https://[::1/",
        "https://-shop.example/",
        "https://sh_op.example/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[fd00:ec2::254]/",
        "https://0.0.0.0/",
        "https://10.0.0.1/",
        "https://192.168.0.1/",
        "https://100.64.0.1/",
        "https://[fd00::1]/",
        "https://[2002:a00:1::1]/",
        "http://127.0.0.2/",
        "http://localhost.example/",
        "https://shop.example/" + "a" * 480,
        "https://hauß.example/",
        "shop.example",
        "",
    ],
)
def test_a_url_where_nothing_goes_is_refused(desk: Desk, url: str) -> None:
    with pytest.raises(AddressRefused):
        Webhooks(desk).set(url, EventType)
    with pytest.raises(WebhookMissing):
        Webhooks(desk).status()


def test_a_url_is_read_in_one_way() -> None:
    assert [_parts(url) for url in ("https://Shop.Example?a=b", "http://[::1]:81/x?y")] == [
        ("https", "shop.example", 443, "/?a=b"),
        ("http", "::1", 81, "/x?y"),
    ]


def _parts(url: str) -> tuple[str, str, int, str]:
    address, path = parse_url(url)
    return address.scheme, address.host, address.port, path


def test_what_is_put_and_its_secret_are_stored_sealed(scene: Scene, desk: Desk) -> None:
    secret = Webhooks(desk).set(URL, EventType).secret
    put(desk)
    ask(desk, {"kind": "erasure", "subject_ref": "customer-17"})
    raw = b"".join(each.read_bytes() for each in (scene.folder / "data").iterdir())
    for text in (URL, secret, SESSION["session_id"], "customer-17", THE_TOKEN):
        assert text.encode() not in raw


# Cascades: another server is asked, until it has done what it was asked.

OTHER, OTHER_TENANT = f"prq_{'b' * 26}", f"ten_{'b' * 26}"
THE_TOKEN = new_token_text(TokenKind.PRODUCTION, SystemEntropy())


def ask(desk: Desk, body: Mapping[str, Any]) -> DeliveryId:
    card = replace(Cascade(desk).card(), url="http://127.0.0.1:9", tenant=TenantId(OTHER_TENANT))
    Cascade(desk).set(card, THE_TOKEN)
    with desk.silo.begin() as tx:
        put = Outbox(desk).put(
            tx,
            DeliveryKind.CASCADE,
            "erasure",
            body,
            request_id=new_request_id(SystemEntropy()),
        )
    assert put is not None
    return put


def said(state: str, **more: str) -> TargetAnswer:
    return TargetAnswer(200, json.dumps({"id": OTHER, "state": state, **more}).encode())


def test_another_server_is_asked_until_it_has_done_it(scene: Scene, desk: Desk) -> None:
    body = {"kind": "erasure", "subject_ref": "customer-17"}
    made, line, answers = ask(desk, body), Line(Failure.UNREACHABLE), []
    outbox = Outbox(desk, lambda tx, delivery, said: answers.append((delivery.id, said)))
    outbox.run_due(line)
    scene.clock.advance(60)
    line.answer = said("received")
    outbox.run_due(line)
    scene.clock.advance(60)
    line.answer = said("in_progress")
    outbox.run_due(line)
    assert kept(desk, made).failure == "not_yet"
    scene.clock.advance(60)
    line.answer = said("completed", certificate="signed")
    assert outbox.run_due(line) == 1

    asked, again, polled, last = line.sent
    assert (asked.path, json.loads(asked.body or b"")) == ("/v1/privacy-requests", body)
    assert asked.headers["authorization"] == f"Bearer {THE_TOKEN}"
    assert asked.headers["idempotency-key"] == again.headers["idempotency-key"] == made
    assert (polled.path, polled.body) == (f"/v1/privacy-requests/{OTHER}", None)
    assert last.path == polled.path
    assert "idempotency-key" not in last.headers
    complete = {"id": OTHER, "state": "completed", "certificate": "signed"}
    assert answers == [(made, complete)]
    assert kept(desk, made).payload is None


def test_a_server_that_forgot_what_it_was_asked_is_asked_anew(scene: Scene, desk: Desk) -> None:
    ask(desk, {"kind": "erasure", "subject_ref": "customer-17"})
    line = Line(said("received"))
    for answer in (said("received"), TargetAnswer(404, b"{}"), said("completed")):
        line.answer = answer
        Outbox(desk).run_due(line)
        scene.clock.advance(60)
    paths = [each.path.rpartition("/")[2] for each in line.sent]
    assert paths == ["privacy-requests", OTHER, "privacy-requests"]
    assert Outbox(desk).pending() == []


@pytest.mark.parametrize(
    "answer",
    [
        TargetAnswer(200, b"<html>"),
        TargetAnswer(200, b"[]"),
        TargetAnswer(200, b"[" * 60000),
        TargetAnswer(200, b'{"state": "completed"}'),
        TargetAnswer(200, b'{"id": "../../tokens", "state": "received"}'),
        TargetAnswer(200, said("completed").body, whole=False),
    ],
)
def test_an_answer_that_makes_no_sense_completes_nothing(desk: Desk, answer: TargetAnswer) -> None:
    made = ask(desk, {"kind": "erasure", "subject_ref": "customer-17"})
    assert Outbox(desk).run_due(Line(answer)) == 0
    assert kept(desk, made).failure == "answer_malformed"


def test_an_answer_that_cannot_be_taken_in_is_fetched_again(scene: Scene, desk: Desk) -> None:
    made, full = ask(desk, {"kind": "erasure"}), True

    def take(*_: Any) -> None:
        if full:
            raise StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable):
        Outbox(desk, take).run_due(Line(said("completed")))
    assert kept(desk, made).done_at is None
    full = False
    scene.clock.advance(120)
    assert Outbox(desk, take).run_due(Line(said("completed"))) == 1


def test_a_cascade_without_a_server_waits_for_one(scene: Scene, desk: Desk) -> None:
    made = ask(desk, {"kind": "erasure"})
    Cascade(desk).remove()
    assert Outbox(desk).run_due(Line()) == 0
    assert kept(desk, made).failure == "target_missing"


# Processes: killed at the worst moment, and two at once.

_RUN = """
import os, signal, sys, time
from pathlib import Path
from inperson.adapters.outgoing import HttpSender
from inperson.core import TenantId
from inperson.deliveries import Outbox
from inperson.tenants import TokenKind
from sqlalchemy import event
from tests.receiving import HERE
from tests.scene import open_scene

folder, tenant, data, at = sys.argv[1:]
scene = open_scene(Path(folder), data=data or None, keys=data or None)
desk = scene.desk(TenantId(tenant))

class Killed(HttpSender):
    def send(self, message):
        if at == "claimed":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = super().send(message)
        if at == "sent":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

def die_at_update(connection, cursor, statement, *rest):
    if at == "done" and "done_at=" in statement and statement.startswith("UPDATE"):
        os.kill(os.getpid(), signal.SIGKILL)

engine = scene.stores.databases[0].engine(f"silo_{tenant}")
event.listen(engine, "after_cursor_execute", die_at_update)
if at == "together":
    Path(folder, f"ready-{os.getpid()}").touch()
    while not Path(folder, "go").exists():
        time.sleep(0.01)
print(Outbox(desk).run_due(Killed(HERE)))
"""


@pytest.mark.parametrize(("at", "arrivals"), [("claimed", 1), ("sent", 2), ("done", 2)])
def test_a_process_killed_while_it_sends_sends_again_under_the_same_id(
    scene: Scene, tenant: TenantId, desk: Desk, forks: Forks, at: str, arrivals: int
) -> None:
    with receiving() as receiver:
        Webhooks(desk).set(receiver.url, EventType)
        made = put(desk)
        killed = forks.run(_RUN, str(scene.folder), tenant, "", at)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert len(receiver.received) == arrivals - 1
        assert kept(desk, made).done_at is None
        assert Outbox(desk).run_due(HttpSender(HERE)) == 0  # not while it may be under way
        scene.clock.advance(schedule.LEASE.total_seconds())
        assert Outbox(desk).run_due(HttpSender(HERE)) == 1
    assert receiver.ids == [made] * arrivals
    assert len({each.body for each in receiver.received}) == 1
    assert kept(desk, made).done_at is not None


def test_two_processes_never_send_the_same_message_at_once(
    tmp_path: Path, forks: Forks, postgres_url: str
) -> None:
    scene = open_scene(tmp_path, data=postgres_url, keys=postgres_url)
    tenant = scene.add_tenant("one")
    desk = desk_of(scene, tenant)
    with receiving() as receiver:
        Webhooks(desk).set(receiver.url, EventType)
        made = [put(desk) for _ in range(60)]
        words = (_RUN, str(tmp_path), tenant, postgres_url, "together")
        both = [forks.start(*words) for _ in range(2)]
        while len(list(tmp_path.glob("ready-*"))) < 2:
            time.sleep(0.01)
        (tmp_path / "go").touch()
        ended = [each.ended() for each in both]
        assert not any(each.stderr for each in ended), ended
        counts = [int(each.stdout) for each in ended]
    assert sorted(receiver.ids) == sorted(map(str, made))
    assert sum(counts) == 60
    assert min(counts) > 0
    assert Outbox(desk).pending() == []
    scene.stores.close()
