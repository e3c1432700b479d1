"""Clause 3: privacy requests, their dates, states, receipts and refusals."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from sqlalchemy import Engine, event, text

from inperson.audit import AuditLog, AuditUnavailable
from inperson.core import RequestId, StoreUnavailable, SystemEntropy
from inperson.core.ids import new_request_id
from inperson.http import create_app
from inperson.improvement import ImprovementSet
from inperson.rights.copies.service import AccessCopies
from inperson.rights.packages import AgeRecipient
from inperson.rights.requests.dates import due, extended_due, months_after
from inperson.rights.requests.errors import (
    CursorInvalid,
    ExtensionNotAllowed,
    PrivacyRequestInvalid,
    RefusalNotAllowed,
    RequestClosed,
    RequestNotFound,
)
from inperson.rights.requests.model import (
    COPYING,
    Channel,
    Justification,
    RequestKind,
    RequestState,
)
from inperson.rights.requests.service import Requests
from inperson.sessions import IdempotencyKey, Reason, SessionKind
from inperson.sessions.consents import ConsentMethod, ConsentPurpose, GivenConsent
from inperson.sessions.errors import (
    ConsentRequired,
    ConsentWithdrawn,
    IdempotencyConflict,
    InvalidReference,
    SessionNotFound,
    SubjectRestricted,
)
from inperson.tenants import Scope, TokenKind, of_server
from tests.camera import frame, look
from tests.capturing import wire
from tests.http.conftest import Api
from tests.rights.requesting import NOBODY, REF, UNSAFE, House, house, open_house
from tests.scene import START, open_scene, picture, png
from tests.serving import client, serving

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = open_house(tmp_path)
    made.enrol()
    yield made
    made.scene.stores.close()


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[House]:
    """Nobody agrees without being asked."""
    made = open_house(tmp_path, asked=True)
    yield made
    made.scene.stores.close()


@pytest.mark.parametrize(
    ("received", "first", "extended"),
    [
        ("2026-01-05", "2026-02-05", "2026-04-05"),
        ("2026-01-31", "2026-02-28", "2026-04-30"),
        ("2028-01-31", "2028-02-29", "2028-04-30"),
        ("2026-11-30", "2026-12-30", "2027-02-28"),
        ("2026-12-31", "2027-01-31", "2027-03-31"),
        ("2028-02-29", "2028-03-29", "2028-05-29"),
    ],
)
def test_a_request_is_due_in_a_calendar_month_and_once_in_three(
    received: str, first: str, extended: str
) -> None:
    at = datetime.fromisoformat(f"{received}T23:59:59+00:00")
    assert due(at) == datetime.fromisoformat(f"{first}T23:59:59+00:00")
    assert extended_due(at) == datetime.fromisoformat(f"{extended}T23:59:59+00:00")
    assert months_after(at, 0) == at


STATES = {
    RequestKind.ACCESS: RequestState.IN_PROGRESS,
    RequestKind.PORTABILITY: RequestState.IN_PROGRESS,
    RequestKind.ERASURE: RequestState.COMPLETED,
    RequestKind.RECTIFICATION: RequestState.IN_PROGRESS,
    RequestKind.RESTRICTION: RequestState.COMPLETED,
    RequestKind.OBJECTION: RequestState.IN_PROGRESS,
    RequestKind.WITHDRAWAL: RequestState.COMPLETED,
    RequestKind.COMPLAINT: RequestState.IN_PROGRESS,
}
"""Of what can be asked for whether there was a session or not: all but a review of one."""


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("ref", [REF, NOBODY])
def test_what_the_server_can_do_is_done_when_it_answers(
    home: House, kind: RequestKind, ref: str
) -> None:
    request = home.open(kind, ref)
    assert request.state is STATES[kind]
    assert home.requests.get(request.id) == request
    assert request.due_at == due(START)
    receipt = home.claims(home.details(request).receipt, "request-receipt")
    assert (receipt["jti"], receipt["kind"]) == (request.id, kind.value)
    assert receipt["due_at"] == "2026-02-05T12:00:00Z"
    assert "request_received" in home.acts()
    assert home.requests.run_due().failed == {}
    assert home.requests.get(request.id) == request


@pytest.mark.parametrize("kind", STATES)
def test_a_request_for_nobody_looks_like_one_for_somebody(api: Api, kind: RequestKind) -> None:
    api.run("enroll", png(1), REF)
    engine: Engine = api.scene.stores.databases[0].engine(f"silo_{api.tenant}")
    statements: list[str] = []
    noting = False

    @event.listens_for(engine, "before_cursor_execute")
    def note(*arguments: Any) -> None:
        if noting:
            statements.append(arguments[2])

    more = {"purpose": "identity"} if kind is RequestKind.WITHDRAWAL else {}
    if kind in {RequestKind.COMPLAINT, RequestKind.RECTIFICATION}:
        more["text"] = "words"
    answers, costs = [], []
    for ref in ("subject-8", NOBODY, REF):  # the first one warms up
        statements.clear()
        noting = True
        body = {"kind": kind.value, "subject_ref": ref, **more}
        answers.append(api.call("POST", "/v1/privacy-requests", json=body))
        noting = False
        costs.append(list(statements))
        assert answers[-1].status_code == 201, answers[-1].text
    unknown, known = answers[1].json(), answers[2].json()
    assert list(unknown) == list(known)
    assert [each is None for each in unknown.values()] == [each is None for each in known.values()]
    assert unknown["state"] == known["state"]
    more_for_somebody = Counter(costs[2]) - Counter(costs[1])
    if kind is RequestKind.WITHDRAWAL:
        # a consent that ended is announced to the tenant, who asked for it, by two reads; one more
        # tells where somebody is signed in
        assert sum(more_for_somebody.values()) == 3
        assert all(each.startswith("SELECT") for each in more_for_somebody)
        assert not Counter(costs[1]) - Counter(costs[2])
    else:
        assert costs[1] == costs[2]


def test_a_request_is_extended_once_before_it_is_due(home: House) -> None:
    request = home.open(RequestKind.ACCESS)
    longer = home.requests.extend(request.id, "many requests at once")
    assert longer.due_at == extended_due(START)
    assert home.details(longer).extension == "many requests at once"
    assert home.acts()[-1] == "request_extended"
    with pytest.raises(ExtensionNotAllowed):
        home.requests.extend(request.id, "again")
    late = home.open(RequestKind.OBJECTION)
    home.scene.clock.advance(timedelta(days=32).total_seconds())
    with pytest.raises(ExtensionNotAllowed):
        home.requests.extend(late.id, "too late")
    assert home.requests.get(late.id) == late


@pytest.mark.parametrize("why", Justification)
def test_a_request_is_refused_for_one_of_few_reasons(home: House, why: Justification) -> None:
    assert why.value.startswith("justifications:")
    request = home.open(RequestKind.OBJECTION)
    refused = home.requests.refuse(request.id, why, "in words")
    assert (refused.state, refused.justification) == (RequestState.REFUSED, why)
    assert home.details(refused).answer == "in words"
    assert home.acts()[-1] == "request_refused"
    with pytest.raises(RequestClosed):
        home.requests.refuse(request.id, why, "again")


def test_a_withdrawal_is_never_refused(home: House) -> None:
    home.hold()
    request = home.open(RequestKind.WITHDRAWAL)
    assert request.state is RequestState.IN_PROGRESS
    with pytest.raises(RefusalNotAllowed):
        home.requests.refuse(request.id, Justification.LEGAL_OBLIGATION, "no")


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (RequestKind.WITHDRAWAL, {"purpose": None}),
        (RequestKind.ACCESS, {"purpose": ConsentPurpose.IDENTITY}),
        (RequestKind.COMPLAINT, {"text": None}),
        (RequestKind.COMPLAINT, {"text": " \n"}),
        (RequestKind.COMPLAINT, {"text": "x" * 4001}),
        (RequestKind.COMPLAINT, {"text": "\ud800"}),
    ],
)
def test_a_request_that_does_not_fit_its_kind_is_refused(
    home: House, kind: RequestKind, more: dict[str, Any]
) -> None:
    with pytest.raises(PrivacyRequestInvalid):
        home.open(kind, **more)
    assert home.requests.list().requests == ()


def test_a_malformed_reference_is_refused(home: House) -> None:
    with pytest.raises(InvalidReference):
        home.open(RequestKind.ACCESS, "two words")
    with pytest.raises(PrivacyRequestInvalid):
        home.requests.open(RequestKind.ACCESS)


def test_words_are_nowhere_but_in_the_seal(home: House) -> None:
    words = "a sentence that nobody else reads"
    request = home.open(RequestKind.COMPLAINT, text=words)
    home.requests.answer(request.id, f"{words}, answered")
    home.scene.stores.close()
    for path in home.scene.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert words.encode() not in content, path
            assert REF.encode() not in content, path


def test_a_repeated_call_with_its_key_returns_the_first_request(home: House) -> None:
    key = IdempotencyKey("once", b"erase subject-1")
    first = home.open(RequestKind.ERASURE, idempotency=key)
    assert home.open(RequestKind.ERASURE, idempotency=key) == first
    with pytest.raises(IdempotencyConflict):
        home.open(RequestKind.ACCESS, idempotency=IdempotencyKey("once", b"another"))
    assert len(home.requests.list().requests) == 1
    home.scene.clock.advance(timedelta(hours=25).total_seconds())
    home.requests.run_due()
    assert home.open(RequestKind.ERASURE, idempotency=key) != first


def test_requests_come_in_pages_those_due_first_in_front(home: House) -> None:
    made = []
    for number in range(5):
        made.append(home.open(RequestKind.ACCESS, f"subject-{number}"))
        home.scene.clock.advance(60)
    home.requests.extend(made[0].id, "later than the others")
    order = [each.id for each in (*made[1:], made[0])]
    found: list[RequestId] = []
    cursor: str | None = None
    while True:
        page = home.requests.list(RequestState.IN_PROGRESS, cursor, 2)
        found += [request.id for request, _ in page.requests]
        if (cursor := page.cursor) is None:
            break
    assert found == order
    assert home.requests.list(RequestState.REFUSED).requests == ()


@pytest.mark.parametrize("cursor", ["", "x", "\u00e4", "eA", "MjAyNi0wMS0wNSBwcnFfeA"])
def test_a_cursor_of_somebody_elses_is_refused(home: House, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        home.requests.list(None, cursor)


def test_the_other_kind_of_token_has_other_requests(home: House) -> None:
    request = home.open(RequestKind.ACCESS)
    other = Requests(home.scene.services.desks.of(of_server(home.tenant, "tester")))
    for use in (other.get, other.advance):
        with pytest.raises(RequestNotFound):
            use(request.id)
    assert other.list().requests == ()
    with pytest.raises(RequestNotFound):
        home.requests.get(RequestId("prq_x"))
    with pytest.raises(RequestNotFound):
        home.requests.get(new_request_id(SystemEntropy()))


def test_the_tenant_is_told_of_each_step_and_nothing_personal(home: House) -> None:
    home.listen()
    clock = home.scene.clock
    request = home.open(RequestKind.COMPLAINT, channel=Channel.SUBJECT)
    clock.advance(1)
    home.requests.extend(request.id, "words")
    clock.advance(1)
    home.requests.answer(request.id, "words")
    clock.advance(1)
    refused = home.open(RequestKind.OBJECTION)
    clock.advance(1)
    home.requests.refuse(refused.id, Justification.EXCESSIVE, "words")
    said = [each for each in home.events() if each["type"].startswith("privacy_request")]
    assert [each["type"].rpartition(".")[2] for each in said] == [
        *("received", "extended", "completed", "received", "refused")
    ]
    for each in said:
        assert "words" not in str(each)
        assert REF not in str(each)
        assert each["data"]["request_id"] in {request.id, refused.id}
    assert said[0]["data"]["channel"] == "subject"
    assert said[-1]["data"]["justification"] == "justifications:ProcessExcessive"


# -- withdrawal -----------------------------------------------------------------------------------


def agree(house: House) -> GivenConsent:
    return GivenConsent(house.scene.notice(house.tenant).sha256, ConsentMethod.FORM)


def test_withdrawal_is_one_call_that_stops_the_next_session_and_the_open_one(
    asking: House,
) -> None:
    mine = asking.mine
    running = mine.create(SessionKind.ENROLL, REF, UNSAFE, consent=agree(asking))
    request = asking.open(RequestKind.WITHDRAWAL, ref=REF)
    assert request.state is RequestState.COMPLETED
    with pytest.raises(ConsentRequired):
        mine.create(SessionKind.ENROLL, REF, UNSAFE)
    assert asking.held() == []
    with pytest.raises(SessionNotFound):
        mine.get(running.id)
    assert {"consent_withdrawn", "subject_erased"} <= set(asking.acts())


def test_an_open_session_is_refused_for_the_withdrawal(asking: House) -> None:
    mine = asking.mine
    given = agree(asking)
    running = mine.create(SessionKind.ENROLL, REF, UNSAFE, consent=given, improvement=True)
    request = asking.open(RequestKind.WITHDRAWAL, purpose=ConsentPurpose.IMPROVEMENT)
    assert request.state is RequestState.COMPLETED
    verdict = mine.get(running.id).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.CONSENT_WITHDRAWN,)
    with pytest.raises(ConsentRequired):  # improvement alone is over
        mine.create(SessionKind.ENROLL, REF, UNSAFE, improvement=True)
    assert mine.create(SessionKind.ENROLL, REF, UNSAFE)


def test_withdrawn_samples_are_removed_and_the_enrolment_stays(home: House) -> None:
    home.open(RequestKind.ERASURE)
    session = home.mine.create(SessionKind.ENROLL, REF, UNSAFE, improvement=True)
    home.mine.submit(session.id, [picture(1)])
    keeper = home.scene.improvement(home.tenant)
    assert len(list(keeper.samples())) == 1
    request = home.open(RequestKind.WITHDRAWAL, purpose=ConsentPurpose.IMPROVEMENT)
    assert list(keeper.samples()) == []
    assert home.mine.subjects.find(REF)
    assert request.reference is not None
    claims = home.claims(home.details(request).certificate, "certificate")
    assert claims["what"] == ["improvement_samples"]


def test_a_sample_that_is_kept_while_consent_is_withdrawn_goes_again(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.open(RequestKind.ERASURE)
    session = home.mine.create(SessionKind.ENROLL, REF, UNSAFE, improvement=True)
    keep = ImprovementSet.keep

    def late(*arguments: Any) -> None:
        home.open(RequestKind.WITHDRAWAL, purpose=ConsentPurpose.IMPROVEMENT)
        keep(*arguments)

    monkeypatch.setattr(ImprovementSet, "keep", late)
    home.mine.submit(session.id, [picture(1)])
    assert list(home.scene.improvement(home.tenant).samples()) == []


@pytest.mark.parametrize("kind", [RequestKind.WITHDRAWAL, RequestKind.RESTRICTION])
def test_a_running_capture_is_let_go_at_once(home: House, kind: RequestKind) -> None:
    capture = home.capture()
    capture.see(look(1, "", 0), 0.0)
    home.open(kind)
    assert capture.over
    assert len(home.scene.sessions.captures) == 0
    for use in (lambda: capture.see(look(1, "", 1), 0.1), capture.finish, capture.abandon):
        with pytest.raises(ConsentWithdrawn):
            use()


@pytest.mark.parametrize("kind", ["withdrawal", "erasure", "restriction"])
def test_a_running_connection_is_told_that_consent_was_withdrawn(api: Api, kind: str) -> None:
    opened = api.open("enroll", REF)
    with wire(api.url, opened["id"]) as line:
        assert line.hello(opened["session_token"])["type"] == "welcome"
        line.show(frame(1, "", 0))
        line.until("guidance")
        body = {"kind": kind, "subject_ref": REF}
        if kind == "withdrawal":
            body["purpose"] = "identity"
        assert api.call("POST", "/v1/privacy-requests", json=body).status_code == 201
        assert line.ended() == ("consent_withdrawn", 4000)
        assert line.said[-1]["retry"] is False


def test_a_capture_that_is_just_being_opened_is_let_go_as_well(home: House) -> None:
    captures = home.scene.sessions.captures
    capture = home.capture()
    session_id = capture.session.id
    holder = home.tenant, capture.session.token_kind
    captures.release(session_id)
    assert captures.reserve(session_id, holder)
    captures.stop([session_id])
    captures.put(capture)
    assert capture.over
    assert len(captures) == 0
    assert captures.reserve(session_id, holder)  # the mark is gone with its place
    captures.release(session_id)


# -- restriction, rectification, copies -----------------------------------------------------------


def test_restricted_data_is_kept_and_not_used_until_the_answer(home: House) -> None:
    running = home.session()
    request = home.open(RequestKind.RESTRICTION)
    verdict = home.mine.get(running.id).verdict
    assert verdict is not None
    assert verdict.reasons == (Reason.CONSENT_WITHDRAWN,)
    with pytest.raises(SubjectRestricted):
        home.session()
    assert home.mine.subjects.find(REF)
    again = home.open(RequestKind.RESTRICTION)
    assert again.state is RequestState.COMPLETED
    with pytest.raises(RequestClosed):  # it is the first one that restricts
        home.requests.answer(again.id, "lifted")
    home.requests.answer(request.id, "we checked; it is lifted tomorrow")
    assert home.session()
    with pytest.raises(RequestClosed):
        home.requests.answer(request.id, "once more")


def test_an_erasure_ends_a_restriction(home: House) -> None:
    home.open(RequestKind.RESTRICTION)
    home.open(RequestKind.ERASURE)
    assert home.held() == []
    home.enrol()


@pytest.mark.parametrize("kind", sorted(COPYING))
def test_a_copy_completes_its_request_and_may_be_made_again(home: House, kind: RequestKind) -> None:
    identity = pyrage.x25519.Identity.generate()
    request = home.open(kind)
    recipient = AgeRecipient(str(identity.to_public()))
    copy = AccessCopies(home.desk).deliver(request.id, recipient)
    assert pyrage.decrypt(copy.data, [identity]).startswith(b"PK")
    done = home.requests.get(request.id)
    assert done.state is RequestState.COMPLETED
    assert home.details(done).copy_sha256 == copy.sha256.hex()
    assert {"copy_delivered", "request_completed"} <= set(home.acts())
    assert AccessCopies(home.desk).deliver(request.id, recipient)
    assert home.acts().count("request_completed") == 1


def test_no_copy_without_a_request_for_it(home: House) -> None:
    recipient = AgeRecipient(passphrase="twelve or more characters")
    for kind in (RequestKind.OBJECTION, RequestKind.ERASURE):
        with pytest.raises(RequestClosed):
            AccessCopies(home.desk).deliver(home.open(kind).id, recipient)
    refused = home.open(RequestKind.ACCESS)
    home.requests.refuse(refused.id, Justification.UNFOUNDED, "words")
    with pytest.raises(RequestClosed):
        AccessCopies(home.desk).deliver(refused.id, recipient)


# -- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", STATES)
def test_nothing_happens_that_cannot_be_recorded(
    home: House, kind: RequestKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = home.session()

    def refuse(*_: object) -> None:
        raise AuditUnavailable("the log is full")

    with monkeypatch.context() as broken:
        broken.setattr(AuditLog, "append", refuse)
        with pytest.raises(AuditUnavailable):
            home.open(kind)
    assert home.requests.list().requests == ()
    assert home.mine.get(running.id).verdict is None
    assert home.session()


@pytest.mark.parametrize("kind", STATES)
def test_a_full_disk_loses_nothing(home: House, kind: RequestKind) -> None:
    """SQLite is told that it may not grow: a real `SQLITE_FULL`, at whichever statement."""
    engine = home.scene.stores.databases[0].engine(f"silo_{home.tenant}")
    home.open(RequestKind.ACCESS, "subject-2")
    with engine.begin() as connection:
        most = connection.execute(text("PRAGMA page_count")).scalar()
    refused = 0

    def limit(pages: int) -> Callable[..., None]:
        def apply(connection: Any, *_: Any) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages}")

        return apply

    bound = limit(int(most or 0))
    event.listen(engine, "checkout", bound)
    for number in range(200):  # every page that is free yet is filled
        try:
            home.open(kind, f"subject-{number}", **_long(kind))
        except StoreUnavailable:
            refused += 1
            break
    event.remove(engine, "checkout", bound)
    event.listen(engine, "checkout", limit(2**31 - 2))
    assert refused
    assert home.requests.run_due().failed == {}
    for request, details in home.requests.list(limit=200).requests:
        expected = (
            STATES[RequestKind.ACCESS] if request.kind is RequestKind.ACCESS else STATES[kind]
        )
        assert request.state is expected
        assert details.receipt
    assert home.open(kind).state is STATES[kind]


def _long(kind: RequestKind) -> dict[str, str]:
    return {"text": "x" * 4000}


def test_a_clock_that_moves_loses_no_request(home: House) -> None:
    request = home.open(RequestKind.ACCESS)
    home.scene.clock.advance(-timedelta(days=400).total_seconds())
    erased = home.open(RequestKind.ERASURE)
    assert erased.state is RequestState.COMPLETED
    assert home.held() == []
    assert home.requests.get(request.id).state is RequestState.REFUSED
    home.scene.clock.advance(timedelta(days=4000).total_seconds())
    assert home.requests.run_due().failed == {}


def test_a_session_from_a_clock_that_was_ahead_is_erased_too(home: House) -> None:
    home.scene.clock.advance(7200)
    home.session()
    home.scene.clock.advance(-7200)
    home.open(RequestKind.ERASURE)
    assert home.held() == []


# -- the API --------------------------------------------------------------------------------------


def test_the_api_takes_reads_extends_refuses_and_answers(tmp_path: Path) -> None:
    scene = open_scene(tmp_path)
    one = house(scene)
    one.enrol()
    app = create_app(scene.services, max_body_bytes=1 << 20)
    with serving(app) as url, client(url) as http:
        secret = scene.token(one.tenant, TokenKind.DEVELOPER, Scope.RIGHTS).secret
        api = Api(scene, one.tenant, http, secret)
        path = "/v1/privacy-requests"
        headers = {"Idempotency-Key": "a"}
        body = {"kind": "complaint", "subject_ref": REF, "text": "words"}
        made = api.call("POST", path, json=body, headers=headers).json()
        assert api.call("POST", path, json=body, headers=headers).json() == made
        conflict = api.call("POST", path, json={**body, "text": "other"}, headers=headers)
        assert (conflict.status_code, conflict.json()["code"]) == (422, "idempotency_key_reused")
        assert made["subject_ref"] == REF
        mine = f"{path}/{made['id']}"
        assert api.call("GET", mine).json() == made
        longer = api.call("POST", f"{mine}/extend", json={"reason": "holidays"}).json()
        assert longer["due_at"] == "2026-04-05T12:00:00Z"
        done = api.call("POST", f"{mine}/answer", json={"text": "sorry"}).json()
        assert (done["state"], done["answer"]) == ("completed", "sorry")
        closed = api.call("POST", f"{mine}/answer", json={"text": "sorry"})
        assert (closed.status_code, closed.json()["code"]) == (409, "privacy_request_closed")
        listed = api.call("GET", path, params={"state": "completed"}).json()
        assert [each["id"] for each in listed["requests"]] == [made["id"]]
        assert listed["next"] is None
        assert api.call("GET", path, params={"after": "x"}).json()["code"] == "cursor_invalid"
        asked = api.call("POST", path, json={"kind": "access", "subject_ref": REF}).json()
        copied = api.call(
            "POST",
            f"{path}/{asked['id']}/copy",
            json={"passphrase": "twelve or more characters"},
            headers={"Accept-Language": "pt-BR"},
        )
        assert copied.headers["content-type"] == "application/octet-stream"
        opened = pyrage.passphrase.decrypt(copied.content, "twelve or more characters")
        with zipfile.ZipFile(io.BytesIO(opened)) as archive:
            assert '<html lang="pt"' in archive.read("index.html").decode()
        wrong = api.call("POST", f"{mine}/copy", json={"recipient": "age1" + "q" * 58})
        assert wrong.json()["code"] == "recipient_invalid"
        invited = api.call(
            "POST", "/v1/privacy-centre/invitations", json={"subject_ref": NOBODY, "hours": 1}
        ).json()
        assert len(invited["code"]) == 11
        assert invited["url"].endswith(f"/privacy/{one.tenant}")
    scene.stores.close()
